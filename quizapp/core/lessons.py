"""Section -> lesson: objectives, key terms, summary and the text to read."""

import math
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.glosses import without_asides
from quizapp.core.key_terms import KeyTerm, key_terms
from quizapp.core.outline import Section
from quizapp.core.pictures import PlacedPicture
from quizapp.core.sentences import Sentence, without_marks
from quizapp.core.summary import summarise


@dataclass(frozen=True)
class Passage:
    """A run of the lesson's text.

    `kind` is "paragraph", "list", "table", "caption" (of a table or a figure), "safety", or
    "picture", which has no lines. `lines` are paragraphs' or list items' texts; for a table, rows
    with cells joined by a tab. `start`..`end` is its place in the source text. `depths` are 1 and
    more for list items, by how deep they are nested, and 0 for the line that announces them; empty
    where there is no list. `numbered` says that the outermost items are numbered. `pictures` are
    those of a figure.
    """

    kind: str
    lines: tuple[str, ...]
    start: int
    end: int
    depths: tuple[int, ...] = ()
    numbered: bool = False
    pictures: tuple[PlacedPicture, ...] = ()


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
_BULLET = re.compile(r"^(?:[-*\u2022]|\d{1,3}[.)]) +")
_BARS = re.compile(r" *\| *")
_RULE_OF_TABLE = re.compile(r"[|: -]*--[|: -]*")
_LONGEST_HEAD = 60
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
        summary=tuple(_summed_up(whole[place]) for place in chosen),
        passages=_with_pictures(list(_passages(section)), section.pictures),
        minutes=max(1, math.ceil(len(section.text.split()) / WORDS_PER_MINUTE)),
    )


def quoted_lines(quote: str) -> tuple[str, ...]:
    """A quote of the source as the lines of a lesson's passages have it: bullets and bars gone."""
    rows = (line.strip() for line in quote.splitlines() if not _RULE_OF_TABLE.fullmatch(line))
    lines = (_BARS.sub("\t", row.strip("| ")) if "|" in row else _aligned(row) for row in rows)
    return tuple(filter(None, (_shown_row(_BULLET.sub("", line)) for line in lines)))


def _aligned(line: str) -> str:
    """A row whose cells stand apart by spaces, with tabs between them; other lines as they are."""
    gaps = _GAP.findall(line)
    return _GAP.sub("\t", line) if len(gaps) > 1 or any(len(gap) > 2 for gap in gaps) else line  # noqa: PLR2004


_GAP = re.compile(r"(?<=[^\s.!?:;])( {2,})(?=\S)")


def _summed_up(sentence: Sentence) -> str:
    # "... in the U.S. (Lee, 2020)." without its aside has one full stop too many.
    return re.sub(r"\.\.$", ".", without_asides(sentence.text))


def mark(line: str, quote: str | None) -> tuple[tuple[str, bool], ...]:
    """A line as (text, marked) pieces, marked where the quote, or a line of it, stands in it."""
    for words in (quote, *quoted_lines(quote)) if quote else ():
        at = line.find(words)
        if at >= 0:
            pieces = ((line[:at], False), (words, True), (line[at + len(words) :], False))
            return tuple(piece for piece in pieces if piece[0])
    return ((line, False),)


def announced_by(passages: Sequence[Passage], quote: str) -> str:
    """The words over a quoted list item or table row, without which it may mislead.

    "Sleep on that arm" is good advice until the line before it is read: "The client should not:".
    Over a table's cell stands the head of its column. "" where nothing stands over the quote.
    """
    wanted = quoted_lines(quote)
    passages = [passage for passage in passages if passage.lines]
    if not wanted:
        return ""
    for before, passage in zip((None, *passages), passages, strict=False):
        places = [place for place, line in enumerate(passage.lines) if wanted[0] in line]
        if not places:
            continue
        if passage.kind == "table":
            return _head_over(passage, wanted)
        if passage.depths[:1] == (0,):
            return _last_sentence(passage.lines[0]) if places[0] else ""
        above = before.lines[-1] if before else ""
        return _last_sentence(above) if above.endswith(":") else ""
    return ""


def has_head(passage: Passage) -> bool:
    """Whether a table's first row names its columns: short words over other rows."""
    cells = passage.lines[0].split("\t")
    return len(passage.lines) > 1 and all(len(cell) <= _LONGEST_HEAD for cell in cells)


def _head_over(table: Passage, wanted: Sequence[str]) -> str:
    if not has_head(table):
        return ""
    heads = table.lines[0].split("\t")
    for row in table.lines[1:]:
        cells = row.split("\t")
        if len(wanted) == 1 and wanted[0] in cells and len(cells) == len(heads):
            return heads[cells.index(wanted[0])]
    return " \u00b7 ".join(filter(None, heads))


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text)[-1]


def _with_pictures(
    passages: list[Passage], pictures: Sequence[PlacedPicture]
) -> tuple[Passage, ...]:
    """The passages with each picture at its caption, or behind the passage that it stands in."""
    found: list[Passage] = []
    waiting = deque(pictures)
    for place, passage in enumerate(passages):
        last = place + 1 == len(passages)
        reach = math.inf if last else passages[place + 1].start
        if place == 0:
            found += _pictured(waiting, passage.start)
        own: list[PlacedPicture] = []
        while passage.kind == "caption" and waiting and waiting[0].at == passage.start:
            own.append(waiting.popleft())
        found.append(replace(passage, pictures=tuple(own)) if own else passage)
        found += _pictured(waiting, reach)
    return (*found, *_pictured(waiting, math.inf))


def _pictured(waiting: deque[PlacedPicture], before: float) -> Iterator[Passage]:
    """Passages of the pictures that stand before an offset, those in one place together."""
    while waiting and waiting[0].at < before:
        at = waiting[0].at
        together: list[PlacedPicture] = []
        while waiting and waiting[0].at == at:
            together.append(waiting.popleft())
        yield Passage("picture", (), at, at, pictures=tuple(together))


def _passages(section: Section) -> Iterator[Passage]:
    blocks = section.blocks or tuple(_paragraphs(section))
    place = 0
    while place < len(blocks):
        stop = _end_of_run(blocks, place)
        listed = _end_of_run(blocks, stop) if _is_list(blocks, stop) else stop
        # A prohibition and what it prohibits must never be read apart.
        if listed > stop and _announces_danger(blocks[place]):
            stop = listed
        yield _passage(blocks[place:stop])
        place = stop


def _end_of_run(blocks: Sequence[Block], place: int) -> int:
    """Where the list or the table that begins here ends; any other block stands alone."""
    kind = blocks[place].kind
    stop = place + 1
    if kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
        while stop < len(blocks) and blocks[stop].kind is kind:
            stop += 1
    return stop


def _is_list(blocks: Sequence[Block], place: int) -> bool:
    return place < len(blocks) and blocks[place].kind is BlockKind.LIST_ITEM


def _announces_danger(block: Block) -> bool:
    text = _shown(block.text)
    prose = _PASSAGE_KINDS.get(block.kind, "paragraph") == "paragraph"
    return prose and text.endswith(":") and _WARNS.search(text) is not None


def _passage(run: Sequence[Block]) -> Passage:
    kind = _PASSAGE_KINDS.get(run[0].kind, "paragraph")
    lines = tuple(
        "\t".join(map(_shown, block.cells)) if kind == "table" else _shown(block.text)
        for block in run
    )
    if kind == "paragraph" and any(_WARNS.search(line) for line in lines):
        kind = "safety"
    items = [block for block in run if block.kind is BlockKind.LIST_ITEM]
    outermost = min((block.level for block in items), default=0)
    return Passage(
        kind,
        lines,
        run[0].start,
        run[-1].end,
        tuple(
            block.level - outermost + 1 if block.kind is BlockKind.LIST_ITEM else 0 for block in run
        )
        if items
        else (),
        numbered=any(block.ordered for block in items if block.level == outermost),
    )


_PASSAGE_KINDS = {
    BlockKind.LIST_ITEM: "list",
    BlockKind.TABLE_ROW: "table",
    BlockKind.FIGURE: "caption",
}


def _paragraphs(section: Section) -> Iterator[Block]:
    offset = section.end - len(section.text)
    for line in re.finditer(r"\S[^\n]*", section.text):
        yield Block(BlockKind.PARAGRAPH, line.group(), offset + line.start(), offset + line.end())


def _is_whole(sentence: Sentence) -> bool:
    text = _shown(sentence.text)
    whole = text.endswith(".") and len(text.split()) > 5 and text[0].isupper()  # noqa: PLR2004
    return whole and _LEANS.search(text) is None


def _shown_row(text: str) -> str:
    return "\t".join(map(_shown, text.split("\t")))


def _shown(text: str) -> str:
    return " ".join(_CITATION_MARK.sub("", without_marks(text)).split())
