"""Corrections of the log: what is said later of an answer that stays as it was given.

The log is never changed. A correction is appended beside it, and a replay takes each answer as its
corrections leave it: left out of everything (a misclick), or with another score (a regrade).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from quizapp.core.item_types.choices import Choices
from quizapp.core.items import Item
from quizapp.core.scoring import Score

MISCLICK_WITHIN = timedelta(minutes=2)
MISCLICKS_A_SITTING = 2


class CorrectionKind(StrEnum):
    """A misclick leaves an answer out. A regrade gives it another score, an undo the one before."""

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
    """One correction of a response. `score` is what it counts from now on; None for a misclick."""

    kind: CorrectionKind
    score: Score | None = None


@dataclass(frozen=True)
class Amendment:
    """What all corrections of one response come to. `score` is None where its own one holds."""

    left_out: bool = False
    score: Score | None = None


AS_ANSWERED = Amendment()


def amend(before: Amendment, correction: Correction) -> Amendment:
    """A response as one more correction leaves it; a misclick stays one, whatever comes later."""
    if correction.kind is CorrectionKind.MISCLICK:
        return Amendment(left_out=True, score=before.score)
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


def is_comparable(seen: Item, corrected: Item) -> bool:
    """Whether an answer to one wording means the same in another: only the key may differ.

    An answer is kept as positions, so the options have to be the same in the same order. Of types
    without options the order or the pairs are the key, and positions would mean something else.
    """
    one, other = seen.content, corrected.content
    return (
        isinstance(one, Choices)
        and isinstance(other, Choices)
        and one.type == other.type
        and [option.text for option in one.options] == [option.text for option in other.options]
    )
