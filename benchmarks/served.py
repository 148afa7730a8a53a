"""The engine through the running service, over HTTP alone, beside the engine by itself.

    .venv/bin/python benchmarks/served.py [--learners 4] [--objectives 120] [--days 30]
        [--minutes 10] [--truths actr fsrs] [--seed 1] [--postgresql] [--json]
    quick: --learners 2 --objectives 60 --days 12 --minutes 5 --truths fsrs

The whole application answers on a socket of this machine, with a clock that the simulation sets.
Learners sign up, plan their exam, open the module's practice every day, go on with the round that
is open or begin one, read each question off its page and send the form, until their minutes are
over. Nothing is read from the database. Truths, seeds and luck are those of benchmarks/learning.py.

`served` is the service, `engine` core.selection and core.practice without it, `random` and `fixed`
(intervals of 1, 3, 7, 14 and 30 days, the better of two paces) choose for the same learners at the
same seconds. `ahead` is how far the service's recall is above, learner by learner, with its
standard error. benchmarks/learners/treatment.py says what the other figures are. `answers_a_second`
is that of one learner after the other, question, answer and feedback opened for each.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.learners.engine import Engine  # noqa: E402
from benchmarks.learners.policies import Fixed, Random  # noqa: E402
from benchmarks.learners.served import Served  # noqa: E402
from benchmarks.learners.service import running_service  # noqa: E402
from benchmarks.learners.sittings import Result, simulate  # noqa: E402
from benchmarks.learners.treatment import Figures, Recorded, describe  # noqa: E402
from benchmarks.learners.truths import TRUTHS, Floats, World, make_world  # noqa: E402
from tests.servers import postgresql_folder, running_postgresql  # noqa: E402

SECTIONS = 20
PACES = (8, 15)


def main() -> None:
    options = read_options()
    world = make_world(options.learners, options.objectives, options.seed)
    report = {}
    for truth in options.truths:
        with database(postgresql=options.postgresql) as url:
            report[truth] = compare(world, truth, options, url)
        if not options.json:
            print_report(truth, report[truth])
    if options.json:
        print(json.dumps(report, indent=2))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=4)
    parser.add_argument("--objectives", type=int, default=120)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--truths", nargs="+", choices=sorted(TRUTHS), default=sorted(TRUTHS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


@contextmanager
def database(*, postgresql: bool) -> Iterator[str | None]:
    """The URL of an empty PostgreSQL database, or None for a file of the service's own."""
    if not postgresql:
        yield None
        return
    binaries = postgresql_folder()
    if binaries is None:
        raise SystemExit("PostgreSQL is not installed.")
    with running_postgresql(binaries) as server:
        yield server.new_database_url()


def compare(
    world: World, truth: str, options: argparse.Namespace, url: str | None
) -> dict[str, Any]:
    minutes, days = options.minutes, options.days
    with running_service(world.objectives, SECTIONS, url) as service:
        served = Served(world, service, days, minutes)
        began = time.perf_counter()
        results = {"served": simulate(world, truth, served, minutes, days)}
        served.finish()
        seconds = time.perf_counter() - began
    engine = Recorded(Engine(world, days))
    results["engine"] = simulate(world, truth, engine, minutes, days)
    results["random"] = simulate(world, truth, Random(world), minutes, days)
    results["fixed"] = max(
        (simulate(world, truth, Fixed(world, pace), minutes, days) for pace in PACES),
        key=lambda result: result.at_exam.mean(),
    )
    return {
        "recall": {name: summary(one, results["served"]) for name, one in results.items()},
        "treatment": {
            name: describe(policy.log, world.objectives)
            for name, policy in (("served", served), ("engine", engine))
        },
        "speed": speed(served, len(served.log) / seconds),
    }


def summary(result: Result, served: Result) -> Figures:
    ahead = served.at_exam - result.at_exam
    return {
        "recall": float(result.at_exam.mean()),
        "se": standard_error(result.at_exam),
        "recall_30d": float(result.afterwards.mean()),
        "se_30d": standard_error(result.afterwards),
        "answers": float(result.answers.mean()),
        "met": float(result.met.mean()),
        "ahead": float(ahead.mean()),
        "ahead_se": standard_error(ahead),
    }


def standard_error(values: Floats) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def speed(served: Served, answers_a_second: float) -> Figures:
    taken: dict[str, list[float]] = {}
    for seat in served.seats:
        for kind, seconds in seat.visitor.seconds.items():
            taken.setdefault(kind, []).extend(seconds)
    figures = {"answers_a_second": answers_a_second}
    for kind in ("question", "answer"):
        figures |= {
            f"{kind}_p{share}_ms": float(np.percentile(taken[kind], share) * 1e3)
            for share in (50, 95)
        }
    return figures


def print_report(truth: str, report: dict[str, Any]) -> None:
    print(f"\n{truth}\npolicy  recall  (se)    30 days later (se)   answers  met    ahead (se)")
    for name, f in report["recall"].items():
        print(
            f"{name:7} {f['recall']:.3f}  ({f['se']:.3f})  {f['recall_30d']:.3f}"
            f" ({f['se_30d']:.3f})        {f['answers']:6.0f}   {f['met']:.3f}"
            f"  {f['ahead']:+.3f} ({f['ahead_se']:.3f})"
        )
    both = report["treatment"]
    print("figure                served   engine")
    for name, figure in both["served"].items():
        print(f"{name:20} {figure:7.3f}  {both['engine'][name]:7.3f}")
    for name, figure in report["speed"].items():
        print(f"{name:20} {figure:7.1f}", flush=True)


if __name__ == "__main__":
    main()
