"""WCAG 2.2 AA by axe-core in a real browser: every screen, in both themes and two widths."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import Service, continue_as
from tests.e2e.kinds import choose_something
from tests.factories import illustrated

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds, as "rule: target"."""
    # Evaluated rather than added as a script tag, which the page's policy would refuse.
    page.evaluate(AXE)
    result: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES
    )
    return [
        f"{page.url} {found['id']}: {node['target']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


def learner_screens(page: Page) -> list[str]:
    """Addresses of every screen that a learner meets."""
    continue_as(page, "learner")
    module = page.locator("a[href^='/modules/']").first.get_attribute("href") or ""
    page.goto(module)
    lesson = page.locator("a[href^='/lessons/']").first.get_attribute("href") or ""
    quiz = page.locator("a[href^='/quizzes/']").first.get_attribute("href") or ""
    course = page.locator("a[href^='/courses/']").first.get_attribute("href") or ""
    page.goto(f"{lesson}/practice")
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()
    page.wait_for_url(re.compile("/practice/[0-9a-f-]{36}$"))
    question = page.url
    choose_something(page)
    page.get_by_role("button", name=re.compile("Check answer")).click()
    page.wait_for_url(re.compile("/answers/"))
    screens = [page.url, question, f"{question}/summary", "/", course, module, lesson]
    more = ["/progress", "/account", "/plan", "/join", "/nowhere"]
    return [*screens, f"{lesson}/practice", quiz, *more]


def instructor_screens(page: Page) -> list[str]:
    """Addresses of every screen that an instructor meets."""
    continue_as(page, "instructor")
    course = page.locator("a[href^='/teach/courses/']").first.get_attribute("href") or ""
    page.goto(course)
    link = page.get_by_role("link", name=re.compile("^Secondary liver cancer"))
    module = link.first.get_attribute("href") or ""
    page.goto(f"{module}/review")
    item = page.locator("a[href$='/edit']").first.get_attribute("href") or ""
    page.goto(course)
    page.get_by_text("Or paste the text").click()
    page.get_by_label(re.compile("Title")).first.fill("Notes")
    page.locator("textarea[name=text]").fill(f"# Notes\n\nWritten for {page.url}.")
    page.locator("form:has(textarea[name=text]) button").click()
    page.wait_for_url(re.compile("/teach/(imports|modules)/"))
    screens = ["/teach/", course, f"{course}/learners", page.url, module]
    screens += [*illustrated_screens(page, course), *bank_screens(page, course)]
    screens.append(f"{module}/export?format=aiken")
    return [*screens, f"{module}/review", f"{module}/bank", f"{module}/items/new", item]


def bank_screens(page: Page, course: str) -> list[str]:
    """The plan of an import, and the import itself."""
    page.goto(course)
    content = f"Is this of {page.url}?{{T}}\n\nBile is <b>green</b>.{{F}}\n\nWrite.{{}}"
    page.locator("#field-bank").set_input_files(
        {"name": "week-1.gift", "mimeType": "text/plain", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Check the file").click()
    page.wait_for_url(re.compile("/teach/banks/"))
    plan = page.url
    page.get_by_role("link", name=re.compile("See the import")).or_(
        page.get_by_role("button", name=re.compile("Import"))
    ).or_(page.get_by_text("There is nothing to import")).first.wait_for()
    button = page.get_by_role("button", name=re.compile("Import"))
    if not button.count():
        return [plan]
    button.click()
    page.wait_for_url(re.compile(f"/teach/banks/(?!{plan.rsplit('/', 1)[1]})"))
    return [plan, page.url]


def illustrated_screens(page: Page, course: str) -> list[str]:
    """The outline of a module with pictures, and the lesson that shows them."""
    page.goto(course)
    content = illustrated(side=1_200).encode()
    page.locator("#field-document").set_input_files(
        {"name": "pictures.html", "mimeType": "text/html", "buffer": content}
    )
    page.get_by_role("button", name="Upload and draft questions").click()
    page.wait_for_url(re.compile("/teach/(imports|modules)/"))
    if "/imports/" in page.url:
        page.get_by_role("link", name="Look at the outline").click()
        page.wait_for_url(re.compile("/teach/modules/"))
    picture = page.locator("a.picture").first.get_attribute("href") or ""
    return [page.url, picture.partition("/pictures/")[0]]


def admin_screens(page: Page, service: Service) -> list[str]:
    """Addresses of every screen that only an administrator meets."""
    [email] = [email for email in service.sign_ins if email.startswith("admin@")]
    page.goto("/sign-in")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(service.sign_ins[email])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("/$"))
    return ["/admin/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("role", ["learner", "instructor", "admin"])
def test_every_screen_is_clean(
    browser: Browser, service: Service, role: str, width: int, theme: str
) -> None:
    context = browser.new_context(
        base_url=service.url,
        viewport={"width": width, "height": 800},
        color_scheme=theme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = context.new_page()
    found: list[str] = []
    for path in ("/sign-in", "/register"):
        page.goto(path)
        found += violations(page)
    if role == "admin":
        screens = admin_screens(page, service)
    else:
        screens = learner_screens(page) if role == "learner" else instructor_screens(page)
    for path in screens:
        page.goto(path)
        found += violations(page)
        if overflows(page):
            found.append(f"{page.url} scrolls sideways at {width}")
    context.close()
    assert found == []


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_no_screen_scrolls_sideways_at_320(browser: Browser, service: Service, role: str) -> None:
    context = browser.new_context(base_url=service.url, viewport={"width": 320, "height": 700})
    page = context.new_page()
    screens = learner_screens(page) if role == "learner" else instructor_screens(page)
    wide = [path for path in screens if page.goto(path) and overflows(page)]
    context.close()
    assert wide == []


def test_a_picture_is_drawn_within_its_page_and_alone(page: Page) -> None:
    continue_as(page, "instructor")
    course = page.locator("a[href^='/teach/courses/']").first.get_attribute("href") or ""
    page.goto(illustrated_screens(page, course)[1])
    picture = page.get_by_role("link", name=re.compile("A vein from the gut to the liver"))
    picture.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('.picture img').naturalWidth === 1200")
    picture.click()
    page.wait_for_url(re.compile("/pictures/[0-9a-f]{64}$"))
    assert page.evaluate("document.images[0].naturalWidth") == 1_200


def test_a_planted_fault_is_found(browser: Browser, service: Service) -> None:
    page = browser.new_page(base_url=service.url)
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    found = violations(page)
    page.close()
    assert any("label" in violation for violation in found)
