"""Commands: `flask --app wsgi ...`."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from quizapp.adapters.dictionaries import look_up
from quizapp.adapters.extraction import read_document
from quizapp.adapters.formats import FORMATS, read_bank, readable, writable
from quizapp.core.blocks import SourceText
from quizapp.core.errors import QuizappError
from quizapp.core.formats import toml
from quizapp.core.generation import draft, draft_to_dict
from quizapp.core.misspellings import rare_words
from quizapp.core.outline import Outline
from quizapp.core.outline import outline as outline_of
from quizapp.core.outline_records import outline_to_dict
from quizapp.services import (
    accounts,
    bank_exports,
    bank_files,
    bank_imports,
    bank_plans,
    courses,
    demo,
    documents,
    fitting,
    rebuild,
    review,
    revisions,
    schedule_fitting,
    sweeping,
)
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session, is_empty, migrating, require_references
from quizapp.storage.models import Course, Module, ModuleStatus, Role

ROOT = Path(__file__).resolve().parent.parent
_DEMO = ROOT / "questions" / "secondary-liver-cancer"

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_course = click.option(
    "--course", "slug", required=True, help="The course's slug; made if there is none."
)
_as_format = click.option(
    "--format",
    "format_name",
    type=click.Choice([entry.name for entry in readable()]),
    help="By the file's ending and content if left out.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON.")

documents_group = AppGroup("documents", help="Documents and what is made of them.")
bank_group = AppGroup("bank", help="Questions as files.")
database_group = AppGroup("db", help="The database's schema.")
media_group = AppGroup("media", help="Pictures of documents.")
demo_group = AppGroup("demo", help="The demo.")


def register_commands(app: Flask) -> None:
    """Add every command to the application."""
    for group in (documents_group, bank_group, database_group, media_group, demo_group):
        app.cli.add_command(group)
    for single in (
        outline_command,
        draft_command,
        rebuild_command,
        fit_command,
        fit_schedules_command,
        set_role_command,
    ):
        app.cli.add_command(single)


@documents_group.command("import")
@_file
@_course
def import_document(file: Path, slug: str) -> None:
    """Import FILE into a course: outline, lessons and drafted questions."""
    runtime = _ready_runtime()
    with _plain_errors(), runtime.writing.begin() as session:
        course = courses.get_or_create_course(session, slug, now=runtime.clock())
        module = _import(runtime, session, course, file.name, file.read_bytes(), say=click.echo)
        counts = review.count_items(session, module)
        click.echo(f"{module.title}: {counts.to_review} questions to review.")
        click.echo(f"/teach/modules/{module.uuid}")


@bank_group.command("check")
@_file
@_as_format
def check_bank(file: Path, format_name: str | None) -> None:
    """Show what is read of FILE, and what is skipped and why. Needs no database."""
    with _plain_errors():
        form, parsed = read_bank(file.read_bytes(), file.name, format_name)
    click.echo(form.label)
    _echo_plan(bank_plans.plan_file(parsed, filename=file.name))


@bank_group.command("import")
@_file
@_course
@click.option("--module", "module_uuid", type=click.UUID, help="Its uuid; by the file if left out.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@_as_format
def import_bank(
    file: Path, slug: str, module_uuid: UUID | None, dry_run: bool, format_name: str | None
) -> None:
    """Bring the questions of FILE into a module of a course, or into a new one, to review."""
    runtime, content = _ready_runtime(), file.read_bytes()
    with _plain_errors():
        parsed = read_bank(content, file.name, format_name)[1]
        wanted = bank_imports.Target(slug, file.name, content, module_uuid)
        with runtime.reading() as session:
            module = bank_imports.find_target(session, wanted)
            plan = bank_plans.plan_import(session, module, parsed, filename=file.name)
        _echo_plan(plan)
        if dry_run:
            click.echo("Nothing was changed.")
            return
        flaws, now = bank_imports.find_flaws(plan), runtime.clock()
        with runtime.writing.begin() as session:
            courses.get_or_create_course(session, slug, now=now)
            module = bank_imports.carry_out(
                session, wanted, parsed, None, fingerprint=plan.fingerprint, flaws=flaws, now=now
            )
            click.echo(f"/teach/modules/{module.uuid}")


@bank_group.command("export")
@_course
@click.option("--module", "module_uuid", type=click.UUID, help="Its uuid; all of them if left out.")
@click.option(
    "--format", "name", required=True, type=click.Choice([entry.name for entry in writable()])
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
def export_bank(slug: str, module_uuid: UUID | None, name: str, out: Path | None) -> None:
    """Write the questions of a module or of a course to a file, and say what it cannot hold."""
    form = FORMATS[name]
    with _plain_errors(), _ready_runtime().reading() as session:
        bank = bank_exports.export(session, slug, module_uuid)
        if form.write is None:
            raise AssertionError("a format to write without a writer")
        written = form.write(bank)
    for loss in written.losses:
        click.echo(f"{loss.slug}: {loss.words}", err=True)
    path = out or Path(bank_exports.file_name(bank, form.endings[0]))
    path.write_bytes(written.content)
    click.echo(f"{len(bank.items) - written.left_out} questions: {path}")


@click.command("outline")
@_file
@_as_json
def outline_command(file: Path, as_json: bool) -> None:
    """Show how FILE is outlined. Needs no database."""
    with _plain_errors():
        arranged = outline_to_dict(_outline(file)[1])
    if as_json:
        click.echo(json.dumps(arranged, ensure_ascii=False, indent=2))
        return
    click.echo(arranged["title"])
    _echo_sections(arranged["sections"], lambda _section: "")


@click.command("draft")
@_file
@_as_json
def draft_command(file: Path, as_json: bool) -> None:
    """Show the lessons and questions that FILE gives. Needs no database."""
    with _plain_errors():
        source, arranged = _outline(file)
        drafted = draft_to_dict(draft(arranged, source.text))
    if as_json:
        click.echo(json.dumps(drafted, ensure_ascii=False, indent=2))
        return
    click.echo(drafted["title"])
    _echo_sections(drafted["sections"], lambda section: f" ({len(section['items'])} questions)")


@click.command("rebuild")
def rebuild_command() -> None:
    """Replay the log of responses into memory states, abilities and item difficulties."""
    with _ready_runtime().writing.begin() as session:
        report = rebuild.rebuild(session)
    click.echo(
        f"Replayed {report.responses} responses of {report.learners} learners"
        f" onto {report.items} items."
    )


@click.command("fit-prediction")
def fit_command() -> None:
    """Fit the prediction to the log now, as the worker does every day."""
    runtime = _ready_runtime()
    with runtime.reading() as session:
        fits = fitting.try_fits(session)
    with runtime.writing.begin() as session:
        fitting.keep_fits(session, fits, now=runtime.clock())
    for tried in fits:
        verdict = "in use" if tried.accepted else "not used"
        figures = (
            ""
            if tried.before is None or tried.after is None
            else f" (log loss {tried.before:.4f} before, {tried.after:.4f} after)"
        )
        click.echo(f"{tried.kind}: {tried.answers} answers, {verdict}: {tried.reason}{figures}")


@click.command("fit-schedules")
def fit_schedules_command() -> None:
    """Fit schedules to the log now, as the worker does every day, and offer the better ones."""
    runtime = _ready_runtime()
    if runtime.fit_parameters is None:
        raise click.ClickException("Nothing is installed that fits schedules: docs/operations.md.")
    with runtime.reading() as session:
        subjects = schedule_fitting.list_due(session)
    click.echo(f"Learners and courses with enough new reviews: {len(subjects)}.")
    for subject in subjects:
        with runtime.reading() as session:
            tried = schedule_fitting.try_fit(session, subject, runtime.fit_parameters)
        with runtime.writing.begin() as session:
            schedule_fitting.keep_fit(session, tried, now=runtime.clock())
        whose = "a course" if subject.is_course else "a learner"
        verdict = tried.verdict
        figures = (
            ""
            if verdict is None
            else f" (log loss {verdict.before:.4f} before, {verdict.after:.4f} after)"
        )
        offered = "offered" if tried.accepted else "not offered"
        click.echo(f"{whose}: {subject.reviews} reviews, {offered}: {tried.reason}{figures}")


@click.command("set-role")
@click.argument("email")
@click.argument("role", type=click.Choice([role.value for role in Role]))
def set_role_command(email: str, role: str) -> None:
    """Give the person with this EMAIL a ROLE: how the first administrator is made."""
    with _plain_errors(), _ready_runtime().writing.begin() as session:
        user = accounts.set_role_by_email(session, email, Role(role))
        click.echo(f"{user.name} is now {role}.")


@media_group.command("sweep")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def sweep_media(dry_run: bool) -> None:
    """Take away pictures that nothing has shown for a week, as the worker does every day."""
    runtime = _ready_runtime()
    if dry_run:
        with runtime.reading() as session:
            swept = sweeping.foresee_sweep(session, now=runtime.clock())
    else:
        with runtime.writing.begin() as session:
            swept = sweeping.sweep_media(session, now=runtime.clock())
    click.echo(
        f"{'Would take' if dry_run else 'Took'} away {swept.gone} unused pictures"
        f" ({swept.size / 1024 / 1024:.1f} MB). {swept.waiting} more are unused, and wait until"
        f" they have been so for {sweeping.GRACE.days} days."
    )


@database_group.command("upgrade")
def upgrade() -> None:
    """Bring the database's schema up to date."""
    migrate(_runtime())


@demo_group.command("prepare")
@click.option("--port", default=8000, show_default=True)
@click.option("--migrate", "migrates", is_flag=True, help="Bring the schema up to date first.")
def prepare_demo(port: int, migrates: bool) -> None:
    """Load the demo through the real pipeline, once, and say how to get in."""
    runtime = _runtime()
    if migrates:
        migrate(runtime)
    with _plain_errors(), runtime.writing.begin() as session:
        now = runtime.clock()
        passwords = demo.prepare_people(session, now=now)
        course = demo.prepare_course(session, now=now)
        content = (_DEMO / "document.md").read_bytes()
        module = _import(runtime, session, course, "secondary-liver-cancer.md", content)
        if module.status is ModuleStatus.DRAFT:
            bank_path = _DEMO / "bank.toml"
            bank = toml.loads(bank_path.read_text(encoding="utf-8"), name=bank_path.name)
            teacher = demo.find_demo_user(session, Role.INSTRUCTOR)
            bank_files.import_bank(session, module, bank, teacher, now=now)
            review.publish_module(session, module, now=now)
    kept = demo.keep_sign_ins(runtime.config.data_folder / "demo-sign-ins.json", passwords)
    click.echo(f"Open http://127.0.0.1:{port}/ and choose how to continue, or sign in as:")
    for email, password in kept.items():
        click.echo(f"  {email:<26} {password}")


def migrate(runtime: Runtime) -> None:
    """Run the migrations on the runtime's database; quick when there are none to run."""
    # Only migrating needs Alembic, and every other start would wait for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config as AlembicConfig  # noqa: PLC0415

    config = AlembicConfig(toml_file=str(ROOT / "pyproject.toml"))
    with migrating(runtime.writing.kw["bind"]) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        require_references(connection)
        connection.commit()


def _outline(file: Path) -> tuple[SourceText, Outline]:
    source = read_document(file.name, file.read_bytes())
    unknown = look_up(rare_words(source.text))
    return source, outline_of(source, fallback_title=file.stem, unknown=unknown)


def _import(
    runtime: Runtime,
    session: Session,
    course: Course,
    filename: str,
    content: bytes,
    *,
    say: Callable[[str], object] = lambda _line: None,
) -> Module:
    document = documents.keep_document(
        session, None, course, filename=filename, content=content, now=runtime.clock()
    )
    existing = documents.find_module(session, document)
    if existing is not None:
        say("This document is here already; nothing was changed.")
        return existing
    for step in documents.draft_document(filename, content, runtime.read_document, runtime.look_up):
        if isinstance(step, documents.Drafted):
            module, report = revisions.store_or_revise(session, document, step, now=runtime.clock())
            if report is not None:
                say(str(report))
            return module
        if step.done:
            say(f"{step.name}: {step.count}")
    raise AssertionError("drafting ended without a draft")


def _echo_plan(plan: bank_plans.ImportPlan) -> None:
    for line in bank_plans.lines_of(plan):
        click.echo(line)


def _echo_sections(sections: list[dict[str, Any]], note: Callable[[dict[str, Any]], str]) -> None:
    for section in sections:
        indent = "  " * section.get("level", 1)
        click.echo(f"{indent}{section['title']}{note(section)}")
        children = section["sections"] if "sections" in section else section["children"]
        _echo_sections(children, note)


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["quizapp"]
    return runtime


def _ready_runtime() -> Runtime:
    """The runtime with a schema: a new database is set up, so that one command is enough."""
    runtime = _runtime()
    with runtime.reading() as session:
        new = is_empty(session)
    if new:
        migrate(runtime)
    return runtime


@contextmanager
def _plain_errors() -> Iterator[None]:
    """A problem in words and exit code 1, instead of a traceback."""
    try:
        yield
    except QuizappError as error:
        raise click.ClickException(str(error)) from None
