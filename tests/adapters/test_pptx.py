import io

import pytest
from hypothesis import given, settings
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.picture_dots import TOO_SMALL
from quizapp.core.blocks import SourceText
from quizapp.core.errors import Invalid
from quizapp.core.outline import outline, walk

from .damage import damaged, is_read_or_refused, with_damaged_part
from .pictures import picture

TITLE_SLIDE, CONTENT, TITLE_ONLY, BLANK = 0, 1, 5, 6


def saved(deck: Deck) -> bytes:
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def read(deck: Deck) -> SourceText:
    return read_document("a.pptx", saved(deck))


def add_slide(deck: Deck, title: str, *points: str, layout: int = CONTENT) -> Slide:
    """A slide; a point's leading spaces are its level."""
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if slide.shapes.title is not None:
        slide.shapes.title.text = title
    if points:
        frame = slide.placeholders[1].text_frame
        for number, point in enumerate(points):
            paragraph = frame.add_paragraph() if number else frame.paragraphs[0]
            paragraph.text = point.strip()
            paragraph.level = len(point) - len(point.lstrip())
    return slide


def shown(source: SourceText) -> list[tuple[str, str, int]]:
    return [(block.kind.value, block.text, block.level) for block in source.blocks]


def dropped(source: SourceText) -> list[tuple[str, str]]:
    return [(source.text[drop.start : drop.end], drop.reason) for drop in source.dropped]


def test_titles_are_headings_and_points_a_list():
    deck = Presentation()
    add_slide(deck, "Heart Failure", "for nurses", layout=TITLE_SLIDE)
    add_slide(deck, "Causes", "coronary disease", " old scars", "high pressure")
    add_slide(deck, "Care", "weigh daily")
    source = read(deck)
    assert shown(source) == [
        ("heading", "Heart Failure", 1),
        ("paragraph", "for nurses", 0),
        ("heading", "Causes", 2),
        ("list_item", "coronary disease", 1),
        ("list_item", "old scars", 2),
        ("list_item", "high pressure", 1),
        ("heading", "Care", 2),
        ("list_item", "weigh daily", 1),
    ]
    assert source.title == "Heart Failure"
    found = outline(source, fallback_title="x")
    assert [(s.level, s.title) for _, s in walk(found.sections)] == [
        (1, "Heart Failure"),
        (2, "Causes"),
        (2, "Care"),
    ]
    for block in source.blocks:
        assert source.text[block.start : block.end] == block.text


@pytest.mark.parametrize("again", ["Causes", "Causes (continued)", "Causes cont'd", "Causes (2/3)"])
def test_slides_that_go_on_under_the_same_title_are_one_section(again):
    deck = Presentation()
    add_slide(deck, "Causes", "one")
    add_slide(deck, again, "two")
    add_slide(deck, "Causes of Death", "three")
    source = read(deck)
    assert [text for _, text, _ in shown(source)] == [
        "Causes",
        "one",
        "two",
        "Causes of Death",
        "three",
    ]
    assert dropped(source) == [(again, "Repeats the title of the slide before it.")]


def test_stages_are_not_taken_for_a_title_that_goes_on():
    deck = Presentation()
    add_slide(deck, "Stage 1", "one")
    add_slide(deck, "Stage 2", "two")
    assert [text for kind, text, _ in shown(read(deck)) if kind == "heading"] == [
        "Stage 1",
        "Stage 2",
    ]


def test_pictures_are_left_out_by_their_descriptions():
    deck = Presentation()
    for number, description in enumerate(["Four chambers of the heart", "", "IMG 2034.jpg"]):
        slide = add_slide(deck, f"Slide of {'ABC'[number]}", "one")
        shape = slide.shapes.add_picture(io.BytesIO(picture(8)), 0, 9_000_000, 9_000, 9_000)
        shape._element.nvPicPr.cNvPr.set("descr", description)
    source = read(deck)
    words = "Figure: Four chambers of the heart"
    assert words in [text for kind, text, _ in shown(source) if kind == "figure"]
    assert dropped(source) == [(f"{words}\nWithout caption or description: 2", TOO_SMALL)]


def test_cells_over_several_rows_speak_in_each():
    deck = Presentation()
    slide = add_slide(deck, "Doses", "one")
    table = slide.shapes.add_table(3, 2, 0, 9_000_000, 9_000, 9_000).table
    for row, texts in enumerate([("Drug", "Dose"), ("furosemide", "oral"), ("", "IV")]):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert [block.cells for block in read(deck).blocks if block.cells] == [
        ("Drug", "Dose"),
        ("furosemide", "oral"),
        ("furosemide", "IV"),
    ]


def test_notes_follow_the_body_of_their_slide():
    deck = Presentation()
    slide = add_slide(deck, "Causes", "one")
    slide.notes_slide.notes_text_frame.text = "Tell them why.\nAsk them how."
    add_slide(deck, "Care", "two")
    assert shown(read(deck))[1:4] == [
        ("list_item", "one", 1),
        ("paragraph", "Tell them why.", 0),
        ("paragraph", "Ask them how.", 0),
    ]


def test_tables_text_boxes_groups_and_pictures_come_from_top_to_bottom():
    deck = Presentation()
    slide = add_slide(deck, "Doses", layout=TITLE_ONLY)
    low = slide.shapes.add_textbox(Inches(1), Inches(6), Inches(2), Inches(1))
    low.text_frame.text = "Below all."
    cells = slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for place, words in enumerate(("Drug", "Dose", "furosemide", "20 mg\n40 mg")):
        cells.cell(place // 2, place % 2).text = words
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(2), Inches(2), Inches(1))
    box.text_frame.text = "In a group"
    box._element.nvSpPr.cNvPr.set("descr", "never shown")
    picture = slide.shapes.add_connector(1, 0, Inches(5), 0, Inches(5))
    picture._element.nvCxnSpPr.cNvPr.set("descr", "An arrow from heart to lung")
    assert shown(read(deck)) == [
        ("heading", "Doses", 2),
        ("paragraph", "In a group", 0),
        ("table_row", "Drug\tDose", 0),
        ("table_row", "furosemide\t20 mg; 40 mg", 0),
        ("figure", "Figure: An arrow from heart to lung", 0),
        ("paragraph", "Below all.", 0),
    ]


def test_numbered_points_and_points_without_bullets_are_told_apart():
    deck = Presentation()
    slide = add_slide(deck, "Steps", "wash", "wait", "why")
    frame = slide.placeholders[1].text_frame
    for paragraph, bullet in zip(frame.paragraphs, ("buAutoNum", "buChar", "buNone"), strict=True):
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<a:{bullet} {nsdecls("a")} type="arabicPeriod" char="-"/>')
        )
    blocks = read(deck).blocks[1:]
    assert [(b.kind.value, b.ordered) for b in blocks] == [
        ("list_item", True),
        ("list_item", False),
        ("paragraph", False),
    ]


def test_footers_numbers_and_hidden_slides_are_left_out_with_reasons():
    deck = Presentation()
    slide = add_slide(deck, "Causes", "one")
    layout = {
        shape.placeholder_format.type.name: shape for shape in slide.slide_layout.placeholders
    }
    for kind in ("FOOTER", "SLIDE_NUMBER"):
        slide.shapes.clone_placeholder(layout[kind])
        slide.placeholders[layout[kind].placeholder_format.idx].text = kind.lower()
    add_slide(deck, "Secret", "key")._element.set("show", "0")
    source = read(deck)
    assert [text for _, text, _ in shown(source)] == ["Causes", "one"]
    assert dropped(source) == [
        ("footer", "Footer of a slide."),
        ("slide_number", "Number of a slide."),
        ("Secret\nkey", "A slide that the presentation hides."),
    ]


def test_bold_words_are_marked():
    deck = Presentation()
    slide = add_slide(deck, "Causes", "one")
    run = slide.placeholders[1].text_frame.paragraphs[0].add_run()
    run.text, run.font.bold = " more", True
    assert read(deck).blocks[1].strong == ("more",)


def test_presentation_without_text_is_refused():
    deck = Presentation()
    add_slide(deck, "", layout=BLANK)
    with pytest.raises(Invalid, match="no text that can be read"):
        read(deck)


def _specimen() -> bytes:
    deck = Presentation()
    slide = add_slide(deck, "Causes", "one", " two")
    slide.notes_slide.notes_text_frame.text = "Tell them."
    slide.shapes.add_table(2, 2, 0, 0, 99, 99).table.cell(0, 0).text = "cell"
    return saved(deck)


SPECIMEN = _specimen()


@settings(max_examples=30, deadline=None)
@given(damaged(SPECIMEN))
def test_damaged_presentation_is_read_or_refused(content):
    assert is_read_or_refused("a.pptx", content)


@settings(max_examples=30, deadline=None)
@given(with_damaged_part(SPECIMEN))
def test_presentation_with_damaged_mark_up_is_read_or_refused(content):
    assert is_read_or_refused("a.pptx", content)
