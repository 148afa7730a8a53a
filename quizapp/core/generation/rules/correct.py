"""Which statement about the topic is correct, among statements that the source contradicts.

Every wrong option is a sentence of the same section with one thing changed (see
`contradictions`), so that a second right answer cannot be among them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.generation import (
    candidates,
    contradictions,
    false_versions,
    filters,
    subjects,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.contradictions import Contradiction
from quizapp.core.generation.document import Document, Reading
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "correct"

_MOST_WORDS = 24
_MOST_COMMAS = 2
_FEWEST_WRONG = 2
_TRUE_WANTED = 3
_FEWEST_OPTIONS = 5
_LENGTHS = (0.45, 2.2)
_RANK = {
    contradictions.EXCHANGE: 0,
    contradictions.POLARITY: 1,
    contradictions.OPPOSITE: 2,
    contradictions.TERM: 3,
    contradictions.FIGURE: 4,
    contradictions.DUTY: 5,
}
_UNSURE = re.compile(r"^(?:some|many|several|there|most)\b|\bone of the\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Statement:
    text: str
    sentence: Sentence
    change: Contradiction | None

    @property
    def span(self) -> tuple[int, int]:
        return self.sentence.start, self.sentence.end


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """Single choices and a select-all where a section has enough sentences for them."""
    statements = list(_statements(reading, document))
    wrong = [one for one in statements if one.change is not None]
    wrong.sort(key=lambda one: (_RANK[one.change.kind] if one.change else 0, one.sentence.start))
    for false in (wrong[:3], wrong[3:6], wrong[1:4], wrong[:2]):
        keys = _keys(statements, false) if len(false) >= _FEWEST_WRONG else []
        if keys:
            yield _single(keys[0], false, reading)
    for count in (3, 2):
        false = wrong[-count:]
        true = _keys(statements, false)[:_TRUE_WANTED] if false else []
        if len(false) == count and len(true) >= _FEWEST_OPTIONS - count:
            yield _several(true, false, reading)
            return


def _statements(reading: Reading, document: Document) -> Iterator[_Statement]:
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        short = len(text.split()) <= _MOST_WORDS and text.count(",") <= _MOST_COMMAS
        if not short or _UNSURE.search(text):
            continue
        found = false_versions.of(text, reading, document)
        yield _Statement(text, sentence, found[0] if found else None)


def _keys(statements: Sequence[_Statement], false: Sequence[_Statement]) -> list[_Statement]:
    """True statements beside the false ones, of about their length, the surest first."""
    taken = {one.span for one in false}
    length = sum(len(one.text) for one in false) / max(1, len(false))
    low, high = _LENGTHS
    free = [
        one for one in statements if one.span not in taken and low <= len(one.text) / length <= high
    ]
    # What cannot be made false is of no use elsewhere; its length should not stand out.
    return sorted(
        free,
        key=lambda one: (
            filters.hedged(one.text),
            one.change is not None,
            abs(len(one.text) - length),
        ),
    )


def _about(reading: Reading) -> str:
    return f"about {subjects.named(reading.subject)}"


def _single(key: _Statement, false: Sequence[_Statement], reading: Reading) -> Candidate:
    stem = f"Which statement {_about(reading)} is correct?"
    return _candidate(
        "multiple_choice",
        stem,
        candidates.single_choice(key.text, _wrong(false), why=key.text, seed=key.text),
        [key],
        false,
        reading,
        score=0.64 if len(false) == candidates.SINGLE_OPTIONS - 1 else 0.5,
    )


def _several(
    true: Sequence[_Statement], false: Sequence[_Statement], reading: Reading
) -> Candidate:
    stem = f"Which statements {_about(reading)} are correct? Select all that apply."
    options = candidates.select_all(
        [one.text for one in true], _wrong(false), why="The source says this.", seed=stem
    )
    return _candidate("select_all", stem, options, true, false, reading, score=0.62)


def _wrong(false: Sequence[_Statement]) -> list[tuple[str, str]]:
    return [
        (one.change.text, f"{one.change.reason} {one.text}")
        for one in false
        if one.change is not None
    ]


def _candidate(
    type_name: str,
    stem: str,
    options: tuple[Option, ...],
    true: Sequence[_Statement],
    false: Sequence[_Statement],
    reading: Reading,
    *,
    score: float,
) -> Candidate:
    places = sorted(one.span for one in true)
    return Candidate(
        rule=NAME,
        type=type_name,
        stem=stem,
        options=options,
        rationale=" ".join(one.text for one in sorted(true, key=lambda one: one.span)),
        verb="Describe",
        aspect=subjects.aspect_of(true[0].text, reading.section),
        step=Step.HARD,
        bloom=Bloom.UNDERSTAND,
        start=places[0][0],
        end=places[-1][1],
        score=score,
        spans=tuple(places),
        contradicts=tuple(one.span for one in false),
    )
