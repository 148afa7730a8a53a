"""A section's key terms: what it defines, and what it prints in bold, in the source's own words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.definitions import definitions
from quizapp.core.glosses import (
    MOST_TERM_WORDS,
    is_medical,
    meaning_of,
    speaks_of,
    stated,
    without_asides,
)
from quizapp.core.lexicon import phrase_set, word_set
from quizapp.core.outline import Section
from quizapp.core.sentences import Sentence
from quizapp.core.topics import Topic, topic_of

_NOT_PRINTED_FOR_TERMS = (BlockKind.TABLE_ROW, BlockKind.CODE, BlockKind.FIGURE)
_ONLY_STRESS = word_set(
    """
    all always and any before both but do don't each every except immediately least less may more
    most must never no none not only or should stop than the with without
    """
)
_LABELS = phrase_set(
    """
    note|notes|tip|tips|warning|caution|important|example|examples|remember|answer|question|hint
    key point|key points|rationale|for example|safety|danger|alert|goal|goals|step|steps|source
    sources|figure|table|dose|doses|onset|peak|duration|action|actions|route|routes|uses|use
    """
)
# "..., a state": what is left of "..., a state known as" once the name is taken away.
_BROKEN_OFF = re.compile(r", an? [a-z]+$")
_FEWEST_LETTERS = 3
_LEANS = ("it ", "this ", "these ", "they ", "he ", "she ", "such ", "that ", "those ", "watch ")


@dataclass(frozen=True)
class KeyTerm:
    """A term and its definition, both in the source's own words."""

    term: str
    definition: str


def key_terms(section: Section, sentences: Sequence[Sentence]) -> tuple[KeyTerm, ...]:
    """Terms that the document's glossary, its sentences or its bold print give to this section.

    `sentences` are the section's prose. A term that the text only uses comes with the sentence
    that speaks of it.
    """
    found: dict[str, KeyTerm] = {}
    pairs = [pair for one in sentences for pair in stated(one.text)]
    # Where a source sets its terms in bold, what it merely says of a plain word is none.
    prints_bold = any(block.strong for block in section.blocks)
    for term, meaning in (
        *section.glossed,
        *((one.term, one.meaning) for one in definitions(sentences)),
        *_in_bold(section, sentences),
        *(pair for pair in pairs if is_medical(pair[0]) or not prints_bold),
    ):
        own = _folded(term)
        if own and own not in found and not _BROKEN_OFF.search(meaning):
            found[own] = KeyTerm(term[:1].upper() + term[1:], meaning)
    return tuple(found.values())


def _in_bold(section: Section, sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    for block in section.blocks:
        if block.kind in _NOT_PRINTED_FOR_TERMS:
            continue
        inside = [one.text for one in sentences if block.start <= one.start < block.end]
        for run in block.strong:
            term = " ".join(run.strip(" .:,;").split())
            if _could_be_term(term, run, block):
                meaning = _meaning(term, inside or [block.text], [one.text for one in sentences])
                if meaning:
                    yield term, meaning


def _could_be_term(term: str, run: str, block: Block) -> bool:
    words = term.casefold().split()
    if not words or len(words) > MOST_TERM_WORDS or not term[0].isalpha():
        return False
    if sum(letter.isalpha() for letter in term) < _FEWEST_LETTERS or set(words) <= _ONLY_STRESS:
        return False
    if run.strip() == block.text.strip() or " ".join(words) in _LABELS:
        return False
    labels = block.text.startswith(run) and block.text[len(run.rstrip(" :")) :].lstrip()[:1] == ":"
    return not (labels and topic_of(term) is not Topic.NONE)


def _meaning(term: str, near: Sequence[str], spoken: Sequence[str]) -> str | None:
    """The best that the section says of a term: a definition, then a sentence about it."""
    for text in (*near, *spoken):
        if meaning := meaning_of(term, text):
            return meaning
    able = (*near, *spoken) if is_medical(term) else near
    return next((shown for text in able if _stands_for(term, shown := without_asides(text))), None)


def _stands_for(term: str, sentence: str) -> bool:
    """Whether a sentence can stand beside a term for want of a definition."""
    if not sentence.endswith((".", "\u201d")) or sentence.casefold().startswith(_LEANS):
        return False
    spoken = sentence.casefold()
    named = term.casefold() in spoken and " them " not in spoken
    return named and (speaks_of(term, sentence) or is_medical(term))


def _folded(term: str) -> str:
    bare = term.partition(" (")[0].casefold()
    return " ".join(word.removesuffix("s") for word in bare.split())
