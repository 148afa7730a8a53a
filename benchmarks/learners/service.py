"""The running service for simulated learners: the whole application behind a socket of its own.

Its clock stands where the simulation puts it, and its bank holds an objective with an easy, a
medium and a hard question for each objective of a simulated world.
"""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.learners.treatment import Asked
from quizapp import app as application
from quizapp.adapters.extraction import read_document
from quizapp.cli import migrate
from quizapp.config import Config
from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats import toml
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Step, with_source
from quizapp.services import bank_files, courses, documents, review
from quizapp.services.rebuild import fold_item_difficulties
from quizapp.services.runtime import Runtime
from tests.factories import Clock, make_item

# The hour at which everybody studies: the day's first question comes at nine.
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOST = "127.0.0.1"
RIGHT_TEXT = "The sign of this very objective"


@dataclass(frozen=True)
class Service:
    """A service that answers at `port`. `questions` by stem; `code` lets learners in."""

    port: int
    clock: Clock
    code: str
    course_slug: str
    module_path: str
    questions: dict[str, Asked]
    runtime: Runtime

    def run_worker(self) -> None:
        """Fold what was answered into the items' difficulties, as the worker does meanwhile."""
        for _ in range(2):
            with self.runtime.writing.begin() as session:
                while fold_item_difficulties(session):
                    pass


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def running_service(
    objectives: int, sections: int, database_url: str | None = None
) -> Iterator[Service]:
    """The service on a fresh SQLite file, or on an empty database of the given URL."""
    with tempfile.TemporaryDirectory(prefix="quizapp-served-") as folder:
        url = database_url or f"sqlite:///{folder}/quizapp.sqlite3"
        clock = Clock(START)
        app = application.create_app(
            Config(database_url=url, secret_key="only here", data_folder=Path(folder))  # noqa: S106
        )
        runtime = replace(app.extensions["quizapp"], clock=clock)
        app.extensions["quizapp"] = runtime
        migrate(runtime)
        with _serving(app) as port:
            yield _open_course(runtime, clock, port, objectives, sections)
        for factory in (runtime.reading, runtime.writing):
            factory.kw["bind"].dispose()


@contextmanager
def _serving(app: Flask) -> Iterator[int]:
    server = make_server(HOST, 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _open_course(
    runtime: Runtime, clock: Clock, port: int, objectives: int, sections: int
) -> Service:
    text = make_document(sections).encode()
    bank = toml.loads(toml.dumps(make_bank(objectives, sections)), name="bank.toml")
    with runtime.writing.begin() as session:
        course = courses.create_course(session, None, title="Signs", now=START)
        document = documents.keep_document(
            session, None, course, filename="signs.md", content=text, now=START
        )
        drafted = next(
            step
            for step in documents.draft_document("signs.md", text, read_document)
            if isinstance(step, documents.Drafted)
        )
        bare = tuple((above, replace(entry, items=())) for above, entry in drafted.sections)
        module = documents.store_draft(
            session, document, replace(drafted, sections=bare), now=START
        )
        bank_files.import_bank(session, module, bank, None, now=START)
        review.publish_module(session, module, now=START)
        return Service(
            port,
            clock,
            course.code,
            course.slug,
            f"/modules/{module.uuid}/practice",
            questions_of(objectives, sections),
            runtime,
        )


def section_of(objective: int, objectives: int, sections: int) -> int:
    """The section an objective stands in, as `engine.candidates_of` deals them."""
    return objective * sections // objectives


def questions_of(objectives: int, sections: int) -> dict[str, Asked]:
    """Every question by its stem."""
    return {
        stem_of(objective, place): Asked(
            objective, place, section_of(objective, objectives, sections)
        )
        for objective in range(objectives)
        for place in range(len(Step))
    }


def stem_of(objective: int, place: int) -> str:
    return f"Which sign goes with finding {objective + 1}, asked in wording {place + 1}?"


def title_of(section: int) -> str:
    return f"Findings of region {section + 1}"


def make_document(sections: int) -> str:
    """A lesson for each section."""
    parts = ["# Signs and findings"]
    for section in range(sections):
        parts.append(f"## {title_of(section)}")
        parts.append(
            f"Region {section + 1} has findings that a nurse looks for at each visit. The nurse "
            f"notes what region {section + 1} shows, and compares it with the visit before."
        )
    return "\n\n".join(parts) + "\n"


def make_bank(objectives: int, sections: int) -> Bank:
    """For each objective a question at each step; the first option is right."""
    entries = []
    for objective in range(objectives):
        for place, step in enumerate(Step):
            item = make_item(
                stem_of(objective, place), f"Recognise finding {objective + 1}.", "-", step
            )
            first, *others = item.content.options
            options = (Option(RIGHT_TEXT, correct=True, rationale=first.rationale), *others)
            item = with_source(replace(item, content=replace(item.content, options=options)), None)
            section = title_of(section_of(objective, objectives, sections))
            entries.append(BankItem(f"finding-{objective + 1}-{step}", section, item))
    return Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d77", "Signs", "en", tuple(entries))


def instant_of(at: float) -> datetime:
    """The clock's instant at a day of the simulation and a fraction of it."""
    return START + timedelta(days=at)
