"""The one door to owned rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from quizapp.core.access import Action
from quizapp.core.errors import Forbidden, NotFound, QuizappError
from quizapp.core.practice import Answer
from quizapp.services import access, accounts, documents, practice
from quizapp.services.answering import answer_question
from quizapp.services.banks import Banks
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Attempt,
    ItemRow,
    Job,
    ModuleStatus,
    Quiz,
    Response,
    Role,
    Section,
    User,
)
from tests.factories import START, School, make_user

ALLOWED = None
Getter = Callable[[Session, User, School], Any]


@dataclass
class Cast:
    """Everybody who may come to the door."""

    learner: User
    instructor: User
    outsider: User
    other_instructor: User
    admin: User


@pytest.fixture
def cast(session: Session, here: School) -> Cast:
    return Cast(
        learner=here.learner,
        instructor=here.instructor,
        outsider=make_user(session, "Otto"),
        other_instructor=make_user(session, "Irma", Role.INSTRUCTOR),
        admin=make_user(session, "Ada", Role.ADMIN),
    )


def one_section(session: Session, here: School) -> Section:
    return session.scalars(
        select(Section).where(Section.module_id == here.module.id, Section.title == "Jaundice")
    ).one()


def course(action: Action) -> Getter:
    return lambda session, user, here: access.get_course_for(
        session, user, here.course.slug, action
    )


def module(action: Action) -> Getter:
    return lambda session, user, here: access.get_module_for(
        session, user, here.module.uuid, action
    )


def section(action: Action) -> Getter:
    return lambda session, user, here: access.get_section_for(
        session, user, one_section(session, here).uuid, action
    )


def quiz(action: Action) -> Getter:
    def get(session: Session, user: User, here: School) -> Quiz:
        uuid = session.scalars(select(Quiz.uuid).where(Quiz.section_id.is_(None))).one()
        return access.get_quiz_for(session, user, uuid, action)

    return get


def item(session: Session, user: User, here: School) -> ItemRow:
    uuid = session.scalars(select(ItemRow.uuid).order_by(ItemRow.id)).first()
    assert uuid is not None
    return access.get_item_for(session, user, uuid)


def job(session: Session, user: User, here: School) -> Job:
    received = documents.receive_document(
        session, here.instructor, here.course, filename="a.md", content=b"# A\n\nB c.\n", now=START
    )
    return access.get_job_for(session, user, received.uuid)


def attempt(session: Session, user: User, here: School) -> Attempt:
    begun = practice.start_practice(
        session, here.learner, here.module, None, minutes=5, banks=Banks(), now=START
    )
    return access.get_attempt_for(session, user, begun.uuid)


def refusal(get: Getter, session: Session, user: User, here: School) -> type[QuizappError] | None:
    """The error that keeps the person out, None where they are let in."""
    try:
        get(session, user, here)
    except QuizappError as error:
        return type(error)
    return ALLOWED


LEARNING = {
    "learner": ALLOWED,
    "instructor": ALLOWED,
    "outsider": NotFound,
    "other_instructor": NotFound,
    "admin": ALLOWED,
}
TEACHING = LEARNING | {"learner": Forbidden}
TEACHERS_ONLY = LEARNING | {"learner": NotFound}
OWNER_ONLY = dict.fromkeys(LEARNING, NotFound) | {"learner": ALLOWED}

DOORS: list[tuple[str, Getter, dict[str, type[QuizappError] | None]]] = [
    ("course to learn", course(Action.LEARN), LEARNING),
    ("course to teach", course(Action.TEACH), TEACHING),
    ("module to learn", module(Action.LEARN), LEARNING),
    ("module to teach", module(Action.TEACH), TEACHING),
    ("section to learn", section(Action.LEARN), LEARNING),
    ("section to teach", section(Action.TEACH), TEACHING),
    ("quiz to learn", quiz(Action.LEARN), LEARNING),
    ("quiz to teach", quiz(Action.TEACH), TEACHING),
    ("item", item, TEACHERS_ONLY),
    ("job", job, TEACHERS_ONLY),
    ("attempt", attempt, OWNER_ONLY),
]


@pytest.mark.parametrize(
    ("get", "expected"), [door[1:] for door in DOORS], ids=[door[0] for door in DOORS]
)
def test_who_gets_in(
    session: Session,
    here: School,
    cast: Cast,
    get: Getter,
    expected: dict[str, type[QuizappError] | None],
) -> None:
    found = {name: refusal(get, session, user, here) for name, user in vars(cast).items()}
    assert found == expected


UNPUBLISHED = LEARNING | {"learner": NotFound}


@pytest.mark.parametrize("get", [module(Action.LEARN), section(Action.LEARN), quiz(Action.LEARN)])
def test_an_unpublished_module_is_there_for_its_teachers_alone(
    session: Session, here: School, cast: Cast, get: Getter
) -> None:
    here.module.status = ModuleStatus.DRAFT
    session.flush()
    found = {name: refusal(get, session, user, here) for name, user in vars(cast).items()}
    assert found == UNPUBLISHED


@pytest.mark.parametrize(
    ("action", "expected"), [(Action.LEARN, NotFound), (Action.TEACH, ALLOWED)]
)
def test_an_excluded_section_can_be_taught_but_not_learnt(
    session: Session, here: School, action: Action, expected: type[QuizappError] | None
) -> None:
    one_section(session, here).excluded = True
    session.flush()
    assert refusal(section(action), session, here.instructor, here) is expected


def test_an_unknown_identifier_is_not_found(session: Session, here: School) -> None:
    user, uuid = here.instructor, uuid4()
    calls: list[Callable[[], object]] = [
        lambda: access.get_course_for(session, user, "nowhere", Action.LEARN),
        lambda: access.get_module_for(session, user, uuid, Action.LEARN),
        lambda: access.get_section_for(session, user, uuid, Action.LEARN),
        lambda: access.get_quiz_for(session, user, uuid, Action.LEARN),
        lambda: access.get_item_for(session, user, uuid),
        lambda: access.get_job_for(session, user, uuid),
        lambda: access.get_attempt_for(session, user, uuid),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()


def test_a_response_is_found_by_its_learner_within_its_attempt(
    session: Session, here: School, cast: Cast
) -> None:
    begun = [attempt(session, here.learner, here) for _ in range(2)]
    response = answer_first(session, here, begun[0])
    found = access.get_response_for(session, here.learner, begun[0], response.uuid)
    assert found.id == response.id
    for user, sitting in ((here.learner, begun[1]), (cast.outsider, begun[0])):
        with pytest.raises(NotFound):
            access.get_response_for(session, user, sitting, response.uuid)


def answer_first(session: Session, here: School, sitting: Attempt) -> Response:
    """Answer an attempt's first question."""
    question = practice.next_question(session, here.learner, sitting, banks=Banks(), now=START)
    assert question is not None
    token = accounts.open_sign_in(session, here.learner, now=START, days=1)
    answer_question(
        session.connection(),
        token_hash=accounts.hash_token(token),
        offer=question.offer,
        response_uuid=question.response_uuid,
        answer=Answer([0]),
        now=START,
    )
    return session.scalars(select(Response)).one()


@pytest.mark.parametrize(
    ("role", "teaches", "administers"),
    [(Role.LEARNER, False, False), (Role.INSTRUCTOR, True, False), (Role.ADMIN, True, True)],
)
def test_roles_open_the_doors_of_the_installation(
    role: Role, teaches: bool, administers: bool
) -> None:
    user = User(role=role)
    assert lets_in(access.require_instructor, user) is teaches
    assert lets_in(access.require_admin, user) is administers


def lets_in(require: Callable[[User], None], user: User) -> bool:
    try:
        require(user)
    except Forbidden:
        return False
    return True
