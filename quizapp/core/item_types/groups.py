"""What the types share whose options stand in groups: each group is answered by itself.

A response is the list of the selected options' positions, in ascending order, over all groups.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
)
from quizapp.core.item_types.tables import (
    RATIONALE,
    Column,
    Setting,
    Table,
    count_problems,
    read_parts,
)

CHECKBOXES, RADIOS, SELECT = "checkboxes", "radios", "select"


@dataclass(frozen=True)
class GroupedOption:
    """One answer to choose from within its group. `rationale` says why it is right or wrong."""

    group: str
    text: str
    correct: bool
    rationale: str = ""


@dataclass(frozen=True)
class Grouped:
    """Content of an item of such a type. A position in `options` identifies an option.

    `passage` is the text that blanks stand in, "" for types without one.
    """

    type: str
    options: tuple[GroupedOption, ...]
    passage: str = ""

    @property
    def key(self) -> tuple[bool, ...]:
        """For each position, whether the option is right."""
        return tuple(option.correct for option in self.options)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups' names, in the order in which their first options come."""
        return tuple(dict.fromkeys(option.group for option in self.options))

    @property
    def numbers(self) -> tuple[int, ...]:
        """For each position, the number of its group."""
        number = {name: place for place, name in enumerate(self.groups)}
        return tuple(number[option.group] for option in self.options)

    def members(self, group: int) -> tuple[int, ...]:
        """The positions of a group's options."""
        return tuple(position for position, number in enumerate(self.numbers) if number == group)


def grouped(
    type_name: str, options: Iterable[tuple[str, str, bool, str]], passage: str = ""
) -> Grouped:
    """The content of (group, text, right, rationale)."""
    return Grouped(type_name, tuple(GroupedOption(*option) for option in options), passage)


def options_table(label: str, hint: str, fewest: int, most: int) -> Table:
    """The options of a type; `label` is what a group is called in the editor."""
    return Table(
        name="options",
        row="option",
        label="Options",
        hint=hint,
        columns=(
            Column("group", label, groups=True),
            Column("text", "Option"),
            Column("correct", "Right answer", flag=True),
            RATIONALE,
        ),
        fewest=fewest,
        most=most,
    )


def load(
    type_name: str, table: Table, settings: Sequence[Setting], record: Mapping[str, Any]
) -> Grouped:
    """Read `options`, and `passage` where the type has one. Raises Invalid."""
    texts, rows = read_parts(record, settings, [table])
    return Grouped(type_name, tuple(GroupedOption(**row) for row in rows[table.name]), **texts)


def dump(content: Grouped) -> dict[str, Any]:
    """The record that `load` reads."""
    record: dict[str, Any] = {"options": [asdict(option) for option in content.options]}
    return record | ({"passage": content.passage} if content.passage else {})


def problems(content: Grouped, table: Table, *, groups: range, each: range) -> list[str]:
    """What keeps the options from being usable: how many groups and options, blanks, repeats.

    `groups` and `each` are how many groups there may be, and options in each.
    """
    found = count_problems(table, len(content.options))
    names = content.groups
    if len(names) not in groups:
        found.append(
            f"options: use {_between(groups)} different names in `group`; there are {len(names)}."
        )
    if not all(names) or not all(option.text for option in content.options):
        found.append("options: write a group and a text for each option.")
    for number, name in enumerate(names):
        members = [content.options[position] for position in content.members(number)]
        if len(members) not in each:
            found.append(f"options: give “{name}” {_between(each)} options, not {len(members)}.")
        if not any(option.correct for option in members):
            found.append(f"options: mark a right answer for “{name}”.")
        if max(Counter(option.text.casefold() for option in members).values()) > 1:
            found.append(f"options: two of “{name}” say the same.")
    return found


def one_right_each(content: Grouped) -> list[str]:
    """The groups that have several right options where one is to be chosen."""
    return [
        f"options: mark only one right answer for “{name}”."
        for number, name in enumerate(content.groups)
        if sum(content.options[position].correct for position in content.members(number)) > 1
    ]


def selected(
    content: Grouped, response: Any, *, wanted: Sequence[range], called: Sequence[str]
) -> frozenset[int]:
    """The positions that a response selects.

    `wanted` is how many may be selected in each group, and `called` what each is called in
    problems. Raises Invalid naming each group's field, "choice-0" and so on, where it does not fit.
    """
    if not is_list_of_positions(response, len(content.options)):
        raise Invalid("That option is not part of this question. Load the question again.")
    chosen = frozenset(response)
    count = Counter(content.numbers[position] for position in chosen)
    wrong = [
        f"choice-{number}: {name}: choose {_wanted(wanted[number])}."
        for number, name in enumerate(called)
        if count[number] not in wanted[number]
    ]
    if wrong:
        raise Invalid(wrong)
    return chosen


def guess_one_each(content: Grouped) -> float:
    """Chance of full points by blind choice of one option in each group."""
    return 1 / math.prod(len(content.members(n)) for n in range(len(content.groups)))


def arrange(content: Grouped, rng: Random) -> tuple[int, ...]:
    """Each group's options in an order drawn evenly; the groups stay in theirs."""
    order: list[int] = []
    for number in range(len(content.groups)):
        members = list(content.members(number))
        rng.shuffle(members)
        order += members
    return tuple(order)


def show_groups(
    content: Grouped, shown: Shown, *, control: str, names: Sequence[str], hints: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Each group with its name, how it is answered and its options, lettered within the group."""
    groups = []
    for number, name in enumerate(names):
        places = [p for p, position in enumerate(shown) if content.numbers[position] == number]
        options = lettered([content.options[shown[p]].text for p in places], range(len(places)))
        groups.append(
            {
                "number": number,
                "name": name,
                "hint": hints[number] if hints else "",
                "control": control,
                "options": [
                    option | {"place": place} for option, place in zip(options, places, strict=True)
                ],
            }
        )
    return groups


def as_text(content: Grouped, shown: Shown, names: Sequence[str]) -> tuple[str, ...]:
    """A line for each group's name, then one for each of its options."""
    lines = []
    for group in show_groups(content, shown, control="", names=names):
        lines.append(f"{group['name']}:")
        lines += [f"  {option['letter']}. {option['text']}" for option in group["options"]]
    return tuple(lines)


def read_response(fields: Fields, shown: Shown) -> list[int]:
    """The options that "option" and "choice-0", "choice-1" ... name by their places on screen.

    Raises Invalid for a place that is not there.
    """
    places = {str(place): position for place, position in enumerate(shown)}
    named = [
        value
        for name, values in fields.items()
        if name == "option" or name.startswith("choice-")
        for value in values
        if value
    ]
    if not all(value in places for value in named):
        raise Invalid("That option is not part of this question. Load it again.")
    return sorted({places[value] for value in named})


def carry_over(seen: Grouped, other: Grouped, response: Any, shown: Shown) -> Carried | None:
    """The same by the positions that the options have in another version.

    None for other options, other groups or another text around the blanks.
    """
    if seen.passage != other.passage or seen.groups != other.groups:
        return None
    said = [[f"{o.group}\n{o.text}" for o in each.options] for each in (seen, other)]
    places = find_again(*said)
    if places is None:
        return None
    return sorted(places[position] for position in response), tuple(places[each] for each in shown)


def _between(counts: range) -> str:
    first, last = counts[0], counts[-1]
    return str(first) if first == last else f"{first} to {last}"


def _wanted(counts: range) -> str:
    first, last = counts[0], counts[-1]
    if first == last:
        return "an answer" if first == 1 else f"exactly {first}"
    return "at least one answer" if first == 1 else _between(counts)
