"""One learner's log, as corrected, replayed into states: for corrections and rebuilds alike."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, delete, insert, select
from sqlalchemy.orm import Session

from quizapp.core.corrections import (
    AS_ANSWERED,
    Amendment,
    Correction,
    amend_all,
)
from quizapp.core.difficulty import Ability, ModuleAbility
from quizapp.core.items import Item, load_item, score
from quizapp.core.memory import Memory
from quizapp.core.placement import PLACEMENT, place
from quizapp.core.practice import Snapshot, assess_scored
from quizapp.core.readiness import Scored
from quizapp.core.schedule_fitting import Review
from quizapp.core.schedules import ScheduleParameters, Schedules
from quizapp.core.scoring import Score
from quizapp.services.exams import score_answer
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    CorrectionRow,
    ItemVersion,
    MemoryState,
    Module,
    Response,
    User,
)
from quizapp.storage.queries.schedules import load_schedules

_BATCH = 1000


@dataclass
class States:
    """What a learner's log comes to: memory by objective id, abilities, the latter by module id.

    `responses` is how many were read, those left out included. `reviews` are the first answers of
    a day that count, by objective id, and `courses` the course of each objective.
    """

    memories: dict[int, Memory] = field(default_factory=dict)
    ability: Ability = field(default_factory=Ability)
    modules: dict[int, ModuleAbility] = field(default_factory=dict)
    responses: int = 0
    reviews: dict[int, list[Review]] = field(default_factory=dict)
    courses: dict[int, int] = field(default_factory=dict)


def replay_learner(
    session: Session,
    user_id: int,
    pending: Mapping[int, Amendment] | None = None,
    schedules: Schedules | None = None,
) -> States:
    """A learner's states from their log and its corrections; reads only.

    `pending` are amendments about to be made, by response id, and `schedules` parameters other than
    those in use. States land on the values that answering left, to the last bit, because the same
    rules move them in the same order; after a change of parameters, on what they would have left.
    """
    held = schedules or load_schedules(session, user_id)
    amendments = load_amendments(session, CorrectionRow.user_id == user_id) | dict(pending or {})
    states = States()
    items: dict[int, Item] = {}
    placed: dict[int, list[Scored]] = {}
    for row in _log_of(session, user_id):
        states.responses += 1
        amendment = amendments.get(row.id, AS_ANSWERED)
        if amendment.left_out:
            continue
        if row.item_version_id not in items:
            items[row.item_version_id] = load_item(row.record)
        parameters = held.of_course(row.course_id)
        _replay(states, placed, row, items[row.item_version_id], amendment.score, parameters)
    return states


def store_states(session: Session, user_id: int, states: States) -> None:
    """Put these in the place of what is stored of a learner."""
    session.execute(delete(MemoryState).where(MemoryState.user_id == user_id))
    session.execute(delete(AbilityState).where(AbilityState.user_id == user_id))
    if not states.memories:
        return
    session.execute(
        insert(MemoryState),
        [
            {"user_id": user_id, "objective_id": objective_id} | asdict(memory)
            for objective_id, memory in states.memories.items()
        ],
    )
    dumped = {str(module_id): asdict(module) for module_id, module in states.modules.items()}
    session.execute(
        insert(AbilityState), [{"user_id": user_id, "modules": dumped} | asdict(states.ability)]
    )


def load_amendments(session: Session, *where: ColumnElement[bool]) -> dict[int, Amendment]:
    """What corrections make of responses, by response id."""
    rows = session.execute(
        select(
            CorrectionRow.response_id,
            CorrectionRow.kind,
            CorrectionRow.points,
            CorrectionRow.maximum,
            CorrectionRow.rule,
        )
        .where(*where)
        .order_by(CorrectionRow.id)
    )
    return amend_all((row.response_id, _correction(row)) for row in rows)


def lock_learner(session: Session, user_id: int) -> None:
    """Let nobody else move this learner's states before the commit.

    An answer takes the same lock (`storage.queries.answering`); on SQLite the transaction has the
    only write lock there is.
    """
    session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def _correction(row: Any) -> Correction:
    if row.points is None:
        return Correction(row.kind)
    return Correction(row.kind, Score(row.points, row.maximum, row.rule, ()))


def _log_of(session: Session, user_id: int) -> Any:
    """A learner's log, oldest first, without what a replay does not need: the states before and
    after each answer make up most of a row.
    """
    return session.execute(
        select(
            Response.id,
            Response.attempt_id,
            Response.objective_id,
            Response.item_version_id,
            Response.selected,
            Response.confidence,
            Response.points,
            Response.maximum,
            Response.item_difficulty,
            Response.selection,
            Response.before["zone"].as_string().label("zone"),
            Response.at,
            ItemVersion.record,
            Attempt.module_id,
            Module.course_id,
        )
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(Module, Module.id == Attempt.module_id)
        .where(Response.user_id == user_id)
        .order_by(Response.id)
        .execution_options(yield_per=_BATCH)
    )


def _replay(
    states: States,
    placed: dict[int, list[Scored]],
    row: Row[Any],
    item: Item,
    corrected: Score | None,
    parameters: ScheduleParameters,
) -> None:
    """Move states by one response. What was seen stays as it was; a regrade changes its score."""
    before = states.memories.get(row.objective_id)
    assessment = assess_scored(
        Snapshot(
            item=item,
            item_difficulty=row.item_difficulty,
            memory=before,
            ability=states.ability,
            zone=ZoneInfo(row.zone),
            module=states.modules.get(row.module_id),
            parameters=parameters,
        ),
        corrected or score(item, row.selected),
        row.confidence,
        row.at,
    )
    states.memories[row.objective_id] = assessment.memory
    states.ability, states.modules[row.module_id] = assessment.ability, assessment.module
    if assessment.reviewed:
        days = 0 if before is None else (row.at - before.reviewed_at).days
        review = Review(row.id, row.at, days, assessment.rating)
        states.reviews.setdefault(row.objective_id, []).append(review)
        states.courses[row.objective_id] = row.course_id
    if row.selection.get("cause") == PLACEMENT:
        counted = corrected or row
        answers = placed.setdefault(row.attempt_id, [])
        answers.append(
            score_answer(counted.points, counted.maximum, row.item_difficulty, row.selection)
        )
        states.ability = place(states.ability, answers)
