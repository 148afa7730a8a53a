"""A table's row: which label goes with which value; wrong options are the other rows' cells."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.blocks import Block
from quizapp.core.generation import candidates, clauses, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.deeds import tells_apart
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_labels import label_named
from quizapp.core.generation.runs import TableRun
from quizapp.core.items import Bloom, Step

NAME = "table"

_FEWEST_ROWS = 3
_MOST_CELL_WORDS = 14
_FEWEST_DESCRIPTION_WORDS = 4
_MOST_DESCRIPTION_WORDS = 34
_MOST_COLUMNS = 4
_FEWEST_LABELS = 2


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """Two candidates for each table whose first row names its columns."""
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
        and sum(label_named(row.cells[0]) is not None for row in rows) < _FEWEST_LABELS
        and len({row.cells[0] for row in rows}) == len(rows)
        # A column of rates or doses per label asks for figures out of their context.
        and all(len(name.split()) <= 6 for name in header)  # noqa: PLR2004
    )


# Cells in shorthand are read as notes (noted_*.py), which write it out.
_SHORTHAND = re.compile(r"->|\u2192|[\u2191\u2193]|>>| \+ |\b(?:up|down)$")


def _pairs(header: Sequence[str], rows: Sequence[Block], reading: Reading) -> Iterator[Candidate]:
    if _is_grid(header):
        for place in wording.stable_order(range(len(rows)), rows[0].text)[:2]:
            yield from _degrees(header, rows[place], reading)
        return
    for column in range(1, len(header)):
        values = [row.cells[column] for row in rows]
        if len({value.casefold() for value in values}) < len(values) or _units_tell(values):
            continue
        asked = wording.stable_order(range(len(rows)), "\t".join(values))[:2]
        for place, to_label in zip(asked, (True, False), strict=False):
            yield _pair(header, rows, place, column, reading, to_label=to_label)


def _pair(
    header: Sequence[str],
    rows: Sequence[Block],
    place: int,
    column: int,
    reading: Reading,
    *,
    to_label: bool,
) -> Candidate:
    given, wanted = (column, 0) if to_label else (0, column)
    row = rows[place]
    name, attribute = _name(header[0]), _name(header[column])
    question = (
        _asks_label(name, attribute, row.cells[column])
        if to_label
        else _asks_value(name, attribute, row.cells[0])
    )
    near = sorted((n for n in range(len(rows)) if n != place), key=lambda n: abs(n - place))
    distractors = [
        (rows[n].cells[wanted], _tells(header, rows[n]))
        for n in near
        if rows[n].cells[wanted].casefold() != row.cells[wanted].casefold()
    ]
    why = _tells(header, row)
    return _candidate(
        subjects.asked(question, reading.subject),
        (row.cells[wanted], why),
        distractors,
        row,
        reading,
        step=Step.MEDIUM if to_label else Step.HARD,
        score=(0.86 if len(distractors) >= candidates.SINGLE_OPTIONS - 1 else 0.7)
        - 0.05 * (given + wanted - 1),
    )


def _units_tell(values: Sequence[str]) -> bool:
    """Whether cells are measured in units of their own, which give away what they belong to."""
    units = {found[1].casefold() for value in values if (found := _UNIT.search(value))}
    return len(units) > 1


_UNIT = re.compile(r"\d\s?([A-Za-z%/\u00b5]+(?:/[A-Za-z]+)?)\s*$")


def _asks_label(name: str, attribute: str, value: str) -> str:
    if _DONE_FOR.match(attribute) is not None:
        return f"Which {name} is {attribute} {wording.uncapitalised(value)}?"
    if not _NOUNS.match(attribute):
        return f"To which {name} does this belong ({attribute}): \u201c{value}\u201d?"
    do, which = ("do", "these") if clauses.is_plural(attribute) else ("does", "this")
    return f"To which {name} {do} {which} {attribute} belong: \u201c{value}\u201d?"


def _asks_value(name: str, attribute: str, label: str) -> str:
    if _DONE_FOR.match(attribute) is not None:
        return f"What is the {name} \u201c{label}\u201d {attribute}?"
    if not _NOUNS.match(attribute):
        return f"What is right of the {name} \u201c{label}\u201d ({attribute})?"
    belong = "belong" if clauses.is_plural(attribute) else "belongs"
    return f"Which {attribute} {belong} to the {name} \u201c{label}\u201d?"


def _tells(header: Sequence[str], row: Block) -> str:
    """The whole row in words: what one cell means is taught by the others beside it."""
    cells = zip(header[1:], row.cells[1:], strict=True)
    return f"{row.cells[0]}. {'; '.join(f'{name}: {cell}' for name, cell in cells)}."


# A header that is a clause ("How it works") does not name what stands under it.
_NOUNS = re.compile(
    r"^(?!how|what|may\b|can\b|should\b|must\b|has\b|have\b|why|when|where|who|is|are|to|if|in|"
    r"for|notes?\b|watch\b)\w",
    re.I,
)
_DONE_FOR = re.compile(r"^(?:used|given|indicated|taken|prescribed|ordered) (?:for|in|to|as|with)$")


def _is_grid(header: Sequence[str]) -> bool:
    """Whether the columns are degrees or groups ("Mild", "Severe") and not what a thing has."""
    return len(header) > 2 and all(_DEGREE.search(name) for name in header[1:])  # noqa: PLR2004


_DEGREE = re.compile(
    r"\b(?:mild|moderate|severe|early|late|acute|chronic|stage|grade|class|type|phase|normal|low|high|"
    r"adults?|children|child|infants?|men|women|male|female|left|right|first|second|third|hypo\w+|"
    r"hyper\w+|arterial|venous)\b",
    re.IGNORECASE,
)


def _degrees(header: Sequence[str], row: Block, reading: Reading) -> Iterator[Candidate]:
    """A row over degrees or groups: which of them a finding goes with."""
    label, values = row.cells[0], row.cells[1:]
    if len({value.casefold() for value in values}) < len(values):
        return
    at = wording.stable_number(row.text) % len(values)
    column, value = header[at + 1], values[at]
    said = "; ".join(f"{name}: {cell}" for name, cell in zip(header[1:], values, strict=True))
    others = [n for n in range(len(values)) if n != at]
    yield _candidate(
        subjects.asked(
            f"{label} \u201c{value}\u201d goes with which of these?",
            reading.subject,
        ),
        (column, f"{label}. {said}."),
        [(header[n + 1], f"{header[n + 1]}: {values[n]}.") for n in others],
        row,
        reading,
        step=Step.MEDIUM,
        score=0.66,
    )


def _candidate(
    stem: str,
    key: tuple[str, str],
    distractors: Sequence[tuple[str, str]],
    row: Block,
    reading: Reading,
    *,
    step: Step,
    score: float,
) -> Candidate:
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key[0], distractors, why=key[1], seed=stem),
        rationale=key[1],
        verb="Differentiate",
        aspect=subjects.aspect_of("", reading.section),
        step=step,
        bloom=Bloom.REMEMBER,
        start=row.start,
        end=row.end,
        score=score,
    )


def _name(header: str) -> str:
    return " ".join(
        word if any(letter.isupper() for letter in word[1:]) else word.lower()
        for word in header.split()
    )


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
