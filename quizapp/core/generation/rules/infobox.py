"""An infobox's facts: the other name, the main cause, whether it is contagious."""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Step
from quizapp.core.outline import Fact

NAME = "infobox"

_OTHER_NAME = re.compile(r"^(?:other names?|also (?:known as|called)|synonyms?|alias)$", re.I)
_CAUSE = re.compile(r"^(?:main |primary )?causes?$|^etiology$", re.I)
_CONTAGIOUS = re.compile(r"^(?:contagious|infectious|contagiousness|infectivity)$", re.I)
_NO = re.compile(r"^(?:no\b|non|not\b|none)", re.I)


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each fact whose key has a question of its own."""
    for fact in reading.facts:
        found: Candidate | None = None
        if _OTHER_NAME.match(fact.key):
            found = _other_name(fact, document)
        elif _CAUSE.match(fact.key):
            found = _cause(fact, document)
        elif _CONTAGIOUS.match(fact.key):
            found = _contagious(fact, document)
        if found is not None:
            yield found


def _other_name(fact: Fact, document: Document) -> Candidate | None:
    known = terms.typed(document.topic)
    near = [
        term
        for term in terms.terms_of("condition")
        if known is not None and term.area == known.area and term.name != known.name
    ]
    # Names that look alike first: they share a word with the topic.
    wanted = wording.stems(document.topic)
    near.sort(key=lambda term: -len(wording.stems(term.name) & wanted))
    distractors = [
        (term.name, f"{wording.capitalised(term.name)} is another condition.") for term in near
    ]
    if len(distractors) < candidates.SINGLE_OPTIONS - 1:
        return None
    why = f"The source gives {wording.uncapitalised(fact.value)} as its other name."
    stem = f"What is another name for {document.topic}?"
    options = candidates.single_choice(fact.value, distractors, why=why, seed=stem)
    return _candidate(fact, "multiple_choice", stem, options, why, Step.EASY)


def _cause(fact: Fact, document: Document) -> Candidate | None:
    distractors = [
        (name, f"The source names {wording.uncapitalised(fact.value)} as the main cause.")
        for pattern, name in terms.kinds_of_cause()
        if not pattern.search(fact.value) and not pattern.search(document.topic)
    ]
    why = f"The source names {wording.uncapitalised(fact.value)} as the main cause."
    stem = f"What is the main cause of {document.topic}?"
    if len(distractors) < candidates.SINGLE_OPTIONS - 1:
        return None
    chosen = wording.stable_order(distractors, stem)
    options = candidates.single_choice(fact.value, chosen, why=why, seed=stem)
    return _candidate(fact, "multiple_choice", stem, options, why, Step.MEDIUM)


def _contagious(fact: Fact, document: Document) -> Candidate:
    true = _NO.match(fact.value) is None
    why = f"The source gives it as {wording.uncapitalised(fact.value)}."
    options = candidates.true_false(true=true, why=why, why_not=why)
    stem = f"{wording.capitalised(document.topic)} is contagious."
    return _candidate(fact, "true_false", stem, options, why, Step.EASY)


def _candidate(
    fact: Fact, type_name: str, stem: str, options: tuple[Option, ...], why: str, step: Step
) -> Candidate:
    return Candidate(
        rule=NAME,
        type=type_name,
        stem=stem,
        options=options,
        rationale=why,
        verb="Identify",
        aspect="characteristics",
        step=step,
        bloom=Bloom.REMEMBER,
        start=fact.start,
        end=fact.end,
        score=0.9,
    )
