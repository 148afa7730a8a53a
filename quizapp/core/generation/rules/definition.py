"""What a term means, and which term a meaning belongs to; wrong options are the document's own."""

from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.definitions import Definition
from quizapp.core.generation import candidates, clauses, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step

NAME = "definition"


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """For each definition in the section, the better of the two directions."""
    for found in reading.meanings:
        others = _others(found, document)
        if len(others) < candidates.SINGLE_OPTIONS - 1:
            continue
        to_term = wording.stable_number(found.term) % 2 == 0 and not _leaks(found)
        candidate = _term_for(found, others) if to_term else _meaning_of(found, others)
        if len(candidate.options) == candidates.SINGLE_OPTIONS:
            yield candidate


def _others(found: Definition, document: Document) -> list[Definition]:
    own = wording.stems(found.meaning)
    chosen: dict[str, Definition] = {}
    for other in document.definitions:
        alike = own & wording.stems(other.meaning)
        if _names(other.term, found.meaning) or len(alike) * 2 > len(own):
            continue
        if terms.same_thing(other.term, found.term):
            continue
        chosen.setdefault(other.term.casefold(), other)
    near = sorted(chosen.values(), key=lambda other: abs(other.start - found.start))
    length = len(found.meaning)
    return [other for other in near if 0.5 <= len(other.meaning) / length <= 2]  # noqa: PLR2004


def _names(term: str, meaning: str) -> bool:
    """Whether a meaning speaks of a term, in full or by its initials."""
    lowered = meaning.casefold()
    return term.casefold() in lowered or terms.initials(term) in lowered.split()


def _leaks(found: Definition) -> bool:
    return bool(wording.stems(found.term) & wording.stems(found.meaning))


def _term_for(found: Definition, others: list[Definition]) -> Candidate:
    distractors = [(other.term, _told(other)) for other in others]
    return _candidate(
        found,
        stem=f"Which term means \u201c{found.meaning}\u201d?",
        key=found.term,
        distractors=distractors,
        step=Step.EASY,
    )


def _meaning_of(found: Definition, others: list[Definition]) -> Candidate:
    distractors = [
        (other.meaning, f"This is what {wording.uncapitalised(other.term)} means.")
        for other in others
        if not wording.stems(found.term) & wording.stems(other.meaning) or _leaks(found)
    ]
    return _candidate(
        found,
        stem=f"What does \u201c{wording.uncapitalised(found.term)}\u201d mean?",
        key=found.meaning,
        distractors=distractors,
        step=Step.MEDIUM,
    )


def _told(found: Definition) -> str:
    be = "are" if clauses.is_plural(found.term.partition(" (")[0]) else "is"
    return f"{wording.capitalised(found.term)} {be} {found.meaning}."


def _candidate(
    found: Definition,
    *,
    stem: str,
    key: str,
    distractors: list[tuple[str, str]],
    step: Step,
) -> Candidate:
    why = _told(found)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key, distractors, why=why, seed=stem),
        rationale=why,
        verb="Define",
        aspect=subjects.TERMS,
        step=step,
        bloom=Bloom.REMEMBER,
        start=found.start,
        end=found.end,
        score=0.95,
    )
