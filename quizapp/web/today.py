"""The learner's home, and the demo's clock."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, request
from flask.typing import ResponseReturnValue

from quizapp.core.errors import Invalid
from quizapp.services import demo, regrade_notes, today
from quizapp.web import security
from quizapp.web.request import banks, commit, db, local_path, now, page, person

blueprint = Blueprint("today", __name__)
demo_blueprint = Blueprint("demo", __name__)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """What to do now, and what falls due when."""
    view = today.describe_today(db(), person(), banks=banks(), now=now())
    regraded = regrade_notes.list_regrade_notes(db(), person(), now=now())
    return page("today/today.html", today=view, regraded=regraded)


@demo_blueprint.post("/demo/advance")
def advance() -> ResponseReturnValue:
    """Move the learner's own clock ahead, so that a review falls due without waiting."""
    security.require_demo()
    days = request.form.get("days", "")
    if days not in {"1", "3", "7", "30"}:
        raise Invalid("Choose how far to move the clock: 1, 3, 7 or 30 days.")
    demo.advance_clock(db(), person(), timedelta(days=int(days)))
    commit()
    flash(f"Your clock is {days} {'day' if days == '1' else 'days'} ahead of before.", "success")
    return redirect(local_path(request.form.get("next")), 303)
