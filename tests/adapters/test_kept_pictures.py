"""Each kind of document keeps its pictures where they stand, and is read whatever they are."""

import base64
import io
import zipfile
import zlib
from collections.abc import Sequence

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pptx import Presentation
from pptx.util import Inches

from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.picture_dots import DAMAGED, ONE_COLOUR, TOO_LARGE, TOO_SMALL
from quizapp.adapters.extraction.pictures import DECORATIVE, ELSEWHERE, MISSING, REPEATED
from quizapp.core.blocks import SourceText

from .pdf_files import BOLD, HEIGHT, Run, paragraph
from .pdf_files import pdf as written
from .pictures import drawing, in_address, left_out, picture, placed, unfolded

LIVER = "The liver makes bile, which helps with the digestion of fat."
KIDNEY = "The kidneys clear the blood of what the body has no use for."
LINES = (
    "The liver is the largest organ inside the body and lies below the diaphragm.",
    "It makes bile, which helps with the digestion of fat in the small intestine.",
    "It stores vitamins and sugar, and clears the blood of drugs and of poisons.",
)


# Word ---------------------------------------------------------------------------------------------


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def describe(document: object, place: int, description: str) -> None:
    document.inline_shapes[place]._inline.docPr.set("descr", description)


def test_word_keeps_pictures_with_captions_and_without():
    document = Document()
    document.add_heading("Liver", 1)
    document.add_picture(io.BytesIO(drawing()))
    describe(document, 0, "A red liver")
    document.add_paragraph("Figure 1: The liver", style="Caption")
    document.add_paragraph(LIVER)
    document.add_picture(io.BytesIO(drawing(kind="JPEG")))
    document.add_heading("Kidney", 1)
    document.add_picture(io.BytesIO(drawing(colour=90)))
    document.add_paragraph(KIDNEY)
    source = read_document("a.docx", saved(document))
    assert placed(source) == [
        ("Figure 1: The liver (A red liver)", "A red liver"),
        (LIVER, ""),
        ("Kidney", ""),
    ]
    assert [each.media_type for each in source.pictures] == [
        "image/png",
        "image/jpeg",
        "image/png",
    ]
    assert left_out(source) == []


def test_pictures_in_tables_of_word_stand_behind_them():
    document = Document()
    document.add_heading("Liver", 1)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Organ", "Picture"
    table.cell(0, 1).paragraphs[0].add_run().add_picture(io.BytesIO(drawing()))
    document.add_paragraph(LIVER)
    source = read_document("a.docx", saved(document))
    assert placed(source) == [("Organ\tPicture", "")]


def test_what_word_marks_as_decorative_or_only_links_to_is_left_out():
    document = Document()
    document.add_paragraph(LIVER)
    document.add_picture(io.BytesIO(drawing()))
    properties = document.inline_shapes[0]._inline.docPr
    properties.append(
        parse_xml(
            f"<a:extLst {nsdecls('a')}><a:ext uri='{{C}}'><d:decorative xmlns:d='http://schemas."
            "microsoft.com/office/drawing/2017/decorative' val='1'/></a:ext></a:extLst>"
        )
    )
    document.add_picture(io.BytesIO(drawing(colour=90)))
    [blip] = document.inline_shapes[1]._inline.xpath(".//a:blip")
    link = document.part.relate_to(
        "http://192.0.2.1/a.png",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image",
        is_external=True,
    )
    name = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    blip.set(f"{name}embed", link)
    document.add_picture(io.BytesIO(drawing(colour=10)))
    document.inline_shapes[2]._inline.xpath(".//a:blip")[0].set(f"{name}embed", "rId99")
    source = read_document("a.docx", saved(document))
    assert source.pictures == ()
    said = "Without caption or description: 1"
    assert left_out(source) == [(said, DECORATIVE), (said, ELSEWHERE), (said, MISSING)]


# PowerPoint ---------------------------------------------------------------------------------------


def test_slides_keep_their_pictures_and_lose_the_logo_on_each():
    deck = Presentation()
    for number in range(4):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = f"Organ {'ABCD'[number]}"
        slide.shapes.add_picture(io.BytesIO(drawing(100)), 0, 0)
        if number < 2:
            stream = io.BytesIO(drawing(300, colour=number))
            shape = slide.shapes.add_picture(stream, Inches(1), Inches(3))
            shape._element.nvPicPr.cNvPr.set("descr", ("", "A red liver")[number])
    source = read_document("a.pptx", saved(deck))
    assert placed(source) == [("Organ A", ""), ("Figure: A red liver", "A red liver")]
    assert left_out(source) == [("Without caption or description: 4", REPEATED)]


# Web pages and books ------------------------------------------------------------------------------


def page(body: str) -> str:
    return f"<html><body><main><h1>Liver</h1><p>{LIVER}</p>{body}</main></body></html>"


def test_pages_keep_pictures_within_them_and_fetch_none():
    coded = base64.b64encode(drawing()).decode()
    broken = "\n".join(coded[at : at + 76] for at in range(0, len(coded), 76))
    body = (
        f'<figure><img src="data:image/png;base64,{broken}" alt="A red liver"><figcaption>Figure 1.'
        f" The liver</figcaption></figure><p>Words <img src={in_address(drawing(colour=9))}> here."
        "</p><p>More.</p><img src='http://192.0.2.1/x.png' alt='Far'><img src='data:7'>"
        f'<img role="presentation" src="{in_address(drawing(colour=3))}">'
        '<img src="data:image/svg+xml;utf8,%3Csvg/%3E"><img src="file:///etc/passwd"><p>End.</p>'
    )
    source = read_document("a.html", page(body).encode())
    assert placed(source) == [
        ("Figure 1. The liver (A red liver)", "A red liver"),
        ("Words here.", ""),
    ]
    said = "Without caption or description: "
    assert left_out(source) == [
        (f"{said}3", ELSEWHERE),
        (f"{said}1", DECORATIVE),
        (f"{said}1", DAMAGED),
    ]


def test_a_picture_in_a_list_or_a_table_stands_behind_it():
    inner = f"<img src='{in_address(drawing())}' alt='A hand'>"
    for body, before in (
        (f"<ul><li>{inner}Wash.</li><li>Rinse.</li></ul>", "Wash."),
        (f"<table><tr><td>{inner}Wash</td><td>Rinse</td></tr></table>", "Wash\tRinse"),
        (f"<h2>{inner}Hygiene</h2><p>Wash.</p>", "Hygiene"),
    ):
        assert placed(read_document("a.html", page(body).encode())) == [(before, "A hand")]


def book(files: dict[str, bytes], body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>",
        )
        archive.writestr(
            "OPS/book.opf",
            "<package><metadata><title>Organs</title></metadata><manifest><item id='a' "
            "href='text/a.xhtml' media-type='application/xhtml+xml'/></manifest><spine>"
            "<itemref idref='a'/></spine></package>",
        )
        archive.writestr("OPS/text/a.xhtml", page(body))
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_books_keep_the_pictures_in_them_alone():
    body = (
        "<figure><img src='../images/liver%201.png' alt='A red liver'/><figcaption>Figure 1</"
        f"figcaption></figure><p>{KIDNEY}</p><img src='../images/b.jpg'/><p>More.</p>"
        "<img src='../../../../etc/passwd'/><img src='http://192.0.2.1/x.png'/>"
        f"<img src='{in_address(drawing(colour=5))}'/>"
    )
    files = {
        "OPS/images/liver 1.png": drawing(),
        "OPS/images/b.jpg": drawing(kind="JPEG"),
    }
    source = read_document("a.epub", book(files, body))
    assert placed(source) == [
        ("Figure 1 (A red liver)", "A red liver"),
        (KIDNEY, ""),
        ("More.", ""),
    ]
    said = "Without caption or description: 1"
    assert left_out(source) == [(said, MISSING), (said, ELSEWHERE)]


def test_a_picture_that_is_not_what_it_is_called_is_taken_for_what_it_is():
    files = {"OPS/a.jpg": drawing(), "OPS/b.png": b"<svg onload='alert(1)'/>"}
    body = "<p>One.</p><img src='../a.jpg'/><p>Two.</p><img src='../b.png'/>"
    source = read_document("a.epub", book(files, body))
    assert [each.media_type for each in source.pictures] == ["image/png"]
    assert left_out(source) == [("Without caption or description: 1", DAMAGED)]


def test_a_document_of_ten_thousand_tiny_pictures_is_read():
    dots = [in_address(drawing(20, colour=number % 250)) for number in range(50)]
    body = "".join(f"<p>{number}<img src='{dots[number % 50]}'></p>" for number in range(10_000))
    source = read_document("a.html", page(body).encode())
    assert source.pictures == ()
    assert left_out(source)[0] == ("Without caption or description: 10000", TOO_SMALL)


# PDF ----------------------------------------------------------------------------------------------


def pdf(pages: Sequence[tuple[str, str]]) -> bytes:
    """Pages of prose by their titles, each with what is drawn on it."""
    runs = [
        [
            Run(title, 72, 80, 16, BOLD),
            *paragraph(LINES, 72, 110),
            Run("Figure 1. The liver from below", 72, 400),
            *paragraph([f"{line} So it is." for line in LINES], 72, 430),
        ]
        for title, _drawn in pages
    ]
    return written(runs, drawn=[drawn for _title, drawn in pages])


def drawn(x: float, y: float, wide: float, high: float, *, dots: int = 60, seed: int = 1) -> str:
    """A picture on a page, in PDF's own words: hexadecimal, as text is what these files are of."""
    grey = bytes((place * seed) % 251 for place in range(dots * dots))
    coded = zlib.compress(grey).hex()
    return (
        f"q {wide} 0 0 {high} {x} {HEIGHT - y - high} cm BI /W {dots} /H {dots} /BPC 8 /CS /G"
        f" /F [/AHx /Fl] ID {coded}> EI Q"
    )


def test_a_picture_of_a_pdf_stands_at_its_caption_or_behind_what_is_above_it():
    pages = [("Liver", drawn(72, 200, 300, 190)), ("Kidney", drawn(72, 500, 200, 200, seed=3))]
    source = read_document("a.pdf", pdf(pages))
    first, second = placed(source)
    assert first == ("Figure 1. The liver from below", "")
    assert second[0].endswith("So it is.")
    assert source.text[source.placed[1].at :].strip() == ""
    assert [unfolded(each.content).size for each in source.pictures] == [
        (each.width, each.height) for each in source.pictures
    ]
    assert source.pictures[0].width > 800


def test_strips_of_one_picture_are_put_together():
    strips = "\n".join(drawn(72, 200 + 19 * n, 300, 19, seed=n + 1) for n in range(10))
    source = read_document("a.pdf", pdf([("Liver", strips), ("Kidney", "")]))
    [found] = source.pictures
    assert round(found.width / found.height, 1) == round(300 / 190, 1)


def test_logos_backgrounds_and_blank_pictures_of_a_pdf_are_left_out():
    logo = drawn(400, 20, 150, 90)
    pages = [(f"Organ {name}", logo) for name in "ABCDE"]
    paper = drawn(0, 0, 612, 792, seed=7)
    source = read_document("a.pdf", pdf([*pages, ("Organ F", paper)]))
    assert source.pictures == ()
    assert ("Pages 1\u20135", REPEATED) in left_out(source)
    blank = "q 200 0 0 150 72 420 cm BI /W 1 /H 1 /BPC 8 /CS /G ID @ EI Q"
    source = read_document("a.pdf", pdf([("Liver", blank), ("Kidney", "")]))
    assert ("Page 1", ONE_COLOUR) in left_out(source)


def test_a_pdf_with_a_picture_of_a_million_by_a_million_dots_is_read():
    huge = drawn(72, 200, 300, 190).replace("/W 60 /H 60", "/W 1000000 /H 1000000")
    source = read_document("a.pdf", pdf([("Liver", huge), ("Kidney", "")]))
    assert source.pictures == ()
    assert ("Page 1", TOO_LARGE) in left_out(source)


# All ----------------------------------------------------------------------------------------------


def with_picture(kind: str, content: bytes) -> bytes:
    """A document of a kind with these bytes for a picture."""
    if kind == "html":
        return page(f"<img src='{in_address(content)}'>").encode()
    if kind == "epub":
        return book({"OPS/a.png": content}, "<img src='../a.png'/>")
    if kind == "docx":
        document = Document()
        document.add_heading("Liver", 1)
        document.add_paragraph(LIVER)
        document.add_picture(io.BytesIO(drawing()))
        whole, inner = saved(document), "word/media/image1.png"
    else:
        deck = Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text, slide.placeholders[1].text = "Liver", LIVER
        slide.shapes.add_picture(io.BytesIO(drawing()), 0, Inches(5))
        whole, inner = saved(deck), "ppt/media/image1.png"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, content if entry.filename == inner else old.read(entry))
    return out.getvalue()


def words(source: SourceText) -> list[str]:
    return [block.text for block in source.blocks]


@pytest.mark.parametrize("kind", ["docx", "pptx", "epub", "html"])
@pytest.mark.parametrize(
    "content", [b"", b"MZ", drawing(200)[:-150], picture(1_000_000), b"\x89PNG\r\n\x1a\n" * 9]
)
def test_no_document_is_refused_for_a_bad_picture(kind: str, content: bytes):
    source = read_document(f"a.{kind}", with_picture(kind, content))
    assert words(source) == words(read_document(f"a.{kind}", with_picture(kind, drawing())))
    assert source.pictures == ()
    [(said, reason)] = left_out(source)
    assert said == "Without caption or description: 1"
    assert reason in (DAMAGED, TOO_LARGE)


@pytest.mark.parametrize("kind", ["docx", "pptx", "epub", "html"])
def test_the_same_document_gives_the_same_pictures(kind: str):
    content = with_picture(kind, drawing())
    first, second = (read_document(f"a.{kind}", content) for _ in range(2))
    assert first == second
    assert len(first.pictures) == 1
