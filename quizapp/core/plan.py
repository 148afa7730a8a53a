"""How much falls due on which day, and what is left for later when there is more than fits.

Nothing here moves a due date: after a break the same reviews are due as before, and a plan only
says how many of them come today. Which ones is `core.ranking`'s to say, at each question.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from quizapp.core.gain import UNPRACTISED_RECALL, days_between
from quizapp.core.memory import Memory, recall_after


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
        recall_after(state.stability, days_between(state.reviewed_at, now) + ahead, state.decay)
        for state in memories
    ]
    if not known and not unmet:
        return None
    return (sum(known) + unmet * UNPRACTISED_RECALL) / (len(known) + unmet)
