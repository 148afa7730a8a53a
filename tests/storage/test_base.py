"""What every table shares."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from quizapp.services.runtime import Runtime
from quizapp.storage.models import Course, SignIn, User
from tests.factories import START, make_user

KATHMANDU = timezone(timedelta(hours=5, minutes=45))


def course(created_at: datetime) -> Course:
    return Course(slug="a", title="A", code="ABCD2345", created_at=created_at)


def test_a_naive_instant_is_refused(either_runtime: Runtime) -> None:
    with either_runtime.writing() as session:
        session.add(course(datetime(2026, 3, 2, 9)))  # noqa: DTZ001
        with pytest.raises(StatementError, match="naive datetime cannot be stored"):
            session.flush()


def test_a_naive_instant_is_refused_in_a_question_too(either_runtime: Runtime) -> None:
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    with either_runtime.reading() as session, pytest.raises(StatementError, match="naive"):
        session.scalars(select(SignIn).where(SignIn.expires_at > naive))


def test_instants_come_back_in_utc(either_runtime: Runtime) -> None:
    elsewhere = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=KATHMANDU)
    with either_runtime.writing.begin() as session:
        session.add(course(elsewhere))
    with either_runtime.reading() as session:
        stored = session.scalars(select(Course.created_at)).one()
    assert stored == elsewhere
    assert stored.tzinfo is UTC


def test_instants_of_different_zones_compare_in_sql(either_runtime: Runtime) -> None:
    with either_runtime.writing.begin() as session:
        session.add(course(datetime(2026, 3, 2, 9, tzinfo=KATHMANDU)))
    later = datetime(2026, 3, 2, 4, tzinfo=UTC)
    with either_runtime.reading() as session:
        assert session.scalars(select(Course.id).where(Course.created_at < later)).all() == [1]


def test_a_value_outside_an_enum_is_refused_by_the_database(either_runtime: Runtime) -> None:
    with either_runtime.writing.begin() as session:
        make_user(session, "Ana")
    with either_runtime.writing() as session, pytest.raises(IntegrityError):
        session.execute(text("UPDATE users SET role = 'emperor'"))


def test_each_row_gets_an_identifier_of_its_own(either_runtime: Runtime) -> None:
    with either_runtime.writing.begin() as session:
        first, second = make_user(session, "Ana"), make_user(session, "Ben")
    assert first.uuid != second.uuid
    with either_runtime.reading() as session:
        assert session.scalars(select(User.uuid).order_by(User.id)).all() == [
            first.uuid,
            second.uuid,
        ]
    assert first.created_at == START
