"""The schema comes from the migrations alone, and they say the same as the models."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.util import CommandError
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from quizapp import app as application
from quizapp.cli import ROOT, migrate
from quizapp.services import schedules
from quizapp.services.rebuild import rebuild
from quizapp.services.runtime import Runtime
from quizapp.storage.base import Base
from quizapp.storage.database import migrating, require_references
from quizapp.storage.models import Schedule, User
from tests.factories import START, make_committed_school
from tests.fixtures import close, make_config
from tests.forgetting import FORGETFUL, keep_schedule
from tests.sittings import log_of, sit, states_of

SOURCES = ("quizapp", "migrations", "tests", "run.py", "wsgi.py")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_runtime(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime on a database without a table, on each of the two databases."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        url = request.getfixturevalue("postgresql_server").new_database_url()
    built = application.build_runtime(make_config(url, tmp_path))
    yield built
    close(built)


def alembic(runtime: Runtime, run: Callable[..., Any], *arguments: str) -> None:
    """Run one of Alembic's commands on the runtime's database."""
    config = AlembicConfig(toml_file=str(ROOT / "pyproject.toml"))
    with migrating(runtime.writing.kw["bind"]) as connection:
        config.attributes["connection"] = connection
        run(config, *arguments)
        require_references(connection)
        connection.commit()


def tables_of(runtime: Runtime) -> set[str]:
    with runtime.reading() as session:
        return set(inspect(session.connection()).get_table_names()) - {"alembic_version"}


def test_upgrading_an_empty_database_makes_every_table(empty_runtime: Runtime) -> None:
    migrate(empty_runtime)
    assert tables_of(empty_runtime) == set(Base.metadata.tables)


def test_migrating_twice_changes_nothing(empty_runtime: Runtime) -> None:
    migrate(empty_runtime)
    migrate(empty_runtime)
    assert tables_of(empty_runtime) == set(Base.metadata.tables)


def test_the_migrated_schema_is_what_the_models_say(either_runtime: Runtime) -> None:
    alembic(either_runtime, command.check)


def test_a_difference_from_the_models_is_noticed(either_runtime: Runtime) -> None:
    with either_runtime.writing.begin() as session:
        session.execute(text("DROP INDEX ix_responses_item_id_at"))
    with pytest.raises(CommandError, match="ix_responses_item_id_at"):
        alembic(either_runtime, command.check)


def test_downgrading_to_the_base_leaves_no_table(either_runtime: Runtime) -> None:
    alembic(either_runtime, command.downgrade, "base")
    assert tables_of(either_runtime) == set()


def test_upgrading_again_after_a_downgrade_is_clean(either_runtime: Runtime) -> None:
    alembic(either_runtime, command.downgrade, "base")
    migrate(either_runtime)
    alembic(either_runtime, command.check)


def rows_of(runtime: Runtime) -> dict[str, int]:
    with runtime.reading() as session:
        return {
            table: session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our tables
            for table in sorted(tables_of(runtime))
        }


def test_every_row_lives_through_all_migrations(either_runtime: Runtime) -> None:
    school = make_committed_school(either_runtime)
    sitting = sit(either_runtime, school)
    for _ in range(3):
        sitting.answer()
    before = rows_of(either_runtime)
    assert min(before[table] for table in ("objectives", "responses", "memory_states")) > 0
    alembic(either_runtime, command.downgrade, "0001")
    first = rows_of(either_runtime)
    assert first == {table: before[table] for table in first}
    migrate(either_runtime)
    assert rows_of(either_runtime) == before


def test_a_migration_that_would_leave_rows_without_their_kin_changes_nothing(
    empty_runtime: Runtime,
) -> None:
    migrate(empty_runtime)
    engine = empty_runtime.writing.kw["bind"]
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL checks each statement by itself.")
    orphan = (
        "INSERT INTO sign_ins (token_hash, user_id, created_at, expires_at) VALUES ('a', 9, 0, 0)"
    )
    refused = pytest.raises(RuntimeError, match="1 rows would refer to nothing")
    with refused, migrating(engine) as connection:
        connection.execute(text(orphan))
        require_references(connection)
    assert rows_of(empty_runtime)["sign_ins"] == 0
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_attempts_and_their_log_live_through_the_kinds_of_attempts_changing(
    either_runtime: Runtime,
) -> None:
    """Down to before readiness tests and up again, with answers that point at attempts."""
    school = make_committed_school(either_runtime)
    sitting = sit(either_runtime, school)
    for _ in range(3):
        sitting.answer()
    with either_runtime.writing.begin() as session:
        session.execute(text("UPDATE attempts SET kind = 'readiness'"))
    log = [response.uuid for response in log_of(either_runtime)]
    alembic(either_runtime, command.downgrade, "0005")
    assert kinds_of(either_runtime) == ["quiz"]
    with pytest.raises(IntegrityError), either_runtime.writing.begin() as session:
        session.execute(text("UPDATE attempts SET kind = 'readiness'"))
    migrate(either_runtime)
    alembic(either_runtime, command.check)
    for kind in ("placement", "readiness"):
        with either_runtime.writing.begin() as session:
            session.execute(text("UPDATE attempts SET kind = :kind"), {"kind": kind})
    with pytest.raises(IntegrityError), either_runtime.writing.begin() as session:
        session.execute(text("UPDATE attempts SET kind = 'other'"))
    assert [response.uuid for response in log_of(either_runtime)] == log
    if either_runtime.config.database_url.startswith("sqlite"):
        with either_runtime.reading() as session:
            assert session.scalars(text("PRAGMA integrity_check")).all() == ["ok"]
            assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_memories_live_through_fitted_schedules_going_and_a_rebuild_gives_the_defaults(
    either_runtime: Runtime,
) -> None:
    school = make_committed_school(either_runtime)
    sitting = sit(either_runtime, school)
    for _ in range(3):
        sitting.answer()
    by_default = states_of(either_runtime)["memories"]
    with either_runtime.writing.begin() as session:
        keep_schedule(session, FORGETFUL, user_id=school.learner.id)
        learner = session.get_one(User, school.learner.id)
        schedules.use(session, learner, session.scalars(select(Schedule)).one(), now=START)
    fitted = states_of(either_runtime)["memories"]
    alembic(either_runtime, command.downgrade, "0007")
    migrate(either_runtime)
    alembic(either_runtime, command.check)
    again = states_of(either_runtime)["memories"]
    assert [row[:-1] for row in again] == [row[:-1] for row in fitted]
    assert again != fitted
    with either_runtime.writing.begin() as session:
        rebuild(session)
    assert states_of(either_runtime)["memories"] == by_default


def kinds_of(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(session.scalars(text("SELECT DISTINCT kind FROM attempts")))


def test_tables_are_made_by_migrations_alone() -> None:
    shortcut = "create_" + "all"
    files = [
        path
        for source in SOURCES
        for path in ([ROOT / source] if source.endswith(".py") else (ROOT / source).rglob("*.py"))
    ]
    assert len(files) > 50
    assert [path for path in files if shortcut in path.read_text(encoding="utf-8")] == []


def test_every_foreign_key_leads_an_index(either_runtime: Runtime) -> None:
    with either_runtime.reading() as session:
        schema = inspect(session.connection())
        keys = [
            (table, tuple(key["constrained_columns"]))
            for table in schema.get_table_names()
            for key in schema.get_foreign_keys(table)
        ]
        indexed = {table: leading_columns(schema, table) for table in schema.get_table_names()}
    assert len(keys) > 20
    assert [(table, key) for table, key in keys if key not in indexed[table]] == []


def leading_columns(schema: Any, table: str) -> set[tuple[str, ...]]:
    """Every run of columns that an index, a unique constraint or the primary key begins with."""
    columns = [index["column_names"] for index in schema.get_indexes(table)]
    columns += [unique["column_names"] for unique in schema.get_unique_constraints(table)]
    columns.append(schema.get_pk_constraint(table)["constrained_columns"])
    return {tuple(names[:length]) for names in columns for length in range(1, len(names) + 1)}
