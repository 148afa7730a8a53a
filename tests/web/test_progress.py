"""The learner's progress page."""

from tests.factories import School
from tests.fixtures import Visitor
from tests.web.pages import answer, answer_all, answer_wrong, begin, text_of


def progress(learner: Visitor) -> str:
    return text_of(learner.get("/progress").text)


def test_progress_begins_with_one_answer(learner: Visitor, school: School) -> None:
    words = progress(learner)
    assert "Your progress starts with one answer" in words
    assert "Explain how portal blood reaches the liver. Not practised yet" in words
    assert "The next four weeks" not in words


def test_after_few_answers_no_mastery_is_claimed(learner: Visitor, school: School) -> None:
    answer(learner, begin(learner, school), choose="right answer")
    words = progress(learner)
    assert "Questions answered 1" in words
    assert "1 of 1 right" in words
    assert "Not enough answers yet" in words
    assert not any(band in words for band in ("Strong", "Settling in", "% recall"))


def test_after_three_answers_recall_is_estimated(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    words = progress(learner)
    assert "3 of 3 right" in words
    assert "100 % recall" in words
    assert "The next four weeks" in words


def test_one_good_day_is_not_called_strong(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    assert "Strong" not in progress(learner)


def test_what_was_right_again_after_a_month_is_strong_until_it_fades(
    learner: Visitor, school: School
) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    learner.post("/demo/advance", days="30")
    answer_all(learner, begin(learner, school), choose="right answer")
    assert "Strong" in progress(learner)
    learner.post("/demo/advance", days="30")
    learner.post("/demo/advance", days="30")
    assert "Strong" not in progress(learner)


def test_what_was_forgotten_is_counted(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    learner.post("/demo/advance", days="30")
    answer_wrong(learner, begin(learner, school))
    assert "forgotten once" in progress(learner)


def test_one_learners_answers_are_not_anothers(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    answer_all(learner, begin(learner, school))
    assert "Your progress starts with one answer" in progress(instructor)
