"""Section -> lesson: objectives, key terms, summary and the text to read."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.definitions import definitions
from quizapp.core.outline import Section
from quizapp.core.sentences import Sentence, without_marks
from quizapp.core.summary import summarise


@dataclass(frozen=True)
class KeyTerm:
    """A term and its definition, both in the source's own words."""

    term: str
    definition: str


@dataclass(frozen=True)
class Passage:
    """A run of the lesson's text: `kind` is "paragraph", "list", "table" or "safety".

    `lines` are paragraphs' or list items' texts; for a table, rows with cells joined by a tab.
    `start`..`end` is its place in the source text.
    """

    kind: str
    lines: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Lesson:
    """What a learner reads before practising a section. `minutes` is reading time, at least 1."""

    title: str
    objectives: tuple[str, ...]
    key_terms: tuple[KeyTerm, ...]
    summary: tuple[str, ...]
    passages: tuple[Passage, ...]
    minutes: int


WORDS_PER_MINUTE = 200
_FEWEST_SUMMARY = 3
_MOST_SUMMARY = 5
_MOST_TERM_WORDS = 5
_WARNS = re.compile(
    r"\b(?:contraindicat\w+|warning|black box|life-threatening|fatal|toxicity|should not|must not|"
    r"should never|must never|do not|emergency|should be used with care|should avoid|"
    r"should be instructed to avoid|never (?:give|use|mix|leave|push|"
    r"recap|stop)|call an ambulance|seek (?:immediate|emergency)|at once|stop the (?:drug|"
    r"infusion))\b",
    re.IGNORECASE,
)
_CITATION_MARK = re.compile(r"\s*\[\d+(?:[\u2013,-]\s*\d+)*\]")


def build_lesson(
    section: Section,
    *,
    objectives: Sequence[str],
    sentences: Sequence[Sentence],
    summary_from: Sequence[Sentence],
) -> Lesson:
    """A section's lesson, in the source's own words.

    `sentences` are the section's prose, `summary_from` those of them that may stand alone.
    """
    clean = [sentence for sentence in summary_from if _is_whole(sentence)]
    most = min(_MOST_SUMMARY, max(_FEWEST_SUMMARY, len(clean) // 4))
    chosen = summarise([sentence.text for sentence in clean], most=most)
    return Lesson(
        title=section.title,
        objectives=tuple(objectives),
        key_terms=tuple(_key_terms(section, sentences)),
        summary=tuple(_shown(clean[place].text) for place in chosen),
        passages=tuple(_passages(section)),
        minutes=max(1, math.ceil(len(section.text.split()) / WORDS_PER_MINUTE)),
    )


def _key_terms(section: Section, sentences: Sequence[Sentence]) -> Iterator[KeyTerm]:
    """Terms that sentences define, and terms in bold with what their sentence or line says."""
    seen: set[str] = set()
    for term, meaning in (*_defined(sentences), *_in_bold(section, sentences)):
        if term.casefold() not in seen:
            seen.add(term.casefold())
            yield KeyTerm(term[:1].upper() + term[1:], meaning)


def _defined(sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    return ((found.term, found.meaning) for found in definitions(sentences))


def _in_bold(section: Section, sentences: Sequence[Sentence]) -> Iterator[tuple[str, str]]:
    for block in section.blocks:
        inside = [one for one in sentences if block.start <= one.start < block.end]
        spoken = [_shown(one.text) for one in inside] or [_shown(block.text)]
        for run in block.strong:
            term = run.strip(" .:,;")
            if not 1 <= len(term.split()) <= _MOST_TERM_WORDS or not term[0].isalpha():
                continue
            found = next((said for text in spoken if (said := _said_of(term, text))), None)
            if found is not None:
                yield term, found


def _said_of(term: str, text: str) -> str | None:
    """What a text says a term is: "Term: meaning", "Term is meaning."; None where it does not."""
    named = rf"(?:the |an? )?{re.escape(term)}(?: \([^()]*\))?"
    says = r"(?::| [\u2013\u2014-]| is| are| means| refers to)"
    match = re.match(rf"{named}{says} (?P<meaning>[^:]{{8,240}}?)\.?$", text, re.IGNORECASE)
    return match["meaning"] if match else None


def _passages(section: Section) -> Iterator[Passage]:
    blocks = section.blocks or tuple(_paragraphs(section))
    place = 0
    while place < len(blocks):
        kind = blocks[place].kind
        stop = place + 1
        if kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
            while stop < len(blocks) and blocks[stop].kind is kind:
                stop += 1
        lead_in = blocks[place - 1].text if place else ""
        yield _passage(blocks[place:stop], lead_in)
        place = stop


def _passage(run: Sequence[Block], lead_in: str) -> Passage:
    kind = _PASSAGE_KINDS.get(run[0].kind, "paragraph")
    lines = tuple(
        "\t".join(map(_shown, block.cells)) if kind == "table" else _shown(block.text)
        for block in run
    )
    warns = any(_WARNS.search(line) for line in lines)
    announced = kind == "list" and lead_in.endswith(":") and _WARNS.search(lead_in)
    if kind != "table" and (announced or (warns and kind == "paragraph")):
        kind = "safety"
    return Passage(kind, lines, run[0].start, run[-1].end)


_PASSAGE_KINDS = {BlockKind.LIST_ITEM: "list", BlockKind.TABLE_ROW: "table"}


def _paragraphs(section: Section) -> Iterator[Block]:
    offset = section.end - len(section.text)
    for line in re.finditer(r"\S[^\n]*", section.text):
        yield Block(BlockKind.PARAGRAPH, line.group(), offset + line.start(), offset + line.end())


def _is_whole(sentence: Sentence) -> bool:
    text = _shown(sentence.text)
    return text.endswith(".") and len(text.split()) > 5 and text[0].isupper()  # noqa: PLR2004


def _shown(text: str) -> str:
    return " ".join(_CITATION_MARK.sub("", without_marks(text)).split())
