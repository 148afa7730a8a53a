"""A learner says on the feedback page that they misclicked: a plain form, without a script."""

import re

from quizapp.services.runtime import Runtime
from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.sittings import states_of
from tests.web.pages import answer, answer_wrong, begin, begin_quiz, text_of


def misclick_form(page: str) -> str | None:
    """The address of the form with the button, where there is one."""
    found = re.search(r'<form action="([^"]*/misclick)" method="post">', page)
    return found and found.group(1)


def test_a_misclick_is_left_out_and_the_page_says_so(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    sitting = begin(learner, school)
    before = states_of(runtime)
    feedback = answer_wrong(learner, sitting)
    page = learner.get(feedback).text
    assert "I misclicked" in text_of(page)
    address = misclick_form(page)
    assert address is not None
    for _ in range(2):
        said = learner.post(address)
        assert (said.status_code, said.location) == (303, feedback)
    assert states_of(runtime) == before
    page = learner.get(feedback).text
    assert "No harm done: this answer does not count." in text_of(page)
    assert "Comes back" not in text_of(page)
    assert misclick_form(page) is None
    assert learner.get(sitting).status_code == 200


def test_the_summary_counts_a_misclick_by_itself(learner: Visitor, school: School) -> None:
    sitting = begin(learner, school)
    answer(learner, sitting, "right answer")
    address = misclick_form(learner.get(answer_wrong(learner, sitting)).text)
    assert address is not None
    learner.post(address)
    summary = text_of(learner.get(f"{sitting}/summary").text)
    assert "1 of 1 right" in summary
    assert "1 misclick left out." in summary


def test_the_button_goes_with_time_and_with_the_next_answer(
    learner: Visitor, school: School, clock: Clock
) -> None:
    sitting = begin(learner, school)
    first = answer(learner, sitting)
    clock.advance(minutes=3)
    page = learner.get(first).text
    assert misclick_form(page) is None
    refused = learner.post(f"{first}/misclick")
    assert refused.status_code == 409
    assert "More than two minutes have passed" in text_of(refused.text)
    second = answer(learner, sitting)
    answer(learner, sitting)
    assert misclick_form(learner.get(second).text) is None


def test_a_quiz_has_no_such_button(learner: Visitor, school: School) -> None:
    feedback = answer(learner, begin_quiz(learner, school))
    assert misclick_form(learner.get(feedback).text) is None
    assert learner.post(f"{feedback}/misclick").status_code == 409


def test_a_misclick_of_somebody_else_is_not_here(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    feedback = answer(learner, begin(learner, school))
    instructor.get("/")
    assert instructor.post(f"{feedback}/misclick").status_code == 404


def test_a_misclick_can_be_taken_back_while_it_is_fresh(
    learner: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    feedback = answer_wrong(learner, begin(learner, school))
    answered = states_of(runtime)
    learner.post(f"{feedback}/misclick")
    page = learner.get(feedback).text
    assert "Count it after all" in text_of(page)
    assert f'<form action="{feedback}/misclick/undo" method="post">' in page
    said = learner.post(f"{feedback}/misclick/undo")
    assert (said.status_code, said.location) == (303, feedback)
    page = learner.get(feedback).text
    assert states_of(runtime) == answered
    assert "No harm done" not in text_of(page)
    assert "Comes back" in text_of(page)
    assert misclick_form(page) is not None
    learner.post(f"{feedback}/misclick")
    clock.advance(minutes=3)
    page = learner.get(feedback).text
    assert "No harm done" in text_of(page)
    assert "Count it after all" not in text_of(page)
    assert learner.post(f"{feedback}/misclick/undo").status_code == 409
