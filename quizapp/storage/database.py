"""Engines and sessions: what makes SQLite durable and keeps readers from waiting for writers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

SessionFactory = sessionmaker[Session]

WRITES = "quizapp_writes"
_REBUILDS = "quizapp_rebuilds_tables"
_BUSY_TIMEOUT_SECONDS = 10


def open_engine(url: str) -> Engine:
    """An engine for an SQLite file or a PostgreSQL server."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, pool_pre_ping=True)


def reading(engine: Engine) -> SessionFactory:
    """Sessions for work that only reads: on SQLite they never take the write lock."""
    return sessionmaker(engine, expire_on_commit=False)


def writing(engine: Engine) -> SessionFactory:
    """Sessions for work that writes.

    On SQLite they take the write lock when they begin (BEGIN IMMEDIATE): a transaction that reads
    first and asks for the lock later fails when another has written in between.
    """
    return sessionmaker(engine.execution_options(**{WRITES: True}), expire_on_commit=False)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction in which tables may be built anew; the caller commits.

    SQLite changes a table by dropping it, and a drop would take the rows of every table that
    refers to it along: foreign keys rest meanwhile. `require_references` checks them before the
    commit.
    """
    options = {WRITES: True, _REBUILDS: True}
    with engine.execution_options(**options).connect() as connection:
        # Not for the pool: its foreign keys rest for as long as it lives.
        connection.detach()
        yield connection


def require_references(connection: Connection) -> None:
    """Check every foreign key. Raises RuntimeError where a row refers to nothing."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        msg = f"{len(broken)} rows would refer to nothing, the first in {broken[0][0]}"
        raise RuntimeError(msg)


def is_empty(session: Session) -> bool:
    """Whether no migration has run on the database yet."""
    return not inspect(session.connection()).has_table("alembic_version")


def _set_up_sqlite(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # NORMAL may roll back acknowledged answers when the power fails.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    if options.get(_REBUILDS):
        # Within a transaction this would be ignored.
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES) else "BEGIN")


__all__ = [
    "WRITES",
    "Session",
    "SessionFactory",
    "is_empty",
    "migrating",
    "open_engine",
    "reading",
    "require_references",
    "writing",
]
