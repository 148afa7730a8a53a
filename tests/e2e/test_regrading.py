"""Corrections in a browser: a learner's slip and its undoing, a key that is corrected."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Service, continue_as
from tests.e2e.kinds import choose_something
from tests.e2e.test_readiness import look

CHECK = re.compile("Check answer")
SLIP = re.compile("^I misclicked")
STEM = "Which of these makes the skin yellow when the liver cannot clear it?"
OPTIONS = ("Albumin", "Bilirubin", "Ammonia")
GIVEN = "Bilirubin"
TEXT = """\
Bilirubin makes the skin yellow when the liver cannot clear it from the blood. Ammonia confuses, and
albumin holds water within the vessels. The sclera turn yellow before the skin does.
"""


@pytest.fixture
def learner(browser: Browser, service: Service) -> Iterator[Page]:
    """A learner's page in a browser of their own."""
    context = browser.new_context(base_url=service.url, viewport={"width": 1280, "height": 800})
    context.set_default_timeout(15_000)
    yield signed_in(context, "learner")
    context.close()


def signed_in(context: BrowserContext, role: str) -> Page:
    page = context.new_page()
    continue_as(page, role)
    return page


def write_module(page: Page) -> str:
    """A module of the demo's course with one question, whose key is the first option; its path."""
    page.goto(page.locator("a[href^='/teach/courses/']").first.get_attribute("href") or "")
    page.get_by_text("Or paste the text").click()
    page.get_by_label(re.compile("Title")).first.fill("Yellow skin")
    page.locator("textarea[name=text]").fill(f"# Yellow skin\n\n## Basics\n\n{TEXT}")
    page.locator("form:has(textarea[name=text]) button").click()
    page.get_by_role("link", name=re.compile("outline", re.IGNORECASE)).first.click(timeout=60_000)
    page.wait_for_url(re.compile("/teach/modules/"))
    module = page.url.rpartition("/")[2]
    page.goto(f"/teach/modules/{module}/items/new")
    for place, text in enumerate(OPTIONS):
        page.locator(f"[name='option_text-{place}']").fill(text)
    page.locator("[name='option_correct-0']").check()
    page.get_by_label("Question", exact=True).fill(STEM)
    page.get_by_label(re.compile("Rationale for the whole")).fill("So the text says.")
    objective = page.locator("input[name=objective]")
    if objective.count():
        objective.fill("Say what makes the skin yellow.")
    page.get_by_role("button", name="Save question").click()
    page.get_by_text("Added.").first.wait_for()
    return f"/modules/{module}"


def publish(page: Page, module: str) -> None:
    page.goto(f"/teach{module}")
    page.get_by_role("button", name=re.compile("Publish")).first.click()
    page.get_by_text(re.compile("Published: 1 question")).wait_for()


def find_question(page: Page, module: str) -> None:
    """Open the question in the instructor's review."""
    page.goto(f"/teach{module}/bank")
    page.get_by_role("link", name=STEM).first.click()
    expect(page.locator("#item-heading")).to_have_text(STEM)


def answer_wrong(page: Page, module: str) -> None:
    """Give the answer that counts as wrong by now."""
    page.goto(f"{module}/practice")
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()
    expect(page.locator("h1.stem")).to_have_text(STEM)
    page.get_by_text(GIVEN, exact=True).click()
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("#verdict")).to_contain_text("Not quite")


def test_a_slip_is_left_out_and_counted_after_all_by_keyboard(page: Page) -> None:
    continue_as(page, "learner")
    page.locator("a[href$='/practice']").first.click()
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()
    choose_something(page)
    page.get_by_role("button", name=CHECK).click()
    slip = page.get_by_role("button", name=SLIP)
    expect(slip).to_be_visible()
    comes_back = page.get_by_text("Comes back", exact=True)
    expect(comes_back).to_be_visible()
    found = look(page)

    slip.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No harm done: this answer does not count.")).to_be_visible()
    expect(comes_back).to_be_hidden()
    found += look(page)

    page.get_by_role("button", name="Count it after all").focus()
    page.keyboard.press("Enter")
    expect(slip).to_be_visible()
    expect(comes_back).to_be_visible()
    slip.click()
    page.get_by_role("link", name=re.compile("Next question")).click()
    expect(page.get_by_role("button", name=CHECK)).to_be_visible()
    page.get_by_role("button", name="End practice").click()
    expect(page.get_by_text("1 misclick left out")).to_be_visible()
    assert found + look(page) == []


def test_an_instructor_corrects_a_key_and_the_learner_sees_why_an_answer_counts_now(
    page: Page, learner: Page
) -> None:
    continue_as(page, "instructor")
    module = write_module(page)
    publish(page, module)
    answer_wrong(learner, module)
    feedback = learner.url

    find_question(page, module)
    page.get_by_role("link", name=re.compile("^Edit")).first.click()
    page.locator("[name='option_correct-0']").uncheck()
    page.locator("[name='option_correct-1']").check()
    page.get_by_role("button", name="Save question").click()
    page.get_by_role("link", name="Grade earlier answers again").click()
    expect(page.get_by_text("Your newest wording is not published yet.")).to_be_visible()
    found = look(page)
    publish(page, module)
    find_question(page, module)
    page.get_by_role("link", name="Grade earlier answers again").click()
    expect(page.get_by_text("1 answer of 1 learner would count otherwise")).to_be_visible()
    found += look(page)
    page.get_by_role("button", name="Grade again").click()
    expect(page.get_by_text("Graded again: 1 answer changed.")).to_be_visible()
    found += look(page)

    learner.goto(feedback)
    expect(learner.locator("#verdict")).to_contain_text("Right")
    told = "It counted as not right; now it counts as right."
    expect(learner.get_by_text(told)).to_be_visible()
    found += look(learner)
    learner.goto("/")
    expect(learner.get_by_text(told)).to_be_visible()
    found += look(learner)
    learner.get_by_role("link", name=STEM).click()
    expect(learner).to_have_url(feedback)

    page.get_by_role("button", name="Undo the last regrade").click()
    expect(page.get_by_text("Taken back: 1 answer changed.")).to_be_visible()
    learner.goto(feedback)
    expect(learner.locator("#verdict")).to_contain_text("Not quite")
    expect(learner.get_by_text(told)).to_be_hidden()
    assert found == []
