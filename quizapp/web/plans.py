"""A learner's plan: minutes a day, the day of each exam, and schedules fitted to answers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.errors import Invalid
from quizapp.services import plans, schedules
from quizapp.services.access import get_schedule_for
from quizapp.web.request import commit, db, field_problems, now, page, person

blueprint = Blueprint("plans", __name__)

_EXAM = "exam-"


@blueprint.get("/plan")
def show() -> ResponseReturnValue:
    """The plan, to be changed."""
    plan = plans.describe_plan(db(), person(), now())
    exams = {course.slug: course.exam_on or "" for course in plan.courses}
    form = {"minutes": plan.daily_minutes, "exams": exams}
    return _page(plan, form, [])


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
        return _page(plan, form, problems, 422)
    commit()
    flash("Your plan is saved. What is due when has not changed.", "success")
    return redirect(url_for("today.show"), 303)


@blueprint.post("/plan/schedules/<uuid:uuid>/use")
def use_schedule(uuid: UUID) -> ResponseReturnValue:
    """Use a schedule that is offered: due dates are worked out anew."""
    schedules.use(db(), person(), get_schedule_for(db(), person(), uuid), now=now())
    commit()
    flash("Your schedule is the fitted one now. You can go back whenever you like.", "success")
    return redirect(url_for("plans.show"), 303)


@blueprint.post("/plan/schedules/<uuid:uuid>/decline")
def decline_schedule(uuid: UUID) -> ResponseReturnValue:
    """Leave a schedule that is offered. What is due when stays as it is."""
    schedules.decline(db(), person(), get_schedule_for(db(), person(), uuid), now=now())
    commit()
    flash("Your schedule stays as it is.", "success")
    return redirect(url_for("plans.show"), 303)


@blueprint.post("/plan/schedules/<uuid:uuid>/go-back")
def leave_schedule(uuid: UUID) -> ResponseReturnValue:
    """Go back to the schedule before: due dates are worked out anew."""
    schedules.go_back(db(), person(), get_schedule_for(db(), person(), uuid), now=now())
    commit()
    flash("You are back on your former schedule. Every answer since counts in it.", "success")
    return redirect(url_for("plans.show"), 303)


def _page(
    plan: plans.PlanView, form: dict[str, Any], problems: list[tuple[str, str]], status: int = 200
) -> ResponseReturnValue:
    fitted = schedules.describe_schedules(db(), person(), now=now())
    return page(
        "plans/plan.html", status, plan=plan, form=form, problems=problems, schedules=fitted
    )
