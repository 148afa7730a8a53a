"""A statement without its typed term; wrong options are what a student takes for that term.

Where the term opens the statement, the statement is asked as a question: "Which drug reverses ...?"
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from quizapp.core import families, terms
from quizapp.core.generation import (
    advice,
    candidates,
    clauses,
    contradictions,
    false_versions,
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
from quizapp.core.terms import Mention

NAME = "cloze"

_MOST_WORDS = 26
_FEWEST_STEMS = 4
_NOUNS = {"drug class": "class of drugs"}
# Kinds that name their things; of others, "term" says enough.
_NAMED = frozenset(
    (
        "organ", "drug", "drug class", "hormone", "enzyme", "electrolyte", "vessel", "bone",
        "muscle", "organism", "position", "condition", "process", "nutrient",
    )
)  # fmt: skip
_MOST_SHARED = 1
# What many things of a kind do, or have done with them, leaves more than one right answer.
_OF_MANY = re.compile(
    r"\b(?:associated with|contraindicated|suggests?|indicates?|risk|monitor\w*|check\w*|watch\w*|"
    r"used|given|treats?|waiting|includes?|such as|may|can|often|depends? on)\b",
    re.IGNORECASE,
)
# A name that goes on to the right is no gap: "the amino acid cystine", "a liver hormone".
_GOES_ON = re.compile(
    r"^ (?!(?:is|are|was|has|have|and|or|to|in|of|for|from|with|by|when|if|that|which|because|into|"
    r"on|at|as|than|within|between|during|after|before|until|back|through|so|while|where|only)\b)"
    r"(?![a-z]+s\b)"
)


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each definite sentence with a term that stands alone in its kind."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        if len(text.split()) > _MOST_WORDS or ";" in text or ":" in text or _OF_MANY.search(text):
            continue
        # A figure without its unit, "when the GFR is below 30.", or less than what was said before.
        if re.search(r" \d+\.$|^(?:smaller|larger|fewer|less|more|another|other)\b", text, re.I):
            continue
        if advice.is_instruction(text):
            continue
        for mention in false_versions.lone_terms(text, reading):
            if _GOES_ON.match(text[mention.end :]) or _is_thin(text, mention):
                continue
            before = text[: mention.start]
            if _SECOND.search(before) or _OTHER_NAME.search(before):
                continue
            wrong = _wrong(text, mention, reading, document)
            if len(wrong) >= candidates.SINGLE_OPTIONS - 1:
                yield _candidate(sentence, text, mention, wrong, reading)
                break


# A second statement behind the first asks of one thing in the words of another.
_SECOND = re.compile(r", (?:and|so|but) (?=(?:the|it|they|an?|at|its|their|this)\b)")


# "Crystals of urate (also called _____)" asks for another name of what it names.
_OTHER_NAME = re.compile(r"\((?:(?:also|formerly|or) )*(?:(?:called|named|known as|termed) )?$")


def _is_thin(text: str, mention: Mention) -> bool:
    rest = f"{text[: mention.start]} {text[mention.end :]}"
    key = text[mention.start : mention.end]
    return len(wording.stems(rest)) < _FEWEST_STEMS or kinship.shares_a_root(key, rest)


def _wrong(
    text: str, mention: Mention, reading: Reading, document: Document
) -> list[tuple[str, str]]:
    """The family of the term; where it has none, what the document names of its kind and area."""
    key = text[mention.start : mention.end]
    rest = f"{text[: mention.start]} {text[mention.end :]}"
    about = (document.topic, reading.topic)
    mates = families.mates(key)
    if mates:
        found = [
            (mate.name, likeness.said_to_be(mate.name, mate.meaning))
            for mate in mates
            if not document.asserts(mate.name, rest, besides=reading.topic)
            and not _fits_as_well(mate, key, rest)
        ]
    else:
        known = set(document.mentioned)
        found = [
            (name, why)
            for name, why in false_versions.others(text, mention, reading, document)
            if (term := terms.typed(name)) in known and term.area == mention.term.area
        ]
    chosen: dict[str, str] = {}
    for name, why in found:
        shown = kinship.in_number_of(name, key)
        if shown is None or not kinship.are_of_one_form(shown, key):
            continue
        if shown.casefold() in rest.casefold() or any(
            terms.same_thing(shown, one) for one in about
        ):
            continue
        if not any(kinship.related(shown, one) for one in (key, *chosen)):
            chosen[shown] = why
    return list(chosen.items())


def _fits_as_well(mate: families.Member, key: str, rest: str) -> bool:
    """Whether the statement speaks of what the other thing is, and the key is not."""
    own = families.member(key)
    apart = wording.stems(mate.meaning) - wording.stems(own.meaning if own else "")
    return len(apart & wording.stems(rest)) > _MOST_SHARED


def _candidate(
    sentence: Sentence,
    text: str,
    mention: Mention,
    wrong: list[tuple[str, str]],
    reading: Reading,
) -> Candidate:
    key = text[mention.start : mention.end]
    why = teaching.told(replace(sentence, text=text), reading)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=_stem(text, mention, reading),
        options=candidates.single_choice(key, wrong, why=why, seed=text),
        rationale=why,
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=0.68,
    )


def _stem(text: str, mention: Mention, reading: Reading) -> str:
    kind = mention.term.kind if mention.term.kind in _NAMED else "term"
    kind = _NOUNS.get(kind, kind)
    clause = clauses.split(text)
    if clause is not None and mention.start <= len("The ") and mention.end == len(clause.subject):
        question = f"Which {kind} {clause.verb} {clause.rest}?"
        return subjects.asked_broadly(question, reading.subject)
    before = contradictions.any_article(text[: mention.start])
    behind = text[mention.end :]
    second = _SECOND.search(behind)
    behind = behind if second is None else f"{behind[: second.start()]}."
    blanked = f"{before}{wording.BLANK}{behind}"
    placed = subjects.placed(blanked, reading.subject)
    return f"Which {kind} completes the statement? {placed}"
