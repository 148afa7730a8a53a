"""The whole journey as a new user walks it: a document in, an adaptive quiz out."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from run import ROOT
from tests.e2e.conftest import Service, continue_as
from tests.e2e.kinds import choose_something

SEED = ROOT.parent / "shared" / "seeds" / "secondary-liver-cancer.txt"
CHECK = re.compile("Check answer")
WHY = "Why this question now"


@pytest.fixture(scope="session")
def seed() -> Path:
    """The document that the journey is judged by."""
    if not SEED.exists():
        pytest.skip(f"the seed document is not at {SEED}")
    return SEED


def test_an_instructor_takes_a_document_from_upload_to_publishing(page: Page, seed: Path) -> None:
    continue_as(page, "instructor")
    page.get_by_role("link", name="Adult health nursing").first.click()
    page.get_by_label("Document", exact=True).set_input_files(seed)
    page.get_by_role("button", name=re.compile("Upload")).first.click()
    page.get_by_role("link", name=re.compile("outline", re.IGNORECASE)).first.click(timeout=60_000)

    expect(page.get_by_role("heading", level=1)).to_contain_text("ancer")
    for title in ("Auxiliary examination", "(C) liver metastases from ovarian cancer"):
        expect(page.get_by_text(re.compile(re.escape(title), re.IGNORECASE)).first).to_be_attached()
    expect(page.get_by_text("Non-contagious").first).to_be_attached()

    page.get_by_role("link", name=re.compile("Review")).first.click()
    expect(page.locator("mark").first).to_be_visible()
    stem = first_stem(page)
    page.get_by_role("button", name=re.compile("^Accept")).click()
    expect(page.locator("#item-heading")).not_to_have_text(stem)
    rejected = first_stem(page)
    page.keyboard.press("d")
    page.get_by_role("button", name=re.compile("Reject")).last.click()
    expect(page.locator("#item-heading")).not_to_have_text(rejected)
    page.get_by_role("button", name=re.compile("Undo")).first.click()
    expect(page.locator("#item-heading")).to_have_text(rejected)

    page.get_by_role("link", name=re.compile("^Edit")).first.click()
    page.get_by_label(re.compile("Question|Stem")).first.fill("Which of these is asked anew?")
    page.get_by_role("button", name=re.compile("Save")).click()
    expect(page.locator("#item-heading")).to_have_text("Which of these is asked anew?")

    page.locator("nav.crumbs a").last.click()
    page.get_by_role("button", name=re.compile("Publish")).first.click()
    expect(page.get_by_text(re.compile("Published: 2 questions"))).to_be_visible()


def test_a_learner_practises_and_sees_what_falls_due(page: Page) -> None:
    continue_as(page, "learner")
    page.locator("a[href^='/modules/']").first.click()
    page.locator("a[href^='/lessons/']").first.click()
    expect(page.get_by_role("heading", name="After this lesson you can")).to_be_visible()
    page.get_by_role("link", name=re.compile("Practise")).first.click()
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()

    for _ in range(3):
        answer_with_script(page)
        expect(page.get_by_role("heading", name=WHY)).to_be_visible()
        expect(page.locator("blockquote").first).not_to_be_empty()
        expect(page.get_by_text("Saved").first).to_be_visible()
        page.get_by_role("link", name=re.compile("Next question")).click()
    page.get_by_role("button", name="End practice").click()
    expect(page).to_have_url(re.compile("/summary$"))

    page.goto("/progress")
    expect(page.get_by_text(re.compile(r"\d+ of \d+ right")).first).to_be_attached()
    page.goto("/")
    page.get_by_role("button", name="30 days").click()
    expect(page.get_by_text(re.compile(r"\d+ (questions? )?to review")).first).to_be_visible()
    page.get_by_role("button", name="Start").first.click()
    answer_with_script(page)
    expect(page.get_by_text(re.compile("It is due: last"))).to_be_visible()


def test_an_answer_by_keyboard_alone(page: Page) -> None:
    continue_as(page, "learner")
    page.locator("a[href$='/practice']").first.click()
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()
    expect(page.get_by_role("button", name=CHECK)).to_be_visible()
    # Steps and pairs have no numbers to press; test_item_types.py answers them by keyboard.
    while not page.locator("input[name=option]").count():
        answer_with_script(page)
        page.get_by_role("link", name=re.compile("Next question")).click()
        expect(page.get_by_role("button", name=CHECK)).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=WHY)).to_be_visible()
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_quiz_counts_its_points(page: Page) -> None:
    continue_as(page, "learner")
    page.locator("a[href^='/modules/']").first.click()
    page.locator("a[href^='/lessons/']").first.click()
    page.locator("a[href^='/quizzes/']").first.click()
    page.get_by_role("button", name=re.compile("Start|Take|Begin")).first.click()
    for _ in range(5):
        answer_with_script(page)
        page.get_by_role("link", name=re.compile("Next question|See how it went")).click()
    expect(page).to_have_url(re.compile("/summary$"))
    expect(page.get_by_text(re.compile(r"Points of \d+"))).to_be_visible()


def test_everything_works_without_javascript(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    continue_as(page, "learner")
    page.locator("a[href$='/practice']").first.click()
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()
    choose_something(page)
    page.get_by_role("button", name=CHECK).click()
    expect(page.get_by_role("heading", name=WHY)).to_be_visible()
    page.get_by_role("link", name=re.compile("Next question")).click()
    expect(page.get_by_role("button", name=CHECK)).to_be_visible()
    context.close()


def test_an_answer_given_offline_is_sent_when_the_network_is_back(page: Page) -> None:
    continue_as(page, "learner")
    page.locator("a[href$='/practice']").first.click()
    page.get_by_role("button", name=re.compile("Start|Practise")).first.click()
    expect(page.get_by_role("button", name=CHECK)).to_be_visible()
    page.context.set_offline(True)
    choose_something(page)
    page.get_by_role("button", name=CHECK).click()
    expect(page.get_by_text(re.compile("Not sent yet")).first).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name=WHY)).to_be_visible(timeout=30_000)


def answer_with_script(page: Page) -> None:
    """Choose the first option, or something in each select, and check."""
    choose_something(page)
    page.get_by_role("button", name=CHECK).click()
    expect(page.get_by_role("button", name=CHECK)).to_be_hidden()


def first_stem(page: Page) -> str:
    """The stem of the item under review."""
    return page.locator("#item-heading").inner_text()
