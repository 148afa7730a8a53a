"""Attempts, the log of responses, and what is projected from it."""

import uuid as uuid_module
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.core.items import Step
from quizapp.core.memory import DEFAULT_DECAY
from quizapp.core.practice import Confidence
from quizapp.storage.base import Base, Identified, Json, enum_column, foreign_key
from quizapp.storage.models.modules import Module

# SQLite numbers rows by itself only in a column declared INTEGER, which holds 64 bits there.
LogId = BigInteger().with_variant(Integer, "sqlite")


class AttemptKind(StrEnum):
    """A practice chooses each question as it goes; a quiz has its questions fixed at the start.

    A readiness test and a placement choose the next question with each answer, and tell nothing
    about any of them before the end: both are exams.
    """

    PRACTICE = "practice"
    QUIZ = "quiz"
    READINESS = "readiness"
    PLACEMENT = "placement"

    @property
    def is_exam(self) -> bool:
        """Whether feedback waits for the end."""
        return self in {AttemptKind.READINESS, AttemptKind.PLACEMENT}


class Attempt(Identified):
    """One sitting of one learner. `planned` is how many questions it is meant to have.

    `version_ids` are the item versions of a quiz, or of a check within a lesson, in order; of an
    exam those drawn so far; empty for a practice that chooses as it goes. `exam` is what an exam
    holds to, how each of its questions was drawn, and its pauses (`services.exams`). Draws are
    seeded by `seed`, which never leaves the server, so that nobody can work out how options were
    shuffled.
    """

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_user_id_finished_at", "user_id", "finished_at"),)

    user_id: Mapped[int] = mapped_column(foreign_key("users.id", ondelete="CASCADE"))
    module_id: Mapped[int] = mapped_column(
        foreign_key("modules.id", ondelete="CASCADE"), index=True
    )
    section_id: Mapped[int | None] = mapped_column(
        foreign_key("sections.id", ondelete="CASCADE"), index=True
    )
    quiz_id: Mapped[int | None] = mapped_column(
        foreign_key("quizzes.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AttemptKind] = mapped_column(enum_column(AttemptKind))
    planned: Mapped[int]
    seed: Mapped[str]
    version_ids: Mapped[list[Any]]
    exam: Mapped[dict[str, Any] | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    module: Mapped[Module] = relationship(lazy="raise")


class Response(Base):
    """One answer, written once and never changed: the source of truth for everything below.

    `uuid` is the client's, so that an answer sent twice counts once. `selected` is what was
    answered, plain JSON in the shape of the item's type (for options, the positions selected);
    `shown` are positions in the order the learner saw them. `item_difficulty`,
    `predicted` and `recall_before` are as they stood when the answer came; `selection` says why the
    question was chosen and with what propensity; `before` and `after` are the memory and ability,
    `before` also the learner's time zone, so that a replay needs nothing but the log and the items.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("attempt_id", "place"),
        Index("ix_responses_item_id_at", "item_id", "at"),
        Index("ix_responses_user_id_item_id", "user_id", "item_id"),
        Index("ix_responses_user_id_at", "user_id", "at"),
    )

    id: Mapped[int] = mapped_column(LogId, primary_key=True)
    uuid: Mapped[uuid_module.UUID] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(foreign_key("users.id"))
    attempt_id: Mapped[int] = mapped_column(foreign_key("attempts.id"))
    place: Mapped[int]
    item_id: Mapped[int] = mapped_column(foreign_key("items.id"))
    item_version_id: Mapped[int] = mapped_column(foreign_key("item_versions.id"), index=True)
    objective_id: Mapped[int] = mapped_column(foreign_key("objectives.id"), index=True)
    selected: Mapped[Any] = mapped_column(Json, nullable=False)
    shown: Mapped[list[Any]]
    confidence: Mapped[Confidence | None] = mapped_column(enum_column(Confidence))
    points: Mapped[int]
    maximum: Mapped[int]
    rule: Mapped[str]
    rating: Mapped[int]
    reviewed: Mapped[bool]
    item_difficulty: Mapped[float]
    first_exposure: Mapped[bool]
    predicted: Mapped[float]
    prediction_version: Mapped[str]
    recall_before: Mapped[float | None]
    selection: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    latency_ms: Mapped[int]
    at: Mapped[datetime]


class MemoryState(Base):
    """Projection of the log: one learner's memory of one objective (`core.memory.Memory`)."""

    __tablename__ = "memory_states"
    __table_args__ = (
        Index("ix_memory_states_user_id_due_at", "user_id", "due_at"),
        Index("ix_memory_states_user_id_stability", "user_id", "stability"),
    )

    user_id: Mapped[int] = mapped_column(
        foreign_key("users.id", ondelete="CASCADE"), primary_key=True
    )
    objective_id: Mapped[int] = mapped_column(
        foreign_key("objectives.id"), primary_key=True, index=True
    )
    stability: Mapped[float]
    memory_difficulty: Mapped[float]
    reviewed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answered_at: Mapped[datetime]
    last_right: Mapped[bool]
    last_step: Mapped[Step] = mapped_column(enum_column(Step))
    reps: Mapped[int]
    lapses: Mapped[int]
    successes: Mapped[int]
    failures: Mapped[int]
    params_version: Mapped[str]
    missed_since: Mapped[int] = mapped_column(default=0, server_default="0")
    last_number: Mapped[int] = mapped_column(default=0, server_default="0")
    decay: Mapped[float] = mapped_column(default=DEFAULT_DECAY, server_default=str(DEFAULT_DECAY))


class AbilityState(Base):
    """Projection of the log: one learner's ability (`core.difficulty.Ability`).

    `modules` maps a module's id, as text, to the fields of `core.difficulty.ModuleAbility`: in this
    row and not in a table of its own, so that an answer takes no statement more.
    """

    __tablename__ = "abilities"

    user_id: Mapped[int] = mapped_column(
        foreign_key("users.id", ondelete="CASCADE"), primary_key=True
    )
    ability: Mapped[float]
    form: Mapped[float]
    answered: Mapped[int]
    modules: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")


class Projection(Base):
    """How far a projection that is folded in the background has read the log.

    Only rows up to `horizon_id`, the newest one that the run before saw, are folded: on PostgreSQL
    a lower id may be committed after a higher one.
    """

    __tablename__ = "projections"

    name: Mapped[str] = mapped_column(primary_key=True)
    response_id: Mapped[int] = mapped_column(BigInteger, default=0)
    horizon_id: Mapped[int] = mapped_column(BigInteger, default=0)
