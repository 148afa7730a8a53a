"""The hot path in Core statements, built once: one joined read and three writes an answer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable, FromClause, bindparam, exists, select
from sqlalchemy.dialects import postgresql, sqlite

from quizapp.storage.base import UtcDateTime
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    ItemRow,
    ItemVersion,
    MemoryState,
    Response,
    SignIn,
    User,
)

MEMORY_FIELDS = (
    "stability",
    "memory_difficulty",
    "reviewed_at",
    "due_at",
    "answered_at",
    "last_right",
    "last_step",
    "reps",
    "lapses",
    "successes",
    "failures",
    "params_version",
)
ABILITY_FIELDS = ("ability", "form", "answered")

_sign_ins, _users, _attempts = SignIn.__table__, User.__table__, Attempt.__table__
_items, _versions = ItemRow.__table__, ItemVersion.__table__
_responses, _memories, _abilities = (
    Response.__table__,
    MemoryState.__table__,
    AbilityState.__table__,
)

# The learner's row is locked where the database can (PostgreSQL), so that two answers sent at once
# from two devices move the states one after the other. SQLite's write lock does the same.
READ_SNAPSHOT = (
    select(
        _users.c.id.label("user_id"),
        _users.c.time_zone,
        _users.c.clock_offset,
        _attempts.c.id.label("attempt_id"),
        _attempts.c.finished_at,
        _attempts.c.planned,
        _versions.c.id.label("version_id"),
        _versions.c.record,
        _items.c.id.label("item_id"),
        _items.c.objective_id,
        _items.c.item_difficulty,
        exists()
        .where(
            _responses.c.user_id == _users.c.id,
            _responses.c.item_id == _items.c.id,
        )
        .label("seen_before"),
        *(_memories.c[name].label(f"memory_{name}") for name in MEMORY_FIELDS),
        *(_abilities.c[name].label(f"ability_{name}") for name in ABILITY_FIELDS),
    )
    .select_from(_sign_ins)
    .join(_users, _users.c.id == _sign_ins.c.user_id)
    .join(
        _attempts,
        (_attempts.c.user_id == _users.c.id) & (_attempts.c.uuid == bindparam("attempt_uuid")),
    )
    .join(_versions, _versions.c.id == bindparam("version_id"))
    .join(_items, _items.c.id == _versions.c.item_id)
    .outerjoin(
        _memories,
        (_memories.c.user_id == _users.c.id) & (_memories.c.objective_id == _items.c.objective_id),
    )
    .outerjoin(_abilities, _abilities.c.user_id == _users.c.id)
    .where(
        _sign_ins.c.token_hash == bindparam("token_hash"),
        _sign_ins.c.expires_at > bindparam("now", type_=UtcDateTime()),
    )
    .with_for_update(of=_users, key_share=True)
)

READ_STORED = select(_responses.c.uuid, _responses.c.place).where(
    _responses.c.attempt_id == bindparam("attempt_id"),
    (_responses.c.uuid == bindparam("response_uuid")) | (_responses.c.place == bindparam("place")),
)

# Both dialects spell it alike, but share no type for it.
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _append(table: FromClause, dialect: str) -> Executable:
    statement: Executable = _INSERTS[dialect](table).on_conflict_do_nothing().returning(table.c.id)
    return statement


def _upsert(
    table: FromClause, dialect: str, keys: Sequence[str], fields: Sequence[str]
) -> Executable:
    statement = _INSERTS[dialect](table)
    upsert: Executable = statement.on_conflict_do_update(
        index_elements=list(keys),
        set_={field: statement.excluded[field] for field in fields},
    )
    return upsert


_APPEND_RESPONSE = {dialect: _append(_responses, dialect) for dialect in _INSERTS}
_UPSERT_MEMORY = {
    dialect: _upsert(_memories, dialect, ("user_id", "objective_id"), MEMORY_FIELDS)
    for dialect in _INSERTS
}
_UPSERT_ABILITY = {
    dialect: _upsert(_abilities, dialect, ("user_id",), ABILITY_FIELDS) for dialect in _INSERTS
}


def read_snapshot(connection: Connection, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """Sign-in, learner, attempt, item and states in one row; None when they do not fit together."""
    row = connection.execute(READ_SNAPSHOT, parameters).mappings().one_or_none()
    return None if row is None else dict(row)


def append_response(connection: Connection, values: dict[str, Any]) -> bool:
    """Write one row to the log; False when this answer, or one at its place, is there already."""
    statement = _APPEND_RESPONSE[connection.dialect.name]
    return connection.execute(statement, values).scalar_one_or_none() is not None


def write_states(connection: Connection, memory: dict[str, Any], ability: dict[str, Any]) -> None:
    """Store memory and ability as they stand after the answer."""
    connection.execute(_UPSERT_MEMORY[connection.dialect.name], memory)
    connection.execute(_UPSERT_ABILITY[connection.dialect.name], ability)


def read_stored(connection: Connection, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """The response that is already in the log under this uuid or at this place."""
    row = connection.execute(READ_STORED, parameters).mappings().first()
    return None if row is None else dict(row)
