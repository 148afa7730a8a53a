"""What a learner remembers, by module, lesson and objective, with the evidence for it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core import memory
from quizapp.core.items import Step
from quizapp.core.memory import Memory
from quizapp.services.accounts import learner_now
from quizapp.services.backlog import load_backlog
from quizapp.services.banks import Banks
from quizapp.services.courses import list_courses
from quizapp.services.modules import load_memories
from quizapp.services.sections import list_sections
from quizapp.services.today import count_days_studied
from quizapp.storage.models import Attempt, Module, ModuleStatus, Objective, Response, Section, User
from quizapp.storage.queries.exams import is_under_way

ENOUGH_ANSWERS = 3
CALENDAR_DAYS = 28


@dataclass(frozen=True)
class ObjectiveProgress:
    """One objective. What was never answered has None for recall, stability, due_at and step.

    `enough` is False while there are too few answers to speak of mastery.
    """

    text: str
    recall: float | None
    stability: float | None
    due_at: datetime | None
    answered: int
    right: int
    lapses: int
    step: Step | None
    enough: bool


@dataclass(frozen=True)
class LessonProgress:
    """One lesson's objectives."""

    uuid: UUID
    title: str
    objectives: tuple[ObjectiveProgress, ...]


@dataclass(frozen=True)
class ModuleProgress:
    """One module's lessons."""

    uuid: UUID
    title: str
    lessons: tuple[LessonProgress, ...]


@dataclass(frozen=True)
class ProgressView:
    """The learner's progress page.

    `waiting` are answers of exams under way, which nothing else here counts.
    """

    answered: int
    waiting: int
    days_studied_this_week: int
    calendar: tuple[tuple[date, int], ...]
    modules: tuple[ModuleProgress, ...]


def describe_progress(session: Session, user: User, *, banks: Banks, now: datetime) -> ProgressView:
    """Everything the learner's answers say, over all of their courses' published modules."""
    modules = session.scalars(
        select(Module)
        .where(
            Module.course_id.in_([course.id for course in list_courses(session, user)]),
            Module.status == ModuleStatus.PUBLISHED,
        )
        .order_by(Module.title, Module.id)
    ).all()
    answered, waiting = session.execute(
        select(func.count().filter(~is_under_way()), func.count().filter(is_under_way()))
        .select_from(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Response.user_id == user.id)
    ).one()
    return ProgressView(
        answered=answered,
        waiting=waiting,
        days_studied_this_week=count_days_studied(session, user, now),
        calendar=load_backlog(session, user, now).forecast(CALENDAR_DAYS),
        modules=tuple(_module(session, user, module, banks, now) for module in modules),
    )


def _module(
    session: Session, user: User, module: Module, banks: Banks, now: datetime
) -> ModuleProgress:
    memories = load_memories(session, user, module)
    askable = {c.objective_id for c in banks.get(session, module).candidates()}
    objectives: dict[int, list[Objective]] = {}
    for objective in session.scalars(
        select(Objective)
        .join(Section, Section.id == Objective.section_id)
        .where(Section.module_id == module.id, Section.excluded.is_(False))
        .order_by(Objective.section_id, Objective.place)
    ):
        if objective.id in askable or objective.id in memories:
            objectives.setdefault(objective.section_id, []).append(objective)
    today = learner_now(user, now)
    return ModuleProgress(
        uuid=module.uuid,
        title=module.title,
        lessons=tuple(
            LessonProgress(
                uuid=section.uuid,
                title=section.title,
                objectives=tuple(
                    _objective(objective.text, memories.get(objective.id), today)
                    for objective in objectives[section.id]
                ),
            )
            for section in list_sections(session, module.id)
            if section.id in objectives
        ),
    )


def _objective(text: str, state: Memory | None, now: datetime) -> ObjectiveProgress:
    if state is None:
        return ObjectiveProgress(text, None, None, None, 0, 0, 0, None, enough=False)
    answered = state.successes + state.failures
    return ObjectiveProgress(
        text=text,
        recall=memory.retrievability(state, now),
        stability=state.stability,
        due_at=state.due_at,
        answered=answered,
        right=state.successes,
        lapses=state.lapses,
        step=state.last_step,
        enough=answered >= ENOUGH_ANSWERS,
    )
