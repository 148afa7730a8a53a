"""The item editor's form: tables of rows, read from the form and changed by its buttons.

Each table's rows are fields named "option_text-0", "option_correct-0" and so on. A button named
"change" asks for another form instead of saving: "options/up/1", "options/add", "type".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizapp.core.exhibits import EXHIBITS
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.tables import SEPARATOR, Column, Setting, Table

# More than any type allows, so that too many are named as a problem and not dropped.
MOST_ROWS = 80

Row = dict[str, Any]


@dataclass(frozen=True)
class FormTable:
    """A table as the editor draws it. `at` is the row that a button has just moved, or None."""

    table: Table
    rows: tuple[Row, ...]
    at: int | None = None


def read_record(fields: Mapping[str, str], type_name: str) -> dict[str, Any]:
    """What the form says, as a record; rows without any words are left out."""
    record: dict[str, Any] = {"type": type_name}
    for setting in settings_of(type_name):
        record[setting.name] = fields.get(setting.name, "").strip()
    for name in ("case", "judgment"):
        if fields.get(name, "").strip():
            record[name] = fields[name].strip()
    for table in tables_of(type_name):
        rows = [row for row in read_rows(fields, table) if _has_words(row)]
        if rows or table.fewest:
            record[table.name] = rows
    return record | {
        name: fields.get(name, "").strip()
        for name in ("stem", "rationale", "objective", "step", "bloom")
    }


def read_rows(fields: Mapping[str, str], table: Table) -> list[Row]:
    """Every row of the form, empty ones too."""
    return [
        {
            column.name: _read_value(fields, name, column)
            for column in table.columns
            for name in [f"{table.row}_{column.name}-{number}"]
        }
        for number in range(MOST_ROWS)
        if any(f"{table.row}_{column.name}-{number}" in fields for column in table.columns)
    ]


def tables_as_saved(record: Mapping[str, Any]) -> list[FormTable]:
    """A record's tables, with blank rows up to as many as there usually are."""
    return [
        FormTable(table, _filled(table, list(record.get(table.name, ()))))
        for table in tables_of(record.get("type", ""))
    ]


def tables_as_changed(fields: Mapping[str, str], type_name: str) -> list[FormTable]:
    """The form's tables after the change that its button asks for."""
    name, _, rest = fields.get("change", "").partition("/")
    action, _, number = rest.partition("/")
    place = int(number) if number.isdecimal() else -1
    tables = []
    for table in tables_of(type_name):
        rows = read_rows(fields, table)
        at = _change(table, rows, action, place) if table.name == name else None
        tables.append(FormTable(table, _filled(table, rows) if at is None else tuple(rows), at))
    return tables


def lists_of(tables: Sequence[FormTable]) -> dict[str, list[str]]:
    """The texts that a learner will read, by "table.column": what the preview is drawn from."""
    return {
        f"{entry.table.name}.{column}": [row[column] for row in entry.rows]
        for entry in tables
        for column in entry.table.texts
    }


def tables_of(type_name: str) -> tuple[Table, ...]:
    """The tables of a type and the exhibits; multiple choice's where there is no such type."""
    return (*TYPES.get(type_name, TYPES["multiple_choice"]).tables, EXHIBITS)


def settings_of(type_name: str) -> tuple[Setting, ...]:
    """The settings of a type; those of multiple choice where there is no such type."""
    return TYPES.get(type_name, TYPES["multiple_choice"]).settings


def _read_value(fields: Mapping[str, str], name: str, column: Column) -> Any:
    if column.flag:
        return name in fields
    text = fields.get(name, "").strip()
    if column.several:
        return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
    return text


def _change(table: Table, rows: list[Row], action: str, place: int) -> int | None:
    """Change the rows; where to look then. A change that cannot be made leaves them as they are."""
    if action == "add" and len(rows) < table.most:
        rows.append(_blank(table))
        return len(rows) - 1
    if not 0 <= place < len(rows):
        return None
    if action == "remove":
        del rows[place]
        return min(place, len(rows) - 1) if rows else None
    to = {"up": place - 1, "down": place + 1}.get(action, place)
    if not 0 <= to < len(rows):
        return place
    rows[place], rows[to] = rows[to], rows[place]
    return to


def _filled(table: Table, rows: list[Row]) -> tuple[Row, ...]:
    wanted = table.fewest if table.usual is None else table.usual[0]
    return tuple(rows + [_blank(table)] * (wanted - len(rows)))


def _blank(table: Table) -> Row:
    return {column.name: column.empty for column in table.columns}


def _has_words(row: Row) -> bool:
    return any(value for value in row.values() if not isinstance(value, bool))
