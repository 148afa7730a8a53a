"""What an import of a bank file would do, item by item, before anything is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.banks import locate
from quizapp.core.formats.assembling import shortened
from quizapp.core.formats.base import ParsedBank, ParsedItem
from quizapp.core.formats.losses import without_row_rationales
from quizapp.core.item_types import TYPES
from quizapp.core.items import Item, dump_item, load_item, with_source
from quizapp.services.outlines import read_text
from quizapp.services.sections import list_sections
from quizapp.storage.models import ItemRow, ItemStatus, Module, Section

# Files without an identity of their own get one in here, by their kind and name.
_FILES = UUID("5b0e7a0e-9d4f-4d1c-8f35-0c5a3c1f2e77")
# What no other system's file says of an item.
_IN_RECORDS_ALONE = ("exhibits", "case", "judgment")
_NOT_ASKED = {ItemStatus.RETIRED: "retired", ItemStatus.REJECTED: "rejected"}


class Change(StrEnum):
    """What becomes of a question of the file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Planned:
    """One question of the file: where it stands, its first words, and what becomes of it.

    `section` is the title of the section that it goes to, whose id is None while it is not there
    yet; `notes` say what was changed or lost, or
    why it is skipped. `item` is None for what is skipped, `row_id` for what is not there yet.
    """

    change: Change
    place: str
    words: str
    label: str = ""
    section: str = ""
    section_id: int | None = None
    notes: tuple[str, ...] = ()
    slug: str = ""
    item: Item | None = None
    row_id: int | None = None


@dataclass(frozen=True)
class ImportPlan:
    """What an import would do. The same plan of the same file has the same fingerprint.

    `module_title` is that of the module that the questions go to, or that is made for them.
    """

    module_id: int | None
    module_title: str
    entries: tuple[Planned, ...]
    new_sections: tuple[str, ...]
    notes: tuple[str, ...]
    fingerprint: str

    def count(self, change: Change) -> int:
        """How many questions become that."""
        return sum(1 for entry in self.entries if entry.change is change)


def plan_import(
    session: Session, module: Module | None, parsed: ParsedBank, *, filename: str
) -> ImportPlan:
    """Plan an import into a module, or into a new one where it is None. Writes nothing.

    An item is there already if its identity is: the bank's uuid and its slug, or the uuid under
    which it was exported; or if one has the same words. What the file says nothing of stays.
    """
    return _plan(_known_of(session, module), module, parsed, filename)


def plan_file(parsed: ParsedBank, *, filename: str) -> ImportPlan:
    """What an import into a new module would do."""
    return _plan(_Known({}, "", ()), None, parsed, filename)


def lines_of(plan: ImportPlan) -> Iterator[str]:
    """The plan in lines of text: every question, then how often each note was made."""
    for entry in plan.entries:
        reason = f" - {' '.join(entry.notes)}" if entry.change is Change.SKIPPED else ""
        yield f"{entry.change:<9} {entry.place}: {entry.words}{reason}"
    yield from (f"{count} x {note}" for note, count in notes_of(plan).items())
    yield from plan.notes
    counts = ", ".join(f"{plan.count(change)} {change}" for change in Change)
    where = "a new module" if plan.module_id is None else "the module"
    yield f"{counts}; {where}: {plan.module_title}"


def notes_of(plan: ImportPlan) -> Counter[str]:
    """What was changed or lost in reading what comes in, each with how many questions it is of."""
    return Counter(
        note
        for entry in plan.entries
        if entry.change in (Change.NEW, Change.CHANGED)
        for note in entry.notes
    )


def count_unsourced(plan: ImportPlan) -> int:
    """How many of what comes in rest on no words of a document."""
    return sum(
        1
        for entry in plan.entries
        if entry.change in (Change.NEW, Change.CHANGED)
        and entry.item is not None
        and entry.item.source is None
    )


def _plan(known: "_Known", module: Module | None, parsed: ParsedBank, filename: str) -> ImportPlan:
    bank_uuid = parsed.uuid or str(uuid5(_FILES, filename.casefold()))
    entries = [_planned(entry, bank_uuid, parsed.title, known) for entry in parsed.items]
    entries += [
        Planned(Change.SKIPPED, each.place, each.words, notes=(each.reason,))
        for each in parsed.skipped
    ]
    new_sections = dict.fromkeys(
        entry.section for entry in entries if entry.item is not None and entry.section_id is None
    )
    return ImportPlan(
        module_id=None if module is None else module.id,
        module_title=parsed.title if module is None else module.title,
        entries=tuple(entries),
        new_sections=tuple(new_sections),
        notes=parsed.notes,
        fingerprint=_fingerprint(module, entries),
    )


def _known_of(session: Session, module: Module | None) -> "_Known":
    if module is None:
        return _Known({}, "", ())
    listed = [section for section in list_sections(session, module.id) if not section.stale]
    rows = session.scalars(
        select(ItemRow)
        .join(Section, Section.id == ItemRow.section_id)
        .where(Section.module_id == module.id)
        .options(joinedload(ItemRow.latest), joinedload(ItemRow.section))
        .order_by(ItemRow.id)
    ).all()
    # The first of several sections of one title is meant.
    sections = {section.title.casefold(): section for section in reversed(listed)}
    return _Known(sections, read_text(session, module), rows)


class _Known:
    """What a module holds: sections by title, items by identity and by words; and its text."""

    def __init__(self, sections: dict[str, Section], text: str, rows: Sequence[ItemRow]) -> None:
        self.sections, self.text = sections, text
        self._by_identity = {str(row.uuid): row for row in rows} | {row.slug: row for row in rows}
        self._by_words: dict[str, list[ItemRow]] = {}
        for row in rows:
            self._by_words.setdefault(_words(load_item(row.latest.record)), []).append(row)
        self._taken: set[int] = set()

    def find(self, slug: str, item: Item) -> ItemRow | None:
        """The item that a question of the file is, None for a new one; each is found once."""
        candidates = [self._by_identity.get(slug), self._by_identity.get(slug.rpartition("/")[2])]
        candidates += self._by_words.get(_words(item), [])
        for row in candidates:
            if row is not None and row.id not in self._taken:
                self._taken.add(row.id)
                return row
        return None

    def section_of(self, path: tuple[str, ...], title: str) -> Section | str:
        """The section for a category; where there is none, the title of the one to be added."""
        whole = " / ".join(path) or title
        for wanted in (whole, *path[-1:]):
            found = self.sections.get(wanted.casefold())
            if found is not None:
                return found
        return whole


def _planned(entry: ParsedItem, bank_uuid: str, title: str, known: _Known) -> Planned:
    slug = entry.identifier if "/" in entry.identifier else f"{bank_uuid}/{entry.identifier}"
    section = known.section_of(entry.section, title)
    item, notes = entry.item, entry.notes
    row = known.find(slug, item)
    quote = None if item.source is None else locate(item.source.quote, known.text)
    if item.source is not None and quote is None:
        notes = (*notes, "The words that it rests on do not stand in this module: left out.")
    item = with_source(item, quote)
    change = Change.NEW
    if row is not None:
        before = load_item(row.latest.record)
        unsaid = entry.unsaid if entry.whole else (*entry.unsaid, *_IN_RECORDS_ALONE)
        item = _updated(before, item, unsaid)
        if not entry.section or isinstance(section, str):
            section = row.section
        same = item == before and section.id == row.section_id
        change = Change.UNCHANGED if same else Change.CHANGED
        if not same and row.status in _NOT_ASKED:
            notes = (*notes, f"It was {_NOT_ASKED[row.status]} here, and stays so.")
        if same:
            notes = ()
    return Planned(
        change,
        entry.place,
        shortened(item.stem),
        TYPES[item.type].label,
        section if isinstance(section, str) else section.title,
        None if isinstance(section, str) else section.id,
        tuple(dict.fromkeys(notes)),
        slug,
        item,
        None if row is None else row.id,
    )


def _updated(before: Item, item: Item, unsaid: Sequence[str]) -> Item:
    """The file's wording, with what the file cannot say taken from what is there."""
    kept = {name: getattr(before, name) for name in unsaid}
    if item.source is None:
        kept["source"] = before.source
    kept |= {"generator": before.generator, "generator_version": before.generator_version}
    bare = without_row_rationales(item)
    if bare == item and without_row_rationales(before).content == bare.content:
        kept["content"] = before.content
    return replace(item, **kept)


def _words(item: Item) -> str:
    """What is asked and the key, whatever the reasons."""
    return repr((item.stem, without_row_rationales(item).content))


def _fingerprint(module: Module | None, entries: Sequence[Planned]) -> str:
    digest = hashlib.sha256(repr(None if module is None else module.id).encode())
    for entry in entries:
        record = None if entry.item is None else dump_item(entry.item)
        parts = (
            entry.change.value,
            entry.slug,
            entry.section,
            entry.section_id,
            entry.row_id,
            record,
            entry.place,
        )
        digest.update(repr(parts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
