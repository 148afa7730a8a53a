"""Tables on a PDF page: those drawn with rules, and those that only stand in columns."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pdfplumber.page import Page
from pdfplumber.table import CellGroup

from quizapp.adapters.extraction.pdf_words import Word, rows_of, texts_of

_MOST_EDGES = 1_500
_LEAST_GAP = 0.9
_LEAST_STRIP = 2.0
_MOST_ROW_DISTANCE = 3.0
_MOST_HEAD_DISTANCE = 1.5
_ROW_GAP = 0.12
_LONGEST_REPEATED = 200
_MARKER = re.compile(
    r"\W{1,2}|o|\(?(?:[0-9]{1,3}(?:\.[0-9]{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)]?"
)

Span = tuple[float, float]
Rows = list[list[Word]]


def take_ruled_tables(page: Page, words: Sequence[Word]) -> list[Word]:
    """The words with each row of a ruled table as one word with its cells."""
    # Drawings have edges by the thousands, and the search takes their square.
    if not 0 < len(page.edges) <= _MOST_EDGES:
        return list(words)
    kept = list(words)
    for table in page.find_tables():
        if len(table.rows) < 2 or len(table.rows[0].cells) < 2:  # noqa: PLR2004
            continue
        inside = [word for word in kept if _is_within(word, table.bbox)]
        rows = _ruled_rows(table.rows, inside)
        if sum(len(list(filter(None, row.cells))) for row in rows) < len(rows):
            continue
        taken = {id(word) for word in inside}
        kept = [word for word in kept if id(word) not in taken]
        kept += [row for row in rows if any(row.cells)]
    return kept


def _ruled_rows(rows: Sequence[CellGroup], inside: Sequence[Word]) -> list[Word]:
    """Rows with their cells; a cell that reaches over several rows speaks in each."""
    found: list[Word] = []
    reaching: dict[int, tuple[float, str]] = {}
    for row in rows:
        x0, top, x1, _low = row.bbox
        # A cell that reaches further down does not make its row taller.
        bottom = min(cell[3] for cell in row.cells if cell)
        texts: list[str] = []
        own: list[Word] = []
        for column, cell in enumerate(row.cells):
            if cell is None:
                low, text = reaching.get(column, (top, ""))
                texts.append(text if low > top + 1 else "")
                continue
            words = [word for word in inside if _is_within(word, cell)]
            own += words
            texts.append(_cell(words))
            reaching[column] = cell[3], texts[-1] if len(texts[-1]) <= _LONGEST_REPEATED else ""
        sure = all(word.sure for word in own)
        found.append(Word("\t".join(texts), x0, x1, top, bottom, 0.0, False, tuple(texts), sure))
    return found


def _is_within(word: Word, box: tuple[float, float, float, float]) -> bool:
    x0, top, x1, bottom = box
    across, down = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
    return x0 <= across <= x1 and top <= down <= bottom


def _cell(words: Sequence[Word]) -> str:
    return " ".join(text for row in rows_of(words) for text, _bold in texts_of(row))


def take_open_tables(rows: Rows, prose_gap: float | None) -> Rows:
    """Rows with each table that has no rules as rows of cells, as far as columns tell it.

    `prose_gap` is the empty height between two lines of a paragraph, in sizes of their type: lines
    as close as that are one cell's. None where the document has no paragraphs.
    """
    gaps = [_wide_gaps(row) for row in rows]
    out: Rows = []
    at = 0
    while at < len(rows):
        past, strips = _table_from(rows, gaps, at)
        if strips and _fills_columns(rows[at:past], strips[0]):
            head = [out.pop()] if out and _is_head(out[-1], rows[at], strips) else []
            out += _table_rows(head + rows[at:past], strips, prose_gap)
            at = past
        else:
            out.append(rows[at])
            at += 1
    return out


def distance(above: Sequence[Word], below: Sequence[Word]) -> float:
    """Empty height between two rows, in sizes of their type."""
    gap = min(word.top for word in below) - max(word.bottom for word in above)
    return gap / max(below[0].size, 1.0)


def _wide_gaps(row: Sequence[Word]) -> list[Span]:
    """Gaps in a row that are wider than any between the words of a sentence."""
    found: list[Span] = []
    for place, (word, following) in enumerate(pairwise(row)):
        if word.cells or following.cells:
            return []
        size = max(word.size, following.size)
        marker = place == 0 and _MARKER.fullmatch(word.text)
        if following.x0 - word.x1 > _LEAST_GAP * size and not marker:
            found.append((word.x1, following.x0))
    return found


def _table_from(rows: Rows, gaps: list[list[Span]], first: int) -> tuple[int, list[Span]]:
    """How far the table that begins at a row reaches, and the empty strips between its columns."""
    past = first + 1
    strips = gaps[first]
    if not strips:
        return past, []
    for at in range(first + 1, len(rows)):
        if rows[at][0].cells or distance(rows[at - 1], rows[at]) > _MOST_ROW_DISTANCE:
            break
        strips = _left_empty(strips, rows[at])
        if not strips:
            break
        if gaps[at] or rows[at][0].x0 >= strips[0][1]:
            past = at + 1
    return past, _strips(rows[first:past], [gap for each in gaps[first:past] for gap in each])


def _left_empty(strips: Sequence[Span], row: Sequence[Word]) -> list[Span]:
    """What a row's words leave empty of the strips, pieces of less than a space left out."""
    found: list[Span] = []
    for start, end in strips:
        at = start
        for word in row:
            if word.x1 > at and word.x0 < end:
                found.append((at, word.x0))
                at = word.x1
        found.append((at, end))
    return [(start, end) for start, end in found if end - start >= _LEAST_STRIP]


def _strips(rows: Rows, gaps: Sequence[Span]) -> list[Span]:
    """Strips that all rows leave empty: the widest within each gap of a row."""
    found: list[Span] = []
    for gap in sorted(gaps):
        strips = [gap]
        for row in rows:
            strips = _left_empty(strips, row)
        if strips:
            widest = max(strips, key=lambda strip: strip[1] - strip[0])
            if not any(widest[0] < end and start < widest[1] for start, end in found):
                found.append(widest)
    return sorted(found)


def _fills_columns(rows: Rows, strip: Span) -> bool:
    """Whether there are words on both sides of the first strip, more than once each."""
    before = sum(row[0].x1 <= strip[0] + 1 for row in rows)
    after = sum(row[-1].x0 >= strip[1] - 1 for row in rows)
    return min(before, after) > 1


def _is_head(row: Sequence[Word], below: Sequence[Word], strips: Sequence[Span]) -> bool:
    """Whether a row over a table names its columns: bold, close, and none of it between them."""
    fits = all(_left_empty([strip], row) for strip in strips)
    reaches = row[0].x1 <= strips[0][0] + 1 and row[-1].x0 >= strips[-1][1] - 1
    bold = all(word.bold and not word.cells for word in row)
    return bold and fits and reaches and distance(row, below) < _MOST_HEAD_DISTANCE


def _table_rows(rows: Rows, strips: Sequence[Span], prose_gap: float | None) -> Rows:
    words = [word for row in rows for word in row]
    edges = [(start + end) / 2 for start, end in strips]
    x0, x1 = min(word.x0 for word in words), max(word.x1 for word in words)
    out: Rows = []
    for group in _logical_rows(rows, edges, prose_gap):
        columns: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
        for word in group:
            columns[_column(word, edges)].append(word)
        cells = tuple(_cell(column) for column in columns)
        top, bottom = min(word.top for word in group), max(word.bottom for word in group)
        sure = all(word.sure for word in group)
        out.append([Word("\t".join(cells), x0, x1, top, bottom, 0.0, False, cells, sure)])
    return out


def _column(word: Word, edges: Sequence[float]) -> int:
    return sum((word.x0 + word.x1) / 2 > edge for edge in edges)


def _logical_rows(rows: Rows, edges: Sequence[float], prose_gap: float | None) -> list[list[Word]]:
    """The lines of a table put together where a cell runs over several."""
    if prose_gap is not None:
        apart = [distance(above, below) > prose_gap + _ROW_GAP for above, below in pairwise(rows)]
        if any(apart):
            return _grouped(rows, apart)
    return _grouped(rows, [any(_column(word, edges) == 0 for word in row) for row in rows[1:]])


def _grouped(rows: Rows, opens: Sequence[bool]) -> list[list[Word]]:
    grouped: list[list[Word]] = [list(rows[0])]
    for row, is_new in zip(rows[1:], opens, strict=True):
        if is_new:
            grouped.append(list(row))
        else:
            grouped[-1] += row
    return grouped
