"""A module with one question of a type, written and published through the pages."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Service, continue_as

STEPS = ("Wash the hands", "Check the name band", "Give the drug", "Write it down")
PAIRS = (
    ("Bilirubin", "Makes the skin yellow when the liver cannot clear it"),
    ("Ammonia", "Confuses when the liver cannot clear it"),
    ("Albumin", "Holds water within the vessels"),
)
EXTRA = "Carries oxygen"
STEMS = {
    "ordered_response": "In which order does the nurse give a drug to a client?",
    "matching": "What does each of these do in a client with liver failure?",
}
ROWS = {
    "ordered_response": {f"step_text-{n}": step for n, step in enumerate(STEPS)}
    | {"step_rationale-0": "Clean hands come before everything that is touched."},
    "matching": {f"pair_text-{n}": text for n, (text, _match) in enumerate(PAIRS)}
    | {f"pair_match-{n}": match for n, (_text, match) in enumerate(PAIRS)}
    | {"pair_rationale-1": "Ammonia reaches the brain."},
}


def publish_module(browser: Browser, service: Service, type_name: str) -> str:
    """The path of a module of the demo's course with this one question in it."""
    page = browser.new_page(base_url=service.url)
    continue_as(page, "instructor")
    page.goto(page.locator("a[href^='/teach/courses/']").first.get_attribute("href") or "")
    page.get_by_text("Or paste the text").click()
    page.get_by_label(re.compile("Title")).first.fill(f"Of {type_name}")
    page.locator("textarea[name=text]").fill(f"# Of {type_name}\n\n## Basics\n\n{TEXT}")
    page.locator("form:has(textarea[name=text]) button").click()
    page.get_by_role("link", name=re.compile("outline", re.IGNORECASE)).first.click(timeout=60_000)
    page.wait_for_url(re.compile("/teach/modules/"))
    module = page.url.rpartition("/")[2]
    page.goto(f"/teach/modules/{module}/items/new")
    page.get_by_label("Kind of question").select_option(type_name)
    page.get_by_role("button", name="Change kind").click()
    fill_in(page, type_name)
    page.get_by_role("button", name="Save question").click()
    page.get_by_text("Added.").first.wait_for()
    page.goto(f"/teach/modules/{module}")
    page.get_by_role("button", name=re.compile("Publish")).first.click()
    page.get_by_text(re.compile("Published: 1 question")).wait_for()
    page.close()
    return f"/modules/{module}"


def choose_something(page: Page) -> None:
    """Choose the first option, or something in each select, whatever type is asked."""
    expect(page.get_by_role("button", name=re.compile("Check answer"))).to_be_visible()
    selects = page.locator("form[data-answer] select")
    for row in range(selects.count()):
        selects.nth(row).select_option(index=row + 1)
    if not selects.count():
        page.locator("input[name=option]").first.check(force=True)


def fill_in(page: Page, type_name: str) -> None:
    """Write the question into the editor."""
    for name, text in ROWS[type_name].items():
        page.locator(f"[name='{name}']").fill(text)
    if type_name == "matching":
        page.get_by_role("button", name="Add an extra").click()
        page.locator("[name='extra_text-0']").fill(EXTRA)
    page.get_by_label("Question", exact=True).fill(STEMS[type_name])
    page.get_by_label(re.compile("Rationale for the whole")).fill("So it is done on the ward.")
    objective = page.locator("input[name=objective]")
    if objective.count():
        objective.fill("Explain how it is done on the ward.")


TEXT = """\
The nurse washes the hands, checks the name band, gives the drug and writes it down. Bilirubin makes
the skin yellow when the liver cannot clear it from the blood, and ammonia confuses. Albumin holds
water within the vessels, and a liver that fails makes too little of it.
"""
