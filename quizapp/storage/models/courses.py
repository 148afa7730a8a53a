"""Courses and who belongs to them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.storage.base import Base, Identified, enum_column, foreign_key
from quizapp.storage.models.accounts import User


class CourseRole(StrEnum):
    """What a person may do in one course."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"


class Course(Identified):
    """A course. Learners join with its `code`."""

    __tablename__ = "courses"

    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class Enrolment(Base):
    """One person's place in one course. `exam_on` is the day of their exam, as they know it."""

    __tablename__ = "enrolments"
    __table_args__ = (UniqueConstraint("course_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(foreign_key("courses.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(foreign_key("users.id", ondelete="CASCADE"), index=True)
    role: Mapped[CourseRole] = mapped_column(enum_column(CourseRole))
    exam_on: Mapped[date | None]
    created_at: Mapped[datetime]

    course: Mapped[Course] = relationship(lazy="raise")
    user: Mapped[User] = relationship(lazy="raise")
