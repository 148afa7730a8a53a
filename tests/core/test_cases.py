"""Unfolding case studies: six questions, one for each step, exhibits that stay in sight."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from quizapp.core.cases import Judgment, problems_of_cases, unfold, whole_cases
from quizapp.core.errors import Invalid
from quizapp.core.exhibits import Exhibit
from quizapp.core.formats import toml
from quizapp.core.formats.base import Lost

EXAMPLE = Path(__file__).parents[2] / "questions" / "examples" / "case_study.toml"
SIX = [("Case", judgment) for judgment in Judgment]


def test_a_case_has_one_question_for_each_step() -> None:
    assert problems_of_cases(SIX) == []
    assert problems_of_cases([("", None), ("", Judgment.TAKE_ACTION)]) == []


@pytest.mark.parametrize("steps", [SIX[:5], SIX[1:], [*SIX, SIX[0]], [SIX[0]] * 6])
def test_a_case_of_other_steps_is_named(steps) -> None:
    (problem,) = problems_of_cases(steps)
    assert problem.startswith("case “Case”: give six questions")


def test_whole_cases_are_found_in_the_order_of_their_steps() -> None:
    versions = [(case, judgment, number) for number, (case, judgment) in enumerate(reversed(SIX))]
    others = [("", None, 7), ("Half", Judgment.TAKE_ACTION, 8), ("Case", Judgment.TAKE_ACTION, 9)]
    assert whole_cases([*versions, *others]) == {"Case": (5, 4, 3, 2, 1, 0)}


def test_exhibits_stay_in_sight_and_are_brought_up_to_date() -> None:
    notes, signs, later = Exhibit("Notes", "a"), Exhibit("Signs", "b"), Exhibit("Notes", "c")
    assert unfold([(notes, signs), (), (later,)]) == (later, signs)


def test_a_bank_file_with_half_a_case_is_refused() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    toml.loads(text, name="bank.toml")
    half = text.partition('[[items]]\nslug = "case-outcome"')[0]
    with pytest.raises(Invalid, match="case “Restless after surgery”: give six questions"):
        toml.loads(half, name="bank.toml")


def test_a_question_of_a_case_says_its_step() -> None:
    text = EXAMPLE.read_text(encoding="utf-8").replace('judgment = "take_action"\n', "")
    with pytest.raises(Invalid, match="item case-action: judgment: say which step"):
        toml.loads(text, name="bank.toml")


def test_the_example_goes_through_the_steps_in_order() -> None:
    items = [entry.item for entry in toml.loads(EXAMPLE.read_text(), name="x").items]
    steps = [list(Judgment).index(item.judgment) for item in items if item.judgment is not None]
    assert all(second == first + 1 for first, second in pairwise(steps))


def test_what_is_left_of_a_broken_case_is_written_without_it() -> None:
    bank = toml.loads(EXAMPLE.read_text(encoding="utf-8"), name="x")
    assert toml.FORMAT.write is not None
    written = toml.FORMAT.write(replace(bank, items=bank.items[:5]))
    assert {loss.lost for loss in written.losses} == {Lost.CASE}
    assert len(written.losses) == 5
    back = toml.loads(written.content.decode(), name="x")
    assert [(entry.item.case, entry.item.judgment) for entry in back.items] == [("", None)] * 5
