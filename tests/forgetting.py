"""Simulated learners: they remember by known FSRS parameters and are asked by FSRS's defaults."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from quizapp.core import memory
from quizapp.core.banks import Bank, BankItem
from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating
from quizapp.core.schedule_fitting import History, Review, Verdict
from quizapp.core.schedules import DEFAULT, ScheduleParameters
from quizapp.services.answering import Offer
from quizapp.services.runtime import Runtime
from quizapp.services.schedule_fitting import Subject, TriedSchedule, keep_fit
from quizapp.storage.database import Session
from quizapp.storage.models import Attempt, ItemRow, ItemVersion, Module, Schedule, Section
from tests.factories import START, Clock, School, make_item, make_module_of
from tests.sittings import RIGHT, WRONG, Sitting


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
    return [History(1, course_id, tuple(kept)) for kept in histories.values()]


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


def make_module_with(session: Session, school: School, objectives: int) -> Module:
    """Another module of the school's course, of so many objectives with a question each."""
    items = [
        BankItem(
            f"sign-{number}",
            "Jaundice",
            make_item(
                f"Which jaundice sign is number {number}?",
                f"Explain sign number {number}.",
                "Jaundice is a yellow colour of the skin caused by bilirubin.",
            ),
        )
        for number in range(objectives)
    ]
    bank = Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d14", "Many signs", "en", tuple(items))
    return make_module_of(session, school, bank)


def answer_as(clock: Clock, sitting: Sitting, histories: Sequence[History]) -> None:
    """Answer as these histories say, the first one about the module's first objective and so on."""
    with sitting.runtime.reading() as session:
        versions = session.scalars(
            select(ItemVersion.id)
            .join(ItemRow, ItemRow.id == ItemVersion.item_id)
            .join(Section, Section.id == ItemRow.section_id)
            .join(Attempt, Attempt.module_id == Section.module_id)
            .where(Attempt.uuid == sitting.attempt_uuid)
            .order_by(ItemRow.objective_id)
        ).all()
    log = [
        (review, version_id)
        for history, version_id in zip(histories, versions, strict=True)
        for review in history.reviews
    ]
    log.sort(key=lambda pair: pair[0].number)
    for place, (review, version_id) in enumerate(log, start=1):
        clock.now = review.at
        shown = (0, 1, 2, 3)
        selection = {"cause": "due"}
        offer = Offer(
            sitting.attempt_uuid, place, version_id, "multiple_choice", shown, clock(), selection
        )
        sitting.answer(WRONG if review.rating is Rating.AGAIN else RIGHT, offer=offer)


def keep_schedule(
    session: Session, parameters: ScheduleParameters, *, user_id: int = 0, course_id: int = 0
) -> None:
    """Keep an accepted fit of these parameters, as the nightly job does: it is offered."""
    subject = Subject(user_id or course_id, is_course=not user_id, reviews=400)
    verdict = Verdict(judged=80, before=0.5, after=0.4, margin=0.01)
    tried = TriedSchedule(subject, "better on the newest fifth", verdict, parameters.weights)
    keep_fit(session, tried, now=START)


def schedules_of(runtime: Runtime, user_id: int) -> list[Schedule]:
    """What was ever offered to somebody, oldest first."""
    with runtime.reading() as session:
        query = select(Schedule).where(Schedule.user_id == user_id).order_by(Schedule.id)
        return list(session.scalars(query))
