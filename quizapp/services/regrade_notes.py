"""What a learner is told after answers of theirs were graded again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quizapp.core.corrections import CorrectionKind
from quizapp.core.scoring import verdict
from quizapp.services.accounts import learner_now
from quizapp.storage.models import (
    Attempt,
    AttemptKind,
    CorrectionRow,
    ItemVersion,
    Response,
    User,
)
from quizapp.storage.queries.corrections import (
    counted_maximum,
    counted_points,
    counted_version,
    is_misclick,
    is_regraded,
)

TOLD_FOR = timedelta(days=14)

_EXAMS = [kind for kind in AttemptKind if kind.is_exam]


@dataclass(frozen=True)
class RegradeNote:
    """An answer that counts otherwise than when it was given: verdicts before and by now."""

    attempt_uuid: UUID
    response_uuid: UUID
    stem: str
    before: str
    now: str


def list_regrade_notes(session: Session, user: User, *, now: datetime) -> list[RegradeNote]:
    """Answers of a learner that were graded again lately, the newest first.

    Of a test that is not over nothing is told: what was right and what was not comes at its end.
    """
    lately = select(CorrectionRow.response_id).where(
        CorrectionRow.user_id == user.id,
        CorrectionRow.kind == CorrectionKind.REGRADE,
        CorrectionRow.at > learner_now(user, now) - TOLD_FOR,
    )
    rows = session.execute(
        select(
            Attempt.uuid,
            Response.uuid,
            ItemVersion.record["stem"].as_string(),
            Response.points,
            Response.maximum,
            counted_points(),
            counted_maximum(),
        )
        .select_from(Response)
        .join(Attempt, Attempt.id == Response.attempt_id)
        .join(ItemVersion, ItemVersion.id == counted_version())
        .where(
            Response.id.in_(lately),
            is_regraded(),
            ~is_misclick(),
            or_(Attempt.finished_at.is_not(None), Attempt.kind.not_in(_EXAMS)),
        )
        .order_by(Response.id.desc())
    )
    return [
        RegradeNote(attempt, response, stem, verdict(*given), verdict(*counted))
        for attempt, response, stem, *points in rows
        for given, counted in [(points[:2], points[2:])]
    ]
