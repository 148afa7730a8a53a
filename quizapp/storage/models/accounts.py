"""People and their sign-ins."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from quizapp.core.exam_clock import TimeAllowance
from quizapp.storage.base import Base, Identified, enum_column, foreign_key


class Role(StrEnum):
    """What a person may do across the installation."""

    LEARNER = "learner"
    INSTRUCTOR = "instructor"
    ADMIN = "admin"


class User(Identified):
    """A person. `password_hash` is None for somebody who cannot sign in with a password.

    `clock_offset` is by how many seconds the demo has moved this person's clock ahead; 0 elsewhere.
    `daily_minutes` is how long a person wants to practise on a day, None where they have not said.
    `time_allowance` is how much of a timed test's time they get.
    """

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    role: Mapped[Role] = mapped_column(enum_column(Role))
    time_zone: Mapped[str] = mapped_column(default="UTC")
    clock_offset: Mapped[int] = mapped_column(default=0)
    daily_minutes: Mapped[int | None]
    time_allowance: Mapped[TimeAllowance] = mapped_column(
        enum_column(TimeAllowance),
        default=TimeAllowance.STANDARD,
        server_default=TimeAllowance.STANDARD.value,
    )
    created_at: Mapped[datetime]


class SignIn(Base):
    """One signed-in browser. Only its token's hash is kept, so a stolen table opens nothing."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(foreign_key("users.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
