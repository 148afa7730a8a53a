"""Commands on banks: `flask --app wsgi bank ...`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from quizapp import app as application
from quizapp.adapters.formats import read_bank
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Course, ItemRow, Module
from tests.factories import School
from tests.fixtures import close, make_config

GIFT = """\
::Q1::What makes bile?{=The liver ~The spleen ~The kidney}

Bile is green.{T}

Write about bile.{}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "week-1.gift"
    path.write_text(GIFT, encoding="utf-8")
    return path


@pytest.fixture
def runner(app: Flask) -> Iterator[FlaskCliRunner]:
    with app.app_context():
        yield app.test_cli_runner()


def run(runner: FlaskCliRunner, *arguments: object) -> Result:
    result = runner.invoke(args=["bank", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result


def refused(runner: FlaskCliRunner, *arguments: object) -> str:
    result = runner.invoke(args=["bank", *map(str, arguments)])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    return result.output


def count(runtime: Runtime, model: type) -> int:
    with runtime.reading() as session:
        return session.scalars(select(func.count()).select_from(model)).one()


def test_a_file_is_checked_without_a_database(tmp_path: Path, file: Path):
    built = application.create_app(
        make_config("postgresql+psycopg://nobody@127.0.0.1:9/nowhere", tmp_path)
    )
    output = run(built.test_cli_runner(), "check", file).output
    close(built.extensions["quizapp"])
    assert "new       line 1 (Q1): What makes bile?" in output
    assert "skipped   line 5: Write about bile. - This kind of question cannot be kept" in output


def test_a_file_that_is_no_bank_is_refused_in_words(runner: FlaskCliRunner, tmp_path: Path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\x00\x00")
    assert "photo.png: this is no bank that Quizapp reads." in refused(runner, "check", path)


def test_a_dry_run_changes_nothing(runner: FlaskCliRunner, runtime: Runtime, file: Path):
    assert (
        "Nothing was changed."
        in run(runner, "import", file, "--course", "adult", "--dry-run").output
    )
    assert count(runtime, Course) == count(runtime, ItemRow) == 0


def test_an_import_makes_a_module_and_again_changes_nothing(
    runner: FlaskCliRunner, runtime: Runtime, file: Path
):
    output = run(runner, "import", file, "--course", "adult").output
    assert "2 new, 0 changed, 0 unchanged, 1 skipped; a new module: week-1" in output
    assert "/teach/modules/" in output
    output = run(runner, "import", file, "--course", "adult").output
    assert "0 new, 0 changed, 2 unchanged, 1 skipped; the module: week-1" in output
    assert (count(runtime, Module), count(runtime, ItemRow)) == (1, 2)


def test_an_import_goes_to_the_module_that_is_named(
    runner: FlaskCliRunner, runtime: Runtime, school: School, file: Path
):
    before = count(runtime, ItemRow)
    run(runner, "import", file, "--course", school.course.slug, "--module", school.module.uuid)
    assert (count(runtime, Module), count(runtime, ItemRow)) == (1, before + 2)


def test_a_module_that_is_not_there_is_refused(runner: FlaskCliRunner, school: School, file: Path):
    nobody = "00000000-0000-0000-0000-000000000000"
    for command in (("import", file), ("export", "--format", "gift")):
        output = refused(runner, *command, "--course", school.course.slug, "--module", nobody)
        assert "There is no such module in this course." in output


def test_an_export_writes_the_file_and_says_what_it_cannot_hold(
    runner: FlaskCliRunner, school: School, tmp_path: Path
):
    path = tmp_path / "out.txt"
    result = run(
        runner, "export", "--course", school.course.slug, "--format", "aiken", "--out", path
    )
    assert f"4 questions: {path}" in result.stdout
    assert "portal-easy: Aiken: the words of the document that it rests on" in result.stderr
    assert "portal-hard: Aiken cannot carry this kind of question" in result.stderr
    assert len(read_bank(path.read_bytes(), path.name)[1].items) == 4


def test_an_export_of_nothing_is_refused(runner: FlaskCliRunner, runtime: Runtime):
    assert "There is no such course." in refused(
        runner, "export", "--course", "none", "--format", "toml"
    )
