"""Errors as pages: what happened, what is safe, what to do next, and a number to quote."""

import logging
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from quizapp.core.errors import Conflict, Forbidden, Invalid, NotFound, QuizappError
from quizapp.web.request import db, local_path, megabytes, page

_log = logging.getLogger(__name__)

_SAFE = "Everything that was saved before is safe."


@dataclass(frozen=True)
class ErrorView:
    """What the error page says."""

    title: str
    what: str
    safe: str
    next: tuple[str, str]
    reference: str


_TITLES: dict[type[QuizappError], tuple[int, str]] = {
    NotFound: (404, "Not here"),
    Forbidden: (403, "Not yours to do"),
    Conflict: (409, "Something has changed meanwhile"),
    Invalid: (422, "That could not be used"),
}
_HTTP_TITLES = {
    404: ("Not here", "There is nothing under this address. It may have been mistyped or moved."),
    405: ("Not like this", "This address cannot be used in this way. Go back and use the page."),
}


def set_up_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(QuizappError, _known)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def _known(error: QuizappError) -> ResponseReturnValue:
    code, title = _TITLES[type(error)]
    return _error_page(code, title, str(error))


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    _log.info("CSRF: %s", error.description)
    return _error_page(
        400,
        "This form has gone stale",
        "You may have signed out or in since it was opened. Open the page again and send it anew.",
    )


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    most = megabytes(current_app.config["MAX_CONTENT_LENGTH"])
    return _error_page(
        413,
        "Too large",
        f"A document may have up to {most}, and pasted text less. Leave out large pictures or "
        "save it with smaller ones, or split it, by chapter perhaps, and upload the parts one by "
        "one. Who runs this server can raise the limit.",
        back=(local_path(urlsplit(request.referrer or "").path, url_for("today.show")), "Go back"),
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    title, what = _HTTP_TITLES.get(
        code, ("That did not work", error.description or "The request could not be understood.")
    )
    return _error_page(code, title, what)


def _unknown(error: Exception) -> ResponseReturnValue:
    reference = _reference()
    _log.error("Reference %s: %s %s", reference, request.method, request.path, exc_info=error)
    return _error_page(
        500,
        "Something broke on our side",
        "It was nothing that you did. Try once more; if it happens again, tell us the reference.",
        reference,
    )


def _error_page(
    code: int, title: str, what: str, reference: str = "", back: tuple[str, str] | None = None
) -> ResponseReturnValue:
    db().rollback()
    view = ErrorView(
        title=title,
        what=what,
        safe=_SAFE,
        next=back or (local_path(request.args.get("next"), url_for("today.show")), "Go to Today"),
        reference=reference or _reference(),
    )
    return page("error.html", code, error=view, code=code)


def _reference() -> str:
    return secrets.token_hex(4)
