import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.readability import grade

EASY = "The dog sat on the mat. The cat ran to the door."
HARD = (
    "Interdisciplinary documentation responsibilities necessitate organisational prioritisation "
    "notwithstanding institutional heterogeneity."
)


def test_short_words_in_short_sentences_are_easy():
    assert grade(EASY) == pytest.approx(0.39 * 12 / 2 + 11.8 * 12 / 12 - 15.59)


def test_long_words_in_a_long_sentence_are_hard():
    assert grade(HARD) > 30


def test_terms_to_be_learnt_count_as_easy_words():
    assert grade("Which drug is like hydrochlorothiazide?") == grade("Which drug is like term?")


@pytest.mark.parametrize("text", ["", "  ", "12 %"])
def test_no_words_are_no_grade(text):
    assert grade(text) == 0.0


@given(st.text())
def test_any_text_has_a_grade(text):
    assert -4 < grade(text) < 10_000_000
