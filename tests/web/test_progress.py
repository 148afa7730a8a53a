"""The learner's progress page."""

from quizapp.services.runtime import Runtime
from tests.factories import School
from tests.fixtures import Visitor
from tests.web.exams import add_large_module, answer_next, begin_test
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


def test_an_open_test_shows_nothing_of_its_answers_until_it_is_over(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    module = add_large_module(runtime, school)
    answer_all(learner, begin(learner, school), choose="right answer")
    pages = ("/progress", f"/modules/{module.uuid}")
    before = [text_of(learner.get(page).text) for page in pages]
    address = begin_test(learner, module)
    for right in (False, True, False):
        answer_next(learner, address, right=right)
    during = [text_of(learner.get(page).text) for page in pages]
    notice = "3 answers of a test that is still open are saved, and shown here once it is over. "
    assert [page.replace(notice, "") for page in during] == before
    learner.post(f"{address}/finish")
    over = progress(learner)
    assert "Questions answered 8" in over
    assert over.count("Not practised yet") < during[0].count("Not practised yet")
    assert notice.strip() not in over


def test_what_was_practised_before_a_test_is_shown_as_it_stood(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    module = add_large_module(runtime, school)
    learner.get(f"/modules/{module.uuid}/practice")
    sitting = learner.post("/practice", module=str(module.uuid), minutes="20").location
    answer_all(learner, sitting, choose="right answer")
    learner.post("/demo/advance", days="30")
    address = begin_test(learner, module)
    before = progress(learner)
    assert before.count("Not practised yet") < before.count("right")
    for _ in range(4):
        answer_next(learner, address, right=False)
    notice = "4 answers of a test that is still open are saved, and shown here once it is over. "
    after = progress(learner).replace(notice, "")
    assert after == before.replace("studied this week 0", "studied this week 1")
