"""An instructor corrects a key and grades earlier answers again, with a look beforehand."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from quizapp.jobs.worker import run_next
from quizapp.services import regrade_jobs
from quizapp.services.review import publish_module, save_edit
from quizapp.services.runtime import Runtime
from quizapp.storage.models import ItemRow, Module, Response, Section, User
from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.sittings import log_of
from tests.web.pages import answer_wrong, begin, text_of


def move_key(
    runtime: Runtime, school: School, response: Response, clock: Clock, *, publish: bool = True
) -> ItemRow:
    """Make what was answered the key of its item, and publish that."""
    with runtime.writing.begin() as session:
        parts = joinedload(ItemRow.section).joinedload(Section.module)
        item = session.scalars(
            select(ItemRow)
            .where(ItemRow.id == response.item_id)
            .options(joinedload(ItemRow.latest), parts)
        ).one()
        record = item.latest.record
        options = [
            option | {"correct": place == response.selected[0]}
            for place, option in enumerate(record["options"])
        ]
        teacher = session.get_one(User, school.instructor.id)
        save_edit(session, item, teacher, record | {"options": options}, now=clock())
        if publish:
            publish_module(session, session.get_one(Module, school.module.id), now=clock())
        return item


def test_a_corrected_key_is_seen_before_it_counts_and_can_be_taken_back(
    learner: Visitor, instructor: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    sitting = begin(learner, school)
    feedback = answer_wrong(learner, sitting)
    [response] = log_of(runtime)
    item = move_key(runtime, school, response, clock)
    address = f"/teach/items/{item.uuid}/regrade"

    preview = text_of(instructor.get(address).text)
    assert "By the key of version 2, 1 answer of 1 learner would count otherwise" in preview
    assert "1 right" in preview
    assert "Undo the last regrade" not in preview

    assert instructor.post(address).status_code == 303
    page = text_of(instructor.get(address).text)
    assert "Graded again: 1 answer changed. Learners see why." in page
    assert "Nothing: every earlier answer" in page
    assert "Not quite" not in text_of(learner.get(feedback).text)
    [kept] = log_of(runtime)
    assert (kept.points, kept.selected) == (response.points, response.selected)

    assert "count by the key of version 2 now" in page
    assert instructor.post(f"{address}/undo").status_code == 303
    assert "1 answer of 1 learner" in text_of(instructor.get(address).text)
    assert "Not quite" in text_of(learner.get(feedback).text)


def test_a_learner_is_told_what_an_answer_counted_and_what_it_counts_now(
    learner: Visitor, instructor: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    told = "It counted as not right; now it counts as right."
    sitting = begin(learner, school)
    feedback = answer_wrong(learner, sitting)
    for page in (feedback, "/"):
        assert "graded again" not in text_of(learner.get(page).text)
    item = move_key(runtime, school, log_of(runtime)[0], clock)
    instructor.post(f"/teach/items/{item.uuid}/regrade")

    page = text_of(learner.get(feedback).text)
    assert "Your answer was graded again: the key of this question has been corrected" in page
    assert told in page
    assert "You chose it, and it is right." in page
    assert "Comes back" not in page, "what was told then is not so any more"
    today = learner.get("/").text
    assert told in text_of(today)
    assert f'href="{feedback}"' in today
    learner.post(f"{sitting}/finish")
    assert "1 answer graded again" in text_of(learner.get(f"{sitting}/summary").text)
    assert "graded again" not in text_of(instructor.get("/").text), "that is nobody else's"

    clock.advance(days=15)
    learner.sign_in(school.learner.email)
    assert told not in text_of(learner.get("/").text)
    assert told in text_of(learner.get(feedback).text)
    instructor.sign_in(school.instructor.email)
    instructor.post(f"/teach/items/{item.uuid}/regrade/undo")
    for page in (feedback, "/"):
        assert "graded again" not in text_of(learner.get(page).text)


def test_a_draft_says_that_it_does_not_grade(
    learner: Visitor, instructor: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    answer_wrong(learner, begin(learner, school))
    item = move_key(runtime, school, log_of(runtime)[0], clock, publish=False)
    address = f"/teach/items/{item.uuid}/regrade"
    page = text_of(instructor.get(address).text)
    assert "Your newest wording is not published yet" in page
    assert "Nothing: every earlier answer that can be graded counts as the key of version 1" in page
    instructor.post(address)
    assert "Graded again: 0 answers changed" in text_of(instructor.get(address).text)


def test_a_question_that_was_never_published_has_nothing_to_grade(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    with runtime.reading() as session:
        drafted = session.scalars(
            select(ItemRow).where(ItemRow.published_number.is_(None)).limit(1)
        ).one()
    address = f"/teach/items/{drafted.uuid}/regrade"
    assert "it was never published" in text_of(instructor.get(address).text)
    refused = instructor.post(address)
    assert refused.status_code == 409
    assert "never published" in text_of(refused.text)


def test_many_learners_are_graded_in_the_background_while_the_page_tells_how_far_it_is(
    learner: Visitor,
    instructor: Visitor,
    school: School,
    runtime: Runtime,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(regrade_jobs, "MOST_AT_ONCE", 0)
    feedback = answer_wrong(learner, begin(learner, school))
    item = move_key(runtime, school, log_of(runtime)[0], clock)
    address = f"/teach/items/{item.uuid}/regrade"
    instructor.get(address)
    assert instructor.post(address).location == address
    page = instructor.get(address).text
    assert "Waiting to start." in text_of(page)
    assert f'data-hx-get="{address}"' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert instructor.post(address).status_code == 409
    assert "Not quite" in text_of(learner.get(feedback).text)

    seen: list[str] = []
    refold = regrade_jobs.jobs.finish

    def look_first(*arguments: Any) -> None:
        seen.append(text_of(instructor.get(address).text))
        refold(*arguments)

    monkeypatch.setattr(regrade_jobs.jobs, "finish", look_first)
    assert run_next(runtime)
    assert "1 of 1 learner done, 1 answer changed." in seen[0]
    page = instructor.get(address).text
    assert "in the background: 1 answer of 1 learner changed." in text_of(page)
    assert "data-hx-get" not in page.partition('id="main"')[2]
    assert "Not quite" not in text_of(learner.get(feedback).text)
