"""What the highlight types share: a text of which parts may be selected, scored plus/minus.

A highlight table's parts stand in rows. A response is the list of the selected parts' positions, in
ascending order, counted over all parts, those that cannot be selected too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from random import Random
from typing import Any

from quizapp.core.errors import Invalid
from quizapp.core.item_types import groups
from quizapp.core.item_types.base import Carried, ItemType, Shown, is_list_of_positions
from quizapp.core.item_types.tables import RATIONALE, Column, Table, count_problems, read_tables
from quizapp.core.scoring import ChosenOption, Score, plus_minus

TEXT, TABLE = "highlight_text", "highlight_table"
SELECTABLE = {TEXT: range(2, 11), TABLE: range(2, 21)}
_COLUMNS = (
    Column("text", "Part of the text"),
    Column("selectable", "Can be selected", flag=True),
    Column("correct", "Is to be selected", flag=True),
    RATIONALE,
)
_HINT = "In the order in which they are read. What cannot be selected is the text between."
PARTS = Table("parts", "part", "Parts of the text", _HINT, _COLUMNS, 3, 40)
PARTS_IN_ROWS = Table(
    "parts",
    "part",
    "Parts of the table",
    f"{_HINT} Parts with the same row stand in one.",
    (Column("row", "Row", groups=True), *_COLUMNS),
    3,
    60,
)


@dataclass(frozen=True)
class Part:
    """A run of the text. `rationale` says why it is to be selected, or why not."""

    text: str
    selectable: bool
    correct: bool
    rationale: str = ""
    row: str = ""


@dataclass(frozen=True)
class Highlight:
    """Content of a highlight item. A position in `parts` identifies a part."""

    type: str
    parts: tuple[Part, ...]

    @property
    def key(self) -> tuple[bool, ...]:
        """For each position, whether the part is to be selected."""
        return tuple(part.correct for part in self.parts)

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows' names in order; one without a name for a text."""
        return tuple(dict.fromkeys(part.row for part in self.parts))


def highlight(type_name: str, parts: Iterable[tuple[str, bool, bool, str, str]]) -> Highlight:
    """The content of (text, selectable, to be selected, rationale, row)."""
    return Highlight(type_name, tuple(Part(*part) for part in parts))


def load(type_name: str, table: Table, record: Mapping[str, Any]) -> Highlight:
    """Read `parts` from a record. Raises Invalid naming each that cannot be read."""
    rows = read_tables(record, [table])
    return Highlight(type_name, tuple(Part(**row) for row in rows["parts"]))


def dump(content: Highlight) -> dict[str, Any]:
    """The record that `load` reads."""
    parts = [asdict(part) for part in content.parts]
    if content.type == TEXT:
        for part in parts:
            del part["row"]
    return {"parts": parts}


def problems(content: Highlight) -> list[str]:
    """What keeps the parts from being a highlight question; empty when nothing does."""
    found = count_problems(PARTS if content.type == TEXT else PARTS_IN_ROWS, len(content.parts))
    if not all(part.text for part in content.parts):
        found.append("parts: write a text for each part.")
    if content.type == TABLE and not all(part.row for part in content.parts):
        found.append("parts: write a row for each part.")
    selectable = sum(part.selectable for part in content.parts)
    allowed = SELECTABLE[content.type]
    if selectable not in allowed:
        found.append(
            f"parts: let {allowed[0]} to {allowed[-1]} be selected; now it is {selectable}."
        )
    if any(part.correct and not part.selectable for part in content.parts):
        found.append("parts: what is to be selected must be one that can be.")
    if not 1 <= sum(content.key) < max(2, selectable):
        found.append("parts: mark at least one as to be selected, and leave at least one.")
    return found


def score(content: Highlight, response: Any) -> Score:
    """+1 a part that is to be selected, -1 any other, floor 0. Raises Invalid when none is."""
    count = len(content.parts)
    if not is_list_of_positions(response, count) or not all(
        content.parts[position].selectable for position in response
    ):
        raise Invalid("That part cannot be selected in this question. Load the question again.")
    selected = frozenset(response)
    if not selected:
        raise Invalid("Select at least one part of the text.")
    result = plus_minus(content.key, selected)
    elements = tuple(
        element
        if content.parts[element.position].selectable
        else ChosenOption(element.position, 0, "Text between.", selected=False, correct=False)
        for element in result.elements
        if isinstance(element, ChosenOption)
    )
    return Score(result.points, result.maximum, result.rule, elements)


def arrange(content: Highlight, _rng: Random) -> tuple[int, ...]:
    """A text stays as it is written."""
    return tuple(range(len(content.parts)))


def show(content: Highlight, _shown: Shown) -> dict[str, Any]:
    """The rows with their parts; `place` is None for what cannot be selected."""
    return {
        "rows": [
            {
                "name": row,
                "parts": [
                    {"text": part.text, "place": place if part.selectable else None}
                    for place, part in enumerate(content.parts)
                    if part.row == row
                ],
            }
            for row in content.rows
        ]
    }


def as_text(content: Highlight, _shown: Shown) -> tuple[str, ...]:
    """A line for each row, what can be selected in brackets."""
    return tuple(
        (f"{row}: " if row else "")
        + " ".join(
            f"[{part.text}]" if part.selectable else part.text
            for part in content.parts
            if part.row == row
        )
        for row in content.rows
    )


def carry_over(seen: Highlight, other: Highlight, response: Any, shown: Shown) -> Carried | None:
    """The same, where both versions have the same parts to select in the same text; else None."""
    said = [[(p.row, p.text, p.selectable) for p in each.parts] for each in (seen, other)]
    return (list(response), tuple(shown)) if said[0] == said[1] else None


def _item_type(name: str, label: str, table: Table) -> ItemType[Highlight]:
    return ItemType(
        name=name,
        label=label,
        instruction="Select every part that answers the question.",
        layout="highlight",
        tables=(table,),
        load=partial(load, name, table),
        dump=dump,
        problems=problems,
        score=score,
        guess_floor=lambda _content: 0.0,
        arrange=arrange,
        show=show,
        as_text=as_text,
        read_response=groups.read_response,
        carry_over=carry_over,
    )


TEXT_TYPE = _item_type(TEXT, "Highlight in a text", PARTS)
TABLE_TYPE = _item_type(TABLE, "Highlight in a table", PARTS_IN_ROWS)
