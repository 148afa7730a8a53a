"""Memory of one objective by one learner: FSRS-6, through its library.

Source: Ye, Su and Cao, "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition
Scheduling" (KDD 2022), and the FSRS-6 reference implementation `fsrs`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import IntEnum
from functools import lru_cache

import fsrs

from quizapp.core.items import Step
from quizapp.core.schedules import DEFAULT, ScheduleParameters

PARAMS_VERSION = DEFAULT.version
DESIRED_RETENTION = 0.9
DEFAULT_DECAY = DEFAULT.weights[20]

_KEPT_SCHEDULERS = 256
_SECONDS_PER_DAY = 86_400


class Rating(IntEnum):
    """FSRS's grade of a recall. Hard is a pass: a failure is always Again."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


@dataclass(frozen=True)
class Memory:
    """What is known of one learner's memory of one objective.

    `stability` in days, `memory_difficulty` 1-10. `reviewed_at` is when the answer came that moved
    stability last; `answered_at` is the last answer of any kind. `successes` and `failures` count
    every answer, `lapses` the failures of an objective that had been recalled before.
    `missed_since` counts the failures from the review on that moved stability last, and
    `last_number` is how many answers the learner had given, to any objective, at the last one here.
    `params_version` names the parameters that moved it; `decay` is their w20 (0.1-0.8), the shape
    of its forgetting curve, so that recall can be told from the memory alone.
    """

    stability: float
    memory_difficulty: float
    reviewed_at: datetime
    due_at: datetime
    answered_at: datetime
    last_right: bool
    last_step: Step
    reps: int = 1
    lapses: int = 0
    successes: int = 0
    failures: int = 0
    params_version: str = PARAMS_VERSION
    missed_since: int = 0
    last_number: int = 0
    decay: float = DEFAULT_DECAY


def retrievability(memory: Memory, now: datetime) -> float:
    """Probability of recall now, 0-1: R = (1 + F t/S)^(-w20), t and S in days.

    `t` is fractional: the library counts whole days, which would show no forgetting until tomorrow.
    """
    elapsed = max(0.0, (now - memory.reviewed_at).total_seconds() / _SECONDS_PER_DAY)
    return recall_after(memory.stability, elapsed, memory.decay)


def recall_after(stability: float, days: float, decay: float = DEFAULT_DECAY) -> float:
    """R = (1 + F t/S)^(-w20) with F = 0.9^(-1/w20) - 1; t and S in days, `decay` is w20."""
    return float((1 + factor_of(decay) * days / stability) ** -decay)


@lru_cache(_KEPT_SCHEDULERS)
def factor_of(decay: float) -> float:
    """F, by which recall is 0.9 when as many days have passed as the stability has."""
    return float(0.9 ** (-1 / decay) - 1)


def is_due(memory: Memory, now: datetime) -> bool:
    """Whether recall has fallen to the desired retention."""
    return memory.due_at <= now


def is_same_study_day(memory: Memory, now: datetime, zone: tzinfo) -> bool:
    """Whether the last review that moved stability was on this calendar day of the learner's."""
    return memory.reviewed_at.astimezone(zone).date() == now.astimezone(zone).date()


def review(
    memory: Memory | None,
    rating: Rating,
    *,
    right: bool,
    step: Step,
    now: datetime,
    number: int = 0,
    parameters: ScheduleParameters = DEFAULT,
) -> Memory:
    """The memory after an answer that counts as a review. Changes neither argument.

    `now` must be in UTC (ValueError otherwise). `number` is the learner's answer's, of any
    objective. `parameters` are to be those that moved the memory so far: stability by other ones
    means another curve.
    """
    card = fsrs.Card(card_id=0, due=now) if memory is None else _as_card(memory)
    reviewed, _log = _scheduler(parameters).review_card(card, fsrs.Rating(rating), now)
    if reviewed.stability is None or reviewed.difficulty is None:
        raise AssertionError("FSRS gave a reviewed card without a state")
    lapsed = memory is not None and rating == Rating.AGAIN and memory.last_right
    return Memory(
        stability=reviewed.stability,
        memory_difficulty=reviewed.difficulty,
        reviewed_at=now,
        due_at=reviewed.due,
        answered_at=now,
        last_right=right,
        last_step=step,
        reps=1 if memory is None else memory.reps + 1,
        lapses=(0 if memory is None else memory.lapses) + int(lapsed),
        successes=(0 if memory is None else memory.successes) + int(right),
        failures=(0 if memory is None else memory.failures) + int(not right),
        missed_since=int(not right),
        last_number=number,
        params_version=parameters.version,
        decay=parameters.weights[20],
    )


def note_repeat(
    memory: Memory, *, right: bool, step: Step, now: datetime, number: int = 0
) -> Memory:
    """The memory after another answer on the same day: counted, but stability stays.

    Repeats within a day say little about memory over days and would inflate stability.
    """
    return replace(
        memory,
        answered_at=now,
        last_right=right,
        last_step=step,
        successes=memory.successes + int(right),
        failures=memory.failures + int(not right),
        missed_since=memory.missed_since + int(not right),
        last_number=number,
    )


@lru_cache(_KEPT_SCHEDULERS)
def _scheduler(parameters: ScheduleParameters) -> fsrs.Scheduler:
    """FSRS with these parameters, made once: making one takes as long as some reviews.

    Fuzz is off so that a replay of the log lands on the same state; steps are off because a
    sitting, not the scheduler, decides what comes again on the same day.
    """
    return fsrs.Scheduler(
        parameters=parameters.weights,
        desired_retention=DESIRED_RETENTION,
        learning_steps=(),
        relearning_steps=(),
        enable_fuzzing=False,
    )


def _as_card(memory: Memory) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.memory_difficulty,
        due=memory.due_at,
        last_review=memory.reviewed_at,
    )
