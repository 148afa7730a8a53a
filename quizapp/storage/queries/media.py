"""Keeping bytes by their hash, when somebody else may be keeping the same."""

from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite

from quizapp.storage.models import Media

# Both dialects spell it alike, but share no type for it.
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_media(dialect: str) -> Executable:
    """Add media, unless they are there: the second of two who bring the same changes nothing."""
    statement: Executable = _INSERTS[dialect](Media).on_conflict_do_nothing()
    return statement
