"""Quizzes: the page that an LMS links to, and its start."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.access import Action
from quizapp.services import access, practice, quizzes
from quizapp.web.request import banks, commit, db, now, page, person

blueprint = Blueprint("quizzes", __name__)


@blueprint.get("/quizzes/<uuid:uuid>")
def show(uuid: UUID) -> ResponseReturnValue:
    """A quiz with the learner's attempts at it."""
    quiz = access.get_quiz_for(db(), person(), uuid, Action.LEARN)
    view = quizzes.describe_quiz(db(), person(), quiz, banks=banks())
    return page("quizzes/quiz.html", quiz=view)


@blueprint.post("/quizzes/<uuid:uuid>")
def start(uuid: UUID) -> ResponseReturnValue:
    """Begin an attempt at a quiz."""
    quiz = access.get_quiz_for(db(), person(), uuid, Action.LEARN)
    attempt = practice.start_quiz(db(), person(), quiz, banks=banks(), now=now())
    commit()
    return redirect(url_for("practice.show", uuid=attempt.uuid), 303)
