"""Practising: start, question, answer, feedback, summary."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp.core.access import Action
from quizapp.core.errors import Invalid, NotFound
from quizapp.core.item_types import TYPES
from quizapp.core.practice import Answer, Confidence
from quizapp.services import access, cases, corrections, feedback, practice
from quizapp.services.answering import Offer, answer_question
from quizapp.services.modules import load_memories, stand
from quizapp.services.readiness import Clock, clock_of
from quizapp.services.sections import descendants_of
from quizapp.services.today import find_resumable_in
from quizapp.storage.models import Attempt, Module, Section
from quizapp.web import security
from quizapp.web.offers import seal, unseal
from quizapp.web.readiness import GO_ON, between_questions
from quizapp.web.request import (
    banks,
    commit,
    db,
    field_problems,
    now,
    page,
    parse_uuid,
    person,
)

blueprint = Blueprint("practice", __name__)

_MINUTES = frozenset({"5", "10", "20"})


@blueprint.get("/modules/<uuid:uuid>/practice")
def module(uuid: UUID) -> ResponseReturnValue:
    """Where a practice over a module begins."""
    return _start_page(access.get_module_for(db(), person(), uuid, Action.LEARN), None)


@blueprint.get("/lessons/<uuid:uuid>/practice")
def lesson(uuid: UUID) -> ResponseReturnValue:
    """Where a practice over one lesson begins."""
    section = access.get_section_for(db(), person(), uuid, Action.LEARN)
    return _start_page(section.module, section)


@blueprint.post("/practice")
def start() -> ResponseReturnValue:
    """Begin a practice over a module or a lesson."""
    minutes = request.form.get("minutes", "10")
    if minutes not in _MINUTES:
        raise Invalid("Choose how long to practise: 5, 10 or 20 minutes.")
    section = None
    if request.form.get("lesson"):
        uuid = parse_uuid(request.form["lesson"])
        section = access.get_section_for(db(), person(), uuid, Action.LEARN)
    uuid = section.module.uuid if section else parse_uuid(request.form.get("module", ""))
    scope = access.get_module_for(db(), person(), uuid, Action.LEARN)
    attempt = practice.start_practice(
        db(), person(), scope, section, minutes=int(minutes), banks=banks(), now=now()
    )
    commit()
    return redirect(url_for("practice.show", uuid=attempt.uuid), 303)


@blueprint.post("/lessons/<uuid:uuid>/checks/<uuid:item_uuid>")
def check(uuid: UUID, item_uuid: UUID) -> ResponseReturnValue:
    """Answer one question met while reading."""
    section = access.get_section_for(db(), person(), uuid, Action.LEARN)
    attempt = practice.start_check(db(), person(), section, item_uuid, banks=banks(), now=now())
    commit()
    return redirect(url_for("practice.show", uuid=attempt.uuid), 303)


@blueprint.post("/modules/<uuid:uuid>/cases")
def case(uuid: UUID) -> ResponseReturnValue:
    """Begin a case study."""
    module = access.get_module_for(db(), person(), uuid, Action.LEARN)
    title = request.form.get("case", "")
    attempt = cases.start_case(db(), person(), module, title, banks=banks(), now=now())
    commit()
    return redirect(url_for("practice.show", uuid=attempt.uuid), 303)


@blueprint.get("/practice/<uuid:uuid>")
def show(uuid: UUID) -> ResponseReturnValue:
    """The question that comes next, or the summary when there is none."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    return _question_page(attempt)


@blueprint.post("/practice/<uuid:uuid>")
def answer(uuid: UUID) -> ResponseReturnValue:
    """Take an answer: one joined read and three writes, sign-in included; in an exam, go on."""
    try:
        offer = unseal(request.form.get("offer", ""), uuid)
        outcome = answer_question(
            db().connection(),
            token_hash=security.token_hash(),
            offer=offer,
            response_uuid=parse_uuid(request.form.get("response_uuid", "")),
            answer=_read_answer(offer),
            now=now(),
        )
        go_on = GO_ON.get(offer.selection["cause"])
        if go_on is not None:
            go_on(db(), uuid, banks=banks(), now=now())
    except Invalid as error:
        return _answer_again(uuid, error)
    except NotFound:
        if not current_user.is_authenticated:
            return redirect(url_for("auth.sign_in", next=url_for("practice.show", uuid=uuid)), 303)
        raise
    commit()
    if go_on is not None:
        return redirect(url_for("practice.show", uuid=uuid), 303)
    return redirect(
        url_for("practice.show_feedback", uuid=uuid, response_uuid=outcome.response_uuid), 303
    )


answer.checks_sign_in_itself = True  # type: ignore[attr-defined] # its one joined read does


@blueprint.get("/practice/<uuid:uuid>/answers/<uuid:response_uuid>")
def show_feedback(uuid: UUID, response_uuid: UUID) -> ResponseReturnValue:
    """What an answer earned and why, where it came from, and when it comes back."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    if attempt.kind.is_exam and attempt.finished_at is None:
        return redirect(url_for("practice.show", uuid=uuid), 303)
    response = access.get_response_for(db(), person(), attempt, response_uuid)
    view = feedback.give_feedback(db(), person(), attempt, response, now=now())
    sitting = _sitting(attempt) | {"number": response.place}
    following = "practice.summary" if view.is_last else "practice.show"
    return page(
        "practice/feedback.html",
        sitting=sitting,
        feedback=asdict(view) | {"next_url": url_for(following, uuid=uuid)},
    )


@blueprint.post("/practice/<uuid:uuid>/answers/<uuid:response_uuid>/misclick")
def misclick(uuid: UUID, response_uuid: UUID) -> ResponseReturnValue:
    """Leave an answer out that was a slip; the feedback then says so."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    response = access.get_response_for(db(), person(), attempt, response_uuid)
    corrections.say_misclicked(db(), person(), attempt, response, now=now())
    commit()
    return redirect(url_for("practice.show_feedback", uuid=uuid, response_uuid=response_uuid), 303)


@blueprint.post("/practice/<uuid:uuid>/answers/<uuid:response_uuid>/misclick/undo")
def take_misclick_back(uuid: UUID, response_uuid: UUID) -> ResponseReturnValue:
    """Let an answer count after all that was called a slip."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    response = access.get_response_for(db(), person(), attempt, response_uuid)
    corrections.take_misclick_back(db(), person(), attempt, response, now=now())
    commit()
    return redirect(url_for("practice.show_feedback", uuid=uuid, response_uuid=response_uuid), 303)


@blueprint.post("/practice/<uuid:uuid>/finish")
def finish(uuid: UUID) -> ResponseReturnValue:
    """End a practice early."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    practice.finish_attempt(db(), person(), attempt, now=now())
    commit()
    return redirect(url_for("practice.summary", uuid=uuid), 303)


@blueprint.get("/practice/<uuid:uuid>/summary")
def summary(uuid: UUID) -> ResponseReturnValue:
    """An attempt looked back upon."""
    attempt = access.get_attempt_for(db(), person(), uuid)
    if attempt.kind.is_exam:
        return redirect(url_for("readiness.result", uuid=uuid), 303)
    view = feedback.summarise(db(), person(), attempt, now=now())
    return page("practice/summary.html", summary=view)


def _start_page(scope: Module, section: Section | None) -> ResponseReturnValue:
    ids = None if section is None else descendants_of(db(), section)
    candidates = banks().get(db(), scope).candidates(ids)
    standing = stand(candidates, load_memories(db(), person(), scope), person(), now())
    return page(
        "practice/start.html",
        scope={
            "module_uuid": scope.uuid,
            "lesson_uuid": None if section is None else section.uuid,
            "title": scope.title if section is None else section.title,
            "kind": "module" if section is None else "lesson",
            "due_count": standing.due,
            "new_count": standing.new,
            "item_count": standing.items,
            "resume": find_resumable_in(db(), person(), scope, section),
        },
    )


def _question_page(
    attempt: Attempt, status: int = 200, problems: tuple[str, ...] = ()
) -> ResponseReturnValue:
    instead = between_questions(attempt) if attempt.kind.is_exam else None
    if instead is not None:
        return instead
    question = practice.next_question(db(), person(), attempt, banks=banks(), now=now())
    if question is None:
        return redirect(url_for("practice.summary", uuid=attempt.uuid), 303)
    is_same = request.form.get("response_uuid") == str(question.response_uuid)
    return page(
        "practice/question.html",
        status,
        sitting=_sitting(attempt) | {"clock": _clock(attempt)},
        question=asdict(question) | {"offer": seal(question.offer)},
        problems=field_problems(problems),
        entered=request.form.to_dict(flat=False) if is_same else {},
    )


def _answer_again(uuid: UUID, error: Invalid) -> ResponseReturnValue:
    db().rollback()
    if not current_user.is_authenticated:
        return redirect(url_for("auth.sign_in", next=url_for("practice.show", uuid=uuid)), 303)
    attempt = access.get_attempt_for(db(), person(), uuid)
    return _question_page(attempt, 422, error.problems)


def _read_answer(offer: Offer) -> Answer:
    confidence = request.form.get("confidence", "")
    if confidence and confidence not in set(Confidence):
        raise Invalid("How sure are you: guess, unsure or sure?")
    fields = request.form.to_dict(flat=False)
    response = TYPES[offer.type].read_response(fields, offer.shown)
    return Answer(response, Confidence(confidence) if confidence else None)


def _clock(attempt: Attempt) -> Clock | None:
    return clock_of(db(), person(), attempt, now()) if attempt.kind.is_exam else None


def _sitting(attempt: Attempt) -> dict[str, Any]:
    view = practice.describe_attempt(db(), attempt)
    if view.quiz_uuid is not None:
        back = url_for("quizzes.show", uuid=view.quiz_uuid)
    elif view.kind.is_exam:
        back = url_for("courses.show", slug=attempt.module.course.slug)
    elif view.lesson_uuid is not None:
        back = url_for("modules.lesson", uuid=view.lesson_uuid)
    else:
        back = url_for("modules.show", uuid=view.module_uuid)
    return asdict(view) | {"back_url": back}
