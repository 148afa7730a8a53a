"""The readiness test against catsim, on the same people, questions and luck.

    readiness.py [--examinees 5000] [--items 500] [--seed 20261125] [--only NAME...] [--json]
    readiness.py --check --examinees 200

Abilities and item difficulties are drawn from N(0, 1), the answer of each person to each item once
for all engines. Measured is what the service runs: `quizapp.core.readiness` and
`quizapp.core.blueprint`. RMSE of ability after 20, 40 and 85 items; items used and decisions under
the NCLEX's rules (85 to 150 items, standard 0); how often items are asked: the most asked item's
share of tests, the share of the bank that is used, and the mean overlap of two tests.
"""

import argparse
import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from quizapp.core.blueprint import (  # noqa: E402
    DRAW,
    Draw,
    Exposure,
    Question,
    draw_question,
    share_out,
)
from quizapp.core.readiness import (  # noqa: E402
    PRIOR,
    Band,
    Estimate,
    Plan,
    Policy,
    Rule,
    Scored,
    conclude,
    difficulty_sd,
    estimate,
    observe,
    plan_test,
    stop_rule,
)

LENGTHS = (20, 40, 85)
PEER = "catsim, everybody at once"
SHARES = (0.22, 0.18, 0.16, 0.14, 0.11, 0.08, 0.06, 0.05)


@dataclass(frozen=True)
class World:
    """People, items and luck: person i answers item j right where luck[i][j] < P."""

    abilities: list[float]
    questions: list[Question]
    true_difficulty: list[float]
    luck_seed: int

    def luck_of(self, person: int) -> list[float]:
        """One draw for each item, to be held against the chance of a right answer."""
        rng = random.Random(f"{self.luck_seed}/{person}")  # noqa: S311 - a simulation
        return [rng.random() for _ in self.questions]

    def answers_of(self, person: int) -> Callable[[int], bool]:
        """Whether this person answers an item right: the same whenever and whoever asks."""
        luck, ability = self.luck_of(person), self.abilities[person]

        def right(item: int) -> bool:
            floor = self.questions[item].guess_floor
            knows = 1 / (1 + math.exp(self.true_difficulty[item] - ability))
            return luck[item] < floor + (1 - floor) * knows

        return right


@dataclass(frozen=True)
class Sat:
    """One person's test: the items in order and the estimate after each."""

    items: list[int]
    estimates: list[Estimate]
    passed: bool | None


@dataclass(frozen=True)
class Run:
    """A way to test: its engine, and what is different about its world."""

    name: str
    areas: bool = True
    draw: Draw = DRAW
    items: int | None = None
    guess_floor: float = 0.0
    known_floor: bool = True
    difficulty_error: float = 0.0
    known_error: bool = True


RUNS = (
    Run("engine"),
    Run("engine, no exposure cap", draw=Draw(most_exposed=1.0)),
    Run("engine, cap 0.30", draw=Draw(most_exposed=0.30)),
    Run("engine, cap 0.25", draw=Draw(most_exposed=0.25)),
    Run("engine, one area, no cap", areas=False, draw=Draw(most_exposed=1.0)),
    Run("engine, always the best item", areas=False, draw=Draw(1, most_exposed=1.0)),
    Run("guessing 1 in 4", guess_floor=0.25),
    Run("guessing 1 in 4, taken for Rasch", guess_floor=0.25, known_floor=False),
    Run("difficulties off by 0.7", difficulty_error=0.7),
    Run("difficulties off by 0.7, taken for exact", difficulty_error=0.7, known_error=False),
    Run("bank of 200", items=200),
    Run("bank of 60", items=60),
    Run("bank of 30", items=30),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--examinees", type=int, default=5000)
    parser.add_argument("--items", type=int, default=500)
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--only", nargs="*", help="Names of runs; catsim itself is one (slow).")
    parser.add_argument("--check", action="store_true", help="Only check the peer against catsim.")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.check:
        check_catsims_rules(make_world(Run("peer"), options.examinees, options.items, options.seed))
        return
    chosen = options.only or [PEER, *(run.name for run in RUNS)]
    rows = []
    for name in chosen:
        run = next((run for run in RUNS if run.name == name), Run(name))
        world = make_world(run, options.examinees, options.items, options.seed)
        began = time.perf_counter()
        engines = {PEER: by_catsims_rules, "catsim": by_catsim}
        sat = list(engines[name](world) if name in engines else by_engine(world, run, options.seed))
        rows.append({"run": name, **figures(world, sat, time.perf_counter() - began)})
        if not options.json:
            print(line(rows[-1]), flush=True)
    if options.json:
        print(json.dumps({"options": vars(options), "rows": rows}, indent=1))


def make_world(run: Run, examinees: int, items: int, seed: int) -> World:
    rng = random.Random(seed)  # noqa: S311 - a simulation
    abilities = [rng.gauss(0, 1) for _ in range(examinees)]
    difficulties = [rng.gauss(0, 1) for _ in range(run.items or items)]
    errors = [rng.gauss(0, run.difficulty_error) for _ in difficulties]
    areas = rng.choices(range(len(SHARES)), SHARES, k=len(difficulties))
    questions = [
        Question(
            item_id=number,
            version_id=number,
            objective_id=number,
            area=area if run.areas else 0,
            item_difficulty=b,
            guess_floor=run.guess_floor,
        )
        for number, (b, area) in enumerate(zip(difficulties, areas, strict=True))
    ]
    truth = [b + error for b, error in zip(difficulties, errors, strict=True)]
    return World(abilities, questions, truth, seed)


def by_engine(world: World, run: Run, seed: int) -> Iterator[Sat]:
    """Everybody's test by Quizapp, one after the other, so that exposure is counted as it grows."""
    plan = plan_test(Policy(), len(world.questions))
    assert plan is not None
    asked: dict[int, int] = {}
    for person in range(len(world.abilities)):
        rng = random.Random(f"{seed}/draws/{person}")  # noqa: S311 - a simulation
        sat = sit(world, run, plan, person, rng, Exposure(person, asked))
        for item in sat.items:
            asked[item] = asked.get(item, 0) + 1
        yield sat


def sit(
    world: World, run: Run, plan: Plan, person: int, rng: random.Random, exposure: Exposure
) -> Sat:
    right = world.answers_of(person)
    pool = {question.item_id: question for question in world.questions}
    shares = share_out(world.questions)
    sd = difficulty_sd(0) if run.difficulty_error and run.known_error else 0.0
    floor = run.guess_floor if run.known_floor else 0.0
    posterior, reached = PRIOR, estimate(PRIOR)
    asked: list[Question] = []
    estimates: list[Estimate] = []
    while (rule := stop_rule(plan, estimates)) is None:
        drawn = draw_question(
            list(pool.values()), shares, asked, reached.ability, rng, run.draw, exposure
        )
        assert drawn is not None
        question = pool.pop(drawn.question.item_id)
        answer = Scored(question.item_difficulty, float(right(question.item_id)), floor, sd)
        posterior = observe(posterior, answer)
        reached = estimate(posterior)
        asked.append(question)
        estimates.append(reached)
    items = [question.item_id for question in asked]
    return Sat(items, estimates, decision(plan, estimates, rule))


def decision(plan: Plan, estimates: list[Estimate], rule: Rule) -> bool | None:
    """What the NCLEX's rules decide; of a shorter test, what its band says where it is clear."""
    result = conclude(plan, estimates, rule)
    clear = {Band.ABOVE: True, Band.BELOW: False}
    return clear.get(result.band) if plan.is_short else result.passed


def by_catsim(world: World) -> Iterator[Sat]:
    """Everybody's test by catsim: maximum information and its likelihood search, our rules."""
    import numpy as np  # noqa: PLC0415
    from catsim import irt  # noqa: PLC0415
    from catsim.estimation import NumericalSearchEstimator  # noqa: PLC0415
    from catsim.item_bank import ItemBank  # noqa: PLC0415
    from catsim.selection import MaxInfoSelector  # noqa: PLC0415

    plan = plan_test(Policy(), len(world.questions))
    assert plan is not None
    bank = ItemBank(
        np.array([[1.0, question.item_difficulty, 0.0, 1.0] for question in world.questions])
    )
    selector, estimator = MaxInfoSelector(), NumericalSearchEstimator()
    for person in range(len(world.abilities)):
        right = world.answers_of(person)
        theta, items, answers = 0.0, [], []
        estimates: list[Estimate] = []
        while (rule := stop_rule(plan, estimates)) is None:
            item = int(selector.select(item_bank=bank, administered_items=items, est_theta=theta))
            items.append(item)
            answers.append(right(item))
            theta = float(
                estimator.estimate(
                    item_bank=bank,
                    administered_items=items,
                    response_vector=answers,
                    est_theta=theta,
                )
            )
            error = float(irt.see(theta, bank.get_items(items)))
            estimates.append(Estimate(theta, error))
        yield Sat(items, estimates, decision(plan, estimates, rule))


def by_catsims_rules(world: World) -> Iterator[Sat]:
    """What catsim does, for everybody at once: `--check` holds it against catsim itself.

    Maximum information under Rasch is the difficulty nearest to the estimate. The estimate is the
    maximum of the likelihood, by Newton's method; where all answers are right or all wrong it goes
    half of the way to the hardest or easiest item, as in Dodd (1990).
    """
    import numpy as np  # noqa: PLC0415

    plan = plan_test(Policy(), len(world.questions))
    assert plan is not None
    b = np.array([question.item_difficulty for question in world.questions])
    people = np.arange(len(world.abilities))
    luck = np.array([world.luck_of(person) for person in people])
    answers = luck < 1 / (1 + np.exp(b - np.array(world.abilities)[:, None]))
    open_items = np.ones_like(answers)
    theta = np.zeros(len(people))
    items, thetas, errors = [], [], []
    for number in range(1, plan.longest + 1):
        item = np.where(open_items, np.abs(b - theta[:, None]), np.inf).argmin(axis=1)
        open_items[people, item] = False
        items.append(item)
        asked = np.stack(items, axis=1)
        difficulty, right = b[asked], answers[people[:, None], asked]
        earned = right.sum(axis=1)
        mixed = (earned > 0) & (earned < number)
        half = np.where(earned > 0, (b.max() - theta) / 2, (b.min() - theta) / 2)
        likeliest = theta.copy()
        for _ in range(12):
            p = 1 / (1 + np.exp(difficulty - likeliest[:, None]))
            step = (earned - p.sum(axis=1)) / (p * (1 - p)).sum(axis=1)
            likeliest = np.where(mixed, likeliest + np.clip(step, -1, 1), theta)
        theta = np.where(mixed, likeliest, theta + half)
        p = 1 / (1 + np.exp(difficulty - theta[:, None]))
        thetas.append(theta)
        errors.append(1 / np.sqrt((p * (1 - p)).sum(axis=1)))
    for person in people:
        estimates = [
            Estimate(float(at[person]), float(error[person]))
            for at, error in zip(thetas, errors, strict=True)
        ]
        count = next(n for n in range(1, plan.longest + 1) if stop_rule(plan, estimates[:n]))
        rule = stop_rule(plan, estimates[:count])
        assert rule is not None
        yield Sat(
            [int(item[person]) for item in items[:count]],
            estimates[:count],
            decision(plan, estimates[:count], rule),
        )


def check_catsims_rules(world: World) -> None:
    """Say how far the two agree, person by person."""
    pairs = list(zip(by_catsim(world), by_catsims_rules(world), strict=True))
    print(
        f"{len(pairs)} people, catsim and its rules for everybody at once:"
        f" same decision {sum(a.passed == b.passed for a, b in pairs)},"
        f" same items {sum(a.items == b.items for a, b in pairs)},"
        f" same number of items {sum(len(a.items) == len(b.items) for a, b in pairs)},"
        " furthest estimates at the end"
        f" {max(abs(a.estimates[-1].ability - b.estimates[-1].ability) for a, b in pairs):.3f}"
    )


def figures(world: World, sat: list[Sat], seconds: float) -> dict[str, Any]:
    """What the runs are judged by."""
    pairs = list(zip(world.abilities, sat, strict=True))
    decided = [(ability > 0) == test.passed for ability, test in pairs if test.passed is not None]
    clear = [abs(t.estimates[-1].ability) > 1.96 * t.estimates[-1].standard_error for t in sat]
    covered = [
        abs(t.estimates[-1].ability - ability) <= 1.96 * t.estimates[-1].standard_error
        for ability, t in pairs
    ]
    used = sorted(len(test.items) for test in sat)
    counts = [0] * len(world.questions)
    for test in sat:
        for item in test.items:
            counts[item] += 1
    rates = [count / len(sat) for count in counts]
    return {
        "rmse": {
            str(n): rmse([(ability, test.estimates[n - 1].ability) for ability, test in pairs])
            for n in LENGTHS
            if used[0] >= n
        },
        "rmse_at_end": rmse([(ability, test.estimates[-1].ability) for ability, test in pairs]),
        "bias": sum(t.estimates[-1].ability - ability for ability, t in pairs) / len(pairs),
        "items_mean": sum(used) / len(used),
        "items_median": used[len(used) // 2],
        "decided": len(decided) / len(sat),
        "accuracy": sum(decided) / len(decided) if decided else None,
        "clear": sum(clear) / len(sat),
        "interval_holds": sum(covered) / len(covered),
        "exposure_highest": max(rates),
        "bank_used": sum(rate > 0 for rate in rates) / len(rates),
        # Chen, Ankenmann and Spray (2003): two tests share sum r^2 / sum r of their items.
        "overlap": sum(rate * rate for rate in rates) / sum(rates),
        "area_off_most": max(off_share(world, test) for test in sat),
        "seconds": seconds,
        "microseconds_an_answer": 1e6 * seconds / sum(used),
    }


def off_share(world: World, sat: Sat) -> float:
    """By how many questions an area is away from its share at the worst moment of a test."""
    shares = share_out(world.questions)
    counts = dict.fromkeys(shares, 0)
    worst = 0.0
    for number, item in enumerate(sat.items, start=1):
        counts[world.questions[item].area] += 1
        worst = max(worst, *(abs(counts[a] - share * number) for a, share in shares.items()))
    return worst


def rmse(pairs: list[tuple[float, float]]) -> float:
    return math.sqrt(sum((truth - guess) ** 2 for truth, guess in pairs) / len(pairs))


def line(row: dict[str, Any]) -> str:
    errors = " ".join(
        f"{row['rmse'][str(n)]:.3f}" if str(n) in row["rmse"] else "  -  " for n in LENGTHS
    )
    accuracy = "  -  " if row["accuracy"] is None else f"{row['accuracy']:.4f}"
    return (
        f"{row['run']:42} {errors} end {row['rmse_at_end']:.3f} bias {row['bias']:+.3f}"
        f" items {row['items_mean']:.1f} decided {row['decided']:.3f} right {accuracy}"
        f" clear {row['clear']:.3f} holds {row['interval_holds']:.3f}"
        f" most {row['exposure_highest']:.3f} used {row['bank_used']:.3f}"
        f" overlap {row['overlap']:.3f} off {row['area_off_most']:.2f}"
        f" {row['microseconds_an_answer']:.0f} us"
    )


if __name__ == "__main__":
    main()
