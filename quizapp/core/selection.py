"""Which question comes next: first the objective, then the variant of fitting difficulty.

Growing stability lowers the target chance of success and so raises the difficulty step; a lapse
raises the target and so lowers the step. Every choice carries its reason as data.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from quizapp.core import difficulty, memory
from quizapp.core.difficulty import Ability
from quizapp.core.items import Step
from quizapp.core.memory import Memory


@dataclass(frozen=True)
class Variant:
    """One published item of an objective."""

    item_id: int
    version_id: int
    item_difficulty: float
    guess_floor: float
    step: Step


@dataclass(frozen=True)
class Candidate:
    """An objective that may be asked: its place in the document and its variants (at least one)."""

    objective_id: int
    place: int
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Learner:
    """What selection knows of the learner.

    `memories` by objective id; `seen` holds when an item was last answered, by item id; `sitting`
    the objective ids answered in this sitting, oldest first.
    """

    ability: Ability
    memories: Mapping[int, Memory]
    seen: Mapping[int, datetime]
    sitting: Sequence[int] = ()


@dataclass(frozen=True)
class Policy:
    """How questions are chosen. Targets are chances of success, 0-1; stability is in days."""

    target_new: float = 0.85
    target_practising: float = 0.80
    target_stable: float = 0.70
    stable_days: float = 60.0
    repeat_after: timedelta = timedelta(days=3)
    relearn_after: int = 2
    randomesque: int = 3
    tolerance: float = 0.03
    random_share: float = 0.05


class Cause(StrEnum):
    """Why an objective was chosen."""

    RELEARN = "relearn"
    DUE = "due"
    NEW = "new"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Choice:
    """The next question and why.

    `predicted` and `target` are chances of success, `propensity` the probability with which this
    variant was drawn once its objective was chosen, all 0-1. `at_random` marks the small share of
    variants drawn evenly, from which item difficulties may be learned. `previous_step`, `recall`,
    `stability`, `answered_at` and `last_right` are None for an objective met for the first time.
    """

    objective_id: int
    variant: Variant
    cause: Cause
    predicted: float
    target: float
    propensity: float
    at_random: bool
    previous_step: Step | None = None
    recall: float | None = None
    stability: float | None = None
    answered_at: datetime | None = None
    last_right: bool | None = None


def choose_next(
    candidates: Sequence[Candidate],
    learner: Learner,
    policy: Policy,
    now: datetime,
    rng: Random,
) -> Choice | None:
    """The next question, or None when there is no candidate.

    An objective that was missed in this sitting comes again once `relearn_after` others have been
    asked; then what is due, the weakest recall first; then new objectives in the document's order;
    then what will be due soonest by recall. The objective asked last is not asked again at once
    unless it is the only one.
    """
    if not candidates:
        return None
    previous = learner.sitting[-1] if learner.sitting else None
    eligible = [c for c in candidates if c.objective_id != previous] or list(candidates)
    cause, candidate = min(
        ((_cause(c, learner, policy, now), c) for c in eligible),
        key=lambda pair: _urgency(pair[0], pair[1], learner, now),
    )
    return _choose_variant(candidate, cause, learner, policy, now, rng)


def target_success(state: Memory | None, policy: Policy) -> float:
    """The chance of success to aim for, 0-1: high when new or missed, lower as stability grows.

    Logarithmic in stability because FSRS's stability grows by factors.
    """
    if state is None or not state.last_right:
        return policy.target_new
    growth = min(1.0, math.log1p(state.stability) / math.log1p(policy.stable_days))
    return policy.target_practising - growth * (policy.target_practising - policy.target_stable)


_ORDER = (Cause.RELEARN, Cause.DUE, Cause.NEW, Cause.AHEAD)


def _cause(candidate: Candidate, learner: Learner, policy: Policy, now: datetime) -> Cause:
    state = learner.memories.get(candidate.objective_id)
    if state is None:
        return Cause.NEW
    if not state.last_right and candidate.objective_id in learner.sitting:
        since = list(reversed(learner.sitting)).index(candidate.objective_id)
        return Cause.RELEARN if since >= policy.relearn_after else Cause.AHEAD
    return Cause.DUE if memory.is_due(state, now) else Cause.AHEAD


def _urgency(
    cause: Cause, candidate: Candidate, learner: Learner, now: datetime
) -> tuple[int, int, float, int]:
    state = learner.memories.get(candidate.objective_id)
    recall = 0.0 if state is None else memory.retrievability(state, now)
    asked = learner.sitting.count(candidate.objective_id) if cause is Cause.AHEAD else 0
    return (_ORDER.index(cause), asked, recall, candidate.place)


def _choose_variant(
    candidate: Candidate,
    cause: Cause,
    learner: Learner,
    policy: Policy,
    now: datetime,
    rng: Random,
) -> Choice:
    state = learner.memories.get(candidate.objective_id)
    recall = None if state is None else memory.retrievability(state, now)
    target = target_success(state, policy)
    fresh = _not_seen_lately(candidate.variants, learner, policy, now)
    predicted = {
        variant: difficulty.probability_correct(
            learner.ability,
            variant.item_difficulty,
            guess_floor=variant.guess_floor,
            recall=recall,
            successes=0 if state is None else state.successes,
            failures=0 if state is None else state.failures,
        )
        for variant in fresh
    }
    nearest = _nearest(predicted, target, policy)
    at_random = rng.random() < policy.random_share
    variant = rng.choice(fresh if at_random else nearest)
    evenly = policy.random_share / len(fresh)
    aimed = (1 - policy.random_share) / len(nearest) if variant in nearest else 0.0
    return Choice(
        objective_id=candidate.objective_id,
        variant=variant,
        cause=cause,
        predicted=predicted[variant],
        target=target,
        propensity=evenly + aimed,
        at_random=at_random,
        previous_step=None if state is None else state.last_step,
        recall=recall,
        stability=None if state is None else state.stability,
        answered_at=None if state is None else state.answered_at,
        last_right=None if state is None else state.last_right,
    )


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


def _nearest(predicted: Mapping[Variant, float], target: float, policy: Policy) -> list[Variant]:
    """The few variants whose predicted success is about as near to the target as the nearest."""
    by_distance = sorted(predicted, key=lambda variant: abs(predicted[variant] - target))
    limit = abs(predicted[by_distance[0]] - target) + policy.tolerance
    near = [variant for variant in by_distance if abs(predicted[variant] - target) <= limit]
    return near[: policy.randomesque]
