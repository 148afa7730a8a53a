"""What a term means, and which term a meaning belongs to; wrong options are the document's own."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core import terms
from quizapp.core.definitions import Definition
from quizapp.core.generation import candidates, clauses, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.item_types import matching
from quizapp.core.items import Bloom, Step

NAME = "definition"


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """Single choices beside terms of one sort; what has none beside it is matched instead."""
    yield from _matched(reading.meanings)
    for found in reading.meanings:
        others = _others(found, document)
        few = len(others) < candidates.SINGLE_OPTIONS - 1
        if few and terms.typed(found.term.partition(" (")[0]) is None:
            continue
        to_term = few or (wording.stable_number(found.term) % 2 == 0 and not _leaks(found))
        both = (_term_for(found, others, document), _meaning_of(found, others))
        candidate = both[0] if to_term else both[1]
        better = max(both, key=lambda one: one.score)
        candidate = better if better.score > candidate.score and not _leaks(found) else candidate
        if len(candidate.options) == candidates.SINGLE_OPTIONS:
            yield candidate


_LONE = 0.45
_MOST_PAIRS = 5
_FEWEST_PAIRS = 3


def _matched(found: Sequence[Definition]) -> Iterator[Candidate]:
    """Terms and meanings to be paired, where a section defines enough of them."""
    chosen = [one for one in found if not _leaks(one)][:_MOST_PAIRS]
    chosen = [
        one
        for one in chosen
        if not any(_names(other.term, one.meaning) for other in chosen if other is not one)
    ]
    if len(chosen) < _FEWEST_PAIRS:
        return
    pairs = [(wording.capitalised(one.term), one.meaning, _told(one)) for one in chosen]
    places = tuple((one.start, one.end) for one in chosen)
    yield Candidate(
        rule=NAME,
        type="matching",
        stem="Match each term with its meaning.",
        options=(),
        rationale=" ".join(why for _, _, why in pairs),
        verb="Define",
        aspect=subjects.TERMS,
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=min(start for start, _ in places),
        end=max(end for _, end in places),
        score=0.8,
        spans=places,
        made=matching.matched(pairs),
    )


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


def _term_for(found: Definition, others: list[Definition], document: Document) -> Candidate:
    """Wrong terms are of the term's own kind: the document's definitions, then the gazetteer's."""
    term = found.term.partition(" (")[0]
    alike = [(other.term, _told(other)) for other in others if _is_alike(other, found)]
    named = {wording.uncapitalised(name) for name, _ in alike}
    known = [
        (wording.capitalised(name), why)
        for name, why in candidates.distractor_terms(
            term, found.meaning, document, topic=found.meaning
        )
        if wording.uncapitalised(name) not in named
        and not any(terms.same_thing(name, other) for other in (term, *named))
        and (_is_plain_kind(term) or terms.typed(name) in document.mentioned)
    ]
    rest = [(other.term, _told(other)) for other in others if not _is_alike(other, found)]
    return _candidate(
        found,
        stem=f"Which term means \u201c{found.meaning}\u201d?",
        key=found.term,
        distractors=[*alike, *known, *rest],
        step=Step.EASY,
        score=0.95 if len(alike) + len(known) >= _FEWEST_ALIKE else _LONE,
    )


def _is_plain_kind(term: str) -> bool:
    """Whether any other term of a kind tempts: one disease is seldom taken for just any other."""
    found = terms.typed(term)
    return found is not None and found.kind not in ("condition", "symptom", "risk factor")


def _meaning_of(found: Definition, others: list[Definition]) -> Candidate:
    fitting = [
        other
        for other in others
        if not wording.stems(found.term) & wording.stems(other.meaning) or _leaks(found)
    ]
    alike = [other for other in fitting if _is_alike(other, found)]
    distractors = [
        (other.meaning, f"This is what {wording.uncapitalised(other.term)} means.")
        for other in (*alike, *(other for other in fitting if other not in alike))
    ]
    return _candidate(
        found,
        stem=f"What does \u201c{wording.uncapitalised(found.term)}\u201d mean?",
        key=found.meaning,
        distractors=distractors,
        step=Step.MEDIUM,
        score=0.95 if len(alike) >= _FEWEST_ALIKE else _LONE,
    )


_FEWEST_ALIKE = 2


def _is_alike(one: Definition, other: Definition) -> bool:
    """Whether two terms are of one sort: of a kind in the gazetteer, or said to be the same."""
    left, right = (terms.typed(each.term.partition(" (")[0]) for each in (one, other))
    if left is not None and right is not None:
        return left.kind == right.kind
    return _head(one.meaning) == _head(other.meaning) or (
        _sort_of(one.meaning) is not None and _sort_of(one.meaning) == _sort_of(other.meaning)
    )


_SORTS = (
    "amount area volume quantity number rate ratio proportion percentage level measure degree",
    "condition disease disorder syndrome infection inflammation illness",
    "fall rise drop loss increase decrease reduction change lack excess narrowing",
    "process procedure method technique practice system movement breakdown removal formation",
    "ability capacity property tendency power",
    "substance drug medication agent hormone enzyme protein compound drugs substances",
    "person people group nurse professional",
    "symptom sign sensation feeling pain",
)


def _sort_of(meaning: str) -> int | None:
    head = _head(meaning)
    return next((n for n, heads in enumerate(_SORTS) if head in heads.split()), None)


def _head(meaning: str) -> str:
    """The noun that a meaning begins with: "volume" of "the volume of plasma"."""
    before = re.split(r" (?:of|in|that|which|for|to|between|with|from|by) ", meaning)[0]
    return clauses.head_of(before)


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
    score: float,
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
        score=score,
    )
