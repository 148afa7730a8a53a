"""Plain text -> runs: one paragraph, list item or title each, hard-wrapped lines joined."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from quizapp.core.enumerators import read_enumerator
from quizapp.core.titles import ends_sentence

_WRAP_COLUMNS = range(40, 131)
_MIN_WRAPPED_SHARE = 0.4
_MIN_WRAPPED_PAIRS = 3
_MAX_INDENT = 40
_BULLET = re.compile(
    r"(?:[-*+\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2043\u2013\u2014\u00b7\uf0b7]|o(?=\s+[A-Z]))\s+(?=\S)"
)

# A row of cells set apart by spaces is a line of its own, however the text around it was wrapped.
_COLUMNS = re.compile(r"\S {3,}\S")


@dataclass(frozen=True)
class Run:
    """A stretch of the source: `text` reads as one line and stands at source[start:end].

    `gap_before` tells that a blank line, or the start of the text, stands before it. `bullet` is
    the number of characters that a bullet takes. `indent` counts columns.
    """

    text: str
    start: int
    end: int
    gap_before: bool
    indent: int = 0
    bullet: int = 0


def read_runs(text: str) -> list[Run]:
    """Split text into runs, joining the lines of hard-wrapped paragraphs."""
    lines = list(_lines(text))
    width = _wrap_width([line for line in lines if not _COLUMNS.search(line.text)])
    runs: list[Run] = []
    pieces: list[Run] = []
    for line in lines:
        if pieces and _continues(pieces, line, width):
            pieces.append(line)
            continue
        if pieces:
            runs.append(_joined(pieces))
        pieces = [line]
    if pieces:
        runs.append(_joined(pieces))
    return runs


def _lines(text: str) -> Iterator[Run]:
    position = 0
    gap = True
    for raw in text.split("\n"):
        stripped = raw.strip()
        if stripped:
            left = len(raw) - len(raw.lstrip())
            match = _BULLET.match(stripped[:8])
            start = position + left
            indent = len(raw[: min(left, _MAX_INDENT)].expandtabs(4))
            bullet = match.end() if match else 0
            yield Run(stripped, start, start + len(stripped), gap, indent, bullet)
        gap = not stripped
        position += len(raw) + 1


def _wrap_width(lines: list[Run]) -> int:
    """Columns at which the text was wrapped by hand, 0 where each line is a paragraph."""
    longest = max((line.indent + len(line.text) for line in lines), default=0)
    if longest not in _WRAP_COLUMNS:
        return 0
    pairs = full = 0
    for line, following in pairwise(lines):
        if not following.gap_before and not following.bullet:
            pairs += 1
            full += _is_full(line, following, longest)
    wrapped = full >= _MIN_WRAPPED_PAIRS and full >= _MIN_WRAPPED_SHARE * pairs
    return longest if wrapped else 0


def _is_full(line: Run, following: Run, width: int) -> bool:
    """Whether the following line's first word would not have fitted on this one."""
    first_word = following.text.split(None, 1)[0]
    return line.indent + len(line.text) + 1 + len(first_word) >= width - 1


def _continues(pieces: list[Run], line: Run, width: int) -> bool:
    if line.gap_before or line.bullet or _COLUMNS.search(line.text):
        return False
    first, last = pieces[0], pieces[-1]
    if _COLUMNS.search(last.text):
        return False
    numbered = read_enumerator(line.text) is not None
    if (first.bullet or read_enumerator(first.text)) and line.indent > first.indent:
        return not numbered
    if not width or (numbered and line.indent <= first.indent and ends_sentence(last.text)):
        return False
    if _is_full(last, line, width):
        return True
    return line.text[0].islower() and not ends_sentence(last.text)


def _joined(pieces: list[Run]) -> Run:
    if len(pieces) == 1:
        return pieces[0]
    return replace(pieces[0], text=" ".join(piece.text for piece in pieces), end=pieces[-1].end)


def lines_outside(text: str, covered: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Lines with words that no span of `covered`, which is sorted, touches: (start, end) each."""
    position = reach = at = 0
    for line in text.split("\n"):
        past = position + len(line)
        while at < len(covered) and covered[at][0] < past:
            reach = max(reach, covered[at][1])
            at += 1
        if reach <= position and line.strip():
            yield position, past
        position = past + 1
