"""A sitting: what a learner has answered in a module on a study day, over all of its rounds."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.services.accounts import zone_of
from quizapp.storage.models import Attempt, Response, User
from quizapp.storage.queries.corrections import is_misclick

_PAUSE = timedelta(hours=1)
_LONGEST_DAY = timedelta(hours=26)


def read_sitting(
    session: Session, user: User, attempt: Attempt, now: datetime
) -> tuple[datetime, list[int]]:
    """The instant to choose as of, and the objectives answered in the module on that study day.

    Rounds that follow each other are one sitting: repeats keep to their share of it, and a new
    round does not begin with what was asked last. An objective whose answer was a misclick is as
    good as not asked, and may come again.
    """
    answers = session.execute(
        select(Response.objective_id, Response.at, Response.attempt_id, is_misclick())
        .join(Attempt, Attempt.id == Response.attempt_id)
        .where(
            Response.user_id == user.id,
            Response.at > now - _LONGEST_DAY,
            Attempt.module_id == attempt.module_id,
        )
        .order_by(Response.id)
    ).all()
    here = [at for _objective_id, at, attempt_id, _left_out in answers if attempt_id == attempt.id]
    settled = _settled(now, here[-1] if here else attempt.started_at)
    today = settled.astimezone(zone_of(user)).replace(hour=0, minute=0, second=0, microsecond=0)
    return settled, [
        objective_id
        for objective_id, at, _attempt_id, left_out in answers
        if at >= today and not left_out
    ]


def _settled(now: datetime, last: datetime) -> datetime:
    """The instant to choose as of: the round's last answer or its start while that is recent.

    What is worth asking moves with every second; a page that is loaded again shows the same
    question. After a pause it is the hour, for the same reason.
    """
    if now - last < _PAUSE:
        return last
    return now.replace(minute=0, second=0, microsecond=0)
