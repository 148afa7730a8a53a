"""Lecture notes in fragments, read as data: "S/S: drowsy, K up" under the heading that they are of.

A note is a label with its entries, of a topic. The topic is what the nearest heading names, or the
condition or drug that a line begins with ("Hyponatraemia = sodium below 135. Causes: ..."). Only a
text that is written in notes is read so: in prose, a colon leads into a list (listings.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from quizapp.core import terms
from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import negatives, note_entries, note_topics, shorthand
from quizapp.core.generation.note_entries import FEWEST_ENTRIES, SHUTS, Entry
from quizapp.core.generation.note_labels import Label, label_named
from quizapp.core.generation.note_topics import Topic
from quizapp.core.outline import Section

_FEWEST_NOTE_LINES = 8
_NOTE_SHARE = 0.2
_KEY_AND_VALUE = 2
_FEWEST_SIGNS = 3
_SHORTHAND = re.compile(
    r"->|\u2192|[\u2191\u2193]|\w = \w|\bw/o? |\bq\d+ ?h\b|\bS/S\b|\b[TRDHSrtdhs]x\b"
    r"|\b(?:pt|pts|b/c|d/t|s/p)\b"
)
_LABELLED = re.compile(
    r"^(?P<label>[A-Za-z][\w/& -]{0,30}?)\s*(?::|=| - | \u2013 )\s*(?P<values>\S.*)?$", re.S
)
_IN_COLUMNS = re.compile(
    r"^(?P<label>[A-Za-z][\w/&-]*(?: [\w/&-]+){0,2})(?: {2,}|\t+)(?P<values>\S.*)$", re.S
)
_STATEMENT = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=[;])\s+(?=[A-Z][\w/& ]{0,24}:)")
_MARK = re.compile(
    r"^(?:[-*+\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2043\u2013\u2014\u00b7]|!+|\(?[\w]{1,3}[.)])\s+"
)
_OPENS = re.compile(r"^(?P<term>[A-Z][\w-]+(?: [\w-]+){0,3}?)(?: = |: |\.(?: |$)| [-\u2013] |:?$)")
# Behind "Early" or "Severe" stands what is not always so, behind any other name what is so of that.
_AT_ONSET = re.compile(r"^(?:within )?(?:seconds|minutes|hours|onset|sudden onset)$", re.IGNORECASE)
_SUBJECTS = frozenset(("condition", "drug", "drug class", "symptom", "pathogen", "hormone", "test"))
# "Steroid safety" has no side effects: what only a drug has is read of a drug.
_OF_DRUGS = frozenset(("side_effect", "action", "antidote", "use", "class", "prototype", "watch"))
_OF_CONDITIONS = frozenset(("finding", "laboratory", "ecg", "cause", "risk", "problem"))
_DRUGS = frozenset(("drug", "drug class", "treatment", "hormone", "vaccine"))


@dataclass(frozen=True)
class Note:
    """What notes put down under one label of one topic. `start`..`end` is verbatim source."""

    label: Label
    topic: Topic
    entries: tuple[Entry, ...]
    said: str
    start: int
    end: int

    @property
    def sort(self) -> str:
        """What the entries are of the topic: findings, causes, ..."""
        return self.label.sort


def is_written_in_notes(blocks: Sequence[Block]) -> bool:
    """Whether a text is notes: many of its lines hold shorthand, or a label before fragments."""
    lines = [block for block in blocks if block.kind is not BlockKind.HEADING]
    noted = sum(1 for block in lines if _is_note_line(block))
    return noted >= _FEWEST_NOTE_LINES and noted >= _NOTE_SHARE * len(lines)


def _is_note_line(block: Block) -> bool:
    text = block.text
    if block.cells:
        return label_named(block.cells[0]) is not None
    found = _LABELLED.match(text)
    return _SHORTHAND.search(text) is not None or (
        found is not None and label_named(found["label"]) is not None
    )


@dataclass(frozen=True)
class _Line:
    """A line of notes: its pieces with their places, and what its first piece begins with."""

    pieces: tuple[tuple[str, int], ...]
    level: int
    topic: Topic
    label: Label | None
    values: str
    end: int


@dataclass
class _Open:
    """A label whose entries stand on the lines below it."""

    label: Label
    topic: Topic
    level: int = 0
    lines: list[_Line] = field(default_factory=list)


def notes_in(section: Section, about: Topic, blocks: Sequence[Block], text: str) -> Iterator[Note]:
    """The notes of a section, in order; none that stands under what forbids or denies."""
    if negatives.denies(section.title) or SHUTS.search(section.title):
        return
    titled = label_named(note_topics.bare(section.title))
    opened = _Open(titled, about) if titled is not None else None
    for line in _lines(section, about, blocks, text):
        if opened is not None and _goes_on(opened, line):
            opened.lines.append(line)
            continue
        if opened is not None:
            yield from _listed(opened)
            opened = None
        if line.label is not None and not line.values:
            opened = _Open(line.label, line.topic, line.level)
        else:
            yield from _of_line(line)
    if opened is not None:
        yield from _listed(opened)


def _lines(section: Section, about: Topic, blocks: Sequence[Block], text: str) -> Iterator[_Line]:
    """The lines that may say something of a topic, each with the topic that it is of."""
    shut = negatives.forbidden_entries(blocks, section.title)
    inline: tuple[Topic, int] | None = None
    for block in blocks:
        level = block.level if block.kind is BlockKind.LIST_ITEM else 0
        if inline is not None and level < inline[1]:
            inline = None
        pieces = tuple(_pieces(block, text))
        if not pieces or block in shut or len(block.cells) > _KEY_AND_VALUE:
            continue
        own = _subject_of(pieces[0][0], section)
        if own is not None and (level == 0 or len(pieces) > 1):
            inline = (own, level)
        topic = own or (inline[0] if inline else about)
        label, values = _labelled(pieces[0][0])
        yield _Line(pieces, level, topic, label, values, block.end)


def _goes_on(opened: _Open, line: _Line) -> bool:
    """Whether a line belongs to the list that is open: a bullet does, a paragraph only without."""
    if line.level == 0:
        return line.label is None and opened.level == 0 and not any(o.level for o in opened.lines)
    return line.level > opened.level or (line.label is None and line.level == opened.level)


def _pieces(block: Block, text: str) -> Iterator[tuple[str, int]]:
    """The pieces of a line that can be read one by one, each with its place."""
    raw = text[block.start : block.end]
    if block.cells:
        yield raw, block.start
        return
    begin = marked.end() if (marked := _MARK.match(raw)) else 0
    shown = note_entries.without_brackets(raw)
    cuts = [begin, *(found.end() for found in _STATEMENT.finditer(shown, begin)), len(raw)]
    for start, stop in pairwise(cuts):
        piece = raw[start:stop].rstrip()
        if piece:
            yield piece, block.start + start


def _subject_of(words: str, section: Section) -> Topic | None:
    """The condition or drug that a line begins with and goes on about."""
    found = _OPENS.match(words)
    if found is None or label_named(found["term"]) is not None:
        return None
    term = terms.typed(found["term"])
    if term is None or term.kind not in _SUBJECTS:
        return None
    name = found["term"]
    return note_topics.inline(name if name[1:] != name[1:].lower() else name.lower(), section)


def _labelled(words: str) -> tuple[Label | None, str]:
    found = _IN_COLUMNS.match(words) or _LABELLED.match(words)
    if found is None:
        return label_named(words), ""
    return label_named(found["label"]), found["values"] or ""


def _of_line(line: _Line) -> Iterator[Note]:
    """The notes that one line makes, a label and its entries each, or signs without a label."""
    for words, start in line.pieces:
        label, values = _labelled(words)
        if label is not None and values:
            yield from _note(label, line.topic, words, start, len(words) - len(values))
        elif label is None:
            yield from _of_findings(line.topic, words, start)


def _listed(opened: _Open) -> Iterator[Note]:
    """The note that a label makes of the lines under it, without what a line among them forbids."""
    label, topic = opened.label, opened.topic
    entries: list[Entry] = []
    told: list[str] = []
    shut: int | None = None
    for line in opened.lines:
        if shut is not None and line.level > shut:
            continue
        words, start = line.pieces[0]
        shut = line.level if SHUTS.search(words) else None
        told.append(words.rstrip(" .;"))
        entries += note_entries.of_bullet(words, start, label)
    kept = note_entries.fit(label, entries)
    if suits(label, topic) and len(kept) >= FEWEST_ENTRIES and not label.single:
        said = shorthand.expanded("; ".join(told))
        first, last = opened.lines[0], opened.lines[-1]
        yield Note(label, topic, kept, said, first.pieces[0][1], last.end)


def _note(label: Label, topic: Topic, words: str, start: int, at: int) -> Iterator[Note]:
    """The note that one line makes: its label is words[:at]."""
    values = note_entries.before_denial(words[at:])
    if not suits(label, topic):
        return
    end = start + len(words.rstrip())
    said = shorthand.expanded(values.rstrip(" .;"))
    if label.single:
        whole = note_entries.whole(words[at:])
        found = [Entry(whole, start + at, end)] if whole else []
    else:
        found = list(note_entries.split(values, start + at))
    entries = note_entries.fit(label, found)
    if len(entries) >= (1 if label.single else FEWEST_ENTRIES):
        yield Note(label, topic, entries, said, start, end)


def _of_findings(topic: Topic, words: str, start: int) -> Iterator[Note]:
    """A line without a label, or with a condition's name for one, whose entries are signs."""
    found = _LABELLED.match(words)
    at = len(words) - len(found["values"] or "") if found else 0
    if found and not _AT_ONSET.match(found["label"]) and terms.typed(found["label"]) is None:
        return
    label = label_named("findings")
    values = note_entries.before_denial(words[at:])
    entries = note_entries.distinct(list(note_entries.split(values, start + at)))
    signs = [one for one in entries if _is_sign(one.text)]
    enough = len(entries) >= _FEWEST_SIGNS and len(signs) * 3 >= len(entries) * 2
    if label is not None and enough and suits(label, topic):
        said = shorthand.expanded(words[at:].rstrip(" .;"))
        yield Note(label, topic, entries, said, start, start + len(words.rstrip()))


def suits(label: Label, topic: Topic) -> bool:
    """Whether a topic can have what a label puts down of it: a drug has uses, no causes."""
    if topic.kind in ("drug", "drug class"):
        return label.sort not in _OF_CONDITIONS
    return label.sort not in _OF_DRUGS or topic.kind in _DRUGS


def _is_sign(words: str) -> bool:
    return any(mention.term.kind == "symptom" for mention in terms.mentions(words))
