"""What falls due on which day, and how long it takes to catch up with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.plan import QUESTIONS_PER_MINUTE, days_to_catch_up, spread_days
from quizapp.services.accounts import learner_now, zone_of
from quizapp.services.projections import load_memory
from quizapp.storage.models import MemoryState, Objective, Response, Section, User
from quizapp.storage.queries.exams import first_under_way

_FARTHEST = 365


@dataclass(frozen=True)
class Pace:
    """How many questions fit into a day as planned, and how many of them are left for today."""

    per_day: int
    today: int


def pace_of(user: User, done: timedelta) -> Pace | None:
    """The pace of a learner who has practised so long today; None without minutes a day."""
    if user.daily_minutes is None:
        return None
    left = user.daily_minutes - done.total_seconds() / 60
    return Pace(
        max(1, round(user.daily_minutes * QUESTIONS_PER_MINUTE)),
        max(0, round(left * QUESTIONS_PER_MINUTE)),
    )


@dataclass(frozen=True)
class Backlog:
    """How many objectives fall due on which day from today on; the overdue ones are today's."""

    today: date
    counts: Mapping[date, int]

    def forecast(self, days: int, pace: Pace | None = None) -> tuple[tuple[date, int], ...]:
        """Counts of the next days. What does not fit the pace is shown later: nothing is moved."""
        dates = [self.today + timedelta(days=offset) for offset in range(days)]
        planned = [self.counts.get(day, 0) for day in dates]
        if pace is not None:
            planned, _left = spread_days(planned, pace.per_day, pace.today)
        return tuple(zip(dates, planned, strict=True))

    def catch_up_days(self, pace: Pace) -> int | None:
        """In how many days at least nothing is left over; None where today's fits into a day."""
        counts = [count for _day, count in self.forecast(_FARTHEST)]
        if counts[0] <= pace.per_day:
            return None
        return days_to_catch_up(counts, pace.per_day, pace.today)


def load_backlog(session: Session, user: User, now: datetime) -> Backlog:
    """What falls due when. What an exam under way has asked about falls due as it did before."""
    zone = zone_of(user)
    today = learner_now(user, now).astimezone(zone).date()
    hidden = first_under_way(user.id)
    rows = session.execute(
        select(MemoryState.due_at, Response.before)
        .join(Objective, Objective.id == MemoryState.objective_id)
        .join(Section, Section.id == Objective.section_id)
        .outerjoin(hidden, hidden.c.objective_id == MemoryState.objective_id)
        .outerjoin(Response, Response.id == hidden.c.id)
        .where(MemoryState.user_id == user.id, Section.excluded.is_(False))
    )
    instants = [due_at if before is None else _due_before(before) for due_at, before in rows]
    return Backlog(
        today,
        Counter(max(today, at.astimezone(zone).date()) for at in instants if at is not None),
    )


def _due_before(before: Mapping[str, Any]) -> datetime | None:
    memory = load_memory(before["memory"])
    return None if memory is None else memory.due_at
