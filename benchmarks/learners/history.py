"""One learner's history with one objective: the step follows stability, and falls after a lapse."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.learners.engine import RIGHT, START, WRONG, Engine
from benchmarks.learners.truths import make_world
from quizapp.core.memory import retrievability
from quizapp.core.selection import Choice, Learner, Policy, choose_next, target_success

DRAWS = 200
LAPSE_AT = 4
ANSWERS = 10
STEPS = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Moment:
    """The objective as it was asked once: the day, what was known, and the mean step drawn."""

    day: float
    stability: float
    recall: float
    target: float
    step: float
    missed: bool


def tell_history(lapse_at: int = LAPSE_AT, answers: int = ANSWERS) -> list[Moment]:
    """Answers whenever it falls due, all right but one. `step` is 0 easy to 2 hard."""
    return list(_tell(lapse_at, answers))


def _tell(lapse_at: int, answers: int) -> Iterator[Moment]:
    engine = Engine(make_world(1, 1, seed=1), days=10_000)
    student = engine.students[0]
    now = START + timedelta(hours=9)
    for number in range(answers):
        state = student.memories.get(0)
        if state is not None:
            now = state.due_at
        drawn = [_choose(engine, now, seed) for seed in range(DRAWS)]
        steps = [choice.variant.item_id % 3 for choice in drawn]
        missed = number == lapse_at
        yield Moment(
            day=(now - START) / timedelta(days=1),
            stability=0.0 if state is None else state.stability,
            recall=0.0 if state is None else retrievability(state, now),
            target=target_success(state, engine.policy),
            step=float(np.mean(steps)),
            missed=missed,
        )
        item = int(np.bincount(steps).argmax())
        engine.take(0, 0, item, WRONG if missed else RIGHT, now)


def _choose(engine: Engine, now: datetime, seed: int) -> Choice:
    student = engine.students[0]
    # A due date lies days after the last answer; what was seen before does not matter here.
    learner = Learner(student.ability, student.memories, {}, module=student.module)
    rng = Random(seed)  # noqa: S311 - a draw to be repeated, not a secret
    choice = choose_next(engine.candidates, learner, Policy(), now, rng)
    assert choice is not None
    return choice


def recoveries() -> list[dict[str, float]]:
    """For a lapse after each number of right answers: how long until all is as it was before."""
    found = []
    for lapse_at in range(2, 9):
        history = tell_history(lapse_at, lapse_at + 25)
        before, eased = history[lapse_at], history[lapse_at + 1]
        later = history[lapse_at + 1 :]
        step = next(m for m in later if m.step >= before.step - 0.05)
        stability = next((m for m in later if m.stability >= before.stability), later[-1])
        found.append(
            {
                "right answers before": lapse_at,
                "stability before": round(before.stability, 1),
                "stability after": round(eased.stability, 1),
                "step before": round(before.step, 2),
                "step after": round(eased.step, 2),
                "answers until the step is back": later.index(step) + 1,
                "days until the step is back": round(step.day - before.day, 1),
                "days until stability is back": round(stability.day - before.day, 1),
            }
        )
    return found


def draw_figure(path: Path) -> None:
    """Draw the history as SVG."""
    import matplotlib as mpl  # noqa: PLC0415 - only this command needs it

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "quizapp"
    import matplotlib.pyplot as plt  # noqa: PLC0415

    history = tell_history()
    numbers = range(1, len(history) + 1)
    figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(8, 5.5))
    above.semilogy(numbers, [max(m.stability, 0.2) for m in history], "o-", color="#0f6b6b")
    above.set_ylabel("stability before\nthe answer (days)")
    below.plot(numbers, [m.step for m in history], "s-", color="#7a3ff2")
    below.set_yticks(range(3), STEPS)
    below.set_ylim(-0.2, 2.2)
    below.set_ylabel(f"difficulty step asked\n(mean of {DRAWS} draws)")
    below.set_xlabel("answer (each when it falls due)")
    for axes in (above, below):
        axes.axvline(LAPSE_AT + 1, color="#9a3412", linestyle="--")
        axes.grid(alpha=0.3)
    above.annotate(
        "missed", (LAPSE_AT + 1, 0.3), xytext=(4, 0), textcoords="offset points", color="#9a3412"
    )
    above.set_title("Growing stability raises the step, a lapse lowers it")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
