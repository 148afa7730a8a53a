"""What simulated learners really remember: one truth in FSRS's shape, and one that is not.

Neither policy sees any of it: a policy sees right or wrong, and the seconds that passed.

Days are whole numbers from 0; `at` is a day and a fraction of it, a learner's array. `rows` are the
learners' numbers, `columns` the objectives that they are asked, `items` which of the variants.
"""

from dataclasses import dataclass, field
from typing import Protocol

import fsrs
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

WEIGHTS = np.array(fsrs.Scheduler().parameters)
VARIANTS = 3
GUESS = 0.25
# Recall of what was read in the lesson and never practised.
UNPRACTISED = 0.25
# On the day of an answer FSRS takes the short-term formula; a day begins at a whole number.
_SHIFT_OF_LEVEL = 2.0


@dataclass(frozen=True)
class World:
    """The learners and the items, the same for every policy: common random numbers."""

    ability: Floats  # (learners,)
    pace: Floats  # (learners,): a factor on seconds
    forgetting: Floats  # (learners, objectives): a factor on how well something holds
    hardness: Floats  # (learners, objectives): shift of FSRS's difficulty
    item_difficulty: Floats  # (objectives, VARIANTS): what is true
    prior: Floats  # (objectives, VARIANTS): the author's step, which the engine knows
    seed: int

    @property
    def learners(self) -> int:
        return len(self.ability)

    @property
    def objectives(self) -> int:
        return len(self.item_difficulty)


def make_world(learners: int, objectives: int, seed: int) -> World:
    """Draw the learners and the items."""
    rng = np.random.default_rng([seed, 1])
    by_learner = rng.normal(0, 0.35, (learners, 1))
    by_objective = rng.normal(0, 0.45, (1, objectives))
    prior = np.tile(np.array([-1.0, 0.0, 1.0]), (objectives, 1))
    return World(
        ability=rng.normal(0, 0.8, learners),
        pace=np.exp(rng.normal(0, 0.25, learners)),
        forgetting=np.exp(by_learner + by_objective),
        hardness=rng.normal(0, 1, (learners, 1)) + rng.normal(0, 1, (1, objectives)),
        item_difficulty=prior + rng.normal(0, 0.4, prior.shape),
        prior=prior,
        seed=seed,
    )


class Truth(Protocol):
    """What is remembered, and how an attempt to remember changes it."""

    def recall(self, rows: Ints, columns: Ints, at: Floats) -> Floats: ...

    def recall_all(self, day: float) -> Floats: ...

    def study(self, rows: Ints, columns: Ints, recalled: Bools, at: Floats) -> None: ...


def answer(
    world: World, recall: Floats, rows: Ints, columns: Ints, items: Ints, luck: Floats
) -> tuple[Bools, Bools, Floats]:
    """Whether it was recalled, whether the answer was right, and the seconds it took.

    Who recalls still has to apply it, which is harder in a hard item; who does not, guesses. An
    answer is slower when recall is weak (ACT-R's latency falls with activation) and in hard items,
    and a wrong one costs the reading of its rationale. `luck` is uniform, (3, rows).
    """
    b = world.item_difficulty[columns, items]
    applied = 1 / (1 + np.exp(-(world.ability[rows] - b + _SHIFT_OF_LEVEL)))
    recalled = luck[0] < recall
    right = luck[1] < np.where(recalled, GUESS + (1 - GUESS) * applied, GUESS)
    thinking = 28.0 * np.exp(0.15 * b - 0.5 * recall + 0.35 * _normal(luck[2]))
    return recalled, right, world.pace[rows] * (thinking + np.where(right, 8.0, 24.0))


def _normal(uniform: Floats) -> Floats:
    """About normal, by the logistic: near enough for a spread of seconds."""
    bounded = np.clip(uniform, 1e-6, 1 - 1e-6)
    return np.log(bounded / (1 - bounded)) / 1.702


@dataclass
class FsrsTruth:
    """FSRS-6's formulas, with other stabilities and difficulties than the engine assumes."""

    world: World
    stability: Floats = field(init=False)
    difficulty: Floats = field(init=False)
    last: Floats = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.world.learners, self.world.objectives)
        self.stability = np.full(shape, np.nan)
        self.difficulty = np.full(shape, np.nan)
        self.last = np.zeros(shape)

    def recall(self, rows: Ints, columns: Ints, at: Floats) -> Floats:
        stability = self.stability[rows, columns]
        return _fsrs_recall(stability, at - self.last[rows, columns])

    def recall_all(self, day: float) -> Floats:
        return _fsrs_recall(self.stability, day - self.last)

    def study(self, rows: Ints, columns: Ints, recalled: Bools, at: Floats) -> None:
        s, d = self.stability[rows, columns], self.difficulty[rows, columns]
        r = self.recall(rows, columns, at)
        new = np.isnan(s)
        same_day = np.floor(at) == np.floor(self.last[rows, columns])
        after = next_stability(np.where(new, 1.0, s), np.where(new, 5.0, d), r, recalled, same_day)
        first = self.world.forgetting[rows, columns] * np.where(recalled, WEIGHTS[2], WEIGHTS[0])
        first_difficulty = initial_difficulty(recalled) + self.world.hardness[rows, columns]
        self.stability[rows, columns] = np.where(new, first, after)
        self.difficulty[rows, columns] = np.clip(
            np.where(new, first_difficulty, next_difficulty(d, recalled)), 1, 10
        )
        self.last[rows, columns] = at


def _fsrs_recall(stability: Floats, elapsed: Floats) -> Floats:
    known = np.nan_to_num(stability, nan=1.0)
    r = (1 + FACTOR * np.maximum(elapsed, 0) / known) ** DECAY
    return np.where(np.isnan(stability), UNPRACTISED, r)


DECAY = -WEIGHTS[20]
FACTOR = 0.9 ** (1 / DECAY) - 1


def initial_difficulty(good: Bools) -> Floats:
    """FSRS-6's D after the first answer."""
    rating = np.where(good, 3, 1)
    return np.asarray(np.clip(WEIGHTS[4] - np.exp(WEIGHTS[5] * (rating - 1)) + 1, 1, 10))


def next_difficulty(d: Floats, good: Bools) -> Floats:
    """FSRS-6's D after a further one."""
    easiest = WEIGHTS[4] - np.exp(WEIGHTS[5] * 3) + 1
    moved = d + np.where(good, 0.0, 2 * WEIGHTS[6]) * (10 - d) / 9
    return np.asarray(np.clip(WEIGHTS[7] * easiest + (1 - WEIGHTS[7]) * moved, 1, 10))


def next_stability(s: Floats, d: Floats, r: Floats, good: Bools, same_day: Bools) -> Floats:
    """FSRS-6's S after a further answer, the short-term formula on the same day."""
    w = WEIGHTS
    grown = s * (1 + np.exp(w[8]) * (11 - d) * s ** -w[9] * np.expm1((1 - r) * w[10]))
    lapsed = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * np.exp((1 - r) * w[14])
    lapsed = np.minimum(lapsed, s / np.exp(w[17] * w[18]))
    short = np.exp(w[17] * (np.where(good, 0, -2) + w[18])) * s ** -w[19]
    short = s * np.where(good, np.maximum(short, 1), short)
    return np.asarray(np.maximum(np.where(same_day, short, np.where(good, grown, lapsed)), 0.001))


# Pavlik and Anderson, "Practice and forgetting effects on vocabulary memory" (2005): time passes
# more slowly between sittings; each presentation decays the faster the stronger memory was then.
_BETWEEN = 86_400 * 0.025
_SITTING = 2_400.0
_DECAY_SCALE, _DECAY_FLOOR = 0.217, 0.177
_THRESHOLD, _NOISE = -1.5, 0.3
_MOST_PRESENTATIONS = 96


@dataclass
class ActrTruth:
    """ACT-R's declarative memory in Pavlik and Anderson's form: a sum of decaying traces."""

    world: World
    times: Floats = field(init=False)
    decays: Floats = field(init=False)
    count: Ints = field(init=False)

    def __post_init__(self) -> None:
        shape = (self.world.learners, self.world.objectives)
        self.times = np.full((*shape, _MOST_PRESENTATIONS), np.nan, dtype=np.float32)
        self.decays = np.zeros((*shape, _MOST_PRESENTATIONS), dtype=np.float32)
        self.count = np.zeros(shape, dtype=np.int64)

    def recall(self, rows: Ints, columns: Ints, at: Floats) -> Floats:
        return self._recall(self._activation(rows, columns, at), rows, columns)

    def recall_all(self, day: float) -> Floats:
        columns = np.arange(self.world.objectives)
        ones = np.ones(self.world.objectives)
        return np.stack(
            [
                self.recall(np.full(len(columns), row), columns, ones * day)
                for row in range(self.world.learners)
            ]
        )

    def study(self, rows: Ints, columns: Ints, recalled: Bools, at: Floats) -> None:  # noqa: ARG002
        """Test with feedback: a presentation whether it was recalled or not, as in the paper."""
        activation = self._activation(rows, columns, at)
        place = self.count[rows, columns] % _MOST_PRESENTATIONS
        decay = _DECAY_SCALE * np.exp(np.minimum(activation, 1.0)) + _DECAY_FLOOR
        self.times[rows, columns, place] = _seconds(at)
        self.decays[rows, columns, place] = decay
        self.count[rows, columns] += 1

    def _activation(self, rows: Ints, columns: Ints, at: Floats) -> Floats:
        deepest = min(_MOST_PRESENTATIONS, int(self.count[rows, columns].max(initial=0)))
        if deepest == 0:
            return np.full(len(rows), -np.inf)
        times = self.times[rows, columns, :deepest]
        age = np.maximum(_seconds(at)[:, None] - times, 1.0)
        traces = np.where(np.isnan(times), 0.0, age ** -self.decays[rows, columns, :deepest])
        with np.errstate(divide="ignore"):
            return np.log(traces.sum(axis=1))

    def _recall(self, activation: Floats, rows: Ints, columns: Ints) -> Floats:
        threshold = _THRESHOLD - 0.3 * np.log(self.world.forgetting[rows, columns])
        practised = 1 / (1 + np.exp(np.clip((threshold - activation) / _NOISE, -50, 50)))
        return np.where(np.isneginf(activation), UNPRACTISED, practised)


def _seconds(at: Floats) -> Floats:
    """ACT-R's clock: seconds within a sitting, and few of those between two."""
    day = np.floor(at)
    return day * (_BETWEEN + _SITTING) + (at - day) * 86_400


TRUTHS: dict[str, type[FsrsTruth] | type[ActrTruth]] = {"fsrs": FsrsTruth, "actr": ActrTruth}
