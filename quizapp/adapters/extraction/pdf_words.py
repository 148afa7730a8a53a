"""A PDF page's letters -> words with their places, and words -> rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from pdfplumber.page import Page
from pdfplumber.utils.text import extract_words

_BOLD = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_UNMAPPED = re.compile(r"\(cid:[0-9]+\)")
_LEAST_LETTER = 3.0
_SOFT_HYPHEN = "\u00ad"
# A space takes a quarter of the type's size; letters set apart for show take less.
_SPACE = 0.18
_NO_SPACE = 0.1
_BASELINE = 0.3
_SMALLER = 0.85


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands, in points from the page's top left; `cells` if it is a table row.

    `sure` is False for a word in a picture that may have been misread.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    cells: tuple[str, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Letters:
    """A page's words, the number of its letters, and how many of them no font names."""

    words: tuple[Word, ...]
    count: int
    unmapped: int


def read_words(page: Page) -> Letters:
    """The words of a page, without watermarks, axis labels and letters too small to be read."""
    letters = [
        letter for letter in page.chars if letter["upright"] and letter["size"] >= _LEAST_LETTER
    ]
    known = [letter for letter in letters if not _UNMAPPED.fullmatch(letter["text"])]
    return Letters(tuple(_words(known)), len(letters), len(letters) - len(known))


def _words(letters: Sequence[dict[str, Any]]) -> Iterator[Word]:
    once: dict[tuple[str, int, int], dict[str, Any]] = {}
    for letter in letters:
        # Some programs print a letter twice, a hair apart, to make it bold.
        once.setdefault((letter["text"], round(letter["x0"]), round(letter["top"])), letter)
    for word in extract_words(list(once.values()), return_chars=True, x_tolerance_ratio=_SPACE):
        text = "".join(
            sign
            for sign in word["text"]
            if (sign.isprintable() or sign == _SOFT_HYPHEN) and not sign.isspace()
        )
        if text:
            inked = word["chars"]
            bold = sum(_BOLD.search(str(letter["fontname"])) is not None for letter in inked)
            yield Word(
                text,
                float(word["x0"]),
                float(word["x1"]),
                float(word["top"]),
                float(word["bottom"]),
                round(median(float(letter["size"]) for letter in inked), 2),
                bold * 2 > len(inked),
            )


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Words that stand on one line together, lines from the top, words from the left."""
    rows: list[list[Word]] = []
    line = None
    for word in sorted(words, key=lambda word: (word.bottom, word.x0)):
        if line is not None and _is_beside(line, word):
            rows[-1].append(word)
            line = word if word.size > line.size else line
        else:
            rows.append([word])
            line = word
    rows = _with_raised(rows)
    return [sorted(row, key=lambda word: word.x0) for row in rows]


def _is_beside(line: Word, word: Word) -> bool:
    size = max(line.size, word.size, 1.0)
    if abs(word.bottom - line.bottom) <= _BASELINE * size:
        return True
    middle = (word.top + word.bottom) / 2
    return word.size < _SMALLER * line.size and line.top < middle < line.bottom


def _with_raised(rows: list[list[Word]]) -> list[list[Word]]:
    """Rows of nothing but raised letters are parts of the row that they are raised from."""
    kept: list[list[Word]] = []
    for row in rows:
        above = kept[-1] if kept else None
        if above and all(
            word.size < _SMALLER * row[0].size and row[0].top < (word.top + word.bottom) / 2
            for word in above
        ):
            row = kept.pop() + row  # noqa: PLW2901 - the row with what belongs to it
        kept.append(row)
    return kept


def texts_of(row: Sequence[Word]) -> list[tuple[str, bool]]:
    """A row's words, bold or not; pieces without a space between them are one word."""
    found: list[tuple[str, bool]] = []
    reach = float("-inf")
    for word in row:
        if found and word.x0 - reach < _NO_SPACE * word.size:
            found[-1] = (found[-1][0] + word.text, found[-1][1])
        else:
            found.append((word.text, word.bold))
        reach = max(reach, word.x1)
    return found
