"""What learners use now, and the published models to beat, under the same protocol."""

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.predicting.data import Answer, DataSet
from benchmarks.predicting.measures import Floats
from benchmarks.predicting.ours import FIRST_FIT, REFIT_AT
from quizapp.core import memory
from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating
from quizapp.core.prediction import sigmoid

_GAIN, _DECAY = 0.4, 0.05


def fsrs_recalls(data: DataSet) -> list[float | None]:
    """FSRS-6 with its default parameters as it is published: every review moves the state.

    Whole calendar days, and its same-day formula for repeats. None at the first meeting.
    """
    memories: dict[tuple[int, int], Memory] = {}
    recalls: list[float | None] = []
    for answer in data.answers:
        key = (answer.learner, answer.item)
        day = datetime.combine(answer.at.date(), time(), tzinfo=UTC)
        before = memories.get(key)
        recalls.append(None if before is None else memory.retrievability(before, day))
        memories[key] = memory.review(
            before, Rating(answer.rating), right=answer.right, step=Step.MEDIUM, now=day
        )
    return recalls


def moving_averages(data: DataSet) -> Floats:
    """Each learner's x, x += 0.3 (score - sigmoid(x)): no parameter, no memory, no item."""
    forms: dict[int, float] = defaultdict(float)
    chances = []
    for answer in data.answers:
        chance = sigmoid(forms[answer.learner])
        chances.append(chance)
        forms[answer.learner] += 0.3 * (answer.right - chance)
    return np.array(chances)


def elo(data: DataSet, trains: Sequence[bool] | None) -> Floats:
    """Elo of learners and items. Items learn from `trains` rows only; from every row without it.

    With `trains`, a first pass over those rows teaches the items and a second predicts all.
    """
    items: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    if trains is not None:
        learn = [a for a, known in zip(data.answers, trains, strict=True) if known]
        _play(learn, items, moves_items=True)
    return np.array(_play(data.answers, items, moves_items=trains is None))


def _play(
    answers: Sequence[Answer], items: dict[int, list[float]], *, moves_items: bool
) -> list[float]:
    people: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    chances = []
    for answer in answers:
        person, item = people[answer.learner], items[answer.item]
        chance = sigmoid(person[0] - item[0])
        chances.append(chance)
        error = answer.right - chance
        person[0] += _GAIN / (1 + _DECAY * person[1]) * error
        person[1] += 1
        if moves_items:
            item[0] -= _GAIN / (1 + _DECAY * item[1]) * error
            item[1] += 1
    return chances


def best_lr_features(data: DataSet, *, learners: bool) -> csr_matrix:
    """Best-LR, Gervet et al. (2020), from what was known before each answer.

    One-hot item and skills, and learner with `learners`; log counts of wins and fails for skills,
    item and learner. Where learners are unseen their own column would take from the counts in
    training what nobody has in the test: without it the model is far better there.
    """
    people = len({a.learner for a in data.answers})
    items = len({a.item for a in data.answers})
    skills = len({s for a in data.answers for s in a.skills})
    counts = people + items + skills
    won: dict[tuple[str, int, int], int] = defaultdict(int)
    lost: dict[tuple[str, int, int], int] = defaultdict(int)
    rows, columns, values = [], [], []
    for row, a in enumerate(data.answers):
        seen = [("item", a.learner, a.item), ("learner", a.learner, 0)]
        of_skills = [("skill", a.learner, skill) for skill in a.skills]
        entries = [(a.learner, float(learners)), (people + a.item, 1.0)]
        entries += [(people + items + skill, 1.0) for skill in a.skills]
        for place, keys in enumerate([of_skills, seen[:1], seen[1:]]):
            entries.append((counts + 2 * place, sum(math.log1p(won[key]) for key in keys)))
            entries.append((counts + 2 * place + 1, sum(math.log1p(lost[key]) for key in keys)))
        for column, value in entries:
            if value:
                rows.append(row)
                columns.append(column)
                values.append(value)
        for key in of_skills + seen:
            (won if a.right else lost)[key] += 1
    return csr_matrix((values, (rows, columns)), shape=(len(data.answers), counts + 6))


def best_lr_unseen(features: csr_matrix, right: Floats, fold: NDArray[np.int64]) -> Floats:
    """Each fold's learners predicted from the others."""
    chances = np.empty(len(right))
    for number in np.unique(fold):
        test = fold == number
        chances[test] = _fit(features[~test], right[~test]).predict_proba(features[test])[:, 1]
    return chances


def best_lr_future(features: csr_matrix, right: Floats, scored: NDArray[np.bool_]) -> Floats:
    """Scored answers from the scored ones before them, refitted as ours are."""
    places = np.flatnonzero(scored)
    chances = np.full(len(places), 0.5)
    known = FIRST_FIT
    while known < len(places):
        until = min(len(places), int(known * REFIT_AT) + 1)
        past = places[:known]
        if len(np.unique(right[past])) == 2:
            model = _fit(features[past], right[past])
            chances[known:until] = model.predict_proba(features[places[known:until]])[:, 1]
        known = until
    return chances


def running_mean(right: Floats) -> Floats:
    """The mean of what came before, from one right and one wrong."""
    before = np.cumsum(right) - right
    result: Floats = (before + 1) / (np.arange(len(right)) + 2)
    return result


def _fit(features: csr_matrix, right: Floats) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=2000).fit(features, right)
