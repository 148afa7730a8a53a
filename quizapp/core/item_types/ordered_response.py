"""Ordered response: 2-10 steps (usually 4-6) to be put in order; scored all or nothing.

A response is the list of the steps' positions in the order that the learner gave them; the key is
therefore 0, 1, 2 and so on.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, ClassVar

from quizapp.core.errors import Invalid
from quizapp.core.item_types.base import (
    LETTERS,
    Carried,
    Fields,
    ItemType,
    Shown,
    find_again,
    is_list_of_positions,
    lettered,
    shuffled,
    value_of,
)
from quizapp.core.item_types.tables import (
    Column,
    Table,
    count_problems,
    rationale_column,
    read_tables,
    wording_problems,
)
from quizapp.core.scoring import Score, all_or_nothing

SEQUENCE = Table(
    name="sequence",
    row="step",
    label="Steps, in the right order",
    hint="Learners see them in another order.",
    columns=(
        Column("text", "Step"),
        rationale_column("Why it comes here"),
    ),
    fewest=2,
    most=10,
    usual=range(4, 7),
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")


@dataclass(frozen=True)
class Entry:
    """One step of a sequence. `rationale` says why it has its place."""

    text: str
    rationale: str = ""


@dataclass(frozen=True)
class OrderedResponse:
    """Content of an ordered response: its steps in the right order."""

    sequence: tuple[Entry, ...]
    type: ClassVar[str] = "ordered_response"


def in_order(texts: Sequence[str], rationales: Sequence[str] = ()) -> OrderedResponse:
    """The content whose steps are these, in the right order; where given, a rationale for each."""
    reasons = rationales or [""] * len(texts)
    return OrderedResponse(tuple(Entry(*pair) for pair in zip(texts, reasons, strict=True)))


def load(record: Mapping[str, Any]) -> OrderedResponse:
    """Read `sequence` from a record. Raises Invalid naming each step that cannot be read."""
    rows = read_tables(record, [SEQUENCE])["sequence"]
    return OrderedResponse(tuple(Entry(**row) for row in rows))


def dump(content: OrderedResponse) -> dict[str, Any]:
    """The record that `load` reads."""
    return {"sequence": [asdict(entry) for entry in content.sequence]}


def problems(content: OrderedResponse) -> list[str]:
    """What keeps the steps from being put in order; empty when nothing does."""
    texts = _texts(content)
    return count_problems(SEQUENCE, len(texts)) + wording_problems(SEQUENCE, texts)


def score(content: OrderedResponse, response: Any) -> Score:
    """1 point when every step is in its place, else 0.

    Raises Invalid unless the response has each step once.
    """
    key = range(len(content.sequence))
    if not is_list_of_positions(response, len(key)) or sorted(response) != list(key):
        raise Invalid("Give each step a place of its own.")
    given = [response.index(position) for position in key]
    return all_or_nothing(key, given, [_reason(*pair) for pair in zip(key, given, strict=True)])


def arrange(content: OrderedResponse, rng: Random) -> tuple[int, ...]:
    """The steps in an order drawn evenly from all but the right one."""
    right = tuple(range(len(content.sequence)))
    order = right
    while order == right and len(right) > 1:
        order = shuffled(len(right), rng)
    return order


def show(content: OrderedResponse, shown: Shown) -> dict[str, Any]:
    """The steps to be put in order."""
    return {"steps": lettered(_texts(content), shown)}


def as_text(content: OrderedResponse, shown: Shown) -> tuple[str, ...]:
    """A line for each step, as it is shown."""
    return tuple(f"{step['letter']}. {step['text']}" for step in show(content, shown)["steps"])


def read_response(fields: Fields, shown: Shown) -> list[int]:
    """The steps by the places given in "place-0", "place-1" ..., one field a step as shown.

    Places count from 1. Raises Invalid naming each step without a place or with another's.
    """
    numbers = [value_of(fields, f"place-{row}") for row in range(len(shown))]
    places = {str(place) for place in range(1, len(shown) + 1)}
    if not all(number in places or not number for number in numbers):
        raise Invalid("That place is not part of this question. Load it again.")
    steps = defaultdict(list)
    for row, number in enumerate(numbers):
        steps[number].append(row)
    found = [f"place-{row}: Step {LETTERS[row]}: choose its place." for row in steps.pop("", [])]
    for number, rows in sorted(steps.items()):
        if len(rows) > 1:
            *letters, last = (LETTERS[row] for row in rows)
            named = f"{', '.join(letters)} and {last}"
            found.append(f"place-{rows[0]}: Steps {named} have place {number}: give each its own.")
    if found:
        raise Invalid(found)
    return [shown[steps[number][0]] for number in sorted(steps)]


def carry_over(
    seen: OrderedResponse, other: OrderedResponse, response: Any, shown: Shown
) -> Carried | None:
    """The same by the positions that the steps have in another version; None for other steps."""
    places = find_again(_texts(seen), _texts(other))
    if places is None:
        return None
    return [places[step] for step in response], tuple(places[step] for step in shown)


def _texts(content: OrderedResponse) -> list[str]:
    return [entry.text for entry in content.sequence]


def _reason(right: int, given: int) -> str:
    if right == given:
        return f"You put it {_ORDINALS[given]}, where it belongs."
    return f"You put it {_ORDINALS[given]}; it comes {_ORDINALS[right]}."


ITEM_TYPE = ItemType(
    name=OrderedResponse.type,
    label="Put in order",
    instruction="Give each step its place: 1 for what comes first.",
    layout="ordered_response",
    tables=(SEQUENCE,),
    load=load,
    dump=dump,
    problems=problems,
    score=score,
    guess_floor=lambda content: 1 / math.factorial(len(content.sequence)),
    arrange=arrange,
    show=show,
    as_text=as_text,
    read_response=read_response,
    carry_over=carry_over,
)
