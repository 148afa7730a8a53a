"""The variant of an objective: the one whose chance of success is nearest to a target."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple

from quizapp.core.choices import Learner, Policy, Variant
from quizapp.core.memory import Memory
from quizapp.core.practice import predict


class Draw(NamedTuple):
    """A variant as drawn: its chance of success, the draw's probability, and whether evenly."""

    variant: Variant
    predicted: float
    propensity: float
    at_random: bool


def target_success(state: Memory | None, policy: Policy) -> float:
    """The chance of success to aim for, 0-1: high when new or missed, lower as stability grows.

    Logarithmic in stability because FSRS's stability grows by factors.
    """
    if state is None or not state.last_right:
        return policy.target_new
    growth = min(1.0, math.log1p(state.stability) / math.log1p(policy.stable_days))
    return policy.target_practising - growth * (policy.target_practising - policy.target_stable)


def draw_variant(
    variants: Sequence[Variant],
    learner: Learner,
    policy: Policy,
    state: Memory | None,
    now: datetime,
    rng: Random,
) -> Draw:
    """Draw among the variants nearest to the target, or evenly in `random_share` of all draws.

    Which is drawn and with what probability does not depend on their order.
    """
    ordered = sorted(variants, key=lambda variant: variant.item_id)
    predicted = {
        variant: predict(
            learner.ability,
            variant.item_difficulty,
            guess_floor=variant.guess_floor,
            memory_before=state,
            module=learner.module,
            now=now,
            coefficients=learner.coefficients,
        )
        for variant in _not_seen_lately(ordered, learner, policy, now)
    }
    target = target_success(state, policy)
    fresh = list(predicted)
    nearest = _nearest(_within_cap(predicted, target, policy), target, policy)
    at_random = rng.random() < policy.random_share
    variant = rng.choice(fresh if at_random else nearest)
    aimed = (1 - policy.random_share) / len(nearest) if variant in nearest else 0.0
    evenly = policy.random_share / len(fresh)
    return Draw(variant, predicted[variant], evenly + aimed, at_random)


def _not_seen_lately(
    variants: Sequence[Variant], learner: Learner, policy: Policy, now: datetime
) -> list[Variant]:
    """Variants not answered lately; where all were, the one answered longest ago."""
    fresh = [
        variant
        for variant in variants
        if variant.item_id not in learner.seen
        or now - learner.seen[variant.item_id] >= policy.repeat_after
    ]
    return fresh or [min(variants, key=lambda variant: learner.seen[variant.item_id])]


def _within_cap(
    predicted: Mapping[Variant, float], target: float, policy: Policy
) -> Mapping[Variant, float]:
    """Without what too many have met, while something else is about as near to the target.

    The exposure rate of computerised adaptive tests (Sympson and Hetter 1985), as a preference: a
    small bank has to ask its items more often than a cap allows.
    """
    spared = {
        variant: chance
        for variant, chance in predicted.items()
        if variant.exposure <= policy.exposure_cap
    }
    nearest = min(abs(chance - target) for chance in predicted.values())
    limit = nearest + policy.exposure_tolerance
    if any(abs(chance - target) <= limit for chance in spared.values()):
        return spared
    return predicted


def _nearest(predicted: Mapping[Variant, float], target: float, policy: Policy) -> list[Variant]:
    """The few variants whose predicted success is about as near to the target as the nearest.

    "Randomesque" (Kingsbury and Zara 1989): a draw among the best keeps items from being known.
    """
    by_distance = sorted(predicted, key=lambda variant: abs(predicted[variant] - target))
    limit = abs(predicted[by_distance[0]] - target) + policy.tolerance
    near = [variant for variant in by_distance if abs(predicted[variant] - target) <= limit]
    return near[: policy.randomesque]
