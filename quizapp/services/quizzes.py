"""Quizzes and the attempts at them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.services.banks import Banks
from quizapp.services.today import ResumeLink
from quizapp.storage.models import Attempt, Quiz, Response, Section, User
from quizapp.storage.queries.corrections import counted_maximum, counted_points


@dataclass(frozen=True)
class QuizAttempt:
    """One complete attempt. `finished_at` is when its last answer came."""

    uuid: UUID
    points: int
    maximum: int
    finished_at: datetime


@dataclass(frozen=True)
class QuizView:
    """A quiz's page."""

    uuid: UUID
    title: str
    item_count: int
    module_uuid: UUID
    module_title: str
    course_title: str
    attempts: tuple[QuizAttempt, ...]
    resume: ResumeLink | None


def describe_quiz(session: Session, user: User, quiz: Quiz, *, banks: Banks) -> QuizView:
    """A quiz with the learner's attempts at it, newest first."""
    section = None if quiz.section_id is None else session.get(Section, quiz.section_id)
    bank = banks.get(session, quiz.module)
    available = bank.count_items(None if section is None else frozenset({section.id}))
    rows = session.execute(
        select(
            Attempt,
            func.count(Response.id),
            func.coalesce(func.sum(counted_points()), 0),
            func.coalesce(func.sum(counted_maximum()), 0),
            func.max(Response.at),
        )
        .outerjoin(Response, Response.attempt_id == Attempt.id)
        .where(Attempt.user_id == user.id, Attempt.quiz_id == quiz.id)
        .group_by(Attempt.id)
        .order_by(Attempt.id.desc())
    )
    done: list[QuizAttempt] = []
    resume: ResumeLink | None = None
    for attempt, answered, points, maximum, last_at in rows:
        if attempt.finished_at is not None or answered >= attempt.planned:
            ended = last_at or attempt.finished_at or attempt.started_at
            done.append(QuizAttempt(attempt.uuid, points, maximum, ended))
        elif resume is None:
            resume = ResumeLink(attempt.uuid, quiz.title, answered, attempt.planned)
    return QuizView(
        uuid=quiz.uuid,
        title=quiz.title,
        item_count=min(quiz.length, available),
        module_uuid=quiz.module.uuid,
        module_title=quiz.module.title,
        course_title=quiz.module.course.title,
        attempts=tuple(done),
        resume=resume,
    )
