"""The learner's progress."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from quizapp.services.progress import describe_progress
from quizapp.web.request import banks, db, now, page, person

blueprint = Blueprint("progress", __name__)


@blueprint.get("/progress")
def show() -> ResponseReturnValue:
    """What is remembered, by objective, and what falls due when."""
    view = describe_progress(db(), person(), banks=banks(), now=now())
    return page("progress/progress.html", progress=view)
