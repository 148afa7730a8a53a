"""Commands: `flask --app wsgi ...`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, func, inspect, select

from quizapp import app as application
from quizapp.cli import ROOT
from quizapp.core.item_types import TYPES
from quizapp.services import schedule_fitting
from quizapp.services.runtime import Runtime
from quizapp.storage.base import Base
from quizapp.storage.models import (
    Course,
    Document,
    Figure,
    ItemRow,
    MemoryState,
    Module,
    Role,
    Section,
    User,
)
from tests.factories import LONG_DOCUMENT, Clock, School, make_illustrated
from tests.fixtures import close, make_config
from tests.sittings import sit, states_of

UNREACHABLE = "postgresql+psycopg://nobody@127.0.0.1:9/nowhere"
SEED = ROOT.parent / "shared" / "seeds" / "secondary-liver-cancer.txt"
LESSON_WORDS = 60


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "liver.md"
    path.write_text(LONG_DOCUMENT, encoding="utf-8")
    return path


@pytest.fixture
def seed() -> Path:
    if not SEED.exists():
        pytest.skip("../shared/seeds/secondary-liver-cancer.txt is not beside this checkout")
    return SEED


@pytest.fixture
def runner(app: Flask) -> Iterator[FlaskCliRunner]:
    """Commands of the application on SQLite, in the context that the flask program gives them."""
    with app.app_context():
        yield app.test_cli_runner()


@pytest.fixture
def without_database(tmp_path: Path) -> Iterator[FlaskCliRunner]:
    """Commands of an application whose database cannot be reached."""
    built = application.create_app(make_config(UNREACHABLE, tmp_path))
    yield built.test_cli_runner()
    close(built.extensions["quizapp"])


def run(runner: FlaskCliRunner, *arguments: str | Path) -> Result:
    """Run a command that is expected to do its work."""
    result = runner.invoke(args=[str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result


def run_json(runner: FlaskCliRunner, command: str, file: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(run(runner, command, file, "--json").stdout)
    return value


def walk(sections: list[dict[str, Any]], below: str) -> Iterator[dict[str, Any]]:
    for section in sections:
        yield section
        yield from walk(section[below], below)


def count(runtime: Runtime, model: Any) -> int:
    with runtime.reading() as session:
        return session.scalars(select(func.count()).select_from(model)).one()


# --- outline and draft, without a database ------------------------------------------------------


def test_an_outline_as_json(without_database: FlaskCliRunner, document: Path) -> None:
    found = run_json(without_database, "outline", document)
    assert set(found) == {"title", "facts", "sections", "dropped", "doubts"}
    assert found["title"] == "Blood and bile"
    sections = list(walk(found["sections"], "children"))
    assert {"How blood reaches the liver", "Signs of blocked bile"} <= {
        section["title"] for section in sections
    }
    for section in sections:
        assert set(section) >= {"title", "level", "start", "end", "text", "children"}
        assert LONG_DOCUMENT[section["start"] : section["end"]].strip() == section["text"].strip()


def test_an_outlines_remarks_say_what_and_why(without_database: FlaskCliRunner, seed: Path) -> None:
    found = run_json(without_database, "outline", seed)
    for fact in found["facts"]:
        assert fact["key"]
        assert fact["value"]
    assert found["dropped"]
    for remark in found["dropped"] + found["doubts"]:
        assert remark["text"]
        assert remark["reason"]


def test_a_draft_as_json(without_database: FlaskCliRunner, document: Path) -> None:
    found = run_json(without_database, "draft", document)
    assert found["title"] == "Blood and bile"
    sections = list(walk(found["sections"], "sections"))
    items = [item for section in sections for item in section["items"]]
    assert items
    for section in sections:
        assert section["title"]
        assert section["lesson"] is None or section["lesson"]["passages"]
    for item in items:
        assert {"type", "stem", "rationale", "objective", "step", "bloom"} <= set(item)
        item_type = TYPES[item["type"]]
        assert item_type.problems(item_type.load(item)) == []
        assert all({"rule", "severity", "message"} == set(f) for f in item["findings"])


def test_every_drafted_question_quotes_the_text_verbatim(
    without_database: FlaskCliRunner, document: Path
) -> None:
    found = run_json(without_database, "draft", document)
    sources = [
        item["source"]
        for section in walk(found["sections"], "sections")
        for item in section["items"]
    ]
    assert sources
    for source in sources:
        assert LONG_DOCUMENT[source["start"] : source["end"]] == source["quote"]


def test_the_same_file_is_always_drafted_alike(
    without_database: FlaskCliRunner, document: Path
) -> None:
    first, second = (run(without_database, "draft", document, "--json") for _ in range(2))
    assert first.stdout == second.stdout


@pytest.mark.parametrize("command", ["outline", "draft"])
def test_without_json_the_sections_are_listed_for_people(
    without_database: FlaskCliRunner, document: Path, command: str
) -> None:
    lines = run(without_database, command, document).stdout.splitlines()
    assert lines[0] == "Blood and bile"
    assert any("Signs of blocked bile" in line for line in lines[1:])


@pytest.mark.parametrize("command", ["outline", "draft"])
def test_the_commands_work_as_programs_with_an_unreachable_database(
    document: Path, tmp_path: Path, command: str
) -> None:
    finished = flask(tmp_path, command, str(document), "--json", database=UNREACHABLE)
    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["title"] == "Blood and bile"


def flask(folder: Path, *arguments: str, database: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    settings = {"QUIZAPP_DATA_DIR": str(folder), "QUIZAPP_DATABASE_URL": database}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=dict(os.environ, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


# --- what cannot be read ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [("notes.exe", b"MZ"), ("empty.txt", b" \n"), ("noise.txt", b"\x00\x01\x02" * 100)],
)
@pytest.mark.parametrize("command", [["outline"], ["draft"], ["documents", "import"]])
def test_a_file_that_cannot_be_read_ends_with_a_plain_message(
    runner: FlaskCliRunner,
    runtime: Runtime,
    tmp_path: Path,
    command: list[str],
    name: str,
    content: bytes,
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    options = ["--course", "adult-health"] if "import" in command else []
    result = runner.invoke(args=[*command, str(path), *options])
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
    assert result.stdout == ""
    assert (count(runtime, Document), count(runtime, Course)) == (0, 0)


# --- importing ----------------------------------------------------------------------------------


def test_importing_makes_a_module_in_its_course(
    runner: FlaskCliRunner, runtime: Runtime, document: Path
) -> None:
    result = run(runner, "documents", "import", document, "--course", "adult-health")
    with runtime.reading() as session:
        module = session.scalars(select(Module)).one()
        course = session.scalars(select(Course)).one()
    assert (course.slug, module.title) == ("adult-health", "Blood and bile")
    assert f"Blood and bile: {count(runtime, ItemRow)} questions to review." in result.stdout
    assert f"/teach/modules/{module.uuid}" in result.stdout


def test_importing_twice_doubles_nothing(
    runner: FlaskCliRunner, runtime: Runtime, document: Path
) -> None:
    first = run(runner, "documents", "import", document, "--course", "adult-health")
    before = [count(runtime, model) for model in (Course, Document, Module, Section, ItemRow)]
    second = run(runner, "documents", "import", document, "--course", "adult-health")
    after = [count(runtime, model) for model in (Course, Document, Module, Section, ItemRow)]
    assert after == before
    assert second.stdout.splitlines() == [
        "This document is here already; nothing was changed.",
        *first.stdout.splitlines()[-2:],
    ]


@pytest.fixture
def seeded(runner: FlaskCliRunner, runtime: Runtime, seed: Path) -> Runtime:
    """The seed, imported."""
    run(runner, "documents", "import", seed, "--course", "adult-health")
    return runtime


def test_the_seed_becomes_fourteen_sections_and_eight_facts(seeded: Runtime) -> None:
    with seeded.reading() as session:
        assert len(session.scalars(select(Module)).one().facts) == 8
    assert count(seeded, Section) == 14


def test_every_section_of_the_seed_with_text_has_questions(seeded: Runtime) -> None:
    with seeded.reading() as session:
        text = session.scalars(select(Document.text)).one() or ""
        asked = set(session.scalars(select(ItemRow.section_id)))
        long = [
            section
            for section in session.scalars(select(Section).order_by(Section.place))
            if len(text[section.start : section.end].split()) >= LESSON_WORDS
        ]
    assert len(long) == 12
    assert [section.title for section in long if section.id not in asked] == []


# --- the database -------------------------------------------------------------------------------


def test_upgrading_makes_the_tables_of_an_empty_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    built = application.create_app(make_config(url, tmp_path))
    runtime: Runtime = built.extensions["quizapp"]
    for _ in range(2):
        run(built.test_cli_runner(), "db", "upgrade")
    with runtime.reading() as session:
        tables = set(inspect(session.connection()).get_table_names())
    close(runtime)
    assert tables == {*Base.metadata.tables, "alembic_version"}


def test_importing_sets_a_new_database_up_by_itself(tmp_path: Path, document: Path) -> None:
    app = application.create_app(make_config(f"sqlite:///{tmp_path / 'new.sqlite3'}", tmp_path))
    with app.app_context():
        result = app.test_cli_runner().invoke(
            args=["documents", "import", str(document), "--course", "liver"]
        )
    close(app.extensions["quizapp"])
    assert result.exit_code == 0, result.output
    assert "questions to review" in result.output


def test_fitting_says_what_it_came_to(
    runner: FlaskCliRunner, runtime: Runtime, school: School
) -> None:
    sit(runtime, school).answer()
    assert run(runner, "fit-prediction").stdout == (
        "coefficients: 1 answers, not used: fewer than 400 answers\n"
        "items: 0 answers, not used: less than a tenth more answers than at the last fit\n"
    )


def test_fitting_schedules_says_how_many_are_due(
    runner: FlaskCliRunner, runtime: Runtime, school: School
) -> None:
    sit(runtime, school).answer()
    assert run(runner, "fit-schedules").stdout == (
        "Learners and courses with enough new reviews: 0.\n"
    )


def test_fitting_schedules_says_what_came_of_each(
    runner: FlaskCliRunner, runtime: Runtime, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_fitting, "FEWEST_REVIEWS", 1)
    sit(runtime, school).answer()
    assert run(runner, "fit-schedules").stdout == (
        "Learners and courses with enough new reviews: 1.\n"
        "a learner: 1 reviews, not offered: too few reviews or days to judge by\n"
    )


def test_without_the_extra_fitting_schedules_says_where_to_read(
    runner: FlaskCliRunner, runtime: Runtime, app: Flask
) -> None:
    app.extensions["quizapp"] = replace(runtime, fit_parameters=None)
    result = runner.invoke(args=["fit-schedules"])
    assert result.exit_code == 1
    assert "docs/operations.md" in result.stderr


def test_rebuilding_replays_the_log(
    runner: FlaskCliRunner, runtime: Runtime, school: School
) -> None:
    sitting = sit(runtime, school)
    for _ in range(3):
        sitting.answer()
    stored = states_of(runtime)
    with runtime.writing.begin() as session:
        for state in session.scalars(select(MemoryState)):
            state.stability *= 2
    result = run(runner, "rebuild")
    assert result.stdout == "Replayed 3 responses of 1 learners onto 6 items.\n"
    rebuilt = states_of(runtime)
    assert (rebuilt["memories"], rebuilt["abilities"]) == (stored["memories"], stored["abilities"])


# --- roles --------------------------------------------------------------------------------------


def test_the_first_administrator_is_made_by_command(
    runner: FlaskCliRunner, runtime: Runtime, school: School
) -> None:
    run(runner, "set-role", school.instructor.email, "admin")
    with runtime.reading() as session:
        assert session.get_one(User, school.instructor.id).role is Role.ADMIN


def test_a_role_for_somebody_unknown_ends_with_a_plain_message(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["set-role", "who@example.org", "admin"])
    assert result.exit_code == 1
    assert "Nobody has the e-mail address who@example.org" in result.stderr


def test_unused_pictures_are_told_before_they_are_swept(
    runner: FlaskCliRunner, school: School, runtime: Runtime, clock: Clock
) -> None:
    with runtime.writing.begin() as session:
        course = session.get_one(Course, school.course.id)
        make_illustrated(session, course)
        session.execute(delete(Figure))
    dry, sweep = ("media", "sweep", "--dry-run"), ("media", "sweep")
    said = run(runner, *dry).output
    assert said.startswith("Would take away 0 unused pictures (0.0 MB). 2 more are unused")
    assert run(runner, *sweep).output.startswith("Took away 0 unused pictures")
    clock.advance(days=7)
    assert run(runner, *dry).output.startswith("Would take away 2 unused pictures")
    assert run(runner, *sweep).output.startswith("Took away 2 unused pictures")
    assert "0 more are unused" in run(runner, *dry).output
