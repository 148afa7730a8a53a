"""Files that are made to break a reader, or that were broken on their way: read or refused."""

import io
import zipfile
import zlib
from dataclasses import replace

import pptx
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.picture_dots import DAMAGED
from quizapp.adapters.sandbox import LIMITS, read_document_apart
from quizapp.core.errors import Invalid
from tests.adapters.damage import changed, is_read_or_refused
from tests.adapters.pdf_files import Run, assemble, pdf
from tests.adapters.pictures import picture

SMALL = replace(LIMITS, memory_bytes=400 * 1024 * 1024, cpu_seconds=20, seconds=30.0)
PAGE = b"/Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
WORDS = b"BT /F1 10 Tf 72 700 Td (Enough words to be read as text.) Tj ET"


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_document(name, content)
    return str(caught.value)


def refusal_apart(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_document_apart(name, content, limits=SMALL)
    return str(caught.value)


def stream(data: bytes, said: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), said, data)


def one_page(contents: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """A PDF of one page; `more` are its objects from 7 on."""
    page = b"<< %b /Resources << /Font << /F1 6 0 R >> %b >> >>" % (PAGE, resources)
    tree = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]
    return assemble([*tree, page, contents, b"<< >>", FONT, *more])


def document() -> bytes:
    made, buffer = Document(), io.BytesIO()
    made.add_heading("Liver", 1)
    made.add_paragraph("The liver makes bile.")
    made.save(buffer)
    return buffer.getvalue()


def deck() -> bytes:
    made, buffer = pptx.Presentation(), io.BytesIO()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Liver"
    slide.placeholders[1].text = "It makes bile."
    made.save(buffer)
    return buffer.getvalue()


# PDF ---------------------------------------------------------------------------------------------


def test_a_page_that_draws_itself_is_read_without_it():
    draws = b"/XObject << /X 7 0 R >>"
    itself = stream(b"/X Do", FORM + b" /Resources << /XObject << /X 7 0 R >> >>")
    content = one_page(stream(WORDS + b" /X Do"), itself, resources=draws)
    assert read_document("a.pdf", content).text.startswith("Enough words")


def test_drawings_that_multiply_are_ended():
    forms = [
        stream(b"/X Do " * 10, FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % (number + 1))
        for number in range(7, 16)
    ]
    content = one_page(stream(b"/X Do"), *forms, FONT, resources=b"/XObject << /X 7 0 R >>")
    brief = replace(SMALL, cpu_seconds=3)
    with pytest.raises(Invalid, match=r"takes more than 3 seconds to read\. Split it"):
        read_document_apart("a.pdf", content, limits=brief)


def test_pages_that_multiply_are_each_read_once():
    numbers = [2, 3, 4, *range(6, 14)]
    tree = [
        b"<< /Type /Pages /Count 9 /Kids [%b] >>" % (b"%d 0 R " % kid * 10) for kid in numbers[1:]
    ]
    leaf = b"<< /Type /Page /MediaBox [0 0 612 792] >>"
    content = assemble([b"<< /Type /Catalog /Pages 2 0 R >>", *tree[:3], b"<< >>", *tree[3:], leaf])
    assert "no text in it" in refusal("a.pdf", content)


def test_more_pages_than_a_book_has_are_refused_unread():
    assert "has more than 5,000 pages. Split it" in refusal("a.pdf", pdf([[]] * 5_001))


def test_object_streams_that_hold_or_extend_themselves_are_read_past_or_refused():
    inside = stream(b"3 0 << /Type /Page >>", b"/Type /ObjStm /N 1 /First 4 /Extends 7 0 R")
    assert read_document("a.pdf", one_page(stream(WORDS), inside)).text.startswith("Enough")
    rows = bytes([2, 0, 5, 0] * 5)
    table = b"/Type /XRef /Size 6 /W [1 2 1] /Index [0 5] /Root 1 0 R"
    out = b"%%PDF-1.5\n9 0 obj\n%b\nendobj\nstartxref\n9\n%%%%EOF\n" % stream(rows, table)
    assert refusal("a.pdf", out)


@pytest.mark.parametrize("times", [1, 2])
def test_streams_that_unpack_without_measure_are_refused_for_their_memory(times: int):
    packed = b" " * (500 * 1024 * 1024)
    for _ in range(times):
        packed = zlib.compress(packed, 9)
    filters = b"/Filter [%b]" % (b"/FlateDecode " * times)
    content = one_page(stream(packed, filters))
    assert "takes more memory to read than a document may" in refusal_apart("a.pdf", content)


def test_a_book_of_two_thousand_pages_is_read():
    pages = [[Run(f"Page {number} says how the liver works.", 72, 200)] for number in range(2_000)]
    source = read_document_apart("a.pdf", pdf(pages))
    assert "Page 0 says how" in source.text
    assert "Page 1999 says how" in source.text


# Zipped documents ---------------------------------------------------------------------------------


def laughing(part: bytes, words: bytes) -> bytes:
    """A part in which these words are an entity that grows to a billion of itself."""
    grown = b"".join(
        b'<!ENTITY a%d "%b">' % (step, b"&a%d;" % (step - 1) * 10) for step in range(1, 10)
    )
    kind = b'<!DOCTYPE a [<!ENTITY a0 "laugh">' + grown + b"]>"
    head, _end, body = part.partition(b"?>")
    return head + b"?>" + kind + body.replace(words, b"&a9;")


def test_entities_that_multiply_are_never_unfolded():
    word = changed(document(), "word/document.xml", lambda part: laughing(part, b"The liver"))
    slides = changed(deck(), "ppt/slides/slide1.xml", lambda part: laughing(part, b"It makes bile"))
    for name, content in (("a.docx", word), ("a.pptx", slides)):
        try:
            assert "laugh" not in read_document(name, content).text
        except Invalid as problem:
            assert "damaged" in str(problem)  # noqa: PT017 - either will do


def overlapping() -> bytes:
    """An archive of many entries that all are the same bytes, as in a bomb of one level."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"a" * (8 * 1024 * 1024))
        kernel = archive.infolist()[0]
        for number in range(40):
            again = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(again, field, getattr(kernel, field))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True
    return buffer.getvalue()


def test_entries_that_lie_over_one_another_count_each():
    assert len(overlapping()) < 20_000
    assert "unpacks to far more" in refusal("a.docx", overlapping())


def test_an_entry_that_is_larger_than_it_says_is_damage():
    content = bytearray(document())
    at = content.index(b"PK\x01\x02")
    # The size as the directory states it, of each entry.
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 24 : at + 28] = (5).to_bytes(4, "little")
        at += 4
    assert "damaged or incomplete" in refusal("a.docx", bytes(content))


def test_a_zip_within_a_zip_is_not_opened():
    inner = document()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inner.docx", inner)
    assert "a zip archive: unpack it" in refusal("a.docx", buffer.getvalue())


def test_what_a_document_links_to_is_never_fetched():
    made, buffer = Document(), io.BytesIO()
    made.add_paragraph("The liver makes bile.")
    for kind in ("IMAGE", "HYPERLINK", "FOOTNOTES", "HEADER", "OLE_OBJECT"):
        made.part.relate_to(
            "http://192.0.2.1/hostile", getattr(RELATIONSHIP_TYPE, kind), is_external=True
        )
    made.save(buffer)
    assert read_document("a.docx", buffer.getvalue()).text.strip() == "The liver makes bile."


def test_a_picture_of_a_million_by_a_million_dots_is_never_unfolded():
    made, buffer = pptx.Presentation(), io.BytesIO()
    slide = made.slides.add_slide(made.slide_layouts[5])
    slide.shapes.title.text = "Liver"
    slide.shapes.add_picture(io.BytesIO(picture(8)), 0, 0, 9_000, 9_000)
    made.save(buffer)
    huge = changed(buffer.getvalue(), "ppt/media/image1.png", lambda _part: picture(1_000_000))
    assert "Liver" in read_document_apart("a.pptx", huge, limits=SMALL).text


def test_an_office_document_of_the_strict_kind_is_refused_with_the_way_out():
    def strict(part: bytes) -> bytes:
        return part.replace(
            b"schemas.openxmlformats.org/officeDocument/2006", b"purl.oclc.org/ooxml"
        )

    said = refusal("a.docx", changed(document(), "_rels/.rels", strict))
    assert "save it as an ordinary Word document" in said


OFFICE = b"vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.docm", b"vnd.ms-word.document.macroEnabled.main"),
        ("a.dotx", OFFICE + b"wordprocessingml.template.main"),
    ],
)
def test_word_documents_with_macros_and_templates_are_read(name: str, kind: bytes):
    plain = OFFICE + b"wordprocessingml.document.main"
    content = changed(document(), "[Content_Types].xml", lambda part: part.replace(plain, kind))
    assert read_document(name, content).blocks[0].text == "Liver"


def test_a_slide_show_is_read_as_a_presentation():
    plain, show = b"presentationml.presentation.main", b"presentationml.slideshow.main"
    content = changed(deck(), "[Content_Types].xml", lambda part: part.replace(plain, show))
    assert read_document("a.ppsx", content).blocks[0].text == "Liver"


# Pages and plain text -----------------------------------------------------------------------------


def test_pictures_within_a_page_are_no_part_of_its_mark_up():
    picture = b"<img src='data:image/png;base64," + b"QUJD" * 4_000_000 + b"'>"
    page = b"<html><body><h1>Liver</h1>" + picture + b"<p>It makes bile.</p></body></html>"
    source = read_document("a.html", page)
    assert [block.text for block in source.blocks] == ["Liver", "It makes bile."]
    assert [gone.reason for gone in source.dropped] == [DAMAGED]


def test_a_page_that_fills_the_memory_is_refused_for_that():
    said = refusal_apart("a.html", b"<html><body>" + b"<p>a" * 6_000_000)
    assert "takes more memory to read than a document may" in said


ARCHIVE = b"""\
From: <Saved by Blink>
Subject: Liver
MIME-Version: 1.0
Content-Type: multipart/related;
 type="text/html"; boundary="b"

--b
Content-Type: text/html
Content-Transfer-Encoding: quoted-printable

<html><head><meta charset=3D"utf-8"></head><body><h1>Liver</h1>
<p>The liver makes bile =E2=80=94 much of it.</p></body></html>
--b
Content-Type: image/png
Content-Transfer-Encoding: base64

QUJD
--b--
"""


@pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a.html", "a.txt"])
def test_a_page_saved_in_one_file_is_read_as_a_page(name: str):
    for content in (ARCHIVE, ARCHIVE.replace(b"\n", b"\r\n")):
        first, second = read_document(name, content).blocks
        assert (first.text, first.level) == ("Liver", 1)
        assert second.text == "The liver makes bile \u2014 much of it."


def test_an_archive_without_a_page_is_refused_with_the_way_out():
    assert "save it anew" in refusal("a.mht", ARCHIVE.replace(b"text/html", b"text/css"))


def test_letters_that_are_nested_without_end_are_read_or_refused():
    head = b"A: b\nContent-Type: multipart/related; boundary=b\n\n"
    content = head + b"--b\nContent-Type: message/rfc822\n\n" * 30_000
    assert is_read_or_refused("a.mht", content)


TEXT = "The client\u2019s caf\u00e9 is \u201copen\u201d \u2014 na\u00efve, he\u2019d say. Good."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]
)
@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_texts_are_read_in_the_encodings_that_people_save_them_in(name: str, encoding: str):
    assert read_document(name, TEXT.encode(encoding)).text == TEXT


@pytest.mark.parametrize(
    "words",
    [
        "El ni\u00f1o no comi\u00f3. \u00d3scar s\u00ed.",
        "L\u2019\u00e9t\u00e9 \u00e0 No\u00ebl: \u0152uvre, \u00c9cole",
        "5 \u00b5g \u00b1 2 \u00b0C",
    ],
)
def test_windows_text_is_not_taken_for_another(words: str):
    assert read_document("a.txt", words.encode("cp1252")).text == words


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%!PS-Adobe-3.0\n", "convert it to PDF"),
        (b"II*\x00", "run text recognition"),
        (b"bplist00", "web archive of Safari"),
        (b"x" * 60 + b"BOOKMOBI", "a Kindle book"),
        (b"\xffWPC", "save it as .docx"),
    ],
)
def test_kinds_that_are_not_read_are_named(content: bytes, what: str):
    assert what in refusal("a.docx", content + bytes(99))
