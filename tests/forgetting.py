"""Simulated learners: they remember by known FSRS parameters and are asked by FSRS's defaults."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from quizapp.core import memory
from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating
from quizapp.core.schedule_fitting import History, Review
from quizapp.core.schedules import DEFAULT, ScheduleParameters
from tests.factories import START


def changed(**weights: float) -> ScheduleParameters:
    """The default parameters with others in some places: w0=0.1, w8=2.0."""
    values = list(DEFAULT.weights)
    for name, value in weights.items():
        values[int(name.removeprefix("w"))] = value
    return ScheduleParameters("fsrs-6/of-a-test", tuple(values))


# Somebody who learns less from a first answer, forgets faster, and loses more by a lapse.
FORGETFUL = changed(w0=0.05, w2=0.6, w8=1.0, w11=0.8, w20=0.35)


def simulate(
    truth: ScheduleParameters,
    objectives: int,
    *,
    days: int = 150,
    seed: int = 0,
    course_id: int = 1,
) -> list[History]:
    """The reviews of a learner who remembers by `truth`, some early and some late, over `days`."""
    rng = Random(seed)  # noqa: S311 - a simulated life, not a secret
    reviews = [
        (place, review)
        for place in range(objectives)
        for review in _live(truth, rng.randrange(30), days, rng)
    ]
    reviews.sort(key=lambda pair: (pair[1].at, pair[0]))
    histories: dict[int, list[Review]] = {}
    for number, (place, review) in enumerate(reviews, start=1):
        histories.setdefault(place, []).append(replace(review, number=number))
    return [History(course_id, tuple(kept)) for kept in histories.values()]


def _live(truth: ScheduleParameters, day: int, days: int, rng: Random) -> list[Review]:
    reviews: list[Review] = []
    known: Memory | None = None
    scheduled: Memory | None = None
    last = day
    while day < days:
        at = START + timedelta(days=day)
        chance = 0.6 if known is None else memory.retrievability(known, at)
        rating = Rating.GOOD if rng.random() < chance else Rating.AGAIN
        reviews.append(Review(0, at, day - last, rating))
        known = _review(known, rating, at, truth)
        scheduled = _review(scheduled, rating, at, DEFAULT)
        last = day
        day += max(1, round((scheduled.due_at - at).days * rng.uniform(0.6, 1.3)))
    return reviews


def _review(
    state: Memory | None, rating: Rating, at: datetime, parameters: ScheduleParameters
) -> Memory:
    right = rating is not Rating.AGAIN
    return memory.review(
        state, rating, right=right, step=Step.MEDIUM, now=at, parameters=parameters
    )
