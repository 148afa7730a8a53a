"""Confident and wrong: said after the answer, and kept on Today until it is right."""

from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.web.pages import begin, filled_in, links, options_of, send, text_of

SURE = "You were sure of this one."
LIST = "Worth a second look"


def answer_with(learner: Visitor, address: str, confidence: str, *, right: bool) -> str:
    """Answer so sure, rightly or wrongly; the feedback page's address."""
    page = learner.get(address).text
    text = next(t for _value, t in options_of(page) if ("right answer" in t) is right)
    chosen = filled_in(page, text) | {"confidence": confidence}
    return str(send(learner, address, page, chosen).location)


def test_a_sure_mistake_is_pointed_out_and_kept_on_today(learner: Visitor, school: School) -> None:
    feedback = learner.get(answer_with(learner, begin(learner, school), "sure", right=False)).text
    assert SURE in text_of(feedback)
    page = learner.get("/").text
    assert LIST in text_of(page)
    lesson = next(link for link in links(page, "/lessons/") if "quote=" in link)
    assert "<mark" in learner.get(lesson.partition("#")[0]).text


def test_only_sure_mistakes_are(learner: Visitor, school: School) -> None:
    sitting = begin(learner, school)
    for confidence, right in (("unsure", False), ("guess", False), ("sure", True)):
        feedback = answer_with(learner, sitting, confidence, right=right)
        assert SURE not in text_of(learner.get(feedback).text)
    assert LIST not in text_of(learner.get("/").text)


def test_it_leaves_the_list_once_it_is_right(
    learner: Visitor, school: School, clock: Clock
) -> None:
    sitting = begin(learner, school)
    answer_with(learner, sitting, "sure", right=False)
    assert LIST in text_of(learner.get("/").text)
    clock.advance(days=3)
    for _ in range(4):
        answer_with(learner, sitting, "unsure", right=True)
    assert LIST not in text_of(learner.get("/").text)


def test_a_misclick_is_no_mistake(learner: Visitor, school: School) -> None:
    feedback = answer_with(learner, begin(learner, school), "sure", right=False)
    learner.post(f"{feedback}/misclick")
    assert SURE not in text_of(learner.get(feedback).text)
    assert LIST not in text_of(learner.get("/").text)


def test_somebody_elses_mistakes_are_not_here(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    answer_with(learner, begin(learner, school), "sure", right=False)
    assert LIST not in text_of(instructor.get("/").text)
