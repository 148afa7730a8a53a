"""What a view reaches for: the request's transaction, its clock, the person, and how to answer."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Response, current_app, g, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp.core.errors import NotFound
from quizapp.services.banks import Banks
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import User

_View = TypeVar("_View", bound=Callable[..., Any])
_READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def runtime() -> Runtime:
    """The application's runtime."""
    value: Runtime = current_app.extensions["quizapp"]
    return value


def db() -> Session:
    """The request's session: one that writes for an unsafe method, else one that only reads."""
    if "db" not in g:
        factory = runtime().reading if request.method in _READING_METHODS else runtime().writing
        g.db = factory()
    session: Session = g.db
    return session


def commit() -> None:
    """Keep what the view's service did: once, at the end of a POST view."""
    db().commit()


def now() -> datetime:
    """The server's instant, the same throughout a request."""
    if "now" not in g:
        g.now = runtime().clock()
    instant: datetime = g.now
    return instant


def banks() -> Banks:
    """The process's published banks."""
    return runtime().banks


def person() -> User:
    """Who is signed in. Only for views that are not public."""
    user: User = current_user.user
    return user


def public(view: _View) -> _View:
    """Mark a view as open to somebody who is not signed in. Every other view is closed."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_fragment() -> bool:
    """Whether the page's own script asks for the main part alone."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def page(template: str, code: int = 200, /, **context: Any) -> ResponseReturnValue:
    """A page, or the block with its main part where the page's own script asks for that."""
    render = _render_main_content if is_fragment() else render_template
    response: Response = make_response(render(template, **context), code)
    response.vary.add("HX-Request")
    if is_fragment() and request.method == "GET":
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path
        if here != request.path:
            response.headers["HX-Push-Url"] = request.full_path.rstrip("?")
    return response


def _render_main_content(template: str, **context: Any) -> str:
    loaded = current_app.jinja_env.get_template(template)
    current_app.update_template_context(context)
    return "".join(loaded.blocks["main_content"](loaded.new_context(context)))


def parse_uuid(value: str) -> uuid.UUID:
    """A uuid from a form. Raises NotFound where it is none: it names nothing."""
    try:
        return uuid.UUID(value)
    except ValueError:
        raise NotFound("There is nothing under this address.") from None


def local_path(candidate: str | None, default: str = "/") -> str:
    """A path on this site to go on to; anything that leads elsewhere is replaced."""
    if not candidate or not candidate.startswith("/") or candidate.startswith(("//", "/\\")):
        return default
    parts = urlsplit(candidate)
    if parts.scheme or parts.netloc or not candidate.isprintable():
        return default
    return candidate


def megabytes(count: int) -> str:
    """A file's size for people: "60 MB", "0.1 MB"."""
    size = count / 1024 / 1024
    return f"{size:.0f} MB" if size >= 1 else f"{size:.1f} MB"


def field_problems(problems: tuple[str, ...]) -> list[tuple[str, str]]:
    """Problems as (field, message): "email: write ..." names the field before the colon."""
    pairs = []
    for problem in problems:
        field, colon, message = problem.partition(": ")
        named = bool(colon) and " " not in field
        pairs.append((field, message[:1].upper() + message[1:]) if named else ("", problem))
    return pairs
