"""Entries of notes -> the topic that they are of: "Which condition is marked by a, b and c?".

The wrong options are topics beside it, of which the notes list others under the same label. Only
entries that no sibling shares are shown, two or more, so that together they fit one topic alone.
"""

from collections.abc import Iterator

from quizapp.core.generation import candidates, note_contrasts, note_topics
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.notes import Note
from quizapp.core.items import Bloom, Step

NAME = "noted_topic"

_FEWEST_WRONG = 2
_FEWEST_SHOWN = 2


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each note whose topic has two siblings or more."""
    for note in reading.notes:
        others = note_contrasts.siblings(note, document)
        if len(others) < _FEWEST_WRONG:
            continue
        shown = note_contrasts.shown(note, others)
        if (note.label.single and shown) or len(shown) >= _FEWEST_SHOWN:
            yield _asks(note, others, [entry.text for entry in shown])


def _asks(note: Note, others: list[Note], shown: list[str]) -> Candidate:
    topics = [note.topic, *(other.topic for other in others[: candidates.SINGLE_OPTIONS - 1])]
    which = note_topics.which(topics)
    said = note_contrasts.joined(shown)
    stem = f"{which} {note.label.marked} {said}?"
    if "{entries}" in note.label.marked:
        stem = f"{which} {note.label.marked.format(entries=said)}?"
    why = note_contrasts.listed(note)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(
            note.topic.name,
            [(other.topic.name, note_contrasts.listed(other)) for other in others],
            why=why,
            seed=stem,
        ),
        rationale=why,
        verb="Differentiate",
        aspect=note.label.aspect,
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=note.start,
        end=note.end,
        spans=tuple((e.start, e.end) for e in note.entries if e.text in shown),
        score=0.9 if len(others) >= candidates.SINGLE_OPTIONS - 1 else 0.8,
    )
