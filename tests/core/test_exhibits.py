"""Exhibits: what they are read as, and what keeps them from being shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.exhibits import (
    Exhibit,
    Passage,
    dump_exhibits,
    load_exhibits,
    problems_of_exhibits,
    read_passages,
)

VITALS = """\
Vital signs
| Time | 08:00 | 12:00 |
|---|---|---|
| Pulse | 88 | 124 |

Seen by the nurse."""
WORDS = st.text("abc |\n", min_size=1).filter(lambda text: text.strip() == text and text)


def test_lines_become_paragraphs_and_tables() -> None:
    assert read_passages(Exhibit("Chart", VITALS)) == (
        Passage(text="Vital signs"),
        Passage(rows=(("Time", "08:00", "12:00"), ("Pulse", "88", "124"))),
        Passage(text="Seen by the nurse."),
    )


def test_short_rows_are_filled_up() -> None:
    (table,) = read_passages(Exhibit("Chart", "a | b | c\nd | e"))
    assert table.rows == (("a", "b", "c"), ("d", "e", ""))


@pytest.mark.parametrize(
    ("exhibits", "told"),
    [
        ([("Chart", "Text"), ("chart", "More")], "two have the same title"),
        ([(f"Tab {n}", "Text") for n in range(7)], "give 6 at most"),
        ([("Chart", " ".strip())], "write a title and a text"),
    ],
)
def test_what_cannot_be_shown_is_named(exhibits, told) -> None:
    problems = problems_of_exhibits(tuple(Exhibit(*each) for each in exhibits))
    assert any(told in problem for problem in problems)


@pytest.mark.parametrize(
    ("text", "is_trend"),
    [(VITALS, True), ("Time | 08:00\nPulse | 88", False), ("No table", False),
     ("Time | 08:00 | 12:00", False)],
)  # fmt: skip
def test_a_trend_has_two_points_in_time(text: str, is_trend: bool) -> None:
    assert (problems_of_exhibits((Exhibit("Chart", text, trend=True),)) == []) is is_trend


@given(st.lists(st.builds(Exhibit, WORDS, WORDS, st.booleans()), max_size=6).map(tuple))
def test_exhibits_survive_being_written(exhibits: tuple[Exhibit, ...]) -> None:
    record = json.loads(json.dumps({"exhibits": dump_exhibits(exhibits)}))
    assert load_exhibits(record) == exhibits


@given(st.text("a|-: \n"))
def test_every_word_of_a_text_is_read(text: str) -> None:
    said = [
        "".join((passage.text, *(cell for row in passage.rows for cell in row)))
        for passage in read_passages(Exhibit("Chart", text))
    ]
    assert "".join(said).count("a") == text.count("a")
