"""The outline of a module as its instructor sees and corrects it."""

from dataclasses import dataclass
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from quizapp.core.choices import Importance
from quizapp.core.errors import Conflict, Invalid
from quizapp.services.pictures import PictureView, find_pictures
from quizapp.services.review import Counts, count_items, touch_bank
from quizapp.services.sections import kept_pictures, list_sections
from quizapp.storage.models import (
    Document,
    ItemRow,
    ItemStatus,
    Job,
    JobStatus,
    Module,
    ModuleStatus,
    Section,
)


@dataclass(frozen=True)
class SectionView:
    """One section with its words and how many questions it has."""

    uuid: UUID
    title: str
    level: int
    excluded: bool
    stale: bool
    importance: Importance
    item_count: int
    to_review: int
    text: str
    lesson_uuid: UUID | None
    pictures: tuple[PictureView, ...]


@dataclass(frozen=True)
class OutlineView:
    """A module's outline beside what was dropped and what is doubted.

    `note` says what a language model added or why it did not, "" where none was asked.
    """

    uuid: UUID
    title: str
    status: ModuleStatus
    course_slug: str
    course_title: str
    facts: tuple[tuple[str, str], ...]
    dropped: tuple[dict[str, Any], ...]
    doubts: tuple[dict[str, Any], ...]
    sections: tuple[SectionView, ...]
    counts: Counts
    note: str


def describe_outline(session: Session, module: Module) -> OutlineView:
    """The outline with each section's text, pictures and questions."""
    text = read_text(session, module)
    sections = list_sections(session, module.id)
    placed = {section.id: kept_pictures(section) for section in sections}
    pictures = find_pictures(session, module.id, chain.from_iterable(placed.values()))
    items = {
        section_id: (count, to_review)
        for section_id, count, to_review in session.execute(
            select(
                ItemRow.section_id,
                func.count(),
                func.count().filter(ItemRow.status == ItemStatus.IN_REVIEW),
            )
            .join(Section, Section.id == ItemRow.section_id)
            .where(Section.module_id == module.id)
            .group_by(ItemRow.section_id)
        )
    }
    return OutlineView(
        uuid=module.uuid,
        title=module.title,
        status=module.status,
        course_slug=module.course.slug,
        course_title=module.course.title,
        facts=tuple((fact["key"], fact["value"]) for fact in module.facts),
        dropped=tuple(module.dropped),
        doubts=tuple(module.doubts),
        sections=tuple(
            SectionView(
                uuid=section.uuid,
                title=section.title,
                level=section.level,
                excluded=section.excluded,
                stale=section.stale,
                importance=section.importance,
                item_count=items.get(section.id, (0, 0))[0],
                to_review=items.get(section.id, (0, 0))[1],
                text="" if section.stale else text[section.start : section.end].strip(),
                lesson_uuid=None if section.lesson is None else section.uuid,
                pictures=tuple(
                    pictures[each.origin].of(each)
                    for each in placed[section.id]
                    if each.origin in pictures
                ),
            )
            for section in sections
        ),
        counts=count_items(session, module),
        note=_model_note(session, module),
    )


def _model_note(session: Session, module: Module) -> str:
    """What the import that the module was made by noted of a language model."""
    progress = session.scalar(
        select(Job.progress)
        .where(Job.document_id == module.document_id, Job.status == JobStatus.DONE)
        .order_by(Job.id.desc())
        .limit(1)
    )
    note: str = (progress or {}).get("model", {}).get("note", "")
    return note


def rename_section(session: Session, section: Section, title: str) -> None:
    """Give a section another title. Raises Invalid for an empty one."""
    title = " ".join(title.split())
    if not title:
        raise Invalid("title: a section needs a title.")
    section.title = title
    if section.lesson is not None:
        section.lesson = section.lesson | {"title": title}
    session.flush()


def toggle_section(session: Session, section: Section) -> None:
    """Take a section out of the module, or bring it back; its questions go with it.

    Raises Conflict for a section that the document no longer has.
    """
    if section.stale:
        raise Conflict("The document no longer has this section, so it cannot be brought back.")
    section.excluded = not section.excluded
    touch_bank(session, section.module)


def set_importance(session: Session, section: Section, typed: str) -> None:
    """Let a section's questions count more or less in practice. Raises Invalid."""
    if typed not in set(Importance):
        raise Invalid("Choose normal, important or core.")
    section.importance = Importance(typed)
    touch_bank(session, section.module)


def read_text(session: Session, module: Module) -> str:
    """The text that the module's document was read as."""
    document = session.get_one(Document, module.document_id, options=[undefer(Document.text)])
    return document.text or ""
