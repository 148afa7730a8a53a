"""A list in notes -> select all; the wrong options are of the topics beside it, same label.

Signs of metabolic alkalosis among signs of metabolic acidosis: what both have, what the notes say
of the topic anywhere and what any condition may have is never a wrong option.
"""

from collections.abc import Iterator, Sequence

from quizapp.core.generation import candidates, note_contrasts, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_entries import Entry
from quizapp.core.generation.notes import Note
from quizapp.core.items import Bloom, Step

NAME = "noted_list"

_FEWEST_RIGHT = 2
_FEWEST_WRONG = 2
_MOST_WRONG = 3


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each list that can be told from those of its siblings."""
    for note in reading.notes:
        others = note_contrasts.siblings(note, document)
        if note.label.single or not others:
            continue
        right = note_contrasts.left(note, others)
        near = note_contrasts.nearest(note, others)
        wrong = _spread(note_contrasts.wrong_of(note, near, document))
        if len(right) >= _FEWEST_RIGHT and len(wrong) >= _FEWEST_WRONG:
            yield _asks(note, right, wrong[: 5 - len(right) if len(right) > 2 else 3])  # noqa: PLR2004


def _spread(wrong: Sequence[tuple[Entry, Note]]) -> list[tuple[Entry, Note]]:
    """Wrong options of several siblings rather than of one: each one's first before its second."""
    seen: dict[str, int] = {}
    order = []
    for place, (_, other) in enumerate(wrong):
        seen[other.topic.name] = seen.get(other.topic.name, 0) + 1
        order.append((seen[other.topic.name], place))
    return [wrong[place] for _, place in sorted(order)]


def _asks(note: Note, right: Sequence[Entry], wrong: Sequence[tuple[Entry, Note]]) -> Candidate:
    stem = f"Which of the following are {note.label.are} {note.topic.name}? Select all that apply."
    why = note_contrasts.listed(note)
    options = candidates.select_all(
        [entry.text for entry in right],
        [
            (
                entry.text,
                f"{wording.capitalised(entry.text)} is listed under {other.topic.name}. {why}",
            )
            for entry, other in wrong
        ],
        why=why,
        seed=stem,
    )
    return Candidate(
        rule=NAME,
        type="select_all",
        stem=stem,
        options=options,
        rationale=why,
        verb="Identify",
        aspect=note.label.aspect,
        step=Step.HARD,
        bloom=Bloom.UNDERSTAND,
        start=note.start,
        end=note.end,
        spans=tuple((entry.start, entry.end) for entry in right),
        score=0.84,
    )
