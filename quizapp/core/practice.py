"""The heart on one screen: what one answer earns, and what it changes.

Load -> decide -> store: `services.practice` loads the snapshot and stores the assessment; every
decision between the two is made here.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from quizapp.core import difficulty, memory
from quizapp.core.difficulty import Ability
from quizapp.core.items import Item, guess_floor, score
from quizapp.core.memory import Memory, Rating
from quizapp.core.scoring import Score

_PASS = 0.6


class Confidence(StrEnum):
    """What the learner said before seeing the feedback."""

    GUESS = "guess"
    UNSURE = "unsure"
    SURE = "sure"


@dataclass(frozen=True)
class Snapshot:
    """Everything that an answer is judged against, as it stood when the answer arrived.

    `memory` is None when the learner meets the objective for the first time. `zone` is the
    learner's time zone: it decides where one study day ends and the next begins.
    """

    item: Item
    item_difficulty: float
    memory: Memory | None
    ability: Ability
    zone: tzinfo


@dataclass(frozen=True)
class Answer:
    """What the learner answered, and a confidence where one was given.

    `response` is plain JSON in the shape of the item's type: selected positions and the like.
    """

    response: Any
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Assessment:
    """The outcome of one answer.

    `predicted` is the chance of a right answer as it was before the answer, 0-1. `reviewed` says
    whether the answer moved stability.
    """

    score: Score
    rating: Rating
    predicted: float
    recall_before: float | None
    reviewed: bool
    memory: Memory
    ability: Ability


def assess(snapshot: Snapshot, answer: Answer, now: datetime) -> Assessment:
    """Score one answer and move memory and ability by it.

    The first answer to an objective on a study day is a review and moves stability; later ones
    that day only count. Every answer moves ability. Raises Invalid when the response does not fit
    the item.
    """
    result = score(snapshot.item, answer.response)
    before = snapshot.memory
    recall = None if before is None else memory.retrievability(before, now)
    predicted = difficulty.probability_correct(
        snapshot.ability,
        snapshot.item_difficulty,
        guess_floor=guess_floor(snapshot.item),
        recall=recall,
        successes=0 if before is None else before.successes,
        failures=0 if before is None else before.failures,
    )
    rating = rate(
        result.fraction,
        answer.confidence,
        at_or_above_level=snapshot.item_difficulty >= snapshot.ability.ability,
    )
    right = rating != Rating.AGAIN
    step = snapshot.item.step
    if before is not None and memory.is_same_study_day(before, now, snapshot.zone):
        after, reviewed = memory.note_repeat(before, right=right, step=step, now=now), False
    else:
        after, reviewed = memory.review(before, rating, right=right, step=step, now=now), True
    return Assessment(
        score=result,
        rating=rating,
        predicted=predicted,
        recall_before=recall,
        reviewed=reviewed,
        memory=after,
        ability=difficulty.update_ability(
            snapshot.ability, fraction=result.fraction, predicted=predicted
        ),
    )


def rate(fraction: float, confidence: Confidence | None, *, at_or_above_level: bool) -> Rating:
    """FSRS's rating of an answer that earned `fraction` (0-1).

    Under 0.6 it is Again, never Hard, because FSRS takes Hard as a pass. A partly right or guessed
    answer is Hard; a sure and right answer to an item at or above the learner's level is Easy.
    """
    if fraction < _PASS:
        return Rating.AGAIN
    if fraction < 1 or confidence is Confidence.GUESS:
        return Rating.HARD
    if confidence is Confidence.SURE and at_or_above_level:
        return Rating.EASY
    return Rating.GOOD
