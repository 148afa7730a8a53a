"""Section -> lesson: objectives, key terms, summary and the text to read."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.glosses import without_asides
from quizapp.core.key_terms import KeyTerm, key_terms
from quizapp.core.outline import Section
from quizapp.core.sentences import Sentence, without_marks
from quizapp.core.summary import summarise


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
_WARNS = re.compile(
    r"\b(?:contraindicated|(?:is|are) (?:an? )?(?:\w+ )?contraindications?|warnings?:|black box"
    r"|boxed warning|life-threatening|fatal|toxicity|must not|should (?:never|not)"
    r"(?! be (?:used|relied on) (?:exclusively|solely|alone)| only| be confused)|must never"
    r"|emergency|should be used with care|should avoid|should be instructed to avoid"
    r"|never (?:give|use|mix|leave|push|recap|stop|share|crush)|call an ambulance"
    r"|seek (?:immediate|emergency)|at once|stop the (?:drug|infusion))\b"
    r"|(?:^|[.;:] )(?:do not|don['\u2019]t|never)\b",
    re.IGNORECASE,
)
# What leans on the sentence before it, or points out of the text, says nothing in a summary.
_LEANS = re.compile(
    r"^(?:it|its|this|these|those|they|their|that|such|both|one|another|others?|he|she|here|then"
    r"|in this|in these|in such|the (?:other|latter|former|first|second|third|same)|however"
    r"|therefore|thus|hence|also|instead|for example|for instance|as a result|similarly|but|and|or"
    r"|so|watch|visit|click|see|read|note|remember|recall|for more|use this|to learn)\b"
    r"|\b(?:this|these|following|next|previous) (?:section|chapter|module|video|table|figure|link)"
    r"|\bsection will\b|\bwebsite\b|\bfor more information\b|\b(?:by|in|see|from|at) \."
    r"|\bin this (?:section|chapter)\b|\bcan be (?:seen|found) in\b",
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
    whole = [sentence for sentence in summary_from if _is_whole(sentence)]
    most = min(_MOST_SUMMARY, max(_FEWEST_SUMMARY, len(whole) // 4))
    chosen = summarise([sentence.text for sentence in whole], most=most)
    return Lesson(
        title=section.title,
        objectives=tuple(objectives),
        key_terms=key_terms(section, sentences),
        summary=tuple(without_asides(whole[place].text) for place in chosen),
        passages=tuple(_passages(section)),
        minutes=max(1, math.ceil(len(section.text.split()) / WORDS_PER_MINUTE)),
    )


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
    whole = text.endswith(".") and len(text.split()) > 5 and text[0].isupper()  # noqa: PLR2004
    return whole and _LEANS.search(text) is None


def _shown(text: str) -> str:
    return " ".join(_CITATION_MARK.sub("", without_marks(text)).split())
