"""Signing up, in and out."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from quizapp.core.errors import Forbidden, Invalid, NotFound
from quizapp.core.exam_clock import TimeAllowance
from quizapp.storage.models import Role, SignIn, User

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

_hasher = PasswordHasher()


def register(
    session: Session, *, email: str, name: str, password: str, now: datetime, role: Role
) -> User:
    """Create an account. Raises Invalid naming each field that cannot be used."""
    email, name = email.strip().lower(), name.strip()
    problems = []
    if "@" not in email.strip("@") or any(character.isspace() for character in email):
        problems.append("email: write your e-mail address, such as ana@example.org.")
    elif session.scalar(select(User.id).where(User.email == email)) is not None:
        problems.append("email: there is an account with this address. Sign in instead.")
    if not name:
        problems.append("name: write the name that your instructors know you by.")
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        problems.append(f"password: use {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
    if problems:
        raise Invalid(problems)
    user = User(
        email=email,
        name=name,
        password_hash=_hasher.hash(password),
        role=role,
        time_zone="UTC",
        clock_offset=0,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def check_password(session: Session, *, email: str, password: str) -> User:
    """The account that e-mail and password belong to. Raises Invalid, saying no more than that."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    known_hash = user.password_hash if user is not None else None
    try:
        _hasher.verify(known_hash or _hash_of_nobody(), password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        user = None
    if user is None or known_hash is None:
        raise Invalid("email: e-mail and password do not belong together. Check both.")
    return user


def open_sign_in(session: Session, user: User, *, now: datetime, days: int) -> str:
    """Sign a person in; the token returned is what their browser keeps. Clears expired ones."""
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=hash_token(token),
            user_id=user.id,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    session.flush()
    return token


def find_signed_in(session: Session, token_hash: str, now: datetime) -> User | None:
    """The person whose sign-in this is, or None when it was ended or has expired."""
    return session.scalar(
        select(User)
        .join(SignIn, SignIn.user_id == User.id)
        .where(SignIn.token_hash == token_hash, SignIn.expires_at > now)
    )


def close_sign_in(session: Session, token_hash: str) -> None:
    """End one sign-in: its token opens nothing from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash))


def close_all_sign_ins(session: Session, user: User) -> None:
    """End every sign-in of a person, on all of their devices."""
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))


def list_sign_ins(session: Session, user: User) -> list[SignIn]:
    """A person's sign-ins, newest first."""
    return list(
        session.scalars(
            select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.created_at.desc())
        )
    )


def list_users(session: Session) -> list[User]:
    """Everybody, by name."""
    return list(session.scalars(select(User).order_by(User.name, User.id)))


def set_role(session: Session, administrator: User, uuid: UUID, role: Role) -> User:
    """Give a person another role. Raises NotFound, or Forbidden for one's own account."""
    user = session.scalar(select(User).where(User.uuid == uuid))
    if user is None:
        raise NotFound("There is no such person.")
    if user.id == administrator.id:
        raise Forbidden("You cannot change your own role. Ask another administrator.")
    user.role = role
    session.flush()
    return user


def set_role_by_email(session: Session, email: str, role: Role) -> User:
    """Give a person a role from the command line. Raises NotFound."""
    user = session.scalar(select(User).where(User.email == email.strip().lower()))
    if user is None:
        raise NotFound(f"Nobody has the e-mail address {email}. They register first.")
    user.role = role
    session.flush()
    return user


def set_time_allowance(session: Session, user: User, typed: str) -> None:
    """Give a person so much of a timed test's time, from their next test on.

    Raises Invalid for what is no allowance.
    """
    if typed not in set(TimeAllowance):
        raise Invalid("Choose how much time: usual, one and a half, double or no limit.")
    user.time_allowance = TimeAllowance(typed)
    session.flush()


def learner_now(user: User, now: datetime) -> datetime:
    """The instant on the person's own clock, which the demo can move ahead."""
    return now + timedelta(seconds=user.clock_offset)


def zone_of(user: User) -> ZoneInfo:
    """The person's time zone."""
    return ZoneInfo(user.time_zone)


@cache
def _hash_of_nobody() -> str:
    """Checked when no such account exists, so that both cases take as long."""
    return _hasher.hash(secrets.token_urlsafe(16))


def hash_token(token: str) -> str:
    """What is stored of a sign-in token. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
