"""Topics side by side in one section of notes -> matching: each with what the notes put under it.

Asked of rows of a table and of conditions that a section takes one by one, where three topics or
more have entries under the same label that no other of them shares.
"""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, note_contrasts, note_topics, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_entries import Entry
from quizapp.core.generation.notes import Note
from quizapp.core.item_types.matching import matched
from quizapp.core.items import Bloom, Step

NAME = "noted_match"

_FEWEST = 3
_MOST = 5
_SHOWN = 2


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each label that three topics of the section have."""
    groups: dict[tuple[str, str], list[Note]] = {}
    for note in reading.notes:
        groups.setdefault((note.sort, note.topic.family), []).append(note)
    for group in groups.values():
        pairs = list(_pairs(group))
        names = {note.topic.name for note, _ in pairs}
        if _FEWEST <= len(pairs) == len(names):
            yield _asks(pairs[:_MOST])


def _pairs(group: list[Note]) -> Iterator[tuple[Note, list[Entry]]]:
    for note in group:
        others = [other for other in group if other is not note]
        told = note_contrasts.telling(note, others)[:_SHOWN]
        if told and not candidates.gives_away(note.topic.name, told[0].text):
            yield note, told


def _asks(pairs: list[tuple[Note, list[Entry]]]) -> Candidate:
    label = pairs[0][0].label
    which = note_topics.which([note.topic for note, _ in pairs])
    each = re.sub(r"^Which (?:of these)?", "", which).strip() or "of these"
    return Candidate(
        rule=NAME,
        type="matching",
        stem=f"Match each {each} with {label.match}.",
        options=(),
        made=matched(
            (
                wording.capitalised(note.topic.name),
                wording.capitalised(wording.joined([entry.text for entry in told])),
                note_contrasts.listed(note),
            )
            for note, told in pairs
        ),
        rationale=" ".join(note_contrasts.listed(note) for note, _ in pairs),
        verb="Differentiate",
        aspect=label.aspect,
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=pairs[0][0].start,
        end=pairs[-1][0].end,
        spans=tuple((entry.start, entry.end) for _, told in pairs for entry in told),
        score=0.91,
    )
