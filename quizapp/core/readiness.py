"""The readiness test: what is estimated after each answer, when the test ends, what it then says.

After the NCLEX-RN's computerised adaptive test. Sources: NCSBN, "Computerized Adaptive Testing"
(nclex.com) and "Run-out-of-time (R.O.O.T.) Rule" (ncsbn.org/5912.htm) for the rules; Rasch (1960)
for the scale; Bock and Mislevy, "Adaptive EAP estimation of ability in a microcomputer environment"
(1982) for the estimate. Which question comes next is `quizapp.core.blueprint`'s.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from statistics import NormalDist

from quizapp.core.exam_clock import TimeAllowance

PRIOR_DIFFICULTY_SD = 0.7
"""How far an author's step is off, in logits, while nobody has answered the item."""
UNCERTAIN_BELOW = 30
"""Answers under which an item's difficulty still counts as its author's guess."""

_INFORMATION_AN_ANSWER = 0.2
_GRID = tuple(step / 10 for step in range(-50, 51))


@dataclass(frozen=True)
class Policy:
    """What an installation asks of a readiness test; the defaults are the NCLEX-RN's.

    `standard` is the passing standard in logits, `fewest` the questions under which no test is
    worth taking, `repeat_days` how long a question that was answered is kept out of a test.
    """

    shortest: int = 85
    longest: int = 150
    minutes: int = 300
    standard: float = 0.0
    confidence: float = 0.95
    time_out_estimates: int = 60
    fewest: int = 20
    repeat_days: int = 7


@dataclass(frozen=True)
class Plan:
    """What one test holds to from its first question on, however settings change meanwhile.

    `is_short` marks a test with fewer questions than the policy's shortest, for want of them.
    `minutes` is None where no clock runs.
    """

    shortest: int
    longest: int
    minutes: int | None
    standard: float
    confidence: float
    time_out_estimates: int
    is_short: bool


@dataclass(frozen=True)
class Scored:
    """An answer as the estimate sees it.

    `fraction` are the points earned, 0-1. `difficulty_sd` says how uncertain `item_difficulty` is.
    With a `guess_floor` and a `difficulty_sd` of 0 this is the Rasch model.
    """

    item_difficulty: float
    fraction: float
    guess_floor: float = 0.0
    difficulty_sd: float = 0.0


@dataclass(frozen=True)
class Estimate:
    """Ability in logits and the standard deviation of what is still possible."""

    ability: float
    standard_error: float


class Rule(StrEnum):
    """What ended a test: one of the NCLEX's three rules, or the learner."""

    CONFIDENCE = "confidence"
    LENGTH = "length"
    TIME = "time"
    ENDED = "ended"


class Band(StrEnum):
    """Where an ability stands to the standard, as far as the answers tell."""

    ABOVE = "above"
    NEAR_ABOVE = "near_above"
    NEAR_BELOW = "near_below"
    BELOW = "below"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Result:
    """What a test says. `low` and `high` hold the ability with the plan's confidence.

    `passed` is what the NCLEX's rules would decide; None where they say nothing: of a test that is
    shorter than theirs, or that its learner ended.
    """

    rule: Rule
    band: Band
    passed: bool | None
    estimate: Estimate
    low: float
    high: float


Posterior = tuple[float, ...]
"""Logarithm of how likely each ability of the grid is, up to a constant."""

PRIOR: Posterior = tuple(-theta * theta / 2 for theta in _GRID)
"""N(0, 1), the scale's own definition of a learner of whom nothing is known."""


def plan_test(
    policy: Policy, available: int, allowance: TimeAllowance = TimeAllowance.STANDARD
) -> Plan | None:
    """The test that so many fresh questions allow; None where they allow none.

    A bank with fewer questions than the shortest test gives a shorter one: it may stop once half of
    its questions are answered, at the policy's pace of minutes a question. `allowance` is how much
    of that time its learner gets.
    """
    if available < policy.fewest:
        return None
    longest = min(policy.longest, available)
    is_short = longest < policy.shortest
    return Plan(
        shortest=max(policy.fewest, longest // 2) if is_short else policy.shortest,
        longest=longest,
        minutes=allowance.of(math.ceil(policy.minutes * longest / policy.longest)),
        standard=policy.standard,
        confidence=policy.confidence,
        time_out_estimates=policy.time_out_estimates,
        is_short=is_short,
    )


def observe(posterior: Posterior, answer: Scored) -> Posterior:
    """What is known after one more answer.

    A fraction f of the points weighs the two outcomes: L = P^f (1-P)^(1-f), the quasi-likelihood of
    Papke and Wooldridge (1996); for right and wrong it is the Rasch likelihood.
    """
    right, wrong = _log_likelihoods(answer.item_difficulty, answer.guess_floor, _slope(answer))
    if answer.fraction >= 1:
        return tuple(map(float.__add__, posterior, right))
    if answer.fraction <= 0:
        return tuple(map(float.__add__, posterior, wrong))
    f = answer.fraction
    return tuple(
        known + f * yes + (1 - f) * no
        for known, yes, no in zip(posterior, right, wrong, strict=True)
    )


def estimate(posterior: Posterior) -> Estimate:
    """The expected ability (EAP) and its standard error, by sums over an even grid."""
    highest = max(posterior)
    weights = [math.exp(known - highest) for known in posterior]
    total = sum(weights)
    mean = sum(map(float.__mul__, weights, _GRID)) / total
    square = sum(map(float.__mul__, weights, _SQUARES)) / total
    return Estimate(mean, math.sqrt(square - mean * mean))


def follow(answers: Iterable[Scored]) -> tuple[Estimate, ...]:
    """The estimate after each of the answers."""
    posterior, estimates = PRIOR, []
    for answer in answers:
        posterior = observe(posterior, answer)
        estimates.append(estimate(posterior))
    return tuple(estimates)


def interval(reached: Estimate, confidence: float) -> tuple[float, float]:
    """Between which abilities the learner's lies, with this confidence."""
    reach = _reach(confidence) * reached.standard_error
    return reached.ability - reach, reached.ability + reach


def stop_rule(
    plan: Plan, estimates: Sequence[Estimate], *, out_of_time: bool = False, ended: bool = False
) -> Rule | None:
    """The rule that ends the test after these estimates; None while it goes on.

    95 % confidence: after the shortest length, once the interval leaves the standard out. Maximum
    length: at the longest. Run out of time: when neither was reached in time.
    """
    count = len(estimates)
    if count >= plan.shortest and _is_clear(plan, estimates[-1]):
        return Rule.CONFIDENCE
    if count >= plan.longest:
        return Rule.LENGTH
    if out_of_time:
        return Rule.TIME
    return Rule.ENDED if ended else None


def conclude(plan: Plan, estimates: Sequence[Estimate], rule: Rule) -> Result:
    """What the test says, by the rule that ended it."""
    reached = estimates[-1] if estimates else estimate(PRIOR)
    low, high = interval(reached, plan.confidence)
    return Result(
        rule=rule,
        band=_band(plan, len(estimates), reached),
        passed=_passes(plan, estimates, rule),
        estimate=reached,
        low=low,
        high=high,
    )


def chance_at(ability: float, answer: Scored) -> float:
    """The chance of full points, 0-1, that somebody of this ability has where this was answered."""
    return _chance(ability, answer.item_difficulty, answer.guess_floor, _slope(answer))


def difficulty_sd(answers: int) -> float:
    """How uncertain an item's difficulty is once so many answers have moved it, in logits.

    Precisions add: that of the author's step, and Fisher's information p(1-p) of each answer, which
    is about 0.2 where most are right.
    """
    return 1 / math.sqrt(1 / PRIOR_DIFFICULTY_SD**2 + _INFORMATION_AN_ANSWER * answers)


def _passes(plan: Plan, estimates: Sequence[Estimate], rule: Rule) -> bool | None:
    if rule is Rule.ENDED or plan.is_short:
        return None
    if rule is Rule.TIME:
        # Under the shortest it fails; from there on the last 60 estimates decide.
        last = estimates[-plan.time_out_estimates :]
        return len(estimates) >= plan.shortest and all(e.ability > plan.standard for e in last)
    return estimates[-1].ability > plan.standard


def _band(plan: Plan, count: int, reached: Estimate) -> Band:
    if count < plan.shortest:
        return Band.TOO_FEW
    if _is_clear(plan, reached):
        return Band.ABOVE if reached.ability > plan.standard else Band.BELOW
    return Band.NEAR_ABOVE if reached.ability > plan.standard else Band.NEAR_BELOW


def _is_clear(plan: Plan, reached: Estimate) -> bool:
    return abs(reached.ability - plan.standard) > _reach(plan.confidence) * reached.standard_error


def _slope(answer: Scored) -> float:
    """How an uncertain difficulty flattens the curve: 1 / sqrt(1 + pi s^2 / 8).

    MacKay, "The evidence framework applied to classification networks" (1992): the mean of a
    logistic curve over a normal error in its place. An answer to such an item says less.
    """
    return 1 / math.sqrt(1 + math.pi * answer.difficulty_sd**2 / 8)


@lru_cache(maxsize=2048)
def _log_likelihoods(
    item_difficulty: float, guess_floor: float, slope: float
) -> tuple[Posterior, Posterior]:
    """Logarithms of P and of 1 - P along the grid: P = c + (1-c) sigmoid(slope (theta - b))."""
    chances = [_chance(theta, item_difficulty, guess_floor, slope) for theta in _GRID]
    return tuple(map(math.log, chances)), tuple(math.log1p(-chance) for chance in chances)


def _chance(theta: float, item_difficulty: float, guess_floor: float, slope: float) -> float:
    return guess_floor + (1 - guess_floor) / (1 + math.exp(-slope * (theta - item_difficulty)))


@lru_cache(maxsize=8)
def _reach(confidence: float) -> float:
    """How many standard errors an interval reaches to either side: 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


_SQUARES = tuple(theta * theta for theta in _GRID)
