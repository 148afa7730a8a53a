import io
import zipfile

import pytest
from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from hypothesis import given, settings

from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.picture_dots import TOO_SMALL
from quizapp.core.blocks import Block, BlockKind, SourceText
from quizapp.core.errors import Invalid
from quizapp.core.outline import outline, walk

from .damage import changed, damaged, is_read_or_refused, with_damaged_part
from .pictures import picture

PROSE = "The nurse asks the client about pain before each dose and writes the answer down at once."


def saved(document: Word) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def read(document: Word) -> SourceText:
    return read_document("a.docx", saved(document))


def kinds(source: SourceText, kind: BlockKind) -> list[Block]:
    return [block for block in source.blocks if block.kind is kind]


def headings(source: SourceText) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in kinds(source, BlockKind.HEADING)]


def dropped(source: SourceText) -> dict[str, str]:
    return {source.text[drop.start : drop.end]: drop.reason for drop in source.dropped}


def problem_with(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_document("a.docx", content)
    return str(caught.value)


def test_headings_by_style_make_the_outline():
    document = Document()
    document.add_heading("Heart Failure", 0)
    document.add_paragraph(PROSE)
    for title, level in (("Causes", 1), ("Rare Causes", 2), ("Very Rare", 3), ("Care", 1)):
        document.add_heading(title, level)
        document.add_paragraph(f"{PROSE} {title}.")
    source = read(document)
    assert headings(source) == [
        (1, "Heart Failure"),
        (2, "Causes"),
        (3, "Rare Causes"),
        (4, "Very Rare"),
        (2, "Care"),
    ]
    found = outline(source, fallback_title="x")
    assert found.title == "Heart Failure"
    assert [(s.level, s.title) for _, s in walk(found.sections)] == headings(source)
    for block in source.blocks:
        assert source.text[block.start : block.end] == block.text


def test_headings_without_a_title_keep_their_levels():
    document = Document()
    for title, level in (("Causes", 1), ("Rare Causes", 2), ("Care", 1)):
        document.add_heading(title, level)
        document.add_paragraph(PROSE)
    assert headings(read(document)) == [(1, "Causes"), (2, "Rare Causes"), (1, "Care")]


@pytest.mark.parametrize(
    ("name", "base", "level"),
    [
        ("Chapter", "Heading 2", 2),
        ("\u00dcberschrift 3", None, 3),
        ("Titre 1", None, 1),
        ("\u6807\u9898 2", None, 2),
    ],
)
def test_styles_in_other_languages_and_styles_based_on_headings_are_headings(name, base, level):
    document = Document()
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles[base] if base else None
    for title in ("Causes", "Care"):
        document.add_paragraph(title, style=name)
        document.add_paragraph(f"{PROSE} {title}.")
    assert headings(read(document)) == [(level, "Causes"), (level, "Care")]


def test_paragraph_with_an_outline_level_is_a_heading():
    document = Document()
    paragraph = document.add_paragraph("Causes")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "1")
    paragraph._p.get_or_add_pPr().append(level)
    document.add_paragraph(PROSE)
    assert headings(read(document)) == [(2, "Causes")]


def test_bold_lines_are_headings_by_their_size_where_styles_make_none():
    document = Document()
    for title, size in (("Causes", 16), ("Rare Causes", 13), ("Care", 16)):
        run = document.add_paragraph().add_run(title)
        run.bold, run.font.size = True, Pt(size)
        document.add_paragraph(PROSE)
    document.add_paragraph().add_run("The client should not:").bold = True
    assert headings(read(document)) == [(1, "Causes"), (2, "Rare Causes"), (1, "Care")]


def test_bold_lines_stay_text_among_real_headings():
    document = Document()
    for title in ("Causes", "Care"):
        document.add_heading(title, 1)
        document.add_paragraph().add_run("Take note").bold = True
        document.add_paragraph(f"{PROSE} {title}.")
    assert headings(read(document)) == [(1, "Causes"), (1, "Care")]


def test_lists_keep_their_order_nesting_and_lead_in():
    document = Document()
    document.add_paragraph("The client should not:")
    document.add_paragraph("stop", style="List Bullet")
    document.add_paragraph("at night", style="List Bullet 2")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("\u2022\ttyped by hand")
    source = read(document)
    assert [(b.text, b.ordered) for b in kinds(source, BlockKind.LIST_ITEM)] == [
        ("stop", False),
        ("at night", False),
        ("first", True),
        ("typed by hand", False),
    ]
    assert source.text.startswith("The client should not:\n\nstop\nat night\nfirst\ntyped by hand")


def test_level_of_a_list_item_is_that_of_its_numbering():
    document = Document()
    for depth in ("0", "1"):
        paragraph = document.add_paragraph(f"depth {depth}", style="List Bullet")
        number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        number.get_or_add_numId().val = 1
        number.get_or_add_ilvl().val = int(depth)
    assert [block.level for block in read(document).blocks] == [1, 2]


def test_tables_keep_cells_and_merged_cells_speak_in_each_row():
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for row, words in zip(
        table.rows,
        (("Drug", "Way", "Dose"), ("furosemide", "oral", "20 mg"), ("", "IV", "")),
        strict=True,
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0))
    run = table.cell(2, 2).paragraphs[0].add_run("Adult")
    run.bold = True
    table.cell(2, 2).add_paragraph("40 mg")
    source = read(document)
    assert [block.cells for block in source.blocks] == [
        ("Drug", "Way", "Dose"),
        ("furosemide", "oral", "20 mg"),
        ("furosemide", "IV", "Adult: 40 mg"),
    ]


def test_box_of_one_cell_is_text_and_takes_nothing_that_follows():
    document = Document()
    document.add_heading("Care", 1)
    document.add_paragraph("One.")
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.paragraphs[0].text = "Watch Out"
    cell.paragraphs[0].style = document.styles["Heading 1"]
    cell.add_paragraph("Boxed words.")
    document.add_paragraph(PROSE)
    document.add_heading("Diet", 1)
    source = read(document)
    assert headings(source) == [(1, "Care"), (2, "Watch Out"), (1, "Diet")]
    first = outline(source, fallback_title="x").sections[0]
    assert first.text == f"One.\n\n{PROSE}"
    assert first.children[0].text == "Boxed words."


def test_captions_go_with_the_description_of_their_picture():
    document = Document()
    paragraph = document.add_paragraph()
    drawing = parse_xml(
        f"<w:drawing {nsdecls('w', 'wp')}><wp:inline><wp:docPr id='1' name='p' descr='Four "
        "chambers of the heart'/></wp:inline></w:drawing>"
    )
    paragraph.add_run()._r.append(drawing)
    document.add_paragraph("Figure 1: The heart", style="Caption")
    document.add_paragraph(PROSE)
    assert [(block.kind.value, block.text) for block in read(document).blocks] == [
        ("figure", "Figure 1: The heart (Four chambers of the heart)"),
        ("paragraph", PROSE),
    ]


def test_pictures_are_left_out_by_the_words_of_their_figures():
    document = Document()
    document.add_picture(io.BytesIO(picture(8)))
    document.add_paragraph("Figure 1: The heart", style="Caption")
    document.add_paragraph(PROSE)
    document.add_picture(io.BytesIO(picture(9)))
    document.add_paragraph(PROSE)
    source = read(document)
    assert [(source.text[g.start : g.end], g.reason) for g in source.dropped] == [
        ("Figure 1: The heart\nWithout caption or description: 1", TOO_SMALL)
    ]


def test_a_table_within_a_cell_stays_in_that_cell():
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["Drug", "Dose", "furosemide", ""], strict=True):
        cell.text = text
    inner = table.cell(1, 1).add_table(rows=2, cols=2)
    for cell, text in zip(inner._cells, ["oral", "20 mg", "IV", "40 mg"], strict=True):
        cell.text = text
    document.add_paragraph(PROSE)
    assert [block.cells for block in read(document).blocks if block.cells] == [
        ("Drug", "Dose"),
        ("furosemide", "oral, 20 mg; IV, 40 mg"),
    ]


def test_bold_words_and_quotations_are_marked():
    document = Document()
    paragraph = document.add_paragraph("Take ")
    paragraph.add_run("furo").bold = True
    paragraph.add_run("semide").bold = True
    paragraph.add_run(" now")
    document.add_paragraph("First, do no harm.", style="Quote")
    first, second = read(document).blocks
    assert (first.text, first.strong) == ("Take furosemide now", ("furosemide",))
    assert second.kind is BlockKind.QUOTE


def test_tracked_changes_hidden_text_headers_and_contents_are_left_out_with_reasons():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Faculty of Nursing"
    document.sections[0].footer.paragraphs[0].text = "Draft of May"
    document.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Causes 3", style="TOC 1")
    paragraph = document.add_paragraph("Take ")
    paragraph._p.append(
        parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>ten </w:delText></w:r></w:del>")
    )
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>two </w:t></w:r></w:ins>"))
    paragraph.add_run("tablets")
    paragraph.add_run("key: B").font.hidden = True
    source = read(document)
    assert [block.text for block in source.blocks] == ["Take two tablets"]
    assert dropped(source) == {
        "Faculty of Nursing": "Page header.",
        "Draft of May": "Page footer.",
        "Causes 3": "Table of contents.",
        "ten": "Text that was deleted with changes tracked.",
        "key: B": "Hidden text.",
    }


def test_text_in_content_controls_and_links_is_read():
    document = Document()
    document.add_paragraph("before")
    document.element.body.insert(
        1,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:hyperlink><w:r><w:t>inside</w:t></w:r>"
            "</w:hyperlink></w:p></w:sdtContent></w:sdt>"
        ),
    )
    assert [block.text for block in read(document).blocks] == ["before", "inside"]


def test_document_without_text_is_refused():
    assert "no text that can be read" in problem_with(saved(Document()))


def test_protected_and_old_documents_are_refused_with_the_way_out():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    protected = problem_with(ole + "EncryptedPackage".encode("utf-16-le"))
    assert "protected by a password: save a copy without one" in protected
    assert "save it as .docx" in problem_with(ole + "WordDocument".encode("utf-16-le"))


def test_part_that_unpacks_to_far_more_is_refused_before_it_is_opened():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (210 * 1024 * 1024))
    assert "unpacks to far more" in problem_with(buffer.getvalue())


def test_entities_of_a_part_are_not_followed():
    document = Document()
    document.add_paragraph("words &x; more")
    content = changed(
        saved(document),
        "word/document.xml",
        lambda old: old.replace(
            b"standalone='yes'?>",
            b"standalone='yes'?><!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>",
        ).replace(b"&amp;x;", b"&x;"),
    )
    text = read_document("a.docx", content).text
    assert text in ("words", "words  more", "words more")


def test_deep_nesting_is_refused_in_words():
    deep = b"<w:smartTag>" * 5_000
    document = Document()
    document.add_paragraph("words")
    content = changed(
        saved(document), "word/document.xml", lambda old: old.replace(b"<w:r>", deep + b"<w:r>")
    )
    assert "damaged or incomplete" in problem_with(content)


def _specimen() -> bytes:
    document = Document()
    document.add_heading("Causes", 1)
    document.add_paragraph(PROSE)
    document.add_paragraph("item", style="List Bullet")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "cell"
    return saved(document)


SPECIMEN = _specimen()


@settings(max_examples=40, deadline=None)
@given(damaged(SPECIMEN))
def test_damaged_document_is_read_or_refused(content):
    assert is_read_or_refused("a.docx", content)


@settings(max_examples=60, deadline=None)
@given(with_damaged_part(SPECIMEN))
def test_document_with_damaged_mark_up_is_read_or_refused(content):
    assert is_read_or_refused("a.docx", content)
