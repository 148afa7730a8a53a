"""Quizzes: the page that an LMS links to, and the attempts at one."""

from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.web.pages import (
    answer,
    answer_all,
    begin,
    begin_quiz,
    links,
    quiz_address,
    text_of,
)


def test_a_quiz_says_how_long_it_is_and_how_to_start(learner: Visitor, school: School) -> None:
    words = text_of(learner.get(quiz_address(learner, school)).text)
    assert "6 questions." in words
    assert "Start the quiz" in words
    assert "Your attempts" not in words


def test_a_quiz_asks_each_question_once(learner: Visitor, school: School) -> None:
    address, stems = begin_quiz(learner, school), set()
    while (page := learner.get(address)).status_code == 200:
        stems.add(page.text.partition('class="stem">')[2].partition("<")[0])
        answer(learner, address)
    assert len(stems) == 6


def test_a_finished_attempt_is_listed_with_its_points(
    learner: Visitor, school: School, clock: Clock
) -> None:
    quiz = quiz_address(learner, school)
    address = begin_quiz(learner, school)
    assert answer_all(learner, address, choose="right answer") == 6
    page = learner.get(quiz).text
    assert "6 of 6 points 2 Mar 2026, 09:00 UTC 100 %" in text_of(page)
    assert f"{address}/summary" in links(page, "/practice/")
    assert "Start again" in text_of(page)


def test_attempts_are_listed_newest_first(learner: Visitor, school: School) -> None:
    for choice in ("right answer", "femoral"):
        address = begin_quiz(learner, school)
        answer_all(learner, address, choose=choice)
    words = text_of(learner.get(quiz_address(learner, school)).text)
    assert words.index("0 of 6 points") < words.index("6 of 6 points")


def test_a_quiz_that_was_begun_can_be_picked_up(learner: Visitor, school: School) -> None:
    address = begin_quiz(learner, school)
    answer(learner, address)
    page = learner.get(quiz_address(learner, school)).text
    assert "You have started this quiz" in text_of(page)
    assert "1 of 6 answered" in text_of(page)
    assert address in links(page, "/practice/")


def test_the_questions_of_an_attempt_stay_the_same(learner: Visitor, school: School) -> None:
    address = begin_quiz(learner, school)
    first, second = (learner.get(address).text for _time in range(2))
    assert text_of(first) == text_of(second)


def test_a_quiz_is_not_mistaken_for_an_open_practice(learner: Visitor, school: School) -> None:
    begin_quiz(learner, school)
    start_page = learner.get(f"/modules/{school.module.uuid}/practice").text
    assert "You have a round open" not in text_of(start_page)


def test_a_practice_is_not_listed_among_a_quizs_attempts(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school))
    assert "Your attempts" not in learner.get(quiz_address(learner, school)).text


def test_the_summary_of_a_quiz_tells_its_points(learner: Visitor, school: School) -> None:
    address = begin_quiz(learner, school)
    answer_all(learner, address, choose="right answer")
    summary = text_of(learner.get(f"{address}/summary").text)
    assert "6 of 6 right" in summary
    assert "Points of 6" in summary


def test_a_quiz_without_published_questions_says_so(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    quiz = quiz_address(learner, school)
    bank = f"/teach/modules/{school.module.uuid}/bank?status=published"
    page = instructor.get(bank).text
    for path in retire_addresses(page):
        instructor.post(path)
    assert "No questions yet" in text_of(learner.get(quiz).text)
    learner.get(quiz)
    refused = learner.post(quiz)
    assert refused.status_code == 409
    assert "no published questions here yet" in text_of(refused.text)


def retire_addresses(page: str) -> list[str]:
    """Where the bank's page sends the items to be retired."""
    return [part.partition('"')[0] for part in page.split('action="') if "/retire" in part[:80]]
