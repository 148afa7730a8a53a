"""What a reader found -> a parsed bank: identities, objectives, and nothing twice."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from quizapp.core.errors import Invalid
from quizapp.core.formats.base import ParsedBank, ParsedItem, Skipped
from quizapp.core.item_types import TYPES
from quizapp.core.items import Item, dump_item

MOST_ITEMS = 20_000
_MOST_TITLE = 200
_WORDS_SHOWN = 80
_HASH_LETTERS = 16
_UNSAID = {
    "rationale": "The file gives no reason for the answer: write one.",
    "objective": "The file names no objective: its category stands in.",
    "step": "The file does not tell its difficulty: it starts as medium.",
    "bloom": "The file does not tell its Bloom level: it starts as understand.",
}
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?")


def assemble(
    entries: Iterable[ParsedItem | Skipped],
    *,
    name: str,
    title: str = "",
    uuid: str = "",
    language: str = "",
    notes: Iterable[str] = (),
    media: Mapping[str, bytes] | None = None,
) -> ParsedBank:
    """A bank of what was read, in the file's order.

    A title that is missing is the file's name. An identifier that is missing or taken is derived
    from the question's words; an objective that is missing is the category, else the title. Notes
    say so. The same question a second time is skipped. Raises Invalid for more questions than a
    bank may have.
    """
    title = one_line(title) or one_line(PurePath(name).stem) or "Questions"
    found: list[ParsedItem] = []
    skipped: list[Skipped] = []
    for entry in entries:
        if isinstance(entry, Skipped):
            skipped.append(entry)
        else:
            found.append(entry)
        if len(found) + len(skipped) > MOST_ITEMS:
            raise too_many(name)
    stems = Counter(entry.item.stem for entry in found)
    taken: dict[str, str] = {}
    seen: dict[str, str] = {}
    items = []
    for entry in found:
        words = _everything_of(entry.item)
        first = seen.get(words)
        if first is not None:
            reason = f"The same question stands at {first}."
            skipped.append(Skipped(entry.place, shortened(entry.item.stem), reason))
            continue
        seen[words] = entry.place
        complete = _completed(entry, title, taken, repeated=stems[entry.item.stem] > 1)
        taken[complete.identifier] = entry.place
        items.append(complete)
    return ParsedBank(
        title, tuple(items), tuple(skipped), uuid, language, tuple(notes), dict(media or {})
    )


def too_many(name: str) -> Invalid:
    """The refusal of more questions than a bank may have."""
    return Invalid(
        f"{name}: there are more than {MOST_ITEMS:,} questions. Split the file, and import the "
        "parts one by one."
    )


def one_line(text: str) -> str:
    """A text as a title: on one line, without control characters, of a sensible length."""
    plain = "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)
    return " ".join(plain.split())[:_MOST_TITLE].strip()


def shortened(text: str) -> str:
    """The first words of a question, by which a person knows it again."""
    line = one_line(text)
    return line if len(line) <= _WORDS_SHOWN else f"{line[: _WORDS_SHOWN - 1].rstrip()}\u2026"


def slug_of(identifier: str) -> str:
    """An identifier of a file as a slug, by which an item is known in its bank; "" for none.

    One that is a slug, or a bank's uuid and a slug with a slash between them, stays as it is.
    """
    if len(identifier) <= _MOST_TITLE and _IDENTIFIER.fullmatch(identifier):
        return identifier
    words = re.sub(r"[^a-z0-9]+", "-", identifier.casefold()).strip("-")
    # Two identifiers may differ in what a slug cannot hold.
    return f"{words[:40].strip('-') or 'x'}-{_digest(identifier)}" if identifier.strip() else ""


def _completed(
    entry: ParsedItem, title: str, taken: Mapping[str, str], *, repeated: bool
) -> ParsedItem:
    section = tuple(filter(None, map(one_line, entry.section)))
    item = entry.item
    notes = (*entry.notes, *(_UNSAID[name] for name in entry.unsaid))
    if not item.objective:
        item = replace(item, objective=section[-1] if section else title)
    identifier = slug_of(entry.identifier)
    if identifier in taken:
        notes = (*notes, "Another question of the file has its identifier, so it gets its own.")
    if not identifier or identifier in taken:
        identifier = _digest(_shown_of(item) if repeated or identifier else item.stem)
    if identifier in taken:
        identifier = _digest(_everything_of(item))
    return replace(entry, identifier=identifier, section=section, item=item, notes=notes)


def _shown_of(item: Item) -> str:
    """What is asked and what there is to choose from, whatever the key."""
    record = dump_item(item)
    rows = [
        row[column]
        for table in TYPES[item.type].tables
        for row in record.get(table.name, [])
        for column in table.texts
    ]
    return repr((item.stem, rows))


def _everything_of(item: Item) -> str:
    """What is asked, the key and the reasons: two items with the same are the same."""
    return repr((item.stem, item.content, item.rationale))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_LETTERS]
