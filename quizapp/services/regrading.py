"""Regrading: answers to an item whose key was wrong are scored by the corrected one.

The log keeps what was scored then. A correction is appended for each answer that counts otherwise,
and each learner's states are replayed with it. Undoing it appends the score that held before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core.corrections import Amendment, CorrectionKind, is_comparable
from quizapp.core.items import Item, load_item, score
from quizapp.core.scoring import Score
from quizapp.services.accounts import learner_now
from quizapp.services.rebuild import refold_items
from quizapp.services.replay import lock_learner, replay_learner, store_states
from quizapp.storage.models import CorrectionRow, ItemRow, ItemVersion, Response, User
from quizapp.storage.queries.corrections import (
    counted_maximum,
    counted_points,
    counted_version,
    is_misclick,
)


@dataclass(frozen=True)
class RegradePreview:
    """What grading again would change: how many answers of how many learners, to what."""

    answers: int
    learners: int
    right: int
    partly: int
    wrong: int


@dataclass(frozen=True)
class _Change:
    """One answer that comes to count otherwise. `before` is in a correction's own form."""

    response: Response
    version_id: int
    score: Score
    before: dict[str, Any]


def preview_regrade(session: Session, item: ItemRow) -> RegradePreview:
    """What `regrade` would change now; reads only. `item.latest` is loaded."""
    changes = [
        change
        for user_id in _learners_of(session, item)
        for change in _find_changes(session, item, item.latest, user_id)
    ]
    return _sum_up(changes)


def regrade(session: Session, item: ItemRow, by: User, *, now: datetime) -> RegradePreview:
    """Score earlier answers by the key of the item's latest version; what that changed.

    Answers that the latest version scores alike, that were misclicks, or that were given to other
    options are left alone, so that regrading again changes nothing.
    """
    made: list[_Change] = []
    for user_id in _learners_of(session, item):
        lock_learner(session, user_id)
        changes = list(_find_changes(session, item, item.latest, user_id))
        _apply(session, user_id, changes, CorrectionKind.REGRADE, by, now)
        made += changes
    if made:
        refold_items(session, [item.id])
    return _sum_up(made)


def undo_regrade(session: Session, item: ItemRow, by: User, *, now: datetime) -> int:
    """Give answers to an item back what they counted before its newest regrade; how many."""
    count = 0
    for user_id in _learners_of(session, item):
        lock_learner(session, user_id)
        changes = list(_find_undone(session, item, user_id))
        _apply(session, user_id, changes, CorrectionKind.UNDO, by, now)
        count += len(changes)
    if count:
        refold_items(session, [item.id])
    return count


def _learners_of(session: Session, item: ItemRow) -> list[int]:
    """In one order for everybody, so that two who lock them never wait for each other."""
    return list(
        session.scalars(
            select(Response.user_id)
            .where(Response.item_id == item.id)
            .distinct()
            .order_by(Response.user_id)
        )
    )


def _find_changes(
    session: Session, item: ItemRow, version: ItemVersion, user_id: int
) -> Iterator[_Change]:
    corrected = load_item(version.record)
    seen: dict[int, Item] = {}
    rows = session.execute(
        select(Response, ItemVersion.record, counted_points(), counted_maximum(), counted_version())
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .where(Response.item_id == item.id, Response.user_id == user_id, ~is_misclick())
        .order_by(Response.id)
    ).all()
    for response, record, points, maximum, version_id in rows:
        answered = seen.setdefault(response.item_version_id, load_item(record))
        if not is_comparable(answered, corrected):
            continue
        result = score(corrected, response.selected)
        if (result.points, result.maximum) != (points, maximum):
            # A rule goes with the type of an item, which is the same in both versions.
            before = _told(points, maximum, response.rule, version_id)
            yield _Change(response, version.id, result, before)


def _find_undone(session: Session, item: ItemRow, user_id: int) -> Iterator[_Change]:
    newest = (
        select(func.max(CorrectionRow.id))
        .where(CorrectionRow.user_id == user_id, CorrectionRow.points.is_not(None))
        .group_by(CorrectionRow.response_id)
    )
    rows = session.execute(
        select(Response, CorrectionRow)
        .join(CorrectionRow, CorrectionRow.response_id == Response.id)
        .where(
            Response.item_id == item.id,
            Response.user_id == user_id,
            CorrectionRow.id.in_(newest),
            CorrectionRow.kind == CorrectionKind.REGRADE,
            ~is_misclick(),
        )
        .order_by(Response.id)
    ).all()
    for response, correction in rows:
        held = correction.before
        result = Score(held["points"], held["maximum"], held["rule"], ())
        yield _Change(response, held["item_version_id"], result, correction.after)


def _apply(
    session: Session,
    user_id: int,
    changes: list[_Change],
    kind: CorrectionKind,
    by: User,
    now: datetime,
) -> None:
    if not changes:
        return
    pending = {change.response.id: Amendment(score=change.score) for change in changes}
    store_states(session, user_id, replay_learner(session, user_id, pending))
    session.add_all(
        CorrectionRow(
            response_id=change.response.id,
            user_id=user_id,
            by_user_id=by.id,
            kind=kind,
            item_version_id=change.version_id,
            points=change.score.points,
            maximum=change.score.maximum,
            rule=change.score.rule,
            before=change.before,
            after=_told(
                change.score.points, change.score.maximum, change.score.rule, change.version_id
            ),
            at=learner_now(by, now),
        )
        for change in changes
    )
    session.flush()


def _told(points: int, maximum: int, rule: str, version_id: int) -> dict[str, Any]:
    return {"points": points, "maximum": maximum, "rule": rule, "item_version_id": version_id}


def _sum_up(changes: list[_Change]) -> RegradePreview:
    right = sum(change.score.is_correct for change in changes)
    wrong = sum(not change.score.points for change in changes)
    return RegradePreview(
        answers=len(changes),
        learners=len({change.response.user_id for change in changes}),
        right=right,
        partly=len(changes) - right - wrong,
        wrong=wrong,
    )
