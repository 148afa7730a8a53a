"""Which objectives come next: the ones that lose most by waiting.

rank = [g(now) - patience g(now + waiting)] x weight / E[seconds], g the gain of `core.gain`: what
asking an objective now adds to recall at the horizon, less most of what asking it a few days later
would still add. The second term is the opportunity cost that a greedy choice by g alone overlooks:
spaced a little longer, many reviews would give more. (An index in the sense of Gittins 1979; not
derived, but tried: docs/adaptivity.md.)
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from quizapp.core import memory
from quizapp.core.choices import Candidate, Cause, Learner, Policy
from quizapp.core.gain import STANDARD, Constants, constants_of, days_between, gain_per_second
from quizapp.core.memory import Memory

_SECONDS_PER_DAY = 86_400


class Option(NamedTuple):
    """An objective that may be asked next, and what asking it is worth."""

    candidate: Candidate
    state: Memory | None
    cause: Cause
    rank: float


class Horizon(NamedTuple):
    """When recall counts: at the exam, or after the policy's rolling horizon."""

    at: datetime
    days: float
    is_exam: bool


def horizon_of(learner: Learner, policy: Policy, now: datetime) -> Horizon:
    """The exam while it lies ahead, else a rolling horizon."""
    if learner.exam_at is not None and learner.exam_at > now:
        return Horizon(learner.exam_at, days_between(now, learner.exam_at), is_exam=True)
    days = policy.horizon.total_seconds() / _SECONDS_PER_DAY
    return Horizon(now + policy.horizon, days, is_exam=False)


def list_best(
    candidates: Sequence[Candidate], learner: Learner, policy: Policy, now: datetime
) -> list[Option]:
    """The objectives to draw from, each as likely as the others; empty without candidates."""
    asked = Counter(learner.sitting)
    previous = learner.sitting[-1] if learner.sitting else None
    eligible: Sequence[Candidate] = [c for c in candidates if c.objective_id != previous] or list(
        candidates
    )
    again = _to_relearn(eligible, learner, policy, asked)
    if again:
        return [min(again, key=lambda option: _last_place(option, learner))]
    options, repeats = _rank(eligible, learner, policy, now, asked)
    if not options:
        return repeats[:1]
    options = _hold_back_new(options, learner, policy, asked)
    last = next((c.section_id for c in candidates if c.objective_id == previous), None)
    return _draw_from(_apart_from_siblings(options, last), policy)


def expected_seconds(recall: float, policy: Policy) -> float:
    """How long a question takes: a wrong answer costs the reading of its rationale as well."""
    return policy.seconds_right * recall + policy.seconds_wrong * (1 - recall)


def _to_relearn(
    eligible: Sequence[Candidate], learner: Learner, policy: Policy, asked: Counter[int]
) -> list[Option]:
    """Objectives missed once in this sitting, when their time and a share for them has come."""
    repeated = sum(times - 1 for times in asked.values())
    if not asked or repeated + 1 > max(1.0, policy.relearn_share * len(learner.sitting)):
        return []
    recent = set(learner.sitting[-policy.relearn_after :]) if policy.relearn_after else set()
    options = []
    for candidate in eligible:
        if asked.get(candidate.objective_id) == 1 and candidate.objective_id not in recent:
            state = learner.memories.get(candidate.objective_id)
            if state is not None and not state.last_right:
                options.append(Option(candidate, state, Cause.RELEARN, 0.0))
    return options


def _last_place(option: Option, learner: Learner) -> int:
    return learner.sitting.index(option.candidate.objective_id)


def _rank(
    eligible: Sequence[Candidate],
    learner: Learner,
    policy: Policy,
    now: datetime,
    asked: Counter[int],
) -> tuple[list[Option], list[Option]]:
    """What is worth asking with its rank, and what was asked today already, the weakest first."""
    today = now.astimezone(learner.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    horizon = horizon_of(learner, policy, now)
    days = horizon.days
    waiting = policy.waiting.total_seconds() / _SECONDS_PER_DAY
    if horizon.is_exam:
        waiting = min(waiting, max(0.0, days - 1))
        days += policy.beyond.total_seconds() / _SECONDS_PER_DAY
    options, repeats = [], []
    constants = constants_of(learner.parameters)
    unmet = worth(None, 0.0, days, waiting, policy, constants)
    for candidate in eligible:
        state = learner.memories.get(candidate.objective_id)
        if state is None:
            options.append(Option(candidate, None, Cause.NEW, _weigh(unmet, candidate.weight)))
            continue
        is_due = memory.is_due(state, now)
        cause = Cause.DUE if is_due else Cause.AHEAD
        if state.reviewed_at >= today or (candidate.objective_id in asked and not is_due):
            # Another answer on the same day moves no stability.
            recall = memory.retrievability(state, now)
            rank = -asked[candidate.objective_id] - recall
            repeats.append(Option(candidate, state, cause, rank))
        else:
            elapsed = days_between(state.reviewed_at, now)
            rank = worth(state, elapsed, days, waiting, policy, constants)
            options.append(Option(candidate, state, cause, _weigh(rank, candidate.weight)))
    repeats.sort(key=_order)
    return options, repeats


def worth(
    state: Memory | None,
    elapsed: float,
    days: float,
    waiting: float,
    policy: Policy,
    constants: Constants = STANDARD,
) -> float:
    """The rank of one objective of weight 1."""
    sooner = gain_per_second(
        state, elapsed, days, policy.seconds_right, policy.seconds_wrong, constants
    )
    if not policy.patience:
        return sooner
    later = gain_per_second(
        state,
        elapsed + waiting,
        max(0.0, days - waiting),
        policy.seconds_right,
        policy.seconds_wrong,
        constants,
    )
    return sooner - policy.patience * later


def _weigh(rank: float, weight: float) -> float:
    """The rank of what counts `weight` times: never below that of what counts less.

    Where waiting is better a rank is negative, and what counts more loses less by coming early.
    """
    return rank * weight if rank > 0 else rank / weight


def _hold_back_new(
    options: list[Option], learner: Learner, policy: Policy, asked: Counter[int]
) -> list[Option]:
    """Leave new objectives out while they would exceed their share and something is due."""
    begun = sum(1 for id_ in asked if id_ in learner.memories and learner.memories[id_].reps == 1)
    if begun + 1 <= policy.new_share * (len(learner.sitting) + 1):
        return options
    if not any(option.cause is Cause.DUE for option in options):
        return options
    return [option for option in options if option.cause is not Cause.NEW]


def _apart_from_siblings(options: list[Option], last: int | None) -> list[Option]:
    """Without objectives of the section asked about last, while another is due or new."""
    if last is None:
        return options
    apart = [option for option in options if option.candidate.section_id != last]
    if any(option.cause is not Cause.AHEAD for option in apart):
        return apart
    if apart and all(option.cause is Cause.AHEAD for option in options):
        return apart
    return options


def _draw_from(options: list[Option], policy: Policy) -> list[Option]:
    """The best option with those that are about as good; new ones in the document's order."""
    best = min(options, key=_order)
    if best.cause is Cause.NEW:
        return [best]
    limit = best.rank - policy.objectives_tolerance * abs(best.rank)
    near = [o for o in options if o.rank >= limit and o.cause is not Cause.NEW]
    near.sort(key=_order)
    return near[: policy.objectives_drawn]


def _order(option: Option) -> tuple[float, int, int]:
    return (-option.rank, option.candidate.place, option.candidate.objective_id)
