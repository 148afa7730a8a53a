"""A readiness test from its start page to its result, over HTTP."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from quizapp.config import Config
from quizapp.core.readiness import Policy
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Attempt, Module, Response
from quizapp.web.presentation import span
from tests.factories import KEY_CANARY, RATIONALE_CANARY, Clock, School
from tests.fixtures import Visitor
from tests.web.exams import (
    add_large_module,
    answer_next,
    begin_test,
    fields_of,
    sit_through,
    stem_of,
)
from tests.web.pages import answer, begin, links, options_of, text_of

POLICY = Policy(shortest=8, longest=12, minutes=60, fewest=6)


@pytest.fixture
def config(config: Config) -> Config:
    """Short tests: the rules are the same."""
    return replace(config, readiness=POLICY)


@pytest.fixture
def module(runtime: Runtime, school: School) -> Module:
    """A module with thirty questions."""
    return add_large_module(runtime, school)


def attempts(runtime: Runtime) -> list[Attempt]:
    with runtime.reading() as session:
        return list(session.scalars(select(Attempt).order_by(Attempt.id)))


def count_responses(runtime: Runtime) -> int:
    with runtime.reading() as session:
        return session.scalar(select(func.count()).select_from(Response)) or 0


# Before -----------------------------------------------------------------------------------------


def test_the_start_page_says_how_it_goes(learner: Visitor, module: Module) -> None:
    words = text_of(learner.get(f"/modules/{module.uuid}/readiness").text)
    assert "8 to 12" in words
    assert "no going back" in words
    assert "promises nothing" in words
    assert "The difficulty of 30 questions is still an author" in words


def test_the_module_and_the_course_lead_to_it(
    learner: Visitor, school: School, module: Module
) -> None:
    here = f"/modules/{module.uuid}/readiness"
    assert here in links(learner.get(f"/modules/{module.uuid}").text, "/modules/")
    course = f"/courses/{school.course.slug}"
    assert f"{course}/readiness" in links(learner.get(course).text, course)


def test_a_bank_that_is_too_small_is_told_so(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    module = add_large_module(runtime, school, 5)
    address = f"/modules/{module.uuid}/readiness"
    page = learner.get(address).text
    assert "Not enough questions for a test" in text_of(page)
    assert "There are 5 here" in text_of(page)
    assert "Start the test" not in page
    refused = learner.post(address)
    assert refused.status_code == 409
    assert "needs 6" in text_of(refused.text)


def test_a_small_bank_offers_a_shorter_test(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    module = add_large_module(runtime, school, 7)
    words = text_of(learner.get(f"/modules/{module.uuid}/readiness").text)
    assert "A shorter test" in words
    assert "takes at least 8, so this one is shorter" in words
    address = begin_test(learner, module)
    sit_through(learner, address)
    result = text_of(learner.get(f"{address}/result").text)
    assert "standard" in result


def test_a_test_over_the_course_asks_from_all_of_its_modules(
    learner: Visitor, school: School, module: Module
) -> None:
    course = f"/courses/{school.course.slug}/readiness"
    assert "8 to 12" in text_of(learner.get(course).text)
    address = learner.post(course).location
    stems = {stem_of(page) for page in sit_through(learner, address)}
    assert len(stems) >= 8
    assert any("statement number" in stem for stem in stems)
    assert any("sign is number" in stem for stem in stems)
    assert "Adult health" in text_of(learner.get(f"{address}/result").text)


def test_a_second_test_waits_for_the_first(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    start = f"/modules/{module.uuid}/readiness"
    page = learner.get(start).text
    assert "You have a test open" in text_of(page)
    assert address in links(page, "/practice/")
    assert learner.post(start).status_code == 409


# Questions --------------------------------------------------------------------------------------


def test_neither_key_nor_rationale_is_sent_before_the_end(
    learner: Visitor, module: Module, runtime: Runtime
) -> None:
    """The key's text is an option of its own question; nowhere may it be marked as right."""
    address = begin_test(learner, module)
    for number in range(8):
        page = learner.get(address).text
        response = learner.post(address, **fields_of(page, right=number % 2 == 0))
        uuid = re.findall(r'name="response_uuid" value="([^"]*)"', page)[0]
        feedback = learner.get(f"{address}/answers/{uuid}")
        early = [learner.get(f"{address}/{part}") for part in ("summary", "result")]
        for said in (response, feedback, *early):
            assert said.status_code == 303
            assert KEY_CANARY not in said.text
            assert RATIONALE_CANARY not in said.text
        assert page.count(KEY_CANARY) == 1
        assert RATIONALE_CANARY not in page
        assert '"correct"' not in page
        assert "Right" not in text_of(page).replace("The right answer", "")
    paused = learner.post(f"{address}/pause")
    assert KEY_CANARY not in paused.text + learner.get(address).text


def test_the_offer_tells_nothing_of_the_answers_before(learner: Visitor, module: Module) -> None:
    """Ability, prediction or target in the readable offer would give the last answer away."""
    from itsdangerous import URLSafeSerializer

    address = begin_test(learner, module)
    answer_next(learner, address)
    offer = fields_of(learner.get(address).text)["offer"]
    _fresh, payload = URLSafeSerializer("any").loads_unsafe(offer, salt="offer")
    assert set(payload["selection"]) == {
        "cause",
        "area",
        "guess_floor",
        "difficulty_sd",
        "propensity",
        "at_random",
    }


def test_an_answer_leads_to_the_next_question_without_feedback(
    learner: Visitor, module: Module
) -> None:
    address = begin_test(learner, module)
    first = answer_next(learner, address)
    second = learner.get(address).text
    assert stem_of(first) != stem_of(second)
    assert "Question 2 of at most 12" in text_of(second)
    assert "How sure are you" not in second
    assert "Send answer" in second


def test_no_question_comes_twice(learner: Visitor, module: Module) -> None:
    pages = sit_through(learner, begin_test(learner, module))
    stems = [stem_of(page) for page in pages]
    assert len(stems) == len(set(stems)) >= 8


def test_sections_keep_to_their_shares(learner: Visitor, module: Module) -> None:
    pages = sit_through(learner, begin_test(learner, module))
    portal = sum("portal circulation" in stem_of(page) for page in pages)
    assert abs(portal - len(pages) * 2 / 3) < 1


def test_after_a_lost_connection_the_same_question_comes_again(
    learner: Visitor, module: Module, clock: Clock, runtime: Runtime
) -> None:
    address = begin_test(learner, module)
    answer_next(learner, address)
    before = learner.get(address).text
    clock.advance(days=2)
    after = learner.get(address).text
    assert stem_of(before) == stem_of(after)
    assert options_of(before) == options_of(after)
    assert "Question 2 of at most 12" in text_of(after)
    assert count_responses(runtime) == 1


def test_it_can_be_picked_up_from_today(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    answer_next(learner, address)
    today = learner.get("/").text
    assert address in links(today, "/practice/")
    assert "1 of 12 answered" in text_of(today)


def test_an_answer_sent_twice_counts_once_and_draws_one_question(
    learner: Visitor, module: Module, runtime: Runtime
) -> None:
    address = begin_test(learner, module)
    fields = fields_of(learner.get(address).text)
    first, second = learner.post(address, **fields), learner.post(address, **fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location == address
    assert count_responses(runtime) == 1
    [attempt] = attempts(runtime)
    assert len(attempt.version_ids) == len(attempt.exam["drawn"]) == 2


def test_going_back_and_answering_otherwise_changes_nothing(
    learner: Visitor, module: Module, runtime: Runtime
) -> None:
    address = begin_test(learner, module)
    page = learner.get(address).text
    learner.post(address, **fields_of(page, right=True))
    learner.post(address, **fields_of(page, right=False))
    with runtime.reading() as session:
        [response] = session.scalars(select(Response))
    assert response.points == response.maximum


def test_an_empty_answer_is_asked_for_again(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    fields = fields_of(learner.get(address).text)
    refused = learner.post(address, **fields | {"option": ""})
    assert refused.status_code == 422
    assert "Question 1 of at most 12" in text_of(refused.text)


# The clock --------------------------------------------------------------------------------------


def test_a_pause_stops_the_clock_and_keeps_the_question(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    address = begin_test(learner, module)
    before = learner.get(address).text
    assert "1 h left" in text_of(before).replace("\u00a0", " ")
    clock.advance(minutes=5)
    assert learner.post(f"{address}/pause").location == address
    clock.advance(days=3)
    paused = text_of(learner.get(address).text).replace("\u00a0", " ")
    assert "Paused" in paused
    assert "55 min" in paused
    assert stem_of(before) not in paused
    assert learner.post(f"{address}/resume").location == address
    after = learner.get(address).text
    assert stem_of(before) == stem_of(after)
    assert "55 min left" in text_of(after).replace("\u00a0", " ")


def test_an_answer_from_another_tab_ends_a_pause(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    address = begin_test(learner, module)
    fields = fields_of(learner.get(address).text)
    learner.post(f"{address}/pause")
    learner.post(address, **fields)
    assert "Question 2" in text_of(learner.get(address).text)


def test_when_the_time_is_up_the_test_ends_and_says_so(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    address = begin_test(learner, module)
    for number in range(10):
        clock.advance(minutes=5, seconds=50)
        answer_next(learner, address, right=number % 2 == 0)
    clock.advance(minutes=10)
    page = learner.get(address)
    assert "The time is up" in text_of(page.text)
    assert "10 answers saved" in text_of(page.text)
    assert learner.post(f"{address}/finish").status_code == 303
    result = text_of(learner.get(f"{address}/result").text)
    assert "The time was up after 10 answers" in result
    assert "out of time, the last 60 estimates must all be above" in result


def test_an_answer_that_comes_too_late_is_kept_but_does_not_count(
    learner: Visitor, module: Module, clock: Clock, runtime: Runtime
) -> None:
    address = begin_test(learner, module)
    for _ in range(3):
        clock.advance(minutes=19)
        answer_next(learner, address)
    fields = fields_of(learner.get(address).text)
    clock.advance(minutes=4)
    assert learner.post(address, **fields).location == address
    assert learner.get(address).location == f"{address}/result"
    result = text_of(learner.get(f"{address}/result").text)
    assert "The time was up after 3 answers. 1 answer came too late" in result
    assert "under 8 answers it always does" in result
    assert "Too few answers to say" in result
    assert count_responses(runtime) == 4


# The end ----------------------------------------------------------------------------------------


def test_all_right_ends_above_the_standard(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    pages = sit_through(learner, address)
    assert learner.get(address).location == f"{address}/result"
    result = learner.get(f"{address}/result").text
    words = text_of(result)
    assert "Clearly above the standard" in words
    assert f"It ended after {len(pages)} questions" in words
    assert "promises nothing" in words
    assert "Portal circulation" in words
    assert "uncertain until enough people have answered" in words
    feedback = links(result, f"{address}/answers/")
    assert len(feedback) == len(pages)
    assert RATIONALE_CANARY in learner.get(feedback[0]).text
    assert "part of your readiness test" in text_of(learner.get(feedback[0]).text)
    assert learner.get(f"{address}/summary").location == f"{address}/result"


def test_the_last_answer_swaps_the_result_in_where_there_is_a_script(
    learner: Visitor, module: Module
) -> None:
    address = begin_test(learner, module)
    sit_through(learner, address)
    part = learner.get(f"{address}/result", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'data-page-title="Clearly above the standard"' in part


def test_all_wrong_ends_below_the_standard(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    sit_through(learner, address, right=False)
    words = text_of(learner.get(f"{address}/result").text)
    assert "Below the standard for now" in words
    assert "where you are, not where you will be" in words


def test_a_test_that_was_ended_early_has_too_few_answers(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    answer_next(learner, address)
    learner.post(f"{address}/pause")
    assert "End the test" in learner.get(address).text
    learner.post(f"{address}/finish")
    words = text_of(learner.get(f"{address}/result").text)
    assert "Too few answers to say" in words
    assert "takes at least 8 answers; this test has 1" in words
    past = learner.get(f"/modules/{module.uuid}/readiness").text
    assert f"{address}/result" in links(past, "/practice/")


def test_a_result_without_an_answer_still_stands(learner: Visitor, module: Module) -> None:
    address = begin_test(learner, module)
    learner.get(address)
    learner.post(f"{address}/finish")
    assert "Too few answers to say" in text_of(learner.get(f"{address}/result").text)


def test_content_is_not_repeated_within_the_window(
    learner: Visitor, module: Module, clock: Clock
) -> None:
    first = {stem_of(page) for page in sit_through(learner, begin_test(learner, module))}
    start = text_of(learner.get(f"/modules/{module.uuid}/readiness").text)
    assert f"{len(first)} questions that you answered within the last 7 days" in start
    second = {stem_of(page) for page in sit_through(learner, begin_test(learner, module))}
    assert not first & second
    clock.advance(days=8)
    again = text_of(learner.get(f"/modules/{module.uuid}/readiness").text)
    assert "within the last 7 days" not in again


def test_a_practice_is_as_it_was(learner: Visitor, school: School, module: Module) -> None:
    sit_through(learner, begin_test(learner, module))
    address = begin(learner, school)
    assert "How sure are you" in learner.get(address).text
    assert RATIONALE_CANARY in learner.get(answer(learner, address)).text
    assert learner.get(f"{address}/result").status_code == 303


def test_somebody_elses_test_is_not_here(
    learner: Visitor, instructor: Visitor, module: Module
) -> None:
    address = begin_test(learner, module)
    instructor.get("/")
    for part in ("", "/result"):
        assert instructor.get(address + part).status_code == 404
    for part in ("/pause", "/resume", "/finish"):
        assert instructor.post(address + part).status_code == 404


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (18_000, "5 h"),
        (17_999, "4 h 59 min"),
        (300, "5 min"),
        (59, "under a minute"),
        (0, "under a minute"),
    ],
)
def test_time_is_told_to_the_minute(seconds: int, words: str) -> None:
    assert span(seconds).replace("\u00a0", " ") == words
