"""What the pages of the review and of the item editor show."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.banks import locate
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.tables import Setting
from quizapp.core.items import load_item
from quizapp.services.exhibits import show_exhibits
from quizapp.services.outlines import read_text
from quizapp.services.pictures import PictureView, find_pictures
from quizapp.services.review import (
    count_items,
    find_undoable,
    list_bank,
    list_objectives,
    list_queue,
)
from quizapp.services.sections import NOWHERE, kept_pictures, list_sections
from quizapp.storage.models import ItemRow, ItemStatus, Module, Section

_CONTEXT = 600


@dataclass(frozen=True)
class ReviewView:
    """One item of the queue with its neighbours; `position` counts from 1."""

    module: dict[str, Any]
    item: dict[str, Any] | None
    position: int
    total: int
    previous: UUID | None
    next: UUID | None
    undo: dict[str, Any] | None


def describe_review(
    session: Session, module: Module, status: ItemStatus | None, wanted: UUID | None
) -> ReviewView:
    """The wanted item of the queue, or its first where none is wanted or it has moved on."""
    queue = list_queue(session, module, status)
    index = queue.index(wanted) if wanted in queue else 0
    undoable = find_undoable(session, module)
    return ReviewView(
        module=describe_module(session, module),
        item=_describe_item(session, module, queue[index]) if queue else None,
        position=index + 1 if queue else 0,
        total=len(queue),
        previous=queue[index - 1] if index > 0 else None,
        next=queue[index + 1] if index + 1 < len(queue) else None,
        undo=None
        if undoable is None
        else {"uuid": undoable.uuid, "label": undoable.latest.record["stem"]},
    )


def describe_module(session: Session, module: Module) -> dict[str, Any]:
    """A module's name and how many of its items stand where."""
    return {
        "uuid": module.uuid,
        "title": module.title,
        "course_slug": module.course.slug,
        "course_title": module.course.title,
    } | asdict(count_items(session, module))


def list_bank_rows(
    session: Session, module: Module, status: ItemStatus | None
) -> list[dict[str, Any]]:
    """The bank's rows, each type by the name that people know it by."""
    return [
        asdict(row) | {"type_label": TYPES[row.type].label}
        for row in list_bank(session, module, status)
    ]


def describe_editor(session: Session, item: ItemRow) -> dict[str, Any]:
    """What the editor shows beside its form."""
    record = item.latest.record
    item_type = TYPES[record["type"]]
    return {
        "item": {
            "uuid": item.uuid,
            "module_uuid": item.section.module.uuid,
            "type": item_type.name,
            "type_label": item_type.label,
            "layout": item_type.layout,
        },
        "objectives": list_objectives(session, item.section),
        "quote": record.get("source", {}).get("quote", ""),
        "findings": item.latest.findings,
        "sections": [],
    }


def describe_new_editor(session: Session, module: Module, type_name: str | None) -> dict[str, Any]:
    """What the editor shows beside its form for an item that does not exist yet."""
    item_type = TYPES.get(type_name or "", TYPES["multiple_choice"])
    sections = [
        section
        for section in list_sections(session, module.id)
        if (section.lesson or section.start == NOWHERE) and not section.excluded
    ]
    return {
        "item": {
            "uuid": None,
            "module_uuid": module.uuid,
            "type": item_type.name,
            "type_label": item_type.label,
            "layout": item_type.layout,
        },
        "objectives": [text for s in sections for text in list_objectives(session, s)],
        "quote": "",
        "findings": [],
        "sections": [(str(section.uuid), section.title) for section in sections],
    }


def form_of(record: dict[str, Any], settings: Sequence[Setting]) -> dict[str, Any]:
    """The editor's fields outside its tables: every type's, and this type's settings."""
    own = [setting.name for setting in settings]
    common = ("stem", "rationale", "objective", "step", "bloom", "case", "judgment")
    return {name: record.get(name, "") for name in (*common, *own)}


def _describe_item(session: Session, module: Module, uuid: UUID) -> dict[str, Any]:
    item = session.scalars(
        select(ItemRow)
        .where(ItemRow.uuid == uuid)
        .options(
            joinedload(ItemRow.latest), joinedload(ItemRow.section), joinedload(ItemRow.objective)
        )
    ).one()
    record = item.latest.record
    item_type = TYPES[record["type"]]
    text = read_text(session, module)
    return {
        "uuid": item.uuid,
        "status": item.status,
        "stale": item.stale,
        "stem": record["stem"],
        "type_label": item_type.label,
        "layout": item_type.layout,
        "exhibits": show_exhibits(load_item(record)),
        "case": record.get("case", ""),
        "judgment": record.get("judgment", ""),
        "content": item_type.dump(item_type.load(record)),
        "rationale": record["rationale"],
        "objective": item.objective.text,
        "step": record["step"],
        "bloom": record["bloom"],
        "generator": record["generator"],
        "section_title": item.section.title,
        "findings": item.latest.findings,
        "context_parts": _context(text, item.section, record.get("source")),
        "section_uuid": item.section.uuid,
        "pictures": _pictures_beside(session, text, item.section, record.get("source")),
        "version": item.latest_number,
        "rejected_reason": item.rejected_reason,
    }


def _context(
    text: str, section: Section, source: dict[str, Any] | None
) -> tuple[tuple[str, bool], ...]:
    """The quote, marked, with the words of its section around it, cut at line ends.

    Looked for anew, because a newer version of the document may have moved it; alone where that
    version no longer has it.
    """
    if source is None:
        return ()
    body = text[section.start : section.end]
    found = None if section.stale else locate(source["quote"], body)
    if found is None:
        return ((source["quote"], True),)
    first, last = max(0, found.start - _CONTEXT), min(len(body), found.end + _CONTEXT)
    before, after = body[first : found.start], body[found.end : last]
    if first > 0:
        before = before.partition("\n")[2] or before
    if last < len(body):
        after = after.rpartition("\n")[0] or after
    pieces = ((before.lstrip(), False), (found.quote, True), (after.rstrip(), False))
    return tuple(piece for piece in pieces if piece[0])


def _pictures_beside(
    session: Session, text: str, section: Section, source: dict[str, Any] | None
) -> tuple[PictureView, ...]:
    """The pictures that stand as near to the quote as the words that are shown around it."""
    placed = kept_pictures(section)
    quote = "" if source is None or not placed else source["quote"]
    found = locate(quote, text[section.start : section.end]) if quote else None
    if found is None or section.stale:
        return ()
    first, last = (section.start + found.start - _CONTEXT, section.start + found.end + _CONTEXT)
    beside = [picture for picture in placed if first <= picture.at <= last]
    pictures = find_pictures(session, section.module_id, beside)
    return tuple(pictures[each.origin].of(each) for each in beside if each.origin in pictures)
