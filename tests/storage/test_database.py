"""What makes SQLite durable, and who waits for whom."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, text

from quizapp.services.runtime import Runtime
from quizapp.storage.database import SessionFactory
from quizapp.storage.models import Course
from tests.factories import START


@pytest.fixture(params=["reading", "writing"])
def either_factory(request: pytest.FixtureRequest, runtime: Runtime) -> SessionFactory:
    """Sessions that read, and sessions that write."""
    factory: SessionFactory = getattr(runtime, request.param)
    return factory


def engine_of(factory: SessionFactory) -> Engine:
    engine: Engine = factory.kw["bind"]
    return engine


def file_of(runtime: Runtime) -> Path:
    return Path(str(engine_of(runtime.reading).url.database))


@contextmanager
def other_program(runtime: Runtime) -> Iterator[sqlite3.Connection]:
    """A connection that waits for no lock at all."""
    connection = sqlite3.connect(file_of(runtime), timeout=0, isolation_level=None)
    yield connection
    connection.close()


def new_course(number: int) -> Course:
    return Course(slug=str(number), title="A", code=f"CODE{number}", created_at=START)


def count_courses(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return session.scalars(select(func.count()).select_from(Course)).one()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
def test_every_connection_is_durable_and_strict(
    either_factory: SessionFactory, pragma: str, value: Any
) -> None:
    with either_factory() as session:
        assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_a_reader_works_while_a_writer_holds_the_lock(runtime: Runtime) -> None:
    with runtime.writing() as writer:
        writer.add(new_course(1))
        writer.flush()
        assert count_courses(runtime) == 0
        writer.commit()
    assert count_courses(runtime) == 1


def test_a_writer_works_while_a_reader_reads(runtime: Runtime) -> None:
    with runtime.reading() as reader:
        before = reader.scalars(select(func.count()).select_from(Course)).one()
        with runtime.writing.begin() as writer:
            writer.add(new_course(1))
        assert reader.scalars(select(func.count()).select_from(Course)).one() == before
    assert count_courses(runtime) == before + 1


def test_a_reading_session_takes_no_write_lock(runtime: Runtime) -> None:
    with runtime.reading() as reader, other_program(runtime) as other:
        reader.scalars(select(Course)).all()
        other.execute("BEGIN IMMEDIATE")
        assert other.in_transaction


def test_a_writing_session_takes_the_write_lock_at_once(runtime: Runtime) -> None:
    with runtime.writing() as writer, other_program(runtime) as other:
        writer.scalars(select(Course)).all()
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_a_connection_without_transactions_takes_no_lock(runtime: Runtime) -> None:
    engine = engine_of(runtime.writing).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection, other_program(runtime) as other:
        connection.execute(select(Course)).all()
        other.execute("BEGIN IMMEDIATE")
        assert other.in_transaction


@pytest.mark.parametrize(("kind", "begin"), [("reading", "BEGIN"), ("writing", "BEGIN IMMEDIATE")])
def test_how_a_transaction_begins(runtime: Runtime, kind: str, begin: str) -> None:
    factory: SessionFactory = getattr(runtime, kind)
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    event.listen(engine_of(factory), "before_cursor_execute", note)
    with factory() as session:
        session.scalars(select(Course)).all()
    assert statements[0] == begin


def test_what_was_rolled_back_is_gone(either_runtime: Runtime) -> None:
    with either_runtime.writing() as session:
        session.add(new_course(1))
        session.flush()
    assert count_courses(either_runtime) == 0
