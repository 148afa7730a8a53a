"""What responses count for by now, as columns for queries of responses."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from quizapp.core.corrections import CorrectionKind
from quizapp.storage.models import CorrectionRow, Response


def is_misclick() -> ColumnElement[bool]:
    """Whether the learner said of a response that they misclicked, and did not take that back."""
    return was_misclick(Response.id).correlate(Response)


def was_misclick(response_id: ColumnElement[int] | InstrumentedAttribute[int] | int) -> Exists:
    """The same of a response by its id."""
    said, later = aliased(CorrectionRow), aliased(CorrectionRow)
    taken_back = exists().where(
        later.response_id == said.response_id,
        later.kind == CorrectionKind.UNDO,
        later.points.is_(None),
        later.id > said.id,
    )
    return exists().where(
        said.response_id == response_id,
        said.kind == CorrectionKind.MISCLICK,
        ~taken_back.correlate(said),
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
