"""Item difficulties estimated anew from all answers at once, instead of one step an answer.

Sources: Rasch (1960); joint maximum a posteriori estimation with normal priors, after Mislevy,
"Bayes modal estimation in item response models" (1986). Learners' abilities have the prior
N(0, 1), items their authors'. The mean over the items is anchored at the mean of their priors, so
that a refit moves items among each other and never the scale.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.core.prediction import sigmoid

PRIOR_SPREAD = 0.7
_MOST_ROUNDS = 40
# Far below any standard error, so that a night's work stays short.
_ENOUGH = 0.01
_LONGEST_STEP = 1.0
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Exposure:
    """One answer that may move an item: whose, to which, and the share of points earned, 0-1."""

    learner: int
    item: int
    fraction: float
    guess_floor: float = 0.0


@dataclass(frozen=True)
class Calibrated:
    """An item's difficulty in logits, how far it may be off (one standard error), and from what."""

    item_difficulty: float
    standard_error: float
    answered: int


def recalibrate(
    exposures: Sequence[Exposure], priors: Mapping[int, float], *, spread: float = PRIOR_SPREAD
) -> dict[int, Calibrated]:
    """Every item of `priors` (item -> prior mean) with its most probable difficulty.

    `spread` is the priors' standard deviation in logits. Abilities are estimated along with the
    items and thrown away. Raises KeyError for an exposure whose item has no prior.
    """
    by_learner: dict[int, list[Exposure]] = {}
    by_item: dict[int, list[Exposure]] = {item: [] for item in priors}
    for exposure in exposures:
        by_learner.setdefault(exposure.learner, []).append(exposure)
        by_item[exposure.item].append(exposure)
    abilities = dict.fromkeys(by_learner, 0.0)
    difficulties = dict(priors)
    for _ in range(_MOST_ROUNDS):
        for learner, answers in by_learner.items():
            pairs = [(difficulties[e.item], e) for e in answers]
            abilities[learner] += _newton(abilities[learner], pairs, prior=0.0, spread=1.0)
        moved = 0.0
        for item, answers in by_item.items():
            if not answers:
                continue
            # On the turned scale an item is a learner: -b against -theta.
            pairs = [(-abilities[e.learner], e) for e in answers]
            move = -_newton(-difficulties[item], pairs, prior=-priors[item], spread=spread)
            difficulties[item] += move
            moved = max(moved, abs(move))
        if moved < _ENOUGH:
            break
    shift = _mean(priors.values()) - _mean(difficulties.values())
    return {
        item: Calibrated(
            item_difficulty=difficulties[item] + shift,
            standard_error=_standard_error(
                difficulties[item], [(abilities[e.learner], e) for e in answers], spread
            ),
            answered=len(answers),
        )
        for item, answers in by_item.items()
    }


def _newton(
    place: float, pairs: Iterable[tuple[float, Exposure]], *, prior: float, spread: float
) -> float:
    """One Fisher step of `place` against what it met, no longer than a logit."""
    gradient, information = (prior - place) / spread**2, 1 / spread**2
    for against, exposure in pairs:
        knows, floor = sigmoid(place - against), exposure.guess_floor
        if floor:
            chance = floor + (1 - floor) * knows
            slope = (1 - floor) * knows * (1 - knows)
            weight = slope / max(_SMALLEST, chance * (1 - chance))
            gradient += (exposure.fraction - chance) * weight
            information += slope * weight
        else:
            gradient += exposure.fraction - knows
            information += knows * (1 - knows)
    return min(_LONGEST_STEP, max(-_LONGEST_STEP, gradient / information))


def _standard_error(
    difficulty: float, pairs: Iterable[tuple[float, Exposure]], spread: float
) -> float:
    """1 / sqrt(information), the abilities taken as known; the prior's spread without answers."""
    information = 1 / spread**2
    for ability, exposure in pairs:
        knows, floor = sigmoid(ability - difficulty), exposure.guess_floor
        chance = floor + (1 - floor) * knows
        slope = (1 - floor) * knows * (1 - knows)
        information += slope * slope / max(_SMALLEST, chance * (1 - chance))
    return 1 / math.sqrt(information)


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return math.fsum(known) / len(known) if known else 0.0
