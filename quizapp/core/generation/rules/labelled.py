"""Lines of "label: description": which label a description belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.blocks import BlockKind
from quizapp.core.generation import candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step

NAME = "labelled"

_LABELLED = re.compile(
    r"^(?P<label>[A-Z][\w\u2019'/()-]*(?: [\w\u2019'/()-]+){0,4})(?::|"
    r" [\u2013\u2014-]) (?P<words>[A-Za-z][^\n]{14,260})$"
)
_NO_LABEL = re.compile(
    r"^(?:note|example|examples|tip|warning|caution|source|figure|table|box|see|remember|key point|"
    r"for example|objective|question|answer|case|q|a|hint|important)\b",
    re.IGNORECASE,
)
_FEWEST = 3
# "Well tolerated; not in pregnancy" fits more drugs than the one that it stands behind.
_FEWEST_STEMS = 4
_MOST_WORDS = 34


def _names_a_thing(label: str) -> bool:
    """Whether a label is a thing that can be told by its description, not a heading of a note."""
    term = terms.typed(label)
    return term is not None and term.kind in _THINGS


_THINGS = frozenset(
    (
        "condition", "drug", "drug class", "treatment", "operation", "examination",
        "laboratory test",
        "organ", "vessel", "hormone", "enzyme", "nutrient", "electrolyte", "device", "diet",
        "kind of cell", "position", "set of precautions", "organism", "vaccine", "immunity",
        "psychological concept", "public health concept", "nursing concept", "stage of development",
    )
)  # fmt: skip


@dataclass(frozen=True)
class _Entry:
    label: str
    words: str
    start: int
    end: int


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each labelled line that has two others beside it."""
    entries = [entry for entry in _entries(reading) if _names_a_thing(entry.label)]
    if len({entry.label.casefold() for entry in entries}) < max(_FEWEST, len(entries)):
        return
    # Beside "Pregnancy" and "CNS", nobody takes either for the other.
    if len({term.kind for one in entries if (term := terms.typed(one.label)) is not None}) > 1:
        return
    for entry in entries:
        if candidates.gives_away(entry.label, entry.words) or _names_another(entry, entries):
            continue
        if len(wording.stems(entry.words)) < _FEWEST_STEMS:
            continue
        near = sorted(
            (one for one in entries if one is not entry),
            key=lambda one: abs(one.start - entry.start),
        )
        stem = subjects.asked(
            f"{_asks(entries)} is described here? \u201c{wording.capitalised(entry.words)}\u201d",
            reading.subject,
        )
        why = f"{entry.label}: {entry.words}."
        yield Candidate(
            rule=NAME,
            type="multiple_choice",
            stem=stem,
            options=candidates.single_choice(
                entry.label,
                [(one.label, f"{one.label}: {one.words}.") for one in near],
                why=why,
                seed=stem,
            ),
            rationale=why,
            verb="Differentiate",
            aspect=subjects.aspect_of("", reading.section),
            step=Step.MEDIUM,
            bloom=Bloom.UNDERSTAND,
            start=entry.start,
            end=entry.end,
            score=0.86,
        )


def _asks(entries: list[_Entry]) -> str:
    kinds = {term.kind for entry in entries if (term := terms.typed(entry.label)) is not None}
    return f"Which {kinds.pop()}" if len(kinds) == 1 else "Which of these"


def _entries(reading: Reading) -> Iterator[_Entry]:
    for block in reading.section.blocks:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            continue
        match = _LABELLED.match(" ".join(block.text.split()))
        if match is None or _NO_LABEL.match(match["label"]):
            continue
        words = wording.without_stop(wording.plain(match["words"]))
        if len(words.split()) <= _MOST_WORDS:
            yield _Entry(match["label"], wording.uncapitalised(words), block.start, block.end)


def _names_another(entry: _Entry, entries: list[_Entry]) -> bool:
    return any(
        one is not entry and one.label.casefold() in entry.words.casefold() for one in entries
    )
