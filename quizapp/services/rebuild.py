"""Projections from the log: item difficulties folded as answers come, and everything replayed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from quizapp.core.corrections import AS_ANSWERED, Amendment
from quizapp.core.difficulty import ItemDifficulty, update_item
from quizapp.services.replay import load_amendments, replay_learner, store_states
from quizapp.storage.models import (
    AbilityState,
    CorrectionRow,
    Fit,
    FitKind,
    ItemRow,
    MemoryState,
    Projection,
    Response,
)
from quizapp.storage.queries.banks import in_batches, touch_difficulties, touch_structure

ITEM_DIFFICULTY = "item_difficulty"
_BATCH = 1000


@dataclass(frozen=True)
class RebuildReport:
    """How much was replayed."""

    responses: int
    learners: int
    items: int


def fold_item_difficulties(session: Session) -> int:
    """Move item difficulties by the answers that came since the last run; how many were read.

    Not done in the answer's own transaction, where a popular item would make learners wait for
    each other.
    """
    projection = _lock_projection(session)
    if projection is None:
        projection = Projection(name=ITEM_DIFFICULTY, response_id=0, horizon_id=0)
        session.add(projection)
    rows = session.execute(
        select(Response)
        .where(
            Response.id > projection.response_id,
            Response.id <= projection.horizon_id,
        )
        .order_by(Response.id)
        .limit(_BATCH)
    ).scalars()
    responses = list(rows)
    if responses:
        amendments = load_amendments(
            session,
            CorrectionRow.response_id > projection.response_id,
            CorrectionRow.response_id <= responses[-1].id,
        )
        ids = {response.item_id for response in responses if moves_item(response)}
        items = _lock_items(session, ids)
        for response in responses:
            if moves_item(response):
                _move(items[response.item_id], response, amendments)
        projection.response_id = responses[-1].id
        touch_difficulties(session, ids)
    if len(responses) < _BATCH:
        projection.horizon_id = session.scalar(select(func.max(Response.id))) or 0
    session.flush()
    return len(responses)


def refold_items(session: Session, item_ids: Iterable[int]) -> None:
    """Fold the answers to some items anew, as far as the running fold has read.

    What is needed after a correction of an answer that has been folded already. It begins where
    the newest calibration put an item, or at its prior: nothing before that is left in its value.
    """
    ids = set(item_ids)
    projection = _lock_projection(session)
    if projection is None or not ids:
        return
    items = _lock_items(session, ids)
    amendments = load_amendments(
        session,
        CorrectionRow.response_id.in_(select(Response.id).where(Response.item_id.in_(ids))),
    )
    begun = _begin_items(session, items)
    responses = session.scalars(
        select(Response)
        .where(
            Response.item_id.in_(ids),
            Response.id > min(begun.values(), default=0),
            Response.id <= projection.response_id,
        )
        .order_by(Response.id)
        .execution_options(yield_per=_BATCH)
    )
    for response in responses:
        if response.id > begun[response.item_id] and moves_item(response):
            _move(items[response.item_id], response, amendments)
    touch_difficulties(session, ids)
    session.flush()


def _begin_items(session: Session, items: Mapping[int, ItemRow]) -> dict[int, int]:
    """Put items where their newest calibration did, or at their prior; by id, how far it had read.

    Calibrations are read newest first: nearly always the first one has all of them.
    """
    begun: dict[int, int] = {}
    for fit in session.scalars(
        _calibrations().order_by(Fit.id.desc()).execution_options(yield_per=1)
    ):
        missing = {str(item_id) for item_id in items if item_id not in begun}
        found = {key: fit.values[key] for key in missing & fit.values.keys()}
        apply_calibration(items, found)
        begun |= {int(key): fit.response_id for key in found}
        if len(begun) == len(items):
            break
    for item_id, item in items.items():
        if item_id not in begun:
            item.item_difficulty, item.difficulty_answers = item.prior_difficulty, 0
            begun[item_id] = 0
    return begun


def rebuild(session: Session) -> RebuildReport:
    """Replay the whole log, as corrected, into memory states, abilities and item difficulties.

    What is not in the log goes; what is lands on the values that answering left, to the last bit.
    """
    _lock_projection(session)
    session.execute(delete(MemoryState))
    session.execute(delete(AbilityState))
    responses, learners = _replay_learners(session)
    items = _replay_items(session)
    touch_structure(session)
    session.flush()
    return RebuildReport(responses, learners, items)


def _replay_learners(session: Session) -> tuple[int, int]:
    learners = list(session.scalars(select(Response.user_id).distinct().order_by(Response.user_id)))
    count = 0
    for user_id in learners:
        states = replay_learner(session, user_id)
        store_states(session, user_id, states)
        count += states.responses
    return count, len(learners)


def _replay_items(session: Session) -> int:
    items = {item.id: item for item in session.scalars(select(ItemRow))}
    for item in items.values():
        item.item_difficulty, item.difficulty_answers = item.prior_difficulty, 0
    last_id = 0
    fits = list(session.scalars(_calibrations().order_by(Fit.id)))
    amendments = load_amendments(session)
    for response in _all_responses(session):
        # A calibration was set when the fold had read this far.
        while fits and response.id > fits[0].response_id:
            apply_calibration(items, fits.pop(0).values)
        last_id = response.id
        if moves_item(response):
            _move(items[response.item_id], response, amendments)
    for fit in fits:
        apply_calibration(items, fit.values)
    projection = session.get(Projection, ITEM_DIFFICULTY)
    if projection is None:
        projection = Projection(name=ITEM_DIFFICULTY, response_id=0, horizon_id=0)
        session.add(projection)
    projection.response_id = projection.horizon_id = last_id
    return len(items)


def _all_responses(session: Session) -> Iterable[Response]:
    return session.scalars(
        select(Response).order_by(Response.id).execution_options(yield_per=_BATCH)
    )


def calibrate(session: Session, values: Mapping[str, Any], response_id: int) -> None:
    """Set items to what was found from the log up to `response_id`; later answers move them on.

    The fold may have gone on meanwhile: what it read since is folded onto the new values, so that
    the items stand where a rebuild puts them.
    """
    ids = {int(item_id) for item_id in values}
    projection = session.get_one(
        Projection, ITEM_DIFFICULTY, populate_existing=True, with_for_update=True
    )
    items = _lock_items(session, ids)
    apply_calibration(items, values)
    amendments = load_amendments(session, CorrectionRow.response_id > response_id)
    since = session.scalars(
        select(Response)
        .where(
            Response.id > response_id,
            Response.id <= projection.response_id,
            Response.item_id.in_(ids),
        )
        .order_by(Response.id)
    )
    for response in since:
        if moves_item(response):
            _move(items[response.item_id], response, amendments)
    touch_difficulties(session, ids)


def apply_calibration(
    items: Mapping[int, ItemRow], values: Mapping[str, Mapping[str, Any]]
) -> None:
    """Set the items that a nightly calibration found anew; an item that is gone is passed over."""
    for item_id, found in values.items():
        item = items.get(int(item_id))
        if item is not None:
            item.item_difficulty = found["item_difficulty"]
            item.difficulty_answers = found["answered"]


def moves_item(response: Response) -> bool:
    """Whether an answer may move its item: a first exposure, or one drawn at random."""
    return response.first_exposure or bool(response.selection.get("at_random"))


def _move(item: ItemRow, response: Response, amendments: Mapping[int, Amendment]) -> None:
    amendment = amendments.get(response.id, AS_ANSWERED)
    if amendment.left_out:
        return
    score = amendment.score or response
    moved = update_item(
        ItemDifficulty(item.item_difficulty, item.difficulty_answers),
        fraction=score.points / score.maximum,
        predicted=response.predicted,
    )
    item.item_difficulty, item.difficulty_answers = moved.item_difficulty, moved.answered


def _lock_projection(session: Session) -> Projection | None:
    """How far the fold has read. Whoever folds or corrects waits here for the other to commit.

    Else a fold could take an answer that is being left out, and the correction not see it folded.
    """
    return session.get(Projection, ITEM_DIFFICULTY, populate_existing=True, with_for_update=True)


def _calibrations() -> Select[Fit]:
    return select(Fit).where(Fit.kind == FitKind.ITEMS, Fit.accepted.is_(True))


def _lock_items(session: Session, ids: set[int]) -> dict[int, ItemRow]:
    """Items by id as they stand now, held until the transaction ends."""
    return {
        item.id: item
        for some in in_batches(ids)
        for item in session.scalars(
            select(ItemRow)
            .where(ItemRow.id.in_(some))
            .order_by(ItemRow.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
