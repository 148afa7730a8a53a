"""What a learner was sure of and got wrong, until they get it right."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.practice import Confidence
from quizapp.storage.models import (
    ItemVersion,
    MemoryState,
    Module,
    ModuleStatus,
    Objective,
    Response,
    Section,
    User,
)

_MOST = 3


@dataclass(frozen=True)
class SecondLook:
    """A mistake made with confidence: `quote` stands in the lesson, "" where nothing does."""

    objective: str
    stem: str
    lesson_uuid: UUID
    lesson_title: str
    quote: str


def list_second_looks(session: Session, user: User) -> tuple[SecondLook, ...]:
    """Objectives whose last answer was sure and wrong, the newest first, a few at most.

    As corrected: a misclick is not the last answer, and a regraded one may have become right.
    """
    rows = session.execute(
        select(Objective.text, ItemVersion.record, Section)
        .select_from(MemoryState)
        .join(
            Response,
            (Response.user_id == MemoryState.user_id)
            & (Response.objective_id == MemoryState.objective_id)
            & (Response.at == MemoryState.answered_at),
        )
        .join(ItemVersion, ItemVersion.id == Response.item_version_id)
        .join(Objective, Objective.id == MemoryState.objective_id)
        .join(Section, Section.id == Objective.section_id)
        .join(Module, Module.id == Section.module_id)
        .where(
            MemoryState.user_id == user.id,
            MemoryState.last_right.is_(False),
            Response.confidence == Confidence.SURE,
            Section.excluded.is_(False),
            Module.status == ModuleStatus.PUBLISHED,
        )
        .order_by(Response.id.desc())
        .limit(_MOST)
    )
    return tuple(
        SecondLook(
            objective=text,
            stem=record["stem"],
            lesson_uuid=section.uuid,
            lesson_title=section.title,
            quote=record.get("source", {}).get("quote", ""),
        )
        for text, record, section in rows
    )
