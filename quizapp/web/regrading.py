"""Grading earlier answers again after a key was corrected: what it would change, and doing it."""

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from quizapp.services import access, regrade_jobs
from quizapp.storage.models import Job
from quizapp.web.request import commit, db, now, page, person
from quizapp.web.teach import blueprint


@blueprint.get("/items/<uuid:uuid>/regrade")
def preview_regrade(uuid: UUID) -> ResponseReturnValue:
    """What the published key would change of earlier answers, or how far changing them is."""
    item = access.get_item_for(db(), person(), uuid)
    return page(
        "teach/regrade.html",
        item=item,
        stem=item.latest.record["stem"],
        regrading=regrade_jobs.describe(db(), item, person()),
    )


@blueprint.post("/items/<uuid:uuid>/regrade")
def regrade(uuid: UUID) -> ResponseReturnValue:
    """Score earlier answers by the published key."""
    item = access.get_item_for(db(), person(), uuid)
    done = regrade_jobs.ask_for_regrade(db(), item, person(), now=now())
    commit()
    if not isinstance(done, Job):
        flash(f"Graded again: {_answers(done.answers)} changed. Learners see why.", "success")
    return redirect(url_for("teach.preview_regrade", uuid=uuid), 303)


@blueprint.post("/items/<uuid:uuid>/regrade/undo")
def undo_regrade(uuid: UUID) -> ResponseReturnValue:
    """Take the newest regrade back."""
    item = access.get_item_for(db(), person(), uuid)
    done = regrade_jobs.ask_for_undo(db(), item, person(), now=now())
    commit()
    if not isinstance(done, Job):
        flash(f"Taken back: {_answers(done.answers)} changed.", "success")
    return redirect(url_for("teach.preview_regrade", uuid=uuid), 303)


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
