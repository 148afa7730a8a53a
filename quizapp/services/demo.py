"""The demo: its people, its course, and a clock that can be moved ahead."""

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.errors import NotFound
from quizapp.services.accounts import register
from quizapp.services.courses import create_course, enrol
from quizapp.storage.models import Course, CourseRole, Role, User

COURSE_TITLE = "Adult health nursing"
EMAILS = {
    Role.LEARNER: "learner@demo.example",
    Role.INSTRUCTOR: "instructor@demo.example",
    Role.ADMIN: "admin@demo.example",
}
_NAMES = {Role.LEARNER: "Lena Learner", Role.INSTRUCTOR: "Ines Instructor", Role.ADMIN: "Ada Admin"}


def find_demo_user(session: Session, role: Role) -> User:
    """The demo's person of this role. Raises NotFound before the demo has been prepared."""
    user = session.scalar(select(User).where(User.email == EMAILS[role]))
    if user is None:
        raise NotFound("The demo has not been prepared. Run: flask --app wsgi demo prepare")
    return user


def prepare_people(session: Session, *, now: datetime) -> dict[str, str]:
    """Create the demo's people with random passwords: e-mail -> password, empty if they exist."""
    if session.scalar(select(User.id).where(User.email.in_(EMAILS.values())).limit(1)):
        return {}
    passwords = {email: secrets.token_urlsafe(9) for email in EMAILS.values()}
    for role, email in EMAILS.items():
        register(
            session, email=email, name=_NAMES[role], password=passwords[email], now=now, role=role
        )
    return passwords


def prepare_course(session: Session, *, now: datetime) -> Course:
    """The demo's course with its people in it, made where there is none."""
    course = session.scalar(select(Course).where(Course.title == COURSE_TITLE))
    if course is None:
        course = create_course(
            session, find_demo_user(session, Role.INSTRUCTOR), title=COURSE_TITLE, now=now
        )
        learner = find_demo_user(session, Role.LEARNER)
        enrol(session, course, learner, CourseRole.LEARNER, now=now)
    return course


def advance_clock(session: Session, user: User, by: timedelta) -> None:
    """Move a person's own clock ahead. It never goes back, so that the log stays in order."""
    user.clock_offset += int(by.total_seconds())
    session.flush()


def keep_sign_ins(path: Path, passwords: dict[str, str]) -> dict[str, str]:
    """Keep the demo's passwords in a file for its owner alone; those kept before where none new."""
    if passwords:
        path.touch(mode=0o600)
        path.write_text(json.dumps(passwords, indent=2), encoding="utf-8")
    if not path.exists():
        return {}
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return kept
