"""How many statements the hot pages send: a fixed number, however many questions there are."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from quizapp.core.banks import Bank, BankItem
from quizapp.core.item_types import TYPES
from quizapp.core.items import Step
from quizapp.services import bank_files, courses, review
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Course, CourseRole, Module, User
from tests.factories import LIVER_DOCUMENT, START, make_bank_of, make_item, make_module
from tests.fixtures import Visitor, field
from tests.web.conftest import add_user, signed_in
from tests.web.pages import answer, filled_in

QUOTE = "Jaundice is a yellow colour of the skin caused by bilirubin."
PER_OBJECTIVE = 3


def bank_of(count: int) -> Bank:
    """So many questions, three to an objective."""
    items = []
    for number in range(count):
        objective = f"Explain sign number {number // PER_OBJECTIVE}."
        item = make_item(
            f"Which jaundice sign is number {number}?", objective, QUOTE, list(Step)[number % 2]
        )
        items.append(BankItem(f"item-{number}", "Jaundice", item))
    return Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d12", "Jaundice", "en", tuple(items))


def module_of(runtime: Runtime, user: User, bank: Bank) -> tuple[Course, Module]:
    """A published module with these questions, in a course that the person learns in."""
    with runtime.writing.begin() as session:
        course = courses.create_course(session, None, title=f"Of {len(bank.items)}", now=START)
        courses.enrol(session, course, user, CourseRole.LEARNER, now=START)
        module = make_module(session, course, text=LIVER_DOCUMENT, questions=False)
        bank_files.import_bank(session, module, bank, None, now=START)
        review.publish_module(session, module, now=START)
    return course, module


@contextmanager
def counted(runtime: Runtime) -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, but for the ends of transactions."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
            statements.append(" ".join(statement.split()))

    engine = runtime.reading.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


Page = Callable[[Visitor, str, Course, Module], str]


def of_question(_learner: Visitor, sitting: str, _course: Course, _module: Module) -> str:
    return sitting


def of_feedback(learner: Visitor, sitting: str, _course: Course, _module: Module) -> str:
    return answer(learner, sitting)


def of_summary(learner: Visitor, sitting: str, _course: Course, _module: Module) -> str:
    answer(learner, sitting)
    return f"{sitting}/summary"


def of_today(_learner: Visitor, _sitting: str, _course: Course, _module: Module) -> str:
    return "/"


def of_progress(_learner: Visitor, _sitting: str, _course: Course, _module: Module) -> str:
    return "/progress"


def of_course(_learner: Visitor, _sitting: str, course: Course, _module: Module) -> str:
    return f"/courses/{course.slug}"


def of_module(_learner: Visitor, _sitting: str, _course: Course, module: Module) -> str:
    return f"/modules/{module.uuid}"


def of_plan(_learner: Visitor, _sitting: str, _course: Course, _module: Module) -> str:
    return "/plan"


# The most statements that each page may send, the sign-in's one included.
PAGES: list[tuple[Page, int]] = [
    (of_today, 12),  # one each for the exams ahead, answers graded again, second looks
    (of_question, 12),  # one each for the exam ahead, the prediction's weights, the schedule
    (of_feedback, 5),
    (of_summary, 5),
    (of_progress, 9),
    (of_course, 7),
    (of_module, 7),
    (of_plan, 3),  # one for schedules; what they would change is asked only where one is offered
]


def statements_for(app: Flask, runtime: Runtime, page: Page, count: int) -> list[str]:
    """What a page sends to somebody who has answered once, its bank being loaded already."""
    user = add_user(runtime, f"Lena{count}")
    course, module = module_of(runtime, user, bank_of(count))
    learner = signed_in(app, runtime, user)
    learner.get(f"/modules/{module.uuid}/practice")
    sitting = learner.post("/practice", module=str(module.uuid), minutes="5").location
    answer(learner, sitting)
    address = page(learner, sitting, course, module)
    learner.get(address)
    with counted(runtime) as statements:
        assert learner.get(address).status_code == 200
    return statements


@pytest.mark.parametrize(("page", "most"), PAGES)
def test_a_page_sends_no_more_statements_for_sixty_questions_than_for_six(
    app: Flask, runtime: Runtime, page: Page, most: int
) -> None:
    few, many = (statements_for(app, runtime, page, count) for count in (6, 60))
    assert len(few) == len(many) <= most, many


@pytest.mark.parametrize("type_name", TYPES)
def test_an_answer_is_one_read_and_three_writes(
    app: Flask, runtime: Runtime, type_name: str
) -> None:
    user = add_user(runtime, "Lena")
    _course, module = module_of(runtime, user, make_bank_of(type_name, each=60))
    learner = signed_in(app, runtime, user)
    learner.get(f"/modules/{module.uuid}/practice")
    sitting = learner.post("/practice", module=str(module.uuid), minutes="5").location
    page = learner.get(sitting).text
    fields = filled_in(page) | {name: field(page, name) for name in ("offer", "response_uuid")}
    with counted(runtime) as statements:
        assert learner.post(sitting, **fields).status_code == 303
    assert [statement.split()[0] for statement in statements] == ["SELECT"] + ["INSERT"] * 3
