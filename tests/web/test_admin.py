"""What only administrators do."""

import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from quizapp.services.runtime import Runtime
from quizapp.storage.models import Role, User
from tests.factories import School
from tests.fixtures import Visitor
from tests.web.pages import text_of


def role_of(runtime: Runtime, user: User) -> Role:
    with runtime.reading() as session:
        return session.scalars(select(User.role).where(User.uuid == user.uuid)).one()


def test_everybody_is_listed_with_their_role(admin: Visitor, school: School) -> None:
    page = admin.get("/admin/").text
    people = re.findall(r"<strong>(\w+)</strong>.*?<option value=\"(\w+)\" selected>", page, re.S)
    assert people[-3:] == [("Ada", "admin"), ("Ines", "instructor"), ("Lena", "learner")]


@pytest.mark.parametrize("role", list(Role))
def test_a_person_is_given_a_role(
    admin: Visitor, school: School, runtime: Runtime, role: Role
) -> None:
    admin.get("/admin/")
    changed = admin.post(f"/admin/users/{school.learner.uuid}/role", role=role.value)
    assert changed.location == "/admin/"
    assert f"Lena is now {role}." in text_of(admin.get("/admin/").text)
    assert role_of(runtime, school.learner) is role


def test_a_new_role_holds_at_once(admin: Visitor, learner: Visitor, school: School) -> None:
    assert learner.get("/teach/").status_code == 403
    admin.get("/admin/")
    admin.post(f"/admin/users/{school.learner.uuid}/role", role="instructor")
    assert learner.get("/teach/").status_code == 200


@pytest.mark.parametrize("role", ["", "owner", "ADMIN"])
def test_a_role_that_does_not_exist_is_refused(
    admin: Visitor, school: School, runtime: Runtime, role: str
) -> None:
    refused = admin.post(f"/admin/users/{school.learner.uuid}/role", role=role)
    assert refused.status_code == 422
    assert role_of(runtime, school.learner) is Role.LEARNER


def test_nobody_changes_their_own_role(admin: Visitor, runtime: Runtime) -> None:
    with runtime.reading() as session:
        ada = session.scalars(select(User).where(User.name == "Ada")).one()
    refused = admin.post(f"/admin/users/{ada.uuid}/role", role="learner")
    assert refused.status_code == 403
    assert "You cannot change your own role" in text_of(refused.text)
    assert role_of(runtime, ada) is Role.ADMIN


def test_a_person_who_does_not_exist_is_not_here(admin: Visitor) -> None:
    assert admin.post(f"/admin/users/{uuid4()}/role", role="learner").status_code == 404


def test_jobs_are_listed(admin: Visitor, instructor: Visitor, school: School) -> None:
    assert "No job has run yet." in text_of(admin.get("/admin/").text)
    instructor.get("/teach/")
    instructor.post(f"/teach/courses/{school.course.slug}/documents", text="Words.", title="T")
    words = text_of(admin.get("/admin/").text)
    assert "import_document Waiting 0 2 Mar 2026, 09:00 UTC" in words
