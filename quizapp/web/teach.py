"""The instructor's courses, uploads and outlines."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.adapters.formats import readable
from quizapp.core.access import Action
from quizapp.core.errors import Invalid
from quizapp.services import (
    access,
    accounts,
    bank_uploads,
    courses,
    documents,
    jobs,
    outlines,
    pictures,
    review,
    teaching,
)
from quizapp.storage.models import Job
from quizapp.web.request import commit, db, field_problems, megabytes, now, page, person

blueprint = Blueprint("teach", __name__, url_prefix="/teach")


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """The courses that this person teaches."""
    access.require_instructor(person())
    cards = teaching.list_taught_courses(db(), person())
    return page("teach/home.html", courses=cards, form={"title": ""}, problems=[])


@blueprint.post("/courses")
def create_course() -> ResponseReturnValue:
    """Create a course."""
    access.require_instructor(person())
    title = request.form.get("title", "")
    try:
        course = courses.create_course(db(), person(), title=title, now=now())
    except Invalid as error:
        cards = teaching.list_taught_courses(db(), person())
        problems = field_problems(error.problems)
        return page("teach/home.html", 422, courses=cards, form={"title": title}, problems=problems)
    commit()
    flash(f"{course.title} is ready. Upload its first document.", "success")
    return redirect(url_for("teach.course", slug=course.slug), 303)


@blueprint.get("/courses/<slug>")
def course(slug: str) -> ResponseReturnValue:
    """A course's modules, imports and upload form."""
    return show_course(slug)


@blueprint.post("/courses/<slug>/documents")
def upload(slug: str) -> ResponseReturnValue:
    """Take a document, as a file or as pasted text, and queue its import."""
    target = access.get_course_for(db(), person(), slug, Action.TEACH)
    filename, content = _uploaded()
    try:
        received = documents.receive_document(
            db(), person(), target, filename=filename, content=content, now=now()
        )
    except Invalid as error:
        return show_course(slug, 422, error.problems)
    commit()
    if isinstance(received, Job):
        return redirect(url_for("teach.import_progress", uuid=received.uuid), 303)
    flash("This document is here already, so nothing was changed.", "info")
    return redirect(url_for("teach.outline", uuid=received.uuid), 303)


@blueprint.get("/courses/<slug>/learners")
def learners(slug: str) -> ResponseReturnValue:
    """Who learns in a course, and how much they have done."""
    target = access.get_course_for(db(), person(), slug, Action.TEACH)
    rows = teaching.list_learners(db(), target, now=now())
    return page("teach/learners.html", course=target, learners=rows)


@blueprint.post("/courses/<slug>/learners/<uuid:uuid>/time")
def set_time_allowance(slug: str, uuid: UUID) -> ResponseReturnValue:
    """Give a learner more of a timed test's time."""
    target = access.get_course_for(db(), person(), slug, Action.TEACH)
    learner = access.get_learner_for(db(), person(), target, uuid)
    accounts.set_time_allowance(db(), learner, request.form.get("allowance", ""))
    commit()
    flash(f"Saved for {learner.name}. It holds from their next readiness test on.", "success")
    return redirect(url_for("teach.learners", slug=slug), 303)


@blueprint.get("/imports/<uuid:uuid>")
def import_progress(uuid: UUID) -> ResponseReturnValue:
    """How far an import is; the page asks again by itself until it has ended."""
    job = access.get_job_for(db(), person(), uuid)
    if job.kind in bank_uploads.KINDS:
        return redirect(url_for("teach.bank_upload", uuid=uuid), 303)
    return page("teach/import.html", job=teaching.describe_import(db(), job))


@blueprint.post("/imports/<uuid:uuid>/cancel")
def cancel_import(uuid: UUID) -> ResponseReturnValue:
    """Stop an import; nothing of it stays."""
    job = access.get_job_for(db(), person(), uuid)
    jobs.cancel(db(), job, now())
    commit()
    return redirect(url_for("teach.import_progress", uuid=uuid), 303)


@blueprint.get("/modules/<uuid:uuid>")
def outline(uuid: UUID) -> ResponseReturnValue:
    """A module's outline beside what was dropped and what is doubted."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    view = outlines.describe_outline(db(), module)
    return page("teach/outline.html", module=asdict(view) | asdict(view.counts))


@blueprint.post("/sections/<uuid:uuid>/rename")
def rename_section(uuid: UUID) -> ResponseReturnValue:
    """Give a section another title."""
    section = access.get_section_for(db(), person(), uuid, Action.TEACH)
    outlines.rename_section(db(), section, request.form.get("title", ""))
    commit()
    return redirect(url_for("teach.outline", uuid=section.module.uuid), 303)


@blueprint.post("/sections/<uuid:uuid>/toggle")
def toggle_section(uuid: UUID) -> ResponseReturnValue:
    """Take a section out of the module, or bring it back."""
    section = access.get_section_for(db(), person(), uuid, Action.TEACH)
    outlines.toggle_section(db(), section)
    commit()
    return redirect(url_for("teach.outline", uuid=section.module.uuid), 303)


@blueprint.post("/sections/<uuid:uuid>/importance")
def set_importance(uuid: UUID) -> ResponseReturnValue:
    """Say how much a section counts in practice."""
    section = access.get_section_for(db(), person(), uuid, Action.TEACH)
    outlines.set_importance(db(), section, request.form.get("importance", ""))
    commit()
    return redirect(url_for("teach.outline", uuid=section.module.uuid), 303)


@blueprint.post("/pictures/<uuid:uuid>")
def describe_picture(uuid: UUID) -> ResponseReturnValue:
    """Give a picture another alternative text."""
    figure = access.get_figure_for(db(), person(), uuid)
    pictures.describe_picture(db(), figure, request.form.get("alternative", ""))
    commit()
    flash("The alternative text is saved.", "success")
    return redirect(url_for("teach.outline", uuid=figure.module.uuid), 303)


@blueprint.post("/modules/<uuid:uuid>/publish")
def publish(uuid: UUID) -> ResponseReturnValue:
    """Show the module and its accepted questions to learners."""
    module = access.get_module_for(db(), person(), uuid, Action.TEACH)
    count = review.publish_module(db(), module, now=now())
    commit()
    questions = "question is" if count == 1 else "questions are"
    flash(f"Published: {count} {questions} new to your learners.", "success")
    return redirect(url_for("teach.outline", uuid=uuid), 303)


def show_course(
    slug: str, status: int = 200, problems: tuple[str, ...] = ()
) -> ResponseReturnValue:
    """A course's page, with problems of what was sent from it."""
    target = access.get_course_for(db(), person(), slug, Action.TEACH)
    view: dict[str, Any] = asdict(teaching.describe_course(db(), target))
    view["join_url"] = url_for("courses.join", code=target.code, _external=True)
    view["upload_limit"] = current_app.config["MAX_CONTENT_LENGTH"]
    view["upload_limit_words"] = megabytes(view["upload_limit"])
    view["bank_endings"] = sorted({ending for entry in readable() for ending in entry.endings})
    view["bank_formats"] = [entry.label for entry in readable()]
    return page("teach/course.html", status, course=view, problems=field_problems(problems))


def _uploaded() -> tuple[str, bytes]:
    file = request.files.get("document")
    if file is not None and file.filename:
        return file.filename, file.read()
    title = request.form.get("title", "").strip() or "Pasted text"
    return f"{title[:100]}.txt", request.form.get("text", "").encode()
