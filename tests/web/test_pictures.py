"""Pictures on the way to a browser: whom they are shown, with which headers, in which mark-up."""

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from quizapp.core.access import Action
from quizapp.services import access, courses, outlines
from quizapp.services.pictures import find_pictures
from quizapp.services.runtime import Runtime
from quizapp.services.sections import kept_pictures, list_sections
from quizapp.storage.models import Course, CourseRole, Role, User
from tests.adapters.pictures import unfolded
from tests.factories import START, School, as_uuid, illustrated, make_illustrated
from tests.fixtures import Visitor
from tests.web.conftest import add_user, signed_in
from tests.web.test_queries import counted

SECTION = "Portal circulation"
DESCRIBED = "A vein from the gut to the liver"


@dataclass(frozen=True)
class Shown:
    """The addresses of a module with pictures."""

    module: str
    lesson: str
    pictures: tuple[str, str]
    figures: tuple[str, str]


def add_illustrated(runtime: Runtime, school: School, **how: object) -> Shown:
    with runtime.writing.begin() as session:
        course = session.get_one(Course, school.course.id)
        module = make_illustrated(session, course, **how)
        section = next(s for s in list_sections(session, module.id) if kept_pictures(s))
        placed = kept_pictures(section)
        found = find_pictures(session, module.id, placed)
        views = [found[each.origin] for each in placed]
        lesson = f"/lessons/{section.uuid}"
        return Shown(
            f"/teach/modules/{module.uuid}",
            lesson,
            tuple(f"{lesson}/pictures/{view.sha256}" for view in views),
            tuple(f"/teach/pictures/{view.uuid}" for view in views),
        )


@pytest.fixture
def shown(runtime: Runtime, school: School) -> Shown:
    return add_illustrated(runtime, school)


def outsider(app: Flask, runtime: Runtime) -> Visitor:
    """A learner of another course."""
    user = add_user(runtime, "Otto")
    with runtime.writing.begin() as session:
        other = courses.create_course(session, None, title="Other", now=START)
        courses.enrol(session, other, session.get_one(User, user.id), CourseRole.LEARNER, now=START)
    return signed_in(app, runtime, user)


def get(visitor: Visitor, path: str, **headers: str) -> TestResponse:
    return visitor.client.get(path, headers=headers)


def test_a_picture_comes_with_a_kind_and_a_name_of_its_own(learner: Visitor, shown: Shown) -> None:
    answer = get(learner, shown.pictures[0])
    assert answer.status_code == 200
    assert unfolded(answer.data).size == (120, 60)
    headers = answer.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert headers["ETag"] == f'"{shown.pictures[0].rpartition("/")[2]}"', "strong, and its hash"


def test_a_browser_that_has_it_is_told_so_if_it_may_still_see_it(
    app: Flask, runtime: Runtime, learner: Visitor, shown: Shown
) -> None:
    etag = get(learner, shown.pictures[0]).headers["ETag"]
    again = get(learner, shown.pictures[0], **{"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    assert get(learner, shown.pictures[0], **{"If-None-Match": '"other"'}).status_code == 200
    stranger = outsider(app, runtime)
    assert get(stranger, shown.pictures[0], **{"If-None-Match": etag}).status_code == 404


def test_nobody_outside_the_course_gets_a_picture_or_a_hint(
    app: Flask, runtime: Runtime, learner: Visitor, shown: Shown
) -> None:
    colleague = signed_in(app, runtime, add_user(runtime, "Carla", Role.INSTRUCTOR))
    path = shown.pictures[0]
    nowhere = path[:-1] + ("0" if path[-1] != "0" else "1")
    lines = set()
    for visitor, address in (
        (outsider(app, runtime), path),
        (colleague, path),
        (learner, nowhere),
        (learner, path.replace("/lessons/", "/lessons/0")[:-1]),
        (learner, f"{shown.lesson}/pictures/x"),
    ):
        answer = get(visitor, address)
        assert answer.status_code == 404
        lines |= set(re.findall(r"There is nothing[^<]*|not published[^<]*", answer.text))
    assert all(line.startswith("There is nothing under this address.") for line in lines)
    assert get(Visitor(app.test_client()), path).status_code == 303


def test_a_picture_belongs_to_its_lesson_and_to_no_other(
    runtime: Runtime, learner: Visitor, school: School, shown: Shown
) -> None:
    sha = shown.pictures[0].rpartition("/")[2]
    with runtime.reading() as session:
        others = [s.uuid for s in list_sections(session, school.module.id)]
    assert all(get(learner, f"/lessons/{u}/pictures/{sha}").status_code == 404 for u in others)


def test_what_is_not_published_is_shown_to_its_instructors_alone(
    runtime: Runtime, school: School, learner: Visitor, instructor: Visitor
) -> None:
    page = illustrated().replace("Care of the liver", "Care at home")
    draft = add_illustrated(runtime, school, content=page, filename="b.html", published=False)
    assert get(learner, draft.pictures[0]).status_code == 404
    assert get(instructor, draft.pictures[0]).status_code == 200


def test_a_lesson_that_is_left_out_takes_its_pictures_with_it(
    runtime: Runtime, school: School, learner: Visitor, instructor: Visitor, shown: Shown
) -> None:
    with runtime.writing.begin() as session:
        user = session.get_one(User, school.instructor.id)
        uuid = as_uuid(shown.lesson)
        outlines.toggle_section(session, access.get_section_for(session, user, uuid, Action.TEACH))
    assert get(learner, shown.pictures[0]).status_code == 404
    assert get(instructor, shown.pictures[0]).status_code == 200


def test_a_lesson_shows_pictures_that_do_not_jump(learner: Visitor, shown: Shown) -> None:
    page = get(learner, shown.lesson).text
    first, second = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    [image] = re.findall(r"<img[^>]*>", first)
    assert f'src="{shown.pictures[0]}"' in image
    assert 'width="120" height="60"' in image
    assert f'alt="{DESCRIBED}"' in image
    assert 'loading="lazy"' in image
    assert f'<a class="picture" href="{shown.pictures[0]}">' in first
    assert "Figure 1. The portal vein</figcaption>" in first
    assert DESCRIBED not in first.replace(image, ""), "the description is not said twice"
    assert 'alt="Picture without a description"' in second
    assert "figcaption" not in second
    assert "No alternative text yet" not in page, "that is the instructor's to know"
    assert "not shown here" not in page


def test_what_a_question_rests_on_is_marked_in_a_description(
    learner: Visitor, shown: Shown
) -> None:
    page = learner.client.get(shown.lesson, query_string={"quote": DESCRIBED}).text
    assert f'<mark id="quote">{DESCRIBED}</mark>' in page


def test_an_instructor_is_told_and_describes(
    learner: Visitor, instructor: Visitor, shown: Shown
) -> None:
    page = get(instructor, shown.module).text
    assert "1 picture has no alternative text." in page
    assert page.count("This picture has no alternative text.") == 1
    assert f">{DESCRIBED}</textarea>" in page
    assert "No alternative text yet" in get(instructor, shown.lesson).text
    answer = instructor.post(shown.figures[1], alternative="A <b>narrow</b> vein")
    assert (answer.status_code, answer.location) == (303, shown.module)
    page = get(instructor, shown.module).text
    assert "no alternative text" not in page
    assert 'alt="A &lt;b&gt;narrow&lt;/b&gt; vein"' in get(learner, shown.lesson).text


def test_a_description_is_no_novel(instructor: Visitor, shown: Shown) -> None:
    answer = instructor.post(shown.figures[1], alternative="a" * 1_001)
    assert answer.status_code == 422


def test_the_review_of_a_question_shows_the_pictures_beside_its_words(
    instructor: Visitor, shown: Shown
) -> None:
    page = get(instructor, f"{shown.module}/review?status=all").text
    assert f'src="{shown.pictures[0]}"' in page
    assert page.count("This picture has no alternative text.") == 1


def test_hostile_words_stand_in_a_page_as_words(runtime: Runtime, school: School, learner: Visitor):
    hostile = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    page = illustrated().replace(DESCRIBED, hostile)
    shown = add_illustrated(runtime, school, content=page, filename="c.html")
    answer = get(learner, shown.lesson).text
    assert "<script>alert" not in answer
    assert "&lt;script&gt;alert(1)" in answer


def test_pictures_cost_a_lesson_one_statement(
    runtime: Runtime, school: School, learner: Visitor, shown: Shown
) -> None:
    bare = re.sub("<figure>.*</figure>|<img[^>]*>", "", illustrated(), flags=re.DOTALL)
    with runtime.writing.begin() as session:
        course = session.get_one(Course, school.course.id)
        module = make_illustrated(session, course, bare, filename="bare.html")
        lesson = next(s for s in list_sections(session, module.id) if s.title == SECTION)
    sent = []
    for path in (f"/lessons/{lesson.uuid}", shown.lesson):
        get(learner, path)
        with counted(runtime) as statements:
            assert get(learner, path).status_code == 200
        sent.append(len(statements))
    assert sent[1] == sent[0] + 1
