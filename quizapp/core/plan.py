"""A day's practice: how long it has lasted, how much falls due, and what is left for later.

Nothing here moves a due date: after a break the same reviews are due as before, and a plan only
says how many of them come today. Which ones is `core.ranking`'s to say, at each question.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from quizapp.core.gain import UNPRACTISED_RECALL, days_between
from quizapp.core.memory import Memory, recall_after

QUESTIONS_PER_MINUTE = 1.0
LONGEST_ANSWER = timedelta(minutes=3)
"""The most that one answer counts for: a tab left open is no practice."""


def practised(answers: Iterable[tuple[datetime, timedelta]]) -> list[timedelta]:
    """How long had been practised by each of a day's answers, given with its latency, oldest first.

    An answer counts from the one before it, so that reading why counts too; after a pause of over
    LONGEST_ANSWER, from when its question was shown, and then for LONGEST_ANSWER at most.
    """
    spans: list[timedelta] = []
    previous: datetime | None = None
    for at, latency in answers:
        span = min(latency, LONGEST_ANSWER)
        if previous is not None and at - previous <= LONGEST_ANSWER:
            span = at - previous
        spans.append(span)
        previous = at
    return list(accumulate(spans))


def spread_days(
    counts: Sequence[int], per_day: int, first_day: int | None = None
) -> tuple[list[int], int]:
    """Counts by day with no day over `per_day`: what does not fit moves on. Also what is left.

    `first_day` is what still fits into the first, where that is less.
    """
    planned, waiting = [], 0
    for day, count in enumerate(counts):
        waiting += count
        planned.append(min(waiting, per_day if day or first_day is None else first_day))
        waiting -= planned[-1]
    return planned, waiting


def days_to_catch_up(counts: Sequence[int], per_day: int, first_day: int | None = None) -> int:
    """How many days of `counts` it takes until nothing is left over at a day's end, from 1.

    One more than there are counts where they are not enough. What is missed on the way comes back
    sooner than any count says, so this is the least that it takes.
    """
    waiting = 0
    for day, count in enumerate(counts, start=1):
        fits = per_day if day > 1 or first_day is None else first_day
        waiting = max(0, waiting + count - fits)
        if not waiting:
            return day
    return len(counts) + 1


def recall_at(memories: Iterable[Memory], unmet: int, now: datetime, at: datetime) -> float | None:
    """Mean recall to expect at an instant if nothing more were practised, 0-1.

    Over everything, what was never practised included; None where there is nothing.
    """
    ahead = days_between(now, at)
    known = [
        recall_after(state.stability, days_between(state.reviewed_at, now) + ahead, state.decay)
        for state in memories
    ]
    if not known and not unmet:
        return None
    return (sum(known) + unmet * UNPRACTISED_RECALL) / (len(known) + unmet)
