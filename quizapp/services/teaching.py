"""Courses as those who teach them see them, and how far an import is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from quizapp.core.exam_clock import TimeAllowance
from quizapp.services.courses import count_learners, list_courses
from quizapp.services.review import count_items
from quizapp.storage.models import (
    Course,
    CourseRole,
    Document,
    Enrolment,
    Job,
    JobStatus,
    MemoryState,
    Module,
    ModuleStatus,
    Objective,
    Response,
    Section,
    User,
)
from quizapp.storage.queries.corrections import counted_maximum, counted_points, is_misclick

IMPORT_STEPS = (
    ("extract", "Reading the document"),
    ("outline", "Finding its sections"),
    ("lessons", "Writing lessons"),
    ("items", "Drafting questions"),
    ("save", "Saving"),
)
_RECENT_IMPORTS = 5


@dataclass(frozen=True)
class TaughtCourse:
    """A course in an instructor's list."""

    slug: str
    title: str
    code: str
    module_count: int
    to_review: int
    learners: int


@dataclass(frozen=True)
class TaughtModule:
    """A module in its course's list."""

    uuid: UUID
    title: str
    status: ModuleStatus
    to_review: int
    accepted: int
    published: int
    lessons: int


@dataclass(frozen=True)
class ImportCard:
    """An import that has not led to a module yet, or that failed."""

    uuid: UUID
    filename: str
    status: JobStatus
    error: str


@dataclass(frozen=True)
class TaughtCoursePage:
    """A course's page for its instructors."""

    slug: str
    title: str
    code: str
    learners: int
    modules: tuple[TaughtModule, ...]
    imports: tuple[ImportCard, ...]


@dataclass(frozen=True)
class StepView:
    """One step of an import: "waiting", "running" or "done"."""

    name: str
    label: str
    state: str
    count: int | None
    total: int | None


@dataclass(frozen=True)
class ImportView:
    """How far an import is."""

    uuid: UUID
    filename: str
    status: JobStatus
    steps: tuple[StepView, ...]
    error: str
    module_uuid: UUID | None
    course_slug: str
    can_cancel: bool
    note: str


@dataclass(frozen=True)
class LearnerRow:
    """One learner of a course and what they have done in it."""

    uuid: UUID
    name: str
    allowance: TimeAllowance
    answered: int
    right: int
    last_at: datetime | None
    due_count: int


def list_taught_courses(session: Session, user: User) -> list[TaughtCourse]:
    """The courses that a person teaches, with what waits there."""
    cards = []
    for course in list_courses(session, user, CourseRole.INSTRUCTOR):
        modules = _modules(session, course)
        cards.append(
            TaughtCourse(
                slug=course.slug,
                title=course.title,
                code=course.code,
                module_count=len(modules),
                to_review=sum(count_items(session, module).to_review for module in modules),
                learners=count_learners(session, course),
            )
        )
    return cards


def describe_course(session: Session, course: Course) -> TaughtCoursePage:
    """A course's modules, and the imports that are under way or failed."""
    return TaughtCoursePage(
        slug=course.slug,
        title=course.title,
        code=course.code,
        learners=count_learners(session, course),
        modules=tuple(_describe_module(session, module) for module in _modules(session, course)),
        imports=tuple(
            ImportCard(job.uuid, job.document.filename, job.status, job.error)
            for job in session.scalars(
                select(Job)
                .join(Job.document)
                .where(
                    Document.course_id == course.id,
                    Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.FAILED)),
                    ~select(Module.id).where(Module.document_id == Document.id).exists(),
                )
                .options(contains_eager(Job.document))
                .order_by(Job.id.desc())
                .limit(_RECENT_IMPORTS)
            )
            if job.document is not None
        ),
    )


def describe_import(session: Session, job: Job) -> ImportView:
    """How far an import is, its steps in order."""
    document = job.document
    if document is None:
        raise AssertionError("an import without its document")
    module_uuid = session.scalar(select(Module.uuid).where(Module.document_id == document.id))
    return ImportView(
        uuid=job.uuid,
        filename=document.filename,
        status=job.status,
        steps=tuple(_step(job, name, label) for name, label in IMPORT_STEPS),
        error=job.error,
        module_uuid=module_uuid,
        course_slug=document.course.slug,
        can_cancel=job.status in (JobStatus.QUEUED, JobStatus.RUNNING),
        note=" ".join(
            job.progress[step]["note"] for step in ("revision", "model") if step in job.progress
        ),
    )


def list_learners(session: Session, course: Course, *, now: datetime) -> list[LearnerRow]:
    """A course's learners by name, with what they have answered in its modules."""
    section_ids = (
        select(Section.id)
        .join(Module, Module.id == Section.module_id)
        .where(Module.course_id == course.id)
    )
    objective_ids = select(Objective.id).where(Objective.section_id.in_(section_ids))
    answers = (
        select(
            Response.user_id,
            func.count().label("answered"),
            func.count().filter(counted_points() == counted_maximum()).label("right"),
            func.max(Response.at).label("last_at"),
        )
        .where(Response.objective_id.in_(objective_ids), ~is_misclick())
        .group_by(Response.user_id)
        .subquery()
    )
    due = (
        select(MemoryState.user_id, func.count().label("due"))
        .where(MemoryState.objective_id.in_(objective_ids), MemoryState.due_at <= now)
        .group_by(MemoryState.user_id)
        .subquery()
    )
    rows = session.execute(
        select(
            User.uuid,
            User.name,
            User.time_allowance,
            func.coalesce(answers.c.answered, 0),
            func.coalesce(answers.c.right, 0),
            answers.c.last_at,
            func.coalesce(due.c.due, 0),
        )
        .join(Enrolment, Enrolment.user_id == User.id)
        .outerjoin(answers, answers.c.user_id == User.id)
        .outerjoin(due, due.c.user_id == User.id)
        .where(Enrolment.course_id == course.id, Enrolment.role == CourseRole.LEARNER)
        .order_by(User.name, User.id)
    )
    return [LearnerRow(*row) for row in rows]


def _modules(session: Session, course: Course) -> list[Module]:
    return list(
        session.scalars(
            select(Module).where(Module.course_id == course.id).order_by(Module.title, Module.id)
        )
    )


def _describe_module(session: Session, module: Module) -> TaughtModule:
    counts = count_items(session, module)
    lessons = session.scalar(
        select(func.count())
        .select_from(Section)
        .where(
            Section.module_id == module.id,
            Section.lesson.is_not(None),
            Section.excluded.is_(False),
        )
    )
    return TaughtModule(
        uuid=module.uuid,
        title=module.title,
        status=module.status,
        to_review=counts.to_review,
        accepted=counts.accepted,
        published=counts.published,
        lessons=lessons or 0,
    )


def _step(job: Job, name: str, label: str) -> StepView:
    known = job.progress.get(name, {})
    state = "done" if job.status is JobStatus.DONE else known.get("state", "waiting")
    return StepView(name, label, state, known.get("count"), known.get("total"))
