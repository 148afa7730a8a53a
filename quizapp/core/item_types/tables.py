"""An item's content as tables of plain values: what bank files hold and the editor shows.

A type names its tables once; reading, checking and editing them is the same for all types.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.errors import Invalid


@dataclass(frozen=True)
class Column:
    """A value that each row has: a text, or true or false where it is a `flag`.

    A text that is not `required` may be left out, and is then empty.
    """

    name: str
    label: str
    flag: bool = False
    required: bool = True


@dataclass(frozen=True)
class Table:
    """A list in an item's record, such as its options.

    `row` is what one entry is called, `label` and `hint` what the editor says over all of them.
    There are `fewest` to `most` rows; a table that may have none can be left out.
    """

    name: str
    row: str
    label: str
    hint: str
    columns: tuple[Column, ...]
    fewest: int
    most: int

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that a learner reads before answering: every text but the rationale."""
        return tuple(c.name for c in self.columns if not c.flag and c.name != "rationale")


RATIONALE = Column("rationale", "Why it is right or wrong", required=False)


def read_tables(
    record: Mapping[str, Any], tables: Sequence[Table]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table by its name, texts stripped of outer spaces.

    Raises Invalid naming each row that cannot be read.
    """
    problems: list[str] = []
    rows = {table.name: list(_read_rows(record, table, problems)) for table in tables}
    if problems:
        raise Invalid(problems)
    return rows


def count_problems(table: Table, count: int) -> list[str]:
    """What is wrong with the number of rows; empty when nothing is."""
    if table.fewest <= count <= table.most:
        return []
    return [f"{table.name}: give {table.fewest} to {table.most}; there are {count}."]


def wording_problems(table: Table, texts: Sequence[str], column: str = "text") -> list[str]:
    """Blanks among texts that are chosen from or put in order, and two that say the same."""
    found = []
    folded = [text.casefold() for text in texts]
    if any(not text for text in folded):
        found.append(f"{table.name}: write a {column} for each {table.row}.")
    if len(set(folded)) < len(folded):
        found.append(f"{table.name}: two of them say the same.")
    return found


def _read_rows(
    record: Mapping[str, Any], table: Table, problems: list[str]
) -> Iterator[dict[str, Any]]:
    entries = record.get(table.name, [] if table.fewest == 0 else None)
    if not isinstance(entries, list) or not (entries or table.fewest == 0):
        needed = [column.name for column in table.columns if column.required]
        problems.append(f"{table.name}: list the {table.name}, each with {' and '.join(needed)}.")
        return
    for number, entry in enumerate(entries, start=1):
        values = entry if isinstance(entry, Mapping) else {}
        wrong = list(_row_problems(values, table))
        problems.extend(f"{table.row} {number}: {problem}" for problem in wrong)
        if not wrong:
            yield {column.name: _value(values, column) for column in table.columns}


def _row_problems(values: Mapping[str, Any], table: Table) -> Iterator[str]:
    for column in table.columns:
        value = values.get(column.name, None if column.required else "")
        if column.flag and not isinstance(value, bool):
            yield f"{column.name} must be true or false."
            break
        if not column.flag and not isinstance(value, str):
            yield f"needs a {column.name}." if column.required else f"{column.name} must be text."
            break
    known = {column.name for column in table.columns}
    article = "an" if table.row[0] in "aeiou" else "a"
    for field in values:
        if field not in known:
            yield f"{field} is not a field of {article} {table.row}."


def _value(values: Mapping[str, Any], column: Column) -> Any:
    value = values.get(column.name, "")
    return value if column.flag else value.strip()
