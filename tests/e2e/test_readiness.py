"""Readiness tests in a browser: by keyboard, without a script."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Service, continue_as
from tests.e2e.test_accessibility import overflows, violations

QUESTIONS = 20
SEND = re.compile("Send answer")
LOOKS = [(width, theme) for width in (360, 1280) for theme in ("light", "dark")]


@pytest.fixture(scope="module")
def short_tests() -> Iterator[None]:
    """Tests of the fewest questions that there may be."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SHORTEST", "LONGEST"):
            patch.setenv(f"QUIZAPP_READINESS_{name}", str(QUESTIONS))
        yield


@pytest.fixture(scope="module")
def service(short_tests: None, service: Service) -> Service:
    """The service with short tests."""
    return service


def look(page: Page) -> list[str]:
    """What is wrong with the page in any width and theme."""
    found = []
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        found += [f"{width} {theme}: {problem}" for problem in violations(page)]
        if overflows(page):
            found.append(f"{page.url} scrolls sideways at {width}")
    return found


def choose(page: Page) -> None:
    """Choose something, whatever type is asked."""
    expect(page.get_by_role("button", name=SEND)).to_be_visible()
    selects = page.locator("form[data-answer] select")
    for row in range(selects.count()):
        selects.nth(row).select_option(index=row + 1)
    if not selects.count():
        page.locator("input[name=option]").first.check(force=True)


def number_of(page: Page) -> str:
    return page.locator(".sitting strong").inner_text() if page.locator(".sitting").count() else ""


def course_of(page: Page) -> str:
    continue_as(page, "learner")
    return page.locator("a[href^='/courses/']").first.get_attribute("href") or ""


def begin(page: Page) -> None:
    """Start a test over the course."""
    page.goto(f"{course_of(page)}/readiness")
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url(re.compile("/practice/[0-9a-f-]{36}$"))


def test_a_test_is_taken_by_keyboard_alone(page: Page) -> None:
    begin(page)
    for number in range(1, QUESTIONS + 1):
        expect(page.locator(".sitting strong")).to_have_text(f"Question {number}")
        expect(page.get_by_text(re.compile("left$")).first).to_be_visible()
        if page.locator("form[data-answer] select").count():
            choose(page)
        else:
            page.keyboard.press("a")
        page.locator("h1.stem").focus()
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/result$"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_be_focused()
    expect(heading).to_contain_text("standard")
    assert look(page) == []
    page.get_by_text("Look at your answers").click()
    page.locator("a[href*='/answers/']").first.click()
    expect(page.get_by_role("heading", name="Why this question now")).to_be_visible()


def test_a_test_is_taken_without_a_script(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    begin(page)
    for number in range(1, QUESTIONS + 1):
        assert number_of(page) == f"Question {number}"
        choose(page)
        page.get_by_role("button", name=SEND).click()
        page.wait_for_load_state()
    assert page.url.endswith("/result")
    page.go_back()
    assert page.url.endswith("/result"), "there is no way back to a question"
    context.close()
