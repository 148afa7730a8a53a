"""The nightly fit of schedules: FSRS's parameters, to each learner's reviews and to each course's.

A fit that predicts the newest fifth of the reviews better is offered (`services.schedules`); every
try is kept with its figures. It is an extra: where no fitting library is installed, no fit is
tried, and memories are moved by FSRS's defaults.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from quizapp.core.schedule_fitting import (
    History,
    Verdict,
    judge,
    keep_newest,
    split_point,
    until,
)
from quizapp.core.schedules import ScheduleParameters, Schedules, is_usable
from quizapp.services.replay import replay_learner
from quizapp.services.schedules import newest_accepted, offer_fit
from quizapp.storage.models import (
    Attempt,
    CourseRole,
    Enrolment,
    Module,
    Response,
    ScheduleFit,
)
from quizapp.storage.queries.corrections import is_misclick
from quizapp.storage.queries.schedules import load_schedules, parameters_of

FIT_SCHEDULES = "fit_schedules"
FEWEST_REVIEWS = 400
FEWEST_COURSE_REVIEWS = 1_000
FEWEST_COURSE_LEARNERS = 10
MOST_REVIEWS = 30_000
MOST_FITS = 500
REFIT_GROWTH = 1.1

# Ratings with the days since the review before, one sequence an objective -> 21 parameters.
Fitter = Callable[[Sequence[Sequence[tuple[int, int]]]], tuple[float, ...] | None]


@dataclass(frozen=True)
class Subject:
    """Whose reviews are to be fitted, a learner's or a course's by its id; how many there are."""

    id: int
    is_course: bool
    reviews: int


@dataclass(frozen=True)
class TriedSchedule:
    """What a fit came to, before it is kept. `weights` is empty where it is not to be used."""

    subject: Subject
    reason: str
    verdict: Verdict | None = None
    weights: tuple[float, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the fit is to be offered."""
        return bool(self.weights)


def list_due(session: Session) -> list[Subject]:
    """Whose reviews have grown by a tenth since the last try, or are enough for a first one.

    Learners come before courses, and no more than a night's worth: the others come the next night.
    """
    learners = _growing(
        session,
        select(Response.user_id, func.count()).group_by(Response.user_id),
        _last_tries(session, ScheduleFit.user_id),
        FEWEST_REVIEWS,
    )
    courses = _growing(
        session,
        select(Module.course_id, func.count())
        .select_from(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Module, Module.id == Attempt.module_id)
        .group_by(Module.course_id)
        .having(func.count(Response.user_id.distinct()) >= FEWEST_COURSE_LEARNERS),
        _last_tries(session, ScheduleFit.course_id),
        FEWEST_COURSE_REVIEWS,
    )
    due = [Subject(user_id, is_course=False, reviews=count) for user_id, count in learners]
    due += [Subject(course_id, is_course=True, reviews=count) for course_id, count in courses]
    return due[:MOST_FITS]


def try_fit(session: Session, subject: Subject, fit: Fitter) -> TriedSchedule:
    """Fit parameters to the older four fifths, judge them on the newest, and where they are better
    than those in use, and than the defaults, fit them again to all. Only reads.
    """
    if subject.is_course:
        histories = _histories_in(session, subject.id)
        in_use = _schedules_of_new_learners(session, subject.id)
    else:
        histories = _histories_of(session, subject.id)
        in_use = load_schedules(session, subject.id)
    kept = keep_newest(histories, MOST_REVIEWS)
    since = split_point(kept)
    older = _fit(until(kept, since), fit)
    if older is None:
        return TriedSchedule(subject, "the fit found no parameters")
    verdict = judge(kept, since, in_use.of_course, older)
    default = judge(kept, since, Schedules().of_course, older)
    if verdict is None or default is None:
        return TriedSchedule(subject, "too few reviews or days to judge by")
    if not verdict.better:
        return TriedSchedule(subject, "no better on the newest fifth", verdict)
    if not default.better:
        return TriedSchedule(subject, "no better than the defaults on the newest fifth", verdict)
    whole = _fit(kept, fit)
    if whole is None:
        return TriedSchedule(subject, "the fit found no parameters", verdict)
    return TriedSchedule(subject, "better on the newest fifth", verdict, whole.weights)


def keep_fit(session: Session, tried: TriedSchedule, *, now: datetime) -> None:
    """Keep a try with its figures, and offer what was accepted to whom it is for."""
    subject, verdict = tried.subject, tried.verdict
    report: dict[str, Any] = {"reason": tried.reason}
    if verdict is not None:
        report |= vars(verdict)
    fit = ScheduleFit(
        user_id=None if subject.is_course else subject.id,
        course_id=subject.id if subject.is_course else None,
        accepted=tried.accepted,
        reviews=subject.reviews,
        weights=list(tried.weights),
        report=report,
        created_at=now,
    )
    session.add(fit)
    session.flush()
    if not tried.accepted:
        return
    if not subject.is_course:
        offer_fit(session, subject.id, fit, now=now)
        return
    # In the order of their ids, as everything that locks more than one learner.
    learners = select(Enrolment.user_id).where(
        Enrolment.course_id == subject.id, Enrolment.role == CourseRole.LEARNER
    )
    for user_id in session.scalars(learners.order_by(Enrolment.user_id)).all():
        offer_fit(session, user_id, fit, now=now)


def _growing(
    session: Session, counts: Select[int, int], last: dict[int, int], fewest: int
) -> list[tuple[int, int]]:
    """Ids with their reviews, where there are enough and a tenth more than at the last try."""
    rows = session.execute(
        counts.where(Response.reviewed.is_(True), ~is_misclick()).having(func.count() >= fewest)
    )
    return sorted((id_, count) for id_, count in rows if count >= last.get(id_, 0) * REFIT_GROWTH)


def _last_tries(session: Session, subject: Any) -> dict[int, int]:
    rows = session.execute(
        select(subject, func.max(ScheduleFit.reviews)).where(subject.is_not(None)).group_by(subject)
    )
    return dict(rows.all())


def _histories_of(session: Session, user_id: int) -> list[History]:
    states = replay_learner(session, user_id)
    return [
        History(user_id, states.courses[objective_id], tuple(reviews))
        for objective_id, reviews in states.reviews.items()
    ]


def _histories_in(session: Session, course_id: int) -> list[History]:
    """Histories of a course, of whole learners, those first who answered last, up to the limit."""
    learners = session.scalars(
        select(Response.user_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Module, Module.id == Attempt.module_id)
        .where(Module.course_id == course_id)
        .group_by(Response.user_id)
        .order_by(func.max(Response.id).desc())
    ).all()
    histories: list[History] = []
    reviews = 0
    for user_id in learners:
        found = [h for h in _histories_of(session, user_id) if h.course_id == course_id]
        histories += found
        reviews += sum(len(history.reviews) for history in found)
        if reviews >= MOST_REVIEWS:
            break
    return histories


def _schedules_of_new_learners(session: Session, course_id: int) -> Schedules:
    newest = newest_accepted(session, course_id)
    if newest is None:
        return Schedules()
    return Schedules(by_course={course_id: parameters_of(newest.id, newest.weights)})


def _fit(histories: Iterable[History], fit: Fitter) -> ScheduleParameters | None:
    """Parameters that can be scheduled by, None where the library found none."""
    weights = fit([[(int(review.rating), review.days) for review in h.reviews] for h in histories])
    if weights is None or not is_usable(weights):
        return None
    return ScheduleParameters("fsrs-6/tried", weights)
