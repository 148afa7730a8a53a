"""How pages answer: whole, or their main part for the page's own script."""

from datetime import timedelta

import pytest

from quizapp.web.presentation import days, drafter, moment, percent, plain, when
from tests.factories import START, School
from tests.fixtures import SAME_ORIGIN, Visitor
from tests.web.pages import begin

SCRIPT = {"HX-Request": "true"}
PAGES = ["/", "/progress", "/account", "/join"]


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_script_gets_the_main_part_alone(learner: Visitor, path: str) -> None:
    whole = learner.get(path).text
    part = learner.client.get(path, headers=SCRIPT).text
    assert "<html" in whole
    assert "<html" not in part
    assert "<main" not in part
    assert part.count("data-page-title") == 1
    heading = part.partition("<h1>")[2].partition("</h1>")[0]
    assert heading
    assert f"<h1>{heading}</h1>" in whole


@pytest.mark.parametrize("headers", [{}, SCRIPT])
def test_both_answers_say_that_they_differ_by_the_asking(
    learner: Visitor, headers: dict[str, str]
) -> None:
    assert "HX-Request" in learner.client.get("/", headers=headers).vary


def test_a_swapped_page_brings_its_address_along(learner: Visitor) -> None:
    headers = SCRIPT | {"HX-Current-URL": "http://localhost/progress"}
    response = learner.client.get("/join?code=ABC", headers=headers)
    assert response.headers["HX-Push-Url"] == "/join?code=ABC"


def test_a_page_that_asks_for_itself_leaves_the_address(learner: Visitor) -> None:
    headers = SCRIPT | {"HX-Current-URL": "http://localhost/progress?a=b"}
    assert "HX-Push-Url" not in learner.client.get("/progress", headers=headers).headers


def test_a_whole_page_pushes_no_address(learner: Visitor) -> None:
    assert "HX-Push-Url" not in learner.get("/").headers


def test_a_page_restored_from_the_history_is_whole(learner: Visitor) -> None:
    headers = SCRIPT | {"HX-History-Restore-Request": "true"}
    assert "<html" in learner.client.get("/", headers=headers).text


def test_a_post_is_answered_by_a_redirect_either_way(learner: Visitor, school: School) -> None:
    for headers in ({}, SCRIPT):
        response = learner.client.post(
            "/join",
            data={"csrf_token": learner.token(), "code": school.course.code},
            headers=SAME_ORIGIN | headers,
        )
        assert response.status_code == 303
        assert response.location == f"/courses/{school.course.slug}"


def test_a_problem_is_shown_in_the_main_part_with_its_status(
    learner: Visitor, school: School
) -> None:
    address = begin(learner, school)
    learner.get(address)
    data = {"csrf_token": learner.token(), "offer": "changed"}
    response = learner.client.post(address, data=data, headers=SAME_ORIGIN | SCRIPT)
    assert response.status_code == 422
    assert "<html" not in response.text
    assert "Please look at this" in response.text
    assert "HX-Push-Url" not in response.headers


def test_an_error_is_shown_in_the_main_part_with_its_status(learner: Visitor) -> None:
    response = learner.client.get("/nowhere", headers=SCRIPT)
    assert response.status_code == 404
    assert "<html" not in response.text
    assert "Not here" in response.text


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "0\u00a0%"), (0.825, "82\u00a0%"), (1.0, "100\u00a0%")]
)
def test_shares_are_shown_in_whole_per_cent(value: float, words: str) -> None:
    assert percent(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (40, "now"),
        (60, "in 1 minute"),
        (-90 * 60, "2 hours ago"),
        (3 * 86_400, "in 3 days"),
        (-86_400, "1 day ago"),
        (23.9 * 3600, "in 1 day"),
    ],
)
def test_instants_are_shown_as_seen_from_now(seconds: float, words: str) -> None:
    assert when(START + timedelta(seconds=seconds), START) == words


@pytest.mark.parametrize(
    ("value", "words"), [(0.01, "1 hour"), (0.5, "12 hours"), (1.2, "1 day"), (9.4, "9 days")]
)
def test_spans_are_shown_in_days_or_hours(value: float, words: str) -> None:
    assert days(value) == words


def test_moments_are_shown_to_the_minute() -> None:
    assert moment(START) == "2 Mar 2026, 09:00 UTC"


@pytest.mark.parametrize(
    ("generator", "words"),
    [
        ("rules/cause_and_effect", "Quizapp\u2019s rule \u201ccause and effect\u201d"),
        ("model/small-one", "The language model small-one"),
        ("instructor", "An instructor"),
        ("imported", "imported"),
    ],
)
def test_who_drafted_a_question_is_said_in_words(generator: str, words: str) -> None:
    assert drafter(generator) == words


def test_a_source_is_shown_without_the_marks_of_its_format() -> None:
    table = "| Do | Do **not** |\n|---|:--|\n| Hang it low | Let it lie |\n\n- a list"
    assert plain(table) == "Do \u00b7 Do not\nHang it low \u00b7 Let it lie\n\n- a list"
    assert plain(" | Let it lie |") == " \u00b7 Let it lie"
    assert plain("Stage\tG2") == "Stage \u00b7 G2"
