"""A person's own settings."""

import pytest
from flask import Flask

from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.web.pages import text_of


def test_the_account_shows_name_and_address(learner: Visitor, school: School) -> None:
    words = text_of(learner.get("/account").text)
    assert "Name Lena" in words
    assert school.learner.email in words


def test_the_account_lists_every_sign_in_and_marks_this_one(
    app: Flask, learner: Visitor, school: School, clock: Clock
) -> None:
    clock.advance(hours=2)
    Visitor(app.test_client()).sign_in(school.learner.email)
    words = text_of(learner.get("/account").text)
    assert "Since 2 Mar 2026, 11:00 UTC Since 2 Mar 2026, 09:00 UTC This device" in words


def test_the_account_lists_nobody_elses_sign_ins(learner: Visitor, instructor: Visitor) -> None:
    assert text_of(learner.get("/account").text).count("Since ") == 1


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_theme_is_kept_and_leads_back(learner: Visitor, theme: str) -> None:
    assert learner.post("/account/theme", theme=theme, next="/progress").location == "/progress"
    assert f'data-theme="{theme}"' in learner.get("/").text


def test_a_theme_needs_no_account(visitor: Visitor) -> None:
    visitor.post("/account/theme", theme="dark")
    assert 'data-theme="dark"' in visitor.get("/sign-in").text


@pytest.mark.parametrize("theme", ["", "sepia", '"><script>'])
def test_an_unknown_theme_is_refused(learner: Visitor, theme: str) -> None:
    refused = learner.post("/account/theme", theme=theme)
    assert refused.status_code == 422
    assert "Choose light, dark or automatic." in text_of(refused.text)


def test_a_theme_cookie_that_was_tampered_with_is_not_shown(visitor: Visitor) -> None:
    visitor.client.set_cookie("theme", 'dark"onload="alert(1)')
    assert 'data-theme="auto"' in visitor.get("/sign-in").text
