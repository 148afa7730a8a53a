"""Lecture notes in fragments, read as data: "S/S: drowsy, K up" under the heading that they are of.

A note is a label with its entries, of a topic. The topic is what the nearest heading names, or the
condition or drug that a line begins with ("Hyponatraemia = sodium below 135. Causes: ..."). Only a
text that is written in notes is read so: in prose, a colon leads into a list (listings.py).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizapp.core import terms
from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import negatives, note_topics, shorthand
from quizapp.core.generation.note_labels import Label, label_named
from quizapp.core.generation.note_topics import Topic
from quizapp.core.outline import Section

_FEWEST_NOTE_LINES = 8
_NOTE_SHARE = 0.2
_SHORTHAND = re.compile(
    r"->|\u2192|[\u2191\u2193]|\w = \w|\bw/o? |\bq\d+ ?h\b|\bS/S\b|\b[TRDHSrtdhs]x\b|\b(?:pt|pts|b/c|d/t|s/p)\b"
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
_BRACKETS = re.compile(r"\([^()]*\)")
_ARROW = re.compile(r"\s*(?:->|=>|\u2192)\s*")
_SHUTS = re.compile(
    r"\b(?:no|not|never|don['\u2019]?ts?|avoid\w*|without|cannot|nothing|contraindicat\w+|unless)\b|!!",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.!?](?:\s|$)")
_SUBJECTS = frozenset(("condition", "drug", "drug class", "symptom", "pathogen", "hormone", "test"))
_FEWEST_ENTRIES = 2
_KEY_AND_VALUE = 2


@dataclass(frozen=True)
class Entry:
    """One entry of a note in English, and its place in the source."""

    text: str
    start: int
    end: int


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


def notes_in(section: Section, about: Topic, blocks: Sequence[Block], text: str) -> Iterator[Note]:
    """The notes of a section, in order; none that stands under what forbids or denies."""
    if negatives.denies(section.title) or _SHUTS.search(section.title):
        return
    shut = negatives.forbidden_entries(blocks, section.title)
    titled = label_named(note_topics.bare(section.title))
    open_label: tuple[Label, Topic, int, list[Block]] | None = None
    if titled is not None:
        open_label = (titled, about, 0, [])
    inline: tuple[Topic, int] | None = None
    for block in blocks:
        level = block.level if block.kind is BlockKind.LIST_ITEM else 0
        if inline is not None and level < inline[1]:
            inline = None
        lines = list(_statements(block, text))
        if not lines or block in shut or len(block.cells) > _KEY_AND_VALUE:
            continue
        own = _subject_of(lines[0][0], section)
        if own is not None and (level == 0 or len(lines) > 1):
            inline = (own, level)
        here = inline[0] if inline else about
        label, values = _labelled(lines[0][0])
        if open_label is not None and _goes_on(open_label, level, label):
            open_label[3].append(block)
            continue
        if open_label is not None:
            yield from _listed(open_label, text)
            open_label = None
        if label is not None and not values:
            open_label = (label, here, level, [])
            continue
        for words, start in lines:
            label, values = _labelled(words)
            if label is not None and values:
                yield from _note(label, here, words, start, len(words) - len(values))
            elif label is None:
                yield from _of_findings(own if own and start == lines[0][1] else here, words, start)
    if open_label is not None:
        yield from _listed(open_label, text)


def _goes_on(
    opened: tuple[Label, Topic, int, list[Block]], level: int, label: Label | None
) -> bool:
    """Whether a line belongs to the list that is open: a bullet does, a paragraph only without."""
    bullets = any(block.kind is BlockKind.LIST_ITEM for block in opened[3])
    if level == 0:
        return label is None and not bullets and opened[2] == 0
    return level > opened[2] or (label is None and level == opened[2])


def _statements(block: Block, text: str) -> Iterator[tuple[str, int]]:
    """The pieces of a line that can be read one by one, each with its place."""
    raw = text[block.start : block.end]
    if block.cells:
        yield raw, block.start
        return
    begin = marked.end() if (marked := _MARK.match(raw)) else 0
    shown = _BRACKETS.sub(lambda found: "(" + "_" * (len(found.group()) - 2) + ")", raw)
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


_OPENS = re.compile(r"^(?P<term>[A-Z][\w-]+(?: [\w-]+){0,3}?)(?: = |: |\.(?: |$)| [-\u2013] |:?$)")


def _labelled(words: str) -> tuple[Label | None, str]:
    found = _IN_COLUMNS.match(words) or _LABELLED.match(words)
    if found is None:
        return label_named(words), ""
    return label_named(found["label"]), found["values"] or ""


def _listed(opened: tuple[Label, Topic, int, list[Block]], text: str) -> Iterator[Note]:
    """The note that a label makes of the lines under it."""
    label, topic, _, blocks = opened
    if not suits(label, topic):
        return
    entries: list[Entry] = []
    lines: list[tuple[str, int]] = []
    for block in blocks:
        for words, start in list(_statements(block, text))[:1]:
            lines.append((words, start))
            entries += _entries_of_line(words, start, label)
    if len(_fit(label, entries)) >= _FEWEST_ENTRIES and not label.single:
        said = "; ".join(words.rstrip(" .;") for words, _ in lines)
        yield Note(
            label,
            topic,
            _fit(label, entries),
            shorthand.expanded(said),
            lines[0][1],
            blocks[-1].end,
        )


def _entries_of_line(words: str, start: int, label: Label) -> Iterator[Entry]:
    """Entries of a bullet; "airway: asthma, sleep apnea" holds those behind its own small label.

    Behind a condition ("DKA: fruity breath") stands what is true of that one alone, unless it is
    a group of causes.
    """
    found = _SMALL_LABEL.match(words)
    group = words[: found.end()].rstrip(": ") if found else ""
    of_its_own = terms.typed(group) is not None and label.sort not in ("cause", "risk")
    if _SHUTS.search(words) or of_its_own or label_named(group) is not None:
        return
    at = found.end() if found else 0
    yield from _split(words[at:], start + at)


_SMALL_LABEL = re.compile(r"^[\w/-]+(?: [\w/-]+)?: +")


def _note(label: Label, topic: Topic, words: str, start: int, at: int) -> Iterator[Note]:
    """The note that one line makes: its label is words[:at]."""
    values = words[at:]
    values = _before_denial(values)
    if not suits(label, topic):
        return
    end = start + len(words.rstrip())
    said = shorthand.expanded(values.rstrip(" .;"))
    if label.single:
        whole = _whole(values)
        if whole is not None:
            yield Note(label, topic, (Entry(whole, start + at, end),), said, start, end)
        return
    entries = _fit(label, list(_split(values, start + at)))
    if len(entries) >= _FEWEST_ENTRIES:
        yield Note(label, topic, entries, said, start, end)


def _of_findings(topic: Topic, words: str, start: int) -> Iterator[Note]:
    """A line without a label, or with one of its own, whose entries are signs: "Triad: ..."."""
    found = _LABELLED.match(words)
    at = len(words) - len(found["values"] or "") if found else 0
    if found and not _AT_ONSET.match(found["label"]) and terms.typed(found["label"]) is None:
        return
    label = label_named("findings")
    entries = _distinct(list(_split(_before_denial(words[at:]), start + at)))
    signs = [one for one in entries if _is_sign(one.text)]
    if label is not None and len(entries) >= _FEWEST_SIGNS and len(signs) * 3 >= len(entries) * 2:
        said = shorthand.expanded(words[at:].rstrip(" .;"))
        yield Note(label, topic, entries, said, start, start + len(words.rstrip()))


_FEWEST_SIGNS = 3
# "Steroid safety" has no side effects: what only a drug has is read of a drug.
_OF_OF_CONDITIONS = frozenset(("finding", "laboratory", "ecg", "cause", "risk", "problem"))
_DRUGS = frozenset(("side_effect", "action", "antidote", "use", "class", "prototype", "watch"))
_OF_CONDITIONS = frozenset(("finding", "laboratory", "ecg", "cause", "risk", "problem"))
_DRUGS = frozenset(("drug", "drug class", "treatment", "hormone", "vaccine"))
# Behind "Early" or "Severe" stands what is not always so, behind any other name what is so of that.
_AT_ONSET = re.compile(r"^(?:within )?(?:seconds|minutes|hours|onset|sudden onset)$", re.IGNORECASE)


# "Steroid safety" has no side effects: what only a drug has is read of a drug.
_OF_DRUGS = frozenset(("side_effect", "action", "antidote", "use", "class", "prototype", "watch"))
_OF_CONDITIONS = frozenset(("finding", "laboratory", "ecg", "cause", "risk", "problem"))
_DRUGS = frozenset(("drug", "drug class", "treatment", "hormone", "vaccine"))


def suits(label: Label, topic: Topic) -> bool:
    """Whether a topic can have what a label puts down of it: a drug has uses, no causes."""
    if topic.kind in ("drug", "drug class"):
        return label.sort not in _OF_CONDITIONS
    return label.sort not in _OF_DRUGS or topic.kind in _DRUGS


def _is_sign(words: str) -> bool:
    return any(mention.term.kind == "symptom" for mention in terms.mentions(words))


def _before_denial(values: str) -> str:
    """The entries before the one that denies something: a "no" may hold for all behind it."""
    found = _SHUTS.search(values)
    if found is None:
        return values
    return "".join(values[: found.start()].rpartition(",")[:1])


def _whole(values: str) -> str | None:
    """A line that says one thing, its arrow in words: "hypoventilation, with CO2 retained"."""
    first = _BREAK.split(values)[0]
    if _SHUTS.search(values):
        return None
    pieces = [shorthand.entry(piece) for piece in _ARROW.split(first)]
    whole = [piece for piece in pieces if piece]
    return ", with ".join(whole) if len(whole) == len(pieces) <= 2 else None  # noqa: PLR2004


def _split(values: str, start: int) -> Iterator[Entry]:
    """The entries of "a, b; c", up to what they lead to, an explanation or a sentence's end."""
    shown = _BRACKETS.sub(lambda found: "(" + "_" * (len(found.group()) - 2) + ")", values)
    stops = [found.start() for pattern in _STOPS if (found := pattern.search(shown))]
    stop = min(stops, default=len(values))
    leads = stop < len(values) and _ARROW.match(shown, stop) is not None
    cuts = list(_SEPARATOR.finditer(shown, 0, stop)) or list(_PLUS.finditer(shown, 0, stop))
    if not _SEPARATOR.search(shown, 0, stop) and len(cuts) < _FEWEST_ENTRIES:
        cuts = []
    begins = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), stop]
    for begin, end in zip(begins, ends, strict=True):
        words = values[begin:end]
        if shorthand.sets_condition(words):
            return
        if end == stop and values[stop : stop + 1] == ":":
            continue
        said = shorthand.entry(words)
        # "warm -> later cold": what changes into something else is not the finding.
        if said is None or (leads and end == stop and terms.typed(said) is None):
            continue
        lead = len(words) - len(words.lstrip())
        yield Entry(said, start + begin + lead, start + begin + len(words.rstrip()))


_SEPARATOR = re.compile(r"[,;]\s+(?:and )?")
_PLUS = re.compile(r" \+ ")
_STOPS = (_ARROW, _BREAK, re.compile(r":\s| - | \u2013 "))


def _fit(label: Label, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Each entry once. What is watched for must be a finding: "digits" are only looked at."""
    kept = [one for one in entries if label.sort != "watch" or is_finding(one.text)]
    return _distinct(kept)


def is_finding(words: str) -> bool:
    """Whether an entry is something amiss: a sign, a condition, a measure that moves."""
    if words.split(" ", 1)[0] in ("raised", "reduced"):
        return True
    return any(mention.term.kind in ("symptom", "condition") for mention in terms.mentions(words))


def _distinct(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.text.casefold(), entry)
    return tuple(found.values())
