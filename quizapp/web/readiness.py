"""Readiness tests and placements: before, between and after their questions."""

from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.access import Action
from quizapp.services import access, placement, readiness, readiness_results, readiness_start
from quizapp.services.practice import describe_attempt
from quizapp.services.readiness_start import Scope
from quizapp.storage.models import Attempt, AttemptKind
from quizapp.web.request import banks, commit, db, now, page, person, runtime

blueprint = Blueprint("readiness", __name__)

GO_ON = {
    AttemptKind.READINESS.value: readiness.go_on,
    AttemptKind.PLACEMENT.value: placement.go_on,
}
"""What follows an answer, by the cause that its offer carries."""


@blueprint.get("/courses/<slug>/readiness")
def course(slug: str) -> ResponseReturnValue:
    """Where a test over a course begins."""
    return _start_page(_course_scope(slug), url_for("readiness.start_course", slug=slug))


@blueprint.get("/modules/<uuid:uuid>/readiness")
def module(uuid: UUID) -> ResponseReturnValue:
    """Where a test over a module begins."""
    return _start_page(_module_scope(uuid), url_for("readiness.start_module", uuid=uuid))


@blueprint.post("/courses/<slug>/readiness")
def start_course(slug: str) -> ResponseReturnValue:
    """Begin a test over a course."""
    return _start(_course_scope(slug))


@blueprint.post("/modules/<uuid:uuid>/readiness")
def start_module(uuid: UUID) -> ResponseReturnValue:
    """Begin a test over a module."""
    return _start(_module_scope(uuid))


@blueprint.post("/practice/<uuid:uuid>/pause")
def pause(uuid: UUID) -> ResponseReturnValue:
    """Stop a test's clock."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    readiness.pause(db(), person(), attempt, now())
    commit()
    return redirect(url_for("practice.show", uuid=uuid), 303)


@blueprint.post("/practice/<uuid:uuid>/resume")
def resume(uuid: UUID) -> ResponseReturnValue:
    """Let it run on, at the same question."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    readiness.resume(db(), person(), attempt, now())
    commit()
    return redirect(url_for("practice.show", uuid=uuid), 303)


@blueprint.get("/practice/<uuid:uuid>/result")
def result(uuid: UUID) -> ResponseReturnValue:
    """What a test or a placement says at its end."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    if attempt.finished_at is None:
        return redirect(url_for("practice.show", uuid=uuid), 303)
    if attempt.kind is AttemptKind.PLACEMENT:
        view = placement.describe_placement(db(), attempt)
        return page("placement/result.html", placement=view)
    return page("readiness/result.html", test=readiness_results.describe_result(db(), attempt))


@blueprint.post("/courses/<slug>/placement")
def start_placement(slug: str) -> ResponseReturnValue:
    """Begin the few questions that find a learner's level."""
    attempt = placement.start_placement(
        db(), person(), _course_scope(slug), banks=banks(), now=now()
    )
    commit()
    return redirect(url_for("practice.show", uuid=attempt.uuid), 303)


@blueprint.post("/courses/<slug>/placement/skip")
def skip_placement(slug: str) -> ResponseReturnValue:
    """Go without it."""
    placement.skip_placement(db(), person(), _course_scope(slug), banks=banks(), now=now())
    commit()
    return redirect(url_for("courses.show", slug=slug), 303)


def between_questions(attempt: Attempt) -> ResponseReturnValue | None:
    """What an exam shows in place of a question: its result, a pause, or that the time is up."""
    if attempt.finished_at is not None:
        return redirect(url_for("readiness.result", uuid=attempt.uuid), 303)
    clock = readiness.clock_of(db(), person(), attempt, now())
    is_out = clock.is_up or not readiness.is_waiting(db(), attempt)
    if not is_out and not clock.is_paused:
        return None
    template = "readiness/time_up.html" if is_out else "readiness/paused.html"
    return page(template, sitting=asdict(describe_attempt(db(), attempt)), clock=clock)


def _start_page(scope: Scope, start_url: str) -> ResponseReturnValue:
    view = readiness_start.describe_start(
        db(), person(), scope, policy=runtime().config.readiness, banks=banks(), now=now()
    )
    if scope.kind == "course":
        back = url_for("courses.show", slug=scope.slug)
    else:
        back = url_for("modules.show", uuid=scope.modules[0].uuid)
    return page("readiness/start.html", test=view, back_url=back, start_url=start_url)


def _start(scope: Scope) -> ResponseReturnValue:
    attempt = readiness_start.start_readiness(
        db(), person(), scope, policy=runtime().config.readiness, banks=banks(), now=now()
    )
    commit()
    return redirect(url_for("practice.show", uuid=attempt.uuid), 303)


def _course_scope(slug: str) -> Scope:
    found = access.get_course_for(db(), person(), slug, Action.LEARN)
    return readiness_start.course_scope(db(), found)


def _module_scope(uuid: UUID) -> Scope:
    found = access.get_module_for(db(), person(), uuid, Action.LEARN)
    return readiness_start.module_scope(found)
