"""What people see: blueprints that parse, call one service, commit and answer."""

from flask import Flask

from quizapp.web import (
    account,
    admin,
    auth,
    courses,
    modules,
    plans,
    practice,
    progress,
    quizzes,
    readiness,
    teach,
    today,
)
from quizapp.web import banks as _bank_views  # noqa: F401 - adds its views to teach
from quizapp.web import regrading as _regrading_views  # noqa: F401 - adds its views to teach
from quizapp.web import review as _review_views  # noqa: F401 - adds its views to teach
from quizapp.web.errors import set_up_errors
from quizapp.web.presentation import set_up_presentation
from quizapp.web.security import secure


def register_web(app: Flask) -> None:
    """Add every page to the application, closed by default."""
    secure(app)
    set_up_presentation(app)
    set_up_errors(app)
    for blueprint in (
        account.blueprint,
        admin.blueprint,
        auth.blueprint,
        courses.blueprint,
        modules.blueprint,
        plans.blueprint,
        practice.blueprint,
        progress.blueprint,
        quizzes.blueprint,
        readiness.blueprint,
        today.blueprint,
        today.demo_blueprint,
        teach.blueprint,
    ):
        app.register_blueprint(blueprint)


__all__ = ["register_web"]
