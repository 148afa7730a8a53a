from dataclasses import replace

from quizapp.core.blocks import BlockKind
from quizapp.core.lessons import (
    Passage,
    announced_by,
    build_lesson,
    has_head,
    quoted_lines,
)
from quizapp.core.outline import Section
from quizapp.core.sentences import sentences
from quizapp.core.summary import summarise
from tests.core.generation.texts import block, section

PROSE = (
    "Heart rate is the number of times the heart beats per minute. "
    "A slow heart rate lowers cardiac output in many clients. "
    "Cardiac output depends on heart rate and stroke volume. [1] "
    "A fast heart rate leaves less time for the heart to fill. "
    "Cooks like blue tables in a quiet room. "
    "Exercise raises heart rate and cardiac output together."
)


def lesson_of(own: Section, text: str):
    prose = [b for b in own.blocks if b.kind is BlockKind.PARAGRAPH]
    spoken = [s for b in prose for s in sentences(text[b.start : b.end], offset=b.start)]
    return build_lesson(own, objectives=("Define terms",), sentences=spoken, summary_from=spoken)


def test_a_lesson_has_objectives_terms_summary_and_passages():
    text = f"Rate\n\n{PROSE}"
    own = section(text, "Rate", PROSE, block(text, PROSE, BlockKind.PARAGRAPH))
    lesson = lesson_of(own, text)
    assert lesson.objectives == ("Define terms",)
    assert lesson.key_terms[0].term == "Heart rate"
    assert lesson.key_terms[0].definition == "the number of times the heart beats per minute"
    assert 3 <= len(lesson.summary) <= 5
    assert "Cooks like blue tables in a quiet room." not in lesson.summary
    assert all(sentence in PROSE for sentence in lesson.summary)
    assert lesson.minutes == 1
    assert (lesson.passages[0].start, lesson.passages[0].end) == (own.start, own.end)
    assert "[1]" not in lesson.passages[0].lines[0]


def test_lists_tables_and_warnings_keep_their_kind():
    rows = ("Drug\tDose", "Furosemide\t40 mg")
    lines = ("Signs to look for are these:", "Pale skin", "Cold hands")
    warning = "The drug is contraindicated in clients with anuria."
    body = "\n".join((*lines, *rows, warning))
    text = f"Drugs\n\n{body}"
    own = section(
        text,
        "Drugs",
        body,
        block(text, lines[0], BlockKind.PARAGRAPH),
        *(block(text, line, BlockKind.LIST_ITEM) for line in lines[1:]),
        *(block(text, row, BlockKind.TABLE_ROW, *row.split("\t")) for row in rows),
        block(text, warning, BlockKind.PARAGRAPH),
    )
    passages = lesson_of(own, text).passages
    assert [passage.kind for passage in passages] == ["paragraph", "list", "table", "safety"]
    assert passages[1].lines == ("Pale skin", "Cold hands")
    assert passages[2].lines == rows


def test_what_stands_under_a_prohibition_is_a_safety_passage():
    lines = ("The client should not:", "Drive at night")
    text = "Care\n\n" + "\n".join(lines)
    own = section(
        text,
        "Care",
        "\n".join(lines),
        block(text, lines[0], BlockKind.PARAGRAPH),
        block(text, lines[1], BlockKind.LIST_ITEM),
    )
    (passage,) = lesson_of(own, text).passages
    assert passage.kind == "safety"
    assert passage.lines == lines
    assert passage.depths == (0, 1)
    assert text[passage.start : passage.end] == "\n".join(lines)


def test_steps_keep_their_numbers_and_what_is_nested_its_depth():
    lines = ("Wash the hands", "With soap", "With alcohol", "Put on gloves")
    text = "Care\n\n" + "\n".join(lines)
    steps = [
        replace(block(text, line, BlockKind.LIST_ITEM), level=level, ordered=level == 2)
        for line, level in zip(lines, (2, 3, 3, 2), strict=True)
    ]
    own = section(text, "Care", "\n".join(lines), *steps)
    (passage,) = lesson_of(own, text).passages
    assert passage.kind == "list"
    assert passage.numbered
    assert passage.depths == (1, 2, 2, 1)


def test_a_caption_is_told_from_a_paragraph():
    caption = "TABLE 1 Stages by filtration"
    text = f"Stages\n\n{caption}"
    own = section(text, "Stages", caption, block(text, caption, BlockKind.FIGURE))
    assert [passage.kind for passage in lesson_of(own, text).passages] == ["caption"]


def test_what_is_quoted_from_under_a_prohibition_keeps_it():
    passages = [
        Passage("paragraph", ("Care comes first. The client should:",), 0, 9),
        Passage("list", ("Feel the arm",), 10, 19, depths=(1,)),
        Passage("safety", ("The client should not:", "Sleep on the arm"), 20, 29, depths=(0, 1)),
        Passage("paragraph", ("Call the clinic.",), 30, 39),
    ]
    assert announced_by(passages, "- Sleep on the arm") == "The client should not:"
    assert announced_by(passages, "1. Feel the arm\n2. Wash it") == "The client should:"
    assert announced_by(passages, "Call the clinic.") == ""
    assert announced_by(passages, "The client should not:") == ""
    assert announced_by(passages, "Not in this lesson") == ""
    assert announced_by(passages, "") == ""


def test_over_a_quoted_cell_stands_the_head_of_its_column():
    table = Passage("table", ("Do\tDo not", "Hang the bag low\tLet it touch the floor"), 0, 9)
    assert announced_by([table], "Let it touch the floor") == "Do not"
    assert (
        announced_by([table], "Hang the bag low | Let it touch the floor |") == "Do \u00b7 Do not"
    )
    headless = Passage("table", ("Class: " + "a loop diuretic " * 9, "Dose: 20 mg"), 0, 9)
    assert not has_head(headless)
    assert announced_by([headless], "Dose: 20 mg") == ""
    assert not has_head(Passage("table", ("One row",), 0, 9))


def test_a_quote_is_read_as_its_lesson_shows_it():
    quote = "- **Wash** the hands\n2. Dry them [1]\n|---|---|\n| Do | Do not |"
    assert quoted_lines(quote) == ("Wash the hands", "Dry them", "Do\tDo not")


def test_the_summary_is_taken_from_what_stands_alone():
    text = f"Rate\n\n{PROSE}"
    own = section(text, "Rate", PROSE)
    spoken = sentences(PROSE, offset=own.start)
    lesson = build_lesson(own, objectives=(), sentences=spoken, summary_from=spoken[2:])
    assert lesson.summary
    assert spoken[0].text not in lesson.summary
    assert spoken[1].text not in lesson.summary


def test_reading_time_is_two_hundred_words_a_minute():
    body = "word " * 401
    text = f"Long\n\n{body.strip()}"
    own = section(text, "Long", body.strip())
    assert build_lesson(own, objectives=(), sentences=(), summary_from=()).minutes == 3


def test_the_summary_keeps_the_order_of_the_text_and_its_limit():
    texts = [
        "The heart pumps blood around the body.",
        "Bananas are yellow.",
        "The heart needs oxygen from its blood.",
        "Blood carries oxygen around the body.",
    ]
    assert summarise(texts, most=3) == (0, 2, 3)
    assert summarise([], most=3) == ()


def test_bold_terms_are_key_terms_with_what_their_sentence_says():
    body = (
        "A **fomite** is an object that carries organisms to another person. "
        "The **reservoir** holds them for a long time."
    )
    text = f"Spread\n\n{body}"
    paragraph = replace(block(text, body, BlockKind.PARAGRAPH), strong=("fomite", "reservoir"))
    lesson = lesson_of(section(text, "Spread", body, paragraph), text)
    assert [(term.term, term.definition) for term in lesson.key_terms] == [
        ("Fomite", "an object that carries organisms to another person")
    ]


def test_a_meaning_that_breaks_off_before_its_name_is_none():
    body = "The glands respond by secreting more hormone, a state known as hyperparathyroidism."
    text = f"Bone\n\n{body}"
    own = section(text, "Bone", body, block(text, body, BlockKind.PARAGRAPH))
    assert all(not term.definition.endswith("a state") for term in lesson_of(own, text).key_terms)


def test_a_summary_has_one_full_stop_after_an_abbreviation():
    body = "The plan shapes health promotion and disease prevention in the U.S. (Lee, 2020)."
    text = f"Plan\n\n{body}"
    own = section(text, "Plan", body, block(text, body, BlockKind.PARAGRAPH))
    assert lesson_of(own, text).summary[0].endswith("in the U.S.")
    assert not lesson_of(own, text).summary[0].endswith("..")


def test_a_bold_label_is_a_key_term():
    line = "Preload: the stretch of the muscle before it contracts"
    text = f"Terms\n\n{line}"
    own = replace(block(text, line, BlockKind.LIST_ITEM), strong=("Preload:",))
    lesson = lesson_of(section(text, "Terms", line, own), text)
    assert lesson.key_terms[0].term == "Preload"
    assert lesson.key_terms[0].definition == "the stretch of the muscle before it contracts"


def test_marks_of_emphasis_are_not_shown():
    body = "The *heart* pumps **blood** to [every part](https://example.org/body) of us."
    text = f"Heart\n\n{body}"
    lesson = lesson_of(section(text, "Heart", body), text)
    assert lesson.passages[0].lines == ("The heart pumps blood to every part of us.",)


def test_a_never_is_a_safety_passage():
    warning = "Never give fluids by mouth to an unconscious client."
    text = f"Care\n\n{warning}"
    own = section(text, "Care", warning, block(text, warning, BlockKind.PARAGRAPH))
    assert lesson_of(own, text).passages[0].kind == "safety"


def test_a_term_in_bold_that_is_not_defined_comes_with_the_sentence_about_it():
    body = "**Contractility** requires enough muscle tissue. It is lost in **older adults** alone."
    text = f"Heart\n\n{body}"
    own = replace(block(text, body, BlockKind.PARAGRAPH), strong=("Contractility", "older adults"))
    lesson = lesson_of(section(text, "Heart", body, own), text)
    assert [(term.term, term.definition) for term in lesson.key_terms] == [
        ("Contractility", "Contractility requires enough muscle tissue.")
    ]


def test_the_summary_leaves_out_what_points_elsewhere_and_what_leans_on_another_sentence():
    body = (
        "The heart pumps blood to every part of the body (Lee, 2020). "
        "It beats faster when the body needs more blood. "
        "The next section will pertain to the blood of the heart. "
        "For more information on the heart and blood, see the next chapter. "
        "Blood carries oxygen from the lungs to the body."
    )
    text = f"Heart\n\n{body}"
    own = section(text, "Heart", body, block(text, body, BlockKind.PARAGRAPH))
    assert lesson_of(own, text).summary == (
        "The heart pumps blood to every part of the body.",
        "Blood carries oxygen from the lungs to the body.",
    )


def test_a_remark_on_what_does_not_happen_is_no_safety_passage():
    remark = "Bumetanide helps clients who do not respond to other diuretics."
    text = f"Care\n\n{remark}"
    own = section(text, "Care", remark, block(text, remark, BlockKind.PARAGRAPH))
    assert lesson_of(own, text).passages[0].kind == "paragraph"


def test_a_row_set_with_spaces_is_found_in_the_lessons_table():
    assert quoted_lines("PaCO2    35-45 mm Hg     acid") == ("PaCO2\t35-45 mm Hg\tacid",)
    assert quoted_lines("It ends here.  Then it goes on.") == ("It ends here. Then it goes on.",)
