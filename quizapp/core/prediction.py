"""The blended prediction: what is known before an answer, and how much each part of it weighs.

z = sum of weight x feature; p = c + (1 - c) sigmoid(z), c being the chance of a blind guess.
Sources:

- theta - b: Rasch (1960); theta moved by Elo with a falling gain, Pelanek (2016);
- recall: FSRS-6, Ye, Su and Cao (KDD 2022), on the logit scale;
- log counts of successes and failures: PFA, Pavlik, Cen and Koedinger (2009), with logarithms as in
  Best-LR, Gervet et al. (2020);
- recent counts that decay with each answer: R-PFA, Galyardt and Goldin (2015);
- what lies between: DAS3H, Choffin et al. (2019), here as one logarithm of the time and one of the
  number of answers since, because a data set may know only one of the two.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import mul

UNKNOWN_RECALL = 0.5
_RECALL_BOUNDS = (0.01, 0.99)
# Gaps are measured against a day and thirty answers, so that a caller who knows none of them leaves
# both at 0 and predicts for the usual gap.
_USUAL_HOURS = 24.0
_SHORTEST_HOURS = 0.1
_USUAL_ANSWERS = 30


@dataclass(frozen=True)
class Evidence:
    """What is known of a learner, an objective and an item just before an answer.

    Abilities, forms and `item_difficulty` in logits. `recall` (0-1) is None when the objective was
    never met; `last_right`, `answers_since` and `hours_since` (since its last answer) are None
    where they are not known. `missed_since` counts failures from the review on that moved stability
    last. `module_*` are zero, and `module_answers_since` None, where the module was never met;
    `module_successes` and `module_failures` are recent ones, decaying.
    """

    item_difficulty: float
    ability: float = 0.0
    form: float = 0.0
    module_ability: float = 0.0
    module_form: float = 0.0
    module_successes: float = 0.0
    module_failures: float = 0.0
    module_answers_since: int | None = None
    recall: float | None = None
    successes: int = 0
    failures: int = 0
    last_right: bool | None = None
    missed_since: int = 0
    answers_since: int | None = None
    hours_since: float | None = None


@dataclass(frozen=True)
class Coefficients:
    """Weights of the blend, one for each feature, in the order of `features_of`.

    `recall`, `ability`, `module_ability` and `item_difficulty` are never negative, so that the
    chance rises with recall and ability and falls with difficulty.
    """

    intercept: float = 0.0
    recall: float = 0.0
    ability: float = 0.0
    module_ability: float = 0.0
    item_difficulty: float = 0.0
    form: float = 0.0
    module_form: float = 0.0
    module_successes: float = 0.0
    module_failures: float = 0.0
    module_met: float = 0.0
    module_answers_since: float = 0.0
    met: float = 0.0
    successes: float = 0.0
    failures: float = 0.0
    last_right: float = 0.0
    missed_since: float = 0.0
    answers_since: float = 0.0
    hours_since: float = 0.0


NAMES = tuple(field.name for field in fields(Coefficients))
NEVER_NEGATIVE = frozenset({"recall", "ability", "module_ability", "item_difficulty"})

# Set by hand before any data was looked at: the start for fits that must not profit from the data
# that SHIPPED was fitted on.
NEUTRAL = Coefficients(
    recall=0.4,
    ability=1.0,
    module_ability=1.0,
    item_difficulty=1.0,
    form=0.2,
    successes=0.2,
    failures=-0.2,
)

# Fitted by `benchmarks/shipped.py` on the samples, 6,000 answers of each (docs/adaptivity.md).
SHIPPED = Coefficients(
    recall=0.18,
    ability=0.53,
    module_ability=0.59,
    item_difficulty=0.67,
    form=0.42,
    module_form=-0.57,
    module_successes=0.41,
    module_failures=-0.27,
    module_met=-0.3,
    module_answers_since=-0.1,
    met=-0.24,
    successes=0.55,
    failures=-0.15,
    last_right=0.02,
    missed_since=-0.43,
    answers_since=-0.05,
    hours_since=0.02,
)


def features_of(evidence: Evidence) -> tuple[float, ...]:
    """The features that the coefficients weigh, in their order."""
    e = evidence
    met = e.recall is not None
    module_met = e.module_answers_since is not None
    return (
        1.0,
        logit(UNKNOWN_RECALL if e.recall is None else e.recall),
        e.ability,
        e.module_ability,
        -e.item_difficulty,
        e.form,
        e.module_form,
        math.log1p(e.module_successes),
        math.log1p(e.module_failures),
        1.0 if module_met else 0.0,
        _answers_gap(e.module_answers_since),
        1.0 if met else 0.0,
        math.log1p(e.successes),
        math.log1p(e.failures),
        0.0 if e.last_right is None else 1.0 if e.last_right else -1.0,
        math.log1p(e.missed_since),
        _answers_gap(e.answers_since),
        _hours_gap(e.hours_since),
    )


def probability(
    features: Sequence[float], coefficients: Coefficients, *, guess_floor: float
) -> float:
    """Chance of a right answer, from `guess_floor` to 1."""
    # dataclasses.astuple would copy in depth, and this is hot.
    z = sum(map(mul, vars(coefficients).values(), features))
    return guess_floor + (1 - guess_floor) * sigmoid(z)


def sigmoid(z: float) -> float:
    """The logistic function, without overflow."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def logit(probability: float) -> float:
    """Log odds; certainty is bounded at 1 % and 99 %."""
    low, high = _RECALL_BOUNDS
    bounded = min(high, max(low, probability))
    return math.log(bounded / (1 - bounded))


def _answers_gap(answers: int | None) -> float:
    return 0.0 if answers is None else math.log((1 + max(0, answers)) / (1 + _USUAL_ANSWERS))


def _hours_gap(hours: float | None) -> float:
    if hours is None:
        return 0.0
    return math.log((max(hours, 0.0) + _SHORTEST_HOURS) / (_USUAL_HOURS + _SHORTEST_HOURS))
