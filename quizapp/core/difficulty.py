"""Ability of learners and difficulty of items, in logits, and the chance of a right answer.

Sources: Rasch (1960) for the scale; Elo with a falling gain after Pelanek, "Applications of the Elo
rating system in adaptive educational systems" (2016).
"""

import math
from dataclasses import dataclass

from quizapp.core.items import Step

PREDICTION_VERSION = "blend-1/shipped"

PRIOR_DIFFICULTY: dict[Step, float] = {Step.EASY: -1.0, Step.MEDIUM: 0.0, Step.HARD: 1.0}

_ABILITY_GAIN = 0.4
_ITEM_GAIN = 0.4
_GAIN_DECAY = 0.05
_FORM_RATE = 0.3
_UNKNOWN_RECALL = 0.5
_RECALL_BOUNDS = (0.01, 0.99)


@dataclass(frozen=True)
class Coefficients:
    """Weights of the blended prediction. These are hand-set starting values, not yet fitted."""

    intercept: float = 0.0
    recall: float = 0.4
    level: float = 1.0
    form: float = 0.2
    successes: float = 0.2
    failures: float = -0.2


SHIPPED = Coefficients()


@dataclass(frozen=True)
class Ability:
    """A learner's level. `ability` is theta in logits, prior N(0, 1).

    `form` is a moving average of recent results on the logit scale, `answered` the number of
    answers so far.
    """

    ability: float = 0.0
    form: float = 0.0
    answered: int = 0


@dataclass(frozen=True)
class ItemDifficulty:
    """An item's place on the scale: b in logits, and how many answers moved it."""

    item_difficulty: float
    answered: int = 0


def probability_correct(
    ability: Ability,
    item_difficulty: float,
    *,
    guess_floor: float,
    recall: float | None,
    successes: int = 0,
    failures: int = 0,
    coefficients: Coefficients = SHIPPED,
) -> float:
    """Chance of a right answer, from `guess_floor` to 1.

    `recall` is the retrievability of the objective, 0-1, or None when it was never met.
    z = b0 + b1 logit R + b2 (theta - b) + b3 form + b4 log(1+successes) + b5 log(1+failures);
    p = c + (1 - c) sigmoid(z).
    """
    known = _UNKNOWN_RECALL if recall is None else recall
    z = (
        coefficients.intercept
        + coefficients.recall * _logit(known)
        + coefficients.level * (ability.ability - item_difficulty)
        + coefficients.form * ability.form
        + coefficients.successes * math.log1p(successes)
        + coefficients.failures * math.log1p(failures)
    )
    return guess_floor + (1 - guess_floor) * _sigmoid(z)


def update_ability(ability: Ability, *, fraction: float, predicted: float) -> Ability:
    """The ability after an answer that earned `fraction` (0-1) where `predicted` was expected."""
    gain = _ABILITY_GAIN / (1 + _GAIN_DECAY * ability.answered)
    return Ability(
        ability=ability.ability + gain * (fraction - predicted),
        form=ability.form + _FORM_RATE * (fraction - _sigmoid(ability.form)),
        answered=ability.answered + 1,
    )


def update_item(item: ItemDifficulty, *, fraction: float, predicted: float) -> ItemDifficulty:
    """The item's difficulty after one answer; a better result than expected makes it easier.

    Only first exposures and answers chosen at random belong here: adaptive choice together with
    an update of both sides inflates ratings.
    """
    gain = _ITEM_GAIN / (1 + _GAIN_DECAY * item.answered)
    return ItemDifficulty(
        item_difficulty=item.item_difficulty - gain * (fraction - predicted),
        answered=item.answered + 1,
    )


def _sigmoid(z: float) -> float:
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def _logit(probability: float) -> float:
    low, high = _RECALL_BOUNDS
    bounded = min(high, max(low, probability))
    return math.log(bounded / (1 - bounded))
