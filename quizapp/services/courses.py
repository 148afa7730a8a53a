"""Courses: creating one, joining one, and who is in it."""

import re
import secrets
import unicodedata
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core.errors import Invalid
from quizapp.services import schedules
from quizapp.storage.models import Course, CourseRole, Enrolment, Role, User

# Without the letters and digits that are easily taken for each other.
_CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 8


def create_course(session: Session, user: User | None, *, title: str, now: datetime) -> Course:
    """A new course, taught by `user` where one is given. Raises Invalid for an empty title."""
    title = title.strip()
    if not title:
        raise Invalid("title: give the course a title, such as Adult Health I.")
    course = Course(
        slug=_free_slug(session, title), title=title, code=_free_code(session), created_at=now
    )
    session.add(course)
    session.flush()
    if user is not None:
        enrol(session, course, user, CourseRole.INSTRUCTOR, now=now)
    return course


def get_or_create_course(session: Session, slug: str, *, now: datetime) -> Course:
    """The course with this slug, made where there is none: for the command line."""
    course = session.scalar(select(Course).where(Course.slug == slug))
    if course is not None:
        return course
    title = slug.replace("-", " ").capitalize()
    course = create_course(session, None, title=title, now=now)
    course.slug = slugify(slug)
    session.flush()
    return course


def join_course(session: Session, user: User, code: str, *, now: datetime) -> Course:
    """Enrol a learner by the course's code. Raises Invalid for a code that no course has."""
    folded = re.sub(r"[\s-]", "", code).upper()
    course = session.scalar(select(Course).where(Course.code == folded))
    if course is None:
        raise Invalid("code: no course has this code. Check it with your instructor.")
    enrol(session, course, user, CourseRole.LEARNER, now=now)
    return course


def enrol(
    session: Session, course: Course, user: User, role: CourseRole, *, now: datetime
) -> Enrolment:
    """Give a person a place in a course; somebody who has one keeps it.

    A learner begins with the schedule that is fitted to the course, where there is one.
    """
    enrolment = session.scalar(
        select(Enrolment).where(Enrolment.course_id == course.id, Enrolment.user_id == user.id)
    )
    if enrolment is None:
        enrolment = Enrolment(course_id=course.id, user_id=user.id, role=role, created_at=now)
        session.add(enrolment)
        session.flush()
        if role is CourseRole.LEARNER:
            schedules.start(session, user.id, course.id, now=now)
    return enrolment


def list_courses(session: Session, user: User, role: CourseRole | None = None) -> list[Course]:
    """The courses a person belongs to, by title; an administrator sees all when teaching."""
    courses = select(Course).order_by(Course.title, Course.id)
    if user.role is not Role.ADMIN or role is CourseRole.LEARNER:
        courses = courses.join(Enrolment).where(Enrolment.user_id == user.id)
        if role is not None:
            courses = courses.where(Enrolment.role == role)
    return list(session.scalars(courses))


def count_learners(session: Session, course: Course) -> int:
    """How many learners are enrolled."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Enrolment)
            .where(Enrolment.course_id == course.id, Enrolment.role == CourseRole.LEARNER)
        )
        or 0
    )


def slugify(text: str) -> str:
    """Lower-case ASCII words joined by hyphens; never empty."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-") or "course"


def _free_slug(session: Session, title: str) -> str:
    base = slugify(title)
    taken = set(session.scalars(select(Course.slug).where(Course.slug.startswith(base))))
    number = 2
    slug = base
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _free_code(session: Session) -> str:
    while True:
        code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
        if session.scalar(select(Course.id).where(Course.code == code)) is None:
            return code
