"""Text -> sentences, each with its place in the text (boundaries found by pysbd)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pysbd  # type: ignore[import-untyped]

from quizapp.core.blocks import Block

_SEGMENTER = pysbd.Segmenter(language="en", clean=False)
_LINE = re.compile(r"[^\n]+")
_WRAP = re.compile(r"\s*\n\s*")


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text` stands at source_text[start:end], without outer spaces.

    Word for word; where the source wraps its lines, a space stands for each line break.
    """

    text: str
    start: int
    end: int


def without_marks(text: str) -> str:
    """The text without Markdown's marks for emphasis, code and links, which a source may keep."""
    return _EMPHASIS.sub(r"\2", _LINK.sub(r"\1", text))


_LINK = re.compile(r"!?\[([^\[\]]{1,200})\]\([^()\s]{1,400}\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3}|`)(?=\S)([^*_`\n]+?)(?<=\S)\1(?![\w*])")


def sentences(text: str, *, offset: int = 0) -> tuple[Sentence, ...]:
    """Sentences of `text` in order; spans are shifted by `offset`. A line break ends a sentence."""
    return tuple(
        Sentence(found, offset + line.start() + begin, offset + line.start() + begin + len(found))
        for line in _LINE.finditer(text)
        for found, begin in _align(line.group())
    )


def sentences_of(block: Block, text: str) -> tuple[Sentence, ...]:
    """Sentences of a block of `text`, across the lines that the source wraps it into."""
    # A list item's span begins with its number, its text does not.
    begin = text.find(block.text[:20], block.start, block.end)
    start = begin if begin >= 0 else block.start
    said = text[start : block.end]
    if "\n" in block.text or "\n" not in said:
        return sentences(said, offset=start)
    joined, places = _joined(said)
    return tuple(
        Sentence(found, start + places[begin], start + places[begin + len(found) - 1] + 1)
        for found, begin in _align(joined)
    )


def _joined(said: str) -> tuple[str, list[int]]:
    """Wrapped lines as one, and the place in `said` of each of its characters."""
    pieces: list[str] = []
    places: list[int] = []
    cursor = 0
    for wrap in _WRAP.finditer(said):
        pieces += (said[cursor : wrap.start()], " ")
        places += (*range(cursor, wrap.start()), wrap.start())
        cursor = wrap.end()
    pieces.append(said[cursor:])
    places.extend(range(cursor, len(said)))
    return "".join(pieces), places


def _align(line: str) -> Iterator[tuple[str, int]]:
    # pysbd may touch the whitespace of what it returns, and its own spans go astray where a
    # sentence occurs twice: each piece is looked up again behind the one before it.
    cursor = 0
    for piece in _SEGMENTER.segment(line):
        stripped = piece.strip()
        begin = line.find(stripped, cursor)
        if not stripped or begin < 0:
            continue
        cursor = begin + len(stripped)
        yield stripped, begin
