"""What corrections make of a response, and when an answer may be called a misclick."""

from datetime import timedelta
from typing import Any

import pytest

from quizapp.core.corrections import (
    MISCLICK_WITHIN,
    MISCLICKS_A_SITTING,
    Amendment,
    Correction,
    CorrectionKind,
    Refusal,
    amend_all,
    refuse_misclick,
)
from quizapp.core.scoring import ZERO_ONE, Score

RIGHT, WRONG = Score(1, 1, ZERO_ONE, ()), Score(0, 1, ZERO_ONE, ())
MISCLICK = Correction(CorrectionKind.MISCLICK)
TAKEN_BACK = Correction(CorrectionKind.UNDO)
REGRADE = Correction(CorrectionKind.REGRADE, RIGHT)
UNDO = Correction(CorrectionKind.UNDO, WRONG)
ALLOWED: dict[str, Any] = {
    "in_practice": True,
    "is_newest": True,
    "since": timedelta(seconds=5),
    "said_before": 0,
}


@pytest.mark.parametrize(
    ("made", "amendment"),
    [
        ([MISCLICK], Amendment(left_out=True)),
        ([REGRADE], Amendment(score=RIGHT)),
        ([REGRADE, UNDO], Amendment(score=WRONG)),
        ([REGRADE, UNDO, REGRADE], Amendment(score=RIGHT)),
        ([MISCLICK, REGRADE], Amendment(left_out=True, score=RIGHT)),
        ([REGRADE, MISCLICK], Amendment(left_out=True, score=RIGHT)),
        ([MISCLICK, TAKEN_BACK], Amendment()),
        ([MISCLICK, TAKEN_BACK, MISCLICK], Amendment(left_out=True)),
        ([MISCLICK, REGRADE, TAKEN_BACK], Amendment(score=RIGHT)),
        ([MISCLICK, UNDO], Amendment(left_out=True, score=WRONG)),
    ],
)
def test_the_newest_score_holds_and_a_misclick_stays_one(
    made: list[Correction], amendment: Amendment
) -> None:
    assert amend_all([(7, each) for each in made]) == {7: amendment}


def test_each_response_has_its_own_corrections() -> None:
    assert amend_all([(1, MISCLICK), (2, REGRADE)]) == {
        1: Amendment(left_out=True),
        2: Amendment(score=RIGHT),
    }


def test_a_slip_in_practice_may_be_called_one() -> None:
    assert refuse_misclick(**ALLOWED) is None
    edge = {"since": MISCLICK_WITHIN, "said_before": MISCLICKS_A_SITTING - 1}
    assert refuse_misclick(**(ALLOWED | edge)) is None


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"in_practice": False}, Refusal.NOT_PRACTICE),
        ({"is_newest": False}, Refusal.ANSWERED_SINCE),
        ({"since": MISCLICK_WITHIN + timedelta(microseconds=1)}, Refusal.TOO_LATE),
        ({"said_before": MISCLICKS_A_SITTING}, Refusal.TOO_MANY),
    ],
)
def test_another_answer_may_not(changed: dict[str, Any], refusal: Refusal) -> None:
    assert refuse_misclick(**(ALLOWED | changed)) is refusal
