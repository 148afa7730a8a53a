"""The heart on one screen: what one answer earns, and what it changes.

Load -> decide -> store: `services.practice` loads the snapshot and stores the assessment; every
decision between the two is made here.
"""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import Any

from quizapp.core import difficulty, memory
from quizapp.core.difficulty import SHIPPED, Ability, Coefficients, ModuleAbility, Trace
from quizapp.core.items import Item, guess_floor, score
from quizapp.core.memory import Memory, Rating
from quizapp.core.schedules import DEFAULT, ScheduleParameters
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
    learner's time zone: it decides where one study day ends and the next begins. `module` is None
    when the learner meets the module for the first time. `parameters` move the memory.
    """

    item: Item
    item_difficulty: float
    memory: Memory | None
    ability: Ability
    zone: tzinfo
    module: ModuleAbility | None = None
    coefficients: Coefficients = SHIPPED
    parameters: ScheduleParameters = DEFAULT


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
    module: ModuleAbility


def assess(snapshot: Snapshot, answer: Answer, now: datetime) -> Assessment:
    """Score one answer and move memory and ability by it.

    The first answer to an objective on a study day is a review and moves stability; later ones
    that day only count. Every answer moves both abilities. Raises Invalid when the response
    does not fit the item.
    """
    return assess_scored(snapshot, score(snapshot.item, answer.response), answer.confidence, now)


def assess_scored(
    snapshot: Snapshot, result: Score, confidence: Confidence | None, now: datetime
) -> Assessment:
    """The same for a score that is known: the answer's own, or one that a regrade gave it."""
    before = snapshot.memory
    recall = None if before is None else memory.retrievability(before, now)
    floor = guess_floor(snapshot.item)
    predicted = predict(
        snapshot.ability,
        snapshot.item_difficulty,
        guess_floor=floor,
        memory_before=before,
        module=snapshot.module,
        coefficients=snapshot.coefficients,
        now=now,
    )
    expected = difficulty.expected_score(
        snapshot.ability, snapshot.module, snapshot.item_difficulty, guess_floor=floor
    )
    rating = rate(
        result.fraction,
        confidence,
        at_or_above_level=snapshot.item_difficulty >= snapshot.ability.ability,
    )
    right = rating != Rating.AGAIN
    step, number = snapshot.item.step, snapshot.ability.answered + 1
    if before is not None and memory.is_same_study_day(before, now, snapshot.zone):
        reviewed = False
        after = memory.note_repeat(before, right=right, step=step, now=now, number=number)
    else:
        reviewed = True
        after = memory.review(
            before,
            rating,
            right=right,
            step=step,
            now=now,
            number=number,
            parameters=snapshot.parameters,
        )
    return Assessment(
        score=result,
        rating=rating,
        predicted=predicted,
        recall_before=recall,
        reviewed=reviewed,
        memory=after,
        ability=difficulty.update_ability(
            snapshot.ability, fraction=result.fraction, predicted=expected
        ),
        module=difficulty.update_module(
            snapshot.module, fraction=result.fraction, predicted=expected, number=number
        ),
    )


def predict(
    ability: Ability,
    item_difficulty: float,
    *,
    guess_floor: float,
    memory_before: Memory | None,
    module: ModuleAbility | None,
    now: datetime,
    coefficients: Coefficients = SHIPPED,
) -> float:
    """Chance of a right answer now, `guess_floor` to 1, from all that the states know."""
    before = memory_before
    return difficulty.probability_correct(
        ability,
        item_difficulty,
        guess_floor=guess_floor,
        recall=None if before is None else memory.retrievability(before, now),
        successes=0 if before is None else before.successes,
        failures=0 if before is None else before.failures,
        coefficients=coefficients,
        module=module,
        trace=None if before is None else trace_of(before, ability, now),
    )


def trace_of(before: Memory, ability: Ability, now: datetime) -> Trace:
    """What the last meeting with an objective says besides its recall and counts."""
    return Trace(
        last_right=before.last_right,
        missed_since=before.missed_since,
        answers_since=ability.answered - before.last_number,
        hours_since=(now - before.answered_at).total_seconds() / 3600,
    )


def is_sure_and_wrong(confidence: Confidence | None, fraction: float) -> bool:
    """Whether an answer that earned `fraction` (0-1) failed though its learner was sure.

    Such errors are the likeliest to be put right, if what is right is read (hypercorrection:
    Butterfield and Metcalfe 2001).
    """
    return confidence is Confidence.SURE and fraction < _PASS


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
