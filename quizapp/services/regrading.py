"""Regrading: answers to an item whose key was wrong are scored by the corrected one.

The log keeps what was scored then. A correction is appended for each answer that counts otherwise,
and each learner's states are replayed with it. Undoing it appends the score that held before.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.core.corrections import Amendment, CorrectionKind, rescore
from quizapp.core.errors import Conflict
from quizapp.core.items import load_item
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
class Regrading:
    """What is asked for: scoring an item's answers by a version's key, or taking that back.

    Plain values, so that a job can carry it. `kind` is REGRADE or UNDO.
    """

    kind: CorrectionKind
    item_id: int
    version_id: int
    by_user_id: int


@dataclass(frozen=True)
class LeftAlone:
    """Answers to a version that had other options, steps or pairs: its number and how many."""

    version: int
    answers: int
    learners: int


@dataclass(frozen=True)
class RegradePreview:
    """What grading again would change: how many answers of how many learners, to what.

    `left_alone` are the answers that the corrected key says nothing of, by version.
    """

    answers: int
    learners: int
    right: int
    partly: int
    wrong: int
    left_alone: tuple[LeftAlone, ...] = ()


@dataclass(frozen=True)
class _Change:
    """One answer that comes to count otherwise. `before` is in a correction's own form."""

    response_id: int
    user_id: int
    version_id: int
    score: Score
    before: dict[str, Any]


def plan_regrade(session: Session, item: ItemRow, by: User) -> Regrading:
    """Grading by the key that learners are asked by now, never by a draft.

    Raises Conflict for an item that was never published.
    """
    version_id = session.scalar(
        select(ItemVersion.id).where(
            ItemVersion.item_id == item.id, ItemVersion.number == item.published_number
        )
    )
    if version_id is None:
        raise Conflict("Nobody has been asked this question: it was never published.")
    return Regrading(CorrectionKind.REGRADE, item.id, version_id, by.id)


def plan_undo(session: Session, item: ItemRow, by: User) -> Regrading | None:
    """Taking back the newest regrade that still counts; None where none does."""
    version_id = session.scalar(
        select(func.max(counted_version())).where(
            Response.item_id == item.id,
            counted_version() != Response.item_version_id,
            ~is_misclick(),
        )
    )
    if version_id is None:
        return None
    return Regrading(CorrectionKind.UNDO, item.id, version_id, by.id)


def preview_regrade(session: Session, wanted: Regrading) -> RegradePreview:
    """What carrying this out would change now; reads only."""
    changes, answers, learners = [], Counter[int](), dict[int, set[int]]()
    for row, change in _find_changes(session, wanted):
        if change is not None:
            changes.append(change)
        else:
            answers[row.item_version_id] += 1
            learners.setdefault(row.item_version_id, set()).add(row.user_id)
    left_alone = tuple(
        LeftAlone(
            session.get_one(ItemVersion, version_id).number,
            answers[version_id],
            len(learners[version_id]),
        )
        for version_id in sorted(answers)
    )
    return _sum_up(changes, left_alone)


def regrade(session: Session, item: ItemRow, by: User, *, now: datetime) -> RegradePreview:
    """Score earlier answers by the key of the item's published version; what that changed.

    Answers that this version scores alike, that were misclicks, or that were given to other
    options are left alone, so that regrading again changes nothing.
    """
    return carry_out(session, plan_regrade(session, item, by), now=now)


def undo_regrade(session: Session, item: ItemRow, by: User, *, now: datetime) -> int:
    """Give answers to an item back what they counted before its newest regrade; how many."""
    wanted = plan_undo(session, item, by)
    return 0 if wanted is None else carry_out(session, wanted, now=now).answers


def carry_out(session: Session, wanted: Regrading, *, now: datetime) -> RegradePreview:
    """Do it for all learners in this transaction; what that changed."""
    changes = [
        change
        for user_id in find_learners(session, wanted)
        for change in _correct(session, wanted, user_id, now)
    ]
    # Also where nothing was left to change: a run in the background may have ended before it.
    refold_items(session, [wanted.item_id])
    return _sum_up(changes)


def find_learners(session: Session, wanted: Regrading) -> list[int]:
    """Whose answers would count otherwise; in one order for everybody, so that two who lock them
    never wait for each other.
    """
    changes = (change for _row, change in _find_changes(session, wanted) if change is not None)
    return sorted({change.user_id for change in changes})


def correct_learner(session: Session, wanted: Regrading, user_id: int, *, now: datetime) -> int:
    """Do it for one learner, under their lock; how many answers count otherwise now.

    Doing it again changes nothing. The item is to be folded anew once all learners are through
    (`quizapp.services.rebuild.refold_items`).
    """
    return len(_correct(session, wanted, user_id, now))


def _correct(session: Session, wanted: Regrading, user_id: int, now: datetime) -> list[_Change]:
    lock_learner(session, user_id)
    found = _find_changes(session, wanted, user_id)
    changes = [change for _row, change in found if change is not None]
    if changes:
        _append(session, wanted, user_id, changes, now)
    return changes


def _find_changes(
    session: Session, wanted: Regrading, user_id: int | None = None
) -> Iterator[tuple[Row[Any], _Change | None]]:
    """Answers that would count otherwise, and those that the key says nothing of, without a change;
    of one learner or of all.
    """
    if wanted.kind is CorrectionKind.UNDO:
        return _find_undone(session, wanted, user_id)
    return _find_rescored(session, wanted, user_id)


def _find_rescored(
    session: Session, wanted: Regrading, user_id: int | None
) -> Iterator[tuple[Row[Any], _Change | None]]:
    versions = {
        version.id: load_item(version.record)
        for version in session.scalars(
            select(ItemVersion).where(ItemVersion.item_id == wanted.item_id)
        )
    }
    rows = session.execute(
        select(
            Response.id,
            Response.user_id,
            Response.item_version_id,
            Response.selected,
            Response.rule,
            counted_points().label("points"),
            counted_maximum().label("maximum"),
            counted_version().label("version_id"),
        )
        .where(Response.item_id == wanted.item_id, *_of(user_id), ~is_misclick())
        .order_by(Response.id)
    ).all()
    # Many learners give the same few answers.
    scores: dict[tuple[int, str], Score | None] = {}
    for row in rows:
        same = row.item_version_id, str(row.selected)
        if same not in scores:
            scores[same] = rescore(
                versions[row.item_version_id], versions[wanted.version_id], row.selected
            )
        score = scores[same]
        if score is None:
            yield row, None
        elif (score.points, score.maximum) != (row.points, row.maximum):
            # A rule goes with the type of an item, which is the same in both versions.
            before = _told(row.points, row.maximum, row.rule, row.version_id)
            yield row, _Change(row.id, row.user_id, wanted.version_id, score, before)


def _find_undone(
    session: Session, wanted: Regrading, user_id: int | None
) -> Iterator[tuple[Row[Any], _Change | None]]:
    regraded = aliased(CorrectionRow)
    newest = (
        select(func.max(regraded.id))
        .where(
            regraded.response_id == Response.id,
            regraded.kind == CorrectionKind.REGRADE,
            regraded.item_version_id == wanted.version_id,
        )
        .correlate(Response)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Response.id, Response.user_id, CorrectionRow.before, CorrectionRow.after)
        .join(CorrectionRow, CorrectionRow.id == newest)
        .where(
            Response.item_id == wanted.item_id,
            *_of(user_id),
            counted_version() == wanted.version_id,
            ~is_misclick(),
        )
        .order_by(Response.id)
    ).all()
    for row in rows:
        held = row.before
        score = Score(held["points"], held["maximum"], held["rule"], ())
        yield row, _Change(row.id, row.user_id, held["item_version_id"], score, row.after)


def _of(user_id: int | None) -> list[Any]:
    return [] if user_id is None else [Response.user_id == user_id]


def _append(
    session: Session, wanted: Regrading, user_id: int, changes: list[_Change], now: datetime
) -> None:
    pending = {change.response_id: Amendment(score=change.score) for change in changes}
    store_states(session, user_id, replay_learner(session, user_id, pending))
    at = learner_now(session.get_one(User, wanted.by_user_id), now)
    for change in changes:
        score = change.score
        session.add(
            CorrectionRow(
                response_id=change.response_id,
                user_id=user_id,
                by_user_id=wanted.by_user_id,
                kind=wanted.kind,
                item_version_id=change.version_id,
                points=score.points,
                maximum=score.maximum,
                rule=score.rule,
                before=change.before,
                after=_told(score.points, score.maximum, score.rule, change.version_id),
                at=at,
            )
        )
    session.flush()


def _told(points: int, maximum: int, rule: str, version_id: int) -> dict[str, Any]:
    return {"points": points, "maximum": maximum, "rule": rule, "item_version_id": version_id}


def _sum_up(changes: list[_Change], left_alone: tuple[LeftAlone, ...] = ()) -> RegradePreview:
    right = sum(change.score.is_correct for change in changes)
    wrong = sum(not change.score.points for change in changes)
    return RegradePreview(
        answers=len(changes),
        learners=len({change.user_id for change in changes}),
        right=right,
        partly=len(changes) - right - wrong,
        wrong=wrong,
        left_alone=left_alone,
    )
