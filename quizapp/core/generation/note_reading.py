"""A whole document's notes: of each section its topic and what its lines and tables put down."""

from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core.generation import note_topics, notes
from quizapp.core.generation.note_tables import notes_in_table
from quizapp.core.generation.notes import Note
from quizapp.core.generation.runs import TableRun, within
from quizapp.core.outline import Section


@dataclass(frozen=True)
class Part:
    """A section as the reader of notes needs it."""

    section: Section
    ancestors: tuple[Section, ...]
    topic: str
    document_topic: str
    tables: tuple[TableRun, ...]


def read_notes(
    parts: Sequence[Part], gone: Sequence[tuple[int, int]], text: str
) -> list[tuple[str, tuple[Note, ...]]]:
    """(topic, notes) of each part; [] where the text is not written in notes.

    `gone` are the places that were dropped. That a line is a fragment is no doubt here.
    """
    if not notes.is_written_in_notes([block for part in parts for block in part.section.blocks]):
        return []
    topics = [
        note_topics.of_section(part.section, part.ancestors, part.topic, part.document_topic)
        for part in parts
    ]
    named = [topic.name for topic in topics]
    found = []
    for part, topic in zip(parts, topics, strict=True):
        blocks = [block for block in part.section.blocks if not within(block, gone)]
        listed = notes.notes_in(part.section, topic, blocks, text)
        tabled = (one for run in part.tables for one in notes_in_table(run, named))
        found.append((topic.name, (*listed, *tabled)))
    return found
