import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.adapters.extraction.markdown import read_markdown
from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText
from quizapp.core.outline import Outline, outline, walk
from quizapp.core.outline_records import outline_to_dict
from quizapp.core.plain_text import read_plain_text

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "secondary-liver-cancer.txt"
LONG = (
    "Asthma narrows the airways of the lungs and makes it hard to breathe out, which the client "
    "often notices first at night or after exercise."
)
OTHER = (
    "Inhaled corticosteroids reduce swelling within the airways when they are taken every day, and "
    "the nurse teaches the client to rinse the mouth after each dose."
)


def outlined(text: str, title: str = "Untitled") -> Outline:
    return outline(read_plain_text(text), fallback_title=title)


def titles(found: Outline) -> list[tuple[int, str]]:
    return [(section.level, section.title) for _, section in walk(found.sections)]


@pytest.fixture(scope="module")
def seed() -> tuple[str, Outline]:
    if not SEED.exists():
        pytest.skip("the acceptance document is not on this machine")
    text = SEED.read_text(encoding="utf-8")
    return text, outlined(text)


def test_acceptance_document_has_its_fourteen_sections_at_their_levels(seed):
    assert titles(seed[1]) == [
        (1, "What Is Secondary Liver Cancer?"),
        (1, "Causes of secondary liver cancer"),
        (1, "Clinical manifestations of secondary liver cancer"),
        (1, "Diagnosis and identification of secondary liver cancer"),
        (2, "Auxiliary examination of secondary liver cancer"),
        (2, "Differential diagnosis of secondary liver cancer"),
        (3, "1. Differentiation from primary liver cancer"),
        (3, "2. Find the primary cancer"),
        (1, "Treatment of secondary liver cancer disease"),
        (2, "(A) liver metastases from colorectal cancer"),
        (2, "(B) liver metastases from breast cancer"),
        (2, "(C) liver metastases from ovarian cancer"),
        (2, "(IV) Liver metastasis of neuroendocrine cancer"),
        (2, "(E) Liver metastases from lung cancer"),
    ]


def test_acceptance_document_gives_eight_facts(seed):
    facts = {fact.key: fact.value for fact in seed[1].facts}
    assert len(seed[1].facts) == 8
    assert facts.pop("The main symptoms").startswith("Early manifestations")
    assert facts == {
        "Western Medicine Name": "Secondary liver cancer",
        "Other name": "Metastatic liver cancer",
        "Affiliated Department": "Surgery-Liver Surgery",
        "Disease site": "liver",
        "Main cause": "Tumor metastasis elsewhere",
        "Multiple groups": "Patients with malignant tumors",
        "Contagious": "Non-contagious",
    }


def test_acceptance_document_loses_only_a_repeat_a_byline_and_three_lines_of_chrome(seed):
    dropped = [(remark.text[:28], remark.reason.split()[0]) for remark in seed[1].dropped]
    assert dropped == [
        ("Cancer cells invade the live", "Repeats"),
        ("Huang Lei (Deputy Chief Phys", "Byline:"),
        ("IN OTHER LANGUAGES", "Page"),
        ("Was this article helpful? Th", "Page"),
        ("How can we help? How can we ", "Page"),
    ]


def test_acceptance_document_keeps_the_repeat_under_the_more_specific_heading(seed):
    first, second = seed[1].sections[:2]
    assert first.text.startswith("Secondary liver cancer is also called")
    assert "\n" not in first.text
    assert second.text.startswith("Cancer cells invade the liver")


def test_acceptance_document_keeps_numbered_paragraphs_as_list_items(seed):
    examination = seed[1].sections[3].children[0]
    assert [block.kind for block in examination.blocks] == [BlockKind.LIST_ITEM] * 4
    assert all(block.ordered for block in examination.blocks)


@pytest.mark.parametrize(
    "beginning",
    [
        "Substances that detoxify",
        "Cancer jaundice, abdominal pain",
        "When it is really difficult to identify",
        "Chest CT can quickly find lung tumors Breast",
        "Colorectal cancer (colorectal cancer)",
        "The main problem of survival.",
        "It has been 70 years",
        "Break through one by one.",
        "Priority should be given",
        "Bin and so on.",
        "Patient survival time.",
        "Therefore, if there is a chance of radical resection",
        "(IV)",
        "These tumors are less malignant",
    ],
)
def test_acceptance_document_has_its_broken_sentences_doubted(seed, beginning):
    assert any(doubt.text.startswith(beginning) for doubt in seed[1].doubts)


def test_acceptance_document_has_most_sentences_undoubted(seed):
    text, found = seed
    assert len(found.doubts) < text.count(". ") / 3


def test_numbering_gives_depth():
    found = outlined(
        f"1. Assessment\n{LONG}\n1.1 Breath Sounds\n{OTHER}\n1.2 Peak Flow\n{LONG} Again.\n"
        f"2. Treatment\n{OTHER} Again.\n"
    )
    assert titles(found) == [
        (1, "1. Assessment"),
        (2, "1.1 Breath Sounds"),
        (2, "1.2 Peak Flow"),
        (1, "2. Treatment"),
    ]


def test_roman_numerals_over_letters_run_on_without_a_doubt():
    body = f"\n{LONG}\n"
    found = outlined(
        "".join(
            f"{title}{body}"
            for title in (
                "I. Overview",
                "A. Airways",
                "B. Muscles",
                "C. Mucus",
                "II. Care",
                "A. Acute",
                "B. Home",
            )
        )
    )
    assert [level for level, _ in titles(found)] == [1, 2, 2, 2, 1, 2, 2]
    assert not [doubt for doubt in found.doubts if "run on" in doubt.reason]


def test_enumerators_that_do_not_run_on_stay_siblings_and_are_doubted():
    found = outlined(f"(A) Lungs\n{LONG}\n(B) Heart\n{OTHER}\n(E) Liver\n{LONG} More.\n")
    assert [level for level, _ in titles(found)] == [1, 1, 1]
    assert [doubt.text for doubt in found.doubts] == ["(E) Liver"]


def test_a_title_that_stands_over_other_titles_only_is_their_parent():
    found = outlined(f"Asthma\n\nCauses\n\n{LONG}\n\nTreatment\n\n{OTHER}\n")
    assert found.title == "Asthma"
    assert titles(found) == [(1, "Asthma"), (2, "Causes"), (2, "Treatment")]


def test_capitals_stand_above_title_case():
    found = outlined(
        "CARDIAC FAILURE NOTES\n\n"
        f"LEFT SIDE\n\n{LONG}\n\nLung Sounds\n\n{OTHER}\n\nPulse Checks\n\n{LONG} So.\n\n"
        f"RIGHT SIDE\n\n{OTHER} So.\n\nAnkle Swelling\n\n{LONG} Thus.\n"
    )
    assert titles(found)[1:] == [
        (2, "LEFT SIDE"),
        (3, "Lung Sounds"),
        (3, "Pulse Checks"),
        (2, "RIGHT SIDE"),
        (3, "Ankle Swelling"),
    ]


def test_marked_levels_are_kept_but_skipped_steps_are_closed():
    text = "## One\n\nWords of one.\n\n#### Two\n\nWords of two.\n\n## Three\n\nWords of three.\n"
    assert titles(outlined(text)) == [(1, "One"), (2, "Two"), (1, "Three")]


def test_text_without_headings_is_one_section_under_the_fallback_title():
    found = outlined(f"{LONG}\n\n{OTHER}\n", title="Asthma notes")
    assert titles(found) == [(1, "Asthma notes")]
    assert found.title == "Asthma notes"
    assert found.sections[0].text == f"{LONG}\n\n{OTHER}"


def test_text_before_the_first_marked_heading_is_kept_under_the_document_title():
    found = outlined(f"{LONG}\n\n# One\n\n{OTHER}\n\n# Two\n\nMore words.\n", title="Notes")
    assert titles(found) == [(1, "Notes"), (1, "One"), (1, "Two")]


def test_empty_source_has_no_sections():
    assert outlined("", title="Nothing") == Outline("Nothing", (), ())


def test_repeat_in_the_overview_gives_way_to_the_copy_further_down():
    found = outlined(f"Overview\n\n{LONG}\n\nCauses\n\n{LONG}\n\nTreatment\n\n{OTHER}\n")
    overview, causes, _ = found.sections
    assert (overview.text, causes.text) == ("", LONG)
    assert [remark.start for remark in found.dropped] == [10]
    assert "Causes" in found.dropped[0].reason


def test_short_lines_may_repeat():
    found = outlined(f"Asthma Care\n\n{LONG}\n\n- rest\n- rest\n")
    assert not found.dropped


def test_part_that_is_only_chrome_goes_with_its_heading():
    text = (
        f"# Asthma\n\n{LONG}\n\n# Related articles\n\n- Eczema\n- Hay fever\n\n# Care\n\n{OTHER}\n"
    )
    found = outlined(text)
    assert [title for _, title in titles(found)] == ["Asthma", "Care"]
    assert [remark.text for remark in found.dropped] == [
        "# Related articles",
        "- Eczema",
        "- Hay fever",
    ]


def test_two_column_table_of_known_keys_becomes_facts():
    rows = [("Field", "Value"), ("Drug class", "loop diuretic"), ("Route", "oral"), ("Dose", "20")]
    text = "\n".join(" | ".join(row) for row in rows)
    found = outlined(text)
    assert [(fact.key, fact.value) for fact in found.facts] == rows[1:]
    assert [remark.text for remark in found.dropped] == ["Field | Value"]


def test_table_of_subject_matter_stays_in_its_section():
    found = outlined(
        f"Drug Doses\n\n{LONG}\n\nFurosemide\t20 mg\nTorsemide\t10 mg\nBumetanide\t1 mg\n"
    )
    assert not found.facts
    assert [block.cells for block in found.sections[0].blocks[1:]] == [
        ("Furosemide", "20 mg"),
        ("Torsemide", "10 mg"),
        ("Bumetanide", "1 mg"),
    ]


def test_walk_gives_ancestors_in_document_order():
    found = outlined("# A\n\nText a.\n\n## B\n\nText b.\n\n### C\n\nText c.\n\n# D\n\nText d.\n")
    seen = [
        ([above.title for above in ancestors], section.title)
        for ancestors, section in walk(found.sections)
    ]
    assert seen == [([], "A"), (["A"], "B"), (["A", "B"], "C"), ([], "D")]


def test_outline_as_plain_values_survives_json():
    found = outlined("# A\n\nWords, chosen with care\n\n## B\n\nText b.\n\nIN OTHER LANGUAGES\n")
    record = json.loads(json.dumps(outline_to_dict(found)))
    assert set(record) == {"title", "facts", "sections", "dropped", "doubts"}
    (first,) = record["sections"]
    assert (first["title"], first["level"], first["text"]) == ("A", 1, "Words, chosen with care")
    assert first["children"][0]["title"] == "B"
    assert record["dropped"][0]["text"] == "IN OTHER LANGUAGES"


def test_inferred_level_of_a_block_is_not_asked_of_marked_up_sources():
    text = "Alpha\nwords\n"
    source = SourceText(
        text,
        (
            Block(BlockKind.HEADING, "Alpha", 0, 5, level=3),
            Block(BlockKind.PARAGRAPH, "words", 6, 11),
        ),
        marked_up=True,
    )
    assert titles(outline(source, fallback_title="x")) == [(1, "Alpha")]


def test_what_the_reader_left_out_is_among_the_dropped_with_its_reason():
    text = "Alpha\n\nwords\n\nHome | About"
    source = SourceText(
        text,
        (
            Block(BlockKind.HEADING, "Alpha", 0, 5, level=1),
            Block(BlockKind.PARAGRAPH, "words", 7, 12),
        ),
        marked_up=True,
        dropped=(LeftOut(14, 26, "Navigation."),),
    )
    found = outline(source, fallback_title="x")
    assert [(remark.text, remark.reason) for remark in found.dropped] == [
        ("Home | About", "Navigation.")
    ]
    assert found.sections[0].text == "words"


def test_captions_stay_in_their_section():
    text = "Alpha\n\nFigure 1. A heart"
    source = SourceText(
        text,
        (
            Block(BlockKind.HEADING, "Alpha", 0, 5, level=1),
            Block(BlockKind.FIGURE, "Figure 1. A heart", 7, 24),
        ),
        marked_up=True,
    )
    found = outline(source, fallback_title="x")
    assert [block.kind for block in found.sections[0].blocks] == [BlockKind.FIGURE]
    assert not found.dropped


LINES = st.sampled_from(
    [
        "",
        "   ",
        "# Marked",
        "### Deeper",
        "-----",
        "=====",
        "***",
        "Causes of Asthma",
        "Treatment",
        "1. First Thing",
        "(IV) Fourth thing",
        "Chapter 2: More",
        "1.2 Deep Number",
        "- bullet",
        "  * nested",
        "The client should not:",
        "Name: value",
        "Onset: sudden",
        "Other name",
        "Main cause",
        "a\tb",
        "| Name | x |",
        "IN OTHER LANGUAGES",
        "By Jane Doe, RN",
        LONG,
        OTHER,
        "short words without an end",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=300), st.lists(st.one_of(LINES, st.text(max_size=40))).map("\n".join)
)


@given(TEXTS)
def test_section_text_is_its_slice_and_spans_do_not_overlap(text):
    found = outlined(text)
    sections = [section for _, section in walk(found.sections)]
    for section in sections:
        assert 0 <= section.start <= section.end <= len(text)
        assert section.text == text[section.start : section.end]
        assert all(
            section.start <= block.start <= block.end <= section.end for block in section.blocks
        )
    for one, following in pairwise(sections):
        assert one.end <= following.start


@given(TEXTS)
def test_no_line_vanishes_without_a_word(text):
    found = outlined(text)
    spans = [(remark.start, remark.end) for remark in found.dropped]
    spans += [(fact.start, fact.end) for fact in found.facts]
    for _, section in walk(found.sections):
        spans.append((section.start, section.end))
        if section.heading:
            spans.append((section.heading.start, section.heading.end))
    position = 0
    for line in text.split("\n"):
        past = position + len(line)
        if line.strip():
            assert any(start < past and end > position for start, end in spans), line
        position = past + 1


@given(TEXTS)
def test_remarks_quote_the_source(text):
    found = outlined(text)
    for remark in (*found.dropped, *found.doubts):
        assert remark.text == text[remark.start : remark.end]
        assert remark.text.strip()
        assert remark.reason


@given(TEXTS)
def test_levels_are_depths_in_the_tree(text):
    for ancestors, section in walk(outlined(text).sections):
        assert section.level == len(ancestors) + 1


@given(TEXTS)
def test_the_same_text_gives_the_same_outline(text):
    assert outlined(text) == outlined(text)


def test_a_table_of_contents_within_marked_up_text_is_dropped():
    contents = "In this article\n\n- Triggers\n- Care"
    text = f"# Asthma\n\n{contents}\n\n{LONG}\n\n## Triggers\n\n{OTHER}\n\n"
    found = outline(read_markdown(f"{text}## Care\n\n{LONG} Daily."), fallback_title="")
    assert [remark.text.strip("- ") for remark in found.dropped] == [
        "In this article",
        "Triggers",
        "Care",
    ]
    assert titles(found) == [(1, "Asthma"), (2, "Triggers"), (2, "Care")]
