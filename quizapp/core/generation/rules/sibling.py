"""Sections side by side under one heading: which of them a statement belongs to.

Only for statements with a mark of their own, and nothing like them under any of the others.
"""

import re
from collections.abc import Iterator, Sequence

from quizapp.core import terms
from quizapp.core.generation import candidates, filters, subjects, wording
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
    name, others = _name(reading, shared), [_name(other, shared) for other in siblings]
    blank = re.compile(rf"\b{re.escape(name)}s?\b", re.IGNORECASE)
    shown = blank.sub(wording.BLANK, text)
    if wording.stems(name) & wording.stems(shown) or any(
        re.search(rf"\b{re.escape(other)}\b", text, re.IGNORECASE) for other in others
    ):
        return None
    if shown == text:
        stem = f"Which of these does the source describe so? \u201c{text}\u201d"
        key, options = reading.topic, [other.topic for other in siblings]
    else:
        stem = f"Which of these completes the statement? \u201c{shown}\u201d"
        key, options = name, others
    distractors = [
        (option, f"The source does not say this of {option}, but of {key}.")
        for option in wording.stable_order(options, text)
    ]
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(
            key, distractors, why=f"The source says this of {key}.", seed=text
        ),
        rationale=f"The source says of {reading.topic}: \u201c{text}\u201d",
        verb="Differentiate",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.HARD,
        bloom=Bloom.ANALYZE,
        start=sentence.start,
        end=sentence.end,
        score=0.7,
    )


def _name(reading: Reading, shared: frozenset[str]) -> str:
    """The part of a topic that its siblings don't have: "breast cancer"."""
    term = next(
        (
            mention.term.name
            for mention in terms.mentions(reading.topic)
            if not wording.stems(mention.term.name) <= shared
        ),
        None,
    )
    return term or reading.topic
