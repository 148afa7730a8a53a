"""A changed document comes in for a module that is there: keep what still holds, name the rest."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.generation import DraftedSection
from quizapp.core.revision import Outlined, match_sections, stands_in
from quizapp.services.documents import (
    Drafted,
    find_module,
    find_predecessor,
    store_draft,
    store_new_items,
    store_section,
)
from quizapp.services.outlines import read_text
from quizapp.services.pictures import keep_pictures
from quizapp.services.review import touch_bank
from quizapp.services.sections import NOWHERE, list_sections
from quizapp.storage.models import Document, ItemRow, ItemStatus, Module, Section


@dataclass(frozen=True)
class RevisionReport:
    """What a new version of a document changed."""

    sections_kept: int = 0
    sections_changed: int = 0
    sections_added: int = 0
    sections_gone: int = 0
    items_kept: int = 0
    items_stale: int = 0
    items_added: int = 0

    def __str__(self) -> str:
        """The report in one sentence for the instructor."""
        return (
            f"New version: {self.sections_kept} sections unchanged, {self.sections_changed}"
            f" changed, {self.sections_added} new, {self.sections_gone} gone; {self.items_kept}"
            f" questions kept, {self.items_stale} whose sentence is gone, {self.items_added} new"
            " to review."
        )


def store_or_revise(
    session: Session, document: Document, drafted: Drafted, *, now: datetime
) -> tuple[Module, RevisionReport | None]:
    """Make a module of a document, or bring the one of its earlier version up to date."""
    predecessor = find_predecessor(session, document)
    if predecessor is None or find_module(session, document) is not None:
        return store_draft(session, document, drafted, now=now), None
    return predecessor, revise_module(session, predecessor, document, drafted, now=now)


def revise_module(
    session: Session, module: Module, document: Document, drafted: Drafted, *, now: datetime
) -> RevisionReport:
    """Bring a module to a new version of its document.

    A section whose words are unchanged keeps its items as they are, wherever it now stands. In a
    changed one, items whose quote still stands there are kept; the others are stale, as is what
    belonged to a section that is gone. Stale items are asked of nobody until they are accepted
    again. Nothing is deleted, and items are only drafted where words are new.
    """
    text = read_text(session, module)
    everything = [section for section in list_sections(session, module.id) if not section.stale]
    old = [section for section in everything if section.start != NOWHERE]
    matches = match_sections(
        _outlined(old, text), [_as_outlined(entry) for entry in _with_headings(drafted)]
    )
    rows: dict[int, Section] = {}
    kept = changed = added = items_kept = items_stale = items_added = 0
    gone = []
    for match in matches:
        if match.new is None:
            gone.append(old[match.old or 0])
            continue
        above, entry = drafted.sections[match.new]
        parent = None if above is None else rows[id(above)]
        if match.old is None:
            row = store_section(session, module, entry, parent, match.new, now)
            added, items_added = added + 1, items_added + len(entry.items)
        else:
            row = old[match.old]
            _move(row, entry, parent, match.new)
            if not match.same:
                items_stale += _mark_stale(session, row, entry.section.text)
            items_kept += len(_items(session, row))
            kept, changed = kept + match.same, changed + (not match.same)
            if not match.same:
                items_added += store_new_items(session, row, entry.items, now)
        rows[id(entry.section)] = row
    for number, row in enumerate(gone):
        row.stale = row.excluded = True
        row.place = len(drafted.sections) + number
        items_stale += _mark_stale(session, row, "")
    for number, row in enumerate(section for section in everything if section.start == NOWHERE):
        row.place = len(drafted.sections) + len(gone) + number
    keep_pictures(session, module, drafted.shown_pictures(), now=now)
    document.text = drafted.source.text
    module.document_id, module.title = document.id, drafted.outline.title
    module.facts = [{"key": fact.key, "value": fact.value} for fact in drafted.outline.facts]
    module.dropped = [{"text": r.text, "reason": r.reason} for r in drafted.outline.dropped]
    module.doubts = [{"text": r.text, "reason": r.reason} for r in drafted.outline.doubts]
    touch_bank(session, module)
    return RevisionReport(
        sections_kept=kept,
        sections_changed=changed,
        sections_added=added,
        sections_gone=len(gone),
        items_kept=items_kept,
        items_stale=items_stale,
        items_added=items_added,
    )


def _move(row: Section, entry: DraftedSection, parent: Section | None, place: int) -> None:
    """Give a section its new place, span and lesson; a title of the instructor's own stays."""
    if row.title == row.heading:
        row.title = entry.section.title
    row.heading = entry.section.title
    row.parent_id = None if parent is None else parent.id
    row.place, row.level = place, entry.section.level
    row.start, row.end = entry.section.start, entry.section.end
    row.lesson = None if entry.lesson is None else asdict(entry.lesson) | {"title": row.title}


def _mark_stale(session: Session, section: Section, text: str) -> int:
    """Mark the items whose quote does not stand in the text, and send them to review again."""
    stale = 0
    for item in _items(session, section):
        source = item.latest.record.get("source")
        if source is None or stands_in(source["quote"], text):
            continue
        item.stale = True
        if item.status in (ItemStatus.ACCEPTED, ItemStatus.PUBLISHED):
            item.status, item.previous_status = ItemStatus.IN_REVIEW, None
        stale += 1
    return stale


def _items(session: Session, section: Section) -> Sequence[ItemRow]:
    return session.scalars(
        select(ItemRow)
        .where(ItemRow.section_id == section.id, ItemRow.stale.is_(False))
        .options(joinedload(ItemRow.latest))
    ).all()


def _outlined(sections: Sequence[Section], text: str) -> list[Outlined]:
    by_id = {section.id: section for section in sections}

    def above(section: Section) -> tuple[str, ...]:
        parent = by_id.get(section.parent_id or 0)
        return () if parent is None else (*above(parent), parent.heading)

    return [Outlined(s.heading, above(s), text[s.start : s.end]) for s in sections]


def _with_headings(drafted: Drafted) -> list[tuple[tuple[str, ...], DraftedSection]]:
    paths: dict[int, tuple[str, ...]] = {}
    entries = []
    for above, entry in drafted.sections:
        path = () if above is None else (*paths[id(above)], above.title)
        paths[id(entry.section)] = path
        entries.append((path, entry))
    return entries


def _as_outlined(entry: tuple[tuple[str, ...], DraftedSection]) -> Outlined:
    above, drafted = entry
    return Outlined(drafted.section.title, above, drafted.section.text)
