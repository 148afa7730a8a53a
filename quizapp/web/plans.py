"""A learner's plan: minutes a day, and the day of each exam."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.errors import Invalid
from quizapp.services import plans
from quizapp.web.request import commit, db, field_problems, now, page, person

blueprint = Blueprint("plans", __name__)

_EXAM = "exam-"


@blueprint.get("/plan")
def show() -> ResponseReturnValue:
    """The plan, to be changed."""
    plan = plans.describe_plan(db(), person(), now())
    exams = {course.slug: course.exam_on or "" for course in plan.courses}
    form = {"minutes": plan.daily_minutes, "exams": exams}
    return page("plans/plan.html", plan=plan, form=form, problems=[])


@blueprint.post("/plan")
def save() -> ResponseReturnValue:
    """Keep the plan. What is due when stays as it is."""
    minutes = request.form.get("minutes", "")
    plan = plans.describe_plan(db(), person(), now())
    exams = {course.slug: request.form.get(_EXAM + course.slug, "") for course in plan.courses}
    try:
        plans.set_plan(db(), person(), minutes=minutes, exams=exams, now=now())
    except Invalid as error:
        form = {"minutes": minutes, "exams": exams}
        problems = field_problems(error.problems)
        return page("plans/plan.html", 422, plan=plan, form=form, problems=problems)
    commit()
    flash("Your plan is saved. What is due when has not changed.", "success")
    return redirect(url_for("today.show"), 303)
