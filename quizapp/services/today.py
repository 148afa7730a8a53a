"""The learner's home: what to do now, and what falls due when."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.plan import QUESTIONS_PER_MINUTE, recall_at
from quizapp.services.accounts import learner_now, zone_of
from quizapp.services.backlog import load_backlog, pace_of
from quizapp.services.banks import Banks
from quizapp.services.courses import list_courses
from quizapp.services.modules import ModuleCard, list_module_cards, load_memories
from quizapp.services.plans import exam_begins
from quizapp.services.practice import describe_attempt, find_unfinished
from quizapp.services.second_looks import SecondLook, list_second_looks
from quizapp.services.study_day import time_today
from quizapp.storage.models import (
    Attempt,
    Enrolment,
    Module,
    ModuleStatus,
    Response,
    Section,
    User,
)

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

    `due_today` of the `due_count` fit into what is left of the minutes planned for a day, of which
    `minutes_done` are practised; the others are spread over the days after, in `forecast` too.
    That takes `catch_up_days` at least. Without a plan all are today's.
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
    minutes_done: int
    catch_up_days: int | None
    exams: tuple[ExamView, ...]
    second_looks: tuple[SecondLook, ...]


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
    planned = user.daily_minutes
    done = timedelta() if planned is None else time_today(session, user, now)
    minutes_done = int(done.total_seconds() // 60)
    pace, backlog = pace_of(user, done), load_backlog(session, user, now)
    return TodayView(
        due_count=due,
        due_today=due if pace is None else min(due, pace.today),
        new_count=new,
        minutes=min(
            _MINUTES_A_DAY if planned is None else max(0, planned - minutes_done),
            max(1, round((due + new) / QUESTIONS_PER_MINUTE)),
        ),
        days_studied_this_week=count_days_studied(session, user, now),
        resume=find_resumable(session, user),
        forecast=backlog.forecast(FORECAST_DAYS, pace),
        start_module=max(askable, key=lambda m: (m.due_count, m.new_count), default=None),
        courses=courses,
        daily_minutes=planned,
        minutes_done=minutes_done,
        catch_up_days=None if pace is None else backlog.catch_up_days(pace),
        exams=list_exams(session, user, banks=banks, now=now),
        second_looks=list_second_looks(session, user),
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


def count_days_studied(session: Session, user: User, now: datetime) -> int:
    """On how many of the last seven days the learner answered something."""
    zone = zone_of(user)
    today = learner_now(user, now)
    instants = session.scalars(
        select(Response.at).where(Response.user_id == user.id, Response.at > today - timedelta(7))
    )
    return len({at.astimezone(zone).date() for at in instants})
