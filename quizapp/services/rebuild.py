"""Projections from the log: item difficulties folded as answers come, and everything replayed."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.core.difficulty import Ability, ItemDifficulty, ModuleAbility, update_item
from quizapp.core.items import load_item
from quizapp.core.memory import Memory
from quizapp.core.placement import PLACEMENT, place
from quizapp.core.practice import Answer, Snapshot, assess
from quizapp.core.readiness import Scored
from quizapp.services.exams import score_answer
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    Fit,
    FitKind,
    ItemRow,
    ItemVersion,
    MemoryState,
    Module,
    Projection,
    Response,
    Section,
)

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
    projection = session.get(Projection, ITEM_DIFFICULTY)
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
        ids = {response.item_id for response in responses if moves_item(response)}
        items = {item.id: item for item in session.scalars(_locked_items(ids))}
        for response in responses:
            if moves_item(response):
                _move(items[response.item_id], response)
        projection.response_id = responses[-1].id
        session.execute(
            update(Module)
            .where(
                Module.id.in_(
                    select(Section.module_id)
                    .join(ItemRow, ItemRow.section_id == Section.id)
                    .where(ItemRow.id.in_(ids))
                )
            )
            .values(bank_version=Module.bank_version + 1)
        )
    if len(responses) < _BATCH:
        projection.horizon_id = session.scalar(select(func.max(Response.id))) or 0
    session.flush()
    return len(responses)


def rebuild(session: Session) -> RebuildReport:
    """Replay the whole log into memory states, abilities and item difficulties.

    What is not in the log goes; what is lands on the values that answering left, to the last bit.
    """
    session.execute(delete(MemoryState))
    session.execute(delete(AbilityState))
    responses, learners = _replay_learners(session)
    items = _replay_items(session)
    session.execute(update(Module).values(bank_version=Module.bank_version + 1))
    session.flush()
    return RebuildReport(responses, learners, items)


def _replay_learners(session: Session) -> tuple[int, int]:
    rows = session.execute(
        select(Response, ItemVersion.record, Attempt.module_id)
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .order_by(Response.user_id, Response.id)
        .execution_options(yield_per=_BATCH)
    )
    count = learners = 0
    user_id: int | None = None
    memories: dict[int, Memory] = {}
    ability = Ability()
    modules: dict[int, ModuleAbility] = {}
    placed: dict[int, list[Scored]] = {}
    for response, record, module_id in rows:
        if response.user_id != user_id:
            _store_learner(session, user_id, memories, ability, modules)
            user_id, memories, ability, modules = response.user_id, {}, Ability(), {}
            learners += 1
        assessment = assess(
            Snapshot(
                item=load_item(record),
                item_difficulty=response.item_difficulty,
                memory=memories.get(response.objective_id),
                ability=ability,
                zone=ZoneInfo(response.before["zone"]),
                module=modules.get(module_id),
            ),
            Answer(response.selected, response.confidence),
            response.at,
        )
        memories[response.objective_id] = assessment.memory
        ability, modules[module_id] = assessment.ability, assessment.module
        if response.selection.get("cause") == PLACEMENT:
            placed.setdefault(response.attempt_id, []).append(_scored(response))
            ability = place(ability, placed[response.attempt_id])
        count += 1
    _store_learner(session, user_id, memories, ability, modules)
    return count, learners


def _scored(response: Response) -> Scored:
    return score_answer(
        response.points, response.maximum, response.item_difficulty, response.selection
    )


def _store_learner(
    session: Session,
    user_id: int | None,
    memories: dict[int, Memory],
    ability: Ability,
    modules: dict[int, ModuleAbility],
) -> None:
    if user_id is None:
        return
    session.add_all(
        MemoryState(user_id=user_id, objective_id=objective_id, **asdict(memory))
        for objective_id, memory in memories.items()
    )
    dumped = {str(module_id): asdict(module) for module_id, module in modules.items()}
    session.add(AbilityState(user_id=user_id, modules=dumped, **asdict(ability)))
    session.flush()


def _replay_items(session: Session) -> int:
    items = {item.id: item for item in session.scalars(select(ItemRow))}
    for item in items.values():
        item.item_difficulty, item.difficulty_answers = item.prior_difficulty, 0
    last_id = 0
    fits = list(
        session.scalars(
            select(Fit).where(Fit.kind == FitKind.ITEMS, Fit.accepted.is_(True)).order_by(Fit.id)
        )
    )
    for response in _all_responses(session):
        # A calibration was set when the fold had read this far.
        while fits and response.id > fits[0].response_id:
            apply_calibration(items, fits.pop(0).values)
        last_id = response.id
        if moves_item(response):
            _move(items[response.item_id], response)
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
    items = {item.id: item for item in session.scalars(_locked_items(ids))}
    apply_calibration(items, values)
    projection = session.get_one(Projection, ITEM_DIFFICULTY, populate_existing=True)
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
            _move(items[response.item_id], response)
    session.execute(update(Module).values(bank_version=Module.bank_version + 1))


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


def _move(item: ItemRow, response: Response) -> None:
    moved = update_item(
        ItemDifficulty(item.item_difficulty, item.difficulty_answers),
        fraction=response.points / response.maximum,
        predicted=response.predicted,
    )
    item.item_difficulty, item.difficulty_answers = moved.item_difficulty, moved.answered


def _locked_items(ids: set[int]) -> Select[ItemRow]:
    return select(ItemRow).where(ItemRow.id.in_(ids)).order_by(ItemRow.id).with_for_update()
