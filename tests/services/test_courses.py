"""Courses: creating one, joining one, and who is in it."""

import pytest

from quizapp.core.errors import Invalid
from quizapp.services import courses
from quizapp.storage.database import Session
from quizapp.storage.models import Course, CourseRole, Enrolment, Role
from tests.factories import START, make_user


def create(session: Session, title: str = "Adult Health I") -> Course:
    return courses.create_course(session, None, title=title, now=START)


def test_who_creates_a_course_teaches_it(session: Session) -> None:
    ines = make_user(session, "Ines", Role.INSTRUCTOR)
    course = courses.create_course(session, ines, title=" Adult health ", now=START)
    assert course.title == "Adult health"
    assert courses.list_courses(session, ines, CourseRole.INSTRUCTOR) == [course]
    assert courses.list_courses(session, ines, CourseRole.LEARNER) == []


def test_a_course_needs_a_title(session: Session) -> None:
    with pytest.raises(Invalid, match="title: give the course a title"):
        create(session, "  ")


def test_courses_of_one_title_have_different_slugs_and_codes(session: Session) -> None:
    made = [create(session) for _ in range(3)]
    assert [course.slug for course in made] == [
        "adult-health-i",
        "adult-health-i-2",
        "adult-health-i-3",
    ]
    assert len({course.code for course in made}) == 3


def test_a_code_that_is_taken_is_not_given_again(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = iter("A" * 8 + "A" * 8 + "B" * 8)
    monkeypatch.setattr(courses.secrets, "choice", lambda _alphabet: next(letters))
    assert [create(session).code, create(session).code] == ["A" * 8, "B" * 8]


def test_a_code_has_no_letters_that_are_taken_for_digits(session: Session) -> None:
    codes = "".join(create(session).code for _ in range(20))
    assert set("IO01L").isdisjoint(codes)


@pytest.mark.parametrize("spoil", [str.lower, lambda code: f" {code[:4]} {code[4:]} ", str])
def test_a_course_is_joined_by_its_code_as_people_type_it(session: Session, spoil: object) -> None:
    course, lena = create(session), make_user(session, "Lena")
    assert callable(spoil)
    assert courses.join_course(session, lena, spoil(course.code), now=START) is course
    assert courses.list_courses(session, lena) == [course]
    assert courses.count_learners(session, course) == 1


@pytest.mark.parametrize("code", ["", "NOSUCHCODE"])
def test_an_unknown_code_joins_nothing(session: Session, code: str) -> None:
    create(session)
    lena = make_user(session, "Lena")
    with pytest.raises(Invalid, match="no course has this code"):
        courses.join_course(session, lena, code, now=START)
    assert courses.list_courses(session, lena) == []


def test_joining_twice_enrols_once(session: Session) -> None:
    course, lena = create(session), make_user(session, "Lena")
    for _ in range(2):
        courses.join_course(session, lena, course.code, now=START)
    assert session.query(Enrolment).count() == 1


def test_an_instructor_who_uses_the_code_stays_instructor(session: Session) -> None:
    ines = make_user(session, "Ines", Role.INSTRUCTOR)
    course = courses.create_course(session, ines, title="A", now=START)
    courses.join_course(session, ines, course.code, now=START)
    assert session.query(Enrolment).one().role is CourseRole.INSTRUCTOR


def test_the_command_line_finds_a_course_by_its_slug_or_makes_it(session: Session) -> None:
    made = courses.get_or_create_course(session, "adult-health", now=START)
    assert (made.slug, made.title) == ("adult-health", "Adult health")
    assert courses.get_or_create_course(session, "adult-health", now=START) is made


@pytest.mark.parametrize(
    ("title", "slug"), [("Ärzte & Pflege", "arzte-pflege"), ("肝", "course"), ("A--b", "a-b")]
)
def test_a_slug_is_plain_ascii(title: str, slug: str) -> None:
    assert courses.slugify(title) == slug
