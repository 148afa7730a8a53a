"""Sections side by side under one heading: which of them a statement belongs to.

Only for statements with a mark of their own, and nothing like them under any of the others.
"""

import re
from collections.abc import Iterator, Sequence

from quizapp.core import terms
from quizapp.core.generation import (
    candidates,
    clauses,
    filters,
    kinship,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "sibling"

_RANKED = re.compile(r"(?<!one of the )\b(?:main|preferred|first-line|\d+)\b", re.IGNORECASE)
_ALIKE = 0.5


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each statement that fits this section and none of its siblings."""
    siblings = _siblings(reading, document)
    if len(siblings) < candidates.SINGLE_OPTIONS - 1:
        return
    shared = frozenset.intersection(*(wording.stems(one.topic) for one in (reading, *siblings)))
    own = wording.stems(reading.topic) - shared
    if not shared or not own:
        return
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        marked = _RANKED.search(text) or _has_own_term(text, reading, siblings)
        if marked and not filters.hedged(text) and not _fits_another(text, own, siblings, shared):
            candidate = _candidate(sentence, text, reading, siblings, shared)
            if candidate is not None:
                yield candidate


def _siblings(reading: Reading, document: Document) -> list[Reading]:
    return [
        other
        for other in document.readings
        if other.ancestors == reading.ancestors
        and other.section is not reading.section
        and other.substantive
        and subjects.topic_in(other.section.title) is not None
    ]


def _has_own_term(text: str, reading: Reading, siblings: Sequence[Reading]) -> bool:
    """Whether a statement names a typed thing that no sibling speaks of, but for its topic."""
    known = {term for other in siblings for term in other.mentioned}
    known |= {mention.term for mention in terms.mentions(reading.topic)}
    return any(mention.term not in known for mention in terms.mentions(text))


def _fits_another(
    text: str, own: frozenset[str], siblings: Sequence[Reading], shared: frozenset[str]
) -> bool:
    wanted = wording.stems(text) - own - shared
    return any(
        len(wanted & wording.stems(sentence.text)) >= _ALIKE * len(wanted)
        for other in siblings
        for sentence in other.sentences
    )


def _candidate(
    sentence: Sentence,
    text: str,
    reading: Reading,
    siblings: Sequence[Reading],
    shared: frozenset[str],
) -> Candidate | None:
    """Whole headings to choose from: a part of one fits no gap that was cut for another."""
    if any(_names(one.topic, text, shared) for one in (reading, *siblings)):
        return None
    told = [(other.topic, _told(other)) for other in siblings]
    distractors = [(topic, why) for topic, why in wording.stable_order(told, text) if why]
    if len(distractors) < candidates.SINGLE_OPTIONS - 1:
        return None
    noun = _noun([reading.topic, *(topic for topic, _ in distractors)])
    stem = f"{noun} does this statement describe? \u201c{text}\u201d"
    why = f"This is said of {reading.topic}: {teaching.told(sentence, reading)}"
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=subjects.asked_broadly(stem, reading.subject),
        options=candidates.single_choice(reading.topic, distractors, why=why, seed=text),
        rationale=why,
        verb="Differentiate",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.HARD,
        bloom=Bloom.ANALYZE,
        start=sentence.start,
        end=sentence.end,
        score=0.7,
    )


def _names(topic: str, text: str, shared: frozenset[str]) -> bool:
    own = wording.stems(topic) - shared
    return bool(own & wording.stems(text)) or kinship.shares_a_root(
        " ".join(word for word in topic.split() if wording.stem(word.lower()) not in shared), text
    )


def _told(other: Reading) -> str | None:
    """What the source says of another section, for the rationale; None where nothing is plain."""
    said = next((wording.plain(one.text) for one in other.usable), None)
    return None if said is None else f"Of {other.topic} the source says: {said}"


def _noun(topics: Sequence[str]) -> str:
    """As in: Which stones."""
    heads = {clauses.head_of(topic) for topic in topics}
    return f"Which {heads.pop()}" if len(heads) == 1 else "Which of these"
