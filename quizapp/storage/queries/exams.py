"""What exams under way must not tell: nothing of an exam's answers is shown before its end."""

from sqlalchemy import ColumnElement, Subquery, func, select

from quizapp.storage.models import Attempt, AttemptKind, Response

_EXAMS = [kind for kind in AttemptKind if kind.is_exam]


def is_under_way() -> ColumnElement[bool]:
    """Whether a joined attempt is an exam that has not ended."""
    return Attempt.kind.in_(_EXAMS) & Attempt.finished_at.is_(None)


def first_under_way(user_id: int) -> Subquery:
    """The learner's first answer to each objective in exams under way: `objective_id` and `id`.

    Its `before` is how the objective stood when the exam had not yet asked about it.
    """
    return (
        select(Response.objective_id, func.min(Response.id).label("id"))
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(Attempt.user_id == user_id, is_under_way())
        .group_by(Response.objective_id)
        .subquery()
    )


__all__ = ["first_under_way", "is_under_way"]
