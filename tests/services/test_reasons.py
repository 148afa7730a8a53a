"""Why a question was chosen, in words."""

from datetime import timedelta
from typing import Any

import pytest

from quizapp.core.items import Step
from quizapp.core.selection import Cause
from quizapp.services.reasons import explain
from tests.factories import START


def selection(cause: Cause, **changes: Any) -> dict[str, Any]:
    """The record of a choice among objectives that were met two days ago."""
    met = cause is not Cause.NEW
    record = {
        "cause": cause.value,
        "at_random": False,
        "previous_step": "medium" if met else None,
        "recall": 0.874 if met else None,
        "answered_at": (START - timedelta(days=2)).isoformat() if met else None,
        "last_right": True if met else None,
    }
    return record | changes


def why(record: dict[str, Any], step: Step = Step.MEDIUM) -> tuple[str, ...]:
    return explain(record, step=step, at=START)


@pytest.mark.parametrize(
    ("record", "sentence"),
    [
        (selection(Cause.NEW), "This objective is new to you, and it is next in the lesson."),
        (
            selection(Cause.RELEARN, last_right=False),
            "You missed this objective 2 days ago, so it comes back before it fades.",
        ),
        (
            selection(Cause.DUE),
            "It is due: last right 2 days ago, and your recall is estimated at 87 %.",
        ),
        (
            selection(Cause.DUE, last_right=False),
            "It is due: last missed 2 days ago, and your recall is estimated at 87 %.",
        ),
        (
            selection(Cause.AHEAD),
            "It is ahead of time: last right 2 days ago, recall about 87 %.",
        ),
    ],
)
def test_each_cause_has_its_words(record: dict[str, Any], sentence: str) -> None:
    assert why(record)[0] == sentence


def test_what_is_chosen_for_an_exam_says_what_that_gives() -> None:
    exam = (START + timedelta(days=23)).isoformat()
    outlook = {"for_exam": True, "horizon_at": exam, "recall_without": 0.62, "recall_with": 0.81}
    assert why(selection(Cause.DUE, **outlook))[1] == (
        "For your exam in 23 days, asking it now lifts your recall from 62 % to 81 %."
    )
    unmoved = outlook | {"recall_with": 0.62}
    without_exam = outlook | {"for_exam": False}
    for record in (unmoved, without_exam):
        assert not any("exam" in words for words in why(selection(Cause.DUE, **record)))


def test_every_cause_can_be_explained() -> None:
    assert all(why(selection(cause)) for cause in Cause)


def test_a_quiz_is_explained_as_a_quiz() -> None:
    [sentence] = why({"cause": "quiz"})
    assert "part of this quiz" in sentence


@pytest.mark.parametrize(
    ("step", "last_right", "sentence"),
    [
        (
            Step.HARD,
            True,
            "It is harder than last time (hard), because your memory of it has grown.",
        ),
        (Step.EASY, False, "It is easier than last time (easy), after a miss."),
        (Step.EASY, True, "It is easier than last time (easy), to fit your level."),
        (Step.MEDIUM, True, "It is as hard as last time (medium)."),
    ],
)
def test_the_change_of_difficulty_is_explained(step: Step, last_right: bool, sentence: str) -> None:
    assert why(selection(Cause.DUE, last_right=last_right), step)[1] == sentence


def test_the_first_question_of_an_objective_says_its_difficulty() -> None:
    assert (
        why(selection(Cause.NEW), Step.EASY)[1] == "You start with a question of easy difficulty."
    )


def test_a_random_draw_is_told() -> None:
    assert "drawn at random" in why(selection(Cause.NEW, at_random=True))[-1]
    assert not any("random" in sentence for sentence in why(selection(Cause.NEW)))


@pytest.mark.parametrize(
    ("elapsed", "words"),
    [
        (timedelta(0), "a moment ago"),
        (timedelta(seconds=59), "a moment ago"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=400), "400 days ago"),
    ],
)
def test_how_long_ago_is_told_in_the_largest_whole_unit(elapsed: timedelta, words: str) -> None:
    record = selection(Cause.DUE, answered_at=(START - elapsed).isoformat())
    assert f"last right {words}," in why(record)[0]


@pytest.mark.parametrize(
    ("cause", "words"),
    [("readiness", "part of your readiness test"), ("placement", "found your level")],
)
def test_an_exams_question_says_so(cause: str, words: str) -> None:
    [sentence] = why({"cause": cause, "at_random": False})
    assert words in sentence
