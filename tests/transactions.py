"""Catches a request that writes to the database and leaves it uncommitted.

Services flush and views commit. A view that forgets shows the right page and loses the work, so
every request of every test is watched.
"""

from typing import Any

from flask import Flask, g
from sqlalchemy import Connection, event

_WRITTEN = "written and not committed"
_WRITES = ("INSERT", "UPDATE", "DELETE")


class LeftUncommitted(AssertionError):
    """A request ended with work in its transaction that nobody committed or rolled back."""


def watch_transactions(app: Flask) -> None:
    """Make each request of this application fail that leaves its work uncommitted."""
    engine = app.extensions["quizapp"].reading.kw["bind"]
    event.listen(engine, "before_cursor_execute", _note_write)
    event.listen(engine, "commit", _forget_writes)
    event.listen(engine, "rollback", _forget_writes)
    # Runs before the application's own teardown, which closes the session.
    app.teardown_request(_refuse_uncommitted)


def _note_write(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
    if statement.lstrip().upper().startswith(_WRITES):
        connection.info.setdefault(_WRITTEN, []).append(" ".join(statement.split())[:100])


def _forget_writes(connection: Connection) -> None:
    connection.info.pop(_WRITTEN, None)


def _refuse_uncommitted(_error: BaseException | None) -> None:
    session = g.get("db")
    if session is None or not session.in_transaction():
        return
    left = [str(row) for row in (*session.new, *session.dirty, *session.deleted)]
    left += session.connection().info.get(_WRITTEN, [])
    session.rollback()
    if left:
        session.close()
        raise LeftUncommitted("; ".join(left))
