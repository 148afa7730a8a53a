"""The composition root: settings -> engine and adapters -> pages and commands."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from flask import Flask, g
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from quizapp.adapters.dictionaries import look_up
from quizapp.adapters.language_model import ask
from quizapp.adapters.sandbox import read_in_steps
from quizapp.adapters.schedule_fitting import find_fitter
from quizapp.cli import register_commands
from quizapp.config import Config, LanguageModel
from quizapp.core.errors import Conflict
from quizapp.jobs.command import worker_command
from quizapp.services.banks import Banks
from quizapp.services.proposing import Proposer
from quizapp.services.runtime import Runtime
from quizapp.storage.database import open_engine, reading, writing
from quizapp.web import register_web

_ROOT = Path(__file__).resolve().parent.parent
_YEAR = timedelta(days=365)
_MOST_PASTED = 10 * 1024 * 1024


def create_app(config: Config | None = None) -> Flask:
    """Build the application. Raises Invalid when a setting cannot be used."""
    config = config or Config.from_env(os.environ)
    app = Flask(
        __name__,
        static_folder=str(_ROOT / "quizapp" / "static"),
        template_folder=str(_ROOT / "templates"),
    )
    app.config.update(
        SECRET_KEY=config.secret_key,
        DEMO=config.demo,
        MAX_CONTENT_LENGTH=config.upload_limit,
        # Files go to disk as they come in; pasted text stays in memory.
        MAX_FORM_MEMORY_SIZE=min(config.upload_limit, _MOST_PASTED),
        PERMANENT_SESSION_LIFETIME=timedelta(days=config.sign_in_days),
        SEND_FILE_MAX_AGE_DEFAULT=_YEAR,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_NAME="__Host-quizapp" if config.https else "quizapp",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.https,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.extensions["quizapp"] = build_runtime(config)
    app.teardown_request(_close_session)
    app.register_error_handler(IntegrityError, _tell_apart(app))
    register_web(app)
    register_commands(app)
    app.cli.add_command(worker_command)
    return app


def build_runtime(config: Config) -> Runtime:
    """Open the database and bring together what the entry points need."""
    engine = open_engine(config.database_url)
    return Runtime(
        config=config,
        reading=reading(engine),
        writing=writing(engine),
        banks=Banks(),
        clock=_utc_now,
        read_document=partial(read_in_steps, pictures=config.pictures),
        look_up=look_up,
        proposer=None if config.language_model is None else _proposer(config.language_model),
        fit_parameters=find_fitter(),
    )


def _proposer(model: LanguageModel) -> Proposer:
    return Proposer(model.name, partial(ask, model), model.tokens)


def _utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the one place where the clock comes in


def _close_session(_error: BaseException | None) -> None:
    session = g.pop("db", None)
    if session is not None:
        session.close()


def _tell_apart(app: Flask) -> Callable[[IntegrityError], ResponseReturnValue]:
    """Two people did the same at once: the second is told so, instead of a broken page."""

    def translate(_error: IntegrityError) -> ResponseReturnValue:
        conflict = Conflict("Somebody else did this at the same moment. Load the page again.")
        return app.handle_user_exception(conflict)

    return translate
