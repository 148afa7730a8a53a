"""Courses as learners see them."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.access import Action
from quizapp.core.errors import Invalid
from quizapp.services import access, courses
from quizapp.services.modules import list_module_cards
from quizapp.services.placement import offer_placement
from quizapp.services.today import CourseCard
from quizapp.web.request import banks, commit, db, field_problems, now, page, person

blueprint = Blueprint("courses", __name__)


@blueprint.get("/join")
def join() -> ResponseReturnValue:
    """The form for a course code; one in the address is filled in."""
    return page("courses/join.html", form={"code": request.args.get("code", "")}, problems=[])


@blueprint.post("/join")
def enrol() -> ResponseReturnValue:
    """Join the course whose code was given."""
    code = request.form.get("code", "")
    try:
        course = courses.join_course(db(), person(), code, now=now())
    except Invalid as error:
        problems = field_problems(error.problems)
        return page("courses/join.html", 422, form={"code": code}, problems=problems)
    commit()
    flash(f"You are in {course.title}.", "success")
    return redirect(url_for("courses.show", slug=course.slug), 303)


@blueprint.get("/courses/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """A course and its published modules."""
    course = access.get_course_for(db(), person(), slug, Action.LEARN)
    cards = list_module_cards(db(), person(), course, banks=banks(), now=now())
    view = CourseCard(course.slug, course.title, tuple(cards))
    offer = offer_placement(db(), person(), slug, sum(card.item_count for card in cards))
    return page("courses/course.html", course=view, placement=offer)
