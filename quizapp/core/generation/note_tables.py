"""Tables in notes -> notes: a row or a column for each topic, directions written out.

"Type  CO  SVR" over "Cardiogenic  down  up" says of cardiogenic shock a reduced cardiac output and
a raised systemic vascular resistance.
"""

import re
from collections.abc import Iterator, Sequence

from quizapp.core import terms
from quizapp.core.blocks import Block
from quizapp.core.generation import shorthand
from quizapp.core.generation.note_entries import Entry, is_finding
from quizapp.core.generation.note_labels import label_named
from quizapp.core.generation.note_topics import Topic
from quizapp.core.generation.notes import Note, suits
from quizapp.core.generation.runs import TableRun

_FEWEST_ROWS = 2
_FEWEST_COLUMNS = 3
_BODY = re.compile(
    r"^(?:skin|pulse|urine|stools?|breathing|pupils|gait|breath|mood)$", re.IGNORECASE
)
_NUMERAL = re.compile(r"^(?:[IVX]+|\d+)$")
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[,;]\s+")
_SHUTS = re.compile(r"\b(?:no|not|never|avoid|don['\u2019]t|without)\b", re.IGNORECASE)


def notes_in_table(table: TableRun, named: Sequence[str]) -> Iterator[Note]:
    """The notes that a table makes. `named` are the document's topics: "cardiogenic shock"."""
    header, rows = table.rows[0].cells, table.rows[1:]
    if (
        len(header) < _FEWEST_COLUMNS
        or len(rows) < _FEWEST_ROWS
        or any(len(row.cells) != len(header) for row in rows)
    ):
        return
    if any(any(sign.isdigit() for sign in head) for head in header) or not all(header[1:]):
        return
    family = f"table {table.rows[0].start}"
    if not header[0] or label_named(header[0]) is not None:
        yield from _by_column(header, rows, named, family)
        return
    for row in rows:
        topic = _topic(row.cells[0], header[0], named, family)
        if topic is not None:
            yield from _of_row(topic, header, row)


def _by_column(
    header: Sequence[str], rows: Sequence[Block], named: Sequence[str], family: str
) -> Iterator[Note]:
    for column in range(1, len(header)):
        topic = _topic(header[column], "", named, family)
        if topic is None:
            continue
        seen: list[tuple[Block, tuple[Entry, ...]]] = []
        for row in rows:
            label = label_named(row.cells[0])
            entries = _entries(row, column, "" if label else row.cells[0])
            if label is None or label.sort == "finding":
                seen.append((row, entries))
            elif entries and suits(label, topic) and (len(entries) == 1 or not label.single):
                said = shorthand.expanded(row.cells[column])
                yield Note(label, topic, entries, said, row.start, row.end)
        yield from _findings(topic, seen)


def _findings(topic: Topic, seen: Sequence[tuple[Block, tuple[Entry, ...]]]) -> Iterator[Note]:
    """One note of all that a table says is seen with a topic, over the rows that say it."""
    label = label_named("findings")
    told = [(row, entries) for row, entries in seen if entries]
    if label is None or not told or not suits(label, topic):
        return
    entries = tuple(entry for _, each in told for entry in each)
    yield Note(label, topic, entries, "", told[0][0].start, told[-1][0].end)


def _topic(cell: str, head: str, named: Sequence[str], family: str) -> Topic | None:
    bare = re.sub(r"\s*\([^()]*\)|\*", "", cell).strip()
    full = next((name for name in named if name.casefold().startswith(f"{bare.casefold()} ")), None)
    if full is not None:
        return Topic(full, family)
    if _NUMERAL.match(bare) and head.isalpha():
        return Topic(f"{head.casefold()} {bare}", family)
    if not bare or len(bare.split()) > 4 or not bare[0].isalpha():  # noqa: PLR2004
        return None
    known = terms.typed(bare)
    if known is None:
        return None
    keeps = bare[1:] != bare[1:].lower()
    return Topic(bare if keeps else bare.lower(), family)


def _of_row(topic: Topic, header: Sequence[str], row: Block) -> Iterator[Note]:
    findings: list[Entry] = []
    for column in range(1, len(header)):
        label = label_named(header[column])
        entries = _entries(row, column, header[column])
        if label is None:
            findings += entries
        elif entries and suits(label, topic):
            said = shorthand.expanded(row.cells[column])
            yield Note(label, topic, entries, said, row.start, row.end)
    yield from _findings(topic, [(row, tuple(findings))])


def _entries(row: Block, column: int, head: str) -> tuple[Entry, ...]:
    """What a cell says: its own words under a label, else what its column's head measures."""
    cell = row.cells[column]
    if not cell or _SHUTS.search(cell):
        return ()
    before = sum(len(one) for one in row.cells[:column])
    start = row.start + max(row.text.find(cell, before), 0)
    end = start + len(cell)
    if label_named(head) is not None or not head:
        pieces = shorthand.with_direction(_SEPARATOR.split(cell))
        found = [shorthand.entry(piece) for piece in pieces]
        seen = label_named(head)
        watched = seen is not None and seen.sort == "watch"
        kept = [said for said in found if said and (not watched or is_finding(said))]
        return tuple(Entry(said, start, end) for said in kept)
    way = shorthand.direction(cell)
    if way is not None:
        measure = shorthand.entry(head.split("/", maxsplit=1)[0])
        said = f"{way} {measure}" if measure and measure[0].islower() else None
    else:
        like = ", ".join(piece for piece in _SEPARATOR.split(cell) if not _DIGIT.search(piece))
        said = shorthand.entry(f"{like} {head.lower()}") if like and _BODY.match(head) else None
    return (Entry(said, start, end),) if said else ()
