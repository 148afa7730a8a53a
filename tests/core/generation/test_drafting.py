import json
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp.core.generation import draft, draft_section, draft_to_dict, read_document, subjects
from quizapp.core.generation.spelling import read_spelling
from quizapp.core.items import Severity, load_item
from quizapp.core.lexicon import word_set
from quizapp.core.outline import Outline, Remark, Section, outline, walk
from quizapp.core.plain_text import read_plain_text
from tests.core.generation.texts import diuretic_guidance

SEED = Path(__file__).parents[4] / "shared" / "seeds" / "secondary-liver-cancer.txt"

TEXT = """Heart failure

Overview

Preload is the volume of blood returning to the heart. Afterload is the amount of pressure that \
the ventricle must push against. Tachypnea is a rate of breathing above 20 breaths in a minute. \
Dyspnea is the sensation of not getting enough air. Symptoms of heart failure include dyspnea, \
edema, and fatigue. Airflow limitation in the disease is irreversible and progresses slowly. \
Spirometry is used to confirm the diagnosis of airflow limitation. The liver receives a large \
share of the blood from the heart.

Share

Share this page with your friends.
"""


def drafted_sections(found):
    pending = list(reversed(found.sections))
    while pending:
        one = pending.pop()
        yield one
        pending.extend(reversed(one.children))


def drafted_items(found):
    return [item for one in drafted_sections(found) for item in one.items]


def recorded_sections(record):
    pending = list(record["sections"])
    while pending:
        one = pending.pop()
        yield one
        pending.extend(one["sections"])


def outlined(text: str) -> Outline:
    return outline(read_plain_text(text), fallback_title="Untitled")


def test_a_substantive_section_gets_a_lesson_and_questions_of_two_types():
    found = draft(outlined(TEXT), TEXT)
    own = next(one for one in drafted_sections(found) if one.lesson)
    assert len(own.items) >= 3
    assert len({one.item.type for one in own.items}) >= 2
    assert len({one.item.step for one in own.items}) >= 2
    assert own.lesson.objectives


def test_a_short_section_is_there_to_read_and_nothing_is_asked():
    own = Section("Share", 1, 7, 41, "Share this page with your friends.")
    found = draft(Outline("Page", (), (own,)), "Share\n\nShare this page with your friends.")
    assert found.sections[0].lesson is not None
    assert found.sections[0].items == ()


def test_learning_outcomes_are_no_lesson():
    body = " ".join(["Describe the pathophysiology of heart failure."] * 20)
    text = f"Learning Outcomes\n\n{body}"
    own = Section("Learning Outcomes", 1, 19, 19 + len(body), body)
    assert draft(Outline("Heart failure", (), (own,)), text).sections[0].lesson is None


def test_every_quote_stands_verbatim_where_it_says():
    found = list(drafted_items(draft(outlined(TEXT), TEXT)))
    assert found
    for one in found:
        source = one.item.source
        assert TEXT[source.start : source.end] == source.quote


def test_every_question_has_one_of_its_lessons_objectives():
    for one in drafted_sections(draft(outlined(TEXT), TEXT)):
        stated = set(one.lesson.objectives) if one.lesson else set()
        assert {drafted.item.objective for drafted in one.items} == stated
        assert len(stated) <= 4


def test_two_questions_on_the_same_words_are_an_easier_and_a_harder_one():
    by_place = {}
    for one in drafted_items(draft(outlined(TEXT), TEXT)):
        source = one.item.source
        by_place.setdefault((source.start, source.end), []).append(one.item)
    assert any(len(variants) == 2 for variants in by_place.values())
    for variants in by_place.values():
        assert len(variants) <= 2
        assert len({item.type for item in variants}) == len(variants)
        assert len({item.step for item in variants}) == len(variants)


def test_no_question_holds_the_key_of_its_easier_variant():
    for one in drafted_items(draft(outlined(TEXT), TEXT)):
        for other in drafted_items(draft(outlined(TEXT), TEXT)):
            if one.item.stem == other.item.stem or one.item.source != other.item.source:
                continue
            keys = [o.text for o in other.item.content.options if o.correct]
            if other.item.type != "true_false":
                assert all(key.lower() not in one.item.stem.lower() for key in keys)


def test_no_two_questions_of_a_section_have_one_stem():
    for one in drafted_sections(draft(outlined(TEXT), TEXT)):
        stems = [(drafted.rule, drafted.item.stem) for drafted in one.items]
        assert len(set(stems)) == len(stems)


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        ("What heart failure is", "Describe the main features of heart failure"),
        ("How the heart fails", "Explain how the heart fails"),
        ("Telling left from right failure", "Distinguish left from right failure"),
        ("When to call the clinic", "Recognize when to call the clinic"),
        ("Who is at risk", "Identify who is at risk of heart failure"),
        ("How is heart failure treated?", "Explain how heart failure is treated"),
        ("Preventing edema", "Describe how to prevent edema"),
        ("Find the cause", "Describe how to find the cause"),
        ("Overview", "Describe the main features of heart failure"),
        ("Take action", "Take action in heart failure"),
        ("Recognizing and analyzing cues", "Recognize and analyze cues in heart failure"),
        (
            "Confirming placement and giving the feed",
            "Describe how to confirm placement and give the feed",
        ),
        ("Safety alert", "Recognize the dangers of heart failure"),
        ("When the heart stops", "Describe what to do when the heart stops"),
        ("Fluids", "Describe heart failure: fluids"),
        ("Questions people ask", "Describe the main features of heart failure"),
    ],
)
def test_objectives_read_well_under_every_kind_of_heading(title, stated):
    prose = TEXT.split("Overview\n\n")[1].split("\n\nShare", maxsplit=1)[0]
    text = f"Heart failure\n\n{title}\n\n{prose}"
    own = Section(title, 1, text.index(prose), len(text), prose)
    found = draft(Outline("Heart failure", (), (own,)), text).sections[0]
    assert found.items
    assert stated in found.lesson.objectives
    for objective in found.lesson.objectives:
        assert "characteristics of what" not in objective
        assert objective.split()[0] in VERBS


VERBS = word_set(
    "Apply Classify Define Describe Differentiate Distinguish Explain Identify Plan Recognize "
    "Sequence Take Generate Evaluate Prioritize Analyze"
)


def test_doubted_sentences_stay_out_of_the_summary():
    found = outlined(TEXT)
    words = "Dyspnea is the sensation of not getting enough air."
    start = TEXT.index(words)
    doubt = Remark(words, "check this", start, start + len(words))
    lessons = [
        one.lesson
        for one in drafted_sections(draft(replace(found, doubts=(doubt,)), TEXT))
        if one.lesson
    ]
    assert lessons
    assert all(words not in lesson.summary for lesson in lessons)
    assert any(lesson.summary for lesson in lessons)


def test_nothing_drafted_is_blocked():
    outline_, text = diuretic_guidance()
    for one in drafted_items(draft(outline_, text)):
        assert all(finding.severity is Severity.WARN for finding in one.findings)


def test_the_same_text_gives_the_same_bytes():
    once, again = (json.dumps(draft_to_dict(draft(outlined(TEXT), TEXT))) for _ in range(2))
    assert once == again


def test_section_by_section_is_the_same_as_at_once():
    found = outlined(TEXT)
    document = read_document(found, TEXT)
    single = [draft_section(above, own, document).items for above, own in walk(found.sections)]
    whole = draft(found, TEXT)
    assert [one.items for one in drafted_sections(whole)] == single
    assert any(single)


def test_the_record_has_what_a_page_shows():
    record = draft_to_dict(draft(outlined(TEXT), TEXT))
    own = next(one for one in recorded_sections(record) if one["items"])
    assert set(own) >= {"title", "lesson", "items", "sections"}
    assert set(own["lesson"]) >= {"objectives", "key_terms", "summary", "passages", "minutes"}
    item = own["items"][0]
    assert set(item) >= {"type", "stem", "options", "rationale", "objective", "step", "bloom"}
    assert set(item["options"][0]) == {"text", "correct", "rationale"}
    assert set(item["source"]) == {"quote", "start", "end"}
    assert all(set(finding) == {"rule", "severity", "message"} for finding in item["findings"])


def test_a_recorded_question_can_be_read_again():
    record = draft_to_dict(draft(outlined(TEXT), TEXT))
    for own in recorded_sections(record):
        for item in own["items"]:
            plain = {key: value for key, value in item.items() if key not in ("rule", "findings")}
            assert load_item(plain).stem == item["stem"]


@pytest.mark.skipif(not SEED.exists(), reason="the seed document is not beside this checkout")
def test_the_seed_has_sound_questions_in_nearly_every_section():
    text = SEED.read_text(encoding="utf-8")
    found = draft(outlined(text), text)
    lessons = [one for one in drafted_sections(found) if one.lesson]
    assert len(lessons) == 12
    assert sum(bool(one.items) for one in lessons) >= 11
    for drafted in drafted_items(found):
        source = drafted.item.source
        assert text[source.start : source.end] == source.quote
        assert all(option.rationale for option in drafted.item.content.options)


def test_a_subtitle_and_a_week_are_no_part_of_the_topic():
    assert subjects.topic_in("Heparin sodium: drug monograph") == "Heparin sodium"
    assert subjects.topic_in("Falls \u2013 a guideline for the ward") == "Falls"
    assert subjects.topic_in("Week 4: Fluid and electrolytes") == "Fluid and electrolytes"


def test_capitals_of_a_shouting_title_are_taken_off():
    spelling = read_spelling("Falls are common in older adults. COPD is a disease of the lungs.")
    assert spelling.in_sentence("FALLS PREVENTION") == "falls prevention"
    assert spelling.in_sentence("COPD CARE") == "COPD care"


NOTES = """Respiratory emergencies

Flail chest \u2190 EMERGENCY

The client with a flail chest breathes in a paradoxical way. A flail chest is splinted from within \
by positive pressure. Do not wait for the film! Three ribs or more are broken in two places in a \
flail chest. Do not tape the chest \u2192 atelectasis, pneumonia. Pain relief helps. \
Severe pain decreases the depth of each breath after an injury to the chest.
"""


def test_no_question_shows_arrows_capitals_or_doubled_stops():
    source = read_plain_text(NOTES)
    found = draft(outline(source, fallback_title="notes"), source.text)
    items = [one.item for section in drafted_sections(found) for one in section.items]
    assert items
    for item in items:
        options = getattr(item.content, "options", ())
        words = [item.stem, item.rationale, *(one.text for one in options)]
        assert not any(mark in one for one in words for mark in ("\u2190", "\u2192", "!.", "EMERG"))
