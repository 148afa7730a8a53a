"""What a learner can find out about a question before answering it, source of the page included."""

import base64
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from quizapp.services.answering import Offer
from quizapp.services.runtime import Runtime
from quizapp.storage.models import ItemVersion, Response
from quizapp.web.offers import seal, unseal
from tests.factories import KEY_CANARY, RATIONALE_CANARY, START, School
from tests.fixtures import Visitor, field
from tests.web.pages import answer, begin, begin_quiz, options_of

BEGINNINGS = [begin, begin_quiz]
LEARNERS_PAGES = (
    "/",
    "/progress",
    "/courses/{course}",
    "/modules/{module}",
    "/modules/{module}/practice",
)


def decoded(offer: str) -> str:
    """What the signed offer says to whoever decodes it."""
    payload = offer.partition(".")[2].rpartition(".")[0] if offer.startswith(".") else offer
    raw = base64.urlsafe_b64decode(payload.split(".")[0] + "==")
    return (zlib.decompress(raw) if offer.startswith(".") else raw).decode()


def unanswered(learner: Visitor, address: str) -> Iterator[str]:
    """Each question page of a sitting, answered once it has been looked at."""
    while (page := learner.get(address)).status_code == 200:
        yield page.text
        answer(learner, address)


@pytest.mark.parametrize("start", BEGINNINGS)
def test_no_question_shows_a_rationale_or_marks_the_key(
    learner: Visitor, school: School, start: Any
) -> None:
    for page in unanswered(learner, start(learner, school)):
        said = page + decoded(field(page, "offer"))
        assert RATIONALE_CANARY not in said
        assert "Because the source says so" not in said
        assert "correct" not in said
        assert "rationale" not in said


@pytest.mark.parametrize("start", BEGINNINGS)
def test_the_offer_names_no_option_by_its_words(
    learner: Visitor, school: School, start: Any
) -> None:
    page = learner.get(start(learner, school)).text
    assert KEY_CANARY in page
    assert KEY_CANARY not in decoded(field(page, "offer"))


@pytest.mark.parametrize("start", BEGINNINGS)
def test_options_are_numbered_as_they_stand_on_screen(
    learner: Visitor, school: School, start: Any
) -> None:
    """Authors often write the key first: its place in the bank would tell it."""
    for page in unanswered(learner, start(learner, school)):
        numbers = [number for number, _text in options_of(page)]
        assert numbers == [str(place) for place in range(len(numbers))]


def test_the_offer_does_not_tell_where_the_key_stands_in_the_bank(
    learner: Visitor, school: School
) -> None:
    """The key is the first option of every item here, so its place must vary in the offer."""
    firsts = set()
    for _round in range(4):
        for page in unanswered(learner, begin(learner, school)):
            shown = json.loads(decoded(field(page, "offer")))["shown"]
            key = next(n for n, (_v, text) in enumerate(options_of(page)) if KEY_CANARY in text)
            firsts.add(shown[key])
    assert len(firsts) > 4


def test_the_log_keeps_the_options_by_their_place_in_the_item(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    page_of_key = answer(learner, begin(learner, school), choose=KEY_CANARY)
    assert "Right" in learner.get(page_of_key).text
    with runtime.reading() as session:
        (response,) = session.scalars(select(Response))
        version = session.get_one(ItemVersion, response.item_version_id)
    assert response.selected == [0]
    assert sorted(response.shown) == list(range(len(version.record["options"])))


@pytest.mark.parametrize("number", ["-1", "4", "99"])
def test_an_option_that_was_not_on_screen_is_refused(
    learner: Visitor, school: School, number: str
) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    refused = learner.post(address, option=number, **fields)
    assert refused.status_code == 422
    assert "not part of this question" in refused.text


def test_an_offer_signed_with_another_secret_is_refused(learner: Visitor, school: School) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    forged = URLSafeSerializer("another secret", salt="offer").dumps(
        json.loads(decoded(field(page, "offer")))
    )
    refused = learner.post(
        address, option="0", offer=forged, response_uuid=field(page, "response_uuid")
    )
    assert refused.status_code == 422
    assert "can no longer be answered" in refused.text


@pytest.mark.parametrize("change", [{"type": "essay"}, {"type": None}, None])
def test_an_offer_of_another_release_is_refused(
    app: Flask, learner: Visitor, school: School, change: dict[str, Any] | None
) -> None:
    address = begin(learner, school)
    page = learner.get(address).text
    offer = json.loads(decoded(field(page, "offer")))
    del offer["type"]
    signed = URLSafeSerializer(app.config["SECRET_KEY"], salt="offer").dumps(offer | (change or {}))
    refused = learner.post(
        address, option="0", offer=signed, response_uuid=field(page, "response_uuid")
    )
    assert refused.status_code == 422
    assert "can no longer be answered. Load it again." in refused.text


def test_however_much_is_shown_comes_back_as_it_was_and_travels_under_a_mask(app: Flask) -> None:
    uuid, shown = UUID(int=7), tuple(range(70))
    offer = Offer(uuid, 1, 1, "matching", shown, START, {})
    with app.app_context():
        sealed = seal(offer)
        assert unseal(sealed, uuid) == offer
    masked = json.loads(decoded(sealed))["shown"]
    assert len(masked) == 70
    assert all(isinstance(position, int) for position in masked)
    assert sum(a == b for a, b in zip(masked, shown, strict=True)) < 10


def test_an_offer_of_another_practice_is_refused(learner: Visitor, school: School) -> None:
    first, second = begin(learner, school), begin(learner, school)
    page = learner.get(first).text
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    refused = learner.post(second, option="0", **fields)
    assert refused.status_code == 422
    assert "another practice" in refused.text


@pytest.mark.parametrize("address", LEARNERS_PAGES)
def test_no_other_page_of_a_learner_carries_an_answer(
    learner: Visitor, school: School, address: str
) -> None:
    page = learner.get(address.format(course=school.course.slug, module=school.module.uuid))
    assert page.status_code == 200
    assert RATIONALE_CANARY not in page.text
    assert KEY_CANARY not in page.text


def test_a_lesson_and_its_quiz_carry_no_answer(learner: Visitor, school: School) -> None:
    module = learner.get(f"/modules/{school.module.uuid}").text
    addresses = re.findall(r'href="(/(?:lessons|quizzes)/[^"]+)"', module)
    assert len(addresses) >= 3
    for address in addresses:
        page = learner.get(address).text
        assert RATIONALE_CANARY not in page
        assert KEY_CANARY not in page
