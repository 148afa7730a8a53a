"""Corrections: appended beside the log, which they never change."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.core.corrections import CorrectionKind
from quizapp.storage.base import Base, enum_column, foreign_key
from quizapp.storage.models.practice import LogId


class CorrectionRow(Base):
    """One correction of one response, written once and never changed.

    `user_id` is the learner whose response it is, `by_user_id` who made the correction. `points`,
    `maximum` and `rule` are what the response counts from now on, and `item_version_id` the version
    whose key says so; all four are None for a misclick and for the undo of one. `before` and
    `after` tell what it changed: a misclick the memory and the abilities, a regrade the score.
    """

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(LogId, primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, foreign_key("responses.id"), index=True)
    user_id: Mapped[int] = mapped_column(foreign_key("users.id"), index=True)
    by_user_id: Mapped[int] = mapped_column(foreign_key("users.id"), index=True)
    kind: Mapped[CorrectionKind] = mapped_column(enum_column(CorrectionKind))
    item_version_id: Mapped[int | None] = mapped_column(foreign_key("item_versions.id"), index=True)
    points: Mapped[int | None]
    maximum: Mapped[int | None]
    rule: Mapped[str | None]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    at: Mapped[datetime]
