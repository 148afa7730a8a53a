"""Steps in order and matching in a real browser: by keyboard alone, by tap alone, for everybody."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import Service, continue_as
from tests.e2e.kinds import EXTRA, PAIRS, STEMS, STEPS, publish_module
from tests.e2e.test_accessibility import overflows, violations

NEW_TYPES = ("ordered_response", "matching")
CHECK = re.compile("Check answer")
MATCHES = dict(PAIRS)


@pytest.fixture(scope="module")
def modules(browser: Browser, service: Service) -> dict[str, str]:
    """The paths of a module for each type."""
    return {name: publish_module(browser, service, name) for name in NEW_TYPES}


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Callable[..., Page]]:
    """Opens a question of a type for the learner, in a browser of these settings."""
    contexts: list[BrowserContext] = []

    def opened(module: str, width: int = 1280, **settings: object) -> Page:
        context = browser.new_context(
            base_url=service.url,
            viewport={"width": width, "height": 800},
            **settings,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        continue_as(page, "learner")
        page.goto(f"{module}/practice")
        page.get_by_role("button", name="Start").first.click()
        expect(page.get_by_role("button", name=CHECK)).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def step_at(page: Page, row: int) -> str:
    """The step that stands in a row, counted from 0."""
    return page.locator("[data-order] .option-text").nth(row).inner_text()


def letters_of(page: Page) -> dict[str, str]:
    """The letter of each of a matching question's choices, by its words."""
    rows = page.locator(".lettered li").all()
    return {
        row.locator(".option-text").inner_text(): row.locator(".option-letter").inner_text()
        for row in rows
    }


def focus_on(page: Page, selector: str) -> None:
    """Press Tab until this has focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


# By keyboard alone -----------------------------------------------------------------------------


def test_steps_are_put_in_order_by_keyboard_alone(
    visit: Callable[..., Page], modules: dict[str, str]
) -> None:
    page = visit(modules["ordered_response"])
    for row in range(len(STEPS)):
        focus_on(page, f"[name=place-{row}]")
        page.keyboard.type(str(STEPS.index(step_at(page, row)) + 1))
    focus_on(page, "button.button-primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Right")
    assert page.evaluate("document.activeElement.matches('[data-feedback]')")


def test_steps_are_moved_by_buttons_with_the_keyboard(
    visit: Callable[..., Page], modules: dict[str, str]
) -> None:
    page = visit(modules["ordered_response"])
    for place, step in enumerate(STEPS):
        while (now := [step_at(page, row) for row in range(len(STEPS))].index(step)) > place:
            page.locator("[data-order] li").nth(now).locator("[data-move='-1']").focus()
            page.keyboard.press("Enter")
            expect(page.locator("#status")).to_contain_text(f"is now {now} of {len(STEPS)}")
            focused = "document.activeElement.closest('li').querySelector('.option-text').innerText"
            assert page.evaluate(focused) == step
    places = page.locator("[data-order] select").evaluate_all("all => all.map(one => one.value)")
    assert places == ["1", "2", "3", "4"]
    page.get_by_role("button", name=CHECK).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Right")


def test_entries_are_matched_by_keyboard_alone(
    visit: Callable[..., Page], modules: dict[str, str]
) -> None:
    page = visit(modules["matching"])
    letters = letters_of(page)
    for entry, match in enumerate(MATCHES.values()):
        focus_on(page, f"[name=match-{entry}]")
        page.keyboard.type(letters[match])
    focus_on(page, "button.button-primary")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Right")
    expect(page.get_by_text("3 of 3 points")).to_be_visible()


# By tap alone ----------------------------------------------------------------------------------


def test_steps_are_put_in_order_by_tap_alone(
    visit: Callable[..., Page], modules: dict[str, str]
) -> None:
    page = visit(modules["ordered_response"], 320, has_touch=True, is_mobile=True)
    for place, step in enumerate(STEPS):
        while [step_at(page, row) for row in range(len(STEPS))].index(step) > place:
            page.locator("[data-order] li", has_text=step).locator("[data-move='-1']").tap()
    page.get_by_role("button", name=CHECK).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Right")


def test_a_place_chosen_by_hand_counts_when_a_step_is_moved(
    visit: Callable[..., Page], modules: dict[str, str]
) -> None:
    page = visit(modules["ordered_response"], 320, has_touch=True)
    shown = [step_at(page, row) for row in range(4)]
    page.locator("[name=place-3]").select_option("1")
    page.locator("[data-order] li", has_text=shown[3]).locator("[data-move='1']").tap()
    # What was last has been given the first place, and is moved down from there.
    moved = [shown[0], shown[3], shown[1], shown[2]]
    assert [step_at(page, row) for row in range(4)] == moved


def test_entries_are_matched_by_tap_alone(
    visit: Callable[..., Page], modules: dict[str, str]
) -> None:
    """A tap opens the browser's own list, which no test can tap: choosing from it is its work."""
    page = visit(modules["matching"], 320, has_touch=True, is_mobile=True)
    letters = letters_of(page)
    for entry, match in enumerate(MATCHES.values()):
        select = page.locator(f"[name=match-{entry}]")
        box = select.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        select.tap()
        select.select_option(f"{letters[match]}. {match}")
    page.get_by_role("button", name=CHECK).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Right")


# Without a script, and with mistakes -----------------------------------------------------------


@pytest.mark.parametrize("type_name", NEW_TYPES)
def test_without_javascript_a_mistake_keeps_what_was_entered(
    visit: Callable[..., Page], modules: dict[str, str], type_name: str
) -> None:
    page = visit(modules[type_name], 320, java_script_enabled=False)
    assert not any(button.is_visible() for button in page.locator("[data-move]").all())
    assert not overflows(page)
    selects = page.locator("form[data-answer] select")
    for row in range(selects.count()):
        selects.nth(row).select_option(index=1)
    selects.first.select_option(index=0 if type_name == "matching" else 2)
    page.get_by_role("button", name=CHECK).click()
    if type_name == "matching":
        expect(page.get_by_role("link", name="Entry 1: choose its match.")).to_be_visible()
    else:
        expect(page.get_by_text("Steps B, C and D have place 1: give each").first).to_be_visible()
    for row in range(1, selects.count()):
        assert selects.nth(row).evaluate("one => one.selectedIndex") == 1
    for row in range(selects.count()):
        selects.nth(row).select_option(index=row + 1)
    page.get_by_role("button", name=CHECK).click()
    expect(page.get_by_role("heading", name="Why this question now")).to_be_visible()


# For everybody ---------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("type_name", NEW_TYPES)
def test_question_error_and_feedback_are_clean(
    visit: Callable[..., Page],
    modules: dict[str, str],
    type_name: str,
    width: int,
    theme: str,
) -> None:
    settings = {"color_scheme": theme, "reduced_motion": "reduce"}
    page = visit(modules[type_name], width, **settings)
    expect(page.get_by_role("heading", level=1)).to_have_text(STEMS[type_name])
    found = looked_at(page, "question")
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    found += looked_at(page, "error")
    selects = page.locator("form[data-answer] select")
    for row in range(selects.count()):
        selects.nth(row).select_option(index=row + 1)
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("[data-feedback]")).to_be_focused()
    found += looked_at(page, "feedback")
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("type_name", NEW_TYPES)
def test_review_and_editor_are_clean(
    browser: Browser,
    service: Service,
    modules: dict[str, str],
    type_name: str,
    width: int,
    theme: str,
) -> None:
    context = browser.new_context(
        base_url=service.url,
        viewport={"width": width, "height": 800},
        color_scheme=theme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    continue_as(page, "instructor")
    page.goto(f"/teach{modules[type_name]}/review?status=published")
    found = looked_at(page, "review")
    page.get_by_role("link", name=re.compile("^Edit")).first.click()
    found += looked_at(page, "editor")
    context.close()
    assert found == []


def test_the_editor_moves_adds_and_previews_rows(
    browser: Browser, service: Service, modules: dict[str, str]
) -> None:
    page = browser.new_page(base_url=service.url)
    continue_as(page, "instructor")
    page.goto(f"/teach{modules['ordered_response']}/review?status=published")
    page.get_by_role("link", name=re.compile("^Edit")).first.click()
    page.get_by_role("button", name="Move down step 1").click()
    texts = page.locator("[name^=step_text]")
    expect(texts.nth(0)).to_have_value(STEPS[1])
    expect(page.get_by_role("group", name="Step 2")).to_be_focused()
    page.get_by_role("button", name="Add a step").click()
    expect(page.get_by_role("group", name="Step 5")).to_be_focused()
    texts.nth(4).fill("Watch the client")
    expect(page.locator("#preview li")).to_have_text([STEPS[1], STEPS[0], *STEPS[2:],
                                                      "Watch the client"])  # fmt: skip
    page.goto(f"/teach{modules['matching']}/review?status=published")
    expect(page.get_by_text(EXTRA).first).to_be_visible()
    page.close()


def looked_at(page: Page, state: str) -> list[str]:
    """What is wrong with the page in this state."""
    found = [f"{state}: {violation}" for violation in violations(page)]
    return [*found, f"{state} scrolls sideways"] if overflows(page) else found
