"""Schedules fitted to answers: every try with its figures, and which hold for which learner."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.storage.base import Base, Identified, enum_column, foreign_key


class ScheduleFit(Base):
    """One try to fit FSRS's parameters, to one learner's reviews or to those of a course.

    `reviews` is how many there were, `weights` the 21 parameters, empty where the fit was not
    accepted. `report` has the mean log losses before and after on the newest fifth, how many
    reviews were judged there, the margin, and the reason.
    """

    __tablename__ = "schedule_fits"
    __table_args__ = (CheckConstraint("(user_id IS NULL) <> (course_id IS NULL)", name="subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        foreign_key("users.id", ondelete="CASCADE"), index=True
    )
    course_id: Mapped[int | None] = mapped_column(
        foreign_key("courses.id", ondelete="CASCADE"), index=True
    )
    accepted: Mapped[bool]
    reviews: Mapped[int]
    weights: Mapped[list[Any]]
    report: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class ScheduleStatus(StrEnum):
    """Offered, in use, in use before the one that is now, or none of these any more."""

    OFFERED = "offered"
    IN_USE = "in_use"
    FORMER = "former"
    CLOSED = "closed"


class Schedule(Identified):
    """An accepted fit as it was offered to one learner: a fact, which a rebuild reads.

    `course_id` is the course that it holds for, None where it is the learner's own and holds
    everywhere. Of one learner and course one at most is in use.
    """

    __tablename__ = "schedules"

    user_id: Mapped[int] = mapped_column(foreign_key("users.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int | None] = mapped_column(
        foreign_key("courses.id", ondelete="CASCADE"), index=True
    )
    fit_id: Mapped[int] = mapped_column(
        foreign_key("schedule_fits.id", ondelete="CASCADE"), index=True
    )
    status: Mapped[ScheduleStatus] = mapped_column(enum_column(ScheduleStatus))
    offered_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]

    fit: Mapped[ScheduleFit] = relationship(lazy="raise")
