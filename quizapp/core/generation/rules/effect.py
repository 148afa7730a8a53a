"""What something causes or is a sign of, and what it is caused by.

Wrong options are what the document says so of other things.
"""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, clauses, pools, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.pools import Relation
from quizapp.core.items import Bloom, Step

NAME = "effect"

_LENGTHS = (0.3, 3.0)
_ALIKE = 0.5


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each plain cause, effect or sign with three others in the document."""
    for sentence in reading.usable:
        own = pools.relation_in(sentence)
        if own is None or candidates.gives_away(own.object, own.subject):
            continue
        wrong = _others(own, document)
        if len(wrong) < candidates.SINGLE_OPTIONS - 1:
            continue
        stem = subjects.asked(_asks(own), reading.subject)
        yield Candidate(
            rule=NAME,
            type="multiple_choice",
            stem=stem,
            options=candidates.single_choice(own.object, wrong, why=own.text, seed=stem),
            rationale=own.text,
            verb="Explain",
            aspect=subjects.aspect_of(own.text, reading.section),
            step=Step.MEDIUM,
            bloom=Bloom.UNDERSTAND,
            start=own.start,
            end=own.end,
            score=0.75,
        )


def _asks(own: Relation) -> str:
    subject = wording.uncapitalised(own.subject)
    if own.family == "caused by":
        return f"What {'are' if clauses.is_plural(own.subject) else 'is'} {subject} {own.verb}?"
    if own.verb.startswith(("is ", "are ")):
        be, _, rest = own.verb.partition(" ")
        return f"What {be} {subject} {rest}?"
    first, _, rest = own.verb.partition(" ")
    do = "do" if clauses.is_plural(own.subject) else "does"
    return f"What {do} {subject} {clauses.base_form(first)}{' ' + rest if rest else ''}?"


def _others(own: Relation, document: Document) -> list[tuple[str, str]]:
    wanted = wording.stems(own.object)
    about = wording.stems(own.subject)
    found: list[tuple[str, str]] = []
    taken = [wanted]
    low, high = _LENGTHS
    for other in document.pools.other_relations(own):
        stems = wording.stems(other.object)
        if not stems or any(len(stems & one) >= _ALIKE * len(stems) for one in taken):
            continue
        if len(wording.stems(other.subject) & about) * 2 >= len(about):
            continue
        if not low <= len(other.object) / len(own.object) <= high or re.search(
            r"\b(?:it|they|its|their)\b", other.object
        ):
            continue
        if document.asserts(other.object, own.subject):
            continue
        taken.append(stems)
        found.append((other.object, f"This is said of something else: {other.text}"))
    return found
