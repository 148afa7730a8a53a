"""Web pages -> blocks, without what belongs to the website."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from quizapp.adapters.extraction.assembling import Piece, assemble, no_text, one_line
from quizapp.adapters.extraction.decoding import decode_marked
from quizapp.adapters.extraction.fake_headings import promote_headings
from quizapp.adapters.extraction.html_chrome import OUTSIDE_REASON, find_parts, text_of
from quizapp.adapters.extraction.html_pictures import see_within
from quizapp.adapters.extraction.html_walk import walk_pieces
from quizapp.adapters.extraction.parsing import Element, parse_html, tag_of
from quizapp.adapters.extraction.pictures import Album
from quizapp.core.blocks import BlockKind, SourceText

_SITE_NAME = re.compile(r"\s+[|\u2013\u2014\u00bb\u00b7-]\s+[^|\u2013\u2014\u00bb\u00b7]{1,60}$")
_LONGEST_TITLE = 300


def read(content: bytes) -> SourceText:
    """Read a web page. Raises Invalid for one without text, or nested beyond all reason."""
    within: list[bytes] = []
    root = parse_html(decode_marked(content), within)
    if root is None:
        raise no_text()
    parts = find_parts(root)
    title = _page_title(root)
    album = Album()
    walked = walk_pieces(root, parts, partial(see_within, album, within))
    pieces = promote_headings(_with_main_title(walked, title))
    return assemble(pieces, title=_title(pieces, title), album=album)


def _page_title(root: Element) -> str:
    element = next((inner for inner in root.iter() if tag_of(inner) == "title"), None)
    return one_line(text_of(element))[:_LONGEST_TITLE] if element is not None else ""


def _with_main_title(pieces: Sequence[Piece], page_title: str) -> list[Piece]:
    """Take the page's own title back in where it stands over the main text, not in it."""
    found = list(pieces)
    tops = [at for at, piece in enumerate(found) if _is_top(piece)]
    if any(not found[at].left_out for at in tops):
        return found
    for at in tops:
        own = found[at].text.casefold()
        if found[at].left_out == OUTSIDE_REASON and own in page_title.casefold():
            found[at] = replace(found[at], left_out="")
            break
    return found


def _is_top(piece: Piece) -> bool:
    return piece.kind is BlockKind.HEADING and piece.level == 1


def _title(pieces: Sequence[Piece], page_title: str) -> str:
    """The only heading of level 1, else the page's title without the name of its site."""
    tops = [piece.text for piece in pieces if _is_top(piece) and not piece.left_out]
    if len(tops) == 1:
        return tops[0]
    return _SITE_NAME.sub("", page_title)
