"""How values look on screen: filters, hashed addresses of static files, the common context."""

import hashlib
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_login import current_user
from jinja2 import StrictUndefined

from quizapp.core.sentences import without_marks
from quizapp.services.accounts import learner_now
from quizapp.storage.models import Role
from quizapp.web.request import now
from quizapp.web.security import is_demo, may_teach

_THEMES = ("auto", "light", "dark")
_RULE_OF_TABLE = re.compile(r"[|: -]*--[|: -]*")
_OUTER_BARS = re.compile(r"^\| *| *\| *$")
_BETWEEN_CELLS = re.compile(r" *(?:\||\t) *")
_SECONDS = {"day": 86_400, "hour": 3_600, "minute": 60}


def set_up_presentation(app: Flask) -> None:
    """Register filters and the context that every template gets."""
    app.jinja_env.filters.update(percent=percent, day=day, when=when, moment=moment, days=days)
    app.jinja_env.filters.update(span=span)
    app.jinja_env.filters.update(plain=plain, drafter=drafter)
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.undefined = StrictUndefined
    app.context_processor(_common_context)


def asset(path: str) -> str:
    """The address of a static file, with its content's hash so that it can be kept for ever."""
    folder = Path(str(current_app.static_folder))
    return url_for("static", filename=path, v=_digest(folder / path, current_app.debug))


def percent(value: float) -> str:
    """0.82 -> "82 %"."""
    return f"{value * 100:.0f}\u00a0%"


def day(value: date) -> str:
    """A date in words short enough for a list: "Tue 24 Nov"."""
    return f"{value:%a} {value.day} {value:%b}"


def moment(value: datetime) -> str:
    """An instant to the minute: "24 Nov 2026, 14:05 UTC"."""
    return f"{value.day} {value:%b %Y, %H:%M} UTC"


def when(value: datetime, instant: datetime) -> str:
    """An instant as seen from another: "in 3 days", "2 hours ago", "now"."""
    seconds = (value - instant).total_seconds()
    for unit, length in _SECONDS.items():
        count = round(abs(seconds) / length)
        if count and abs(seconds) >= length * 0.95:
            words = f"{count} {unit}{'s' if count > 1 else ''}"
            return f"in {words}" if seconds > 0 else f"{words} ago"
    return "now"


def days(value: float) -> str:
    """A span given in days: "9 days", "4 hours"."""
    if value < 1:
        hours = max(1, round(value * 24))
        return f"{hours} hour{'s' if hours > 1 else ''}"
    count = round(value)
    return f"{count} day{'s' if count > 1 else ''}"


def span(seconds: float) -> str:
    """A stretch of time to the minute: "4 h 32 min", "5 min", "under a minute"."""
    hours, minutes = divmod(int(seconds) // 60, 60)
    if not hours and not minutes:
        return "under a minute"
    parts = [f"{hours}\u00a0h" if hours else "", f"{minutes}\u00a0min" if minutes else ""]
    return " ".join(part for part in parts if part)


def plain(text: str) -> str:
    """Words of a source as a person reads them: no marks of emphasis, no bars around cells."""
    lines = (line for line in text.split("\n") if not _RULE_OF_TABLE.fullmatch(line))
    return without_marks("\n".join(_cells_apart(line) for line in lines))


def _cells_apart(line: str) -> str:
    # A bar after a space stands between cells, even where a marked quote cuts its row in two.
    return _BETWEEN_CELLS.sub(" \u00b7 ", _OUTER_BARS.sub("", line))


def drafter(generator: str) -> str:
    """Who drafted a question, in words, from "rules/cause_and_effect" and its like."""
    kind, _, name = generator.partition("/")
    words = name.replace("_", " ")
    if kind == "rules" and name:
        return f"Quizapp\u2019s rule \u201c{words}\u201d"
    if kind == "model" and name:
        return f"The language model {name}"
    return {"instructor": "An instructor"}.get(generator, generator)


def _common_context() -> dict[str, Any]:
    signed_in = current_user.is_authenticated
    user = current_user.user if signed_in else None
    theme = request.cookies.get("theme", "auto")
    return {
        "user": None
        if user is None
        else {
            "name": user.name,
            "email": user.email,
            "is_instructor": may_teach(),
            "is_admin": user.role is Role.ADMIN,
        },
        "theme": theme if theme in _THEMES else "auto",
        "demo": is_demo(),
        "now": now() if user is None else learner_now(user, now()),
    }


@cache
def _kept_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _digest(path: Path, changing: bool) -> str:
    return _kept_digest.__wrapped__(path) if changing else _kept_digest(path)
