"""Anki packages (.apkg): decks of notes, which are SQLite in a zip, in and out.

Notes with choices (of the add-on "Multiple Choice for Anki"), with one gap (Cloze) and with a short
back come in; what a page to think about holds (a long back) is no question of ours. Our own notes
hold the whole item as JSON in a field that no card shows. Anki's source describes the tables
(rslib/src/storage/schema11.sql): col, notes, cards.
"""

import html
import json
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from quizapp.adapters.formats import zips
from quizapp.adapters.formats.anki_writing import QUESTION, RECORD, question_of, write
from quizapp.adapters.formats.qti_texts import Files, Texts
from quizapp.core.errors import Invalid
from quizapp.core.formats import mapping
from quizapp.core.formats.assembling import MOST_ITEMS, assemble, shortened
from quizapp.core.formats.base import Format, ParsedBank, ParsedItem, Skipped
from quizapp.core.formats.mapping import Answer, Unkeepable
from quizapp.core.item_types import ItemContent
from quizapp.core.items import Item, load_item, problems_of

_LABEL = "Anki"
_COLLECTIONS = ("collection.anki21", "collection.anki2")
_NEWEST = "collection.anki21b"
_FIELDS_END = "\x1f"
# Steps of SQLite's machine; a package of 20,000 notes takes a hundredth of this.
_MOST_STEPS = 20_000_000
_STEPS = 1_000_000
# What a collection raises whose tables hold something else than Anki writes.
_DAMAGE = (sqlite3.Error, AttributeError, KeyError, RecursionError, TypeError, ValueError)
_LONGEST_BACK = 80
_CLOZE = re.compile(r"\{\{c([0-9]{1,3})::(.*?)(?:::[^{}]*?)?\}\}", re.DOTALL)
_FRONTS = ("front", "question", "text", "vorderseite", "frage")
_BACKS = ("back", "answer", "rückseite", "antwort")
_REASONS = ("extra", "back extra", "extra 1", "explanation", "rationale", "sources")
_EDITED = "It was changed in Anki: its question is as it is there, its answers are as they were."


@dataclass(frozen=True)
class _Note:
    """A note: its fields by name, in their order, and what kind of note it is."""

    guid: str
    kind: str
    is_cloze: bool
    fields: Mapping[str, str]
    deck: str


def _read(content: bytes, name: str) -> ParsedBank:
    with zips.opened(content, name) as archive:
        if _NEWEST in archive.names:
            raise Invalid(
                f"{name}: this package is in Anki's newest form. In Anki, export it once more with "
                "“Support older Anki versions” ticked."
            )
        found = next((path for path in _COLLECTIONS if path in archive.names), "")
        collection = archive.read(found) if found else None
        if collection is None:
            raise Invalid(f"{name}: there is no collection in it. Export the deck from Anki again.")
        named = _media_in(archive)
        files = Files(frozenset(named), lambda path: archive.read(named.get(path, "")))
        try:
            entries = [_entry(n, note, files) for n, note in enumerate(_notes(collection), 1)]
        except _DAMAGE as error:
            raise Invalid(
                f"{name}: its collection is damaged, or holds far more than a bank. Export the "
                "deck from Anki once more."
            ) from error
        bank = assemble(entries, name=name, title=_title_of(entries))
        return replace(bank, media=files.media)


def _title_of(entries: list[ParsedItem | Skipped]) -> str:
    """The deck that all stand in, by the first; "" for none."""
    tops = {e.section[0] for e in entries if isinstance(e, ParsedItem) and e.section}
    return tops.pop() if len(tops) == 1 else ""


def _media_in(archive: zips.Archive) -> dict[str, str]:
    """The entry of each media file by its name; "media" maps them the other way round."""
    try:
        listed = json.loads(archive.read("media") or b"{}")
    except (ValueError, RecursionError):
        return {}
    if not isinstance(listed, dict):
        return {}
    return {str(name): entry for entry, name in listed.items() if entry in archive.names}


def _notes(collection: bytes) -> Iterator[_Note]:
    """The notes of a collection in memory, each in the deck of its first card."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(collection)
        # A file may define views and functions of its own; nothing of it is trusted or written.
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA query_only = ON")
        left = iter(range(_MOST_STEPS // _STEPS))
        database.set_progress_handler(lambda: next(left, None) is None, _STEPS)
        models, decks = (
            json.loads(text)
            for text in database.execute("SELECT models, decks FROM col").fetchone()
        )
        rows = database.execute(
            "SELECT n.guid, n.mid, n.flds, min(c.did) FROM notes n"
            " LEFT JOIN cards c ON c.nid = n.id GROUP BY n.id ORDER BY n.id LIMIT ?",
            (MOST_ITEMS + 1,),
        )
        for guid, kind, written, deck in rows:
            model = models[str(kind)]
            names = [str(field["name"]) for field in model["flds"]]
            fields = dict(zip(names, str(written).split(_FIELDS_END), strict=False))
            deck_name = str(decks.get(str(deck), {}).get("name", ""))
            is_cloze = model.get("type") == 1
            yield _Note(str(guid), str(model.get("name", "")), is_cloze, fields, deck_name)


def _entry(number: int, note: _Note, files: Files) -> ParsedItem | Skipped:
    place = f"note {number}" + (f" ({shortened(note.kind)})" if note.kind else "")
    texts = Texts(files)
    try:
        if RECORD in note.fields:
            return _own(note, place)
        return _foreign(note, place, texts)
    except Unkeepable as reason:
        words = _first_words(next(iter(note.fields.values()), ""))
        return Skipped(place, words, str(reason))


def _first_words(markup: str) -> str:
    try:
        return shortened(Texts(Files()).plain(markup[:2_000]))
    except Unkeepable:
        return ""


def _own(note: _Note, place: str) -> ParsedItem:
    """An item that we wrote, by its record; what was changed in Anki since is seen by the card."""
    try:
        record = json.loads(html.unescape(note.fields[RECORD]))
        identity, section = str(record.pop("identity")), str(record.pop("section"))
        item: Item = load_item(record)
    except Invalid as error:
        raise Unkeepable(f"Its record was changed: {' '.join(error.problems)}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unkeepable("Its record was changed in Anki and cannot be read.") from None
    if problems := problems_of(item):
        raise Unkeepable(" ".join(problems))
    notes: tuple[str, ...] = ()
    shown = note.fields.get(QUESTION, "")
    if shown != question_of(item):
        stem = Texts(Files()).plain(shown)
        if not stem:
            raise Unkeepable("It has no question text.")
        item, notes = replace(item, stem=stem), (_EDITED,)
    return ParsedItem(identity, place, (section,) if section else (), item, (), notes, whole=True)


def _foreign(note: _Note, place: str, texts: Texts) -> ParsedItem:
    fields = {name.casefold().strip(): text for name, text in note.fields.items()}
    stem, content, notes = _content(note, fields, texts)
    reasons = (texts.plain(fields[name]) for name in _REASONS if name in fields)
    item, unsaid = mapping.make_item(stem, content, rationale=next(filter(None, reasons), ""))
    section = tuple(part for part in note.deck.replace(_FIELDS_END, "::").split("::") if part)
    media = tuple(dict.fromkeys(texts.used))
    return ParsedItem(note.guid, place, section, item, media, texts.told(notes), unsaid)


def _content(
    note: _Note, fields: Mapping[str, str], texts: Texts
) -> tuple[str, ItemContent, tuple[str, ...]]:
    if "qtype" in fields and "answers" in fields:
        return _choices(fields, texts)
    if note.is_cloze:
        return _cloze(next(iter(fields.values()), ""), texts)
    if "image" in fields and "occlusion" in note.kind.casefold():
        raise mapping.not_kept_yet("a place on a picture")
    names = list(fields)
    front = next((name for name in _FRONTS if name in fields), names[0] if names else "")
    back = next((name for name in _BACKS if name in fields), names[1] if len(names) > 1 else "")
    answer = texts.plain(fields.get(back, ""))
    if not answer:
        raise Unkeepable("It has no answer.")
    if len(answer) > _LONGEST_BACK or "\n" in answer:
        raise Unkeepable(
            "Its back is longer than an answer that is typed. Write it as a question with choices."
        )
    content, notes = mapping.short_answer([Answer(answer, 1.0)])
    told = ("A card with a front and a back became a short answer, typed as on the back.",)
    return texts.plain(fields.get(front, "")), content, (*notes, *told)


def _choices(fields: Mapping[str, str], texts: Texts) -> tuple[str, ItemContent, tuple[str, ...]]:
    """A note of the add-on: QType 1 for several, 2 for one; Answers "0 1 0" for Q_1, Q_2, Q_3."""
    kind = texts.plain(fields["qtype"])
    if kind not in ("1", "2"):
        raise mapping.not_kept_yet("statements that are each true or false (kprim)")
    options = [(n, texts.plain(fields.get(f"q_{n}", ""))) for n in range(1, 21)]
    marks = texts.plain(fields["answers"]).split()
    answers = [Answer(text, float(marks[n - 1 : n] == ["1"])) for n, text in options if text]
    content, notes = mapping.choices(answers, several=kind == "1")
    return texts.plain(fields.get("question", "")), content, notes


def _cloze(markup: str, texts: Texts) -> tuple[str, ItemContent, tuple[str, ...]]:
    """A text with one gap; the same gap in several places, or several, are no type of ours."""
    gaps = _CLOZE.findall(markup)
    if not gaps:
        raise Unkeepable("It has no gap.")
    if len(gaps) > 1:
        raise mapping.not_kept_yet("several gaps that are typed into")
    stem = texts.plain(_CLOZE.sub("______", markup))
    answer = texts.plain(gaps[0][1])
    content, notes = mapping.short_answer([Answer(answer, 1.0)])
    return stem, content, notes


def _fits(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return False
    try:
        with zips.opened(content, "") as archive:
            return bool({*_COLLECTIONS, _NEWEST} & set(archive.names))
    except Invalid:
        return False


FORMAT = Format(
    name="apkg",
    label=_LABEL,
    endings=(".apkg", ".colpkg", ".zip"),
    media_type="application/apkg",
    fits=_fits,
    read=_read,
    write=write,
)
