"""The hot path: one answer comes in, is assessed and kept. Load -> decide -> store."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from quizapp.core.difficulty import BLEND_VERSION, PREDICTION_VERSION, SHIPPED, Coefficients
from quizapp.core.errors import Conflict, Invalid, NotFound
from quizapp.core.items import load_item
from quizapp.core.placement import PLACEMENT, place
from quizapp.core.practice import Answer, Assessment, Snapshot, assess
from quizapp.services.exams import score_answer
from quizapp.services.projections import ability_in, dump_memory, fields_of, memory_in, module_in
from quizapp.storage.queries import answering as queries
from quizapp.storage.queries.schedules import parameters_of

_LONGEST_LATENCY = timedelta(hours=1)


@dataclass(frozen=True)
class Offer:
    """A question as it was put before a learner: what the answer will be judged against.

    `type` says how the answer is read. `shown` are positions in the item's content in the order on
    screen; `selection` is why this question was chosen, in plain values. It travels to the learner
    and back signed, and holds no key.
    """

    attempt_uuid: UUID
    place: int
    version_id: int
    type: str
    shown: tuple[int, ...]
    shown_at: datetime
    selection: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Where an answer stands in the log. `repeated` tells that it had been there before."""

    response_uuid: UUID
    place: int
    repeated: bool


def answer_question(
    connection: Connection,
    *,
    token_hash: str,
    offer: Offer,
    response_uuid: UUID,
    answer: Answer,
    now: datetime,
) -> Outcome:
    """Assess an answer and keep it; the same answer again gives the first outcome.

    Raises NotFound when sign-in, learner and attempt do not belong together, Invalid when the
    response does not fit the question, Conflict when the attempt has ended.
    """
    row = queries.read_snapshot(
        connection,
        {
            "attempt_uuid": offer.attempt_uuid,
            "version_id": offer.version_id,
            "token_hash": token_hash,
            "now": now,
        },
    )
    if row is None:
        raise NotFound("There is no such practice of yours.")
    if row["finished_at"] is not None or offer.place > row["planned"]:
        return _stored_outcome(connection, row, offer, response_uuid)

    learner_now = now + timedelta(seconds=row["clock_offset"])
    snapshot = Snapshot(
        item=load_item(row["record"]),
        item_difficulty=row["item_difficulty"],
        memory=memory_in(row),
        ability=ability_in(row),
        zone=ZoneInfo(row["time_zone"]),
        module=module_in(row["ability_modules"], row["module_id"]),
        coefficients=SHIPPED if row["fit_id"] is None else Coefficients(**row["fit_values"]),
        parameters=parameters_of(row["schedule_fit_id"], row["weights"]),
    )
    assessment = assess(snapshot, answer, learner_now)
    if offer.selection.get("cause") == PLACEMENT:
        assessment = _place(connection, row, offer, snapshot, assessment)

    is_new = queries.append_response(
        connection,
        _response_values(row, offer, response_uuid, answer, snapshot, assessment)
        | {"latency_ms": _latency_ms(offer, learner_now), "at": learner_now},
    )
    if not is_new:
        return _stored_outcome(connection, row, offer, response_uuid)
    queries.write_states(
        connection,
        {"user_id": row["user_id"], "objective_id": row["objective_id"]}
        | fields_of(assessment.memory),
        {
            "user_id": row["user_id"],
            "modules": (row["ability_modules"] or {})
            | {str(row["module_id"]): fields_of(assessment.module)},
        }
        | fields_of(assessment.ability),
    )
    return Outcome(response_uuid, offer.place, repeated=False)


def _place(
    connection: Connection,
    row: Mapping[str, Any],
    offer: Offer,
    snapshot: Snapshot,
    assessment: Assessment,
) -> Assessment:
    """The same with the ability that the placement so far gives: one read more, ten times."""
    earlier = queries.read_scored(connection, {"attempt_id": row["attempt_id"]})
    points, maximum = assessment.score.points, assessment.score.maximum
    answers = [
        *(score_answer(*values) for values in earlier),
        score_answer(points, maximum, snapshot.item_difficulty, offer.selection),
    ]
    return replace(assessment, ability=place(assessment.ability, answers))


def _stored_outcome(
    connection: Connection, row: Mapping[str, Any], offer: Offer, response_uuid: UUID
) -> Outcome:
    stored = queries.read_stored(
        connection,
        {
            "attempt_id": row["attempt_id"],
            "response_uuid": response_uuid,
            "place": offer.place,
        },
    )
    if stored is not None:
        return Outcome(stored["uuid"], stored["place"], repeated=True)
    if row["finished_at"] is not None:
        raise Conflict("This practice has ended. Your earlier answers are kept; start a new one.")
    raise Invalid("This answer carries another answer's number. Load the question again.")


def _response_values(
    row: Mapping[str, Any],
    offer: Offer,
    response_uuid: UUID,
    answer: Answer,
    snapshot: Snapshot,
    assessment: Assessment,
) -> dict[str, Any]:
    return {
        "uuid": response_uuid,
        "user_id": row["user_id"],
        "attempt_id": row["attempt_id"],
        "place": offer.place,
        "item_id": row["item_id"],
        "item_version_id": row["version_id"],
        "objective_id": row["objective_id"],
        "selected": answer.response,
        "shown": list(offer.shown),
        "confidence": answer.confidence,
        "points": assessment.score.points,
        "maximum": assessment.score.maximum,
        "rule": assessment.score.rule,
        "rating": int(assessment.rating),
        "reviewed": assessment.reviewed,
        "item_difficulty": snapshot.item_difficulty,
        "first_exposure": not row["seen_before"],
        "predicted": assessment.predicted,
        "prediction_version": PREDICTION_VERSION
        if row["fit_id"] is None
        else f"{BLEND_VERSION}/fit-{row['fit_id']}",
        "recall_before": assessment.recall_before,
        "selection": dict(offer.selection),
        "before": {
            "memory": dump_memory(snapshot.memory),
            "ability": fields_of(snapshot.ability),
            "module": None if snapshot.module is None else fields_of(snapshot.module),
            "zone": row["time_zone"],
        },
        "after": {
            "memory": dump_memory(assessment.memory),
            "ability": fields_of(assessment.ability),
            "module": fields_of(assessment.module),
        },
    }


def _latency_ms(offer: Offer, now: datetime) -> int:
    elapsed = min(max(now - offer.shown_at, timedelta()), _LONGEST_LATENCY)
    return elapsed // timedelta(milliseconds=1)
