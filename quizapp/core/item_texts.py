"""The texts of an item by what a learner does with them: read, choose from, hold side by side."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizapp.core.item_types import TYPES
from quizapp.core.item_types.choices import Choices, Option
from quizapp.core.items import Item

TRUE_FALSE = "true_false"


def options_of(item: Item) -> tuple[Option, ...]:
    """The options of a choice type; none of any other."""
    return item.content.options if isinstance(item.content, Choices) else ()


def read_side_by_side(item: Item) -> Iterator[tuple[str, list[str]]]:
    """Texts that a learner holds against each other, after what one of their rows is called.

    Those of each column; of each group by itself, where rows stand in groups.
    """
    item_type = TYPES[item.type]
    record = item_type.dump(item.content)
    for table in item_type.tables:
        rows = [row for row in record[table.name] if row.get("selectable", True)]
        grouping = [column.name for column in table.columns if column.groups]
        together: dict[Any, list[Mapping[str, Any]]] = {}
        for row in rows:
            together.setdefault(tuple(row[name] for name in grouping), []).append(row)
        for group in together.values():
            for column in table.texts:
                if column not in grouping:
                    yield table.row, [row[column] for row in group]


def split_options(item: Item) -> tuple[Sequence[Option], Sequence[Option]]:
    """The right options, and the wrong ones."""
    options = options_of(item)
    return [o for o in options if o.correct], [o for o in options if not o.correct]


def judged_texts(item: Item) -> tuple[str, ...]:
    """What a learner judges as right or wrong: the statement itself in true or false."""
    if item.type == TRUE_FALSE:
        return (item.stem,)
    return tuple(option.text for option in options_of(item))


def settings_of(item: Item) -> list[str]:
    """The texts beside the stem that a learner reads before answering."""
    item_type = TYPES[item.type]
    record = item_type.dump(item.content)
    return [record[setting.name] for setting in item_type.settings if not setting.secret]


def counts_of(item: Item) -> list[tuple[str, int, range]]:
    """For each table that has a usual number of rows: its label, its rows and that number."""
    item_type = TYPES[item.type]
    record = item_type.dump(item.content)
    return [
        (table.label.partition(",")[0], len(record[table.name]), table.usual)
        for table in item_type.tables
        if table.usual is not None
    ]
