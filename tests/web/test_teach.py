"""The instructor's courses, uploads, imports, outlines and learners."""

import io
import re

import pytest
from flask import Flask

from quizapp.jobs.worker import run_next
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Role
from tests.factories import LIVER_DOCUMENT, School
from tests.fixtures import SAME_ORIGIN, Visitor
from tests.web.conftest import AppBuilder, add_user, signed_in
from tests.web.pages import answer_all, begin, links, text_of

PASTED = LIVER_DOCUMENT.replace("Care of the liver", "Care of the spleen")


@pytest.fixture
def colleague(app: Flask, runtime: Runtime) -> Visitor:
    """An instructor without a course."""
    return signed_in(app, runtime, add_user(runtime, "Carla", Role.INSTRUCTOR))


def course(school: School) -> str:
    return f"/teach/courses/{school.course.slug}"


def outline(school: School) -> str:
    return f"/teach/modules/{school.module.uuid}"


def paste(instructor: Visitor, school: School, text: str = PASTED, title: str = "Pasted") -> str:
    """Upload pasted text; where the upload leads."""
    instructor.get(course(school))
    response = instructor.post(f"{course(school)}/documents", text=text, title=title)
    assert response.status_code == 303, response.text
    return response.location


def upload(instructor: Visitor, school: School, filename: str, content: bytes) -> str:
    response = instructor.client.post(
        f"{course(school)}/documents",
        data={
            "csrf_token": instructor.token(),
            "document": (io.BytesIO(content), filename),
            "text": "",
        },
        headers=SAME_ORIGIN,
    )
    return response.location if response.status_code == 303 else text_of(response.text)


# Courses ---------------------------------------------------------------------------------------


def test_an_instructor_without_a_course_is_told_how_to_begin(colleague: Visitor) -> None:
    assert "Start with a course" in text_of(colleague.get("/teach/").text)


def test_a_new_course_has_a_code_and_waits_for_its_first_document(colleague: Visitor) -> None:
    colleague.get("/teach/")
    created = colleague.post("/teach/courses", title="  Maternity I ")
    assert created.location == "/teach/courses/maternity-i"
    words = text_of(colleague.get(created.location).text)
    assert "Maternity I is ready. Upload its first document." in words
    assert "No module yet" in words
    assert re.search(r"\b[A-Z2-9]{8}\b", words)


def test_two_courses_of_one_title_have_addresses_of_their_own(colleague: Visitor) -> None:
    colleague.get("/teach/")
    first, second = (
        colleague.post("/teach/courses", title="Maternity").location for _time in range(2)
    )
    assert (first, second) == ("/teach/courses/maternity", "/teach/courses/maternity-2")


def test_a_course_without_a_title_is_not_made(colleague: Visitor) -> None:
    colleague.get("/teach/")
    refused = colleague.post("/teach/courses", title="  ")
    assert refused.status_code == 422
    assert "Give the course a title" in text_of(refused.text)
    assert 'id="problem-title"' in refused.text
    assert "Start with a course" in text_of(colleague.get("/teach/").text)


def test_home_lists_the_courses_that_one_teaches_alone(
    instructor: Visitor, colleague: Visitor, school: School
) -> None:
    assert course(school) in instructor.get("/teach/").text
    assert course(school) not in colleague.get("/teach/").text


def test_an_administrator_sees_every_course(admin: Visitor, school: School) -> None:
    assert course(school) in admin.get("/teach/").text


def test_a_course_shows_code_link_modules_and_what_waits(
    instructor: Visitor, school: School
) -> None:
    page = instructor.get(course(school)).text
    assert school.course.code in page
    assert f'value="http://localhost/join?code={school.course.code}"' in page
    assert "2 lessons · 6 published · 0 accepted" in text_of(page)
    assert "Review 2 questions" in text_of(page)


# Uploads ---------------------------------------------------------------------------------------


def test_pasted_text_becomes_an_import_and_then_a_module(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = paste(instructor, school, title="Spleen notes")
    waiting = instructor.get(address).text
    assert "Waiting to start" in text_of(waiting)
    assert "Spleen notes.txt" in text_of(waiting)
    assert 'data-hx-trigger="every 1s"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting

    assert run_next(runtime)
    done = instructor.get(address).text
    assert "Your document is ready to review" in text_of(done)
    assert "every 1s" not in done
    (made,) = links(done, "/teach/modules/")
    words = text_of(instructor.get(made).text)
    assert "Care of the spleen" in words
    assert "Portal circulation" in words


def test_an_import_shows_its_steps_in_order(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = paste(instructor, school)
    run_next(runtime)
    words = text_of(instructor.get(address).text)
    steps = [
        "Reading the document : done",
        "Finding its sections : done",
        "Writing lessons : done",
        "Drafting questions : done",
        "Saving : done",
    ]
    places = [words.index(step) for step in steps]
    assert places == sorted(places)
    assert " characters" in words


@pytest.mark.parametrize("filename", ["liver notes.md", "../../etc/x.md"])
def test_an_uploaded_file_is_taken_under_its_bare_name(
    instructor: Visitor, school: School, filename: str
) -> None:
    address = upload(instructor, school, filename, PASTED.encode())
    words = text_of(instructor.get(address).text)
    assert filename.rpartition("/")[2] in words
    assert ".." not in words


def test_the_same_document_again_leads_to_its_module(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = paste(instructor, school)
    assert paste(instructor, school) == address
    run_next(runtime)
    again = paste(instructor, school)
    assert again.startswith("/teach/modules/")
    assert "here already" in text_of(instructor.get(again).text)


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_document_is_refused_with_words(
    instructor: Visitor, school: School, text: str
) -> None:
    instructor.get(course(school))
    refused = instructor.post(f"{course(school)}/documents", text=text)
    assert refused.status_code == 422
    assert "The file is empty. Choose one with text in it." in text_of(refused.text)


def test_a_file_that_cannot_be_read_fails_with_the_reason(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = upload(instructor, school, "scan.pdf", b"%PDF-1.7 \x00\x01\x02")
    run_next(runtime)
    page = instructor.get(address).text
    assert "This document could not be imported" in text_of(page)
    assert "notice-error" in page
    assert "Saving" not in text_of(page)
    words = text_of(instructor.get(course(school)).text)
    assert "Uploads that came to nothing" in words
    assert "scan.pdf" in words


def test_an_import_can_be_cancelled_while_it_waits(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = paste(instructor, school)
    instructor.get(address)
    assert instructor.post(f"{address}/cancel").location == address
    assert "Import cancelled" in text_of(instructor.get(address).text)
    assert not run_next(runtime)


def test_an_import_that_has_ended_cannot_be_cancelled(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = paste(instructor, school)
    run_next(runtime)
    refused = instructor.post(f"{address}/cancel")
    assert refused.status_code == 409
    assert "This import has already ended." in text_of(refused.text)


def test_a_course_shows_the_imports_that_are_under_way(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    address = paste(instructor, school)
    assert address in instructor.get(course(school)).text
    run_next(runtime)
    assert address not in instructor.get(course(school)).text


def test_a_file_over_the_limit_is_refused_in_words(
    build_app: AppBuilder,
) -> None:
    app = build_app(upload_limit=100_000)
    teacher = signed_in(
        app, app.extensions["quizapp"], add_user(app.extensions["quizapp"], "Ines", Role.INSTRUCTOR)
    )
    teacher.get("/teach/")
    address = teacher.post("/teach/courses", title="Adult health").location
    for form in ({"document": (io.BytesIO(b"x" * 100_001), "a.txt")}, {"text": "x" * 100_001}):
        data = {"csrf_token": teacher.token()} | form
        refused = teacher.client.post(f"{address}/documents", data=data, headers=SAME_ORIGIN)
        assert refused.status_code == 413
        words = text_of(refused.text)
        assert "A document may have up to 0.1 MB" in words
        assert "split it, by chapter perhaps" in words
    assert "up to 0.1 MB" in text_of(teacher.get(address).text)
    assert "Uploads under way" not in text_of(teacher.get(address).text)


# Outline ---------------------------------------------------------------------------------------


def section_forms(page: str, action: str) -> list[str]:
    return re.findall(rf'action="(/teach/sections/[^"]+/{action})"', page)


def test_the_outline_shows_each_section_with_its_text_and_questions(
    instructor: Visitor, school: School
) -> None:
    words = text_of(instructor.get(outline(school)).text)
    assert "To review 2 Accepted 0 Published 6" in words
    assert "Portal circulation 4 questions, 1 to review" in words
    assert "Report new jaundice on the same day." in words


def test_a_section_can_be_renamed_for_learners_too(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    rename = section_forms(instructor.get(outline(school)).text, "rename")[1]
    assert instructor.post(rename, title="  How blood\n reaches it ").location == outline(school)
    assert "How blood reaches it" in text_of(instructor.get(outline(school)).text)
    module = learner.get(f"/modules/{school.module.uuid}").text
    assert "How blood reaches it" in text_of(module)
    (lesson, *_others) = links(module, "/lessons/")
    assert "<h1>How blood reaches it</h1>" in learner.get(lesson).text


def test_a_section_keeps_its_title_where_the_new_one_is_empty(
    instructor: Visitor, school: School
) -> None:
    rename = section_forms(instructor.get(outline(school)).text, "rename")[1]
    refused = instructor.post(rename, title="   ")
    assert refused.status_code == 422
    assert "a section needs a title" in text_of(refused.text)
    assert "Portal circulation" in text_of(instructor.get(outline(school)).text)


def test_a_section_that_was_left_out_can_be_brought_back_with_its_questions(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    toggle = section_forms(instructor.get(outline(school)).text, "toggle")[1]
    module = f"/modules/{school.module.uuid}"
    counts = []
    for _time in range(2):
        instructor.post(toggle)
        counts.append("1 lesson · 3 questions" in text_of(learner.get(module).text))
    assert counts == [True, False]
    assert "2 lessons · 6 questions" in text_of(learner.get(module).text)


# Learners --------------------------------------------------------------------------------------


def test_a_course_without_learners_says_how_to_invite_them(colleague: Visitor) -> None:
    colleague.get("/teach/")
    address = colleague.post("/teach/courses", title="Maternity").location
    assert "No learners yet" in text_of(colleague.get(f"{address}/learners").text)


def test_learners_are_listed_with_what_they_have_done(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    listed = f"{course(school)}/learners"
    assert "Lena 0 \u2013 0 Not yet" in text_of(instructor.get(listed).text)
    answer_all(learner, begin(learner, school), choose="right answer")
    assert "Lena 5 100 % 0 now" in text_of(instructor.get(listed).text)


def test_a_learners_page_does_not_list_instructors(instructor: Visitor, school: School) -> None:
    assert "Ines" not in text_of(instructor.get(f"{course(school)}/learners").text)
