"""Pages of a PDF that are pictures: which these are, and their words by text recognition."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2
from lxml import etree

from quizapp.adapters.extraction.parsing import Element, parse_xml
from quizapp.adapters.extraction.pdf_lines import PageWords
from quizapp.adapters.extraction.pdf_words import Word
from quizapp.adapters.extraction.recognition import recogniser
from quizapp.core.errors import Invalid

_DOTS_AN_INCH = 300
_POINTS_AN_INCH = 72
_MOST_DOTS = 24_000_000
_FEW_LETTERS = 150
_HARDLY_ANY_LETTERS = 20
_MOSTLY_PICTURE = 0.6
_PARTLY_PICTURE = 0.25
_MANY_STROKES = 60
_MOST_UNMAPPED = 0.3
_ENOUGH_LETTERS = 200
# English, Spanish or Latin have 37 to 48 vowels in 100 letters; codes shifted by 29 have 15.
_FEWEST_VOWELS = 0.2
_VOWELS = frozenset("aeiouyAEIOUY")
_LATIN = re.compile(r"[A-Za-z]")
_ROUGH_READING = 30
_UNSURE_READING = 65
_SAME_SIZE = 0.13
_MOST_TYPES = 30
# How far letters reach above and below the line, in sizes of their type.
_ASCENT, _DESCENT = 0.72, 0.2
# What Tesseract makes of a dot before a line; none of it is a word of its own.
_MISREAD_BULLETS = frozenset(("e", "\u00a9", "\u00a2", "\u00b0", "\u00ab", "\u00bb", "\u00ae", "+"))
_BOX = re.compile(r"\bbbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_BASELINE = re.compile(r"\bbaseline (-?[\d.]+) (-?[\d.]+)")
_SIZE = re.compile(r"\bx_size ([\d.]+)")
_DESCENDERS = re.compile(r"\bx_descenders ([\d.]+)")
_SURENESS = re.compile(r"\bx_wconf (\d+)")


def is_picture(page: PageWords) -> bool:
    """Whether a page shows more than its letters say: a scan, or words that are only drawn."""
    if page.letters < _HARDLY_ANY_LETTERS:
        return page.pictured > _PARTLY_PICTURE or page.strokes > _MANY_STROKES
    return page.letters < _FEW_LETTERS and page.pictured > _MOSTLY_PICTURE


def is_garbled(page: PageWords) -> bool:
    """Whether the letters of a page are not those that it shows: its fonts do not name them."""
    if page.unmapped > _MOST_UNMAPPED * page.letters:
        return True
    latin = _LATIN.findall("".join(word.text for word in page.words))
    if len(latin) < max(_ENOUGH_LETTERS, page.letters / 2):
        return False
    return sum(letter in _VOWELS for letter in latin) < _FEWEST_VOWELS * len(latin)


class Scans:
    """Recognises pages of one PDF. PDFium opens it with the first of them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._document: pypdfium2.PdfDocument | None = None

    def recognised(self, page: PageWords) -> PageWords | None:
        """The page with the words of its picture; None where these cannot be had."""
        if self._document is None:
            self._document = pypdfium2.PdfDocument(self._content)
        drawn, dots_a_point = _drawn(self._document[page.number - 1])
        said = recogniser.get()(drawn)
        if said is None:
            return None
        words = tuple(_words(said, dots_a_point))
        letters = sum(len(word.text) for word in words)
        if is_picture(page) and letters < 2 * page.letters:
            return page
        return replace(page, words=words, dots=(), letters=letters, unmapped=0, recognised=True)

    def close(self) -> None:
        """Let go of the PDF."""
        if self._document is not None:
            self._document.close()


def _drawn(page: pypdfium2.PdfPage) -> tuple[bytes, float]:
    """A page as a grey picture in PNM, and its dots to the point."""
    width, height = page.get_size()
    scale = _DOTS_AN_INCH / _POINTS_AN_INCH
    scale = min(scale, math.sqrt(_MOST_DOTS / max(width * height, 1)))
    bitmap = page.render(scale=scale, grayscale=True, draw_annots=False)
    wide, high, step = bitmap.width, bitmap.height, bitmap.stride
    dots = memoryview(bitmap.buffer).cast("B")
    rows = [bytes(dots[at : at + wide]) for at in range(0, high * step, step)]
    bitmap.close()
    page.close()
    return b"P5 %d %d 255\n" % (wide, high) + b"".join(rows), scale


def _words(hocr: bytes, dots_a_point: float) -> Iterator[Word]:
    try:
        root = parse_xml(hocr.decode("utf-8", errors="replace"))
    except Invalid:
        root = None
    if root is None:
        return
    for line in root.iter("{*}span"):
        if line.get("class") in ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"):
            yield from _line_words(line, dots_a_point)


@dataclass(frozen=True)
class _Row:
    """Where a line of a picture stands, in points."""

    size: float
    bottom: float


def _line_words(line: Element, dots_a_point: float) -> Iterator[Word]:
    row = _row(line.get("title", ""), dots_a_point)
    found: list[tuple[Word, int]] = []
    for element in line.iter("{*}span"):
        box = _BOX.search(element.get("title", ""))
        text = "".join(etree.ElementTextIterator(element)).strip()
        if element.get("class") != "ocrx_word" or box is None or row is None or not text:
            continue
        said = _SURENESS.search(element.get("title", ""))
        sureness = int(said[1]) if said else 0
        x0, x1 = int(box[1]) / dots_a_point, int(box[3]) / dots_a_point
        top, sure = row.bottom - row.size, sureness >= _UNSURE_READING
        word = Word("".join(text.split()), x0, x1, top, row.bottom, row.size, False, sure=sure)
        found.append((word, sureness))
    # Shades and drawings come out as lines of signs that nobody could be sure of.
    if found and sum(sureness for _word, sureness in found) >= _ROUGH_READING * len(found):
        words = [word for word, _sureness in found]
        if len(words) > 1 and words[0].text in _MISREAD_BULLETS:
            words[0] = replace(words[0], text="\u2022", sure=True)
        yield from words


def _row(title: str, dots_a_point: float) -> _Row | None:
    box, size = _BOX.search(title), _SIZE.search(title)
    if box is None or size is None or not 0 < float(size[1]) < _MOST_DOTS:
        return None
    baseline, descenders = _BASELINE.search(title), _DESCENDERS.search(title)
    # How far letters reach below the line is guessed where none does; above it, it is measured.
    over = float(size[1]) - (float(descenders[1]) if descenders else 0.0)
    foot = int(box[4]) + (float(baseline[2]) if baseline else 0.0)
    points = max(over, 1.0) / _ASCENT / dots_a_point
    return _Row(points, foot / dots_a_point + _DESCENT * points)


def with_even_sizes(pages: Sequence[PageWords]) -> list[PageWords]:
    """The pages with the sizes that were measured in pictures brought to those of their types.

    The same type measures a little more or less from line to line; that is no heading yet. Types
    that the document prints are taken for those, and are bold where they are bold in print.
    """
    printed: Counter[float] = Counter()
    bold: Counter[float] = Counter()
    measured: Counter[float] = Counter()
    for page in pages:
        for word in page.words:
            if page.recognised:
                measured[word.size] += len(word.text)
            elif not word.cells:
                printed[word.size] += len(word.text)
                bold[word.size] += len(word.text) * word.bold
    types = [size for size, _count in printed.most_common(_MOST_TYPES)]
    even: dict[float, float] = {}
    for size in _usual_first(measured):
        near = [each for each in types if abs(size - each) <= _SAME_SIZE * each]
        if not near:
            types.append(round(size, 1))
        even[size] = min(near, key=lambda each: abs(each - size), default=round(size, 1))
    return [
        replace(
            page, words=tuple(_in_type(word, even[word.size], bold, printed) for word in page.words)
        )
        if page.recognised
        else page
        for page in pages
    ]


def _usual_first(letters: Counter[float]) -> list[float]:
    """The sizes from the one in the middle of the text outwards."""
    sizes = sorted(letters)
    left = letters.total() / 2
    middle = 1.0
    for size in sizes:
        middle = size
        left -= letters[size]
        if left <= 0:
            break
    return sorted(sizes, key=lambda size: abs(math.log(size / middle)))


def _in_type(word: Word, size: float, bold: Counter[float], printed: Counter[float]) -> Word:
    is_bold = 2 * bold[size] > printed[size]
    return replace(word, size=size, top=word.bottom - size, bold=is_bold)
