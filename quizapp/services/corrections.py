"""Corrections of single answers: a learner says that they misclicked, or that they did not.

Nothing of the log changes. A correction is appended, and the learner's states become what a replay
of the log without that answer gives: the same replay that a rebuild makes.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from quizapp.core.corrections import (
    AS_ANSWERED,
    Amendment,
    CorrectionKind,
    Refusal,
    refuse_misclick,
)
from quizapp.core.errors import Conflict
from quizapp.services.accounts import learner_now
from quizapp.services.projections import ability_of, dump_memory, fields_of, memory_of
from quizapp.services.rebuild import moves_item, refold_items
from quizapp.services.replay import (
    States,
    load_amendments,
    lock_learner,
    replay_learner,
    store_states,
)
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    AttemptKind,
    CorrectionRow,
    MemoryState,
    Response,
    User,
)
from quizapp.storage.queries.corrections import was_misclick

_REFUSALS = {
    Refusal.NOT_PRACTICE: "In quizzes and tests every answer counts. It is kept as you gave it.",
    Refusal.ANSWERED_SINCE: (
        "You have answered another question since, so this answer counts. One slip weighs little: "
        "the question comes back soon."
    ),
    Refusal.TOO_LATE: (
        "More than two minutes have passed, so this answer counts. One slip weighs little: the "
        "question comes back soon."
    ),
    Refusal.TOO_MANY: (
        "You have said so twice in this practice already, so this answer counts. One slip weighs "
        "little: the question comes back soon."
    ),
}


class Misclick(StrEnum):
    """Whether an answer can be called a misclick, was called one, or neither.

    What was said just now can be taken back.
    """

    OFFERED = "offered"
    SAID_JUST_NOW = "said just now"
    SAID = "said"
    NOT_OFFERED = "not offered"


def say_misclicked(
    session: Session, user: User, attempt: Attempt, response: Response, *, now: datetime
) -> None:
    """Leave an answer out of all that is worked out from the log; saying it again changes nothing.

    Raises Conflict, in words for the learner, when it is too late or too often.
    """
    lock_learner(session, user.id)
    standing = session.execute(select(*standing_of(response))).one()
    if standing.said:
        return
    refusal = _refuse(attempt, response, standing, learner_now(user, now))
    if refusal is not None:
        raise Conflict(_REFUSALS[refusal])
    _leave_out(session, user, attempt, response, now, left_out=True)


def take_misclick_back(
    session: Session, user: User, attempt: Attempt, response: Response, *, now: datetime
) -> None:
    """Let an answer count after all that was called a misclick; doing it again changes nothing.

    Raises Conflict, in words for the learner, once it is too late to have called it one.
    """
    lock_learner(session, user.id)
    standing = session.execute(select(*standing_of(response))).one()
    if not standing.said:
        return
    if not _is_open(attempt, response, standing, learner_now(user, now)):
        raise Conflict(
            "You have answered another question since, or more than two minutes have passed, so "
            "this answer stays left out. Its question comes back soon."
        )
    _leave_out(session, user, attempt, response, now, left_out=False)


def _leave_out(
    session: Session,
    user: User,
    attempt: Attempt,
    response: Response,
    now: datetime,
    *,
    left_out: bool,
) -> None:
    """Append the correction, and replay what it changes."""
    before = _stored(session, user, response, attempt)
    earlier = load_amendments(session, CorrectionRow.response_id == response.id)
    score = earlier.get(response.id, AS_ANSWERED).score
    pending = {response.id: Amendment(left_out=left_out, score=score)}
    states = replay_learner(session, user.id, pending)
    store_states(session, user.id, states)
    session.add(
        CorrectionRow(
            response_id=response.id,
            user_id=user.id,
            by_user_id=user.id,
            kind=CorrectionKind.MISCLICK if left_out else CorrectionKind.UNDO,
            before=before,
            after=_replayed(states, response, attempt),
            at=learner_now(user, now),
        )
    )
    session.flush()
    if moves_item(response):
        refold_items(session, [response.item_id])


def tell_misclick(
    attempt: Attempt, response: Response, standing: Sequence[Any], now: datetime
) -> Misclick:
    """Whether the learner may call an answer a misclick now, by the learner's own clock.

    `standing` is what a query of `standing_of(response)` gave.
    """
    if standing[0]:
        is_open = _is_open(attempt, response, standing, now)
        return Misclick.SAID_JUST_NOW if is_open else Misclick.SAID
    refused = _refuse(attempt, response, standing, now)
    return Misclick.OFFERED if refused is None else Misclick.NOT_OFFERED


def standing_of(response: Response) -> tuple[ColumnElement[Any], ...]:
    """What a decision on a misclick rests on, for a query: whether it was said of this answer, how
    often in its attempt, and the newest place of the attempt.
    """
    other, misclick = aliased(Response), aliased(CorrectionRow)
    times = (
        select(func.count())
        .select_from(misclick)
        .join(other, other.id == misclick.response_id)
        .where(other.attempt_id == response.attempt_id, misclick.kind == CorrectionKind.MISCLICK)
    )
    newest = select(func.max(other.place)).where(other.attempt_id == response.attempt_id)
    return (
        was_misclick(response.id).label("said"),
        times.scalar_subquery().label("times"),
        newest.scalar_subquery().label("newest"),
    )


def _refuse(
    attempt: Attempt, response: Response, standing: Sequence[Any], now: datetime
) -> Refusal | None:
    _said, times, newest = standing
    return refuse_misclick(
        in_practice=attempt.kind is AttemptKind.PRACTICE,
        is_newest=response.place == newest,
        since=now - response.at,
        said_before=times,
    )


def _is_open(attempt: Attempt, response: Response, standing: Sequence[Any], now: datetime) -> bool:
    """Whether it is still early enough to decide about an answer, however often that was done."""
    return _refuse(attempt, response, standing, now) in (None, Refusal.TOO_MANY)


def _stored(session: Session, user: User, response: Response, attempt: Attempt) -> dict[str, Any]:
    """Memory and abilities as they stand, in the log's own form."""
    memory = session.get(MemoryState, (user.id, response.objective_id))
    ability = session.get(AbilityState, user.id)
    return {
        "memory": None if memory is None else dump_memory(memory_of(memory)),
        "ability": fields_of(ability_of(ability)),
        "module": None if ability is None else ability.modules.get(str(attempt.module_id)),
    }


def _replayed(states: States, response: Response, attempt: Attempt) -> dict[str, Any]:
    module = states.modules.get(attempt.module_id)
    return {
        "memory": dump_memory(states.memories.get(response.objective_id)),
        "ability": fields_of(states.ability),
        "module": None if module is None else fields_of(module),
    }
