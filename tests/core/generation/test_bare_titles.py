"""A heading names its topic without what was only written for weight."""

import pytest

from quizapp.core.generation import bare_titles


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Septic shock \u2190 KNOW THIS", "Septic shock"),
        ("Septic shock <- emergency!", "Septic shock"),
        ("Septic shock \u2014 EMERGENCY!!", "Septic shock"),
        ("Wk 3 \u2013 Septic shock", "Septic shock"),
        ("NUR 210 \u2013 Wk 3 \u2013 Septic shock", "Septic shock"),
        ("3.2 Septic shock", "Septic shock"),
        ("Emergency care", "Emergency care"),
        ("ALERT", "ALERT"),
    ],
)
def test_numbers_weeks_arrows_and_capitals_go(title, bare):
    assert bare_titles.bare(title) == bare
