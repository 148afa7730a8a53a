"""Pictures of web pages and books: those within the file; an address elsewhere is never asked."""

import base64
import binascii
import posixpath
import re
import zipfile
from urllib.parse import unquote, unquote_to_bytes

from quizapp.adapters.extraction.archives import read_entry
from quizapp.adapters.extraction.assembling import described
from quizapp.adapters.extraction.parsing import Element
from quizapp.adapters.extraction.pictures import DECORATIVE, ELSEWHERE, MISSING, Album, Sight
from quizapp.core.errors import Invalid

_WITHIN = re.compile(r"data:(\d{1,9})")
_DATA = re.compile(rb"data:[\w.+-]+/[\w.+-]+((?:;[\w.+=-]*)*),(.*)", re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_HIDDEN_ROLES = ("presentation", "none")


def see_within(album: Album, within: list[bytes], image: Element) -> Sight:
    """A page's picture: one whose bytes stand in the page itself."""
    if _is_decorative(image):
        return Sight(reason=DECORATIVE)
    description = described(image.get("alt"))
    place = _WITHIN.fullmatch(image.get("src", "").strip())
    if place is None or int(place[1]) >= len(within):
        return Sight(description=description, reason=ELSEWHERE)
    return _seen(album, within[int(place[1])], description)


def see_in_book(
    album: Album, archive: zipfile.ZipFile, base: str, within: list[bytes], image: Element
) -> Sight:
    """A book's picture: one whose file stands in the book, or whose bytes stand in the page."""
    address = image.get("src", "").strip()
    if address[:5].lower() == "data:" and not _WITHIN.fullmatch(address):
        if _is_decorative(image):
            return Sight(reason=DECORATIVE)
        return _seen(album, address.encode(), described(image.get("alt")))
    if _SCHEME.match(address) or _is_decorative(image):
        return see_within(album, within, image)
    description = described(image.get("alt"))
    path = posixpath.normpath(posixpath.join(base, unquote(address.partition("#")[0])))
    try:
        content = read_entry(archive, path)
    except Invalid:
        # A damaged picture is no reason to refuse the book.
        content = b""
    if content is None:
        return Sight(description=description, reason=MISSING)
    return album.see(content, description)


def _seen(album: Album, address: bytes, description: str) -> Sight:
    said = _DATA.fullmatch(address)
    if said is None:
        return album.see(b"", description)
    try:
        coded = unquote_to_bytes(said[2])
        content = base64.b64decode(coded) if said[1].endswith(b";base64") else coded
    except binascii.Error:
        content = b""
    return album.see(content, description)


def _is_decorative(image: Element) -> bool:
    return image.get("role") in _HIDDEN_ROLES or image.get("aria-hidden") == "true"
