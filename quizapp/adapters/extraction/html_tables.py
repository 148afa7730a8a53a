"""Rows and cells of a table in HTML, with cells that span several brought to their places."""

from dataclasses import dataclass, field

from quizapp.adapters.extraction.assembling import Piece, one_line, table_row

BREAK = "\x1e"
_MOST_COLUMNS = 60
_MOST_SPANNED_ROWS = 60
_LONGEST_REPEATED = 200
_MOST_REPEATED = 200_000


@dataclass
class Table:
    """Takes cells as they come. A cell over several rows is repeated in each, within limits."""

    cells: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    hanging: dict[int, tuple[int, str]] = field(default_factory=dict)
    repeated: int = 0

    def add_cell(self, text: str, strong: tuple[str, ...], columns: str, rows: str) -> None:
        """Add a cell to the present row; `columns` and `rows` are its spans as written."""
        self._fill_from_above()
        span = _span(rows, _MOST_SPANNED_ROWS) - 1
        if span and len(text) <= _LONGEST_REPEATED:
            self.hanging[len(self.cells)] = (span, text)
        wide = min(_span(columns, _MOST_COLUMNS), max(_MOST_COLUMNS - len(self.cells), 1))
        self.cells += [text, *[""] * (wide - 1)]
        self.strong += strong

    def end_row(self) -> Piece | None:
        """The row so far, None for an empty one."""
        self._fill_from_above()
        cells, strong = self.cells, tuple(self.strong)
        self.cells, self.strong = [], []
        while cells and not cells[-1]:
            cells.pop()
        return table_row(cells, strong) if cells else None

    def _fill_from_above(self) -> None:
        while (at := len(self.cells)) in self.hanging and self.repeated < _MOST_REPEATED:
            left, text = self.hanging.pop(at)
            if left > 1:
                self.hanging[at] = (left - 1, text)
            self.repeated += len(text)
            self.cells.append(text)


def cell_text(raw: str, strong: tuple[str, ...]) -> str:
    """A cell's lines as one: a bold line leads in the next, others are set off by a semicolon."""
    joined = ""
    bold = frozenset(strong)
    last = ""
    for line in filter(None, map(one_line, raw.split(BREAK))):
        if joined:
            plain_end = joined[-1].isalnum() or joined[-1] in ")]%"
            sign = ":" if last in bold else ";"
            joined += f"{sign} " if plain_end else " "
        joined += line
        last = line
    return joined


def _span(written: str, most: int) -> int:
    plain = written.strip()[:6]
    return max(1, min(int(plain), most)) if plain.isascii() and plain.isdigit() else 1
