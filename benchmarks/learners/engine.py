"""The engine itself as a policy: `core.selection.choose_next`, and `core.practice.assess` after."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np

from benchmarks.learners.truths import GUESS, Bools, Floats, Ints, World
from quizapp.core.difficulty import Ability
from quizapp.core.items import Step
from quizapp.core.memory import Memory
from quizapp.core.practice import Answer, Assessment, Snapshot, assess
from quizapp.core.selection import Candidate, Learner, Policy, Variant, choose_next
from tests.factories import make_item

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
    seen: dict[int, datetime] = field(default_factory=dict)
    sitting: list[int] = field(default_factory=list)
    day: int = -1


class Engine:
    """Quizapp: one sitting a day. Keeps the last assessment of each learner for the figures."""

    def __init__(self, world: World, days: int, policy: Policy | None = None) -> None:
        self.policy = policy or Policy()
        self.candidates = candidates_of(world)
        self.students = [Student() for _ in range(world.learners)]
        self.rng = Random(world.seed)  # noqa: S311 - a draw to be repeated, not a secret
        self.exam_at = START + timedelta(days=days)

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]:
        picked = [self._choose(int(row), float(when)) for row, when in zip(rows, at, strict=True)]
        return np.array([one[0] for one in picked]), np.array([one[1] for one in picked])

    def _choose(self, row: int, at: float) -> tuple[int, int]:
        student = self.students[row]
        if student.day != int(at):
            student.day, student.sitting = int(at), []
        choice = choose_next(
            self.candidates,
            Learner(
                student.ability,
                student.memories,
                student.seen,
                student.sitting,
                exam_at=self.exam_at,
            ),
            self.policy,
            START + timedelta(days=at),
            self.rng,
        )
        assert choice is not None
        return choice.objective_id, choice.variant.item_id % 3

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
            ITEMS[item], level, student.memories.get(objective), student.ability, UTC
        )
        done = assess(snapshot, answer, now)
        student.memories[objective], student.ability = done.memory, done.ability
        student.seen[objective * 3 + item] = now
        student.sitting.append(objective)
        return done


def with_policy(**changes: float) -> Policy:
    """The engine's policy with something changed, for comparisons."""
    return replace(Policy(), **changes)  # type: ignore[arg-type]
