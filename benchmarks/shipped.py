"""Fit the coefficients that Quizapp ships with: `SHIPPED` in quizapp/core/prediction.py.

    .venv/bin/python benchmarks/shipped.py DATA [DATA...] [--seed 0] [--each 6000]

From every data set the same number of answers, drawn at random, so that a large one does not decide
alone. The intercept stays zero: a new learner at a new item of their level has an even chance.
"""

import argparse
import random
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.predicting.data import REVIEWS, read  # noqa: E402
from benchmarks.predicting.engine import (  # noqa: E402
    learn_difficulties,
    walk_abilities,
    walk_memories,
)
from benchmarks.predicting.ours import INNER_FOLDS, fold_of  # noqa: E402
from quizapp.core.fitting import Example, fit_coefficients, log_loss  # noqa: E402
from quizapp.core.prediction import NEUTRAL, SHIPPED  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--each", type=int, default=6000)
    options = parser.parse_args()
    drawn = {path.name: draw(path, options.each, options.seed) for path in options.data}
    together = [example for examples in drawn.values() for example in examples]
    fitted = fit_coefficients([without_intercept(e) for e in together], start=NEUTRAL)
    for name, examples in drawn.items():
        losses = [log_loss(examples, c) for c in (NEUTRAL, SHIPPED, fitted)]
        print(name, "log loss neutral, shipped now, fitted:", *(f"{x:.4f}" for x in losses))
    for name, weight in vars(fitted).items():
        print(f"    {name}={0.0 if name == 'intercept' else round(weight, 2)},")


def draw(path: Path, each: int, seed: int) -> list[Example]:
    data = read(path)
    met = walk_memories(data)
    if data.kind == REVIEWS:
        walked = walk_abilities(data, met, None)
        usable = [e for e, m in zip(walked, met, strict=True) if m.reviewed and m.memory]
    else:
        part = fold_of([a.learner for a in data.answers], INNER_FOLDS, seed)
        tables = {
            p: learn_difficulties([a for a in data.answers if part[a.learner] != p])
            for p in set(part.values())
        }
        usable = walk_abilities(data, met, lambda a: tables[part[a.learner]](a))
    rng = random.Random(seed)  # noqa: S311 - a draw to be repeated
    return rng.sample(usable, min(each, len(usable)))


def without_intercept(example: Example) -> Example:
    return replace(example, features=(0.0, *example.features[1:]))


if __name__ == "__main__":
    main()
