"""How much falls due on which day, and what is left for later when there is more than fits.

Nothing here moves a due date: after a break the same reviews are due as before, and a plan only
says which of them come today.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from quizapp.core.gain import UNPRACTISED_RECALL, days_between, recall_after
from quizapp.core.memory import Memory

Key = TypeVar("Key", int, str)


def spread_backlog(due: Mapping[Key, Memory], now: datetime, per_day: int) -> list[list[Key]]:
    """What is due, in days of at most `per_day`, the most overdue for its stability first.

    Relative overdueness (days since the review over stability) puts what is fading fastest first;
    what has a long stability can wait: a week late on ninety days is little.
    """
    if per_day < 1:
        raise ValueError("a day has room for one question at least")
    ordered = sorted(due, key=lambda key: (-overdueness(due[key], now), key))
    return [ordered[first : first + per_day] for first in range(0, len(ordered), per_day)]


def overdueness(state: Memory, now: datetime) -> float:
    """Days since the last review over stability: about 1 when due at a recall of 0.9."""
    return days_between(state.reviewed_at, now) / state.stability


def spread_days(counts: Sequence[int], per_day: int) -> tuple[list[int], int]:
    """Counts by day with no day over `per_day`: what does not fit moves on. Also what is left."""
    planned, waiting = [], 0
    for count in counts:
        waiting += count
        planned.append(min(waiting, per_day))
        waiting -= planned[-1]
    return planned, waiting


def recall_at(memories: Iterable[Memory], unmet: int, now: datetime, at: datetime) -> float | None:
    """Mean recall to expect at an instant if nothing more were practised, 0-1.

    Over everything, what was never practised included; None where there is nothing.
    """
    ahead = days_between(now, at)
    known = [
        recall_after(state.stability, days_between(state.reviewed_at, now) + ahead)
        for state in memories
    ]
    if not known and not unmet:
        return None
    return (sum(known) + unmet * UNPRACTISED_RECALL) / (len(known) + unmet)
