"""An item's content as settings and tables of plain values: what bank files and the editor hold.

A type names them once; reading, checking and editing them is the same for all types.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.errors import Invalid

# Between the names in a column of `several`, where it is one field of a form.
SEPARATOR = ";"


@dataclass(frozen=True)
class Column:
    """A value that each row has: a text; true or false (`flag`); or a list of texts (`several`).

    A text that is not `required` may be left out, and is then empty. What is `secret` belongs to
    the key: a learner reads it only after answering. Rows with the same text in a column that
    `groups` stand together.
    """

    name: str
    label: str
    flag: bool = False
    required: bool = True
    secret: bool = False
    several: bool = False
    groups: bool = False

    @property
    def empty(self) -> Any:
        """What a row without it holds."""
        return False if self.flag else [] if self.several else ""


@dataclass(frozen=True)
class Setting:
    """A text of its own in an item's record, such as the passage that its blanks stand in.

    `hint` is what the editor says over it, in `lines` lines. One that is not `required` may be left
    out, and is then empty. What is `secret` belongs to the key.
    """

    name: str
    label: str
    hint: str
    required: bool = True
    secret: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Table:
    """A list in an item's record, such as its options.

    `row` is what one entry is called, `label` and `hint` what the editor says over all of them.
    There are `fewest` to `most` rows; a table that may have none can be left out. `right` is how
    many rows may have `correct` set, None where that depends on more than their number. `usual` is
    how many rows a good question has, where other systems' questions may have more or fewer.
    """

    name: str
    row: str
    label: str
    hint: str
    columns: tuple[Column, ...]
    fewest: int
    most: int
    right: range | None = None
    usual: range | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The columns that a learner reads before answering: every text that is not secret."""
        return tuple(c.name for c in self.columns if not c.flag and not c.secret)


def rationale_column(label: str) -> Column:
    """Why a row is as it is: told after the answer."""
    return Column("rationale", label, required=False, secret=True)


RATIONALE = rationale_column("Why it is right or wrong")


def read_tables(
    record: Mapping[str, Any], tables: Sequence[Table]
) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table by its name, texts outer spaces off. Raises as `read_parts`."""
    return read_parts(record, (), tables)[1]


def read_parts(
    record: Mapping[str, Any], settings: Sequence[Setting], tables: Sequence[Table]
) -> tuple[dict[str, str], dict[str, list[dict[str, Any]]]]:
    """The text of each setting and the rows of each table, by name.

    Raises Invalid naming each that is missing or cannot be read.
    """
    problems: list[str] = []
    texts: dict[str, str] = {}
    for setting in settings:
        value = record.get(setting.name, None if setting.required else "")
        if not isinstance(value, str) or (setting.required and not value.strip()):
            problems.append(f"{setting.name}: write it as text. {setting.hint}")
        else:
            texts[setting.name] = value.strip()
    rows = {table.name: list(_read_rows(record, table, problems)) for table in tables}
    if problems:
        raise Invalid(problems)
    return texts, rows


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
        value = values.get(column.name, None if column.required else column.empty)
        if column.flag and not isinstance(value, bool):
            yield f"{column.name} must be true or false."
            break
        if column.several:
            if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
                yield f"{column.name} must be a list of texts."
                break
        elif not column.flag and not isinstance(value, str):
            yield f"needs a {column.name}." if column.required else f"{column.name} must be text."
            break
    known = {column.name for column in table.columns}
    article = "an" if table.row[0] in "aeiou" else "a"
    for field in values:
        if field not in known:
            yield f"{field} is not a field of {article} {table.row}."


def _value(values: Mapping[str, Any], column: Column) -> Any:
    value = values.get(column.name, column.empty)
    if column.several:
        return [each.strip() for each in value]
    return value if column.flag else value.strip()
