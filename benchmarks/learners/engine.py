"""The engine itself as a policy: `core.selection.choose_next`, and `core.practice.assess` after.

Of a bank larger than `services.shortlist.WHOLE` it is shown what the service would show it: the
same shortlist with the same limits, kept here in lists that are sorted once a day instead of read
by index. `whole` shows it everything.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

import numpy as np

from benchmarks.learners.truths import GUESS, Bools, Floats, Ints, World
from quizapp.core import memory, ranking
from quizapp.core.difficulty import Ability, ModuleAbility
from quizapp.core.items import Step
from quizapp.core.memory import Memory
from quizapp.core.practice import Answer, Assessment, Snapshot, assess
from quizapp.core.selection import Candidate, Learner, Policy, Variant, choose_next
from quizapp.services import shortlist
from tests.factories import make_item

# Within a sitting the engine is asked as of its beginning, so that what an objective is worth can
# be kept until the day ends: the same choices in half the time.
_worth = ranking.worth
_kept: dict[object, float] = {}


def _kept_worth(
    state: Memory | None, elapsed: float, days: float, waiting: float, policy: Policy
) -> float:
    known = None if state is None else (state.stability, state.memory_difficulty)
    key = (known, elapsed, days, waiting)
    if key not in _kept:
        if len(_kept) > 100_000:
            _kept.clear()
        _kept[key] = _worth(state, elapsed, days, waiting, policy)
    return _kept[key]


START = datetime(2026, 3, 2, tzinfo=UTC)
RIGHT, WRONG = Answer([0]), Answer([1])
ITEMS = tuple(make_item("Which sign is it?", "Explain it.", "It is a sign.", step) for step in Step)


def candidates_of(world: World, sections: int = 20) -> tuple[Candidate, ...]:
    """The bank as the engine knows it: authors' steps, and objectives in sections."""
    count = world.objectives
    return tuple(
        Candidate(
            objective,
            objective,
            tuple(
                Variant(objective * 3 + place, 0, float(world.prior[objective, place]), GUESS, step)
                for place, step in enumerate(Step)
            ),
            section_id=objective * sections // count,
        )
        for objective in range(count)
    )


@dataclass
class Student:
    """What the engine knows of one learner."""

    memories: dict[int, Memory] = field(default_factory=dict)
    ability: Ability = field(default_factory=Ability)
    module: ModuleAbility | None = None
    seen: dict[int, datetime] = field(default_factory=dict)
    sitting: list[int] = field(default_factory=list)
    day: int = -1
    overdue: list[int] = field(default_factory=list)
    fading: list[int] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)
    shaky: list[int] = field(default_factory=list)

    def begin_day(self, day: int, now: datetime) -> None:
        """Sort what is known: within a day, only answers move it."""
        self.day, self.sitting = day, []
        due = [id_ for id_, state in self.memories.items() if state.due_at <= now]
        later = [id_ for id_, state in self.memories.items() if state.due_at > now]
        self.overdue = sorted(due, key=lambda id_: self.memories[id_].due_at)
        self.fading = sorted(due, key=lambda id_: self.memories[id_].stability)
        self.ahead = sorted(later, key=lambda id_: self.memories[id_].due_at)
        self.shaky = sorted(later, key=lambda id_: self.memories[id_].stability)

    def pressing(self) -> list[int]:
        """The met objectives that `services.shortlist` would show."""
        asked = set(self.sitting)
        shown = _first(self.overdue, asked, shortlist.DUE)
        if len(shown) == shortlist.DUE:
            shown += _first(self.fading, asked | set(shown), shortlist.FADING)
        else:
            shown += _first(self.ahead, asked, shortlist.AHEAD)
            shown += _first(self.shaky, asked | set(shown), shortlist.FADING)
        return [*shown, *asked]


def _first(ids: list[int], without: set[int], count: int) -> list[int]:
    return list(islice((id_ for id_ in ids if id_ not in without), count))


class Engine:
    """Quizapp: one sitting a day. Keeps the last assessment of each learner for the figures."""

    def __init__(
        self, world: World, days: int, policy: Policy | None = None, *, whole: bool = False
    ) -> None:
        ranking.worth = _kept_worth
        _kept.clear()
        self.whole = whole or world.objectives <= shortlist.WHOLE
        self.policy = policy or Policy()
        self.candidates = candidates_of(world)
        numbers = sorted({c.section_id or 0 for c in self.candidates})
        self.sections = [
            [c for c in self.candidates if c.section_id == number] for number in numbers
        ]
        self.students = [Student() for _ in range(world.learners)]
        self.rng = Random(world.seed)  # noqa: S311 - a draw to be repeated, not a secret
        self.exam_at = START + timedelta(days=days)

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]:
        picked = [self._choose(int(row), float(when)) for row, when in zip(rows, at, strict=True)]
        return np.array([one[0] for one in picked]), np.array([one[1] for one in picked])

    def _choose(self, row: int, at: float) -> tuple[int, int]:
        student = self.students[row]
        now = START + timedelta(days=int(at))
        if student.day != int(at):
            student.begin_day(int(at), now)
        choice = choose_next(
            self.candidates if self.whole else self._shown_to(student),
            Learner(
                student.ability,
                student.memories,
                student.seen,
                student.sitting,
                exam_at=self.exam_at,
                module=student.module,
            ),
            self.policy,
            now,
            self.rng,
        )
        assert choice is not None
        return choice.objective_id, choice.variant.item_id % 3

    def _shown_to(self, student: Student) -> list[Candidate]:
        met = [self.candidates[id_] for id_ in student.pressing()]
        new: list[Candidate] = []
        sections = 0
        # New ones come in the document's order of a section, of two sections at a time.
        for section in self.sections:
            some = [c for c in section if c.objective_id not in student.memories]
            new += some[: shortlist.NEW_EACH]
            sections += bool(some)
            if sections == shortlist.NEW_SECTIONS:
                break
        return met + new

    def learn(self, rows: Ints, columns: Ints, items: Ints, right: Bools, at: Floats) -> None:
        for row, column, item, ok, when in zip(
            rows.tolist(), columns.tolist(), items.tolist(), right.tolist(), at.tolist(),
            strict=True,
        ):  # fmt: skip
            self.take(row, column, item, RIGHT if ok else WRONG, START + timedelta(days=when))

    def take(
        self, row: int, objective: int, item: int, answer: Answer, now: datetime
    ) -> Assessment:
        """What answering does to what the engine knows."""
        student = self.students[row]
        level = self.candidates[objective].variants[item].item_difficulty
        snapshot = Snapshot(
            ITEMS[item],
            level,
            student.memories.get(objective),
            student.ability,
            UTC,
            student.module,
        )
        done = assess(snapshot, answer, now)
        student.memories[objective], student.ability = done.memory, done.ability
        student.module = done.module
        student.seen[objective * 3 + item] = now
        student.sitting.append(objective)
        return done


class Overdue(Engine):
    """The engine, but after a break what is most overdue for its interval comes first.

    From `back` on until nothing is due: by elapsed time over stability, the order of recall. New
    objectives wait that long, or with `new` come between as they always do.
    """

    def __init__(self, world: World, days: int, back: int, *, new: bool = False) -> None:
        super().__init__(world, days)
        self.back, self.new = back, new
        self.caught_up: set[int] = set()

    def _choose(self, row: int, at: float) -> tuple[int, int]:
        everything = self.candidates
        student, now = self.students[row], START + timedelta(days=int(at))
        if at >= self.back and row not in self.caught_up:
            due = [
                (memory.retrievability(state, now), id_)
                for id_, state in student.memories.items()
                if state.due_at <= now and state.reviewed_at < now
            ]
            if due:
                unmet = [c for c in everything if c.objective_id not in student.memories]
                self.candidates = (everything[min(due)[1]], *(unmet if self.new else ()))
            else:
                self.caught_up.add(row)
        try:
            return super()._choose(row, at)
        finally:
            self.candidates = everything


def with_policy(**changes: float) -> Policy:
    """The engine's policy with something changed, for comparisons."""
    return replace(Policy(), **changes)  # type: ignore[arg-type]
