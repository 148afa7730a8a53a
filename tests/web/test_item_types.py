"""Every item type through the browser's forms: asked, answered, explained, reviewed, edited."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from quizapp.core.exhibits import Exhibit
from quizapp.core.item_types import TYPES
from quizapp.core.items import score
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Module, Response
from tests.factories import (
    EXTRA,
    PAIRS,
    RATIONALE_CANARY,
    STEPS,
    School,
    make_bank_of,
    make_module_of,
)
from tests.fixtures import Visitor, field
from tests.web.pages import answer, links, selects_of, send, text_of
from tests.web.test_offers import decoded

MATCHES = dict(PAIRS)
Publish = Callable[..., Module]


@pytest.fixture
def publish(runtime: Runtime, school: School) -> Publish:
    """Publishes a module of the course with items of these types alone."""

    def made(*type_names: str, each: int = 1) -> Module:
        with runtime.writing.begin() as session:
            return make_module_of(session, school, make_bank_of(*type_names, each=each))

    return made


def begin(learner: Visitor, module: Module) -> str:
    learner.get(f"/modules/{module.uuid}/practice")
    return learner.post("/practice", module=str(module.uuid), minutes="5").location


def choices_of(page: str) -> dict[str, str]:
    """The choices of a matching item's first select: each one's words with its value."""
    select_ = page.partition('name="match-0"')[2].partition("</select>")[0]
    found = re.findall(r'<option value="(\d+)"[^>]*>[A-Z]\. (.*?)</option>', select_)
    return {html.unescape(text): value for value, text in found}


def in_places(page: str, *steps: str) -> dict[str, str]:
    """The form that puts the steps in this order."""
    names = {text: name for name, text in selects_of(page).items()}
    return {names[step]: str(place) for place, step in enumerate(steps, start=1)}


def with_matches(page: str, *matches: str) -> dict[str, str]:
    """The form that gives the entries these matches, one after the other."""
    values = choices_of(page)
    return {f"match-{entry}": values[match] for entry, match in enumerate(matches)}


# Ordered response ------------------------------------------------------------------------------


def test_steps_are_put_in_order_by_selects(learner: Visitor, publish: Publish) -> None:
    address = begin(learner, publish("ordered_response"))
    page = learner.get(address).text
    assert set(selects_of(page).values()) == set(STEPS)
    told = text_of(learner.get(send(learner, address, page, in_places(page, *STEPS)).location).text)
    assert "Right" in told
    assert "You put it first, where it belongs." in told
    assert "Not in place" not in told


def test_one_swap_tells_each_step_s_place_and_why(learner: Visitor, publish: Publish) -> None:
    address = begin(learner, publish("ordered_response"))
    page = learner.get(address).text
    first, second, *rest = STEPS
    sent = send(learner, address, page, in_places(page, second, first, *rest))
    told = text_of(learner.get(sent.location).text)
    assert "Not quite" in told
    assert "The point is for the whole order" in told
    assert "You put it second; it comes first." in told
    assert "You put it third, where it belongs." in told
    assert told.count(f"So it is. {RATIONALE_CANARY}") == len(STEPS)
    places = [told.index(f"{number} {step}") for number, step in enumerate(STEPS, start=1)]
    assert places == sorted(places)


def test_two_steps_in_one_place_are_a_form_error_that_keeps_what_was_entered(
    learner: Visitor, publish: Publish
) -> None:
    address = begin(learner, publish("ordered_response"))
    page = learner.get(address).text
    entered = {"place-0": "2", "place-1": "1", "place-2": "2", "place-3": ""}
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    refused = learner.post(address, **fields, **entered)
    assert refused.status_code == 422
    assert '<a href="#field-place-3">Step D: choose its place.</a>' in refused.text
    assert "Steps A and C have place 2: give each its own." in text_of(refused.text)
    for name, place in entered.items():
        within = refused.text.partition(f'name="{name}"')[2].partition("</select>")[0]
        assert re.findall(r"<option selected>(\d)</option>", within) == list(place)
    assert refused.text.count('aria-invalid="true"') == 2
    assert selects_of(refused.text) == selects_of(page)


# Matching --------------------------------------------------------------------------------------


def test_entries_are_given_their_matches_by_selects(learner: Visitor, publish: Publish) -> None:
    address = begin(learner, publish("matching"))
    page = learner.get(address).text
    assert list(selects_of(page).values()) == list(MATCHES)
    assert set(choices_of(page)) == {*MATCHES.values(), EXTRA}
    sent = send(learner, address, page, with_matches(page, *MATCHES.values()))
    told = text_of(learner.get(sent.location).text)
    assert "3 of 3 points" in told
    assert "You matched it with “Made by the liver”, and that is right." in told


def test_each_pair_tells_yours_the_right_one_and_why(learner: Visitor, publish: Publish) -> None:
    address = begin(learner, publish("matching"))
    page = learner.get(address).text
    liver, pancreas, _kidney = MATCHES.values()
    sent = send(learner, address, page, with_matches(page, liver, EXTRA, pancreas))
    told = text_of(learner.get(sent.location).text)
    assert "Partly right" in told
    assert "1 of 3 points" in told
    assert f"You matched it with “{EXTRA}”. It goes with “{pancreas}”." in told
    assert told.count(f"So it is. {RATIONALE_CANARY}") == len(PAIRS) + 1
    assert f"What matches nothing here {EXTRA}" in told


def test_an_entry_left_open_is_a_form_error_that_keeps_what_was_entered(
    learner: Visitor, publish: Publish
) -> None:
    address = begin(learner, publish("matching"))
    page = learner.get(address).text
    fields = {name: field(page, name) for name in ("offer", "response_uuid")}
    entered = {"match-0": "2", "match-1": "", "match-2": "2"}
    refused = learner.post(address, **fields, **entered)
    assert refused.status_code == 422
    assert '<a href="#field-match-1">Entry 2: choose its match.</a>' in refused.text
    for name, place in entered.items():
        within = refused.text.partition(f'name="{name}"')[2].partition("</select>")[0]
        assert re.findall(r'<option value="(\d)" selected>', within) == list(place)


# What can be found out beforehand --------------------------------------------------------------


@pytest.mark.parametrize("type_name", TYPES)
def test_no_question_tells_its_key(learner: Visitor, publish: Publish, type_name: str) -> None:
    address = begin(learner, publish(type_name, each=2))
    while (page := learner.get(address)).status_code == 200:
        said = (page.text + decoded(field(page.text, "offer"))).replace(type_name, "")
        assert RATIONALE_CANARY not in said
        assert not any(word in said for word in ("correct", "rationale", "sequence", "pairs"))
        answer(learner, address)


@pytest.mark.parametrize("type_name", TYPES)
def test_the_feedback_tells_what_each_part_earned(
    learner: Visitor, publish: Publish, runtime: Runtime, type_name: str
) -> None:
    told = learner.get(answer(learner, begin(learner, publish(type_name))))
    assert told.status_code == 200
    item = make_bank_of(type_name).items[0].item
    with runtime.reading() as session:
        (response,) = session.scalars(select(Response))
    page = text_of(told.text)
    elements = score(item, response.selected).elements
    assert any(element.explanation in page for element in elements)
    assert item.rationale in page


@pytest.mark.parametrize("type_name", ["ordered_response", "matching"])
def test_neither_values_nor_the_offer_tell_where_a_part_stands_in_the_bank(
    learner: Visitor, publish: Publish, type_name: str
) -> None:
    """The bank holds steps in the right order and each match beside its entry."""
    module = publish(type_name, each=3)
    firsts, words = set(), set()
    for _round in range(4):
        address = begin(learner, module)
        while (page := learner.get(address).text) and "Check answer" in page:
            parts = list(selects_of(page).values()) if "place-0" in page else [*choices_of(page)]
            numbers = re.findall(r'name="place-(\d)"', page) or list(choices_of(page).values())
            assert numbers == [str(place) for place in range(len(parts))]
            key = parts.index(STEPS[0] if type_name == "ordered_response" else PAIRS[0][1])
            firsts.add(json.loads(decoded(field(page, "offer")))["shown"][key])
            words.add(tuple(parts))
            answer(learner, address)
    assert len(firsts) > 4
    assert len(words) > 4


def test_the_log_keeps_a_response_by_places_in_the_item(
    learner: Visitor, publish: Publish, runtime: Runtime
) -> None:
    for type_name in ("ordered_response", "matching"):
        address = begin(learner, publish(type_name))
        page = learner.get(address).text
        right = (
            in_places(page, *STEPS)
            if type_name == "ordered_response"
            else with_matches(page, *MATCHES.values())
        )
        send(learner, address, page, right)
    with runtime.reading() as session:
        logged = list(session.scalars(select(Response).order_by(Response.id)))
    assert [response.selected for response in logged] == [[0, 1, 2, 3], [0, 1, 2]]
    assert [response.rule for response in logged] == ["all-or-nothing/1", "zero-one/1"]
    assert [sorted(response.shown) for response in logged] == [[0, 1, 2, 3]] * 2


def test_exhibits_stand_over_the_question_and_in_feedback_and_review(
    learner: Visitor, instructor: Visitor, runtime: Runtime, school: School
) -> None:
    bank = make_bank_of("bow_tie")
    (entry,) = bank.items
    charts = (
        Exhibit("Notes", "Restless."),
        Exhibit("Signs", "| | 8 | 9 |\n| Pulse | 88 | 124 |", True),
    )
    item = replace(entry.item, exhibits=charts)
    with runtime.writing.begin() as session:
        module = make_module_of(session, school, replace(bank, items=(replace(entry, item=item),)))
    address = begin(learner, module)
    asked = learner.get(address).text
    told = learner.get(answer(learner, address)).text
    reviewed = instructor.get(f"/teach/modules/{module.uuid}/review?status=all").text
    for page in (asked, told, reviewed):
        assert "Restless." in text_of(page)
        assert "Trend" in text_of(page)
        assert '<th scope="row">Pulse</th><td>88</td><td>124</td>' in page


# Review and editor -----------------------------------------------------------------------------


def editor_of(instructor: Visitor, module: Module) -> str:
    page = instructor.get(f"/teach/modules/{module.uuid}/review?status=all").text
    return links(page, "/teach/items/")[0]


def fields_of(page: str) -> dict[str, str]:
    found = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    found |= dict(re.findall(r'<input type="checkbox" name="([^"]+)" value="(1)" checked', page))
    for field_ in re.findall(r'<input class="input"[^>]*>', page):
        found[re.findall(r'name="([^"]+)"', field_)[0]] = re.findall(r'value="([^"]*)"', field_)[0]
    for name, choices in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)<', choices)
        found |= {name: chosen[2] if chosen[1] is None else chosen[1]} if chosen else {}
    return {name: html.unescape(value) for name, value in found.items()}


def column(page: str, name: str) -> list[str]:
    """What the editor's rows hold in a column, in their order."""
    return [value for field_, value in fields_of(page).items() if field_.startswith(f"{name}-")]


@pytest.mark.parametrize("type_name", TYPES)
def test_the_review_shows_the_key_and_every_rationale(
    instructor: Visitor, publish: Publish, type_name: str
) -> None:
    module = publish(type_name)
    page = text_of(instructor.get(f"/teach/modules/{module.uuid}/review?status=all").text)
    item = make_bank_of(type_name).items[0].item
    record = TYPES[type_name].dump(item.content)
    for table in TYPES[type_name].tables:
        for row in record[table.name]:
            assert row["text"] in page
            assert row.get("rationale", "") in page
    for setting in TYPES[type_name].settings:
        assert record[setting.name] in page


@pytest.mark.parametrize("type_name", TYPES)
def test_the_editor_saves_what_it_shows(
    instructor: Visitor, publish: Publish, type_name: str
) -> None:
    module = publish(type_name)
    address = editor_of(instructor, module)
    fields = fields_of(instructor.get(address).text)
    unchanged = instructor.post(address, **fields)
    assert "Version 1" in text_of(instructor.get(unchanged.location).text)
    saved = instructor.post(address, **fields | {"rationale": "For a better reason."})
    told = text_of(instructor.get(saved.location).text)
    assert "Version 2" in told
    assert "For a better reason." in told


def test_rows_are_moved_removed_and_added_without_saving(
    instructor: Visitor, publish: Publish
) -> None:
    address = editor_of(instructor, publish("ordered_response"))

    def pressed(page: str, change: str) -> str:
        changed = instructor.post(address, **fields_of(page), change=change)
        assert changed.status_code == 200
        return changed.text

    wash, check, give, write = STEPS
    page = instructor.get(address).text
    page = pressed(page, "sequence/down/0")
    assert column(page, "step_text") == [check, wash, give, write]
    page = pressed(page, "sequence/up/3")
    assert column(page, "step_text") == [check, wash, write, give]
    page = pressed(page, "sequence/add")
    assert column(page, "step_text") == [check, wash, write, give, ""]
    page = pressed(page, "sequence/remove/1")
    assert column(page, "step_text") == [check, write, give, ""]
    assert column(page, "step_rationale")[:3] == [f"So it is. {RATIONALE_CANARY}"] * 3
    assert 'value="sequence/up/0"' not in page
    assert 'value="sequence/down/3"' not in page
    assert column(instructor.get(address).text, "step_text") == list(STEPS)


@pytest.mark.parametrize(
    "change", ["", "sequence", "sequence/up/0", "sequence/down/3", "sequence/up/x", "x/add",
               "sequence/remove/9", "sequence/fly/1", "sequence/up/-1", "sequence/up/²"]
)  # fmt: skip
def test_a_change_that_cannot_be_made_leaves_the_rows(
    instructor: Visitor, publish: Publish, change: str
) -> None:
    address = editor_of(instructor, publish("ordered_response"))
    fields = fields_of(instructor.get(address).text)
    changed = instructor.post(address, **fields, change=change)
    assert changed.status_code == 200
    assert column(changed.text, "step_text") == list(STEPS)


def test_no_more_rows_are_added_than_the_type_takes(instructor: Visitor, publish: Publish) -> None:
    address = editor_of(instructor, publish("ordered_response"))
    page = instructor.get(address).text
    for _press in range(7):
        page = instructor.post(address, **fields_of(page), change="sequence/add").text
    assert len(column(page, "step_text")) == 10
    assert 'value="sequence/add"' not in page


WRITTEN = {
    "ordered_response": {f"step_text-{n}": step for n, step in enumerate(STEPS)},
    "matching": {
        **{f"pair_text-{n}": text for n, (text, _match) in enumerate(PAIRS)},
        **{f"pair_match-{n}": match for n, (_text, match) in enumerate(PAIRS)},
        "extra_text-0": EXTRA,
    },
}
COMMON = {
    "stem": "Which of these comes where, for a client with jaundice?",
    "rationale": "The text says so.",
    "objective": "Explain why jaundice appears.",
    "step": "easy",
    "bloom": "apply",
}


@pytest.mark.parametrize("type_name", WRITTEN)
def test_a_question_of_another_kind_is_written_by_hand(
    instructor: Visitor, school: School, type_name: str
) -> None:
    new = f"/teach/modules/{school.module.uuid}/items/new"
    page = instructor.get(new).text
    section = re.findall(r'<option value="([0-9a-f-]{36})"', page)[0]
    chosen = {"section": section, "type": type_name} | COMMON
    page = instructor.post(new, **chosen, change="type").text
    assert fields_of(page).items() >= chosen.items()
    assert set(WRITTEN[type_name]) <= {*fields_of(page), "extra_text-0"}
    refused = instructor.post(new, **chosen, **dict(list(WRITTEN[type_name].items())[:1]))
    assert refused.status_code == 422
    assert "give" in text_of(refused.text)
    added = instructor.post(new, **chosen, **WRITTEN[type_name])
    assert added.status_code == 303, text_of(added.text)
    told = text_of(instructor.get(added.location).text)
    assert all(words in told for words in WRITTEN[type_name].values())
    assert TYPES[type_name].label in told
