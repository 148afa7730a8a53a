"""Every route and every kind of person: who gets what. A route that is not here fails the test."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from quizapp import app as application
from quizapp.adapters.formats import read_bank
from quizapp.config import Config
from quizapp.core.access import Action
from quizapp.core.practice import Answer
from quizapp.core.readiness import Policy
from quizapp.services import (
    access,
    accounts,
    bank_plans,
    bank_uploads,
    courses,
    demo,
    documents,
    jobs,
    practice,
    readiness_start,
    review,
    schedules,
)
from quizapp.services.answering import Offer, answer_question
from quizapp.services.pictures import find_pictures
from quizapp.services.runtime import Runtime
from quizapp.services.sections import kept_pictures, list_sections
from quizapp.storage.database import Session
from quizapp.storage.models import CourseRole, ItemStatus, Job, Quiz, Role, Schedule, User
from quizapp.web.offers import seal
from quizapp.web.request import public
from tests.factories import (
    LIVER_DOCUMENT,
    START,
    Clock,
    School,
    make_illustrated,
    make_school,
    make_user,
)
from tests.fixtures import KEPT_TEMPLATES, close, make_config
from tests.forgetting import FORGETFUL, keep_schedule
from tests.transactions import watch_transactions
from tests.web.conftest import enter

SIGN_IN, OK, DONE, NOT_HERE, FORBIDDEN, CONFLICT = "sign in", "ok", "done", 404, 403, 409

# In this order: nobody signed in, the course's learner, a learner and an instructor of another
# course, the course's instructor, an administrator.
PEOPLE = ("nobody", "learner", "outsider", "colleague", "instructor", "admin")

OPEN = (OK,) * 6
ANYBODY = (DONE,) * 6
PERSONAL_PAGE = (SIGN_IN, OK, OK, OK, OK, OK)
PERSONAL = (SIGN_IN, DONE, DONE, DONE, DONE, DONE)
LEARNERS_PAGE = (SIGN_IN, OK, NOT_HERE, NOT_HERE, OK, OK)
LEARNERS = (SIGN_IN, DONE, NOT_HERE, NOT_HERE, DONE, DONE)
# There are too few questions for a placement here.
PLACED = (SIGN_IN, CONFLICT, NOT_HERE, NOT_HERE, CONFLICT, CONFLICT)
OWNERS_PAGE = (SIGN_IN, OK, NOT_HERE, NOT_HERE, NOT_HERE, NOT_HERE)
OWNERS = (SIGN_IN, DONE, NOT_HERE, NOT_HERE, NOT_HERE, NOT_HERE)
TEACHERS_PAGE = (SIGN_IN, FORBIDDEN, NOT_HERE, NOT_HERE, OK, OK)
TEACHERS = (SIGN_IN, FORBIDDEN, NOT_HERE, NOT_HERE, DONE, DONE)
# Nothing is chosen to upload, which is told to those who may.
UNFINISHED = (SIGN_IN, FORBIDDEN, NOT_HERE, NOT_HERE, 422, 422)
# That an item or an import exists is not a learner's to know.
HIDDEN_PAGE = (SIGN_IN, NOT_HERE, NOT_HERE, NOT_HERE, OK, OK)
HIDDEN = (SIGN_IN, NOT_HERE, NOT_HERE, NOT_HERE, DONE, DONE)
STAFF_PAGE = (SIGN_IN, FORBIDDEN, FORBIDDEN, OK, OK, OK)
STAFF = (SIGN_IN, FORBIDDEN, FORBIDDEN, DONE, DONE, DONE)
ADMINS_PAGE = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OK)
ADMINS = (SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, DONE)

NEW_ITEM = {
    "section": "{section}",
    "type": "multiple_choice",
    "stem": "Which vessel carries blood to the liver?",
    "option_text-0": "The portal vein",
    "option_correct-0": "1",
    "option_text-1": "The femoral vein",
    "option_text-2": "The renal artery",
    "rationale": "It does.",
    "objective": "Name the vessel.",
    "step": "easy",
    "bloom": "remember",
}
SHORT_TESTS = Policy(shortest=2, longest=3, fewest=2)
NEW_ACCOUNT = {"email": "new@example.org", "name": "New", "password": "four unrelated words"}
PASSWORD = {"email": "lena@example.org", "password": "correct horse battery"}


@dataclass(frozen=True)
class Route:
    """How a route is visited, and what each of PEOPLE gets."""

    outcomes: tuple[str | int, ...]
    method: str
    path: str
    form: dict[str, str] | None = None


def get(path: str, outcomes: tuple[str | int, ...]) -> Route:
    return Route(outcomes, "GET", path)


def post(path: str, outcomes: tuple[str | int, ...], **form: str) -> Route:
    return Route(outcomes, "POST", path, form)


ROUTES = {
    "account.set_theme": post("/account/theme", ANYBODY, theme="dark"),
    "account.set_time_allowance": post("/account/time", PERSONAL, allowance="double"),
    "account.show": get("/account", PERSONAL_PAGE),
    "account.sign_out_everywhere": post("/account/sign-out-everywhere", PERSONAL),
    "admin.set_role": post("/admin/users/{outsider}/role", ADMINS, role="instructor"),
    "admin.show": get("/admin/", ADMINS_PAGE),
    "auth.continue_as": post("/continue-as/learner", ANYBODY),
    "auth.create_account": post("/register", ANYBODY, **NEW_ACCOUNT),
    "auth.open_sign_in": post("/sign-in", ANYBODY, **PASSWORD),
    "auth.register": get("/register", OPEN),
    "auth.sign_in": get("/sign-in", (OK, DONE, DONE, DONE, DONE, DONE)),
    "auth.sign_out": post("/sign-out", PERSONAL),
    "courses.enrol": post("/join", PERSONAL, code="{code}"),
    "courses.join": get("/join", PERSONAL_PAGE),
    "courses.show": get("/courses/{course}", LEARNERS_PAGE),
    "demo.advance": post("/demo/advance", PERSONAL, days="1"),
    "modules.lesson": get("/lessons/{section}", LEARNERS_PAGE),
    "modules.picture": get("/lessons/{illustrated}/pictures/{picture}", LEARNERS_PAGE),
    "modules.show": get("/modules/{module}", LEARNERS_PAGE),
    "plans.decline_schedule": post("/plan/schedules/{offered}/decline", OWNERS),
    "plans.leave_schedule": post("/plan/schedules/{used}/go-back", OWNERS),
    "plans.save": post("/plan", PERSONAL, minutes="15"),
    "plans.show": get("/plan", PERSONAL_PAGE),
    "plans.use_schedule": post("/plan/schedules/{offered}/use", OWNERS),
    "practice.answer": post(
        "/practice/{attempt}", OWNERS, offer="{offer}", response_uuid="{next}", option="0"
    ),
    "practice.case": post("/modules/{module}/cases", (SIGN_IN, *(NOT_HERE,) * 5), case="None"),
    "practice.check": post("/lessons/{section}/checks/{published}", LEARNERS),
    "practice.finish": post("/practice/{attempt}/finish", OWNERS),
    "practice.lesson": get("/lessons/{section}/practice", LEARNERS_PAGE),
    "practice.misclick": post("/practice/{attempt}/answers/{response}/misclick", OWNERS),
    "practice.take_misclick_back": post(
        "/practice/{attempt}/answers/{response}/misclick/undo", OWNERS
    ),
    "practice.module": get("/modules/{module}/practice", LEARNERS_PAGE),
    "practice.show": get("/practice/{attempt}", OWNERS_PAGE),
    "practice.show_feedback": get("/practice/{attempt}/answers/{response}", OWNERS_PAGE),
    "practice.start": post("/practice", LEARNERS, module="{module}", minutes="5"),
    "practice.summary": get("/practice/{attempt}/summary", OWNERS_PAGE),
    "progress.show": get("/progress", PERSONAL_PAGE),
    "quizzes.show": get("/quizzes/{quiz}", LEARNERS_PAGE),
    "quizzes.start": post("/quizzes/{quiz}", LEARNERS),
    "readiness.course": get("/courses/{course}/readiness", LEARNERS_PAGE),
    "readiness.module": get("/modules/{module}/readiness", LEARNERS_PAGE),
    "readiness.pause": post("/practice/{exam}/pause", OWNERS),
    "readiness.result": get("/practice/{exam}/result", OWNERS_PAGE),
    "readiness.resume": post("/practice/{exam}/resume", OWNERS),
    "readiness.skip_placement": post("/courses/{course}/placement/skip", LEARNERS),
    "readiness.start_course": post("/courses/{course}/readiness", LEARNERS),
    "readiness.start_module": post("/modules/{module}/readiness", LEARNERS),
    "readiness.start_placement": post("/courses/{course}/placement", PLACED),
    "static": get("/static/css/app.css", OPEN),
    "teach.accept": post("/teach/items/{drafted}/accept", HIDDEN),
    "teach.add_item": post("/teach/modules/{module}/items/new", TEACHERS, **NEW_ITEM),
    "teach.bank_upload": get("/teach/banks/{bank_job}", HIDDEN_PAGE),
    "teach.bank": get("/teach/modules/{module}/bank", TEACHERS_PAGE),
    "teach.cancel_import": post("/teach/imports/{job}/cancel", HIDDEN),
    "teach.confirm_bank": post("/teach/banks/{bank_job}/confirm", HIDDEN),
    "teach.course": get("/teach/courses/{course}", TEACHERS_PAGE),
    "teach.create_course": post("/teach/courses", STAFF, title="Another course"),
    "teach.describe_picture": post("/teach/pictures/{figure}", HIDDEN, alternative="A vein"),
    "teach.download_bank": get("/teach/modules/{module}/export/toml", TEACHERS_PAGE),
    "teach.edit": get("/teach/items/{drafted}/edit", HIDDEN_PAGE),
    "teach.export_bank": get("/teach/modules/{module}/export", TEACHERS_PAGE),
    "teach.home": get("/teach/", STAFF_PAGE),
    "teach.import_progress": get("/teach/imports/{job}", HIDDEN_PAGE),
    "teach.learners": get("/teach/courses/{course}/learners", TEACHERS_PAGE),
    "teach.new_item": get("/teach/modules/{module}/items/new", TEACHERS_PAGE),
    "teach.outline": get("/teach/modules/{module}", TEACHERS_PAGE),
    "teach.publish": post("/teach/modules/{module}/publish", TEACHERS),
    "teach.reject": post("/teach/items/{drafted}/reject", HIDDEN, reason="Unclear"),
    "teach.rename_section": post("/teach/sections/{section}/rename", TEACHERS, title="New"),
    "teach.preview_regrade": get("/teach/items/{published}/regrade", HIDDEN_PAGE),
    "teach.regrade": post("/teach/items/{published}/regrade", HIDDEN),
    "teach.retire": post("/teach/items/{published}/retire", HIDDEN),
    "teach.review": get("/teach/modules/{module}/review", TEACHERS_PAGE),
    "teach.save_edit": post("/teach/items/{published}/edit", HIDDEN, **NEW_ITEM),
    "teach.set_importance": post(
        "/teach/sections/{section}/importance", TEACHERS, importance="core"
    ),
    "teach.set_time_allowance": post(
        "/teach/courses/{course}/learners/{learner}/time", TEACHERS, allowance="untimed"
    ),
    "teach.toggle_section": post("/teach/sections/{section}/toggle", TEACHERS),
    "teach.undo_regrade": post("/teach/items/{published}/regrade/undo", HIDDEN),
    "teach.undo": post("/teach/items/{decided}/undo", HIDDEN),
    "teach.upload": post("/teach/courses/{course}/documents", TEACHERS, text="Words.", title="T"),
    "teach.upload_bank": post("/teach/courses/{course}/banks", UNFINISHED),
    "today.show": get("/", PERSONAL_PAGE),
}
PUBLIC = {
    "account.set_theme",
    "auth.continue_as",
    "auth.create_account",
    "auth.open_sign_in",
    "auth.register",
    "auth.sign_in",
}


@dataclass(frozen=True)
class World:
    """A database in which there is something behind every route, and everybody's token."""

    path: Path
    tokens: dict[str, str]
    names: dict[str, str]
    offer: Offer


@pytest.fixture(scope="session")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world, made once; each visit gets a copy."""
    folder = tmp_path_factory.mktemp("world")
    path = folder / "world.sqlite3"
    shutil.copy(migrated_sqlite, path)
    runtime = application.build_runtime(make_config(f"sqlite:///{path}", folder))
    with runtime.writing.begin() as session:
        school = make_school(session, text=LIVER_DOCUMENT, drafts=True)
        people = _people(session, school)
        tokens = {
            name: accounts.open_sign_in(session, user, now=START, days=14)
            for name, user in people.items()
        }
        names = _names(session, school) | {
            name: str(people[name].uuid) for name in ("learner", "outsider")
        }
        names |= _schedules(session, school)
        sat, offer = _sitting(session, runtime, school, tokens["learner"])
    close(runtime)
    return World(path, tokens, names | sat, offer)


def _people(session: Session, school: School) -> dict[str, User]:
    people = {
        "learner": school.learner,
        "outsider": make_user(session, "Otto"),
        "colleague": make_user(session, "Carla", Role.INSTRUCTOR),
        "instructor": school.instructor,
        "admin": make_user(session, "Ada", Role.ADMIN),
    }
    other = courses.create_course(session, people["colleague"], title="Other", now=START)
    courses.enrol(session, other, people["outsider"], CourseRole.LEARNER, now=START)
    demo.prepare_people(session, now=START)
    return people


def _names(session: Session, school: School) -> dict[str, str]:
    drafted, decided = review.list_queue(session, school.module, ItemStatus.IN_REVIEW)[:2]
    published = review.list_queue(session, school.module, ItemStatus.PUBLISHED)[0]
    review.accept(session, access.get_item_for(session, school.instructor, decided), now=START)
    section = next(s for s in list_sections(session, school.module.id) if s.lesson)
    job = documents.receive_document(
        session, None, school.course, filename="new.txt", content=b"New.", now=START
    )
    quiz = session.scalars(select(Quiz.uuid).where(Quiz.section_id.is_(None))).one()
    shown = make_illustrated(session, school.course)
    illustrated = next(s for s in list_sections(session, shown.id) if kept_pictures(s))
    pictures = find_pictures(session, shown.id, kept_pictures(illustrated))
    picture = next(iter(pictures.values()))
    return {
        "course": school.course.slug,
        "code": school.course.code,
        "module": str(school.module.uuid),
        "section": str(section.uuid),
        "quiz": str(quiz),
        "drafted": str(drafted),
        "decided": str(decided),
        "published": str(published),
        "job": str(job.uuid),
        "bank_job": str(_planned_bank(session, school).uuid),
        "illustrated": str(illustrated.uuid),
        "picture": picture.sha256,
        "figure": str(picture.uuid),
    }


def _schedules(session: Session, school: School) -> dict[str, str]:
    """A fitted schedule that the learner uses, and another one that is offered to them."""
    keep_schedule(session, FORGETFUL, user_id=school.learner.id)
    used = session.scalars(select(Schedule)).one()
    schedules.use(session, school.learner, used, now=START)
    keep_schedule(session, FORGETFUL, user_id=school.learner.id)
    offered = session.scalars(select(Schedule).where(Schedule.id != used.id)).one()
    return {"used": str(used.uuid), "offered": str(offered.uuid)}


def _planned_bank(session: Session, school: School) -> Job:
    """A bank file that was checked and waits to be confirmed."""
    form, parsed = read_bank(b"Bile is green.{T}", "week-1.gift")
    job = bank_uploads.receive_bank(
        session,
        school.instructor,
        school.course,
        filename="week-1.gift",
        content=b"Bile is green.{T}",
        module_uuid=None,
        now=START,
    )
    plan = bank_plans.plan_import(session, None, parsed, filename="week-1.gift")
    bank_uploads.keep_plan(session, job, plan, form.label)
    jobs.finish(session, job, START)
    return job


def _sitting(
    session: Session, runtime: Runtime, school: School, token: str
) -> tuple[dict[str, str], Offer]:
    """A practice of the learner's with one answer, and the offer of what comes next."""
    learner, banks = school.learner, runtime.banks
    begun = practice.start_practice(
        session, learner, school.module, None, minutes=5, banks=banks, now=START
    )
    attempt = access.get_attempt_for(session, learner, begun.uuid)
    first = practice.next_question(session, learner, attempt, banks=banks, now=START)
    assert first is not None
    answer_question(
        session.connection(),
        token_hash=accounts.hash_token(token),
        offer=first.offer,
        response_uuid=first.response_uuid,
        answer=Answer([0]),
        now=START,
    )
    second = practice.next_question(session, learner, attempt, banks=banks, now=START)
    assert second is not None
    names = {
        "attempt": str(attempt.uuid),
        "exam": str(_exam(session, runtime, school)),
        "response": str(first.response_uuid),
        "next": str(second.response_uuid),
    }
    return names, second.offer


def _exam(session: Session, runtime: Runtime, school: School) -> UUID:
    """A readiness test that its learner has ended, so that another may begin."""
    module = access.get_module_for(session, school.learner, school.module.uuid, Action.LEARN)
    exam = readiness_start.start_readiness(
        session,
        school.learner,
        readiness_start.module_scope(module),
        policy=SHORT_TESTS,
        banks=runtime.banks,
        now=START,
    )
    practice.finish_attempt(session, school.learner, exam, now=START)
    return exam.uuid


@pytest.fixture
def visit(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Route, str], TestResponse]]:
    """Visits a route as one of PEOPLE, each time in a fresh copy of the world."""
    monkeypatch.setattr(application, "_utc_now", Clock())
    apps: list[Flask] = []

    def visit_once(route: Route, who: str) -> TestResponse:
        path = tmp_path / f"{who}.sqlite3"
        shutil.copy(world.path, path)
        app = application.create_app(_config(path, tmp_path))
        app.jinja_env.bytecode_cache = KEPT_TEMPLATES
        watch_transactions(app)
        apps.append(app)
        with app.app_context():
            names = world.names | {"offer": seal(world.offer)}
        visitor = enter(app, world.tokens.get(who))
        path = route.path.format(**names)
        if route.form is None:
            return visitor.client.get(path, buffered=True)
        return visitor.post(path, **{k: v.format(**names) for k, v in route.form.items()})

    yield visit_once
    for app in apps:
        close(app.extensions["quizapp"])


def _config(path: Path, folder: Path) -> Config:
    return make_config(f"sqlite:///{path}", folder, demo=True, readiness=SHORT_TESTS)


def outcome(response: TestResponse) -> str | int:
    """What became of a visit, in one word or an error's status code."""
    if response.status_code in (302, 303):
        return SIGN_IN if response.location.startswith("/sign-in?next=") else DONE
    return OK if response.status_code == 200 else response.status_code


def test_every_route_is_in_the_table(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ROUTES)


def test_every_route_takes_one_method(app: Flask) -> None:
    methods = {
        rule.endpoint: (rule.methods or set()) - {"HEAD", "OPTIONS"}
        for rule in app.url_map.iter_rules()
    }
    assert methods == {endpoint: {route.method} for endpoint, route in ROUTES.items()}


@pytest.mark.parametrize("endpoint", ROUTES)
def test_each_person_gets_what_the_table_says(
    endpoint: str, visit: Callable[[Route, str], TestResponse]
) -> None:
    route = ROUTES[endpoint]
    expected = dict(zip(PEOPLE, route.outcomes, strict=True))
    assert {who: outcome(visit(route, who)) for who in PEOPLE} == expected


def test_only_these_views_are_open_to_people_who_are_not_signed_in(app: Flask) -> None:
    marked = {name for name, view in app.view_functions.items() if hasattr(view, "is_public")}
    assert marked == PUBLIC


def test_only_the_answer_checks_the_sign_in_by_itself(app: Flask) -> None:
    marked = {
        name for name, view in app.view_functions.items() if hasattr(view, "checks_sign_in_itself")
    }
    assert marked == {"practice.answer"}


def test_a_view_that_is_not_marked_as_public_is_closed(app: Flask) -> None:
    app.add_url_rule("/planted", view_func=lambda: "secret", endpoint="planted")
    response = app.test_client().get("/planted")
    assert response.status_code == 303
    assert response.location == "/sign-in?next=/planted"


def test_a_view_that_is_marked_as_public_is_open(app: Flask) -> None:
    app.add_url_rule("/planted", view_func=public(lambda: "open"), endpoint="planted")
    assert app.test_client().get("/planted").text == "open"
