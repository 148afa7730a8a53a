"""Exhibits: what a question shows beside its stem, such as the tabs of a client's chart.

A trend is an exhibit whose table has a column for each point in time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from quizapp.core.item_types.tables import Column, Table, read_tables

FEWEST_TIMES = 2
_CELL = "|"
EXHIBITS = Table(
    name="exhibits",
    row="exhibit",
    label="Exhibits",
    hint="Tabs of a chart or the like, shown over the question. A line with | between its cells is"
    " a row of a table; the first such row is its head. A trend needs a table with two points in"
    " time or more.",
    columns=(
        Column("title", "Title"),
        Column("text", "Text"),
        Column("trend", "Shows a trend over time", flag=True, required=False),
    ),
    fewest=0,
    most=6,
)


@dataclass(frozen=True)
class Exhibit:
    """One tab. `trend` says that its table has a column for each point in time."""

    title: str
    text: str
    trend: bool = False


@dataclass(frozen=True)
class Passage:
    """A run of an exhibit: a paragraph's `text`, or the `rows` of a table, its head first."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def load_exhibits(record: Mapping[str, Any]) -> tuple[Exhibit, ...]:
    """Read `exhibits` from an item's record. Raises Invalid naming each that cannot be read."""
    return tuple(Exhibit(**row) for row in read_tables(record, [EXHIBITS])["exhibits"])


def dump_exhibits(exhibits: tuple[Exhibit, ...]) -> list[dict[str, Any]]:
    """The rows that `load_exhibits` reads."""
    return [asdict(exhibit) for exhibit in exhibits]


def read_passages(exhibit: Exhibit) -> tuple[Passage, ...]:
    """An exhibit's paragraphs and tables in turn; rows are made as long as the longest."""
    return tuple(_passages(exhibit.text))


def problems_of_exhibits(exhibits: tuple[Exhibit, ...]) -> list[str]:
    """What keeps exhibits from being shown; empty when nothing does."""
    found = []
    if len(exhibits) > EXHIBITS.most:
        found.append(f"exhibits: give {EXHIBITS.most} at most; there are {len(exhibits)}.")
    if len({exhibit.title.casefold() for exhibit in exhibits}) < len(exhibits):
        found.append("exhibits: two have the same title.")
    if not all(exhibit.title and exhibit.text for exhibit in exhibits):
        found.append("exhibits: write a title and a text for each.")
    found += [
        f"exhibits: “{exhibit.title}” needs a table with two points in time or more."
        for exhibit in exhibits
        if exhibit.trend and not _has_times(exhibit)
    ]
    return found


def _has_times(exhibit: Exhibit) -> bool:
    """Whether a table has a head of a name and two points in time at least, and a row below."""
    return any(
        len(passage.rows) > 1 and len(passage.rows[0]) > FEWEST_TIMES
        for passage in read_passages(exhibit)
    )


def _passages(text: str) -> Iterator[Passage]:
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if _CELL in line:
            cells = tuple(cell.strip() for cell in line.strip().strip(_CELL).split(_CELL))
            # The line under a Markdown table's head is no row.
            if not all(set(cell) <= set("-: ") for cell in cells):
                rows.append(cells)
            continue
        if rows:
            width = max(len(row) for row in rows)
            yield Passage(rows=tuple(row + ("",) * (width - len(row)) for row in rows))
            rows = []
        if line.strip():
            yield Passage(text=line.strip())
