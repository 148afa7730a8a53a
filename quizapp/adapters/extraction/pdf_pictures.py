"""Pictures of a PDF -> what a reader sees where they stand, drawn by PDFium, and their captions.

A picture is drawn as the page shows it, with the arrows and letters that stand on it.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import pypdfium2

from quizapp.adapters.extraction.pdf_blocks import Piece
from quizapp.adapters.extraction.pdf_boxes import Box
from quizapp.adapters.extraction.pdf_lines import Line, PageWords
from quizapp.adapters.extraction.pdf_scans import is_picture
from quizapp.adapters.extraction.pictures import NOT_KEPT, REPEATED, Album, Sight, Unfit
from quizapp.core.blocks import Block, BlockKind
from quizapp.core.pictures import Picture, PictureLimits, PlacedPicture

if TYPE_CHECKING:
    from PIL.Image import Image

_DOTS_A_POINT = 200 / 72
_MOST_PAGES_ALIKE = 3
_CAPTION_BELOW, _CAPTION_ABOVE, _INTO = 45.0, 25.0, 6.0
_TABLE = re.compile(r"table\b", re.IGNORECASE)


@dataclass(frozen=True)
class Kept:
    """The pictures of a PDF and where they stand; `left_out` are (page, reason) of the others."""

    pictures: tuple[Picture, ...]
    placed: tuple[PlacedPicture, ...]
    left_out: tuple[tuple[int, str], ...]


def keep_pictures(
    content: bytes, pages: Sequence[PageWords], pieces: Sequence[Piece], blocks: Sequence[Block]
) -> Kept:
    """Draw the pictures of a PDF, and place each at its caption or behind what is above it.

    Pages that are pictures show none. `blocks` are what was written of `pieces`, one for one.
    """
    pages = [page for page in pages if not page.recognised and not is_picture(page)]
    places = Counter(box.origin for page in pages for box in page.pictures)
    album, lines = Album(), _Lines(pieces, blocks)
    found: list[tuple[int, Box, Sight]] = []
    drawn = _Drawn(content)
    for page in pages:
        for box in page.pictures:
            if album.limits is None:
                sight = Sight(reason=NOT_KEPT)
            elif places[box.origin] > _MOST_PAGES_ALIKE:
                sight = Sight(reason=REPEATED)
            else:
                draw = partial(drawn.draw, page, box, album.limits)
                sight = album.see_drawn(_name(page, box), "", draw)
            found.append((page.number, box, sight))
    drawn.close()
    placed = sorted(
        (
            PlacedPicture(lines.place(page, box), sight.origin)
            for page, box, sight in found
            if not album.reason(sight)
        ),
        key=lambda each: each.at,
    )
    left_out = ((page, reason) for page, _box, s in found if (reason := album.reason(s)))
    return Kept(album.pictures(each.origin for each in placed), tuple(placed), tuple(left_out))


def pages_by_reason(left_out: Iterable[tuple[int, str]]) -> Iterator[tuple[str, list[int]]]:
    """Reasons with the pages that each is said of."""
    ordered = sorted(set(left_out), key=lambda each: (each[1], each[0]))
    for reason, pairs in groupby(ordered, key=lambda each: each[1]):
        yield reason, [page for page, _reason in pairs]


def _name(page: PageWords, box: Box) -> str:
    """What is drawn in a place, as a name: the picture and the words that stand on it."""
    upon = " ".join(word.text for word in page.words if _within(word.x0, word.top, box))
    return hashlib.sha256(f"{box.origin} {upon}".encode()).hexdigest() if upon else box.origin


def _within(x0: float, top: float, box: Box) -> bool:
    return box.x0 <= x0 <= box.x1 and box.top <= top <= box.bottom


class _Drawn:
    """Draws parts of a PDF's pages. PDFium opens it with the first of them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._document: pypdfium2.PdfDocument | None = None

    def draw(self, page: PageWords, box: Box, limits: PictureLimits) -> "Image":
        """A place on a page as it is shown. Raises Unfit, and whatever PDFium raises."""
        from quizapp.adapters.extraction.picture_dots import TOO_LARGE, check_size  # noqa: PLC0415

        # Drawing a part of a page unfolds every picture of it.
        if box.dots > limits.pixels:
            raise Unfit(TOO_LARGE)
        reach = max(box.x1 - box.x0, box.bottom - box.top, 1.0)
        scale = min(_DOTS_A_POINT, limits.side / reach)
        check_size(int((box.x1 - box.x0) * scale), int((box.bottom - box.top) * scale), limits)
        if self._document is None:
            self._document = pypdfium2.PdfDocument(self._content)
        shown = self._document[page.number - 1]
        wide, high = shown.get_size()
        left, over = box.edge
        crop = (box.x0 - left, high + over - box.bottom, wide + left - box.x1, box.top - over)
        bitmap = shown.render(scale=scale, crop=tuple(max(0.0, each) for each in crop))
        image: Image = bitmap.to_pil().copy()
        bitmap.close()
        shown.close()
        return image

    def close(self) -> None:
        """Let go of the PDF."""
        if self._document is not None:
            self._document.close()


class _Lines:
    """Finds the words that a picture belongs to."""

    def __init__(self, pieces: Sequence[Piece], blocks: Sequence[Block]) -> None:
        self._by_page: dict[int, list[tuple[Line, Block]]] = {}
        for piece, block in zip(pieces, blocks, strict=True):
            for line in piece.lines:
                self._by_page.setdefault(line.place[0], []).append((line, block))

    def place(self, page: int, box: Box) -> int:
        """Offset of the caption beside a picture, else the end of what stands above it."""
        here = self._by_page.get(page, [])
        captions = [
            (abs(distance), block.start)
            for line, block in here
            if block.kind is BlockKind.FIGURE
            and not _TABLE.match(block.text)
            and _beside(line, box)
            and (distance := _distance(line, box)) is not None
        ]
        if captions:
            return min(captions)[1]
        above = [(line.bottom, block.end) for line, block in here if line.bottom <= box.top + _INTO]
        beside = [
            (line.bottom, block.end)
            for line, block in here
            if line.bottom <= box.top + _INTO and _beside(line, box)
        ]
        if beside or above:
            return max(beside or above)[1]
        before = [number for number in self._by_page if number < page]
        return (
            max((block.end for _, block in self._by_page[max(before)]), default=0) if before else 0
        )


def _beside(line: Line, box: Box) -> bool:
    return line.x0 < box.x1 and box.x0 < line.x1


def _distance(line: Line, box: Box) -> float | None:
    """From a picture down to a caption under it, or up to one over it; None where it is too far."""
    if -_INTO <= line.top - box.bottom <= _CAPTION_BELOW:
        return line.top - box.bottom
    if -_INTO <= box.top - line.bottom <= _CAPTION_ABOVE:
        return box.top - line.bottom
    return None
