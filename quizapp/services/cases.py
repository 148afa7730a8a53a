"""Unfolding case studies: six questions in their order, begun as a whole."""

from datetime import datetime

from sqlalchemy.orm import Session

from quizapp.core.errors import NotFound
from quizapp.services.accounts import learner_now
from quizapp.services.banks import Banks
from quizapp.services.practice import new_seed
from quizapp.storage.models import Attempt, AttemptKind, Module, User


def start_case(
    session: Session, user: User, module: Module, case: str, *, banks: Banks, now: datetime
) -> Attempt:
    """Begin a case study: its six questions in their order.

    Raises NotFound when the module has no whole case of this title.
    """
    versions = banks.get(session, module).cases.get(case)
    if versions is None:
        raise NotFound("This case study is no longer there. Choose another.")
    attempt = Attempt(
        user_id=user.id,
        module_id=module.id,
        section_id=None,
        kind=AttemptKind.PRACTICE,
        planned=len(versions),
        seed=new_seed(),
        version_ids=list(versions),
        started_at=learner_now(user, now),
    )
    session.add(attempt)
    session.flush()
    return attempt
