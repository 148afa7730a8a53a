"""What learners use now: policies that choose for all simulated learners at once."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from benchmarks.learners.truths import (
    DECAY,
    FACTOR,
    VARIANTS,
    WEIGHTS,
    Bools,
    Floats,
    Ints,
    World,
    initial_difficulty,
    next_difficulty,
    next_stability,
)

_NEVER = 1e9


class Policy(Protocol):
    """Chooses what each of the `rows` is asked, and hears how it went."""

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]: ...

    def learn(self, rows: Ints, columns: Ints, items: Ints, right: Bools, at: Floats) -> None: ...


@dataclass
class Random:
    """Any objective, any item."""

    world: World
    rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self.rng = np.random.default_rng([self.world.seed, 2])

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]:  # noqa: ARG002
        columns = self.rng.integers(0, self.world.objectives, len(rows))
        return columns, self.rng.integers(0, VARIANTS, len(rows))

    def learn(self, rows: Ints, columns: Ints, items: Ints, right: Bools, at: Floats) -> None: ...


@dataclass
class Scheduled:
    """Due dates: what is due by how overdue it is, then what is new, then what is due soonest.

    `new_a_day` is how many new objectives come first each day, before what is due: without it a
    schedule with a heavy load would never reach the end of the bank. `relearn` brings what was
    missed again on the same day, after three others, until it is right.
    """

    world: World
    new_a_day: int = 0
    relearn: bool = False

    def __post_init__(self) -> None:
        shape = (self.world.learners, self.world.objectives)
        self.rng = np.random.default_rng([self.world.seed, 2])
        self.met = np.zeros(shape, dtype=bool)
        self.due = np.full(shape, _NEVER)
        self.asked_at = np.full(shape, -1)
        self.again = np.zeros(shape, dtype=bool)
        self.turn = np.zeros(self.world.learners, dtype=np.int64)
        self.day = np.full(self.world.learners, -1.0)
        self.begun = np.zeros(self.world.learners, dtype=np.int64)
        self.prepare(shape)

    def prepare(self, shape: tuple[int, int]) -> None:
        """Make what the policy keeps of each objective."""

    def interval(self, rows: Ints, columns: Ints, right: Bools, at: Floats) -> Floats:
        """Days until each comes again."""
        raise NotImplementedError

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]:
        day = np.floor(at)
        fresh = day != self.day[rows]
        self.day[rows], self.begun[rows] = day, np.where(fresh, 0, self.begun[rows])
        self.again[rows[fresh]] = False
        order = np.arange(self.world.objectives)
        due = self.due[rows]
        is_due = self.met[rows] & (due <= day[:, None])
        pressing = (self.begun[rows] < self.new_a_day)[:, None]
        # Smaller comes sooner.
        urgency = np.where(is_due, 1e5 + self.lateness(rows, due, at), 1e7 + due)
        urgency = np.where(self.met[rows], urgency, np.where(pressing, order, 1e6 + order))
        since = self.turn[rows][:, None] - self.asked_at[rows]
        urgency = np.where(self.again[rows] & (since > 3), -1.0, urgency)
        urgency = np.where(since == 1, _NEVER, urgency)
        columns = urgency.argmin(axis=1)
        return columns, self.rng.integers(0, VARIANTS, len(rows))

    def lateness(self, rows: Ints, due: Floats, at: Floats) -> Floats:  # noqa: ARG002
        """The order of what is due, smaller sooner: by date."""
        return due

    def learn(self, rows: Ints, columns: Ints, items: Ints, right: Bools, at: Floats) -> None:  # noqa: ARG002
        new = ~self.met[rows, columns]
        self.begun[rows] += new
        same_day = self.again[rows, columns] & ~new
        days = self.interval(rows, columns, right, at)
        planned = np.floor(at) + np.maximum(1, np.round(days))
        self.due[rows, columns] = np.where(same_day, self.due[rows, columns], planned)
        self.again[rows, columns] = ~right if self.relearn else False
        self.met[rows, columns] = True
        self.turn[rows] += 1
        self.asked_at[rows, columns] = self.turn[rows]


class Fixed(Scheduled):
    """After 1, 3, 7, 14 and 30 days, whatever the answer."""

    steps = np.array([1, 3, 7, 14, 30])

    def prepare(self, shape: tuple[int, int]) -> None:
        self.place = np.zeros(shape, dtype=np.int64)

    def interval(self, rows: Ints, columns: Ints, right: Bools, at: Floats) -> Floats:  # noqa: ARG002
        place = self.place[rows, columns]
        self.place[rows, columns] = np.minimum(place + 1, len(self.steps) - 1)
        return np.asarray(self.steps[place], dtype=float)


class Leitner(Scheduled):
    """Boxes of 1, 2, 4, 8, 16 and 32 days: right moves one up, wrong back to the first."""

    def prepare(self, shape: tuple[int, int]) -> None:
        self.box = np.zeros(shape, dtype=np.int64)

    def interval(self, rows: Ints, columns: Ints, right: Bools, at: Floats) -> Floats:  # noqa: ARG002
        box = self.box[rows, columns]
        days = np.where(right, 2.0**box, 1.0)
        self.box[rows, columns] = np.where(right, np.minimum(box + 1, 5), 0)
        return days


class Sm2(Scheduled):
    """SuperMemo 2 (Wozniak 1990): 1 day, 6 days, then by the E-factor; q is 4 or 2.

    A q of 4 leaves the E-factor as it is, and so does a failure, which starts over.
    """

    factor = 2.5

    def prepare(self, shape: tuple[int, int]) -> None:
        self.repetition = np.zeros(shape, dtype=np.int64)
        self.span = np.zeros(shape)

    def interval(self, rows: Ints, columns: Ints, right: Bools, at: Floats) -> Floats:  # noqa: ARG002
        number = np.where(right, self.repetition[rows, columns] + 1, 0)
        grown = self.span[rows, columns] * self.factor
        days = np.where(number <= 1, 1.0, np.where(number == 2, 6.0, grown))
        self.repetition[rows, columns] = number
        self.span[rows, columns] = days
        return days


class Fsrs90(Scheduled):
    """FSRS-6 with its default parameters, due at a recall of 0.90; the weakest recall first."""

    def prepare(self, shape: tuple[int, int]) -> None:
        self.stability = np.ones(shape)
        self.difficulty = np.full(shape, 5.0)
        self.last = np.zeros(shape)

    def lateness(self, rows: Ints, due: Floats, at: Floats) -> Floats:  # noqa: ARG002
        return -(at[:, None] - self.last[rows]) / self.stability[rows]

    def interval(self, rows: Ints, columns: Ints, right: Bools, at: Floats) -> Floats:
        new = ~self.met[rows, columns]
        elapsed = at - self.last[rows, columns]
        s, d = self.stability[rows, columns], self.difficulty[rows, columns]
        same_day = np.floor(at) == np.floor(self.last[rows, columns])
        after = next_stability(s, d, (1 + FACTOR * elapsed / s) ** DECAY, right, same_day)
        first = np.where(right, WEIGHTS[2], WEIGHTS[0])
        self.stability[rows, columns] = np.where(new, first, after)
        self.difficulty[rows, columns] = np.where(
            new, initial_difficulty(right), next_difficulty(d, right)
        )
        self.last[rows, columns] = at
        return self.stability[rows, columns]
