"""A table's row: which label goes with which value; wrong options are the other rows' cells."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.blocks import Block
from quizapp.core.generation import candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.runs import TableRun
from quizapp.core.items import Bloom, Step

NAME = "table"

_FEWEST_ROWS = 3
_MOST_CELL_WORDS = 14
_FEWEST_DESCRIPTION_WORDS = 4
_MOST_DESCRIPTION_WORDS = 34
_MOST_COLUMNS = 4


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """Two candidates for each table whose first row names its columns."""
    for table in reading.tables:
        header, rows = table.rows[0].cells, table.rows[1:]
        if len(rows) == 1 and len(header) >= _FEWEST_ROWS:
            yield from _descriptions(table, reading)
        elif len(rows) >= _FEWEST_ROWS and _is_plain(header, rows) and not tells_apart(header):
            yield from _pairs(header, rows, reading)


def tells_apart(header: Sequence[str]) -> bool:
    """Whether the columns say what to do and what not to do: that is for advice to ask."""
    if len(header) != 2:  # noqa: PLR2004 - what to do, and what not
        return False
    return _DO.match(header[0]) is not None and _DO_NOT.match(header[1]) is not None


_DO = re.compile(r"^(?:do'?s?|do this|yes|should|safe|recommended|allowed)\W*$", re.IGNORECASE)
_DO_NOT = re.compile(
    r"^(?:don['\u2019]?t'?s?|do not|not to do|no|never|avoid|should not|not recommended|"
    r"not allowed)\W*$",
    re.IGNORECASE,
)


def _is_plain(header: Sequence[str], rows: Sequence[Block]) -> bool:
    cells = [cell for row in rows for cell in row.cells]
    return (
        2 <= len(header) <= _MOST_COLUMNS  # noqa: PLR2004
        and all(len(row.cells) == len(header) for row in rows)
        and all(cell and len(cell.split()) <= _MOST_CELL_WORDS for cell in (*header, *cells))
        and len({row.cells[0] for row in rows}) == len(rows)
        # A column of rates or doses per label asks for figures out of their context.
        and all(len(name.split()) <= 6 for name in header)  # noqa: PLR2004
    )


def _pairs(header: Sequence[str], rows: Sequence[Block], reading: Reading) -> Iterator[Candidate]:
    for column in range(1, len(header)):
        values = [row.cells[column] for row in rows]
        if len({value.casefold() for value in values}) < len(values):
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
    if to_label:
        question = (
            f"Which {_name(header[0])} is listed with \u201c{row.cells[column]}\u201d "
            f"({header[column]})?"
        )
    else:
        question = (
            f"What is listed under \u201c{header[column]}\u201d for the {_name(header[0])} "
            f"\u201c{row.cells[0]}\u201d?"
        )
    near = sorted((n for n in range(len(rows)) if n != place), key=lambda n: abs(n - place))
    distractors = [
        (
            rows[n].cells[wanted],
            f"\u201c{rows[n].cells[wanted]}\u201d goes with \u201c{rows[n].cells[given]}\u201d.",
        )
        for n in near
    ]
    value, label = row.cells[column], row.cells[0]
    why = f"The source's table sets \u201c{value}\u201d beside \u201c{label}\u201d."
    stem = subjects.asked(question, reading.subject)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(row.cells[wanted], distractors, why=why, seed=stem),
        rationale=why,
        verb="Differentiate",
        aspect=subjects.aspect_of("", reading.section),
        step=Step.MEDIUM if to_label else Step.HARD,
        bloom=Bloom.REMEMBER,
        start=row.start,
        end=row.end,
        score=0.9 - 0.05 * (column - 1),
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
