"""Every state of a placement and a readiness test, for somebody who has answered nothing yet."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.test_readiness import course_of, look, service, short_tests

# A service of its own: whoever has taken a test is offered no placement any more.
__all__ = ["service", "short_tests"]


def test_every_state_is_clean_and_a_pause_comes_back_to_the_question(page: Page) -> None:
    course = course_of(page)
    page.goto(course)
    found = look(page)
    page.get_by_role("button", name="Find my level").click()
    page.wait_for_url(re.compile("/practice/"))
    found += look(page)
    page.get_by_role("button", name="Skip the rest").click()
    expect(page).to_have_url(re.compile("/result$"))
    found += look(page)
    page.goto(f"{course}/readiness")
    found += look(page)
    page.get_by_role("button", name="Start the test").click()
    page.wait_for_url(re.compile("/practice/[0-9a-f-]{36}$"))
    found += look(page)
    stem = page.locator("h1.stem").inner_text()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", level=1, name="Paused")).to_be_visible()
    found += look(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1.stem")).to_have_text(stem)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="End the test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Too few answers to say")
    found += look(page)
    assert found == []
