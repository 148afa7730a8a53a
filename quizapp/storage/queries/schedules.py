"""Which fitted schedules are in use, as columns of other queries and as the core's values."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, select
from sqlalchemy.orm import Session

from quizapp.core.schedules import DEFAULT, ScheduleParameters, Schedules
from quizapp.storage.models import Schedule, ScheduleFit, ScheduleStatus

_schedules = Schedule.__table__


def fit_in_use(user_id: ColumnElement[int], course_id: ColumnElement[int]) -> ScalarSelect[int]:
    """The id of the fit that moves a learner's memories within a course; NULL for the defaults.

    As `Schedules.of_course` says it: the learner's own before the course's.
    """
    return (
        select(_schedules.c.fit_id)
        .where(
            _schedules.c.user_id == user_id,
            _schedules.c.status == ScheduleStatus.IN_USE,
            _schedules.c.course_id.is_(None) | (_schedules.c.course_id == course_id),
        )
        .order_by(_schedules.c.course_id.is_not(None))
        .limit(1)
        .scalar_subquery()
    )


def parameters_of(fit_id: int | None, weights: Sequence[Any] | None) -> ScheduleParameters:
    """The parameters of a fit, named by it; FSRS's defaults where there is none."""
    if fit_id is None or weights is None:
        return DEFAULT
    return ScheduleParameters(f"fsrs-6/fit-{fit_id}", tuple(weights))


def load_schedules(session: Session, user_id: int) -> Schedules:
    """The parameters that hold for a learner."""
    rows = session.execute(
        select(Schedule.course_id, ScheduleFit.id, ScheduleFit.weights)
        .join(ScheduleFit, ScheduleFit.id == Schedule.fit_id)
        .where(Schedule.user_id == user_id, Schedule.status == ScheduleStatus.IN_USE)
    ).all()
    held = {course_id: parameters_of(fit_id, weights) for course_id, fit_id, weights in rows}
    return Schedules(
        held.get(None), {course_id: p for course_id, p in held.items() if course_id is not None}
    )
