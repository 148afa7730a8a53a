"""What simulated learners remember at the exam, by what chooses their questions, at equal seconds.

    .venv/bin/python benchmarks/learning.py [--learners 12] [--objectives 300] [--days 60]
        [--minutes 10 20 40] [--truths actr fsrs] [--seed 1] [--json] [--figure]
        [--away 24 14] [--weigh 3]
    quick: --learners 2 --objectives 60 --days 20 --minutes 5

Two truths, neither of which is what the engine assumes: `fsrs` has FSRS's shape with other
stabilities and difficulties, `actr` is Pavlik and Anderson's ACT-R. `quizapp` is the engine itself:
core.selection.choose_next and core.practice.assess. Each schedule is run with two paces of new
objectives (8 or 15 a day come first) and without repeats on the same day, which would cost it
recall here; its better pace counts.

`recall` is the mean true recall over all objectives on the morning of the exam, `recall_30d` 30
days later, `se` the standard error of `recall` over learners; `ahead` is how far quizapp's recall
is above, learner by learner, and `ahead_se` that difference's standard error. `--figure` draws how
the difficulty step follows stability instead, and times the recovery after a lapse. `--away` runs
the engine alone with a break, from which day and for how many, and beside it one that then asks
what is most overdue first. `--weigh` gives every third section that weight, and tells recall of
these apart.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.learners.engine import Engine, Overdue  # noqa: E402
from benchmarks.learners.history import draw_figure, recoveries  # noqa: E402
from benchmarks.learners.policies import (  # noqa: E402
    Fixed,
    Fsrs90,
    Leitner,
    Policy,
    Random,
    Scheduled,
    Sm2,
)
from benchmarks.learners.sittings import Result, simulate  # noqa: E402
from benchmarks.learners.truths import TRUTHS, Floats, World, make_world  # noqa: E402

SCHEDULES: dict[str, type[Scheduled]] = {
    "fixed": Fixed,
    "leitner": Leitner,
    "sm2": Sm2,
    "fsrs90": Fsrs90,
}
PACES = (8, 15)
FIGURE = ROOT / "docs" / "images" / "step-follows-stability.svg"
Figures = dict[str, float]


def main() -> None:
    options = read_options()
    if options.figure:
        draw_figure(FIGURE)
        print(json.dumps(recoveries(), indent=2))
        return
    world = make_world(options.learners, options.objectives, options.seed)
    report: dict[str, dict[str, dict[str, Figures]]] = {}
    for truth in options.truths:
        report[truth] = {}
        for minutes in options.minutes:
            report[truth][f"{minutes:g}"] = run(world, truth, minutes, options)
            if not options.json:
                print_table(truth, minutes, report[truth][f"{minutes:g}"])
    if options.json:
        print(json.dumps({"truths": report}, indent=2))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=12)
    parser.add_argument("--objectives", type=int, default=300)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--minutes", type=float, nargs="+", default=[10, 20, 40])
    parser.add_argument("--truths", nargs="+", choices=sorted(TRUTHS), default=sorted(TRUTHS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--away", type=int, nargs=2, metavar=("FROM", "DAYS"))
    parser.add_argument("--weigh", type=float)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--figure", action="store_true")
    return parser.parse_args()


def run(
    world: World, truth: str, minutes: float, options: argparse.Namespace
) -> dict[str, Figures]:
    if options.away:
        return compare_break(world, truth, minutes, options.days, *options.away)
    if options.weigh:
        return compare_weights(world, truth, minutes, options.days, options.weigh)
    return compare(world, truth, minutes, options.days)


def compare_break(
    world: World, truth: str, minutes: float, days: int, begin: int, length: int
) -> dict[str, Figures]:
    """The engine's rank after a break, and what is most overdue first."""
    back = begin + length
    away = range(begin, back)
    ranked = simulate(world, truth, Engine(world, days), minutes, days, away)
    table = {"quizapp": summary(ranked, ranked.at_exam)}
    for name, new in (("overdue", False), ("with new", True)):
        policy = Overdue(world, days, back, new=new)
        result = simulate(world, truth, policy, minutes, days, away)
        table[name] = summary(result, ranked.at_exam)
    return table


def compare_weights(
    world: World, truth: str, minutes: float, days: int, weight: float
) -> dict[str, Figures]:
    """Recall of every third section's objectives and of the others, without and with a weight."""
    table = {}
    for given in (1.0, weight):
        engine = Engine(world, days)
        heavy = np.array([(one.section_id or 0) % 3 == 0 for one in engine.candidates])
        engine.candidates = tuple(
            replace(one, weight=given if is_heavy else 1.0)
            for one, is_heavy in zip(engine.candidates, heavy, strict=True)
        )
        result = simulate(world, truth, engine, minutes, days)
        figures = summary(result, result.at_exam)
        figures["weighted"] = float(result.by_objective[heavy].mean())
        figures["others"] = float(result.by_objective[~heavy].mean())
        table[f"x{given:g}"] = figures
    return table


def compare(world: World, truth: str, minutes: float, days: int) -> dict[str, Figures]:
    """Every policy's figures for one truth and one number of minutes a day."""
    results: dict[str, Result] = {}
    for name, make in policies(world, days):
        result = simulate(world, truth, make(), minutes, days)
        if name not in results or result.at_exam.mean() > results[name].at_exam.mean():
            results[name] = result
    ours = results["quizapp"].at_exam
    return {name: summary(result, ours) for name, result in results.items()}


def policies(world: World, days: int) -> Iterator[tuple[str, Callable[[], Policy]]]:
    yield "random", lambda: Random(world)
    for name, schedule in SCHEDULES.items():
        for pace in PACES:
            yield name, lambda schedule=schedule, pace=pace: schedule(world, pace)  # type: ignore[misc]
    yield "quizapp", lambda: Engine(world, days)


def summary(result: Result, ours: Floats) -> Figures:
    return {
        "recall": float(result.at_exam.mean()),
        "recall_30d": float(result.afterwards.mean()),
        "se": standard_error(result.at_exam),
        "answers": float(result.answers.mean()),
        "ahead": float((ours - result.at_exam).mean()),
        "ahead_se": standard_error(ours - result.at_exam),
    }


def standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def print_table(truth: str, minutes: float, table: dict[str, Figures]) -> None:
    print(f"\n{truth}, {minutes:g} minutes a day")
    print("policy    recall  (se)    30 days later  answers  quizapp ahead by (se)")
    for name, f in table.items():
        print(
            f"{name:9} {f['recall']:.3f}  ({f['se']:.3f})  {f['recall_30d']:.3f}"
            f"          {f['answers']:6.0f}   {f['ahead']:+.3f} ({f['ahead_se']:.3f})"
            + "".join(f"  {key} {f[key]:.3f}" for key in ("weighted", "others") if key in f),
            flush=True,
        )


if __name__ == "__main__":
    main()
