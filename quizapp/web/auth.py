"""Signing up, in and out."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from quizapp.core.errors import Invalid
from quizapp.services import accounts, courses, demo
from quizapp.storage.models import Role
from quizapp.web import security
from quizapp.web.request import commit, db, field_problems, local_path, now, page, public

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The sign-in form; somebody who is signed in goes on."""
    target = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target)
    return page("auth/sign_in.html", form={"email": "", "next": target}, problems=[])


@blueprint.post("/sign-in")
@public
def open_sign_in() -> ResponseReturnValue:
    """Sign in by e-mail and password."""
    form = {
        "email": request.form.get("email", ""),
        "next": local_path(request.form.get("next")),
    }
    try:
        user = accounts.check_password(
            db(), email=form["email"], password=request.form.get("password", "")
        )
    except Invalid as error:
        return page("auth/sign_in.html", 422, form=form, problems=field_problems(error.problems))
    security.sign_in(user)
    commit()
    return redirect(form["next"], 303)


@blueprint.get("/register")
@public
def register() -> ResponseReturnValue:
    """The form for a new account; a course code in the address is filled in."""
    form = {
        "name": "",
        "email": "",
        "code": request.args.get("code", ""),
        "next": local_path(request.args.get("next")),
    }
    return page("auth/register.html", form=form, problems=[])


@blueprint.post("/register")
@public
def create_account() -> ResponseReturnValue:
    """Create a learner's account, join the course whose code was given, and sign in."""
    form = {name: request.form.get(name, "") for name in ("name", "email", "code")}
    form["next"] = local_path(request.form.get("next"))
    try:
        user = accounts.register(
            db(),
            email=form["email"],
            name=form["name"],
            password=request.form.get("password", ""),
            now=now(),
            role=Role.LEARNER,
        )
        if form["code"].strip():
            courses.join_course(db(), user, form["code"], now=now())
    except Invalid as error:
        db().rollback()
        return page("auth/register.html", 422, form=form, problems=field_problems(error.problems))
    security.sign_in(user)
    commit()
    return redirect(form["next"], 303)


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign this browser out for good."""
    security.sign_out()
    commit()
    flash("You are signed out.", "success")
    return redirect(url_for("auth.sign_in"), 303)


@blueprint.post("/continue-as/<any(learner, instructor):role>")
@public
def continue_as(role: str) -> ResponseReturnValue:
    """Enter the demo without a password."""
    security.require_demo()
    security.sign_in(demo.find_demo_user(db(), Role(role)))
    commit()
    target = "teach.home" if role == "instructor" else "today.show"
    return redirect(url_for(target), 303)
