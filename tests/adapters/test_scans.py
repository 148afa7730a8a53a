import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from quizapp.adapters.extraction import pdf as reader
from quizapp.adapters.extraction import pdf_scans
from quizapp.adapters.extraction.pdf_lines import PageWords
from quizapp.adapters.extraction.pdf_words import Word
from quizapp.adapters.extraction.recognition import recogniser
from quizapp.adapters.sandbox import LIMITS, read_document_apart
from quizapp.core.blocks import BlockKind, SourceText
from quizapp.core.errors import Invalid
from quizapp.core.outline import outline
from tests.adapters.pdf_files import BOLD, Run, assemble, paragraph, pdf
from tests.adapters.scans import scanned
from tests.conftest import found
from tests.provision import TESSERACT

LIVER = [
    "The liver makes bile and stores sugar for the body, and it breaks down many drugs",
    "and toxins that come with the blood from the gut, which is why a nurse watches for",
    "the signs of its failure in each client.",
]
KIDNEY = [
    "The kidneys filter the blood and keep the balance of water and of salts. A nurse",
    "weighs each client in the morning and reports a gain of more than two pounds, which",
    "points to fluid retention in many clients.",
]


def chapter(number: int) -> list[Run]:
    return [
        Run("Adult health", 72, 40, 9),
        Run(f"{number}. Organ {'ABCD'[number - 1]}", 72, 110, 18, BOLD),
        *paragraph(LIVER, 72, 140, 11),
        Run("Its care", 72, 220, 14, BOLD),
        *paragraph(KIDNEY, 72, 245, 11),
        Run("The client should not:", 72, 310, 11),
        Run("1. Stop the drug at once.", 84, 328, 11),
        Run("2. Share the drug with others.", 84, 342, 11),
    ]


BOOK = pdf([chapter(1), chapter(2), chapter(3)])


def texts(source: SourceText, kind: BlockKind) -> list[str]:
    return [block.text for block in source.blocks if block.kind is kind]


def levels(source: SourceText) -> list[tuple[int, str]]:
    return [(b.level, b.text) for b in source.blocks if b.kind is BlockKind.HEADING]


@pytest.fixture
def tesseract() -> object:
    return found(TESSERACT)


@pytest.fixture
def no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.devnull)


@pytest.fixture
def blind() -> Iterator[None]:
    """A Tesseract that reads nothing in any picture."""
    token = recogniser.set(lambda _picture: b"<html><body></body></html>")
    yield
    recogniser.reset(token)


def test_a_scan_is_read_with_its_headings_lists_and_running_heads(tesseract: object):
    source = reader.read(scanned(BOOK))
    assert levels(source) == [
        (level, title)
        for number in "123"
        for level, title in ((1, f"{number}. Organ {'ABC'[int(number) - 1]}"), (2, "Its care"))
    ]
    assert texts(source, BlockKind.PARAGRAPH)[:2] == [" ".join(LIVER), " ".join(KIDNEY)]
    assert texts(source, BlockKind.LIST_ITEM)[:2] == [
        "Stop the drug at once.",
        "Share the drug with others.",
    ]
    assert [source.text[gone.start : gone.end] for gone in source.dropped] == ["Adult health"]
    assert all(source.text[block.start : block.end] == block.text for block in source.blocks)


def test_an_instructor_is_told_to_compare_a_scan_with_its_original(tesseract: object):
    doubts = outline(reader.read(scanned(BOOK)), fallback_title="x").doubts
    assert any("Pages 1\u20133: read from pictures" in doubt.reason for doubt in doubts)


def test_scanned_pages_among_others_are_read_in_their_place(tesseract: object):
    mixed = reader.read(scanned(BOOK, pages=[2]))
    assert levels(mixed) == levels(reader.read(BOOK))
    assert texts(mixed, BlockKind.PARAGRAPH) == texts(reader.read(BOOK), BlockKind.PARAGRAPH)
    assert [each.reason[:25] for each in mixed.unsure] == ["Page 2: read from picture"]


def test_a_scan_is_read_in_the_limited_process_too(tesseract: object):
    content = scanned(BOOK, pages=[1])
    assert read_document_apart("scan.pdf", content, limits=LIMITS) == reader.read(content)


def test_letters_that_fonts_name_wrongly_are_read_from_the_page_itself(tesseract: object):
    source = reader.read(misnamed([*LIVER, *KIDNEY]))
    assert source.text.startswith("The liver makes bile and stores sugar")
    assert source.unsure


def test_a_scan_is_refused_with_both_ways_out_where_there_is_no_tesseract(no_tesseract: None):
    with pytest.raises(Invalid) as caught:
        reader.read(scanned(BOOK))
    said = str(caught.value)
    assert "This PDF is a scan" in said
    assert "Run text recognition (OCR) on it first" in said
    assert "install Tesseract (tesseract-ocr)" in said


def test_pages_that_cannot_be_read_are_named(no_tesseract: None):
    source = reader.read(scanned(BOOK, pages=[2]))
    assert levels(source)[2:] == [(1, "3. Organ C"), (2, "Its care")]
    [(pages, reason)] = [
        (source.text[gone.start : gone.end], gone.reason)
        for gone in source.dropped
        if gone.reason != reader.FURNITURE_REASON
    ]
    assert pages == "Page 2"
    assert reason.startswith("Pictures without text. Run text recognition (OCR)")


def test_misnamed_letters_are_refused_where_there_is_no_tesseract(no_tesseract: None):
    with pytest.raises(Invalid, match="does not say which letters") as caught:
        reader.read(misnamed([*LIVER, *KIDNEY]))
    assert "with its fonts" in str(caught.value)


def test_pictures_in_which_nothing_can_be_read_are_refused(tesseract: object, blind: None):
    with pytest.raises(Invalid, match="scan them anew, straight and at 300 dots"):
        reader.read(scanned(BOOK))


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff\xfe\x00",
        b"<html>" * 300,
        b"<span class='ocr_line' title='bbox 1 2 3 4; x_size 1e9'><span class='ocrx_word'>a</span>",
        b"<span class='ocr_line' title='bbox 9 9 1 1; x_size 9'><b class='ocrx_word'>a</b></span>",
    ],
)
def test_whatever_a_recogniser_says_the_pdf_is_read_or_refused(said: bytes):
    token = recogniser.set(lambda _picture: said)
    try:
        assert "Organ C" in reader.read(scanned(BOOK, pages=[2])).text
        with pytest.raises(Invalid):
            reader.read(scanned(BOOK))
    finally:
        recogniser.reset(token)


def word(text: str, size: float) -> Word:
    return Word(text, 0, 50, 100 - size, 100, size, False)


def page(number: int, words: tuple[Word, ...], *, recognised: bool = True) -> PageWords:
    return PageWords(number, 792, words, (), 99, 0, recognised=recognised)


def test_sizes_that_were_measured_are_brought_to_those_of_the_types():
    body = [word("running text", size) for size in (9.9, 10.0, 10.1, 9.6)]
    pages = [page(1, (word("Heading", 14.2), *body)), page(2, (word("Heading", 13.9), *body))]
    sizes = {w.text: {v.size for p in pdf_scans.with_even_sizes(pages) for v in p.words
                      if v.text == w.text} for p in pages for w in p.words}  # fmt: skip
    assert {text: len(found) for text, found in sizes.items()} == {"Heading": 1, "running text": 1}
    assert sizes["Heading"] != sizes["running text"]
    assert [w.bottom for p in pdf_scans.with_even_sizes(pages) for w in p.words] == [100] * 10


def test_sizes_of_printed_pages_are_left_alone():
    pages = [page(1, (word("a", 9.9), word("b", 10.0)), recognised=False)]
    assert pdf_scans.with_even_sizes(pages) == pages


def test_a_page_with_a_large_picture_and_enough_words_is_no_scan():
    full = replace(page(1, ()), letters=1_200, pictured=1.0)
    assert not pdf_scans.is_picture(full)
    assert pdf_scans.is_picture(replace(full, letters=40))
    assert not pdf_scans.is_picture(replace(full, letters=40, pictured=0.2))


def test_words_of_any_language_are_no_garbled_letters():
    spanish = "El paciente con insuficiencia cardíaca se pesa cada mañana " * 10
    greek = "\u0397 νοσηλεύτρια ζυγίζει τον ασθενή κάθε πρωί " * 10
    doses = "furosemide 20 mg IV bid, metoprolol 25 mg PO, enalapril 5 mg PO qd " * 10
    for text in (spanish, greek, doses):
        words = tuple(word(each, 10) for each in text.split())
        letters = sum(len(each.text) for each in words)
        assert not pdf_scans.is_garbled(replace(page(1, words), letters=letters))


def misnamed(lines: list[str]) -> bytes:
    """A page that shows these lines, with a font that calls each letter the third one after it."""
    shown = "\n".join(
        f"BT /F1 12 Tf 60 {700 - 18 * place} Td ({line}) Tj ET" for place, line in enumerate(lines)
    ).encode()
    names = "\n".join(f"<{code:02X}> <{code - 29:04X}>" for code in range(65, 123))
    with_font = b"/Resources << /Font << /F1 6 0 R >> >>"
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"58 beginbfchar\n{names}\nendbfchar\nendcmap end end"
    ).encode()
    return assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R %b >>"
            % with_font,
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shown), shown),
            b"<< >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 7 0 R >>",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(table), table),
        ]
    )
