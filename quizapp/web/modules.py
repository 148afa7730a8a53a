"""Modules and lessons: stable addresses that an LMS can link to."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from quizapp.core.access import Action
from quizapp.services import access
from quizapp.services.modules import describe_lesson, describe_module
from quizapp.web.request import banks, db, now, page, person

blueprint = Blueprint("modules", __name__)


@blueprint.get("/modules/<uuid:uuid>")
def show(uuid: UUID) -> ResponseReturnValue:
    """A module with its lessons."""
    module = access.get_module_for(db(), person(), uuid, Action.LEARN)
    view = describe_module(db(), person(), module, banks=banks(), now=now())
    return page("modules/module.html", module=view)


@blueprint.get("/lessons/<uuid:uuid>")
def lesson(uuid: UUID) -> ResponseReturnValue:
    """A lesson; a quote in the address is marked where it stands."""
    section = access.get_section_for(db(), person(), uuid, Action.LEARN)
    quote = request.args.get("quote")
    view = describe_lesson(db(), person(), section, quote=quote, banks=banks(), now=now())
    return page("modules/lesson.html", lesson=view, highlight=quote)
