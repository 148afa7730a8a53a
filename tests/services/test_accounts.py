"""Signing up, in and out."""

from datetime import timedelta

import pytest

from quizapp.core.errors import Forbidden, Invalid, NotFound
from quizapp.services import accounts
from quizapp.storage.database import Session
from quizapp.storage.models import Role, SignIn
from tests.factories import PASSWORD, START, make_user


def register(session: Session, **changes: str) -> object:
    values = {"email": "ana@example.org", "name": "Ana", "password": PASSWORD} | changes
    return accounts.register(session, **values, now=START, role=Role.LEARNER)


@pytest.mark.parametrize("email", ["", "ana", "@example.org", "ana@", "a na@example.org"])
def test_an_unusable_address_is_refused(session: Session, email: str) -> None:
    with pytest.raises(Invalid, match="email: write your e-mail address"):
        register(session, email=email)


def test_an_address_can_be_taken_once_however_it_is_written(session: Session) -> None:
    register(session)
    with pytest.raises(Invalid, match="there is an account with this address"):
        register(session, email=" ANA@Example.org ")


@pytest.mark.parametrize("password", ["", "123456789", "x" * 201])
def test_a_password_of_the_wrong_length_is_refused(session: Session, password: str) -> None:
    with pytest.raises(Invalid, match="password: use 10 to 200 characters"):
        register(session, password=password)


def test_every_problem_is_named_at_once(session: Session) -> None:
    with pytest.raises(Invalid) as caught:
        register(session, email="ana", name=" ", password="short")
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "email",
        "name",
        "password",
    ]


def test_the_password_itself_is_not_kept(session: Session) -> None:
    user = make_user(session, "Ana")
    assert user.password_hash is not None
    assert user.password_hash.startswith("$argon2id$")
    assert PASSWORD not in user.password_hash


def test_the_right_password_opens_the_account(session: Session) -> None:
    user = make_user(session, "Ana")
    found = accounts.check_password(session, email=" ANA@example.org", password=PASSWORD)
    assert found is user


def test_a_wrong_password_and_an_unknown_address_are_told_alike(session: Session) -> None:
    make_user(session, "Ana")
    messages = set()
    for email, password in (("ana@example.org", "wrong password"), ("who@example.org", PASSWORD)):
        with pytest.raises(Invalid) as caught:
            accounts.check_password(session, email=email, password=password)
        messages.add(str(caught.value))
    assert len(messages) == 1


def test_an_account_without_a_password_cannot_be_signed_in_to(session: Session) -> None:
    make_user(session, "Ana").password_hash = None
    with pytest.raises(Invalid):
        accounts.check_password(session, email="ana@example.org", password="")


def test_a_sign_in_is_found_by_its_token_until_it_expires(session: Session) -> None:
    user = make_user(session, "Ana")
    token = accounts.hash_token(accounts.open_sign_in(session, user, now=START, days=2))
    almost = START + timedelta(days=2) - timedelta(microseconds=1)
    assert accounts.find_signed_in(session, token, almost) is user
    assert accounts.find_signed_in(session, token, START + timedelta(days=2)) is None


def test_signing_out_kills_the_token(session: Session) -> None:
    user = make_user(session, "Ana")
    first, second = (
        accounts.hash_token(accounts.open_sign_in(session, user, now=START, days=2))
        for _ in range(2)
    )
    accounts.close_sign_in(session, first)
    assert accounts.find_signed_in(session, first, START) is None
    assert accounts.find_signed_in(session, second, START) is user


def test_signing_out_everywhere_kills_every_token_of_that_person(session: Session) -> None:
    ana, ben = make_user(session, "Ana"), make_user(session, "Ben")
    for user in (ana, ana, ben):
        accounts.open_sign_in(session, user, now=START, days=2)
    accounts.close_all_sign_ins(session, ana)
    assert accounts.list_sign_ins(session, ana) == []
    assert len(accounts.list_sign_ins(session, ben)) == 1


def test_only_a_hash_of_the_token_is_kept(session: Session) -> None:
    token = accounts.open_sign_in(session, make_user(session, "Ana"), now=START, days=2)
    [row] = session.query(SignIn).all()
    assert token not in row.token_hash
    assert row.token_hash == accounts.hash_token(token)


def test_expired_sign_ins_are_cleared_away(session: Session) -> None:
    user = make_user(session, "Ana")
    accounts.open_sign_in(session, user, now=START, days=2)
    accounts.open_sign_in(session, user, now=START + timedelta(days=3), days=2)
    assert len(accounts.list_sign_ins(session, user)) == 1


def test_an_administrator_gives_roles_but_not_to_themselves(session: Session) -> None:
    admin, ana = make_user(session, "Ada", Role.ADMIN), make_user(session, "Ana")
    assert accounts.set_role(session, admin, ana.uuid, Role.INSTRUCTOR).role is Role.INSTRUCTOR
    with pytest.raises(Forbidden):
        accounts.set_role(session, admin, admin.uuid, Role.LEARNER)
    with pytest.raises(NotFound, match="register first"):
        accounts.set_role_by_email(session, "who@example.org", Role.ADMIN)
