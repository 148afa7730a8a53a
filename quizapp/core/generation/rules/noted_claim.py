"""A note as a statement to judge: an entry of the topic, or of one beside it in its place.

The false one says of a topic what the notes list of its sibling under the same label, so that the
rationale can say whose it is.
"""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, note_contrasts, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_entries import Entry
from quizapp.core.generation.notes import Note
from quizapp.core.items import Bloom, Step

NAME = "noted_claim"

_SHOWN = 2
_IS_PART = re.compile(r"part |to |used ")


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """A true and a false statement of each note that has a sibling; one scores higher."""
    for note in reading.notes:
        others = note_contrasts.siblings(note, document)
        near = note_contrasts.nearest(note, others)
        wrong = note_contrasts.wrong_of(note, near, document)
        if not wrong:
            continue
        whose = wrong[0][1]
        false = [entry for entry, other in wrong if other is whose][:_SHOWN]
        rest = note_contrasts.middle(note, others)[:_SHOWN]
        true = rest or note_contrasts.telling(note, others)[-_SHOWN:]
        mostly_true = wording.stable_number(note.said) % 2 == 0
        if true:
            yield _judged(note, true, note, true, score=0.74 if mostly_true else 0.7)
        yield _judged(note, false, whose, rest, score=0.7 if mostly_true else 0.74)


def _judged(
    note: Note, shown: list[Entry], whose: Note, rests_on: list[Entry], *, score: float
) -> Candidate:
    true = whose is note
    why = note_contrasts.listed(note)
    stem = _stated(note, [entry.text for entry in shown])
    told = why if true else f"{note_contrasts.listed(whose)} {why}"
    return Candidate(
        rule=NAME,
        type="true_false",
        stem=stem,
        options=candidates.true_false(true=true, why=told, why_not=told),
        rationale=told,
        verb="Identify",
        aspect=note.label.aspect,
        step=Step.EASY,
        bloom=Bloom.REMEMBER if true else Bloom.UNDERSTAND,
        start=note.start,
        end=note.end,
        spans=tuple((entry.start, entry.end) for entry in rests_on),
        score=score,
    )


def _stated(note: Note, entries: list[str]) -> str:
    name = note.topic.name
    if note.label.single:
        said = f"{wording.capitalised(note.label.are)} {name}"
        named = note.sort in ("antidote", "prototype", "class")
        return f"{said} is {entries[0]}." if named else f"{said}: {entries[0]}."
    of_many = "is" if _IS_PART.match(note.label.are) else "is among the"
    be = "are" if len(entries) > 1 else of_many
    return f"{wording.capitalised(note_contrasts.joined(entries))} {be} {note.label.are} {name}."
