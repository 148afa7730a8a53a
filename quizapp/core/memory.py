"""Memory of one objective by one learner: FSRS-6, through its library.

Source: Ye, Su and Cao, "A Stochastic Shortest Path Algorithm for Optimizing Spaced Repetition
Scheduling" (KDD 2022), and the FSRS-6 reference implementation `fsrs`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import IntEnum

import fsrs

from quizapp.core.items import Step

PARAMS_VERSION = "fsrs-6/default"
DESIRED_RETENTION = 0.9

# Fuzz is off so that a replay of the log lands on the same state; steps are off because a sitting,
# not the scheduler, decides what comes again on the same day.
_SCHEDULER = fsrs.Scheduler(
    desired_retention=DESIRED_RETENTION,
    learning_steps=(),
    relearning_steps=(),
    enable_fuzzing=False,
)
_DECAY = -_SCHEDULER.parameters[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
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


def retrievability(memory: Memory, now: datetime) -> float:
    """Probability of recall now, 0-1: R = (1 + F t/S)^(-w20), t and S in days.

    `t` is fractional: the library counts whole days, which would show no forgetting until tomorrow.
    """
    elapsed = max(0.0, (now - memory.reviewed_at).total_seconds() / _SECONDS_PER_DAY)
    return float((1 + _FACTOR * elapsed / memory.stability) ** _DECAY)


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
) -> Memory:
    """The memory after an answer that counts as a review. Changes neither argument.

    `now` must be in UTC (ValueError otherwise). `number` is the learner's answer's, of any
    objective.
    """
    card = fsrs.Card(card_id=0, due=now) if memory is None else _as_card(memory)
    reviewed, _log = _SCHEDULER.review_card(card, fsrs.Rating(rating), now)
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


def _as_card(memory: Memory) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.memory_difficulty,
        due=memory.due_at,
        last_review=memory.reviewed_at,
    )
