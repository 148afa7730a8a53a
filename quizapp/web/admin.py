"""What only administrators see."""

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from quizapp.core.errors import Invalid
from quizapp.services import access, accounts, jobs
from quizapp.storage.models import Role
from quizapp.web.request import commit, db, page, person

blueprint = Blueprint("admin", __name__, url_prefix="/admin")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """People with their roles, and the newest jobs."""
    access.require_admin(person())
    return page("admin/admin.html", users=accounts.list_users(db()), jobs=jobs.list_recent(db()))


@blueprint.post("/users/<uuid:uuid>/role")
def set_role(uuid: UUID) -> ResponseReturnValue:
    """Give a person another role."""
    access.require_admin(person())
    role = request.form.get("role", "")
    if role not in set(Role):
        raise Invalid("Choose learner, instructor or admin.")
    user = accounts.set_role(db(), person(), uuid, Role(role))
    commit()
    flash(f"{user.name} is now {role}.", "success")
    return redirect(url_for("admin.show"), 303)
