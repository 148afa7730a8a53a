"""Whatever people write is shown as words: no markup of theirs reaches a page as markup."""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from quizapp.core.banks import Bank, BankItem
from quizapp.core.item_types import TYPES
from quizapp.core.items import Item
from quizapp.jobs.worker import run_next
from quizapp.services import accounts, bank_files, courses, review
from quizapp.services.runtime import Runtime
from quizapp.storage.models import CourseRole, Role
from tests.factories import (
    LIVER_DOCUMENT,
    PASSWORD,
    START,
    make_bank,
    make_bank_of,
    make_module,
)
from tests.fixtures import Visitor, field
from tests.web.conftest import signed_in
from tests.web.pages import answer, text_of

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
# One type for each template that draws questions.
LAYOUTS = {item_type.layout: name for name, item_type in reversed(TYPES.items())}
# What tells on a page that a template has drawn a question.
SIGNS = {
    "choices": "data-option",
    "groups": 'class="group',
    "ordered_response": 'name="place-0"',
    "matching": 'id="choices-label"',
    "matrix": 'class="matrix"',
    "highlight": 'class="token"',
    "passage": 'name="choice-0"',
    "tokens": "data-tokens",
    "numeric": 'name="value"',
    "typed": 'name="answer"',
}
PAYLOAD = SCRIPT + IMAGE
MARK = html.escape(SCRIPT)


# What has to stay as it is for the question to be one.
KEPT = {"numeric": ("answer", "places", "tolerance", "variables")}
NAMED = {"group", "blank", "column", "columns"}


def poisoned_value(value: Any) -> Any:
    """The same record with markup in every text that a person reads."""
    if isinstance(value, dict):
        return {
            name: each if name in NAMED else poisoned_value(each) for name, each in value.items()
        }
    if isinstance(value, list):
        return [poisoned_value(each) for each in value]
    return f"{value} {PAYLOAD}" if isinstance(value, str) else value


def poisoned(item: Item) -> Item:
    """The same item with markup in every text of it."""
    item_type = TYPES[item.type]
    record = poisoned_value(item_type.dump(item.content))
    for name in KEPT.get(item.type, ()):
        record[name] = item_type.dump(item.content)[name]
    return replace(
        item,
        stem=f"{PAYLOAD} {item.stem}",
        rationale=f"{PAYLOAD} {item.rationale}",
        objective=f"{PAYLOAD} {item.objective}",
        content=item_type.load(record),
    )


@pytest.fixture
def people(app: Flask, runtime: Runtime) -> dict[str, Visitor]:
    """A learner, an instructor and an administrator of a course that is full of markup."""
    with runtime.writing.begin() as session:
        roles = {
            Role.LEARNER: "Lena",
            Role.INSTRUCTOR: "Ines",
            Role.ADMIN: "Ada",
        }
        users = {
            role: accounts.register(
                session,
                email=f"{name.lower()}{IMAGE.replace(' ', '')}@example.org",
                name=f"{name} {PAYLOAD}",
                password=PASSWORD,
                now=START,
                role=role,
            )
            for role, name in roles.items()
        }
        teacher = users[Role.INSTRUCTOR]
        course = courses.create_course(session, teacher, title=f"Liver {PAYLOAD}", now=START)
        courses.enrol(session, course, users[Role.LEARNER], CourseRole.LEARNER, now=START)
        text = f"Author: {PAYLOAD}\n\n{LIVER_DOCUMENT}".replace("cool baths", f"cool {PAYLOAD}")
        module = make_module(session, course, text=text, questions=False, drafts=True)
        module.title = f"Liver {PAYLOAD}"
        clean = make_bank()
        bank = Bank(
            clean.uuid,
            clean.title,
            clean.language,
            tuple(
                BankItem(entry.slug, entry.section, poisoned(entry.item))
                for entry in (*clean.items, *make_bank_of(*LAYOUTS.values()).items)
            ),
        )
        bank_files.import_bank(session, module, bank, teacher, now=START)
        review.publish_module(session, module, now=START)
    return {role.value: signed_in(app, runtime, user) for role, user in users.items()}


def crawl(visitor: Visitor, start: str = "/") -> dict[str, str]:
    """Every page that links lead to, by address."""
    pages: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        response = visitor.get(address, follow_redirects=True)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        if response.mimetype != "text/html":
            # A download, which no browser shows as a page.
            assert response.headers["Content-Disposition"].startswith("attachment")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            continue
        pages[address] = response.text
        found = (html.unescape(link) for link in re.findall(r'href="(/[^"]*)"', response.text))
        for link in {link.partition("#")[0] for link in found}:
            if not link.startswith("/static/") and link not in pages and link not in waiting:
                waiting.append(link)
    return pages


class Markup(HTMLParser):
    """Notes what a page has that only markup of somebody else's would bring."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _value in attrs]
        self.foreign += [f"{tag} {name}" for name in names if name.startswith(("on", "style"))]
        if tag in {"img", "iframe", "object"} or (tag == "script" and "src" not in names):
            self.foreign.append(tag)


def assert_harmless(pages: dict[str, str]) -> None:
    found = {address: Markup(page).foreign for address, page in pages.items()}
    assert {address: foreign for address, foreign in found.items() if foreign} == {}


def test_the_check_of_pages_sees_markup_that_is_let_through() -> None:
    assert Markup(f"<p>{SCRIPT}").foreign == ["script"]
    assert Markup(f'<input value="{IMAGE}').foreign == ["img onerror", "img"]
    assert Markup('<p style="color: red">').foreign == ["p style"]
    assert Markup(f"<p title='{html.escape(PAYLOAD)}'>{html.escape(PAYLOAD)}").foreign == []


@pytest.mark.parametrize("role", ["learner", "instructor", "admin"])
def test_markup_is_shown_as_words_on_every_page_that_links_lead_to(
    people: dict[str, Visitor], role: str
) -> None:
    starts = ["/"] if role == "learner" else ["/", "/teach/"]
    pages = {
        address: page for start in starts for address, page in crawl(people[role], start).items()
    }
    assert_harmless(pages)
    assert len(pages) > 8
    assert all(MARK in page for page in pages.values())


def test_markup_is_shown_as_words_from_question_to_summary(people: dict[str, Visitor]) -> None:
    learner = people["learner"]
    today = learner.get("/").text
    pages: dict[str, str] = {}
    for _sitting in range(4):
        address = learner.post("/practice", module=field(today, "module"), minutes="20").location
        while (question := learner.get(address)).status_code == 200:
            pages[f"question {len(pages)}"] = question.text
            feedback = answer(learner, address)
            pages[feedback] = learner.get(feedback).text
    shown = "".join(pages.values())
    assert {name for name, sign in SIGNS.items() if sign not in shown} == set()
    pages["summary"] = learner.get(f"{address}/summary").text
    pages["progress"] = learner.get("/progress").text
    assert_harmless(pages)
    assert all(MARK in page for page in pages.values())


def test_every_template_that_draws_questions_is_looked_at() -> None:
    assert set(SIGNS) == set(LAYOUTS)


@pytest.mark.parametrize("name", ["notes.txt", f"{IMAGE.replace('/', '')}.txt"])
def test_markup_in_a_pasted_document_is_shown_as_words(
    people: dict[str, Visitor], runtime: Runtime, name: str
) -> None:
    instructor = people["instructor"]
    text = LIVER_DOCUMENT.replace("Jaundice\n", f"Jaundice {IMAGE}\n").replace("cool", PAYLOAD)
    (course,) = set(re.findall(r'href="(/teach/courses/[^"]+)"', instructor.get("/teach/").text))
    instructor.get(course)
    address = instructor.post(f"{course}/documents", text=text, title=name).location
    waiting = instructor.get(address).text
    assert run_next(runtime)
    done = instructor.get(address).text
    outline = re.findall(r'href="(/teach/modules/[^"]+)"', done)[0]
    pages = {"waiting": waiting, "done": done} | crawl(instructor, outline)
    assert_harmless(pages)
    assert "alert(1)" in text_of(pages[outline])


ECHOES: list[Callable[[Visitor], str]] = [
    lambda v: v.get("/sign-in", query_string={"next": f"/{PAYLOAD}"}).text,
    lambda v: v.post("/sign-in", email=PAYLOAD, password="x").text,
    lambda v: v.get("/register", query_string={"code": PAYLOAD}).text,
    lambda v: v.post("/register", email=PAYLOAD, name=PAYLOAD, code=PAYLOAD, password="x").text,
    lambda v: v.client.get("/nowhere", query_string={"next": f"/{PAYLOAD}"}).text,
    lambda v: v.client.get(f"/{PAYLOAD}").text,
]


@pytest.mark.parametrize("echo", ECHOES)
def test_what_a_stranger_sends_comes_back_as_words(
    visitor: Visitor, echo: Callable[[Visitor], str]
) -> None:
    assert_harmless({"echo": echo(visitor)})


def test_what_a_learner_sends_comes_back_as_words(people: dict[str, Visitor]) -> None:
    learner = people["learner"]
    module = re.findall(r'href="(/modules/[^"/]+)"', learner.get("/").text)[0]
    lesson = re.findall(r'href="(/lessons/[^"]+)"', learner.get(module).text)[0]
    assert_harmless(
        {
            "join": learner.post("/join", code=PAYLOAD).text,
            "filled in": learner.get("/join", query_string={"code": PAYLOAD}).text,
            "quote": learner.get(lesson, query_string={"quote": PAYLOAD}).text,
            "theme": learner.post("/account/theme", theme=PAYLOAD).text,
        }
    )


def test_what_an_instructor_sends_comes_back_as_words(people: dict[str, Visitor]) -> None:
    instructor = people["instructor"]
    course = re.findall(r'href="(/teach/courses/[^"]+)"', instructor.get("/teach/").text)[0]
    outline = re.findall(r'href="(/teach/modules/[^"/]+)"', instructor.get(course).text)[0]
    section = re.findall(r'action="(/teach/sections/[^"]+/rename)"', instructor.get(outline).text)
    renamed = instructor.post(section[1], title=PAYLOAD).location
    queue = instructor.get(f"{outline}/review").text
    reject = re.findall(r'action="(/teach/items/[^"]+/reject)"', queue)[0]
    instructor.post(reject, reason=PAYLOAD)
    editor = {"stem": PAYLOAD, "option_text-0": PAYLOAD, "objective": PAYLOAD, "type": PAYLOAD}
    pages = {
        "renamed": instructor.get(renamed).text,
        "rejected": instructor.get(f"{outline}/review?status=rejected").text,
        "refused": instructor.post(f"{outline}/items/new", **editor).text,
    }
    assert_harmless(pages)
    assert all(MARK in pages[name] for name in ("renamed", "rejected"))
