"""A statement, or the same with one word turned into its opposite: true or false.

Where a statement holds two such words, the four ways to fill them make a single choice. The false
statement is contradicted by the sentence itself, so hedged sentences ("may", "some") are left out.
"""

import re
from collections.abc import Iterator
from itertools import product

from quizapp.core import terms
from quizapp.core.generation import (
    candidates,
    claims,
    contradictions,
    filters,
    judging,
    referents,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "opposite"

_MOST_WORDS = 26
_MOST_COMMAS = 2
_SUBORDINATE = re.compile(
    r"(?:if|when|because|although|as|while|since|after|before|unless|until|in order)\b",
    re.IGNORECASE,
)


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """Candidates for each sentence that rests on a word with an opposite."""
    for sentence in reading.listing:
        text = _short(wording.plain(sentence.text))
        if text is None:
            continue
        words = claims.claims(text)
        if len(words) == 2 and _are_two_claims(*words):  # noqa: PLR2004
            yield from _grid(sentence, text, words, reading)
        for change in contradictions.contradictions(text):
            if change.kind == contradictions.OPPOSITE:
                yield from judging.judged(change, sentence, text, reading, rule=NAME, score=0.6)
                break


def _are_two_claims(one: re.Match[str], other: re.Match[str]) -> bool:
    apart = other.start() - one.end() > 1
    return apart and wording.stem(one.group().lower()) != wording.stem(other.group().lower())


def _short(text: str) -> str | None:
    """The statement itself, or its first clause where it runs on; None when neither is short."""
    if _fits(text):
        return text
    joint = claims.JOINT.search(text)
    if joint is None or _SUBORDINATE.match(text):
        return None
    head = f"{text[: joint.start()]}."
    return head if _fits(head) and filters.why_not(head) is None else None


def _fits(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and text.count(",") <= _MOST_COMMAS


def _grid(
    sentence: Sentence,
    text: str,
    words: list[re.Match[str]],
    reading: Reading,
) -> Iterator[Candidate]:
    first, second = words
    blanked = (
        f"{contradictions.any_article(text[: first.start()])}{wording.BLANK}"
        f"{contradictions.any_article(text[first.end() : second.start()])}{wording.BLANK}"
        f"{text[second.end() :]}"
    )
    key = f"{first.group()} ... {second.group()}"
    pairs = [
        f"{one} ... {two}"
        for one, two in product(
            (first.group(), terms.opposite(first.group())),
            (second.group(), terms.opposite(second.group())),
        )
    ]
    taught = teaching.told(sentence, reading)
    wrong = [(pair, f"It is \u201c{key}\u201d: {taught}") for pair in pairs if pair != key]
    placed = referents.placed(blanked, sentence, reading, statement=text)
    if not placed:
        return
    yield Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=f"Which words complete the statement? {placed}",
        options=candidates.single_choice(key, wrong, why=taught, seed=text),
        rationale=taught,
        verb="Describe",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.72,
    )
