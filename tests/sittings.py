"""A learner's sitting through the services: what the web does, without the web."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import event, select
from sqlalchemy.orm import joinedload

from quizapp.core.practice import Answer, Confidence
from quizapp.services import accounts, corrections, practice
from quizapp.services.answering import Offer, Outcome, answer_question
from quizapp.services.practice import QuestionView
from quizapp.services.runtime import Runtime
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    ItemRow,
    MemoryState,
    Module,
    Response,
    User,
)
from tests.factories import START, School

YEARS = 3650
RIGHT = (0,)
WRONG = (1,)


@dataclass(frozen=True)
class Sitting:
    """One learner, signed in, in one attempt."""

    runtime: Runtime
    user_id: int
    token_hash: str
    attempt_uuid: UUID

    def question(self) -> QuestionView | None:
        """The question that comes next."""
        with self.runtime.reading() as session:
            user = session.get_one(User, self.user_id)
            attempt = session.scalars(
                select(Attempt)
                .where(Attempt.uuid == self.attempt_uuid)
                .options(joinedload(Attempt.module))
            ).one()
            return practice.next_question(
                session, user, attempt, banks=self.runtime.banks, now=self.runtime.clock()
            )

    def offer(self) -> Offer:
        """The offer of the question that comes next."""
        question = self.question()
        assert question is not None
        return question.offer

    def answer(
        self,
        selected: Iterable[int] | Mapping[str, Any] = RIGHT,
        *,
        offer: Offer | None = None,
        response_uuid: UUID | None = None,
        confidence: Confidence | None = None,
    ) -> Outcome:
        """Answer the question at hand, or the one offered, and commit."""
        question = self.question() if offer is None or response_uuid is None else None
        if offer is None:
            assert question is not None
            offer = question.offer
        if response_uuid is None:
            response_uuid = uuid5(self.attempt_uuid, str(offer.place))
        with self.runtime.writing.begin() as session:
            return answer_question(
                session.connection(),
                token_hash=self.token_hash,
                offer=offer,
                response_uuid=response_uuid,
                answer=Answer(
                    dict(selected) if isinstance(selected, Mapping) else list(selected), confidence
                ),
                now=self.runtime.clock(),
            )

    def misclick(self, place: int | None = None) -> None:
        """Say that the newest answer, or the one at a place, was a misclick, and commit."""
        with self.runtime.writing.begin() as session:
            user = session.get_one(User, self.user_id)
            attempt = session.scalars(
                select(Attempt).where(Attempt.uuid == self.attempt_uuid)
            ).one()
            responses = session.scalars(
                select(Response).where(Response.attempt_id == attempt.id).order_by(Response.place)
            ).all()
            response = responses[-1 if place is None else place - 1]
            corrections.say_misclicked(session, user, attempt, response, now=self.runtime.clock())

    def finish(self) -> None:
        """End the attempt."""
        with self.runtime.writing.begin() as session:
            attempt = session.scalars(
                select(Attempt).where(Attempt.uuid == self.attempt_uuid)
            ).one()
            user = session.get_one(User, self.user_id)
            practice.finish_attempt(session, user, attempt, now=self.runtime.clock())


def sit(
    runtime: Runtime, school: School, *, user: User | None = None, minutes: int = 20
) -> Sitting:
    """Sign somebody in, for years, and begin a practice over the school's module."""
    with runtime.writing.begin() as session:
        person = session.get_one(User, (user or school.learner).id)
        module = session.get_one(Module, school.module.id)
        token = accounts.open_sign_in(session, person, now=START, days=YEARS)
        attempt = practice.start_practice(
            session,
            person,
            module,
            None,
            minutes=minutes,
            banks=runtime.banks,
            now=runtime.clock(),
        )
        return Sitting(runtime, person.id, accounts.hash_token(token), attempt.uuid)


def log_of(runtime: Runtime) -> list[Response]:
    """Every response, oldest first."""
    with runtime.reading() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def states_of(runtime: Runtime) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that is projected from the log, as plain values."""
    memories, abilities, items = MemoryState.__table__, AbilityState.__table__, ItemRow.__table__
    with runtime.reading() as session:
        return {
            "memories": _rows(session, select(memories).order_by(*memories.primary_key)),
            "abilities": _rows(session, select(abilities).order_by(*abilities.primary_key)),
            "items": _rows(
                session,
                select(items.c.id, items.c.item_difficulty, items.c.difficulty_answers).order_by(
                    items.c.id
                ),
            ),
        }


@contextmanager
def counted_statements(runtime: Runtime) -> Iterator[list[str]]:
    """The SQL that writing sessions send meanwhile, but for the ends of transactions."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            statements.append(" ".join(statement.split()))

    engine = runtime.writing.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _rows(session: Any, statement: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in session.execute(statement)]
