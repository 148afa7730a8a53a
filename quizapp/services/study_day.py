"""How long a learner has practised today, and when that is as long as they planned."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.plan import practised
from quizapp.core.selection import Cause
from quizapp.services.accounts import learner_now, zone_of
from quizapp.storage.models import Response, User
from quizapp.storage.queries.corrections import counted_maximum, counted_points, is_misclick

_PRACTICE = frozenset(cause.value for cause in Cause)


@dataclass(frozen=True)
class DayDone:
    """A day's minutes as planned, now practised: questions practised today, and right ones."""

    minutes: int
    answered: int
    right: int


def time_today(session: Session, user: User, now: datetime) -> timedelta:
    """How long the learner has practised since their midnight, tests and quizzes included."""
    rows = session.execute(
        select(Response.at, Response.latency_ms)
        .where(Response.user_id == user.id, Response.at >= _midnight(user, now))
        .order_by(Response.id)
    ).all()
    return _spans((at, latency) for at, latency in rows)[-1] if rows else timedelta()


def is_day_done(session: Session, user: User, now: datetime) -> bool:
    """Whether the learner has practised as long today as planned; never without a plan."""
    if user.daily_minutes is None:
        return False
    return time_today(session, user, now) >= timedelta(minutes=user.daily_minutes)


def tell_day_done(
    session: Session, user: User, response: Response, now: datetime
) -> DayDone | None:
    """What to tell after the answer in practice that made the day's minutes full; else None.

    Told once a day, so that who goes on is not stopped again, and the same however often its page
    is loaded. Where a quiz, a test or a check in a lesson filled the day, the next practice tells.
    """
    midnight = _midnight(user, now)
    if user.daily_minutes is None or response.at < midnight or not _is_practice(response.selection):
        return None
    rows = session.execute(
        select(
            Response.at,
            Response.latency_ms,
            Response.selection,
            counted_points().label("points"),
            counted_maximum().label("maximum"),
            is_misclick().label("left_out"),
        )
        .where(Response.user_id == user.id, Response.at >= midnight, Response.id <= response.id)
        .order_by(Response.id)
    ).all()
    planned = timedelta(minutes=user.daily_minutes)
    spans = _spans((row.at, row.latency_ms) for row in rows)
    in_practice = [_is_practice(row.selection) for row in rows]
    earlier = [span for span, counts in zip(spans[:-1], in_practice, strict=False) if counts]
    if spans[-1] < planned or (earlier and earlier[-1] >= planned):
        return None
    told = [
        row for row, counts in zip(rows, in_practice, strict=True) if counts and not row.left_out
    ]
    return DayDone(
        minutes=user.daily_minutes,
        answered=len(told),
        right=sum(row.points == row.maximum for row in told),
    )


def _spans(answers: Iterable[tuple[datetime, int]]) -> list[timedelta]:
    return practised((at, timedelta(milliseconds=latency)) for at, latency in answers)


def _is_practice(selection: Mapping[str, Any]) -> bool:
    return selection["cause"] in _PRACTICE


def _midnight(user: User, now: datetime) -> datetime:
    """When the learner's day began, where they are."""
    here = learner_now(user, now).astimezone(zone_of(user))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)
