"""What responses count for by now, as columns for queries of responses."""

from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from quizapp.core.corrections import CorrectionKind
from quizapp.storage.models import CorrectionRow, Response


def is_misclick() -> ColumnElement[bool]:
    """Whether the learner said of a response that they misclicked."""
    return (
        exists()
        .where(
            CorrectionRow.response_id == Response.id,
            CorrectionRow.kind == CorrectionKind.MISCLICK,
        )
        .correlate(Response)
    )


def is_regraded() -> ColumnElement[bool]:
    """Whether a response counts for something else than when it was given."""
    return (counted_points() != Response.points) | (counted_maximum() != Response.maximum)


def counted_points() -> ColumnElement[int]:
    """A response's points, as the newest regrade leaves them."""
    return func.coalesce(_newest(CorrectionRow.points), Response.points)


def counted_maximum() -> ColumnElement[int]:
    """A response's maximum, as the newest regrade leaves it."""
    return func.coalesce(_newest(CorrectionRow.maximum), Response.maximum)


def counted_version() -> ColumnElement[int]:
    """The version of its item whose key a response is scored by."""
    return func.coalesce(_newest(CorrectionRow.item_version_id), Response.item_version_id)


def _newest(column: InstrumentedAttribute[Any]) -> Any:
    return (
        select(column)
        .where(CorrectionRow.response_id == Response.id, CorrectionRow.points.is_not(None))
        .order_by(CorrectionRow.id.desc())
        .limit(1)
        .correlate(Response)
        .scalar_subquery()
    )
