"""A clear statement of the source, as it stands: is it true? The last resort of a section."""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import (
    advice,
    candidates,
    claims,
    clauses,
    filters,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step

NAME = "statement"

_UNSURE = re.compile(r"(?:some|many|several|there) |.*\bone of the ", re.IGNORECASE)
_SEVERAL = re.compile(
    r"[;:]|\b(?:has|have) (?:two|three|four|five|six|\d) (?:\w+ )?(?:features|parts|types|kinds|"
    r"stages|"
    r"forms|groups|steps|phases|goals)\b|->|, (?:but|yet|so|and) |\b(?:surpris\w+|students?|"
    r"interesting)\b"
)
_MOST_WORDS = 26
_MOST_COMMAS = 2
_FEWEST_WORDS = 7


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One true statement for each short sentence with two typed terms, or a ranked one."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        short = len(text.split()) <= _MOST_WORDS and text.count(",") <= _MOST_COMMAS
        named = {mention.term for mention in terms.mentions(text)}
        definite = bool(named) or filters.compares(text) or bool(claims.claims(text))
        if _UNSURE.match(text) or not short or not definite or _SEVERAL.search(text):
            continue
        if len(text.split()) < _FEWEST_WORDS or _orders(text):
            continue
        why = teaching.told(sentence, reading)
        yield Candidate(
            rule=NAME,
            type="true_false",
            stem=subjects.placed(text, reading.subject),
            options=candidates.true_false(true=True, why=why, why_not=why),
            rationale=why,
            verb="Describe",
            aspect=subjects.aspect_of(text, reading.section),
            step=Step.EASY,
            bloom=Bloom.REMEMBER,
            start=sentence.start,
            end=sentence.end,
            score=(0.4 if teaching.teaches(sentence, reading) else 0.33)
            - 0.004 * len(text.split()),
        )


def _orders(text: str) -> bool:
    return advice.is_instruction(text) and clauses.split(text) is None
