"""What the nightly job fitted: every try with its figures, and which are in use."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from quizapp.storage.base import Base, enum_column


class FitKind(StrEnum):
    """Coefficients of the prediction, or difficulties of items."""

    COEFFICIENTS = "coefficients"
    ITEMS = "items"


class Fit(Base):
    """One fit. The newest accepted one of a kind and `version` is in use.

    `version` is that of the formula (for coefficients) or of the method. `answers` is how many it
    learned from, `response_id` how far it had read the log: a rebuild sets item difficulties at the
    same place. `report` holds the figures before and after; `values` what was fitted.
    """

    __tablename__ = "fits"
    __table_args__ = (Index("ix_fits_kind_accepted", "kind", "accepted"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FitKind] = mapped_column(enum_column(FitKind))
    version: Mapped[str]
    accepted: Mapped[bool]
    answers: Mapped[int]
    response_id: Mapped[int] = mapped_column(BigInteger)
    values: Mapped[dict[str, Any]]
    report: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
