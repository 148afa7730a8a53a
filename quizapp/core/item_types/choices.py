"""What the choice types share: options, of which some are the key.

A response is the list of the selected options' positions, in ascending order.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from random import Random
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types.base import (
    Carried,
    Fields,
    Shown,
    find_again,
    is_list_of_positions,
    lettered,
    shuffled,
)
from quizapp.core.item_types.tables import (
    RATIONALE,
    Column,
    Table,
    count_problems,
    read_tables,
    wording_problems,
)


@dataclass(frozen=True)
class Option:
    """One answer to choose from. `rationale` says why it is right, or why it is not."""

    text: str
    correct: bool
    rationale: str = ""


@dataclass(frozen=True)
class Choices:
    """Content of an item of a choice type. A position in `options` identifies an option."""

    type: str
    options: tuple[Option, ...]

    @property
    def key(self) -> tuple[bool, ...]:
        """For each position, whether the option is right."""
        return tuple(option.correct for option in self.options)


def options_table(
    fewest: int, most: int, hint: str, *, right: range, usual: range | None = None
) -> Table:
    """The options of a type that has so many, of which so many are right."""
    return Table(
        name="options",
        row="option",
        label="Options",
        hint=hint,
        columns=(Column("text", "Option"), Column("correct", "Right answer", flag=True), RATIONALE),
        fewest=fewest,
        most=most,
        right=right,
        usual=usual,
    )


def load(type_name: str, table: Table, record: Mapping[str, Any]) -> Choices:
    """Read `options` from a record. Raises Invalid naming each option that cannot be read."""
    rows = read_tables(record, [table])
    return Choices(type_name, tuple(Option(**row) for row in rows[table.name]))


def dump(content: Choices) -> dict[str, Any]:
    """The record that `load` reads."""
    return {"options": [asdict(option) for option in content.options]}


def selected(content: Choices, response: Any) -> frozenset[int]:
    """The positions that a response selects. Raises Invalid unless each is one of the options."""
    count = len(content.options)
    if not is_list_of_positions(response, count):
        raise Invalid("That option is not part of this question. Load the question again.")
    return frozenset(response)


def problems(content: Choices, table: Table) -> list[str]:
    """What keeps the options from being usable: their number, blanks, repeats."""
    texts = [option.text for option in content.options]
    return count_problems(table, len(texts)) + wording_problems(table, texts)


def arrange(content: Choices, rng: Random) -> tuple[int, ...]:
    """The options in an order drawn evenly."""
    return shuffled(len(content.options), rng)


def show(content: Choices, shown: Shown, *, multiple: bool) -> dict[str, Any]:
    """The options to choose from, and whether more than one may be chosen."""
    return {"multiple": multiple, "options": lettered([o.text for o in content.options], shown)}


def as_text(content: Choices, shown: Shown) -> tuple[str, ...]:
    """A line for each option."""
    return tuple(
        f"{option['letter']}. {option['text']}"
        for option in lettered([o.text for o in content.options], shown)
    )


def read_response(fields: Fields, shown: Shown) -> list[int]:
    """The options that `option` names by their places on screen. Raises Invalid."""
    places = dict(enumerate(shown))
    try:
        return sorted({places[int(place)] for place in fields.get("option", ())})
    except (ValueError, KeyError):
        raise Invalid("That option is not part of this question. Load it again.") from None


def carry_over(seen: Choices, other: Choices, response: Any, shown: Shown) -> Carried | None:
    """The same by the positions that the options have in another version; None for other options.

    Raises Invalid when the response does not fit the version that was seen.
    """
    places = find_again(
        [option.text for option in seen.options], [option.text for option in other.options]
    )
    if places is None:
        return None
    chosen = selected(seen, response)
    return sorted(places[position] for position in chosen), tuple(places[each] for each in shown)
