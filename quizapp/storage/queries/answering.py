"""The hot path in Core statements, built once: four an answer, on either database.

SQLite: one joined read and three writes. PostgreSQL: a lock, the read and two writes.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Executable, FromClause, bindparam, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite

from quizapp.core.difficulty import BLEND_VERSION
from quizapp.storage.base import Base, UtcDateTime
from quizapp.storage.models import (
    AbilityState,
    Attempt,
    Fit,
    FitKind,
    ItemRow,
    ItemVersion,
    MemoryState,
    Module,
    Response,
    ScheduleFit,
    SignIn,
    User,
)
from quizapp.storage.queries.corrections import counted_maximum, counted_points
from quizapp.storage.queries.schedules import fit_in_use

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
    "missed_since",
    "last_number",
    "decay",
)
ABILITY_FIELDS = ("ability", "form", "answered")
_ABILITY_COLUMNS = (*ABILITY_FIELDS, "modules")

_sign_ins, _users, _attempts = SignIn.__table__, User.__table__, Attempt.__table__
_items, _versions = ItemRow.__table__, ItemVersion.__table__
_responses, _memories, _abilities = (
    Response.__table__,
    MemoryState.__table__,
    AbilityState.__table__,
)
_fits, _modules, _schedule_fits = Fit.__table__, Module.__table__, ScheduleFit.__table__

COEFFICIENTS_IN_USE = (
    select(func.max(_fits.c.id))
    .where(
        _fits.c.kind == FitKind.COEFFICIENTS,
        _fits.c.accepted.is_(True),
        _fits.c.version == BLEND_VERSION,
    )
    .scalar_subquery()
)

# PostgreSQL locks the learner's row, so that two answers sent at once from two devices move the
# states one after the other; SQLite's write lock does the same. In a statement of its own, before
# the read: a statement sees the data as of its start, however long it then waits for a lock.
LOCK_LEARNER = (
    select(_users.c.id)
    .join(_sign_ins, _sign_ins.c.user_id == _users.c.id)
    .where(_sign_ins.c.token_hash == bindparam("token_hash"))
    .with_for_update(of=_users, key_share=True)
)

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
        *(_abilities.c[name].label(f"ability_{name}") for name in _ABILITY_COLUMNS),
        _attempts.c.module_id,
        _fits.c.id.label("fit_id"),
        _fits.c["values"].label("fit_values"),
        _schedule_fits.c.id.label("schedule_fit_id"),
        _schedule_fits.c.weights,
    )
    .select_from(_sign_ins)
    .join(_users, _users.c.id == _sign_ins.c.user_id)
    .join(
        _attempts,
        (_attempts.c.user_id == _users.c.id) & (_attempts.c.uuid == bindparam("attempt_uuid")),
    )
    .join(_modules, _modules.c.id == _attempts.c.module_id)
    .join(_versions, _versions.c.id == bindparam("version_id"))
    .join(_items, _items.c.id == _versions.c.item_id)
    .outerjoin(
        _memories,
        (_memories.c.user_id == _users.c.id) & (_memories.c.objective_id == _items.c.objective_id),
    )
    .outerjoin(_abilities, _abilities.c.user_id == _users.c.id)
    .outerjoin(_fits, _fits.c.id == COEFFICIENTS_IN_USE)
    .outerjoin(_schedule_fits, _schedule_fits.c.id == fit_in_use(_users.c.id, _modules.c.course_id))
    .where(
        _sign_ins.c.token_hash == bindparam("token_hash"),
        _sign_ins.c.expires_at > bindparam("now", type_=UtcDateTime()),
    )
)

READ_STORED = select(_responses.c.uuid, _responses.c.place).where(
    _responses.c.attempt_id == bindparam("attempt_id"),
    (_responses.c.uuid == bindparam("response_uuid")) | (_responses.c.place == bindparam("place")),
)

# A placement's answers so far, oldest first, as they count by now.
READ_SCORED = (
    select(
        counted_points(),
        counted_maximum(),
        _responses.c.item_difficulty,
        _responses.c.selection,
    )
    .where(_responses.c.attempt_id == bindparam("attempt_id"))
    .order_by(_responses.c.id)
)

# Both dialects spell it alike, but share no type for it.
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _append(table: FromClause, dialect: str) -> Executable:
    statement: Executable = _INSERTS[dialect](table).on_conflict_do_nothing().returning(table.c.id)
    return statement


def _upsert(statement: Any, keys: Sequence[str], fields: Sequence[str]) -> Any:
    return statement.on_conflict_do_update(
        index_elements=list(keys),
        set_={field: statement.excluded[field] for field in fields},
    )


def _insert_named(model: type[Base], prefix: str) -> Any:
    """An insert with PostgreSQL whose parameters are named apart from another table's."""
    return postgresql.insert(model).values(
        {column.name: bindparam(f"{prefix}_{column.name}") for column in model.__table__.c}
    )


_MEMORY_KEYS, _ABILITY_KEYS = ("user_id", "objective_id"), ("user_id",)
_APPEND_RESPONSE = {dialect: _append(_responses, dialect) for dialect in _INSERTS}
_UPSERT_MEMORY = _upsert(sqlite.insert(MemoryState), _MEMORY_KEYS, MEMORY_FIELDS)
_UPSERT_ABILITY = _upsert(sqlite.insert(AbilityState), _ABILITY_KEYS, _ABILITY_COLUMNS)
# One statement for both makes up for the one that locks.
_UPSERT_BOTH: Executable = _upsert(
    _insert_named(AbilityState, "ability"), _ABILITY_KEYS, _ABILITY_COLUMNS
).add_cte(_upsert(_insert_named(MemoryState, "memory"), _MEMORY_KEYS, MEMORY_FIELDS).cte("memory"))


def read_snapshot(connection: Connection, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """Sign-in, learner, attempt, item and states in one row; None when they do not fit together."""
    if connection.dialect.name == "postgresql":
        connection.execute(LOCK_LEARNER, {"token_hash": parameters["token_hash"]})
    row = connection.execute(READ_SNAPSHOT, parameters).mappings().one_or_none()
    return None if row is None else dict(row)


def append_response(connection: Connection, values: dict[str, Any]) -> bool:
    """Write one row to the log; False when this answer, or one at its place, is there already."""
    statement = _APPEND_RESPONSE[connection.dialect.name]
    return connection.execute(statement, values).scalar_one_or_none() is not None


def write_states(connection: Connection, memory: dict[str, Any], ability: dict[str, Any]) -> None:
    """Store memory and ability as they stand after the answer."""
    if connection.dialect.name == "postgresql":
        prefixed = {f"memory_{name}": value for name, value in memory.items()}
        prefixed |= {f"ability_{name}": value for name, value in ability.items()}
        connection.execute(_UPSERT_BOTH, prefixed)
        return
    connection.execute(_UPSERT_MEMORY, memory)
    connection.execute(_UPSERT_ABILITY, ability)


def read_stored(connection: Connection, parameters: dict[str, Any]) -> dict[str, Any] | None:
    """The response that is already in the log under this uuid or at this place."""
    row = connection.execute(READ_STORED, parameters).mappings().first()
    return None if row is None else dict(row)


def read_scored(
    connection: Connection, parameters: dict[str, Any]
) -> list[tuple[int, int, float, dict[str, Any]]]:
    """Points, maximum, item difficulty and selection of an attempt's answers, oldest first."""
    return [
        (points, maximum, item_difficulty, selection)
        for points, maximum, item_difficulty, selection in connection.execute(
            READ_SCORED, parameters
        )
    ]
