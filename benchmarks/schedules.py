"""What fitting FSRS's parameters to one learner's reviews would have brought, night by night.

    .venv/bin/python benchmarks/schedules.py REVIEWS [--json]
    .venv/bin/python benchmarks/schedules.py --simulated [--json]

Walks over a log of reviews: from 400 first answers of a day on, and again at a tenth more, the fit
of `services.schedule_fitting` is tried on what there is by then, and what is accepted is used from
there on. Scored is recall alone, as `core.memory` tells it, on every review that is not its
objective's first and came after the first try; beside it the defaults, and the fit that is used
whenever it is lower on the newest fifth, be it by luck. `--simulated` counts instead how often
either rule takes the fit of a simulated learner, one who forgets otherwise and one who remembers by
the defaults, twenty of each size.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.predicting.data import DataSet, read
from quizapp.adapters.schedule_fitting import fit
from quizapp.core.memory import Rating
from quizapp.core.schedule_fitting import (
    History,
    Review,
    judge,
    losses_of,
    split_point,
    until,
)
from quizapp.core.schedules import DEFAULT, ScheduleParameters, is_usable
from quizapp.services.schedule_fitting import FEWEST_REVIEWS, REFIT_GROWTH
from tests.forgetting import FORGETFUL, simulate


@dataclass
class Walk:
    """One way to use fits: the parameters in use, and the losses so far."""

    in_use: ScheduleParameters = DEFAULT
    losses: list[float] = field(default_factory=list)
    used: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--simulated", action="store_true")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if arguments.simulated == (arguments.data is not None):
        parser.error("give a log of reviews, or --simulated")
    report = simulated() if arguments.simulated else walk(reviews_of(read(arguments.data)))
    print(json.dumps(report, indent=2) if arguments.json else as_text(report))
    return 0


def reviews_of(data: DataSet) -> dict[tuple[int, int], list[Review]]:
    """The first answers of a day (UTC), by learner and item."""
    found: dict[tuple[int, int], list[Review]] = {}
    number = 0
    for answer in data.answers:
        reviews = found.setdefault((answer.learner, answer.item), [])
        if reviews and reviews[-1].at.date() == answer.at.date():
            continue
        number += 1
        days = (answer.at - reviews[-1].at).days if reviews else 0
        reviews.append(Review(number, answer.at, days, Rating(answer.rating)))
    return found


def walk(found: dict[tuple[int, int], list[Review]]) -> dict[str, float | int]:
    whole = [History(learner, 0, tuple(reviews)) for (learner, _item), reviews in found.items()]
    total = sum(len(history.reviews) for history in whole)
    walks = {"defaults": Walk(), "accepted": Walk(), "lower": Walk()}
    at, tries, seconds = FEWEST_REVIEWS, 0, 0.0
    while at <= total:
        known = until(whole, at + 1)
        following = min(total, max(at + 1, -int(-at * REFIT_GROWTH // 1)))
        tries += 1
        for name in ("accepted", "lower"):
            started = time.process_time()
            walks[name] = try_again(walks[name], known, name)
            seconds += time.process_time() - started
        upcoming = until(whole, following + 1)
        for each in walks.values():
            each.losses += [
                loss
                for history in upcoming
                if history.reviews[-1].number > at
                for loss in losses_of(history, at + 1, each.in_use)
            ]
        if following == total:
            break
        at = following
    report: dict[str, float | int] = {
        "reviews": total,
        "scored": len(walks["defaults"].losses),
        "tries": tries,
        "seconds a try": seconds / (2 * tries),
    }
    for name, each in walks.items():
        report |= {f"{name}: log loss": fmean(each.losses), f"{name}: fits used": each.used}
    return report


def simulated() -> dict[str, float | int]:
    report: dict[str, float | int] = {}
    for name, truth, sizes in (
        ("forgetful", FORGETFUL, ((60, 50), (60, 150), (200, 150))),
        ("default", DEFAULT, ((80, 150), (250, 150))),
    ):
        for objectives, days in sizes:
            learners = [simulate(truth, objectives, days=days, seed=seed) for seed in range(20)]
            reviews = fmean(sum(len(h.reviews) for h in learner) for learner in learners)
            for rule in ("accepted", "lower"):
                taken = sum(try_again(Walk(), learner, rule).used for learner in learners)
                report[f"{name}, {reviews:.0f} reviews: {rule}"] = taken
    return report


def try_again(before: Walk, known: list[History], rule: str) -> Walk:
    """The walk with the fit of what is known in use, if the rule takes it."""
    since = split_point(known)
    weights = fit(as_given(until(known, since)))
    if weights is None or not is_usable(weights):
        return before
    tried = ScheduleParameters("tried", weights)
    if not takes(rule, known, since, before.in_use, tried):
        return before
    last = fit(as_given(known))
    if last is None or not is_usable(last):
        return before
    return Walk(ScheduleParameters("used", last), before.losses, before.used + 1)


def takes(
    rule: str,
    known: list[History],
    since: int,
    in_use: ScheduleParameters,
    tried: ScheduleParameters,
) -> bool:
    if rule == "lower":
        newest = [history for history in known if history.reviews[-1].number >= since]
        return total_loss(newest, since, tried) < total_loss(newest, since, in_use)
    verdicts = [judge(known, since, lambda _, p=p: p, tried) for p in (in_use, DEFAULT)]
    return all(verdict is not None and verdict.better for verdict in verdicts)


def total_loss(histories: list[History], since: int, parameters: ScheduleParameters) -> float:
    return sum(sum(losses_of(history, since, parameters)) for history in histories)


def as_given(histories: Iterable[History]) -> list[list[tuple[int, int]]]:
    return [[(int(r.rating), r.days) for r in history.reviews] for history in histories]


def as_text(report: dict[str, float | int]) -> str:
    return "\n".join(
        f"{name:<40} {value:.4f}" if isinstance(value, float) else f"{name:<40} {value}"
        for name, value in report.items()
    )


if __name__ == "__main__":
    raise SystemExit(main())
