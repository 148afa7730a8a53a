"""What the matrix types share: rows, each to be put into one column or into several.

Multiple choice: one column a row, 0/1 for each row. Multiple response: plus/minus within each
column. A response is the list of the selected cells in ascending order; a cell's position counts
row by row.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types import groups
from quizapp.core.item_types.base import (
    Carried,
    ItemType,
    Shown,
    find_again,
    is_list_of_positions,
)
from quizapp.core.item_types.tables import (
    Column,
    Table,
    count_problems,
    rationale_column,
    read_tables,
    wording_problems,
)
from quizapp.core.scoring import Score, plus_minus_by_group, zero_one_selections

CHOICE, RESPONSE = "matrix_multiple_choice", "matrix_multiple_response"
_WHY = rationale_column("Why it belongs there")
COLUMNS = {
    CHOICE: Table("columns", "column", "Columns", "What a row may be.", (Column("text", "Column"),),
                  2, 3),
    RESPONSE: Table("columns", "column", "Columns", "What a row may be.",
                    (Column("text", "Column"),), 2, 4),
}  # fmt: skip
ROWS = {
    CHOICE: Table(
        "rows",
        "row",
        "Rows",
        "Each belongs to one column: write its words.",
        (Column("text", "Row"), Column("column", "Its column", secret=True), _WHY),
        4,
        10,
    ),
    RESPONSE: Table(
        "rows",
        "row",
        "Rows",
        "Each belongs to the columns whose words you write, with ; between them. It may be none.",
        (
            Column("text", "Row"),
            Column("columns", "Its columns", secret=True, several=True, required=False),
            _WHY,
        ),
        4,
        10,
    ),
}


@dataclass(frozen=True)
class Row:
    """A row with the names of the columns that it belongs to. `rationale` says why."""

    text: str
    right: tuple[str, ...]
    rationale: str = ""


@dataclass(frozen=True)
class Matrix:
    """Content of a matrix item."""

    type: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def key(self) -> tuple[bool, ...]:
        """For each cell, whether it is to be selected."""
        return tuple(column in row.right for row in self.rows for column in self.columns)


def matrix(
    type_name: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str], str]]
) -> Matrix:
    """The content of column names and of (text, its columns, rationale)."""
    return Matrix(
        type_name, tuple(columns), tuple(Row(text, tuple(right), why) for text, right, why in rows)
    )


def load(type_name: str, record: Mapping[str, Any]) -> Matrix:
    """Read `columns` and `rows`. Raises Invalid naming each that cannot be read."""
    read = read_tables(record, [COLUMNS[type_name], ROWS[type_name]])
    return Matrix(
        type_name,
        tuple(column["text"] for column in read["columns"]),
        tuple(
            Row(
                row["text"],
                (row["column"],) if type_name == CHOICE else tuple(row["columns"]),
                row["rationale"],
            )
            for row in read["rows"]
        ),
    )


def dump(content: Matrix) -> dict[str, Any]:
    """The record that `load` reads."""
    return {
        "columns": [{"text": column} for column in content.columns],
        "rows": [
            {"text": row.text}
            | ({"column": row.right[0]} if content.type == CHOICE else {"columns": list(row.right)})
            | {"rationale": row.rationale}
            for row in content.rows
        ],
    }


def problems(content: Matrix) -> list[str]:
    """What keeps the rows from being a matrix question; empty when nothing does."""
    columns, rows = COLUMNS[content.type], ROWS[content.type]
    found = count_problems(columns, len(content.columns)) + count_problems(rows, len(content.rows))
    found += wording_problems(columns, content.columns)
    found += wording_problems(rows, [row.text for row in content.rows])
    for number, row in enumerate(content.rows, start=1):
        found += [
            f"row {number}: “{name}” is not one of the columns: {', '.join(content.columns)}."
            for name in row.right
            if name not in content.columns
        ]
        if len(set(row.right)) < len(row.right):
            found.append(f"row {number}: name each column once.")
    if content.type == RESPONSE:
        found += [
            f"columns: no row belongs to “{column}”."
            for column in content.columns
            if not any(column in row.right for row in content.rows)
        ]
        if all(content.key):
            found.append("rows: leave at least one cell that is not to be selected.")
    return found


def score(content: Matrix, response: Any) -> Score:
    """By the type's rule. Raises Invalid unless each row (or column) has a selection."""
    width = len(content.columns)
    if not is_list_of_positions(response, width * len(content.rows)):
        raise Invalid("That cell is not part of this question. Load the question again.")
    selected = frozenset(response)
    if content.type == CHOICE:
        count = Counter(cell // width for cell in selected)
        wrong = [
            f"choice-{number}: {row.text}: choose one column."
            for number, row in enumerate(content.rows)
            if count[number] != 1
        ]
    else:
        count = Counter(cell % width for cell in selected)
        wrong = [
            f"Select at least one row for “{column}”."
            for number, column in enumerate(content.columns)
            if not count[number]
        ]
    if wrong:
        raise Invalid(wrong)
    if content.type == CHOICE:
        return zero_one_selections(content.key, selected)
    return plus_minus_by_group(content.key, selected, list(range(width)) * len(content.rows))


def guess_floor(content: Matrix) -> float:
    """Chance of full points by blind choice; none to speak of where several may be right."""
    return math.pow(len(content.columns), -len(content.rows)) if content.type == CHOICE else 0.0


def arrange(content: Matrix, _rng: Random) -> tuple[int, ...]:
    """Rows and columns stay as they are written: a cell tells nothing by its place."""
    return tuple(range(len(content.columns) * len(content.rows)))


def show(content: Matrix, _shown: Shown) -> dict[str, Any]:
    """The columns' names, and each row with the places of its cells."""
    width = len(content.columns)
    return {
        "multiple": content.type == RESPONSE,
        "columns": list(content.columns),
        "rows": [
            {"number": n, "text": row.text, "cells": list(range(n * width, (n + 1) * width))}
            for n, row in enumerate(content.rows)
        ],
    }


def as_text(content: Matrix, _shown: Shown) -> tuple[str, ...]:
    """A line of the columns, then one for each row."""
    return (f"Columns: {' / '.join(content.columns)}", *(f"- {row.text}" for row in content.rows))


def carry_over(seen: Matrix, other: Matrix, response: Any, shown: Shown) -> Carried | None:
    """The same by the positions of the cells in another version; None for other rows or columns."""
    columns = find_again(seen.columns, other.columns)
    rows = find_again([row.text for row in seen.rows], [row.text for row in other.rows])
    if columns is None or rows is None:
        return None
    width = len(seen.columns)
    places = [
        rows[cell // width] * width + columns[cell % width]
        for cell in range(width * len(seen.rows))
    ]
    return sorted(places[cell] for cell in response), tuple(places[cell] for cell in shown)


def _item_type(name: str, label: str, instruction: str) -> ItemType[Matrix]:
    return ItemType(
        name=name,
        label=label,
        instruction=instruction,
        layout="matrix",
        tables=(COLUMNS[name], ROWS[name]),
        load=lambda record: load(name, record),
        dump=dump,
        problems=problems,
        score=score,
        guess_floor=guess_floor,
        arrange=arrange,
        show=show,
        as_text=as_text,
        read_response=groups.read_response,
        carry_over=carry_over,
    )


CHOICE_TYPE = _item_type(CHOICE, "Matrix, one column a row", "Choose one column for each row.")
RESPONSE_TYPE = _item_type(
    RESPONSE,
    "Matrix, several columns a row",
    "For each column, choose every row that fits it.",
)
