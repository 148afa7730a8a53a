"""How learners were treated, told from the log of what they were asked."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

import numpy as np

from benchmarks.learners.engine import START, Engine
from benchmarks.learners.truths import VARIANTS, Bools, Floats, Ints

Figures = dict[str, float]
REPEAT_DAYS = 3
QUARTERS = 4


@dataclass(frozen=True)
class Asked:
    """Where a question stands in the bank; `step` is 0 easy to 2 hard."""

    objective: int
    step: int
    section: int


@dataclass(frozen=True)
class Told:
    """A question that was answered, and what is known of its objective afterwards.

    `at` is when it was asked, a day and a fraction of it; `stability` in days and `due_on`, a whole
    day, are None where they are not known. `answered_at` is the service's clock at the answer.
    """

    learner: int
    at: float
    asked: Asked
    right: bool
    stability: float | None = None
    due_on: int | None = None
    answered_at: datetime = START

    @property
    def day(self) -> int:
        return int(self.at)


def describe(log: Sequence[Told], objectives: int) -> Figures:
    """Every figure. Steps are 0 easy to 2 hard, shares 0-1.

    - step_q1 ... step_q4: mean step of what was asked next on a later day after a right answer, by
      quarter of the stability left behind, the least stable first;
    - step_missed, step_after_lapse: mean step of a miss on a day's first meeting, and of the next;
    - due_on_time: share of objectives that fell due on a day of study and were asked on it;
    - same_day: share of questions about an objective asked earlier on that day;
    - repeats: share of questions that were asked of the learner within REPEAT_DAYS days before;
    - siblings: share of questions about the section asked about just before on that day;
    - exposure_mean, exposure_most: share of learners who met an item, over all items; the greatest.
    """
    histories = _by_objective(log)
    figures = _steps_by_stability(histories) | _steps_after_lapses(histories)
    figures["due_on_time"] = _due_on_time(log, histories)
    again = (b.day == a.day for history in histories.values() for a, b in pairwise(history))
    figures["same_day"] = sum(again) / len(log)
    figures["repeats"] = _repeats(log)
    figures["siblings"] = _siblings(log)
    met = Counter((t.asked.objective, t.asked.step) for t in _first_meetings(log))
    learners = len({told.learner for told in log})
    figures["exposure_mean"] = sum(met.values()) / learners / (objectives * VARIANTS)
    figures["exposure_most"] = max(met.values()) / learners
    return figures


History = list[Told]


def _by_objective(log: Iterable[Told]) -> dict[tuple[int, int], History]:
    histories: dict[tuple[int, int], History] = defaultdict(list)
    for told in sorted(log, key=lambda told: (told.learner, told.at)):
        histories[told.learner, told.asked.objective].append(told)
    return histories


def _steps_by_stability(histories: dict[tuple[int, int], History]) -> Figures:
    pairs = [
        (earlier.stability, later.asked.step)
        for history in histories.values()
        for earlier, later in pairwise(history)
        if earlier.right and earlier.stability is not None and later.day > earlier.day
    ]
    pairs.sort()
    parts = np.array_split(np.array([step for _stability, step in pairs], dtype=float), QUARTERS)
    return {f"step_q{n}": _mean(part) for n, part in enumerate(parts, start=1)}


def _steps_after_lapses(histories: dict[tuple[int, int], History]) -> Figures:
    missed, after = [], []
    for history in histories.values():
        for before, earlier, later in zip(history, history[1:], history[2:], strict=False):
            if before.right and not earlier.right and earlier.day > before.day:
                missed.append(earlier.asked.step)
                after.append(later.asked.step)
    return {"step_missed": _mean(missed), "step_after_lapse": _mean(after), "lapses": len(after)}


def _due_on_time(log: Sequence[Told], histories: dict[tuple[int, int], History]) -> float:
    studied = {(told.learner, told.day) for told in log}
    kept = []
    for (learner, _objective), history in histories.items():
        for earlier, later in zip(history, [*history[1:], None], strict=True):
            due_on = earlier.due_on
            early = later is not None and due_on is not None and later.day < due_on
            if due_on is not None and (learner, due_on) in studied and not early:
                kept.append(later is not None and later.day == due_on)
    return _mean(kept)


def _repeats(log: Sequence[Told]) -> float:
    last: dict[tuple[int, int, int], float] = {}
    repeats = 0
    for told in sorted(log, key=lambda told: told.at):
        item = (told.learner, told.asked.objective, told.asked.step)
        repeats += item in last and told.at - last[item] < REPEAT_DAYS
        last[item] = told.at
    return repeats / len(log)


def _siblings(log: Sequence[Told]) -> float:
    ordered = sorted(log, key=lambda told: (told.learner, told.at))
    return _mean(
        earlier.asked.section == later.asked.section
        for earlier, later in pairwise(ordered)
        if (earlier.learner, earlier.day) == (later.learner, later.day)
    )


def _first_meetings(log: Sequence[Told]) -> Iterable[Told]:
    return {(t.learner, t.asked.objective, t.asked.step): t for t in log}.values()


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return float(np.mean(found)) if found else float("nan")


@dataclass
class Recorded:
    """The engine without the service, with the same log kept of what it asks."""

    engine: Engine
    log: list[Told] = field(default_factory=list)

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]:
        return self.engine.choose(rows, at)

    def learn(self, rows: Ints, columns: Ints, items: Ints, right: Bools, at: Floats) -> None:
        self.engine.learn(rows, columns, items, right, at)
        for row, objective, step, ok, when in zip(
            rows.tolist(), columns.tolist(), items.tolist(), right.tolist(), at.tolist(),
            strict=True,
        ):  # fmt: skip
            section = self.engine.candidates[objective].section_id
            assert section is not None
            memory = self.engine.students[row].memories[objective]
            due_on = (memory.due_at - START).days
            asked = Asked(objective, step, section)
            self.log.append(Told(row, when, asked, ok, memory.stability, due_on))
