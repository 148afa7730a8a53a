"""Aiken: lettered options with the answer below them."""

import pytest

from quizapp.core.formats.aiken import FORMAT
from quizapp.core.formats.base import ParsedBank
from quizapp.core.item_types.choices import Choices

GOOD = """\
What makes bile?
A. The liver
B) The spleen
C. The kidney
ANSWER: A

Bile is green.
A. True
B. False
answer: a.
"""


def read(text: str) -> ParsedBank:
    assert FORMAT.read is not None
    return FORMAT.read(text.encode(), "bank.txt")


def test_lettered_options_are_a_multiple_choice():
    first, second = read(GOOD).items
    assert isinstance(first.item.content, Choices)
    assert [option.text for option in first.item.content.options] == [
        "The liver",
        "The spleen",
        "The kidney",
    ]
    assert first.item.content.key == (True, False, False)
    assert (first.place, second.place) == ("line 1", "line 7")
    assert second.item.type == "true_false"


def test_what_aiken_cannot_say_is_told():
    [first, _second] = read(GOOD).items
    assert set(first.unsaid) == {"rationale", "objective", "step", "bloom"}
    assert first.item.objective == "bank"


def test_blank_lines_and_windows_line_ends_are_passed_over():
    bank = read(GOOD.replace("\n", "\r\n").replace("A. The", "\r\nA. The"))
    assert len(bank.items) == 2


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("W?\nA. 1\nB. 2\nC. 3\n\nNext?\nA. 1\nB. 2\nC. 3\nANSWER: B", "no line “ANSWER:”"),
        ("W?\nA. 1\nB. 2\nC. 3\nANSWER: D", "Its answer “D” is none of its options."),
        ("W?\nA. 1\nANSWER: A", "give 2 to 10; there are 1"),
        ("W?\nANSWER: A", "It has no options"),
        ("W?\nA. 1\nB. 2\nC. 3", "no line “ANSWER:”"),
    ],
)
def test_what_cannot_be_kept_is_skipped_with_its_reason(text: str, reason: str):
    [skipped] = read(text).skipped
    assert reason in skipped.reason
    assert (skipped.place, skipped.words) == ("line 1", "W?")


def test_an_option_that_goes_on_in_another_line_is_not_taken_for_a_question():
    bank = read("W?\nA. 1\nB. 2\nand more\nC. 3\nANSWER: A")
    assert bank.items == ()
    assert len(bank.skipped) == 2
