"""The learner's home: what to do now, and what falls due when."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.plan import recall_at, spread_days
from quizapp.services.accounts import learner_now, zone_of
from quizapp.services.banks import Banks
from quizapp.services.courses import list_courses
from quizapp.services.modules import ModuleCard, list_module_cards, load_memories
from quizapp.services.plans import exam_begins
from quizapp.services.practice import (
    QUESTIONS_PER_MINUTE,
    describe_attempt,
    find_unfinished,
)
from quizapp.services.projections import load_memory
from quizapp.storage.models import (
    Attempt,
    Enrolment,
    MemoryState,
    Module,
    ModuleStatus,
    Objective,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.exams import first_under_way

_MINUTES_A_DAY = 10
FORECAST_DAYS = 7


@dataclass(frozen=True)
class CourseCard:
    """A course with its published modules."""

    slug: str
    title: str
    modules: tuple[ModuleCard, ...]


@dataclass(frozen=True)
class ResumeLink:
    """A practice that was begun and not finished."""

    uuid: UUID
    title: str
    answered: int
    planned: int


@dataclass(frozen=True)
class ExamView:
    """An exam ahead. `recall` is what to expect on its day if nothing more were practised, 0-1."""

    course_title: str
    days: int
    recall: float | None


@dataclass(frozen=True)
class TodayView:
    """The learner's home. `minutes` is about how long today's share takes.

    `due_today` of the `due_count` fit into the minutes planned for a day; the others are spread
    over the days after, in `forecast` too. Without a plan all are today's.
    """

    due_count: int
    due_today: int
    new_count: int
    minutes: int
    days_studied_this_week: int
    resume: ResumeLink | None
    forecast: tuple[tuple[date, int], ...]
    start_module: ModuleCard | None
    courses: tuple[CourseCard, ...]
    daily_minutes: int | None
    exams: tuple[ExamView, ...]


def describe_today(session: Session, user: User, *, banks: Banks, now: datetime) -> TodayView:
    """What the learner can do now, over all of their courses."""
    courses = tuple(
        CourseCard(
            course.slug,
            course.title,
            tuple(list_module_cards(session, user, course, banks=banks, now=now)),
        )
        for course in list_courses(session, user)
    )
    modules = [module for course in courses for module in course.modules]
    due, new = sum(m.due_count for m in modules), sum(m.new_count for m in modules)
    askable = [module for module in modules if module.item_count]
    per_day = None
    if user.daily_minutes is not None:
        per_day = max(1, round(user.daily_minutes * QUESTIONS_PER_MINUTE))
    return TodayView(
        due_count=due,
        due_today=due if per_day is None else min(due, per_day),
        new_count=new,
        minutes=min(
            user.daily_minutes or _MINUTES_A_DAY,
            max(1, round((due + new) / QUESTIONS_PER_MINUTE)),
        ),
        days_studied_this_week=count_days_studied(session, user, now),
        resume=find_resumable(session, user),
        forecast=forecast_due(session, user, now, FORECAST_DAYS, per_day),
        start_module=max(askable, key=lambda m: (m.due_count, m.new_count), default=None),
        courses=courses,
        daily_minutes=user.daily_minutes,
        exams=list_exams(session, user, banks=banks, now=now),
    )


def list_exams(
    session: Session, user: User, *, banks: Banks, now: datetime
) -> tuple[ExamView, ...]:
    """The learner's exams ahead, the soonest first."""
    today = learner_now(user, now)
    rows = session.scalars(
        select(Enrolment)
        .where(Enrolment.user_id == user.id, Enrolment.exam_on >= today.date())
        .options(joinedload(Enrolment.course))
        .order_by(Enrolment.exam_on, Enrolment.id)
    )
    exams = []
    for row in rows:
        if row.exam_on is None or exam_begins(user, row.exam_on) <= today:
            continue
        known, unmet = [], 0
        for module in session.scalars(
            select(Module).where(
                Module.course_id == row.course_id, Module.status == ModuleStatus.PUBLISHED
            )
        ):
            memories = load_memories(session, user, module)
            asked = [c.objective_id for c in banks.get(session, module).candidates()]
            known += [memories[id_] for id_ in asked if id_ in memories]
            unmet += sum(id_ not in memories for id_ in asked)
        exams.append(
            ExamView(
                course_title=row.course.title,
                days=(row.exam_on - today.astimezone(zone_of(user)).date()).days,
                recall=recall_at(known, unmet, today, exam_begins(user, row.exam_on)),
            )
        )
    return tuple(exams)


def find_resumable(session: Session, user: User) -> ResumeLink | None:
    """The learner's newest unfinished practice."""
    newest = session.scalar(
        select(Attempt)
        .where(Attempt.user_id == user.id)
        .options(joinedload(Attempt.module).joinedload(Module.course))
        .order_by(Attempt.id.desc())
        .limit(1)
    )
    return None if newest is None else resume_link(session, newest)


def resume_link(session: Session, attempt: Attempt) -> ResumeLink | None:
    """A link to go on with an attempt, None when it is over."""
    view = describe_attempt(session, attempt)
    if view.is_over:
        return None
    return ResumeLink(view.uuid, view.title, view.answered, view.planned)


def find_resumable_in(
    session: Session, user: User, module: Module, section: Section | None
) -> ResumeLink | None:
    """The learner's unfinished practice of this module or lesson."""
    attempt = find_unfinished(session, user, module, section)
    return None if attempt is None else resume_link(session, attempt)


def forecast_due(
    session: Session, user: User, now: datetime, days: int, per_day: int | None = None
) -> tuple[tuple[date, int], ...]:
    """How many objectives fall due on each of the next days; the first day has the overdue ones.

    With `per_day`, what does not fit into a day is shown on the next: no due date is moved.
    """
    zone = zone_of(user)
    today = learner_now(user, now).astimezone(zone).date()
    hidden = first_under_way(user.id)
    rows = session.execute(
        select(MemoryState.due_at, Response.before)
        .join(Objective, Objective.id == MemoryState.objective_id)
        .join(Section, Section.id == Objective.section_id)
        .outerjoin(hidden, hidden.c.objective_id == MemoryState.objective_id)
        .outerjoin(Response, Response.id == hidden.c.id)
        .where(MemoryState.user_id == user.id, Section.excluded.is_(False))
    )
    # What an exam under way has asked about falls due as it did before.
    known = [due_at if before is None else _due_before(before) for due_at, before in rows]
    instants = [due_at for due_at in known if due_at is not None]
    counts = Counter(max(today, due_at.astimezone(zone).date()) for due_at in instants)
    dates = [today + timedelta(days=offset) for offset in range(days)]
    planned = [counts[day] for day in dates]
    if per_day is not None:
        planned, _left = spread_days(planned, per_day)
    return tuple(zip(dates, planned, strict=True))


def _due_before(before: Mapping[str, Any]) -> datetime | None:
    memory = load_memory(before["memory"])
    return None if memory is None else memory.due_at


def count_days_studied(session: Session, user: User, now: datetime) -> int:
    """On how many of the last seven days the learner answered something."""
    zone = zone_of(user)
    today = learner_now(user, now)
    instants = session.scalars(
        select(Response.at).where(Response.user_id == user.id, Response.at > today - timedelta(7))
    )
    return len({at.astimezone(zone).date() for at in instants})
