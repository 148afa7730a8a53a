"""The review of a bank, the editor, and publishing."""

import html
import re

import pytest

from tests.factories import School
from tests.fixtures import Visitor
from tests.web.pages import answer, answer_all, begin, links, text_of

SOUND = {
    "type": "multiple_choice",
    "stem": "Which vessel carries blood from the gut to the liver?",
    "option_text-0": "The portal vein",
    "option_correct-0": "1",
    "option_rationale-0": "It collects the blood of the gut.",
    "option_text-1": "The femoral vein",
    "option_text-2": "The renal artery",
    "option_text-3": "The cystic duct",
    "rationale": "The portal vein carries it.",
    "objective": "Name the vessel.",
    "step": "easy",
    "bloom": "remember",
}


def review(school: School) -> str:
    return f"/teach/modules/{school.module.uuid}/review"


def bank(school: School) -> str:
    return f"/teach/modules/{school.module.uuid}/bank"


def form(page: str, action: str) -> str:
    """Where the page sends a decision."""
    found = re.search(rf'action="(/teach/(?:items|modules)/[^"]+/{action})"', page)
    assert found, f"no form for {action}"
    return found[1]


def queue(instructor: Visitor, school: School) -> str:
    return instructor.get(review(school)).text


def status_counts(instructor: Visitor, school: School) -> dict[str, int]:
    """How many questions the filter shows of each status."""
    filters = text_of(instructor.get(review(school)).text)
    found = re.findall(r"(To review|Accepted|Published|Rejected) (\d+)", filters)
    return {name: int(count) for name, count in found}


def edit_page(instructor: Visitor, school: School) -> str:
    """The address of the editor for the first question to review."""
    return links(queue(instructor, school), "/teach/items/")[0]


def fields_of(page: str) -> dict[str, str]:
    """What the editor's form holds, as it would be sent."""
    fields = dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page))
    fields |= dict(re.findall(r'<input type="checkbox" name="([^"]+)" value="(1)" checked', page))
    for name, choices in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)<', choices)
        if chosen:
            fields[name] = chosen[2] if chosen[1] is None else chosen[1]
    return {name: html.unescape(value) for name, value in fields.items()}


# Review ----------------------------------------------------------------------------------------


def test_the_review_shows_a_question_beside_its_marked_source(
    instructor: Visitor, school: School
) -> None:
    page = queue(instructor, school)
    assert "1 of 2" in text_of(page)
    assert "<mark>The portal vein carries blood from the gut to the liver.</mark>" in page
    assert "Right answer" in text_of(page)
    assert "Rationale" in text_of(page)


def test_accepting_leads_to_the_next_question(instructor: Visitor, school: School) -> None:
    page = queue(instructor, school)
    following = instructor.post(form(page, "accept"), status="in_review")
    assert following.location.startswith(review(school))
    assert "1 of 1" in text_of(instructor.get(following.location).text)
    counts = status_counts(instructor, school)
    assert (counts["To review"], counts["Accepted"]) == (1, 1)


def test_when_all_is_reviewed_publishing_is_next(instructor: Visitor, school: School) -> None:
    for _question in range(2):
        instructor.post(form(queue(instructor, school), "accept"))
    page = queue(instructor, school)
    assert "All reviewed 2 accepted questions can be published now." in text_of(page)
    published = instructor.post(form(page, "publish"))
    words = text_of(instructor.get(published.location).text)
    assert "Published: 2 questions are new to your learners." in words


def test_learners_get_a_question_only_once_it_is_published(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    module = f"/modules/{school.module.uuid}"
    instructor.post(form(queue(instructor, school), "accept"))
    assert "6 questions" in text_of(learner.get(module).text)
    instructor.post(f"/teach/modules/{school.module.uuid}/publish")
    assert "7 questions" in text_of(learner.get(module).text)


def test_a_rejected_question_keeps_its_reason(instructor: Visitor, school: School) -> None:
    instructor.post(form(queue(instructor, school), "reject"), reason="Not worth asking")
    page = instructor.get(f"{review(school)}?status=rejected").text
    assert "Rejected: Not worth asking" in text_of(page)
    assert status_counts(instructor, school)["Rejected"] == 1


@pytest.mark.parametrize("decision", ["accept", "reject"])
def test_a_decision_can_be_taken_back(instructor: Visitor, school: School, decision: str) -> None:
    before = status_counts(instructor, school)
    instructor.post(form(queue(instructor, school), decision), reason="Too easy")
    assert status_counts(instructor, school) != before
    undone = instructor.post(form(queue(instructor, school), "undo"))
    assert status_counts(instructor, school) == before
    assert "Rejected:" not in text_of(instructor.get(undone.location).text)


def test_what_is_taken_back_stands_in_the_queue_that_one_was_in(
    instructor: Visitor, school: School
) -> None:
    instructor.post(form(queue(instructor, school), "accept"))
    undo = form(queue(instructor, school), "undo")
    undone = instructor.post(undo, status="in_review")
    assert undone.location.endswith("status=in_review")
    instructor.post(form(queue(instructor, school), "accept"))
    assert instructor.post(undo, status="accepted").location.endswith("status=all")


def test_who_drafted_a_question_stands_beside_it(instructor: Visitor, school: School) -> None:
    page = text_of(queue(instructor, school))
    assert "Drafted by An instructor" in page


def test_what_was_not_decided_cannot_be_taken_back(instructor: Visitor, school: School) -> None:
    page = queue(instructor, school)
    assert "/undo" not in page
    refused = instructor.post(form(page, "accept").replace("/accept", "/undo"))
    assert refused.status_code == 409
    assert "nothing to undo" in text_of(refused.text)


def test_a_question_can_be_looked_at_by_its_address(instructor: Visitor, school: School) -> None:
    page = instructor.get(f"{review(school)}?status=all").text
    assert "1 of 8" in text_of(page)
    (following,) = [link for link in links(page, review(school)) if "item=" in link]
    assert "2 of 8" in text_of(instructor.get(following).text)


@pytest.mark.parametrize("status", ["nonsense", "", "IN_REVIEW"])
def test_an_unknown_filter_shows_what_is_to_review(
    instructor: Visitor, school: School, status: str
) -> None:
    assert "1 of 2" in text_of(instructor.get(f"{review(school)}?status={status}").text)


def test_after_a_decision_only_paths_of_this_site_are_gone_on_to(
    instructor: Visitor, school: School
) -> None:
    decided = instructor.post(form(queue(instructor, school), "accept"), next="//evil.example")
    assert decided.location == "/"


# Editor ----------------------------------------------------------------------------------------


def test_the_editor_is_filled_in_with_the_question(instructor: Visitor, school: School) -> None:
    page = instructor.get(edit_page(instructor, school)).text
    fields = fields_of(page)
    assert fields["stem"] in html.unescape(queue(instructor, school))
    assert [name for name in fields if name.startswith("option_correct")]
    assert fields["step"] in {"easy", "medium", "hard"}


def test_saving_what_was_not_changed_makes_no_version(instructor: Visitor, school: School) -> None:
    address = edit_page(instructor, school)
    fields = fields_of(instructor.get(address).text)
    saved = instructor.post(address, **fields)
    assert saved.status_code == 303, text_of(saved.text)
    assert "Version 1" in text_of(instructor.get(saved.location).text)


def test_an_edit_is_a_new_version_that_counts_as_accepted(
    instructor: Visitor, school: School
) -> None:
    address = edit_page(instructor, school)
    fields = fields_of(instructor.get(address).text)
    saved = instructor.post(address, **fields | {"rationale": "A better reason, in full."})
    words = text_of(instructor.get(saved.location).text)
    assert "Saved as a new version." in words
    assert "Version 2" in words
    assert "A better reason, in full." in words
    assert status_counts(instructor, school)["Accepted"] == 1


def test_a_published_question_stays_as_it_was_until_it_is_published_again(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    page = instructor.get(f"{review(school)}?status=published").text
    address = links(page, "/teach/items/")[0]
    fields = fields_of(instructor.get(address).text)
    instructor.post(address, **fields | {"stem": "Which portal statement is reworded?"})

    def stems() -> str:
        started = begin(learner, school, minutes="20")
        pages = []
        for _question in range(20):
            pages.append(learner.get(started).text)
            answer(learner, started)
        return " ".join(pages)

    assert "reworded" not in stems()
    instructor.post(f"/teach/modules/{school.module.uuid}/publish")
    assert "reworded" in stems()


BROKEN = [
    ({"stem": ""}, "stem: write some text."),
    ({"rationale": " "}, "rationale: write some text."),
    ({"option_correct-1": "1"}, "options: mark exactly one as correct."),
    ({f"option_text-{n}": "" for n in (1, 2, 3)}, "options: give 2 to 10; there are 1."),
    ({"option_text-1": "The portal vein"}, "options: two of them say the same."),
    ({"step": "steep"}, "step: choose one of easy, medium, hard."),
]


@pytest.mark.parametrize(("change", "problem"), BROKEN)
def test_a_question_with_a_problem_is_shown_again_with_all_that_was_written(
    instructor: Visitor, school: School, change: dict[str, str], problem: str
) -> None:
    new = new_item(instructor, school)
    refused = instructor.post(new, **SOUND | {"section": sections(instructor, new)[0]} | change)
    assert refused.status_code == 422
    assert problem in text_of(refused.text)
    kept = fields_of(refused.text)
    for name in ("stem", "rationale", "option_text-0", "option_rationale-0"):
        assert kept.get(name, "") == (SOUND | change)[name].strip()
    assert kept["option_correct-0"] == "1"


def test_an_edit_with_a_problem_changes_nothing(instructor: Visitor, school: School) -> None:
    address = edit_page(instructor, school)
    fields = fields_of(instructor.get(address).text)
    refused = instructor.post(address, **fields | {"stem": ""})
    assert refused.status_code == 422
    assert "stem: write some text." in text_of(refused.text)
    assert fields_of(instructor.get(address).text) == fields


# New questions ---------------------------------------------------------------------------------


def new_item(instructor: Visitor, school: School) -> str:
    address = f"/teach/modules/{school.module.uuid}/items/new"
    instructor.get(address)
    return address


def sections(instructor: Visitor, new: str) -> list[str]:
    """The sections that the form for a new question offers."""
    choices = instructor.get(new).text.partition('name="section"')[2].partition("</select>")[0]
    return re.findall(r'value="([^"]+)"', choices)


def test_a_question_written_by_hand_is_accepted_and_can_be_published(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    new = new_item(instructor, school)
    added = instructor.post(new, **SOUND | {"section": sections(instructor, new)[0]})
    words = text_of(instructor.get(added.location).text)
    assert "Added." in words
    assert SOUND["stem"] in words
    assert "Worth a look: No sentence of the document stands behind this question" in words
    instructor.post(f"/teach/modules/{school.module.uuid}/publish")
    assert "7 questions" in text_of(learner.get(f"/modules/{school.module.uuid}").text)


def test_a_question_that_gives_its_answer_away_waits_until_it_is_mended(
    instructor: Visitor, school: School
) -> None:
    new = new_item(instructor, school)
    given_away = {"stem": "Which vein is the portal vein?"}
    added = instructor.post(new, **SOUND | {"section": sections(instructor, new)[0]} | given_away)
    page = instructor.get(added.location).text
    assert "Must be mended:" in text_of(page)
    refused = instructor.post(form(page, "accept"))
    assert refused.status_code == 422
    assert "Edit this question before you accept it." in text_of(refused.text)


@pytest.mark.parametrize("section", ["", "no-uuid", "00000000-0000-4000-8000-000000000000"])
def test_a_question_needs_a_section_of_this_module(
    instructor: Visitor, school: School, section: str
) -> None:
    refused = instructor.post(new_item(instructor, school), **SOUND | {"section": section})
    assert refused.status_code == 404


def test_a_question_of_no_known_type_is_refused(instructor: Visitor, school: School) -> None:
    new = new_item(instructor, school)
    chosen = sections(instructor, new)[0]
    refused = instructor.post(new, **SOUND | {"section": chosen, "type": "essay"})
    assert refused.status_code == 422
    assert "is not one of" in text_of(refused.text)


# Bank and retiring -----------------------------------------------------------------------------


def test_the_bank_lists_every_question_with_how_it_was_answered(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    assert text_of(instructor.get(bank(school)).text).count("No answers yet") == 8
    answer_all(learner, begin(learner, school), choose="right answer")
    words = text_of(instructor.get(bank(school)).text)
    assert "1 answer, 100 % right" in words or "2 answers, 100 % right" in words


def test_the_bank_can_be_filtered(instructor: Visitor, school: School) -> None:
    words = text_of(instructor.get(f"{bank(school)}?status=in_review").text)
    assert words.count("No answers yet") == 2


def test_a_retired_question_is_not_asked_again_and_keeps_its_answers(
    instructor: Visitor, learner: Visitor, school: School
) -> None:
    feedback = answer(learner, begin(learner, school))
    page = instructor.get(f"{bank(school)}?status=published").text
    retired = instructor.post(form(page, "retire"))
    assert "Retired. Learners no longer get this question" in text_of(
        instructor.get(retired.location).text
    )
    assert "5 questions" in text_of(learner.get(f"/modules/{school.module.uuid}").text)
    assert learner.get(feedback).status_code == 200


def test_what_was_never_published_cannot_be_retired(instructor: Visitor, school: School) -> None:
    accept = form(queue(instructor, school), "accept")
    refused = instructor.post(accept.replace("/accept", "/retire"))
    assert refused.status_code == 409
    assert "cannot be retired" in text_of(refused.text)


def test_publishing_nothing_is_refused(instructor: Visitor, school: School) -> None:
    """With a module whose questions are all retired and none accepted."""
    while "/retire" in (page := instructor.get(f"{bank(school)}?status=published").text):
        instructor.post(form(page, "retire"))
    refused = instructor.post(f"/teach/modules/{school.module.uuid}/publish")
    assert refused.status_code == 409
    assert "Accept at least one question first" in text_of(refused.text)
