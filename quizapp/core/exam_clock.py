"""The clock of a readiness test: it stands still while the test is paused."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

Pause = tuple[datetime, datetime | None]
"""When a pause began and ended; None while it lasts."""

IDLE = timedelta(minutes=20)
"""The most that one question can take off the clock."""


class TimeAllowance(StrEnum):
    """How much of a test's time a learner gets: an accommodation."""

    STANDARD = "standard"
    HALF_MORE = "half_more"
    DOUBLE = "double"
    UNTIMED = "untimed"

    def of(self, minutes: int) -> int | None:
        """So many minutes with this allowance, rounded up; None where no clock runs."""
        if self is TimeAllowance.UNTIMED:
            return None
        return math.ceil(minutes * _FACTORS[self])


_FACTORS = {TimeAllowance.STANDARD: 1.0, TimeAllowance.HALF_MORE: 1.5, TimeAllowance.DOUBLE: 2.0}


def time_used(
    started_at: datetime,
    answered_at: Sequence[datetime],
    pauses: Sequence[Pause],
    now: datetime,
) -> timedelta:
    """How much of the test's time is gone by `now`.

    Each question counts from the answer before it to its own, without pauses and at most IDLE: a
    lost connection or a closed lid costs some minutes and not the test.
    """
    used = timedelta()
    marks = [started_at, *(at for at in answered_at if at <= now), now]
    for begin, end in pairwise(marks):
        used += min(end - begin - _paused(begin, end, pauses), IDLE)
    return used


def count_in_time(
    started_at: datetime,
    answered_at: Sequence[datetime],
    pauses: Sequence[Pause],
    allowed: timedelta | None,
) -> int:
    """How many of the answers came before the time was up; all where it is None, without end."""
    if allowed is None:
        return len(answered_at)
    for number, at in enumerate(answered_at):
        if time_used(started_at, answered_at[:number], pauses, at) > allowed:
            return number
    return len(answered_at)


def _paused(begin: datetime, end: datetime, pauses: Sequence[Pause]) -> timedelta:
    return sum(
        (max(timedelta(), min(end, until or end) - max(begin, since)) for since, until in pauses),
        timedelta(),
    )
