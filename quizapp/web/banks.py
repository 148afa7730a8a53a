"""Banks as files: an import that is checked, shown and confirmed, and exports."""

from uuid import UUID

from flask import Response, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.adapters.formats import FORMATS, writable
from quizapp.core.access import Action
from quizapp.core.errors import Invalid, NotFound
from quizapp.core.formats.base import Format
from quizapp.services import access, bank_exports, bank_uploads
from quizapp.web.request import commit, db, now, page, parse_uuid, person
from quizapp.web.teach import blueprint, show_course


@blueprint.post("/courses/<slug>/banks")
def upload_bank(slug: str) -> ResponseReturnValue:
    """Take a bank file and queue its check."""
    target = access.get_course_for(db(), person(), slug, Action.TEACH)
    chosen = request.form.get("module", "")
    module = None
    if chosen:
        module = access.get_module_for(db(), person(), parse_uuid(chosen), Action.TEACH).uuid
    file = request.files.get("bank")
    if file is None or not file.filename:
        return show_course(slug, 422, ("bank: choose a file with questions.",))
    try:
        job = bank_uploads.receive_bank(
            db(),
            person(),
            target,
            filename=file.filename,
            content=file.read(),
            module_uuid=module,
            now=now(),
        )
    except Invalid:
        return show_course(slug, 422, ("bank: the file is empty. Choose one with questions.",))
    commit()
    return redirect(url_for("teach.bank_upload", uuid=job.uuid), 303)


@blueprint.get("/banks/<uuid:uuid>")
def bank_upload(uuid: UUID) -> ResponseReturnValue:
    """What an import would do, or how far it is; the page asks again until there is an answer."""
    job = access.get_job_for(db(), person(), uuid)
    if job.kind not in bank_uploads.KINDS:
        raise NotFound("There is no such import.")
    first = request.args.get("from", 0, type=int)
    view = bank_uploads.describe_upload(job, first=first)
    return page("teach/bank_import.html", upload=view, rows_a_page=bank_uploads.ROWS_A_PAGE)


@blueprint.post("/banks/<uuid:uuid>/confirm")
def confirm_bank(uuid: UUID) -> ResponseReturnValue:
    """Do what the plan says; a second time leads to the same import."""
    job = access.get_job_for(db(), person(), uuid)
    started = bank_uploads.confirm(db(), person(), job, now=now())
    commit()
    return redirect(url_for("teach.bank_upload", uuid=started.uuid), 303)


@blueprint.get("/modules/<uuid:uuid>/export")
def export_bank(uuid: UUID) -> ResponseReturnValue:
    """What a format holds of a module's questions and what it does not, before the download."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    form = _chosen(request.args.get("format", writable()[0].name))
    try:
        view = bank_exports.describe_export(db(), module, form)
    except Invalid as error:
        flash(str(error), "info")
        return redirect(url_for("teach.bank", uuid=uuid), 303)
    return page("teach/export.html", export=view, formats=_choices())


@blueprint.get("/modules/<uuid:uuid>/export/<name>")
def download_bank(uuid: UUID, name: str) -> ResponseReturnValue:
    """A module's questions as a file."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    filename, content = bank_exports.write_export(db(), module, _chosen(name))
    response: Response = make_response(content)
    response.mimetype = FORMATS[name].media_type
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


def _chosen(name: str) -> Format:
    if name not in {entry.name for entry in writable()}:
        raise NotFound("There is no such format.")
    return FORMATS[name]


def _choices() -> list[tuple[str, str]]:
    return [(entry.name, entry.label) for entry in writable()]
