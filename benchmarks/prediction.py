"""How well the next answer is predicted, against what learners use now and published models.

    .venv/bin/python benchmarks/prediction.py DATA [DATA...] [--json] [--seed 0] [--draws 500]
        [--start auto|neutral|shipped] [--only MODEL,...]

DATA is a log of reviews (CSV: card_id, review_rating, review_time) or of responses (TSV: user_id,
item_id, timestamp, correct, skill_id), plain or gzipped. `quizapp` is the engine itself: the
functions of quizapp/core, walked over the log.

Responses: five folds of learners; a fold's learners are unseen while item difficulties and
coefficients are learned. Reviews: the first review of a card on a UTC day is scored, but not the
card's first; everything is fitted on the past alone, refitted when that has grown by a tenth.
Responses of fewer than five learners are predicted from the past alone too.

Coefficients are fitted from a start: the shipped ones, or, on data that these were fitted on, the
neutral ones, which have seen none (`--start auto`).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from benchmarks.predicting import baselines  # noqa: E402
from benchmarks.predicting.data import REVIEWS, DataSet, Unreadable, read  # noqa: E402
from benchmarks.predicting.engine import walk_memories  # noqa: E402
from benchmarks.predicting.measures import (  # noqa: E402
    Floats,
    Predicted,
    difference,
    ece_by_rank,
    intervals,
    measure,
)
from benchmarks.predicting.ours import (  # noqa: E402
    FOLDS,
    fold_of,
    predict_future,
    predict_unseen,
)
from quizapp.core.prediction import NEUTRAL, SHIPPED, Coefficients  # noqa: E402

OURS = "quizapp"
MODELS = ("constant", "moving average", "fsrs", "elo", "best-lr", OURS)
FITTED_ON = ("one-learner", "assistments17-first-attempt", "spanish")
_SECONDS_A_DAY = 86_400


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--draws", type=int, default=500, help="bootstrap draws; 0 for none")
    parser.add_argument("--start", choices=["auto", "neutral", "shipped"], default="auto")
    parser.add_argument("--only", default=",".join(MODELS), help="models, with commas between")
    options = parser.parse_args()
    reports = []
    for path in options.data:
        try:
            data = read(path)
        except (OSError, Unreadable) as error:
            parser.error(str(error))
        if not data.answers:
            parser.error(f"{path}: no answers")
        reports.append(compare(data, options))
        if not options.json:
            show(reports[-1])
    if options.json:
        print(json.dumps(reports[0] if len(reports) == 1 else reports, indent=2))


def compare(data: DataSet, options: argparse.Namespace) -> dict[str, Any]:
    """Every model on one data set."""
    neutral = options.start == "neutral" or (options.start == "auto" and data.name in FITTED_ON)
    start, wanted = (NEUTRAL if neutral else SHIPPED), options.only.split(",")
    unseen = data.kind != REVIEWS and len({a.learner for a in data.answers}) >= FOLDS
    predict = predict_responses if unseen else predict_reviews
    predicted, fitted = predict(data, wanted, start, options.seed)
    models = {}
    for name, each in predicted.items():
        models[name] = measure(each) | {"ece_by_rank": ece_by_rank(each)}
        if options.draws:
            models[name]["intervals"] = intervals(each, options.draws, options.seed)
            if name != OURS and OURS in predicted:
                models[name]["quizapp_less_this"] = difference(
                    predicted[OURS], each, options.draws, options.seed
                )
    return {
        "data": data.name,
        "kind": data.kind,
        "n": len(next(iter(predicted.values())).y),
        "learners": len({a.learner for a in data.answers}),
        "start": "neutral" if neutral else "shipped",
        "seed": options.seed,
        "models": models,
        "coefficients": [vars(coefficients) for coefficients in fitted],
    }


def predict_reviews(
    data: DataSet, wanted: list[str], start: Coefficients, _seed: int
) -> tuple[dict[str, Predicted], list[Coefficients]]:
    """From the past alone: reviews, and responses of so few learners that none can be left out."""
    met = walk_memories(data)
    is_reviews = data.kind == REVIEWS
    scored = np.array([not is_reviews or (m.reviewed and m.memory is not None) for m in met])
    right = np.array([float(a.right) for a in data.answers])
    days = np.array([int(a.seconds // _SECONDS_A_DAY) for a in data.answers])
    block = days if len({a.learner for a in data.answers}) < 20 else learners_of(data)
    fitted: list[Coefficients] = []
    chances: dict[str, Floats] = {}
    for name in wanted:
        if name == "constant":
            chances[name] = baselines.running_mean(right[scored])
        elif name == "moving average":
            chances[name] = baselines.moving_averages(data)[scored]
        elif name == "fsrs":
            recalls = baselines.fsrs_recalls(data)
            pairs = zip(recalls, baselines.running_mean(right), strict=True)
            chances[name] = np.array([mean if r is None else r for r, mean in pairs])[scored]
        elif name == "elo":
            chances[name] = baselines.elo(data, None)[scored]
        elif name == "best-lr":
            features = baselines.best_lr_features(data, learners=True)
            chances[name] = baselines.best_lr_future(features, right, scored)
        else:
            chances[name], fitted = predict_future(data, met, list(scored), start)
    y, of = right[scored], block[scored]
    return {name: Predicted(y, p, of) for name, p in chances.items()}, fitted


def predict_responses(
    data: DataSet, wanted: list[str], start: Coefficients, seed: int
) -> tuple[dict[str, Predicted], list[Coefficients]]:
    """Each learner from what others taught, in folds."""
    right = np.array([float(a.right) for a in data.answers])
    learners = learners_of(data)
    folds = fold_of(list(learners), FOLDS, seed)
    fold = np.array([folds[learner] for learner in learners])
    means = {f: right[fold != f].mean() for f in set(fold)}
    usual = np.array([means[f] for f in fold])
    fitted: list[Coefficients] = []
    chances: dict[str, Floats] = {}
    for name in wanted:
        if name == "constant":
            chances[name] = usual
        elif name == "moving average":
            chances[name] = baselines.moving_averages(data)
        elif name == "fsrs":
            if data.timed:
                recalls = baselines.fsrs_recalls(data)
                pairs = zip(recalls, usual, strict=True)
                chances[name] = np.array([mean if r is None else r for r, mean in pairs])
        elif name == "elo":
            chances[name] = np.empty(len(right))
            for f in set(fold):
                predicted = baselines.elo(data, list(fold != f))
                chances[name][fold == f] = predicted[fold == f]
        elif name == "best-lr":
            chances[name] = baselines.best_lr_unseen(
                baselines.best_lr_features(data, learners=False), right, fold
            )
        else:
            chances[name], fitted = predict_unseen(data, walk_memories(data), folds, start, seed)
    return {name: Predicted(right, p, learners) for name, p in chances.items()}, fitted


def learners_of(data: DataSet) -> "np.ndarray[Any, np.dtype[np.int64]]":
    return np.array([a.learner for a in data.answers])


def show(report: dict[str, Any]) -> None:
    print(
        f"\n{report['data']}: {report['n']} answers of {report['learners']} learners,"
        f" fitted from the {report['start']} start, seed {report['seed']}"
    )
    print(
        f"{'':16}{'log loss':>10}{'AUC':>8}{'ECE':>8}{'by rank':>9}{'slope':>7}  95 % of log loss"
    )
    for name, model in report["models"].items():
        between = model.get("intervals", {}).get("log_loss", [])
        figures = [
            f"{'-' if model[measured] is None else format(model[measured], '.4f'):>9}"
            for measured in ("log_loss", "auc", "ece", "ece_by_rank", "slope")
        ]
        print(f"{name:16}{''.join(figures)}  " + " to ".join(f"{end:.4f}" for end in between))


if __name__ == "__main__":
    main()
