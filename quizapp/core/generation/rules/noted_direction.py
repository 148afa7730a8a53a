"""What happens to a measure: "K up" under acidosis asks whether potassium is raised.

The wrong options are the other two ways, which the note's own shuts out; asked only where the notes
do not say two ways of one measure of the topic.
"""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, note_contrasts, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_entries import Entry
from quizapp.core.generation.notes import Note
from quizapp.core.items import Bloom, Step

NAME = "noted_direction"

_WAY = re.compile(r"^(?P<way>raised|reduced|normal) (?P<what>.+)$")
_WAYS = {"raised": "It is raised", "reduced": "It is reduced", "normal": "It stays normal"}
_LEVELS = ("electrolyte", "mineral", "hormone", "nutrient", "enzyme", "laboratory test", "symptom")
_UNSURE = re.compile(r"\b(?:or|and|with)\b|\d")


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each entry that says which way a measure goes."""
    for note in reading.notes:
        if note.sort not in ("finding", "laboratory", "effect"):
            continue
        said = [
            found
            for entry in note_contrasts.of_topic(note, document)
            if (found := _WAY.match(entry.text))
        ]
        for entry in note.entries:
            found = _WAY.match(entry.text)
            if found is None or _UNSURE.search(found["what"]):
                continue
            ways = {one["way"] for one in said if note_contrasts.alike(one["what"], found["what"])}
            if len(ways) == 1:
                yield _asks(note, entry, found["way"], found["what"], document)


def _asks(note: Note, entry: Entry, way: str, what: str, document: Document) -> Candidate:
    place = "With" if note.sort == "effect" else "In"
    term = terms.typed(what)
    level = " level" if term is not None and term.kind in _LEVELS else ""
    stem = f"{place} {note.topic.name}, what happens to the {what}{level}?"
    own = f"{wording.capitalised(note.topic.name)}: {entry.text}."
    why = f"{own} {_beside(note, what, document)}".strip()
    options = candidates.single_choice(
        _WAYS[way],
        [(words, why) for name, words in _WAYS.items() if name != way],
        why=why,
        seed=stem,
    )
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=options,
        rationale=why,
        verb="Explain",
        aspect=note.label.aspect,
        step=Step.EASY,
        bloom=Bloom.UNDERSTAND,
        start=note.start,
        end=note.end,
        spans=((entry.start, entry.end),),
        score=0.78,
    )


def _beside(note: Note, what: str, document: Document) -> str:
    """What the notes say of the same measure in the topics beside this one."""
    told = [
        f"{wording.capitalised(other.topic.name)}: {entry.text}."
        for other in note_contrasts.siblings(note, document)
        for entry in other.entries
        if _WAY.match(entry.text) and note_contrasts.alike(entry.text.split(" ", 1)[1], what)
    ]
    return " ".join(told[:2])
