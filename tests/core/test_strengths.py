"""How each section of a test went."""

import pytest

from quizapp.core.readiness import Scored
from quizapp.core.strengths import Strength, judge_section


def section(right: int, wrong: int, b: float = 0.0) -> list[Scored]:
    return [Scored(b, 1.0)] * right + [Scored(b, 0.0)] * wrong


@pytest.mark.parametrize(
    ("answers", "strength"),
    [
        ([], Strength.TOO_FEW),
        (section(3, 0), Strength.TOO_FEW),
        (section(4, 0), Strength.ABOVE),
        (section(2, 2), Strength.NEAR),
        (section(0, 4), Strength.BELOW),
        (section(5, 5), Strength.NEAR),
        (section(5, 5, b=2.0), Strength.ABOVE),
        (section(5, 5, b=-2.0), Strength.BELOW),
    ],
)
def test_a_section_is_judged_by_how_hard_its_questions_were(
    answers: list[Scored], strength: Strength
) -> None:
    assert judge_section(answers, 0.0) is strength


def test_a_higher_standard_asks_for_more() -> None:
    assert judge_section(section(4, 0), 2.5) is Strength.NEAR
    assert judge_section(section(3, 3), 2.0) is Strength.BELOW


def test_guessing_right_is_expected_of_everybody() -> None:
    guessed = [Scored(0.0, 1.0, 0.5)] * 3 + [Scored(0.0, 0.0, 0.5)]
    assert judge_section(guessed, 0.0) is Strength.NEAR
