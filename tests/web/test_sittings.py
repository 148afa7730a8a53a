"""Starting, picking up and ending a practice."""

import re

import pytest

from tests.factories import School
from tests.fixtures import Visitor, field
from tests.web.pages import answer, answer_all, answer_wrong, begin, links, text_of


@pytest.mark.parametrize("minutes", ["5", "10", "20"])
def test_a_practice_is_as_long_as_was_asked_for(
    learner: Visitor, school: School, minutes: str
) -> None:
    page = learner.get(begin(learner, school, minutes=minutes)).text
    assert f"1 of {minutes}" in text_of(page)


@pytest.mark.parametrize("minutes", ["0", "7", "", "-5", "many"])
def test_other_lengths_are_refused(learner: Visitor, school: School, minutes: str) -> None:
    learner.get("/")
    refused = learner.post("/practice", module=str(school.module.uuid), minutes=minutes)
    assert refused.status_code == 422
    assert "5, 10 or 20 minutes" in text_of(refused.text)


@pytest.mark.parametrize("name", ["module", "lesson"])
@pytest.mark.parametrize("uuid", ["not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_a_practice_of_nothing_is_not_here(learner: Visitor, name: str, uuid: str) -> None:
    assert learner.post("/practice", **{name: uuid}).status_code == 404


def test_the_start_page_says_what_waits(learner: Visitor, school: School) -> None:
    words = text_of(learner.get(f"/modules/{school.module.uuid}/practice").text)
    assert "2 new questions to learn." in words
    assert "You have a round open" not in words


def test_a_practice_over_a_lesson_asks_each_of_its_questions_once(
    learner: Visitor, school: School
) -> None:
    lesson = links(learner.get(f"/modules/{school.module.uuid}").text, "/lessons/")[1]
    learner.get(f"{lesson}/practice")
    started = learner.post("/practice", lesson=lesson.rsplit("/", 1)[-1], minutes="5").location
    asked = set()
    while "jaundice statement" in (page := learner.get(started).text):
        asked.add(re.search(r"jaundice statement number \d", page)[0])
        answer(learner, started)
    assert len(asked) == 3
    assert "Jaundice" in text_of(learner.get(f"{started}/summary").text)


def test_a_practice_can_be_picked_up_where_it_was_left(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    answer(learner, address)
    start_page = learner.get(f"/modules/{school.module.uuid}/practice").text
    assert "You have a round open" in text_of(start_page)
    assert address in links(start_page, "/practice/")
    assert "2 of 5" in text_of(learner.get(address).text)


def test_a_practice_that_was_ended_early_is_over(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    answer(learner, address, choose="right answer")
    learner.get(address)
    assert learner.post(f"{address}/finish").location == f"{address}/summary"
    assert learner.get(address).location == f"{address}/summary"
    summary = text_of(learner.get(f"{address}/summary").text)
    assert "1 of 1 right" in summary
    assert "Pick up" not in text_of(learner.get("/").text)


def test_ending_a_practice_twice_changes_nothing(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    learner.get(address)
    first, second = (learner.post(f"{address}/finish").location for _time in range(2))
    assert first == second
    assert "Nothing answered this time" in text_of(learner.get(first).text)


def test_an_answer_that_comes_after_the_end_is_told_so(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    learner.post(f"{address}/finish")
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    late = learner.post(address, option="0", **fields)
    assert late.status_code == 409
    assert "This practice has ended" in text_of(late.text)


def test_a_missed_objective_comes_back_in_the_same_sitting(
    learner: Visitor, school: School
) -> None:
    address = begin(learner, school)
    missed = text_of(learner.get(answer_wrong(learner, address)).text)
    assert "Not quite" in missed
    answer_all(learner, address, choose="right answer")
    summary = text_of(learner.get(f"{address}/summary").text)
    assert "4 of 5 right" in summary


@pytest.mark.parametrize("confidence", ["guess", "unsure", "sure", ""])
def test_a_confidence_may_be_given(learner: Visitor, school: School, confidence: str) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    assert learner.post(address, option="0", confidence=confidence, **fields).status_code == 303


def test_a_refused_answer_keeps_what_was_chosen(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    refused = learner.post(address, option="2", confidence="certain", **fields)
    assert refused.status_code == 422
    assert "How sure are you" in text_of(refused.text)
    chosen = refused.text.partition('value="2"')[2].partition(">")[0]
    assert chosen.endswith("checked")


def test_feedback_on_the_last_answer_leads_to_the_summary(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    for number in range(5):
        feedback = learner.get(answer(learner, address)).text
        assert ("See how it went" in feedback) is (number == 4)


def test_the_summary_tells_of_each_objective(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    answer_all(learner, address, choose="right answer")
    summary = text_of(learner.get(f"{address}/summary").text)
    assert "5 of 5 right" in summary
    assert "Explain how portal blood reaches the liver. 3 of 3 right" in summary
    assert "comes back in" in summary
