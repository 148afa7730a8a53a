"""A learner's plan: how many minutes a day, and when the exam of each course is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.errors import Invalid
from quizapp.services.accounts import learner_now, zone_of
from quizapp.services.backlog import load_backlog, pace_of
from quizapp.services.study_day import time_today
from quizapp.storage.models import Course, Enrolment, User

FEWEST_MINUTES, MOST_MINUTES = 5, 240
EXAM_BEGINS = time(9, 0)


@dataclass(frozen=True)
class CoursePlan:
    """When the exam of one course is, None where the learner has not said."""

    slug: str
    title: str
    exam_on: date | None


@dataclass(frozen=True)
class PlanView:
    """What a learner has planned.

    `catch_up_days` is the least that it takes until no more is due than fits into a day, None where
    it fits now; `due` is what falls due by tonight.
    """

    daily_minutes: int | None
    due: int
    catch_up_days: int | None
    courses: tuple[CoursePlan, ...]


def describe_plan(session: Session, user: User, now: datetime) -> PlanView:
    """The plan as it stands."""
    backlog = load_backlog(session, user, now)
    pace = pace_of(user, time_today(session, user, now))
    return PlanView(
        user.daily_minutes,
        backlog.counts.get(backlog.today, 0),
        None if pace is None else backlog.catch_up_days(pace),
        tuple(
            CoursePlan(row.course.slug, row.course.title, row.exam_on)
            for row in _enrolments(session, user)
        ),
    )


def set_plan(
    session: Session, user: User, *, minutes: str, exams: Mapping[str, str], now: datetime
) -> None:
    """Keep a plan as it was typed: minutes a day, and dates by the course's slug; "" for none.

    Raises Invalid naming each field that cannot be used. Due dates stay as they are.
    """
    problems = []
    number = _read_minutes(minutes)
    if number == 0:
        problems.append(
            f"minutes: write whole minutes, {FEWEST_MINUTES} to {MOST_MINUTES}, or leave it empty."
        )
    today = learner_now(user, now).astimezone(zone_of(user)).date()
    dates: dict[str, date | None] = {}
    enrolments = _enrolments(session, user)
    for row in enrolments:
        typed = exams.get(row.course.slug, "").strip()
        try:
            dates[row.course.slug] = date.fromisoformat(typed) if typed else None
        except ValueError:
            problems.append(f"exam-{row.course.slug}: write the date as year-month-day.")
            continue
        chosen = dates[row.course.slug]
        if chosen is not None and chosen != row.exam_on and chosen < today:
            problems.append(f"exam-{row.course.slug}: this day has passed. Choose a later one.")
    if problems:
        raise Invalid(problems)
    user.daily_minutes = number
    for row in enrolments:
        row.exam_on = dates[row.course.slug]
    session.flush()


def find_exam(session: Session, user: User, course_id: int) -> datetime | None:
    """When the learner's exam of a course begins; None where no day is set."""
    day = session.scalar(
        select(Enrolment.exam_on).where(
            Enrolment.course_id == course_id, Enrolment.user_id == user.id
        )
    )
    return None if day is None else exam_begins(user, day)


def exam_begins(user: User, day: date) -> datetime:
    """The morning of a day where the learner is."""
    return datetime.combine(day, EXAM_BEGINS, zone_of(user)).astimezone(UTC)


def _enrolments(session: Session, user: User) -> list[Enrolment]:
    return list(
        session.scalars(
            select(Enrolment)
            .join(Course, Course.id == Enrolment.course_id)
            .where(Enrolment.user_id == user.id)
            .options(joinedload(Enrolment.course))
            .order_by(Course.title, Course.id)
        )
    )


def _read_minutes(typed: str) -> int | None:
    """Minutes as typed; None for nothing, 0 for what cannot be used."""
    typed = typed.strip()
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and FEWEST_MINUTES <= int(typed) <= MOST_MINUTES:
        return int(typed)
    return 0
