"""Practising through the browser's forms."""

import re

from sqlalchemy import func, select

from quizapp.services.runtime import Runtime
from quizapp.storage.models import Response
from tests.factories import RATIONALE_CANARY, School
from tests.fixtures import Visitor, field


def begin(learner: Visitor, school: School) -> str:
    """Start a practice; its address."""
    learner.get(f"/modules/{school.module.uuid}/practice")
    return learner.post("/practice", module=str(school.module.uuid), minutes="5").location


def answer(learner: Visitor, address: str, option: str | None = None) -> str:
    """Answer the question at hand; the address of its feedback."""
    page = learner.get(address).text
    chosen = option or re.findall(r'name="option" value="(\d+)"', page)[0]
    response = learner.post(
        address,
        offer=field(page, "offer"),
        response_uuid=field(page, "response_uuid"),
        option=chosen,
    )
    assert response.status_code == 303, response.text
    return response.location


def test_a_question_shows_neither_key_nor_rationale(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    assert "Check answer" in page
    assert RATIONALE_CANARY not in page
    assert '"correct"' not in page


def test_feedback_shows_rationale_source_and_why(learner: Visitor, school: School) -> None:
    feedback = learner.get(answer(learner, begin(learner, school))).text
    assert RATIONALE_CANARY in feedback
    assert "The portal vein carries blood from the gut to the liver." in feedback
    assert "new to you" in feedback


def test_the_same_answer_sent_twice_counts_once(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    fields = {
        "offer": field(page, "offer"),
        "response_uuid": field(page, "response_uuid"),
        "option": re.findall(r'name="option" value="(\d+)"', page)[0],
    }
    first, second = learner.post(address, **fields), learner.post(address, **fields)
    assert first.location == second.location
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 1


def test_loading_a_question_again_shows_the_same_one(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    first, second = learner.get(address).text, learner.get(address).text
    assert re.findall(r'name="option" value="(\d+)"', first) == re.findall(
        r'name="option" value="(\d+)"', second
    )
    assert field(first, "response_uuid") == field(second, "response_uuid")


def test_an_empty_answer_is_asked_for_again(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    response = learner.post(
        address, offer=field(page, "offer"), response_uuid=field(page, "response_uuid")
    )
    assert response.status_code == 422
    assert "Choose one answer." in response.text


def test_a_changed_offer_is_refused(learner: Visitor, school: School, runtime: Runtime) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    response = learner.post(
        address,
        offer=field(page, "offer")[:-2] + "xx",
        response_uuid=field(page, "response_uuid"),
        option="0",
    )
    assert response.status_code == 422
    with runtime.reading() as session:
        assert session.scalar(select(func.count()).select_from(Response)) == 0


def test_a_whole_practice_ends_in_a_summary(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    for _ in range(5):
        answer(learner, address)
    response = learner.get(address)
    assert response.status_code == 303
    assert response.location.endswith("/summary")
    assert "5" in learner.get(response.location).text


def test_a_lesson_stops_to_ask_and_leads_back_to_itself(learner: Visitor, school: School) -> None:
    module = learner.get(f"/modules/{school.module.uuid}").text
    lesson = re.findall(r"/lessons/[0-9a-f-]{36}", module)[0]
    page = learner.get(lesson).text
    assert "Check yourself" in page
    check = re.findall(rf'action="({lesson}/checks/[0-9a-f-]+)"', page)[0]
    address = learner.post(check).location
    feedback = learner.get(answer(learner, address)).text
    assert "while reading the lesson" in feedback
    assert f'href="{lesson}"' in feedback


def test_a_check_of_another_lesson_is_not_here(learner: Visitor, school: School) -> None:
    module = learner.get(f"/modules/{school.module.uuid}").text
    first, second = sorted(set(re.findall(r"/lessons/[0-9a-f-]{36}", module)))[:2]
    check = re.findall(rf'action="{first}(/checks/[0-9a-f-]+)"', learner.get(first).text)[0]
    assert learner.post(second + check).status_code == 404
