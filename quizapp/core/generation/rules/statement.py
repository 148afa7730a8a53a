"""A clear statement of the source, as it stands: is it true? The last resort of a section."""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import (
    advice,
    candidates,
    claims,
    clauses,
    contradictions,
    filters,
    kinship,
    referents,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "statement"

_UNSURE = re.compile(r"(?:some|many|several|there) |.*\bone of the ", re.IGNORECASE)
_SEVERAL = re.compile(
    r"[;:]|\b(?:has|have) (?:two|three|four|five|six|\d) (?:\w+ )?(?:features|parts|types|kinds|"
    r"stages|"
    r"forms|groups|steps|phases|goals)\b|->|, (?:but|yet|so|and) |\b(?:surpris\w+|students?|"
    r"interesting)\b"
)
_MOST_WORDS = 26
_MOST_COMMAS = 2
_FEWEST_WORDS = 7


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """True statements, those first whose rationale says more than they do."""
    fit = [sentence for sentence in reading.usable if _is_fit(wording.plain(sentence.text))]
    for sentence in fit:
        claim = contradictions.core(wording.plain(sentence.text))
        stem = referents.placed(claim, sentence, reading)
        if stem:
            yield _candidate(stem, sentence, reading)


def _is_fit(text: str) -> bool:
    words = len(text.split())
    definite = bool(terms.mentions(text)) or filters.compares(text) or bool(claims.claims(text))
    return (
        _FEWEST_WORDS <= words <= _MOST_WORDS
        and text.count(",") <= _MOST_COMMAS
        and definite
        and not _UNSURE.match(text)
        and not _SEVERAL.search(text)
        and not _orders(text)
        and not _explains_itself(text)
    )


def _explains_itself(text: str) -> bool:
    """Whether a statement only says what its word does: "Appendicitis is ... of the appendix"."""
    clause = clauses.split(text)
    if clause is None or clause.verb not in ("is", "are") or len(text.split()) > _MOST_BARE:
        return False
    return kinship.shares_a_root(clause.subject, clause.rest)


_MOST_BARE = 10


def _candidate(stem: str, sentence: Sentence, reading: Reading) -> Candidate:
    text = wording.plain(sentence.text)
    why = teaching.told(sentence, reading)
    return Candidate(
        rule=NAME,
        type="true_false",
        stem=stem,
        options=candidates.true_false(true=True, why=why, why_not=why),
        rationale=why,
        verb="Describe",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.EASY,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=(0.4 if teaching.teaches(sentence, reading) else 0.34) - 0.004 * len(text.split()),
    )


def _orders(text: str) -> bool:
    if (
        _SURE_ORDERS.match(text)
        or _ORDERS.match(text)
        or _THEN_ORDERS.match(text)
        or _ORDERS_LAST.search(text)
    ):
        return True
    rest = _OPENING.sub("", text)
    return any(
        advice.is_instruction(part) and clauses.split(wording.capitalised(part)) is None
        for part in (text, rest)
    )


# "Prime the set", "Listen to the lungs": a first word that no statement begins with.
_ORDERS = re.compile(
    r"^(?!The|An?|This|In|On|At|For|With|By|To|As|If|When|After|Before|During|From|Of|All|Each|Most|Many|"
    r"Some|Any|No|Both|Every|Among|Under|Unlike|Because|Since|Although|While|Once|Within|Without)"
    r"[A-Z][a-z]+ (?:to )?(?:the|an?|any|each|all|care)\b"
)
_SURE_ORDERS = re.compile(
    r"^(?:measure|monitor|assess|check|teach|encourage|compare|ask|weigh|observe|inspect|review|record|"
    r"document|report|remind|advise|explain|offer|obtain|auscultate|palpate) (?!of\b|is\b|are\b)",
    re.IGNORECASE,
)
_ORDERS_LAST = re.compile(
    r"^(?:When|If|After|Before|Once|As|While|For|In|Out|At|On)\b.*, "
    r"(?:then )?(?:go to|lower|raise|turn|move|put|take|give|call|keep|hold|stop|"
    r"remove|place|check|use|cover|press)"
    r" (?:the|an?|your|them|it)\b"
)
_THEN_ORDERS = re.compile(
    r"^(?:When|If|After|Before|Once|As|While)\b[^,]*, (?:have|let|ask|tell|remember|make|be)\b"
)
_OPENING = re.compile(r"^(?:After|Before|If|When|Once|For|In|With|During)\b[^,]*, ")
