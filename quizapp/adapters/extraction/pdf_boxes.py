"""Where pictures stand on a PDF page, and which of them are one picture in pieces."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.page import Page

_LEAST_SHARE = 0.02
# A picture behind the whole page is its paper, not its content.
_MOST_SHARE = 0.85
_TOUCHING = 2.0
# More pieces than this are a pattern or a drawing; comparing them all with all would take long.
_MOST_PIECES = 200
# More dots than any picture may have: what does not say its size is not unfolded.
_UNKNOWN = 2**63


@dataclass(frozen=True, slots=True)
class Box:
    """A picture's place on its page, in points from the top left.

    `origin` is a SHA-256 of what is drawn there, `dots` how many dots the largest picture of the
    whole page has, `edge` where the part of the page that is shown begins.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    origin: str
    dots: int
    edge: tuple[float, float] = (0.0, 0.0)


@dataclass
class _Union:
    """Pieces of pictures that touch: programs cut one picture into strips."""

    x0: float
    top: float
    x1: float
    bottom: float
    pieces: list[dict[str, Any]]

    def touches(self, other: "_Union") -> bool:
        return (
            self.x0 <= other.x1 + _TOUCHING
            and other.x0 <= self.x1 + _TOUCHING
            and self.top <= other.bottom + _TOUCHING
            and other.top <= self.bottom + _TOUCHING
        )

    def take(self, other: "_Union") -> None:
        self.x0, self.top = min(self.x0, other.x0), min(self.top, other.top)
        self.x1, self.bottom = max(self.x1, other.x1), max(self.bottom, other.bottom)
        self.pieces += other.pieces


def share_of_pictures(page: Page) -> float:
    """What share of the page its pictures cover, 0-1."""
    area = float(page.width) * float(page.height)
    shares = (_area(_on_page(image, page)) / area if area else 0.0 for image in page.images)
    return min(sum(shares), 1.0)


def picture_boxes(page: Page) -> tuple[Box, ...]:
    """The pictures of a page that are no mere ornament and not its background."""
    images = page.images
    area = float(page.width) * float(page.height)
    if not images or not area:
        return ()
    pieces = [_on_page(image, page) for image in images]
    pieces = [piece for piece in pieces if _area(piece) < _MOST_SHARE * area]
    if len(pieces) > _MOST_PIECES:
        pieces = [piece for piece in pieces if _area(piece) >= _LEAST_SHARE * area][:_MOST_PIECES]
    whole = (union for union in _joined(pieces) if _area(union) >= _LEAST_SHARE * area)
    edge = float(page.cropbox[0]), float(page.cropbox[1])
    dots = max(map(_dots, images))
    return tuple(_box(union, dots, edge) for union in whole)


def _on_page(image: dict[str, Any], page: Page) -> _Union:
    wide, high = float(page.width), float(page.height)
    return _Union(
        min(max(float(image["x0"]), 0.0), wide),
        min(max(float(image["top"]), 0.0), high),
        min(max(float(image["x1"]), 0.0), wide),
        min(max(float(image["bottom"]), 0.0), high),
        [image],
    )


def _area(union: _Union) -> float:
    return max(union.x1 - union.x0, 0.0) * max(union.bottom - union.top, 0.0)


def _joined(pieces: list[_Union]) -> list[_Union]:
    whole: list[_Union] = []
    for piece in pieces:
        apart: list[_Union] = []
        for union in whole:
            if union.touches(piece):
                piece.take(union)
            else:
                apart.append(union)
        whole = [*apart, piece]
    return sorted(whole, key=lambda union: (union.top, union.x0))


def _box(union: _Union, dots: int, edge: tuple[float, float]) -> Box:
    said = hashlib.sha256(f"{union.x1 - union.x0:.0f} {union.bottom - union.top:.0f}".encode())
    for image in union.pieces:
        said.update(getattr(image.get("stream"), "rawdata", None) or b"")
    return Box(union.x0, union.top, union.x1, union.bottom, said.hexdigest(), dots, edge)


def _dots(image: dict[str, Any]) -> int:
    """How many dots a picture says that it has, or its mask, where that has more."""
    try:
        attributes = image["stream"].attrs
        masks = [resolve1(attributes.get(name)) for name in ("SMask", "Mask")]
        sizes = [image["srcsize"]]
        sizes += [(m.attrs["Width"], m.attrs["Height"]) for m in masks if isinstance(m, PDFStream)]
        return max(int(resolve1(wide)) * int(resolve1(high)) for wide, high in sizes)
    except MemoryError:
        raise
    except Exception:
        # A parser answers damage with errors of any kind.
        return _UNKNOWN
