"""Fitted schedules as learners meet them: offered with a preview, used, and taken back.

Which parameters hold for a learner is a fact (`schedules`), not a projection. Changing it replays
the learner's log under the lock that an answer takes, so that memories are always what the log
gives by the parameters in use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, contains_eager

from quizapp.core.errors import Conflict
from quizapp.core.schedule_fitting import ScheduleChange, compare_due
from quizapp.services.accounts import learner_now, zone_of
from quizapp.services.replay import lock_learner, replay_learner, store_states
from quizapp.storage.models import (
    Attempt,
    Course,
    MemoryState,
    Module,
    Objective,
    Response,
    Schedule,
    ScheduleFit,
    ScheduleStatus,
    Section,
    User,
)
from quizapp.storage.queries.schedules import load_schedules, parameters_of


@dataclass(frozen=True)
class OfferedSchedule:
    """A schedule that a learner may use. `course_title` is None where it is fitted to them alone.

    `before` and `after` are mean log losses over `judged` of the newest reviews that it was fitted
    to: by the parameters then in use, and by those offered. `change` is what using it would do now.
    """

    uuid: UUID
    course_title: str | None
    judged: int
    before: float
    after: float
    change: ScheduleChange


@dataclass(frozen=True)
class UsedSchedule:
    """A fitted schedule in use. `course_title` is None where it is fitted to the learner alone."""

    uuid: UUID
    course_title: str | None


@dataclass(frozen=True)
class SchedulesView:
    """What a learner may use, and what they use beside FSRS's defaults."""

    offered: tuple[OfferedSchedule, ...]
    used: tuple[UsedSchedule, ...]


def describe_schedules(session: Session, user: User, *, now: datetime) -> SchedulesView:
    """The schedules that are offered to a learner, each with its preview, and those in use.

    One statement where nothing is offered; a preview replays the learner's log.
    """
    rows = session.execute(
        select(Schedule, Course.title)
        .join(Schedule.fit)
        .outerjoin(Course, Course.id == Schedule.course_id)
        .where(
            Schedule.user_id == user.id,
            Schedule.status.in_((ScheduleStatus.OFFERED, ScheduleStatus.IN_USE)),
        )
        .options(contains_eager(Schedule.fit))
        .order_by(Schedule.course_id.is_not(None), Course.title, Schedule.id)
    ).all()
    used = [(row, title) for row, title in rows if row.status is ScheduleStatus.IN_USE]
    # The learner's own holds everywhere, so that a course's behind it moves nothing.
    own = [pair for pair in used if pair[0].course_id is None]
    return SchedulesView(
        offered=tuple(
            OfferedSchedule(
                row.uuid,
                title,
                row.fit.report["judged"],
                row.fit.report["before"],
                row.fit.report["after"],
                preview(session, user, row, now=now),
            )
            for row, title in rows
            if row.status is ScheduleStatus.OFFERED
        ),
        used=tuple(UsedSchedule(row.uuid, title) for row, title in own or used),
    )


def preview(session: Session, user: User, schedule: Schedule, *, now: datetime) -> ScheduleChange:
    """What using an offered schedule would change, by the replay that using it makes; reads only.

    Over what counts as due elsewhere: objectives of sections that are not left out.
    """
    fitted = parameters_of(schedule.fit_id, schedule.fit.weights)
    held = load_schedules(session, user.id).with_fitted(schedule.course_id, fitted)
    memories = replay_learner(session, user.id, schedules=held).memories
    return compare_due(
        _due_dates(session, user),
        {objective_id: memory.due_at for objective_id, memory in memories.items()},
        learner_now(user, now),
        zone_of(user),
    )


def offer_fit(session: Session, user_id: int, fit: ScheduleFit, *, now: datetime) -> None:
    """Offer an accepted fit to a learner, in place of what was offered and not taken up.

    Who has answered nothing in the fit's course begins with it: no date of theirs can move. Who
    has a schedule of their own, in use or offered, is offered no course's.
    """
    lock_learner(session, user_id)
    rows = session.scalars(
        select(Schedule)
        .where(
            Schedule.user_id == user_id,
            Schedule.status.in_((ScheduleStatus.OFFERED, ScheduleStatus.IN_USE)),
        )
        .execution_options(populate_existing=True)
    ).all()
    if fit.course_id is not None and any(row.course_id is None for row in rows):
        return
    for row in rows:
        replaced = fit.course_id in (None, row.course_id)
        if row.status is ScheduleStatus.OFFERED and replaced:
            _decide(row, ScheduleStatus.CLOSED, now)
    schedule = Schedule(
        user_id=user_id,
        course_id=fit.course_id,
        fit_id=fit.id,
        status=ScheduleStatus.OFFERED,
        offered_at=now,
    )
    session.add(schedule)
    session.flush()
    if fit.course_id is not None and not _has_answered(session, user_id, fit.course_id):
        _put_in_use(session, schedule, now)


def start(session: Session, user_id: int, course_id: int, *, now: datetime) -> None:
    """Give somebody who has just joined a course its newest schedule, where there is one."""
    fit = newest_accepted(session, course_id)
    if fit is not None:
        offer_fit(session, user_id, fit, now=now)


def newest_accepted(session: Session, course_id: int) -> ScheduleFit | None:
    """The fit that new learners of a course begin with, None where there is none."""
    return session.scalar(
        select(ScheduleFit)
        .where(ScheduleFit.course_id == course_id, ScheduleFit.accepted.is_(True))
        .order_by(ScheduleFit.id.desc())
        .limit(1)
    )


def use(session: Session, user: User, schedule: Schedule, *, now: datetime) -> None:
    """Schedule by an offered fit from now on; using it again changes nothing.

    Raises Conflict when it is no longer offered.
    """
    _lock(session, user, schedule)
    if schedule.status is ScheduleStatus.IN_USE:
        return
    if schedule.status is not ScheduleStatus.OFFERED:
        raise Conflict("This schedule is no longer offered. What is due when has not changed.")
    _put_in_use(session, schedule, now)
    _replay(session, user)


def decline(session: Session, user: User, schedule: Schedule, *, now: datetime) -> None:
    """Leave an offered schedule; leaving it again changes nothing.

    Raises Conflict when it is in use.
    """
    _lock(session, user, schedule)
    if schedule.status is ScheduleStatus.IN_USE:
        raise Conflict("You use this schedule already. You can go back to the former one.")
    if schedule.status is ScheduleStatus.OFFERED:
        _decide(schedule, ScheduleStatus.CLOSED, now)
        session.flush()


def go_back(session: Session, user: User, schedule: Schedule, *, now: datetime) -> None:
    """Schedule by what was in use before; going back again changes nothing.

    Raises Conflict when the schedule is not in use.
    """
    _lock(session, user, schedule)
    if schedule.status is ScheduleStatus.CLOSED:
        return
    if schedule.status is not ScheduleStatus.IN_USE:
        raise Conflict("This schedule is not in use. What is due when has not changed.")
    _decide(schedule, ScheduleStatus.CLOSED, now)
    # Each one in use put the one before it aside, so the newest put aside came right before.
    former = session.scalar(
        select(Schedule)
        .where(
            Schedule.user_id == user.id,
            _same_course(schedule.course_id),
            Schedule.status == ScheduleStatus.FORMER,
        )
        .order_by(Schedule.decided_at.desc(), Schedule.id.desc())
        .limit(1)
    )
    if former is not None:
        _decide(former, ScheduleStatus.IN_USE, now)
    session.flush()
    _replay(session, user)


def _lock(session: Session, user: User, schedule: Schedule) -> None:
    lock_learner(session, user.id)
    session.refresh(schedule)


def _put_in_use(session: Session, schedule: Schedule, now: datetime) -> None:
    used = session.scalar(
        select(Schedule).where(
            Schedule.user_id == schedule.user_id,
            _same_course(schedule.course_id),
            Schedule.status == ScheduleStatus.IN_USE,
        )
    )
    if used is not None:
        _decide(used, ScheduleStatus.FORMER, now)
    _decide(schedule, ScheduleStatus.IN_USE, now)
    session.flush()


def _decide(schedule: Schedule, status: ScheduleStatus, now: datetime) -> None:
    schedule.status, schedule.decided_at = status, now


def _replay(session: Session, user: User) -> None:
    store_states(session, user.id, replay_learner(session, user.id))


def _same_course(course_id: int | None) -> ColumnElement[bool]:
    if course_id is None:
        return Schedule.course_id.is_(None)
    return Schedule.course_id == course_id


def _has_answered(session: Session, user_id: int, course_id: int) -> bool:
    return bool(
        session.scalar(
            select(
                exists()
                .where(Response.user_id == user_id, Module.course_id == course_id)
                .where(Attempt.id == Response.attempt_id, Module.id == Attempt.module_id)
            )
        )
    )


def _due_dates(session: Session, user: User) -> Mapping[int, datetime]:
    rows = session.execute(
        select(MemoryState.objective_id, MemoryState.due_at)
        .join(Objective, Objective.id == MemoryState.objective_id)
        .join(Section, Section.id == Objective.section_id)
        .where(MemoryState.user_id == user.id, Section.excluded.is_(False))
    )
    return dict(rows.all())
