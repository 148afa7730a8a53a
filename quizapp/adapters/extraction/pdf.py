"""PDF -> text with blocks, by the size, boldness and place of its lines."""

import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfplumber.utils.exceptions import PdfminerException

from quizapp.adapters.extraction.pdf_blocks import Style, body_style, pieces_of
from quizapp.adapters.extraction.pdf_lines import Line, PageWords, lines_of, read_page
from quizapp.adapters.extraction.pdf_page import QuickPage
from quizapp.adapters.extraction.pdf_pictures import Kept, keep_pictures, pages_by_reason
from quizapp.adapters.extraction.pdf_scans import Scans, is_garbled, is_picture, with_even_sizes
from quizapp.adapters.extraction.pdf_spanning import HEAD_REASON, join_tables
from quizapp.adapters.extraction.pdf_text import write
from quizapp.adapters.extraction.pdf_words import Word, rows_of, texts_of
from quizapp.adapters.extraction.recognition import find_tesseract
from quizapp.adapters.extraction.watching import page_watcher
from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText, Unsure
from quizapp.core.errors import Invalid
from quizapp.core.plain_text import read_plain_text

FURNITURE_REASON = (
    "It stands at the edge of half the pages or more: a header, footer or page number."
)
PICTURES_REASON = (
    "{}: read from pictures by text recognition. Compare names, numbers and doses with the "
    "original."
)
MOST_PAGES = 5_000
_TAIL = 4096
_EDGE_ROWS = 3
_EDGE_SHARE = 0.14
_EDGE_TOLERANCE = 6.0
_PAGE_NUMBER = re.compile(
    r"\W{0,3}(?:page\s*)?(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|\|)\s*\d{1,4})?\W{0,3}", re.I
)
_DIGITS = re.compile(r"\d+")
_NO_TITLE = re.compile(
    r"untitled|microsoft (?:word|powerpoint)|.*\.(?:docx?|indd|pdf|pptx?|html?|tex|qxd|odt)$"
    r"|(?:document|slide|presentation|layout)\s*\d*$",
    re.IGNORECASE,
)
_MAX_TITLE_CHARS = 200
_MAX_TITLE_WORDS = 25
_TITLE_SIZE = 1.2


def read(content: bytes) -> SourceText:
    """Read a PDF page by page; pages that are pictures through Tesseract, where that is installed.

    Text and blocks say the same words: a paragraph is one line of the text, whatever lines,
    columns and pages it was set in. Lines that repeat at the edges of half the pages are dropped,
    and stand once each at the end of the text. Tells `page_watcher` how far it is. Raises Invalid
    for a file that is no PDF, incomplete, damaged, protected or all pictures that cannot be read,
    with the way out.
    """
    if b"%PDF-" not in content[:1024]:
        raise Invalid("This is no PDF. Save or export the document as a PDF, then upload that.")
    if b"%%EOF" not in content[-_TAIL:]:
        raise Invalid(
            "This PDF is incomplete: its end is missing. Download or export it again, then upload "
            "the new file."
        )
    with _damage_in_words():
        pdf = pdfplumber.open(io.BytesIO(content))
        named = _named_title(pdf.metadata)
        pages = with_even_sizes(list(_read_pages(pdf, content)))
    unread = _unread(pages)
    bodies, asides = _without_furniture(pages)
    lines, heads = join_tables(lines_of(bodies))
    style = body_style(lines)
    title = named or _largest_of_first_page(lines, style)
    pieces = pieces_of(lines, style)
    written = write(pieces, lines)
    kept = keep_pictures(content, pages, pieces, written.blocks)
    left_out = [(each, FURNITURE_REASON) for each in asides]
    left_out += [(each, HEAD_REASON) for each in dict.fromkeys(heads)]
    text, dropped = _with_asides(written.text, [*left_out, *_not_kept(kept), *unread])
    blocks, marked_up = written.blocks, True
    if not written.has_headings:
        # Type that is the same throughout tells nothing; then the words' own shape has to.
        plain = read_plain_text(written.text)
        blocks, marked_up = plain.blocks, plain.marked_up
    unsure = _from_pictures(pages, blocks) + written.unsure
    return SourceText(
        text,
        blocks,
        marked_up,
        title=title,
        dropped=dropped,
        unsure=unsure,
        pictures=kept.pictures,
        placed=kept.placed,
    )


def _with_asides(text: str, asides: Sequence[tuple[str, str]]) -> tuple[str, tuple[LeftOut, ...]]:
    """The text with what was left out, each with its reason, at its end, and where it stands."""
    dropped: list[LeftOut] = []
    for aside, reason in asides:
        dropped.append(LeftOut(len(text), len(text) + len(aside), reason))
        text += aside + "\n"
    return text, tuple(dropped)


def _not_kept(kept: Kept) -> Iterator[tuple[str, str]]:
    """The pages of the pictures that are not kept, by the reason."""
    for reason, numbers in pages_by_reason(kept.left_out):
        yield _listed(numbers), reason


def _from_pictures(pages: Sequence[PageWords], blocks: Sequence[Block]) -> tuple[Unsure, ...]:
    """A remark on a document of which pages were read from pictures, on its first heading."""
    numbers = [page.number for page in pages if page.recognised]
    first = next((b for b in blocks if b.kind is BlockKind.HEADING), next(iter(blocks), None))
    if not numbers or first is None:
        return ()
    return (
        Unsure(
            first.start, first.start + len(first.text), PICTURES_REASON.format(_listed(numbers))
        ),
    )


@contextmanager
def _damage_in_words() -> Iterator[None]:
    """Whatever a broken file makes the parser raise becomes a sentence with a way out."""
    try:
        yield
    except (Invalid, MemoryError):
        raise
    except Exception as error:
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, MemoryError):
            raise MemoryError from None
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise Invalid(
                "This PDF is protected by a password: save a copy without one, then upload the "
                "copy."
            ) from None
        raise Invalid(
            "This PDF is damaged and cannot be read. Open it in a PDF viewer, print or save it as "
            "a new PDF, then upload that."
        ) from error


def _read_pages(pdf: pdfplumber.pdf.PDF, content: bytes) -> Iterator[PageWords]:
    tell = page_watcher.get()
    scans = Scans(content)
    pages = list(islice(PDFPage.create_pages(pdf.doc), MOST_PAGES + 1))
    if len(pages) > MOST_PAGES:
        raise Invalid(
            f"This PDF has more than {MOST_PAGES:,} pages. Split it, by chapter perhaps, and "
            "upload the parts one by one."
        )
    if not pages:
        raise Invalid("This PDF has no pages. Export the document again, then upload the new file.")
    if tell is not None:
        tell(0, len(pages))
    for number, said in enumerate(pages, start=1):
        page = QuickPage(pdf, said, number)
        words = read_page(page, number)
        # A page's letters take a megabyte or so: without this, a book takes all the memory.
        page.close()
        if is_picture(words) or is_garbled(words):
            words = scans.recognised(words) or words
        yield words
        if tell is not None:
            tell(number, len(pages))


def _unread(pages: Sequence[PageWords]) -> list[tuple[str, str]]:
    """The pages that are left out because their words cannot be had, with the reason.

    Raises Invalid where these are most of them.
    """
    wordless = [page for page in pages if not page.recognised or not page.words]
    pictures = [page.number for page in wordless if is_picture(page)]
    garbled = [page.number for page in wordless if is_garbled(page)]
    if 2 * len(pictures) > len(pages):
        raise Invalid(f"This PDF is a scan: its pages are pictures without text. {_way_out()}")
    if 2 * (len(pictures) + len(garbled)) > len(pages):
        raise Invalid(
            f"This PDF does not say which letters its signs stand for. {_way_out()} Or export it "
            "again from where it was made, with its fonts."
        )
    if not any(page.words for page in pages):
        raise Invalid(
            "This PDF has no text in it: its words are drawn, or there are none. Run text "
            "recognition (OCR) on it first, or upload the document it was made from."
        )
    unread = []
    if pictures:
        unread.append((_listed(pictures), f"Pictures without text. {_way_out()}"))
    if garbled:
        unread.append((_listed(garbled), f"Signs without their letters. {_way_out()}"))
    return unread


def _way_out() -> str:
    if find_tesseract() is not None:
        return (
            "Text recognition (OCR) found no words in them: scan them anew, straight and at 300 "
            "dots an inch, or upload a version with text."
        )
    return (
        "Run text recognition (OCR) on it first, then upload the result; or ask whoever runs this "
        "server to install Tesseract (tesseract-ocr), with which Quizapp reads scans itself."
    )


def _listed(numbers: Sequence[int]) -> str:
    """Page numbers for people: "Page 4", "Pages 1-3, 7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    said = ", ".join(f"{a}" if a == b else f"{a}\u2013{b}" for a, b in runs)
    return f"Page {said}" if len(numbers) == 1 else f"Pages {said}"


def _without_furniture(pages: Sequence[PageWords]) -> tuple[list[PageWords], list[str]]:
    """The pages without headers, footers and page numbers, and one of each kind of those."""
    edges = [_edge_rows(page) for page in pages]
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page, rows in zip(pages, edges, strict=True):
        for row in rows:
            seen[_furniture_name(row)].append((page.number, row[0].top))
    most = max(2, len(pages) // 2)
    repeated = {name for name, places in seen.items() if _pages_alike(places) >= most}
    kept: list[PageWords] = []
    asides: dict[str, str] = {}
    for page, rows in zip(pages, edges, strict=True):
        furniture = [row for row in rows if _furniture_name(row) in repeated]
        gone = {id(word) for row in furniture for word in row}
        words = tuple(word for word in page.words if id(word) not in gone)
        kept.append(replace(page, words=words))
        for row in furniture:
            asides.setdefault(_furniture_name(row), _text(row))
    return kept, list(asides.values())


def _edge_rows(page: PageWords) -> list[list[Word]]:
    """The outermost rows of a page, as far as they lie in its margins."""
    rows = rows_of(page.words)
    high, low = _EDGE_SHARE * page.height, (1 - _EDGE_SHARE) * page.height
    upper = [row for row in rows[:_EDGE_ROWS] if row[0].bottom < high]
    return upper + [row for row in rows[-_EDGE_ROWS:] if row[0].top > low]


def _furniture_name(row: Sequence[Word]) -> str:
    """What a row is called across pages: with its numbers left out."""
    text = _text(row)
    return "#" if _PAGE_NUMBER.fullmatch(text) else _DIGITS.sub("#", text.lower())


def _text(row: Sequence[Word]) -> str:
    return " ".join(text for text, _bold in texts_of(row))


def _pages_alike(places: Sequence[tuple[int, float]]) -> int:
    """On how many pages a line stands at its commonest height."""
    return max(
        len({page for page, top in places if abs(top - height) <= _EDGE_TOLERANCE})
        for height in {round(top) for _page, top in places}
    )


def _named_title(metadata: dict[str, Any]) -> str:
    """The title in the PDF's own description, "" where there is none that a person wrote."""
    title = metadata.get("Title")
    if isinstance(title, PDFObjRef):
        title = resolve1(title)
    if not isinstance(title, str):
        return ""
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in title).split())
    written = sum(sign.isalpha() for sign in words) > 2  # noqa: PLR2004
    fits = len(words) <= _MAX_TITLE_CHARS and not _NO_TITLE.match(words)
    return words if written and fits else ""


def _largest_of_first_page(lines: Sequence[Line], style: Style) -> str:
    """The first run of the largest type on page 1, where that is larger than the text."""
    first = [line for line in lines if line.place[0] == 1 and not line.cells]
    largest = max((line.size for line in first), default=0.0)
    if largest < _TITLE_SIZE * style.size:
        return ""
    at = next(index for index, line in enumerate(first) if line.size == largest)
    words: list[str] = []
    for line in first[at:]:
        if abs(line.size - largest) > 0.5:  # noqa: PLR2004
            break
        words += line.words
    return " ".join(words) if len(words) <= _MAX_TITLE_WORDS else ""
