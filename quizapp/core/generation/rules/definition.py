"""What a term means, and which term a meaning belongs to.

Wrong options are what the document defines beside it, and what a student takes for it; terms of
another sort give the answer away, so where there are too few of its own, nothing is asked.
"""

import re
from collections.abc import Iterator, Sequence

from quizapp.core import families, terms
from quizapp.core.definitions import Definition
from quizapp.core.generation import (
    candidates,
    clauses,
    kinship,
    likeness,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.item_types import matching
from quizapp.core.items import Bloom, Step

NAME = "definition"

_MOST_PAIRS = 5
_FEWEST_PAIRS = 3
_LONGEST_KEY = 1.4
_SHARED = 0.5


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """The term for a meaning or the meaning of a term; and several of a section to be matched."""
    sound = [one for one in reading.meanings if not _leaks(one)]
    yield from _matched(sound, document)
    for found in sound:
        others = _others(found, document)
        both = [
            _term_for(found, others, reading, document),
            _meaning_of(found, others, reading, document),
        ]
        if wording.stable_number(found.term) % 2:
            both.reverse()
        whole = (one for one in both if len(one.options) == candidates.SINGLE_OPTIONS)
        yield from [one for one in whole if not _is_told_by_length(one)][:1]


def _is_told_by_length(candidate: Candidate) -> bool:
    [key] = (len(option.text) for option in candidate.options if option.correct)
    longest = max(len(option.text) for option in candidate.options if not option.correct)
    return len(candidate.keys[0].split()) >= _FEWEST_PAIRS and key > _LONGEST_KEY * longest


def _matched(found: Sequence[Definition], document: Document) -> Iterator[Candidate]:
    """Terms and meanings to be paired, where a section defines enough of them."""
    first = {_name(one).casefold(): one for one in reversed(found)}
    chosen = [one for one in found if first[_name(one).casefold()] is one][:_MOST_PAIRS]
    chosen = [
        one
        for one in chosen
        if not any(_names(_name(other), one.meaning) for other in chosen if other is not one)
    ]
    if len(chosen) < _FEWEST_PAIRS:
        return
    pairs = [(wording.capitalised(_name(one)), one.meaning, _told(one, document)) for one in chosen]
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


def _name(found: Definition) -> str:
    return kinship.without_acronym(found.term)


def _others(found: Definition, document: Document) -> list[Definition]:
    """What the document defines of the same sort, the nearest first."""
    chosen: dict[str, Definition] = {}
    for other in document.definitions:
        name = _name(other)
        if _names(name, found.meaning) or _are_near(found.meaning, other.meaning):
            continue
        if not kinship.related(name, _name(found)) and likeness.are_alike(found, other):
            chosen.setdefault(name.casefold(), other)
    return sorted(chosen.values(), key=lambda other: abs(other.start - found.start))


def _names(term: str, meaning: str) -> bool:
    """Whether a meaning speaks of a term, in full or by its initials."""
    lowered = meaning.casefold()
    return term.casefold() in lowered or terms.initials(term) in lowered.split()


def _are_near(one: str, other: str) -> bool:
    own = wording.stems(one)
    return len(own & wording.stems(other)) > _SHARED * len(own)


def _leaks(found: Definition) -> bool:
    return kinship.shares_a_root(found.term, found.meaning) or bool(
        wording.stems(found.term) & wording.stems(found.meaning)
    )


def _which(term: str, meaning: str) -> str:
    """A thing is one, and does not mean it: "Which drug is a monoclonal antibody ...?"."""
    typed = terms.typed(term)
    if typed is None or typed.kind not in _THINGS or not _ARTICLE.match(meaning):
        return f"Which term means \u201c{meaning}\u201d?"
    if typed.kind == "examination" and _DONE.match(meaning):
        return f"Which procedure is {meaning}?"
    return f"Which {typed.kind} is {meaning}?"


_DONE = re.compile(r"(?:an?|the) (?:removal|insertion|injection|drainage|puncture|placement)\b")


_THINGS = frozenset(
    ("drug", "laboratory test", "organ", "hormone", "examination", "device", "vaccine")
)
_ARTICLE = re.compile(r"(?:an?|the) ", re.IGNORECASE)


def _term_for(
    found: Definition, others: list[Definition], reading: Reading, document: Document
) -> Candidate:
    term = _name(found)
    named = [(_name(other), _told(other, document)) for other in others]
    chosen: dict[str, tuple[str, str]] = {}
    for name, why in (*named, *_mates(found, document), *_kin(found, reading, document)):
        shown = kinship.in_number_of(name, term)
        if shown is None or any(kinship.related(shown, one) for one in (term, *chosen)):
            continue
        chosen[shown] = (wording.capitalised(shown), why)
    return _candidate(
        found,
        _taught(found, reading, document),
        stem=_which(term, found.meaning),
        key=wording.capitalised(term),
        distractors=list(chosen.values()),
        step=Step.EASY,
    )


def _mates(found: Definition, document: Document) -> list[tuple[str, str]]:
    """What a student takes for the term, those that the document speaks of first."""
    lowered = document.text.casefold()
    fitting = [one for one in families.mates(_name(found)) if not _names(one.name, found.meaning)]
    fitting.sort(key=lambda one: one.name.casefold() not in lowered)
    return [(one.name, likeness.said_to_be(one.name, one.meaning)) for one in fitting]


def _kin(found: Definition, reading: Reading, document: Document) -> list[tuple[str, str]]:
    """Terms of the gazetteer's same kind and area: any hormone tempts, not any disease."""
    term = terms.typed(_name(found))
    if term is None or term.kind in likeness.LOOSE or families.mates(term.name):
        return []
    return [
        (name, why)
        for name, why in candidates.distractor_terms(
            _name(found), found.meaning, document, topic=f"{reading.topic}. {found.meaning}"
        )
        if kinship.are_of_one_form(name, _name(found))
        and (other := terms.typed(name)) is not None
        and other.area == term.area
    ]


def _meaning_of(
    found: Definition, others: list[Definition], reading: Reading, document: Document
) -> Candidate:
    told = [(other.meaning, _told(other, document)) for other in others]
    names = [_name(other) for other in others]
    told += [
        (one.meaning, likeness.said_to_be(one.name, one.meaning))
        for one in families.mates(_name(found))
        if clauses.is_plural(one.name) is clauses.is_plural(_name(found))
        and not any(kinship.related(one.name, name) for name in names)
    ]
    fitting = [
        (meaning, why)
        for meaning, why in told
        if not kinship.shares_a_root(found.term, meaning) and len(meaning) * 2 >= len(found.meaning)
    ]
    return _candidate(
        found,
        _taught(found, reading, document),
        stem=f"What is meant by \u201c{wording.uncapitalised(_name(found))}\u201d?",
        key=found.meaning,
        distractors=fitting,
        step=Step.MEDIUM,
    )


def _told(found: Definition, document: Document) -> str:
    sentence = document.text[max(0, found.start - 4) : found.end]
    return likeness.said_to_be(_name(found), found.meaning, sentence)


def _taught(found: Definition, reading: Reading, document: Document) -> str:
    """The meaning as the source goes on about it, where its sentence can be read alone."""
    sentence = next((one for one in reading.usable if one.start == found.start), None)
    told = _told(found, document)
    if sentence is None:
        return told
    full = teaching.told(sentence, reading)
    opens = re.match(rf"(?:(?:an?|the) )?{re.escape(_name(found))}\b", full, re.IGNORECASE)
    return full if opens and found.meaning.casefold() in full.casefold() else told


def _candidate(
    found: Definition,
    why: str,
    *,
    stem: str,
    key: str,
    distractors: list[tuple[str, str]],
    step: Step,
) -> Candidate:
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
