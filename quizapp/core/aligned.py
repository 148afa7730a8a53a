"""Rows whose columns are set with spaces: "PaCO2    35-45 mm Hg    respiratory component"."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from quizapp.core.text_runs import Run

_FEWEST_ROWS = 3
_MOST_CELL_WORDS = 24
_MOST_OFF = 1
# Two blanks behind a full stop are a typist's habit, not a column.
_CELL = re.compile(r"\S+(?: \S+)*(?:(?<=[.!?:;])  \S+(?: \S+)*)*")


def aligned_rows(runs: Sequence[Run]) -> dict[int, tuple[str, ...]]:
    """Cells of each run that is a row of an aligned table, by position.

    A table is three rows or more, one on each line, without a bullet or a blank line between
    them, in which most cells begin where those of another row do.
    """
    found: dict[int, tuple[str, ...]] = {}
    first = 0
    for place in range(1, len(runs) + 1):
        if place < len(runs) and _could_be_row(runs[place]) and not runs[place].gap_before:
            continue
        stretch = range(first, place)
        if len(stretch) < _FEWEST_ROWS or not _could_be_row(runs[first]):
            stretch = range(first + 1, place)
        found.update(_table([(n, runs[n]) for n in stretch]))
        first = place
    return found


def _could_be_row(run: Run) -> bool:
    return not run.bullet and "\t" not in run.text and "  " in run.text


def _table(rows: Sequence[tuple[int, Run]]) -> dict[int, tuple[str, ...]]:
    if len(rows) < _FEWEST_ROWS:
        return {}
    starts = [_starts(run) for _, run in rows]
    counted = Counter(start for own in starts for start in own)
    columns = sorted(_columns(counted, len(rows)))
    told = sum(len(own) for own in starts)
    placed = sum(any(abs(at - one) <= _MOST_OFF for one in columns) for own in starts for at in own)
    if len(columns) < 2 or placed * 4 < told * 3:  # noqa: PLR2004
        return {}
    cut = {place: _cells(run, columns) for place, run in rows}
    if any(len(cell.split()) > _MOST_CELL_WORDS for cells in cut.values() for cell in cells):
        return {}
    return cut


def _starts(run: Run) -> list[int]:
    return [run.indent + match.start() for match in _CELL.finditer(run.text)]


def _columns(counted: Counter[int], rows: int) -> list[int]:
    """Where columns begin: places that a third of the rows share, the more usual of two neighbours.

    A right-aligned cell or a slip of the space bar is one place off.
    """
    shared: list[int] = []
    for start in sorted(counted):
        near = sum(counted[start + off] for off in range(-_MOST_OFF, _MOST_OFF + 1))
        if near * 3 < rows or near < 2:  # noqa: PLR2004
            continue
        if shared and start - shared[-1] <= _MOST_OFF:
            if counted[start] > counted[shared[-1]]:
                shared[-1] = start
            continue
        shared.append(start)
    return shared


def _cells(run: Run, columns: Sequence[int]) -> tuple[str, ...]:
    """The row's cells: as many as there are columns where its gaps say so, else cut at the columns.

    A long label leaves a single blank before the next column.
    """
    apart = [match.group() for match in _CELL.finditer(run.text)]
    if len(apart) == len(columns):
        return tuple(apart)
    if run.indent > columns[0] + _MOST_OFF:
        # The head of the first column is left out over the labels of the rows.
        lacking = sum(column < run.indent - _MOST_OFF for column in columns)
        filled = (*("",) * lacking, *apart)
        return (
            filled
            if len(filled) == len(columns)
            else (*filled, *[""] * len(columns))[: len(columns)]
        )
    edges = [column - run.indent for column in columns]
    marks = [len(run.text)]
    for edge in reversed(edges[1:]):
        near = (edge + off for off in (0, -_MOST_OFF, _MOST_OFF))
        marks.append(next((at for at in near if _begins_word(run.text, at)), marks[-1]))
    marks.append(0)
    return tuple(run.text[begin:stop].strip() for begin, stop in pairwise(reversed(marks)))


def _begins_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1] == " " and text[place] != " "
