"""Tables that run on over the pages of a PDF, and cells that reach over several rows."""

from collections.abc import Sequence

import pytest

from quizapp.adapters.extraction import pdf as reader
from quizapp.adapters.extraction.pdf_spanning import HEAD_REASON
from quizapp.core.blocks import BlockKind, SourceText
from tests.adapters.pdf_files import BOLD, Run, paragraph, pdf

PROSE = [
    "The nurse checks each dose of a drug for the heart against the chart and asks for a second",
    "look where the dose is not the usual one, and writes down who looked, and when that was.",
]
HEAD = ("Drug", "Class", "Watch for")
ROWS = [
    ("furosemide", "loop diuretic", "low potassium"),
    ("enalapril", "ACE inhibitor", "dry cough"),
    ("metoprolol", "beta blocker", "slow pulse"),
    ("digoxin", "glycoside", "halos of light"),
]
ACROSS = (80, 220, 360)


def table(rows: Sequence[Sequence[str]], top: float) -> list[Run]:
    return [
        Run(cell, x, top + 20 * down)
        for down, row in enumerate(rows)
        for x, cell in zip(ACROSS, row, strict=True)
        if cell
    ]


def rules(rows: int, top: float, xs: Sequence[float] = (70, 210, 350, 500)) -> str:
    ys = [792 - (top - 13 + 20 * down) for down in range(rows + 1)]
    lines = [f"{xs[0]} {y} m {xs[-1]} {y} l S" for y in ys]
    return "\n".join([*lines, *(f"{x} {ys[0]} m {x} {ys[-1]} l S" for x in xs)])


def opening(rows: Sequence[Sequence[str]]) -> list[Run]:
    top = 700 - 20 * len(rows)
    return [Run("Drugs", 72, 80, 16, BOLD), *paragraph(PROSE, 72, 110), *table(rows, top)]


def closing(rows: Sequence[Sequence[str]], top: float = 90) -> list[Run]:
    end = top + 20 * len(rows) + 40
    return [
        *table(rows, top),
        Run("Care", 72, end, 16, BOLD),
        *paragraph(PROSE, 72, end + 30),
    ]


def cells(source: SourceText) -> list[tuple[str, ...]]:
    return [block.cells for block in source.blocks if block.kind is BlockKind.TABLE_ROW]


def kinds(source: SourceText) -> list[str]:
    return [block.kind.value for block in source.blocks]


def left_out(source: SourceText) -> list[str]:
    return [
        source.text[gone.start : gone.end] for gone in source.dropped if gone.reason == HEAD_REASON
    ]


def test_a_table_over_two_pages_is_one_with_its_head_once():
    source = reader.read(pdf([opening([HEAD, *ROWS[:2]]), closing([HEAD, *ROWS[2:]])]))
    assert cells(source) == [HEAD, *ROWS]
    assert kinds(source) == [
        "heading", "paragraph", *["table_row"] * 5, "heading", "paragraph",
    ]  # fmt: skip
    assert left_out(source) == ["Drug | Class | Watch for"]


def test_a_table_goes_on_without_its_head_where_the_columns_agree():
    source = reader.read(pdf([opening([HEAD, *ROWS[:2]]), closing(ROWS[2:])]))
    assert cells(source) == [HEAD, *ROWS]
    assert left_out(source) == []


@pytest.mark.parametrize("words", ["Table 1 (continued)", "Drugs for the heart, cont."])
def test_a_line_that_says_that_the_table_goes_on_does_not_part_it(words: str):
    second = [Run(words, 80, 70), *closing([HEAD, *ROWS[2:]], top=100)]
    source = reader.read(pdf([opening([HEAD, *ROWS[:2]]), second]))
    assert cells(source) == [HEAD, *ROWS]
    assert left_out(source) == [words, "Drug | Class | Watch for"]


def test_another_table_on_the_next_page_keeps_its_own_head():
    other = [("Organ", "Works on"), ("liver", "bile"), ("kidney", "water")]
    runs = [
        Run(cell, x, 90 + 20 * down)
        for down, row in enumerate(other)
        for x, cell in zip((80, 300), row, strict=True)
    ]
    source = reader.read(pdf([opening([HEAD, *ROWS]), [*runs, *paragraph(PROSE, 72, 300)]]))
    assert cells(source) == [HEAD, *ROWS, *other]
    assert left_out(source) == []


def test_a_cell_that_the_page_cut_is_whole_again():
    first = [HEAD, *ROWS[:1], ("enalapril", "ACE inhibitor", "dry cough, and a")]
    second = [("", "", "swollen face"), *ROWS[2:]]
    top = 700 - 20 * len(first)
    drawn = [rules(len(first), top), rules(len(second), 90)]
    source = reader.read(pdf([opening(first), closing(second)], drawn=drawn))
    assert ("enalapril", "ACE inhibitor", "dry cough, and a swollen face") in cells(source)
    assert [row[0] for row in cells(source)] == [
        "Drug", "furosemide", "enalapril", "metoprolol", "digoxin",
    ]  # fmt: skip


def test_a_cell_over_several_rows_speaks_in_each():
    drawn = "\n".join(
        [
            *(f"70 {792 - y} m 500 {792 - y} l S" for y in (187, 207, 247)),
            f"210 {792 - 227} m 500 {792 - 227} l S",
            *(f"{x} {792 - 187} m {x} {792 - 247} l S" for x in (70, 210, 350, 500)),
        ]
    )
    rows = [HEAD, ("furosemide", "loop diuretic", "low potassium"), ("", "sulfonamide", "allergy")]
    page = [Run("Drugs", 72, 80, 16, BOLD), *paragraph(PROSE, 72, 110), *table(rows, 200)]
    page += [Run("Care", 72, 300, 16, BOLD), *paragraph(PROSE, 72, 330)]
    assert cells(reader.read(pdf([page], drawn=drawn))) == [
        HEAD,
        ("furosemide", "loop diuretic", "low potassium"),
        ("furosemide", "sulfonamide", "allergy"),
    ]
