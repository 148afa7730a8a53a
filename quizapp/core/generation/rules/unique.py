"""The main, preferred, first-line or most common one: a predicate that only one thing can have."""

import re
from collections.abc import Iterator
from dataclasses import replace

from quizapp.core import families, terms
from quizapp.core.generation import (
    candidates,
    kinship,
    likeness,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "unique"

_RANK = (
    r"(?:main|primary|principal|preferred|most (?:effective|common|important|frequent|sensitive)|"
    r"first-line|first choice|only|gold standard|best|"
    r"leading|antidote|drug of choice|treatment of choice|hallmark)"
)
_BE = r"(?:is|are|remains?)(?: still| also| usually| generally| currently)?"
_KEY_FIRST = re.compile(
    rf"^(?P<key>[^,]{{3,60}}?) {_BE} (?P<predicate>the {_RANK} [^,;]+?)(?=,| and |\.$)"
)
_KEY_LAST = re.compile(
    rf"^(?P<predicate>The {_RANK} [^,;]{{3,70}}?) (?P<be>is|are) (?P<key>[^,;]{{3,50}})\.$"
)


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each sentence that says which one is first in its rank."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        match = _KEY_FIRST.match(text) or _KEY_LAST.match(text)
        if match is not None:
            candidate = _candidate(sentence, text, match, reading, document)
            if candidate is not None:
                yield candidate


def _candidate(
    sentence: Sentence, text: str, match: re.Match[str], reading: Reading, document: Document
) -> Candidate | None:
    key = _core(match["key"])
    predicate = wording.uncapitalised(match["predicate"])
    if (
        key is None
        or _HALF.search(predicate)
        or candidates.gives_away(key, f"{predicate} {reading.topic}")
    ):
        return None
    term = terms.typed(key)
    treats = term is not None and term.kind in ("treatment", "cancer treatment")
    if treats and re.search(r" (?:method|approach)$", predicate):
        predicate += " of treatment"
    distractors = [
        (name, why)
        for name, why in _alternatives(key, predicate, reading, document)
        if not _recommended(name, text, reading) and not kinship.related(name, key)
    ]
    if len(distractors) < candidates.SINGLE_OPTIONS - 1:
        return None
    why = teaching.told(replace(sentence, text=text), reading)
    be = "are" if _MANY.search(predicate) else "is"
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=subjects.asked(f"What {be} {predicate}?", reading.subject),
        options=candidates.single_choice(key, distractors, why=why, seed=text),
        rationale=why,
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=0.9,
    )


def _alternatives(
    key: str, predicate: str, reading: Reading, document: Document
) -> list[tuple[str, str]]:
    """Of the sort that is asked for: oxytocin is a hormone, but as a drug it stands among drugs.

    What only the gazetteer knows of a wide kind ("polypharmacy", of risk factors) tempts nobody.
    """
    term = terms.typed(key)
    as_drug = re.search(r"\b(?:drug|medication|medicine)\b", predicate) is not None
    kind = "drug" if as_drug and term is not None and term.kind != "drug" else None
    found = candidates.alternatives(
        key,
        document,
        topic=reading.topic,
        kind=kind,
        kin=_SINGLE.match(predicate) is not None,
    )
    wide = kind is not None or (term is not None and term.kind in _WIDE)
    known = set(document.mentioned)
    near = [(name, why) for name, why in found if not wide or terms.typed(name) in known]
    if wide and kind is None and len(near) >= _MOST_OF_THREE:
        return near + [pair for pair in found if pair not in near]
    if wide or term is None:
        return near
    near.sort(key=lambda pair: (one := terms.typed(pair[0])) is None or one.area != term.area)
    mates = [
        (mate.name, likeness.said_to_be(mate.name, mate.meaning))
        for mate in families.mates(key)
        if not document.asserts(mate.name, predicate)
    ]
    named = [name for name, _ in mates]
    return mates + [
        (name, why) for name, why in near if not any(kinship.related(name, one) for one in named)
    ]


_MOST_OF_THREE = 2
_WIDE = ("risk factor", "symptom", "condition")


# Where one alone can hold the rank, its own kin are the likeliest wrong answers.
_SINGLE = re.compile(
    r"the (?:(?:first-line|most common|leading|main|preferred) (?:[\w-]+ )?(?:drug|cause"
    r"|symptom|sign|"
    r"organism|treatment|source|risk factor|complication|cation|anion|hormone"
    r"|neurotransmitter|site)|"
    r"antidote|gold standard|drug of choice)\b(?!s)",
    re.IGNORECASE,
)


def _recommended(name: str, text: str, reading: Reading) -> bool:
    """Whether the sentence names a thing too, or the section ranks it first for anybody."""
    term = terms.typed(name)
    names = term.names if term else (name,)
    for sentence in reading.sentences:
        lowered = sentence.text.casefold()
        if any(one.casefold() in lowered for one in names) and (
            wording.plain(sentence.text) == text or _PRAISE.search(sentence.text)
        ):
            return True
    return False


_HALF = re.compile(r"\b(?:both|either|between)\b", re.IGNORECASE)
_MANY = re.compile(
    r"^the [\w-]+(?: [\w-]+)? (?:drugs|causes|treatments|symptoms|signs|tests|sites)\b"
)
_PRAISE = re.compile(
    rf"\b(?:{_RANK}|first|better|effective|recommended|important|choice)\b", re.IGNORECASE
)


def _core(phrase: str) -> str | None:
    """The typed term that a phrase amounts to, or None."""
    bare = re.sub(r"^(?:the use of |effective |active |the )", "", phrase, flags=re.IGNORECASE)
    return bare if terms.typed(bare) else None
