"""Closed by default: who gets in, where unsafe requests may come from, and the page's policy."""

import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from quizapp.core.errors import Forbidden, Invalid, NotFound
from quizapp.services.accounts import close_sign_in, find_signed_in, hash_token, open_sign_in
from quizapp.storage.models import Role, User
from quizapp.web.request import db, now, runtime

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class SignedIn:
    """Flask-Login's user: a person by the sign-in of this browser, not by their id."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token

    def get_id(self) -> str:
        """What the cookie keeps: a random token, whose hash is a row that signing out deletes."""
        return self.token


def secure(app: Flask) -> None:
    """Put every rule of this module to work."""
    login = LoginManager(app)
    login.session_protection = None
    login.user_loader(_load)
    login.unauthorized_handler(_ask_to_sign_in)
    CSRFProtect(app)
    app.before_request(_refuse_null_characters)
    app.before_request(_refuse_cross_site)
    app.before_request(_require_sign_in)
    app.after_request(_add_headers)


def sign_in(user: User) -> None:
    """Sign this browser in, under a fresh token."""
    session.clear()
    token = open_sign_in(db(), user, now=now(), days=runtime().config.sign_in_days)
    session.permanent = True
    login_user(SignedIn(user, token))


def sign_out() -> None:
    """Sign this browser out: a copy of its cookie opens nothing afterwards."""
    close_sign_in(db(), hash_token(current_user.token))
    logout_user()
    session.clear()


def token_hash() -> str:
    """The hash of this browser's token, whether or not it is still signed in."""
    return hash_token(str(session.get("_user_id", secrets.token_urlsafe(8))))


def require_demo() -> None:
    """Raise Forbidden unless this is the demo, visited from the machine that it runs on."""
    if not (current_app.config["DEMO"] and request.remote_addr in _LOOPBACK):
        raise Forbidden("This is only there in the demo, on the machine that runs it.")


def is_demo() -> bool:
    """Whether this is the demo, visited from the machine that it runs on."""
    return bool(current_app.config["DEMO"]) and request.remote_addr in _LOOPBACK


def may_teach() -> bool:
    """Whether the person is an instructor or an administrator."""
    return current_user.is_authenticated and current_user.user.role in (
        Role.INSTRUCTOR,
        Role.ADMIN,
    )


def _load(token: str) -> SignedIn | None:
    user = find_signed_in(db(), hash_token(token), now())
    return None if user is None else SignedIn(user, token)


def _ask_to_sign_in() -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("auth.sign_in", next=wanted), 303)


def _require_sign_in() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if getattr(view, "is_public", False) or getattr(view, "checks_sign_in_itself", False):
        return None
    return None if current_user.is_authenticated else _ask_to_sign_in()


def _refuse_null_characters() -> None:
    """PostgreSQL keeps none in a text, and nobody types one: refused here, not by the database."""
    if "\0" in request.path:
        raise NotFound("There is nothing under this address.")
    if any("\0" in text for _name, texts in request.values.lists() for text in texts):
        raise Invalid("A field holds a character that cannot be read. Type its text anew.")


def _refuse_cross_site() -> None:
    """Sec-Fetch-Site says where a request comes from; Origin does where a browser is older."""
    if request.method in _SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        allowed = site in ("same-origin", "none")
    else:
        allowed = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    if not allowed:
        raise Forbidden("This form was sent from another site, so nothing was done.")


def _add_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response
