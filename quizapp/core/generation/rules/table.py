"""A table's row: which label goes with which value; wrong options are the other rows' cells."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core import terms
from quizapp.core.blocks import Block
from quizapp.core.generation import (
    advice,
    candidates,
    clauses,
    columns,
    kinship,
    subjects,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.deeds import tells_apart
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_labels import label_named
from quizapp.core.generation.runs import TableRun
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Step

NAME = "table"

_FEWEST_ROWS = 3
_FEWEST_WRONG = 2
_MOST_CELL_WORDS = 14
_FEWEST_DESCRIPTION_WORDS = 4
_MOST_DESCRIPTION_WORDS = 34
_MOST_COLUMNS = 4
_FEWEST_LABELS = 2


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """Two candidates for each column of a table whose first row names its columns."""
    for table in reading.tables:
        header, rows = table.rows[0].cells, table.rows[1:]
        if len(rows) == 1 and len(header) >= _FEWEST_ROWS:
            yield from _descriptions(table, reading)
        elif len(rows) >= _FEWEST_ROWS and _is_plain(header, rows) and not tells_apart(header):
            yield from _pairs(header, rows, reading)


def _is_plain(header: Sequence[str], rows: Sequence[Block]) -> bool:
    cells = [cell for row in rows for cell in row.cells]
    return (
        2 <= len(header) <= _MOST_COLUMNS  # noqa: PLR2004
        and all(len(row.cells) == len(header) for row in rows)
        and all(cell and len(cell.split()) <= _MOST_CELL_WORDS for cell in (*header, *cells))
        and not any(_SHORTHAND.search(cell) for cell in (*header, *cells))
        and columns.name_things(header)
        and sum(_is_order(row.cells[0]) for row in rows) < _FEWEST_LABELS
        and sum(label_named(row.cells[0]) is not None for row in rows) < _FEWEST_LABELS
        and len({row.cells[0] for row in rows}) == len(rows)
        # A column of rates or doses per label asks for figures out of their context.
        and all(len(name.split()) <= 6 for name in header)  # noqa: PLR2004
    )


def _is_order(label: str) -> bool:
    """Whether a row is labelled by a deed, "Change the giving set": it has no property."""
    return " " in label and advice.is_instruction(label) and terms.typed(label) is None


# Cells in shorthand are read as notes (noted_*.py), which write it out.
_SHORTHAND = re.compile(r"->|\u2192|[\u2191\u2193]|>>| \+ |\b(?:up|down)$")


def _pairs(header: Sequence[str], rows: Sequence[Block], reading: Reading) -> Iterator[Candidate]:
    if _is_grid(header):
        for place in wording.stable_order(range(len(rows)), rows[0].text):
            yield from _degrees(header, rows[place], reading)
        return
    for column in range(1, len(header)):
        values = [row.cells[column] for row in rows]
        if len({value.casefold() for value in values}) < len(values) or _units_tell(values):
            continue
        used: set[int] = set()
        for to_label in (True, False):
            for place in wording.stable_order(range(len(rows)), "\t".join(values)):
                found = _pair(header, rows, place, column, reading, to_label=to_label)
                if found is not None and place not in used:
                    used.add(place)
                    yield found
                    break


def _pair(
    header: Sequence[str],
    rows: Sequence[Block],
    place: int,
    column: int,
    reading: Reading,
    *,
    to_label: bool,
) -> Candidate | None:
    wanted = 0 if to_label else column
    cells = rows[place].cells
    label, value = cells[0], cells[column]
    name, attribute = columns.name_of(header[0]), columns.name_of(header[column])
    question = (
        columns.asks_label(name, attribute, value)
        if to_label
        else columns.asks_value(name, label, attribute, value)
    )
    if question is None or kinship.shares_a_root(label, value) or _FORBIDS.match(value):
        return None
    apart = [
        n
        for n in range(len(rows))
        if n != place and not _are_too_near(value, rows[n].cells[column])
    ]
    # Where another row's cell holds this one's words, its label is right as well.
    if len(apart) < (len(rows) - 1 if to_label else _FEWEST_WRONG):
        return None
    if not to_label and _stands_out(value, [rows[n].cells[column] for n in apart]):
        return None
    near = sorted(apart, key=lambda n: abs(n - place))
    distractors = [
        (rows[n].cells[wanted], columns.told(header, rows[n].cells, column)) for n in near
    ]
    why = columns.told(header, cells, column)
    if not why:
        return None
    return _candidate(
        _led(question, name, reading),
        (cells[wanted], why),
        distractors,
        rows[place],
        reading,
        order=[row.cells[wanted] for row in rows] if columns.is_scale(name) else (),
        step=Step.MEDIUM if to_label else Step.HARD,
        score=(0.86 if len(distractors) >= candidates.SINGLE_OPTIONS - 1 else 0.7)
        - 0.05 * (column - 1),
    )


# What not to do is no property of a thing.
_FORBIDS = re.compile(r"(?:do not|don['\u2019]t|never|avoid)\b", re.IGNORECASE)


def _led(question: str, name: str, reading: Reading) -> str:
    """With what a "type" is one of; a heading above a table seldom says what a named thing is."""
    if name in ("type", "kind", "class", "form", "category"):
        return subjects.asked(question, reading.subject)
    return subjects.asked_broadly(question, reading.subject)


def _stands_out(key: str, others: Sequence[str]) -> bool:
    """Whether a figure stands among words, or words among figures: told apart at a glance."""
    figured = re.search(r"\d", key) is not None
    return all((re.search(r"\d", other) is not None) is not figured for other in others)


def _are_too_near(one: str, other: str) -> bool:
    """Whether one cell holds all words of the other, or their figures overlap: "4-6", "6-8"."""
    left, right = _words(one), _words(other)
    figured = all(re.search(r"\d", cell) for cell in (one, other))
    if (left <= right or right <= left) and (not figured or _figures(one) == _figures(other)):
        return True
    ranges = [_RANGE.fullmatch(cell.strip()) for cell in (one, other)]
    if None in ranges:
        return False
    (low, high), (begin, end) = (
        (float(found["low"]), float(found["high"])) for found in ranges if found is not None
    )
    return low <= end and begin <= high


def _figures(cell: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?", cell)


_RANGE = re.compile(
    r"(?P<low>\d+(?:\.\d+)?) ?(?:-|\u2013|to) ?(?P<high>\d+(?:\.\d+)?)(?: ?[A-Za-z%/]+)?"
)


def _words(cell: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", cell.casefold())) - {"and", "or", "the", "a", "an"}


def _units_tell(values: Sequence[str]) -> bool:
    """Whether cells are measured in units of their own, which give away what they belong to."""
    units = {found[1].casefold() for value in values if (found := _UNIT.search(value))}
    return len(units) > 1


_UNIT = re.compile(r"\d\s?([A-Za-z%/\u00b5]+(?:/[A-Za-z]+)?)\s*$")


def _is_grid(header: Sequence[str]) -> bool:
    """Whether the columns are degrees or groups ("Mild", "Severe") and not what a thing has."""
    return (
        len(header) > 2  # noqa: PLR2004
        and all(_DEGREE.search(name) for name in header[1:])
        and not any(_NO_DEGREE.search(name) for name in header[1:])
    )


_DEGREE = re.compile(
    r"\b(?:mild|moderate|severe|early|late|acute|chronic|stage|grade|class|type|phase|normal|low|high|"
    r"adults?|children|child|infants?|men|women|male|female|left|right|first|second|third|hypo\w+|"
    r"hyper\w+|arterial|venous)\b",
    re.IGNORECASE,
)
_NO_DEGREE = re.compile(r"\b(?:suggest|mean|indicate|range|reference)s?\b", re.IGNORECASE)
_SEVERITY = re.compile(r"^(?:very )?(?:mild|moderate|severe|critical)\b", re.IGNORECASE)


def _degrees(header: Sequence[str], row: Block, reading: Reading) -> Iterator[Candidate]:
    """A row over degrees or groups: which of them a finding goes with."""
    label, values = row.cells[0], list(row.cells[1:])
    at = wording.stable_number(row.text) % len(values)
    others = [n for n in range(len(values)) if n != at]
    if any(_are_too_near(values[at], values[n]) for n in others):
        return
    low, unit = columns.split_unit(columns.name_of(label))
    values = [columns.with_unit(value, unit) for value in values]
    graded = all(_SEVERITY.match(name) for name in header[1:])
    which = "degree of severity" if graded else "of these"
    these = "these" if clauses.is_plural(low) else "this"
    said = [_in_degree(low, name, cell) for name, cell in zip(header[1:], values, strict=True)]
    yield _candidate(
        subjects.asked_broadly(
            f"Which {which} goes with {these} {low}: \u201c{values[at]}\u201d?", reading.subject
        ),
        (header[at + 1], " ".join(said)),
        [(header[n + 1], said[n]) for n in others],
        row,
        reading,
        order=header[1:],
        step=Step.MEDIUM,
        score=0.66,
    )


def _in_degree(label: str, degree: str, cell: str) -> str:
    be = "are" if clauses.is_plural(label) else "is"
    name, _, figure = degree.partition(" (")
    case = f"{wording.uncapitalised(name)} disease" if _SEVERITY.match(name) else name
    behind = f" ({figure}" if figure else ""
    return f"In {case}{behind}, the {label} {be} {wording.uncapitalised(cell)}."


def _candidate(
    stem: str,
    key: tuple[str, str],
    distractors: Sequence[tuple[str, str]],
    row: Block,
    reading: Reading,
    *,
    order: Sequence[str],
    step: Step,
    score: float,
) -> Candidate:
    options = candidates.single_choice(key[0], distractors, why=key[1], seed=stem)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=_in_row_order(options, order),
        rationale=key[1],
        verb="Differentiate",
        aspect=subjects.aspect_of("", reading.section),
        step=step,
        bloom=Bloom.REMEMBER,
        start=row.start,
        end=row.end,
        score=score,
    )


def _in_row_order(options: tuple[Option, ...], order: Sequence[str]) -> tuple[Option, ...]:
    """Options as the table orders them, where its rows or degrees are a scale."""
    places = {wording.without_stop(cell).casefold(): n for n, cell in enumerate(order)}
    numbers = [candidates.leading_number(option.text) for option in options]
    if not places or all(number is not None for number in numbers):
        return options
    return tuple(sorted(options, key=lambda option: places.get(option.text.casefold(), 0)))


def _descriptions(table: TableRun, reading: Reading) -> Iterator[Candidate]:
    header, row = table.rows[0].cells, table.rows[1]
    if len(row.cells) != len(header) or not all(
        _FEWEST_DESCRIPTION_WORDS <= len(cell.split()) <= _MOST_DESCRIPTION_WORDS
        for cell in row.cells
    ):
        return
    for place in wording.stable_order(range(len(header)), row.text):
        label, description = header[place], row.cells[place]
        if candidates.gives_away(label, description):
            continue
        stem = subjects.asked(
            f"Which of these does the description fit? \u201c{description}\u201d", reading.subject
        )
        distractors = [
            (other, f"The source describes it so: \u201c{words}\u201d")
            for other, words in zip(header, row.cells, strict=True)
            if other != label
        ]
        yield Candidate(
            rule=NAME,
            type="multiple_choice",
            stem=stem,
            options=candidates.single_choice(
                label, distractors, why="The source describes it in these words.", seed=stem
            ),
            rationale=f"The source describes \u201c{label}\u201d so: {description}",
            verb="Differentiate",
            aspect=subjects.aspect_of("", reading.section),
            step=Step.MEDIUM,
            bloom=Bloom.UNDERSTAND,
            start=row.start + row.text.find(description),
            end=row.start + row.text.find(description) + len(description),
            score=0.9,
        )
