"""Corrections of the log: what is said later of an answer that stays as it was given.

The log is never changed. A correction is appended beside it, and a replay takes each answer as its
corrections leave it: left out of everything (a misclick), or with another score (a regrade).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from quizapp.core.item_types import TYPES
from quizapp.core.item_types.base import Carried, Shown
from quizapp.core.items import Item, score
from quizapp.core.scoring import Score

MISCLICK_WITHIN = timedelta(minutes=2)
MISCLICKS_A_SITTING = 2


class CorrectionKind(StrEnum):
    """A misclick leaves an answer out, a regrade gives it another score.

    An undo takes either back: with a score the regrade, without one the misclick.
    """

    MISCLICK = "misclick"
    REGRADE = "regrade"
    UNDO = "undo"


class Refusal(StrEnum):
    """Why an answer cannot be called a misclick."""

    NOT_PRACTICE = "not practice"
    ANSWERED_SINCE = "answered since"
    TOO_LATE = "too late"
    TOO_MANY = "too many"


@dataclass(frozen=True)
class Correction:
    """One correction of a response. `score` is what it counts from now on; None for a misclick and
    for taking one back.
    """

    kind: CorrectionKind
    score: Score | None = None


@dataclass(frozen=True)
class Amendment:
    """What all corrections of one response come to. `score` is None where its own one holds."""

    left_out: bool = False
    score: Score | None = None


AS_ANSWERED = Amendment()


def amend(before: Amendment, correction: Correction) -> Amendment:
    """A response as one more correction leaves it; a misclick stays one, however it is graded."""
    if correction.score is None:
        left_out = correction.kind is CorrectionKind.MISCLICK
        return Amendment(left_out=left_out, score=before.score)
    return Amendment(left_out=before.left_out, score=correction.score)


def amend_all(corrections: Iterable[tuple[int, Correction]]) -> dict[int, Amendment]:
    """Each response's amendment, by its id, from corrections in the order they were made."""
    amendments: dict[int, Amendment] = {}
    for response_id, correction in corrections:
        earlier = amendments.get(response_id, AS_ANSWERED)
        amendments[response_id] = amend(earlier, correction)
    return amendments


def refuse_misclick(
    *, in_practice: bool, is_newest: bool, since: timedelta, said_before: int
) -> Refusal | None:
    """Why this answer cannot be called a misclick; None when it can.

    Soon after, once or twice a sitting: what helps after a slip of the thumb would otherwise be a
    way to keep only the answers that were right. A quiz and a test ask what is known, and there a
    second try would be an advantage over others.
    """
    if not in_practice:
        return Refusal.NOT_PRACTICE
    if not is_newest:
        return Refusal.ANSWERED_SINCE
    if since > MISCLICK_WITHIN:
        return Refusal.TOO_LATE
    if said_before >= MISCLICKS_A_SITTING:
        return Refusal.TOO_MANY
    return None


def carry_over(seen: Item, corrected: Item, response: Any, shown: Shown) -> Carried | None:
    """An answer to one version of an item by positions in another; None where it means nothing.

    Only the key may differ: which options are right, which order or which pairs. What there was to
    choose from, to put in order or to match has to be the same, in whatever order it is written.
    """
    if seen.type != corrected.type:
        return None
    return TYPES[seen.type].carry_over(seen.content, corrected.content, response, shown)


def rescore(seen: Item, corrected: Item, response: Any) -> Score | None:
    """What an answer to the version seen earns by the corrected key; None where it cannot tell."""
    carried = carry_over(seen, corrected, response, ())
    return None if carried is None else score(corrected, carried[0])
