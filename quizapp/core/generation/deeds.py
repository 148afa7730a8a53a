"""What a section tells somebody to do and not to do, in lists, tables and single sentences."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block
from quizapp.core.generation import advice, clauses, negatives, wording
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.runs import TableRun
from quizapp.core.sentences import Sentence, sentences_of

_MOST_WORDS = 20
_FEWEST_WORDS = 3
_REASON = re.compile(
    r"(?:;|,? because\b|,? since\b|,? (?:where|which|as (?:it|this|that|they))\b|, (?:as|for|so)\b|"
    r" ?(?:->|\u2192)|\s\u2014|"
    r"\u2014|\. ).*$",
    re.DOTALL,
)
_FORBIDS = re.compile(
    r"^(?:do not|don['\u2019]t|never|must not|should not|avoid)\s+(?P<deed>.+)$", re.I | re.DOTALL
)
_TOLD = re.compile(
    r"^(?P<who>(?:The )?(?:nurse|nurses|client|clients|patient|patients))(?P<whom> [^,.]{3,60}?)? "
    r"(?:should|must)(?P<not> not| never)? (?P<deed>(?!be\b|have\b|know\b|understand\b)\w+ .+)$",
    re.DOTALL,
)
_LEANS = re.compile(
    r"\b(?:this|these|those|it|its|them|they|he|she|her|his|him|that hand|the same|(?:above|"
    r"below)(?=[.,;)]|$)|"
    r"again|also|such|first|then|next|the following|we|us|our|either|if you)\b",
    re.IGNORECASE,
)
_NOT_A_DEED = re.compile(
    r"^(?:see|note|remember|recall|consider|read|review|learn|refer|think|know|ask yourself|look|"
    r"be aware|keep in mind|find out|use the table|compare|discuss|describe|explain|explore)\b",
    re.IGNORECASE,
)
_VERB_S = re.compile(r"^\w+ing\b")


@dataclass(frozen=True)
class Deed:
    """`words` begin with a verb in its base form ("Hang the bag below the bladder").

    `forbidden` says that the source tells the actor not to do it. `said` is the source's sentence.
    """

    words: str
    forbidden: bool
    client: bool
    said: str
    start: int
    end: int


def deeds_in(reading: Reading, document: Document) -> tuple[Deed, ...]:
    """Every plain deed of a section, in the order of the source."""
    if negatives.denies(reading.section.title):
        return ()
    client = reading.actor == advice.CLIENT
    found = [
        *_in_lists(reading, document, client=client),
        *_in_prose(reading, client=client),
        *(deed for table in reading.tables for deed in _in_table(table, document, client=client)),
    ]
    unique = {deed.words.casefold(): deed for deed in sorted(found, key=lambda one: -one.start)}
    return tuple(sorted(unique.values(), key=lambda deed: deed.start))


def base_deed(words: str) -> str | None:
    """A plain order without its reason, or None where the words are none or lean on others."""
    if words.rstrip().endswith(":"):
        return None
    plain = wording.without_stop(_REASON.sub("", wording.plain(words)))
    fits = _FEWEST_WORDS <= len(plain.split()) <= _MOST_WORDS and ":" not in plain
    if not fits or _LEANS.search(plain) or _NOT_A_DEED.match(plain):
        return None
    if not advice.is_instruction(plain) or advice.lacks_object(plain) or _says_what_is(plain):
        return None
    return wording.capitalised(plain)


def _says_what_is(words: str) -> bool:
    return clauses.split(f"{words}.") is not None


def _in_lists(reading: Reading, document: Document, *, client: bool) -> Iterator[Deed]:
    shut = negatives.forbidden_entries(reading.section.blocks, reading.section.title)
    for run in reading.lists:
        lead = run.lead_in.text if run.lead_in else ""
        if run.lead_in is not None and not _LEADS_TO_DEEDS.search(lead):
            continue
        of_client = _OF_CLIENT.search(lead) is not None or (
            client and _OF_NURSE.search(lead) is None
        )
        for block in run.entries:
            # A heading that forbids does not say so of every list under it: "Dos and don'ts".
            doubtful = block in shut and not run.negative
            if block.level > 1 or block.ordered or doubtful:
                continue
            yield from _entry(block, document, forbids=run.negative, client=of_client)


_LEADS_TO_DEEDS = re.compile(
    r"\b(?:should|must|do not|don['\u2019]t|never|avoid|do|interventions?|actions?|care|"
    r"measures|changes|"
    r"tips|advice|steps|instructions?|precautions|ways|help|helps|nurse|nurses)\b[^:]*:$",
    re.IGNORECASE,
)
_OF_CLIENT = re.compile(
    r"\b(?:client|patient|family|caregiver|you)s?\b[^:]*\b(?:should|must)\b", re.I
)
_OF_NURSE = re.compile(r"\bnurses?\b", re.IGNORECASE)


def _entry(block: Block, document: Document, *, forbids: bool, client: bool) -> Iterator[Deed]:
    for first in sentences_of(block, document.text)[:1]:
        yield from _deed(first, forbids=forbids, client=client)


def _in_prose(reading: Reading, *, client: bool) -> Iterator[Deed]:
    for sentence in reading.orders:
        told = _TOLD.match(sentence.text)
        if told is None:
            yield from _deed(sentence, forbids=False, client=client)
            continue
        words = base_deed(told["deed"])
        if words is not None and told["whom"] is None:
            of_client = _OF_NURSE.search(told["who"]) is None
            said = wording.plain(sentence.text)
            forbidden = told["not"] is not None
            yield Deed(words, forbidden, of_client, said, sentence.start, sentence.end)


def _deed(sentence: Sentence, *, forbids: bool, client: bool) -> Iterator[Deed]:
    text = " ".join(sentence.text.split())
    forbidden = _FORBIDS.match(text)
    if forbidden is not None and forbids:
        return
    words = forbidden["deed"] if forbidden else text
    # "Not because it smells" may be done for another reason.
    if forbidden and (_VERB_S.match(words) or " because " in words):
        return
    deed = base_deed(words)
    if deed is not None and (client or not advice.is_of_own_body(deed)):
        deed = in_third_person(deed)
        said = in_third_person(wording.plain(text))
        is_forbidden = forbids or forbidden is not None
        yield Deed(deed, is_forbidden, client, said, sentence.start, sentence.end)


def _in_table(table: TableRun, document: Document, *, client: bool) -> Iterator[Deed]:
    if len(table.rows) <= 1 or not tells_apart(table.rows[0].cells):
        return
    for row in table.rows[1:]:
        for place, cell in enumerate(row.cells[:2]):
            start = document.text.find(cell, row.start, row.end) if cell.strip() else -1
            words = base_deed(cell)
            if start >= 0 and words is not None:
                words = in_third_person(words)
                said = in_third_person(wording.plain(cell))
                yield Deed(words, place == 1, client, said, start, start + len(cell))


def tells_apart(header: Sequence[str]) -> bool:
    """Whether a table's columns say what to do and what not to do."""
    if len(header) != 2:  # noqa: PLR2004 - what to do, and what not
        return False
    return _DO.match(header[0]) is not None and _DO_NOT.match(header[1]) is not None


_DO = re.compile(r"^(?:do'?s?|do this|yes|should|safe|recommended|allowed)\W*$", re.IGNORECASE)
_DO_NOT = re.compile(
    r"^(?:don['\u2019]?t'?s?|do not|not to do|no|never|avoid|should not|not recommended|"
    r"not allowed)\W*$",
    re.IGNORECASE,
)

_FIRST_PERSON = (
    (re.compile(r"\b(?:their|your|the (?:client|patient)['\u2019]s|his or her)\b", re.I), "my"),
    (re.compile(r"\b(?:they|you) are\b", re.IGNORECASE), "I am"),
    (re.compile(r"\byou['\u2019]re\b", re.IGNORECASE), "I am"),
    (re.compile(r"\b(?:they|you)\b", re.IGNORECASE), "I"),
    (re.compile(r"\b(?:themselves|yourself)\b", re.IGNORECASE), "myself"),
    (re.compile(r"\bthe (?:client|patient)\b", re.IGNORECASE), "me"),
)


def in_first_person(words: str) -> str:
    """A deed as the client would say it: "I will keep my feet dry"."""
    said = wording.uncapitalised(words)
    for pattern, mine in _FIRST_PERSON:
        said = pattern.sub(mine, said)
    return f"\u201cI will {said}.\u201d"


_OF_THEM = (
    (re.compile(r"\b(?:you['\u2019]re|you are)\b", re.IGNORECASE), "they are"),
    (re.compile(r"\byour\b", re.IGNORECASE), "their"),
    (re.compile(r"\byourself\b", re.IGNORECASE), "themselves"),
    (
        re.compile(
            r"\b(told|tells?|asks?|asked|helps?|gives?|gave|for|to|with|by|calls?|sees?|lets?|advised?)"
            r" you\b",
            re.IGNORECASE,
        ),
        r"\1 them",
    ),
    (re.compile(r"\byou\b", re.IGNORECASE), "they"),
)


def in_third_person(words: str) -> str:
    """A deed of the client as somebody else tells it: "carry their reliever"."""
    for pattern, theirs in _OF_THEM:
        words = pattern.sub(theirs, words)
    return words
