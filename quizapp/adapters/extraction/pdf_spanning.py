"""Tables that run on over pages of a PDF: their parts put together, repeated heads taken out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from quizapp.adapters.extraction.pdf_lines import Line

HEAD_REASON = "It repeats the head of a table that runs on over the page."
_GOES_ON = re.compile(r"\b(?:continued|cont[\u2019']?d)\b|\bcont\.|\(cont\b", re.IGNORECASE)
_MOST_WORDS = 20
_MOST_HEAD_ROWS = 3


def join_tables(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines with tables whole, and what was taken out: repeated heads and captions.

    A table goes on where the next page begins with as many columns, but for a line that says so.
    A row whose cells were cut by the page's end is made whole where the rest has no first cell.
    """
    kept: list[Line] = []
    gone: list[str] = []
    start = at = 0
    while at < len(lines):
        if kept and kept[-1].cells and lines[at].place[0] > kept[-1].place[0]:
            past, said = _beginning(lines, at, kept[start:])
            gone += said
            if past < len(lines) and _is_rest(lines[past], kept[-1]):
                kept[-1] = _whole(kept[-1], lines[past])
                past += 1
            if past > at:
                at = past
                continue
        if not (kept and kept[-1].cells and lines[at].cells):
            start = len(kept)
        kept.append(lines[at])
        at += 1
    return kept, gone


def _beginning(lines: Sequence[Line], at: int, table: Sequence[Line]) -> tuple[int, list[str]]:
    """How far a page's beginning only says that the table above goes on, and in which words."""
    gone: list[str] = []
    past = at
    if not lines[past].cells and _GOES_ON.search(lines[past].text):
        if len(lines[past].words) > _MOST_WORDS:
            return at, []
        gone.append(lines[past].text)
        past += 1
    columns = len(table[0].cells)
    if past == len(lines) or len(lines[past].cells) != columns:
        return at, []
    for head in table[:_MOST_HEAD_ROWS]:
        if past == len(lines) or _plain(lines[past]) != _plain(head):
            break
        gone.append(" | ".join(filter(None, lines[past].cells)))
        past += 1
    return past, gone


def _plain(line: Line) -> tuple[str, ...]:
    return tuple(" ".join(cell.casefold().split()) for cell in line.cells)


def _is_rest(line: Line, row: Line) -> bool:
    """Whether a row has no first cell and goes on with the sentences of the one before it."""
    if len(line.cells) != len(row.cells) or line.cells[0] or not row.cells[0]:
        return False
    return all(cell[0].islower() for cell in line.cells if cell)


def _whole(row: Line, rest: Line) -> Line:
    cells = tuple(" ".join(filter(None, pair)) for pair in zip(row.cells, rest.cells, strict=True))
    return replace(row, cells=cells, unsure=row.unsure + rest.unsure)
