"""Courses, modules and lessons as learners read them."""

from uuid import uuid4

import pytest

from tests.factories import School
from tests.fixtures import Visitor
from tests.web.pages import answer, answer_all, begin, links, text_of

QUOTE = "The portal vein carries blood from the gut to the liver."


def lesson(visitor: Visitor, school: School, number: int = 0) -> str:
    """The address of one of the module's lessons."""
    return links(visitor.get(f"/modules/{school.module.uuid}").text, "/lessons/")[number]


def test_a_course_lists_its_modules(learner: Visitor, school: School) -> None:
    page = learner.get(f"/courses/{school.course.slug}").text
    assert f"/modules/{school.module.uuid}" in page
    assert "2 lessons · 6 questions" in text_of(page)
    assert "2 new" in text_of(page)


def test_a_module_lists_its_lessons_in_the_documents_order(
    learner: Visitor, school: School
) -> None:
    words = text_of(learner.get(f"/modules/{school.module.uuid}").text)
    assert words.index("Portal circulation") < words.index("Jaundice")
    assert "2 lessons · 6 questions" in words
    assert "1 min to read · 3 questions" in words


def test_a_module_tells_what_is_recalled_once_it_was_answered(
    learner: Visitor, school: School
) -> None:
    address = f"/modules/{school.module.uuid}"
    assert "recall" not in text_of(learner.get(address).text)
    answer_all(learner, begin(learner, school), choose="right answer")
    learner.post("/demo/advance", days="3")
    assert "recall" in text_of(learner.get(address).text)


def test_only_those_who_teach_are_shown_the_way_to_edit(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    address = f"/modules/{school.module.uuid}"
    assert "Edit as instructor" not in learner.get(address).text
    assert "Edit as instructor" in instructor.get(address).text


def test_a_lesson_shows_every_kind_of_passage(learner: Visitor, school: School) -> None:
    portal, jaundice = (learner.get(lesson(learner, school, n)).text for n in (0, 1))
    assert "<li>oesophageal varices</li>" in portal
    assert "Safety" in text_of(portal)
    assert "bleeding varices are an emergency" in portal
    assert "<td>Pale stools</td><td>No bilirubin reaches the gut</td>" in jaundice
    assert "1 min to read · 3 questions" in text_of(portal)


def test_lessons_lead_to_each_other(learner: Visitor, school: School) -> None:
    first, second = (lesson(learner, school, number) for number in (0, 1))
    assert links(learner.get(first).text, "/lessons/") == [f"{first}/practice", second]
    assert links(learner.get(second).text, "/lessons/") == [f"{second}/practice", first]


def test_feedback_leads_to_the_sentence_marked_in_its_lesson(
    learner: Visitor, school: School
) -> None:
    feedback = learner.get(answer(learner, begin(learner, school))).text
    (address,) = [link for link in links(feedback, "/lessons/") if "quote=" in link]
    page = learner.get(address.partition("#")[0]).text
    assert f'<mark id="quote">{QUOTE}</mark>' in page
    assert address.endswith("#quote")


def test_without_a_quote_nothing_is_marked(learner: Visitor, school: School) -> None:
    assert "<mark" not in learner.get(lesson(learner, school)).text


def test_words_that_do_not_stand_there_mark_nothing(learner: Visitor, school: School) -> None:
    page = learner.get(f"{lesson(learner, school)}?quote=Nothing+of+the+kind").text
    assert "<mark" not in page


def test_an_excluded_section_is_gone_for_learners(
    learner: Visitor, instructor: Visitor, school: School
) -> None:
    address = lesson(learner, school)
    uuid = address.rsplit("/", 1)[-1]
    instructor.get(f"/teach/modules/{school.module.uuid}")
    instructor.post(f"/teach/sections/{uuid}/toggle")
    gone = learner.get(address)
    assert gone.status_code == 404
    assert "taken out of its module" in text_of(gone.text)
    assert "1 lesson · 3 questions" in text_of(learner.get(f"/modules/{school.module.uuid}").text)


@pytest.mark.parametrize("kind", ["modules", "lessons", "quizzes", "practice"])
def test_what_does_not_exist_is_not_here(learner: Visitor, kind: str) -> None:
    missing = learner.get(f"/{kind}/{uuid4()}")
    assert missing.status_code == 404
    assert "There is no such" in text_of(missing.text)


def test_a_quote_of_several_lines_is_marked_line_by_line(learner: Visitor, school: School) -> None:
    address = lesson(learner, school)
    page = learner.get(address, query_string={"quote": "- ascites\n- enlarged spleen"}).text
    assert '<li><mark id="quote">ascites</mark></li>' in page
    assert "<li><mark>enlarged spleen</mark></li>" in page


def test_the_head_of_a_table_names_its_columns(learner: Visitor, school: School) -> None:
    page = learner.get(lesson(learner, school, 1)).text
    assert '<th scope="col">Finding</th>' in page
