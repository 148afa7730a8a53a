"""A PDF page's letters -> its lines in reading order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from pdfplumber.page import Page

from quizapp.adapters.extraction.pdf_boxes import Box, picture_boxes, share_of_pictures
from quizapp.adapters.extraction.pdf_tables import distance, take_open_tables, take_ruled_tables
from quizapp.adapters.extraction.pdf_words import Word, read_words, rows_of, texts_of

_GRID = 2.0
_LEAST_GUTTER = 8.0
_LEAST_ROWS_BESIDE = 4
_MOST_CROSSING = 0.15
_MOST_COLUMN_CUTS = 3
_BULLET_SIZES = (1.2, 8.0)
_BULLET_REACH = 30.0
_SQUARE = 0.6
_PROSE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a column. `left` and `right` are the column's edges, `place` tells columns apart.

    `bold` says of each word whether it is bold. `bullet` tells that a dot is drawn before the line.
    `cells` are those of a table row, whose words stand in no other line. `unsure` are the words
    that may have been misread.
    """

    words: tuple[str, ...]
    bold: tuple[bool, ...]
    size: float
    x0: float
    x1: float
    top: float
    bottom: float
    place: tuple[int, int]
    first_width: float
    bullet: bool = False
    cells: tuple[str, ...] = ()
    left: float = 0.0
    right: float = 0.0
    unsure: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The line's words with single spaces."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class PageWords:
    """A page's words and drawn dots (right edge, middle), and the number of its letters.

    `unmapped` of these no font names. `number` counts from 1. `pictured` is the share of the page
    that pictures cover, 0-1, `pictures` are those that are no mere ornament, `strokes` what is
    drawn by lines. `recognised` tells that the words were read from a picture of the page.
    """

    number: int
    height: float
    words: tuple[Word, ...]
    dots: tuple[tuple[float, float], ...]
    letters: int
    unmapped: int
    pictured: float = 0.0
    pictures: tuple[Box, ...] = ()
    strokes: int = 0
    recognised: bool = False


def read_page(page: Page, number: int) -> PageWords:
    """What is needed of a page once its letters are let go."""
    letters = read_words(page)
    return PageWords(
        number=number,
        height=float(page.height),
        words=tuple(take_ruled_tables(page, letters.words)),
        dots=tuple(_dots(page)),
        letters=letters.count,
        unmapped=letters.unmapped,
        pictured=share_of_pictures(page),
        pictures=picture_boxes(page),
        strokes=len(page.curves),
    )


def lines_of(pages: Sequence[PageWords]) -> list[Line]:
    """The lines of all pages, columns one after the other, tables as rows with cells."""
    prose_gap = _prose_gap(pages)
    lines = [
        _line(row, (page.number, column), page.dots)
        for page in pages
        for column, group in enumerate(_columns(page.words))
        for row in take_open_tables(group, prose_gap)
    ]
    return _within_edges(lines)


def _prose_gap(pages: Sequence[PageWords]) -> float | None:
    """Empty height between lines of running text, in sizes of their type."""
    found = [
        distance(above, below)
        for page in pages
        for above, below in pairwise(rows_of(page.words))
        if min(len(above), len(below)) >= _PROSE_WORDS
    ]
    return median(found) if found else None


def _within_edges(lines: Sequence[Line]) -> list[Line]:
    """The lines, each knowing how far its column's lines reach to the left and to the right."""
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for line in lines:
        left, right = edges.get(line.place, (line.x0, line.x1))
        edges[line.place] = (min(left, line.x0), max(right, line.x1))
    return [replace(line, left=edges[line.place][0], right=edges[line.place][1]) for line in lines]


def _dots(page: Page) -> Iterator[tuple[float, float]]:
    """Right edge and middle of each drawn mark that is as small and square as a bullet."""
    least, most = _BULLET_SIZES
    for shape in (*page.curves, *page.rects):
        width, height = float(shape["width"]), float(shape["height"])
        if least <= width <= most and least <= height <= most and _is_square(width, height):
            yield float(shape["x1"]), (float(shape["top"]) + float(shape["bottom"])) / 2


def _is_square(width: float, height: float) -> bool:
    return min(width, height) > _SQUARE * max(width, height)


def _columns(words: Sequence[Word], cuts: int = 0) -> list[list[list[Word]]]:
    """Groups of rows in reading order: what spans the columns, then each column by itself."""
    rows = rows_of(words)
    gutter = _gutter(rows) if cuts < _MOST_COLUMN_CUTS else None
    if gutter is None:
        return [rows] if rows else []
    groups: list[list[list[Word]]] = []
    spanning: list[Word] = []
    sides: tuple[list[Word], list[Word]] = ([], [])
    for row in rows:
        if _spans(row, gutter):
            groups += _both(sides, cuts)
            sides = ([], [])
            spanning += row
            continue
        if spanning:
            groups.append(rows_of(spanning))
            spanning = []
        for word in row:
            sides[(word.x0 + word.x1) / 2 > gutter].append(word)
    if spanning:
        groups.append(rows_of(spanning))
    return groups + _both(sides, cuts)


def _both(sides: tuple[list[Word], list[Word]], cuts: int) -> list[list[list[Word]]]:
    return _columns(sides[0], cuts + 1) + _columns(sides[1], cuts + 1)


def _spans(row: list[Word], gutter: float) -> bool:
    """Whether a row runs across the gutter, by a word or by no more than a space."""
    if any(word.x0 < gutter < word.x1 for word in row):
        return True
    before = max((word.x1 for word in row if word.x1 <= gutter), default=None)
    after = min((word.x0 for word in row if word.x0 >= gutter), default=None)
    return before is not None and after is not None and after - before < 0.7 * row[0].size


def _gutter(rows: list[list[Word]]) -> float | None:
    """Middle of the empty strip between two columns of prose, None where there is one column."""
    if len(rows) < 2 * _LEAST_ROWS_BESIDE:
        return None
    left = min(row[0].x0 for row in rows)
    right = max(word.x1 for row in rows for word in row)
    width = right - left
    steps = int(width / _GRID) + 1
    crossing = [0] * (steps + 1)
    for row in rows:
        for word in row:
            for at in range(int((word.x0 - left) / _GRID), int((word.x1 - left) / _GRID) + 1):
                crossing[at] += 1
    best: tuple[int, int] = (0, 0)
    start = None
    most = max(1, int(_MOST_CROSSING * len(rows)))
    for at in range(int(0.2 * steps), int(0.8 * steps) + 1):
        if crossing[at] > most:
            start = None
            continue
        start = at if start is None else start
        best = max(best, (at - start, start))
    if best[0] * _GRID < _LEAST_GUTTER:
        return None
    middle = left + (best[1] + best[0] / 2) * _GRID
    return (
        middle if _holds_prose(rows, left, middle) and _holds_prose(rows, middle, right) else None
    )


def _holds_prose(rows: list[list[Word]], left: float, right: float) -> bool:
    """Whether the lines between two edges fill them as prose does, and table cells do not."""
    inside = [[w for w in row if w.x0 >= left - 1 and w.x1 <= right + 1] for row in rows]
    inside = [row for row in inside if row]
    if len(inside) < _LEAST_ROWS_BESIDE:
        return False
    reach = max(row[-1].x1 for row in inside) - min(row[0].x0 for row in inside)
    widths = median(row[-1].x1 - row[0].x0 for row in inside)
    return widths >= 0.6 * reach and median(len(row) for row in inside) >= 3  # noqa: PLR2004


def _line(row: list[Word], place: tuple[int, int], dots: Sequence[tuple[float, float]]) -> Line:
    x0, top, bottom = row[0].x0, min(w.top for w in row), max(w.bottom for w in row)
    texts = texts_of(row)
    return Line(
        words=tuple(text for text, _bold in texts),
        bold=tuple(bold for _text, bold in texts),
        size=_common_size(row),
        x0=x0,
        x1=row[-1].x1,
        top=top,
        bottom=bottom,
        place=place,
        first_width=row[0].x1 - x0,
        bullet=any(top < at < bottom and x0 - _BULLET_REACH < edge <= x0 for edge, at in dots),
        cells=row[0].cells,
        unsure=tuple(word.text for word in row if not word.sure),
    )


def _common_size(row: list[Word]) -> float:
    letters: dict[float, int] = {}
    for word in row:
        letters[word.size] = letters.get(word.size, 0) + len(word.text)
    return max(letters, key=lambda size: (letters[size], size))
