"""Ability of learners and difficulty of items, in logits, and the chance of a right answer.

Sources: Rasch (1960) for the scale; Elo with a falling gain after Pelanek, "Applications of the Elo
rating system in adaptive educational systems" (2016). Abilities are moved by what Elo alone
expects, never by the blend: they then do not depend on its coefficients, and a replay of the log
lands on them whatever was fitted in between.
"""

from dataclasses import dataclass

from quizapp.core.items import Step
from quizapp.core.prediction import (
    NEUTRAL,
    SHIPPED,
    Coefficients,
    Evidence,
    features_of,
    probability,
    sigmoid,
)

# Which features the coefficients weigh; fitted ones fit no other blend.
BLEND_VERSION = "blend-2"
PREDICTION_VERSION = f"{BLEND_VERSION}/shipped"

PRIOR_DIFFICULTY: dict[Step, float] = {Step.EASY: -1.0, Step.MEDIUM: 0.0, Step.HARD: 1.0}

_ABILITY_GAIN = 0.4
_ITEM_GAIN = 0.4
_GAIN_DECAY = 0.05
_FORM_RATE = 0.3
_RECENT_DECAY = 0.8


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
class ModuleAbility:
    """How a learner's level in one module differs from their level overall.

    `ability` is added to theta, in logits. `successes` and `failures` are recent ones: each answer
    in the module makes earlier ones count for a fifth less. `last_number` is how many answers of
    any module the learner had given when they last answered in this one.
    """

    ability: float = 0.0
    form: float = 0.0
    answered: int = 0
    successes: float = 0.0
    failures: float = 0.0
    last_number: int = 0


_NOWHERE = ModuleAbility()


@dataclass(frozen=True)
class ItemDifficulty:
    """An item's place on the scale: b in logits, and how many answers moved it."""

    item_difficulty: float
    answered: int = 0


@dataclass(frozen=True)
class Trace:
    """What is known of the last meeting with an objective, beside its recall and counts.

    `missed_since` counts failures from the review on that moved stability last.
    """

    last_right: bool
    missed_since: int
    answers_since: int
    hours_since: float


def probability_correct(
    ability: Ability,
    item_difficulty: float,
    *,
    guess_floor: float,
    recall: float | None,
    successes: int = 0,
    failures: int = 0,
    coefficients: Coefficients = SHIPPED,
    module: ModuleAbility | None = None,
    trace: Trace | None = None,
) -> float:
    """Chance of a right answer, from `guess_floor` to 1.

    `recall` is the retrievability of the objective, 0-1, or None when it was never met. Without
    `module` the learner is as good there as elsewhere; without `trace` the objective was met at the
    usual distance.
    """
    evidence = gather(
        ability,
        item_difficulty,
        recall=recall,
        successes=successes,
        failures=failures,
        module=module,
        trace=trace,
    )
    return probability(features_of(evidence), coefficients, guess_floor=guess_floor)


def gather(
    ability: Ability,
    item_difficulty: float,
    *,
    recall: float | None,
    successes: int,
    failures: int,
    module: ModuleAbility | None,
    trace: Trace | None,
) -> Evidence:
    """What the states say, as the blend weighs it."""
    in_module = module or _NOWHERE
    return Evidence(
        item_difficulty=item_difficulty,
        ability=ability.ability,
        form=ability.form,
        module_ability=in_module.ability,
        module_form=in_module.form,
        module_successes=in_module.successes,
        module_failures=in_module.failures,
        module_answers_since=None if module is None else ability.answered - module.last_number,
        recall=recall,
        successes=successes,
        failures=failures,
        last_right=None if trace is None else trace.last_right,
        missed_since=0 if trace is None else trace.missed_since,
        answers_since=None if trace is None else trace.answers_since,
        hours_since=None if trace is None else trace.hours_since,
    )


def expected_score(
    ability: Ability, module: ModuleAbility | None, item_difficulty: float, *, guess_floor: float
) -> float:
    """What abilities and difficulty alone expect, from `guess_floor` to 1: c + (1-c) P(theta-b)."""
    level = ability.ability + (0.0 if module is None else module.ability)
    return guess_floor + (1 - guess_floor) * sigmoid(level - item_difficulty)


def update_ability(ability: Ability, *, fraction: float, predicted: float) -> Ability:
    """The ability after an answer that earned `fraction` (0-1) where `predicted` was expected."""
    return Ability(
        ability=ability.ability + _gain(_ABILITY_GAIN, ability.answered) * (fraction - predicted),
        form=_moved_form(ability.form, fraction),
        answered=ability.answered + 1,
    )


def update_module(
    module: ModuleAbility | None, *, fraction: float, predicted: float, number: int
) -> ModuleAbility:
    """The level in a module after an answer there, the learner's `number`-th of any module."""
    before = module or _NOWHERE
    return ModuleAbility(
        ability=before.ability + _gain(_ABILITY_GAIN, before.answered) * (fraction - predicted),
        form=_moved_form(before.form, fraction),
        answered=before.answered + 1,
        successes=_RECENT_DECAY * before.successes + fraction,
        failures=_RECENT_DECAY * before.failures + (1 - fraction),
        last_number=number,
    )


def update_item(item: ItemDifficulty, *, fraction: float, predicted: float) -> ItemDifficulty:
    """The item's difficulty after one answer; a better result than expected makes it easier.

    Only first exposures and answers chosen at random belong here: adaptive choice together with
    an update of both sides inflates ratings.
    """
    return ItemDifficulty(
        item_difficulty=item.item_difficulty
        - _gain(_ITEM_GAIN, item.answered) * (fraction - predicted),
        answered=item.answered + 1,
    )


def _gain(first: float, answered: int) -> float:
    return first / (1 + _GAIN_DECAY * answered)


def _moved_form(form: float, fraction: float) -> float:
    """The form x after x += 0.3 (score - sigmoid(x)): a moving average on the logit scale."""
    return form + _FORM_RATE * (fraction - sigmoid(form))


__all__ = [
    "BLEND_VERSION",
    "NEUTRAL",
    "PREDICTION_VERSION",
    "PRIOR_DIFFICULTY",
    "SHIPPED",
    "Ability",
    "Coefficients",
    "ItemDifficulty",
    "ModuleAbility",
    "Trace",
    "expected_score",
    "gather",
    "probability_correct",
    "update_ability",
    "update_item",
    "update_module",
]
