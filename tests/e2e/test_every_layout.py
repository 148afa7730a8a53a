"""One question of each way of answering, in a real browser: by keyboard, by tap, for everybody."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from quizapp.app import build_runtime
from quizapp.config import Config
from quizapp.storage.models import Course, Role
from tests.e2e.conftest import Service, continue_as
from tests.e2e.test_accessibility import overflows, violations
from tests.factories import School, make_bank_of, make_module_of, make_user
from tests.fixtures import close

CHECK = re.compile("Check answer")
# Ordered response and matching have a file of their own.
TYPES_SEEN = (
    "select_n",
    "multiple_response_grouping",
    "bow_tie",
    "matrix_multiple_choice",
    "matrix_multiple_response",
    "highlight_text",
    "highlight_table",
    "dropdown_cloze",
    "dropdown_table",
    "drag_and_drop_cloze",
    "numeric",
    "short_answer",
)

ONE_OF_EACH_LAYOUT = (
    "bow_tie",
    "matrix_multiple_response",
    "highlight_table",
    "dropdown_cloze",
    "dropdown_table",
    "drag_and_drop_cloze",
    "numeric",
    "short_answer",
)


@pytest.fixture(scope="module")
def modules(service: Service) -> dict[str, str]:
    """The paths of a module for each type, with its example question."""
    url = f"sqlite:///{service.folder / 'quizapp.sqlite3'}"
    runtime = build_runtime(
        Config.from_env({"QUIZAPP_DATA_DIR": str(service.folder), "QUIZAPP_DATABASE_URL": url})
    )
    paths = {}
    with runtime.writing.begin() as session:
        course = session.scalars(select(Course)).first()
        assert course is not None
        teacher = make_user(session, "Theo", Role.INSTRUCTOR)
        for name in TYPES_SEEN:
            school = School(course, None, teacher, teacher)  # type: ignore[arg-type] # made here
            paths[name] = f"/modules/{make_module_of(session, school, make_bank_of(name)).uuid}"
    close(runtime)
    return paths


@pytest.fixture
def visit(browser: Browser, service: Service, modules: dict[str, str]) -> Iterator[object]:
    """Opens a question of a type for the learner, in a browser of these settings."""
    contexts = []

    def opened(type_name: str, width: int = 1280, **settings: object) -> Page:
        context = browser.new_context(
            base_url=service.url,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **settings,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        continue_as(page, "learner")
        page.goto(f"{modules[type_name]}/practice")
        page.get_by_role("button", name="Start").first.click()
        expect(page.get_by_role("button", name=CHECK)).to_be_visible()
        return page

    yield opened
    for context in contexts:
        context.close()


def wanted_of(page: Page) -> list[Locator]:
    """Controls that make a complete answer when each is set, in the order of the page."""
    form = page.locator("form[data-answer]")
    if form.locator("[data-columns] input[type=checkbox]").count():
        # The first row, in every column.
        return form.locator("#field-choice-0 input").all()
    found, groups = [], set()
    for control in form.locator("select, input:not([type=hidden], [name=confidence])").all():
        name = control.get_attribute("name") or ""
        within = control.locator("xpath=ancestor::fieldset[1]")
        group = name if name != "option" else within.get_attribute("id") or "form"
        asked = (
            re.search(r"Choose (?:exactly )?(\d)", within.inner_text())
            if name == "option"
            else None
        )
        most = int(asked[1]) if asked else 1
        if sum(1 for taken in groups if taken[0] == group) < most:
            groups.add((group, len(groups)))
            found.append(control)
    return found


def press_into(page: Page, control: Locator) -> None:
    """Set a control by keys alone, having come to it by Tab."""
    for _press in range(80):
        if control.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
        # One stop stands for all buttons of a group of radio buttons.
        if control.evaluate(
            "one => one.type === 'radio' && document.activeElement.name === one.name"
        ):
            break
    else:
        pytest.fail("Tab never reaches a control that the answer needs")
    kind = control.evaluate("one => one.type")
    if kind in ("checkbox", "radio"):
        page.keyboard.press("Space")
    elif kind == "select-one":
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.type("5")


@pytest.mark.parametrize("type_name", TYPES_SEEN)
def test_a_question_is_answered_by_keyboard_alone(visit, type_name: str) -> None:
    page = visit(type_name)
    for control in wanted_of(page):
        press_into(page, control)
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('button.button-primary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-feedback]")).to_be_focused()


@pytest.mark.parametrize("type_name", TYPES_SEEN)
def test_a_question_is_answered_by_tap_alone_without_a_script(visit, type_name: str) -> None:
    page = visit(type_name, 320, has_touch=True, is_mobile=True, java_script_enabled=False)
    assert not overflows(page)
    for control in wanted_of(page):
        kind = control.get_attribute("type")
        if kind in ("checkbox", "radio"):
            label = control.locator("xpath=ancestor::label[1]")
            box = label.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            label.tap()
        elif kind is None:
            control.select_option(index=1)
        else:
            control.fill("5")
    page.get_by_role("button", name=CHECK).tap()
    expect(page.get_by_role("heading", name="Why this question now")).to_be_visible()
    assert not overflows(page)


@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 1280)])
@pytest.mark.parametrize("type_name", ONE_OF_EACH_LAYOUT)
def test_question_and_feedback_are_clean(visit, type_name: str, theme: str, width: int) -> None:
    page = visit(type_name, width, color_scheme=theme)
    found = looked_at(page, "question")
    for control in wanted_of(page):
        kind = control.evaluate("one => one.type")
        if kind == "select-one":
            control.select_option(index=1)
        elif kind in ("checkbox", "radio"):
            control.check(force=True)
        else:
            control.fill("5")
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("[data-feedback]")).to_be_focused()
    found += looked_at(page, "feedback")
    assert found == []


def test_tokens_are_put_into_blanks_by_tapping_one_after_the_other(visit) -> None:
    page = visit("drag_and_drop_cloze", 360, has_touch=True)
    token = page.locator("[data-token]").nth(2)
    token.tap()
    expect(token).to_have_attribute("aria-pressed", "true")
    blank = page.locator("[data-blank]").nth(1)
    blank.tap()
    expect(blank.locator("select")).to_have_value("2")
    expect(token).to_have_attribute("aria-pressed", "false")


def test_tokens_are_dragged_into_blanks(visit) -> None:
    page = visit("drag_and_drop_cloze")
    page.locator("[data-token]").nth(3).drag_to(page.locator("[data-blank]").nth(0))
    expect(page.locator("[data-blank] select").nth(0)).to_have_value("3")


def test_what_is_missing_is_named_and_what_was_chosen_stays(visit) -> None:
    page = visit("bow_tie", 360)
    page.locator("#field-choice-1 input").nth(2).check(force=True)
    page.get_by_role("button", name=CHECK).click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.get_by_role("link", name="Actions to take: choose exactly 2.")).to_be_visible()
    expect(page.locator("#field-choice-1 input").nth(2)).to_be_checked()
    assert looked_at(page, "error") == []


def looked_at(page: Page, state: str) -> list[str]:
    """What is wrong with the page in this state."""
    found = [f"{state}: {violation}" for violation in violations(page)]
    return [*found, f"{state} scrolls sideways"] if overflows(page) else found
