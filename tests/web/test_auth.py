"""Making an account, signing in, joining a course."""

import pytest
from sqlalchemy import func, select

from quizapp.services.runtime import Runtime
from quizapp.storage.models import Role, User
from tests.factories import PASSWORD, School
from tests.fixtures import Visitor
from tests.web.pages import text_of

ACCOUNT = {"name": "Nina", "email": "nina@example.org", "password": "four unrelated words"}


def problem_at(page: str, field: str) -> str:
    """The problem that a page shows at a field."""
    _before, found, rest = page.partition(f'id="problem-{field}">')
    return rest.partition("<")[0].strip() if found else ""


def count_users(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(User)) or 0


def test_a_new_learner_is_signed_in_at_once(visitor: Visitor, runtime: Runtime) -> None:
    assert visitor.post("/register", **ACCOUNT).location == "/"
    assert "nina@example.org" in visitor.get("/account").text
    with runtime.reading() as session:
        assert session.scalars(select(User.role)).all() == [Role.LEARNER]


def test_a_new_learner_with_a_course_code_is_in_the_course(
    visitor: Visitor, school: School
) -> None:
    code = f" {school.course.code[:4].lower()}-{school.course.code[4:]} "
    visitor.post("/register", **ACCOUNT, code=code)
    assert "Care of the liver" in visitor.get("/").text


def test_a_link_to_join_fills_in_the_code(visitor: Visitor) -> None:
    assert 'value="ABCD2345"' in visitor.get("/register?code=ABCD2345").text


def test_an_account_whose_code_no_course_has_is_not_made(
    visitor: Visitor, runtime: Runtime
) -> None:
    refused = visitor.post("/register", **ACCOUNT, code="WRONG")
    assert refused.status_code == 422
    assert problem_at(refused.text, "code") == (
        "No course has this code. Check it with your instructor."
    )
    assert count_users(runtime) == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "nina", "Write your e-mail address"),
        ("email", "nina @example.org", "Write your e-mail address"),
        ("email", "", "Write your e-mail address"),
        ("name", "  ", "Write the name"),
        ("password", "short", "Use 10 to 200 characters."),
        ("password", "x" * 201, "Use 10 to 200 characters."),
    ],
)
def test_a_problem_is_shown_at_its_field_and_the_rest_is_kept(
    visitor: Visitor, runtime: Runtime, field: str, value: str, words: str
) -> None:
    refused = visitor.post("/register", **ACCOUNT | {field: value})
    assert refused.status_code == 422
    assert problem_at(refused.text, field).startswith(words)
    for other in {"name", "email"} - {field}:
        assert f'value="{ACCOUNT[other]}"' in refused.text
    assert count_users(runtime) == 0


def test_all_problems_are_shown_at_once(visitor: Visitor) -> None:
    refused = visitor.post("/register", name="", email="", password="").text
    assert all(problem_at(refused, field) for field in ("name", "email", "password"))


def test_no_password_is_sent_back(visitor: Visitor) -> None:
    refused = visitor.post("/register", **ACCOUNT | {"email": "nina"})
    assert ACCOUNT["password"] not in refused.text
    refused = visitor.post("/sign-in", email="nina@example.org", password="a wrong secret")
    assert "a wrong secret" not in refused.text


def test_an_address_that_has_an_account_is_not_taken_twice(
    visitor: Visitor, school: School, runtime: Runtime
) -> None:
    before = count_users(runtime)
    refused = visitor.post("/register", **ACCOUNT | {"email": school.learner.email.upper()})
    assert "There is an account with this address" in problem_at(refused.text, "email")
    assert count_users(runtime) == before


def test_signing_in_folds_the_address(visitor: Visitor, school: School) -> None:
    signed_in = visitor.post(
        "/sign-in", email=f" {school.learner.email.upper()} ", password=PASSWORD
    )
    assert signed_in.status_code == 303


@pytest.mark.parametrize(
    ("email", "password"),
    [("lena@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("", "")],
)
def test_a_failed_sign_in_does_not_say_which_part_was_wrong(
    visitor: Visitor, school: School, email: str, password: str
) -> None:
    refused = visitor.post("/sign-in", email=email, password=password)
    assert refused.status_code == 422
    assert problem_at(refused.text, "email") == (
        "E-mail and password do not belong together. Check both."
    )
    assert f'value="{email}"' in refused.text
    assert visitor.get("/account").status_code == 303


def test_joining_by_code_leads_to_the_course(visitor: Visitor, school: School) -> None:
    visitor.post("/register", **ACCOUNT)
    visitor.get("/join")
    joined = visitor.post("/join", code=school.course.code)
    assert joined.location == f"/courses/{school.course.slug}"
    assert f"You are in {school.course.title}." in text_of(visitor.get(joined.location).text)


def test_joining_twice_changes_nothing(learner: Visitor, school: School) -> None:
    assert learner.post("/join", code=school.course.code).status_code == 303
    assert learner.get("/").text.count(f'href="/courses/{school.course.slug}"') == 1


def test_an_instructor_who_joins_their_own_course_goes_on_teaching_it(
    instructor: Visitor, school: School
) -> None:
    instructor.post("/join", code=school.course.code)
    assert instructor.get(f"/teach/courses/{school.course.slug}").status_code == 200


def test_a_code_that_no_course_has_is_shown_again_with_its_problem(learner: Visitor) -> None:
    refused = learner.post("/join", code="WRONG")
    assert refused.status_code == 422
    assert problem_at(refused.text, "code").startswith("No course has this code.")
    assert 'value="WRONG"' in refused.text


def test_a_link_to_join_waits_behind_the_sign_in(visitor: Visitor, school: School) -> None:
    asked = visitor.get(f"/join?code={school.course.code}")
    assert asked.location == f"/sign-in?next=/join?code%3D{school.course.code}"
    visitor.get(asked.location)
    visitor.sign_in(school.instructor.email)
    assert school.course.code in visitor.get(f"/join?code={school.course.code}").text
