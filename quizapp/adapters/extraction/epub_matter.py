"""Pages of a book that are not its text: cover, title page, contents, imprint, index."""

import posixpath
import re
from collections.abc import Sequence

from quizapp.adapters.extraction.assembling import Piece
from quizapp.adapters.extraction.parsing import Element
from quizapp.core.blocks import BlockKind

_COVER = "Cover of the book."
_TITLE_PAGE = "Title page of the book."
_CONTENTS = "The book's table of contents."
_IMPRINT = "The book's imprint."
_INDEX = "The book's index."
_PRAISE = "Dedication or acknowledgements."
_BY_MARK = {
    "cover": _COVER,
    "cover-page": _COVER,
    "title-page": _TITLE_PAGE,
    "titlepage": _TITLE_PAGE,
    "halftitlepage": _TITLE_PAGE,
    "toc": _CONTENTS,
    "landmarks": _CONTENTS,
    "loi": _CONTENTS,
    "lot": _CONTENTS,
    "copyright-page": _IMPRINT,
    "colophon": _IMPRINT,
    "imprint": _IMPRINT,
    "index": _INDEX,
    "dedication": _PRAISE,
    "acknowledgements": _PRAISE,
    "acknowledgments": _PRAISE,
}
_BY_FILE = (
    (re.compile(r"cover(?:[_-]?page)?\d*"), _COVER),
    (re.compile(r"(?:half)?title[_-]?page\d*"), _TITLE_PAGE),
    (re.compile(r"(?:toc|nav|contents|table[_-]of[_-]contents)\d*"), _CONTENTS),
    (re.compile(r"(?:copyright(?:[_-]page)?|colophon|imprint)\d*"), _IMPRINT),
)
_BY_TITLE = {
    "contents": _CONTENTS,
    "table of contents": _CONTENTS,
    "list of figures": _CONTENTS,
    "list of tables": _CONTENTS,
    "copyright": _IMPRINT,
    "copyright page": _IMPRINT,
    "colophon": _IMPRINT,
    "imprint": _IMPRINT,
    "index": _INDEX,
    "dedication": _PRAISE,
    "acknowledgements": _PRAISE,
    "acknowledgments": _PRAISE,
    "cover": _COVER,
    "title page": _TITLE_PAGE,
}
_TYPE = "{http://www.idpf.org/2007/ops}type"


def matter_by_marks(path: str, guide: str, properties: str, body: Element) -> str:
    """Why a page is not the book's text, by what the book or the page's name says; "" if it is."""
    if "nav" in properties.split():
        return _CONTENTS
    marks = [guide, *_types(body)]
    sections = [child for child in body if isinstance(child.tag, str)]
    if len(sections) == 1:
        marks += _types(sections[0])
    for mark in marks:
        if mark in _BY_MARK:
            return _BY_MARK[mark]
    stem = posixpath.splitext(posixpath.basename(path))[0].lower()
    return next((reason for pattern, reason in _BY_FILE if pattern.fullmatch(stem)), "")


def matter_by_title(pieces: Sequence[Piece]) -> str:
    """The same by the page's first heading."""
    first = next((piece for piece in pieces if piece.kind is BlockKind.HEADING), None)
    return _BY_TITLE.get(first.text.casefold().strip(" :."), "") if first is not None else ""


def _types(element: Element) -> list[str]:
    role = element.get("role", "").lower().removeprefix("doc-")
    return [*element.get(_TYPE, element.get("epub:type", "")).lower().split(), role]
