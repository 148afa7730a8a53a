"""Our blend under the protocol: learned from other learners, or from the past alone."""

import random
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.predicting.data import Answer, DataSet
from benchmarks.predicting.engine import Met, learn_difficulties, walk_abilities
from benchmarks.predicting.measures import Floats
from quizapp.core.fitting import Example, fit_coefficients
from quizapp.core.prediction import Coefficients, probability

FOLDS = 5
INNER_FOLDS = 4
FIRST_FIT = 50
REFIT_AT = 1.1
# As many as the nightly job may take decide the coefficients as well as all of them.
MOST_EXAMPLES = 30_000


def fold_of(learners: Sequence[int], folds: int, seed: int) -> dict[int, int]:
    """Learners dealt at random into folds of equal size."""
    shuffled = sorted(set(learners))
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a draw to be repeated
    return {learner: place % folds for place, learner in enumerate(shuffled)}


def predict_unseen(
    data: DataSet, met: Sequence[Met], folds: dict[int, int], start: Coefficients, seed: int
) -> tuple[Floats, list[Coefficients]]:
    """Each fold's learners predicted from what the others taught.

    Coefficients are fitted on the training learners with difficulties that their own answers had
    no part in (folds within the fold): such are the difficulties that a new learner meets.
    """
    predictions = np.empty(len(data.answers))
    fitted = []
    for fold in sorted(set(folds.values())):
        training = [a for a in data.answers if folds[a.learner] != fold]
        inner = fold_of([a.learner for a in training], INNER_FOLDS, seed)
        tables = {
            part: learn_difficulties([a for a in training if inner[a.learner] != part])
            for part in set(inner.values())
        }
        final = learn_difficulties(training)

        def difficulty_of(
            answer: Answer,
            inner: dict[int, int] = inner,
            tables: dict[int, Callable[[Answer], float]] = tables,
            final: Callable[[Answer], float] = final,
        ) -> float:
            part = inner.get(answer.learner)
            return final(answer) if part is None else tables[part](answer)

        examples = walk_abilities(data, met, difficulty_of)
        is_test = [folds[a.learner] == fold for a in data.answers]
        learned = [e for e, test in zip(examples, is_test, strict=True) if not test]
        rng = random.Random(seed)  # noqa: S311 - a draw to be repeated
        coefficients = fit_coefficients(
            rng.sample(learned, min(MOST_EXAMPLES, len(learned))), start=start
        )
        for place, (example, test) in enumerate(zip(examples, is_test, strict=True)):
            if test:
                predictions[place] = _chance(example, coefficients)
        fitted.append(coefficients)
    return predictions, fitted


def predict_future(
    data: DataSet, met: Sequence[Met], scored: Sequence[bool], start: Coefficients
) -> tuple[Floats, list[Coefficients]]:
    """Each scored answer predicted by coefficients fitted on the scored ones before it.

    Refitted whenever the history has grown by a tenth, as the nightly job does.
    """
    history: list[Example] = []
    predictions = []
    coefficients, due = start, FIRST_FIT
    for example, counts in zip(walk_abilities(data, met, None), scored, strict=True):
        if not counts:
            continue
        if len(history) >= due:
            coefficients = fit_coefficients(history, start=start)
            due = int(len(history) * REFIT_AT) + 1
        predictions.append(_chance(example, coefficients))
        history.append(example)
    return np.array(predictions), [coefficients]


def _chance(example: Example, coefficients: Coefficients) -> float:
    return probability(example.features, coefficients, guess_floor=example.guess_floor)
