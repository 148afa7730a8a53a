"""Tables in Word -> rows, with merged cells brought to their places."""

from collections.abc import Iterator

from docx.oxml.ns import qn

from quizapp.adapters.extraction.assembling import Piece, table_row
from quizapp.adapters.extraction.docx_runs import words_of
from quizapp.adapters.extraction.docx_styles import Styles, value_of
from quizapp.adapters.extraction.html_tables import BREAK, cell_text
from quizapp.adapters.extraction.parsing import Element

_MOST_COLUMNS = 60
_LONGEST_REPEATED = 200


def rows_of(table: Element, styles: Styles) -> Iterator[Piece]:
    """The rows of a table; a cell merged over several rows is repeated in each."""
    above: list[str] = []
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        strong: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            text, bold = _cell(cell, styles)
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            if goes_on and not text and len(cells) < len(above):
                text = above[len(cells)][:_LONGEST_REPEATED]
            cells += [text, *[""] * (_columns(cell, len(cells)) - 1)]
            strong += bold
        above = cells
        if any(cells):
            while not cells[-1]:
                cells = cells[:-1]
            yield table_row(cells, tuple(strong))


def _cell(cell: Element, styles: Styles) -> tuple[str, list[str]]:
    """A cell's text, that of a table within it too."""
    lines: list[str] = []
    strong: list[str] = []
    for paragraph in cell.iterchildren(qn("w:p")):
        words = words_of(paragraph, styles)
        lines.append(words.text)
        strong += words.strong
    for table in cell.iterchildren(qn("w:tbl")):
        for row in table.iter(qn("w:tr")):
            inner = (
                "".join(t.text or "" for t in each.iter(qn("w:t"))) for each in row.iter(qn("w:tc"))
            )
            lines.append(", ".join(filter(None, inner)))
    return cell_text(BREAK.join(lines), tuple(strong)), strong


def _columns(cell: Element, before: int) -> int:
    written = value_of(cell, "w:tcPr", "w:gridSpan") or "1"
    wide = int(written) if written.isascii() and written.isdigit() and len(written) < 4 else 1  # noqa: PLR2004
    return max(1, min(wide, _MOST_COLUMNS - before))
