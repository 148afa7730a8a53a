"""Modules and lessons: stable addresses that an LMS can link to."""

from uuid import UUID

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from quizapp.core.access import Action
from quizapp.services import access
from quizapp.services.modules import describe_lesson, describe_module
from quizapp.services.pictures import read_content
from quizapp.web.request import banks, db, now, page, person

# Whose address is that of its bytes, and whose bytes are nobody else's to keep.
_KEPT_FOR_EVER = "private, max-age=31536000, immutable"
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

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


@blueprint.get("/lessons/<uuid:uuid>/pictures/<sha256>")
def picture(uuid: UUID, sha256: str) -> ResponseReturnValue:
    """A picture of a lesson, by the hash of its bytes; a browser that has it keeps it."""
    media = access.get_picture_for(db(), person(), uuid, sha256)
    kept = request.if_none_match.contains(media.sha256)
    response = Response(b"" if kept else read_content(db(), media), 304 if kept else 200)
    response.content_type = media.media_type
    response.set_etag(media.sha256)
    response.headers["Cache-Control"] = _KEPT_FOR_EVER
    response.headers["Content-Security-Policy"] = _PICTURE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
