"""Text -> sentences, each with its place in the text (boundaries found by pysbd)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pysbd  # type: ignore[import-untyped]

_SEGMENTER = pysbd.Segmenter(language="en", clean=False)
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text` stands verbatim at source_text[start:end], without outer spaces."""

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
