"""What the tests of exams share: a bank that is large enough, and sitting through one."""

import re

from quizapp.core.banks import Bank, BankItem
from quizapp.core.items import Step
from quizapp.services import bank_files, review
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Course, Module
from tests.factories import LIVER_DOCUMENT, START, School, make_item, make_module
from tests.fixtures import Visitor, field
from tests.web.pages import options_of

QUOTES = {
    "Portal circulation": "The portal vein carries blood from the gut to the liver.",
    "Jaundice": "Jaundice is a yellow colour of the skin caused by bilirubin.",
}
PER_OBJECTIVE = 2


def large_bank(count: int) -> Bank:
    """So many questions, two to an objective, two thirds of them on the first section."""
    items = []
    for number in range(count):
        section = "Jaundice" if number % 3 == 2 else "Portal circulation"
        item = make_item(
            f"Which {section.lower()} sign is number {number}?",
            f"Explain {section.lower()} sign {number // (3 * PER_OBJECTIVE)}.",
            QUOTES[section],
            list(Step)[number % 3],
        )
        items.append(BankItem(f"item-{number}", section, item))
    return Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d19", "Liver", "en", tuple(items))


def add_large_module(runtime: Runtime, school: School, count: int = 30) -> Module:
    """A second published module of the school's course, with so many questions."""
    with runtime.writing.begin() as session:
        course = session.get_one(Course, school.course.id)
        module = make_module(session, course, text=LIVER_DOCUMENT + "\nMore.\n", questions=False)
        bank_files.import_bank(session, module, large_bank(count), None, now=START)
        review.publish_module(session, module, now=START)
    return module


def begin_test(learner: Visitor, module: Module) -> str:
    """Start a readiness test over a module; the address of its questions."""
    learner.get(f"/modules/{module.uuid}/readiness")
    response = learner.post(f"/modules/{module.uuid}/readiness")
    assert response.status_code == 303, response.text
    return str(response.location)


def fields_of(page: str, *, right: bool = True) -> dict[str, str]:
    """The form of a question filled in, rightly or wrongly."""
    chosen = next(v for v, text in options_of(page) if ("right answer" in text) is right)
    return {name: field(page, name) for name in ("offer", "response_uuid")} | {"option": chosen}


def answer_next(learner: Visitor, address: str, *, right: bool = True) -> str:
    """Answer the question at hand; the page that it showed."""
    page = learner.get(address).text
    response = learner.post(address, **fields_of(page, right=right))
    assert (response.status_code, response.location) == (303, address), response.text
    return page


def sit_through(learner: Visitor, address: str, *, right: bool = True) -> list[str]:
    """Answer until there is no question; the pages that were shown."""
    pages = []
    while learner.get(address).status_code == 200:
        pages.append(answer_next(learner, address, right=right))
    return pages


def stem_of(page: str) -> str:
    """The words of the question."""
    match = re.search(r'class="stem">(.*?)<', page)
    assert match
    return match.group(1)
