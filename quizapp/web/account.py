"""A person's own settings."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp.core.errors import Invalid
from quizapp.services import accounts
from quizapp.services.accounts import hash_token
from quizapp.web.request import commit, db, local_path, page, person, public, runtime

blueprint = Blueprint("account", __name__)

_YEAR = 365 * 24 * 60 * 60


@blueprint.get("/account")
def show() -> ResponseReturnValue:
    """Name, theme, time in tests, and where this person is signed in."""
    current = hash_token(current_user.token)
    sign_ins = [
        {"created_at": row.created_at, "is_current": row.token_hash == current}
        for row in accounts.list_sign_ins(db(), person())
    ]
    return page(
        "account/account.html",
        name=person().name,
        email=person().email,
        allowance=person().time_allowance,
        sign_ins=sign_ins,
    )


@blueprint.post("/account/time")
def set_time_allowance() -> ResponseReturnValue:
    """Keep how much of a timed test's time this person needs."""
    accounts.set_time_allowance(db(), person(), request.form.get("allowance", ""))
    commit()
    flash("Saved. It holds from your next readiness test on.", "success")
    return redirect(url_for("account.show"), 303)


@blueprint.post("/account/theme")
@public
def set_theme() -> ResponseReturnValue:
    """Keep the choice of light, dark or the device's own."""
    theme = request.form.get("theme", "")
    if theme not in {"auto", "light", "dark"}:
        raise Invalid("Choose light, dark or automatic.")
    response = redirect(local_path(request.form.get("next")), 303)
    response.set_cookie(
        "theme",
        theme,
        max_age=_YEAR,
        samesite="Lax",
        httponly=True,
        secure=runtime().config.https,
    )
    return response


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End all of this person's sign-ins, this one included."""
    accounts.close_all_sign_ins(db(), person())
    commit()
    flash("You are signed out everywhere.", "success")
    return redirect(url_for("auth.sign_in"), 303)
