"""Pictures of web pages and books: those within the file; an address elsewhere is never asked."""

import base64
import binascii
import posixpath
import re
import zipfile
from functools import partial
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


def see_within(album: Album, within: list[bytes], image: Element, page: str = "") -> Sight:
    """A page's picture: one whose bytes stand in the page itself. `page` tells pages apart."""
    if _is_decorative(image):
        return Sight(reason=DECORATIVE)
    description = described(image.get("alt"))
    place = _WITHIN.fullmatch(image.get("src", "").strip())
    if place is None or int(place[1]) >= len(within):
        return Sight(description=description, reason=ELSEWHERE)
    address = within[int(place[1])]
    return album.see(f"{page}#{int(place[1])}", partial(_within, address), description)


def see_in_book(
    album: Album, archive: zipfile.ZipFile, page: str, within: list[bytes], image: Element
) -> Sight:
    """A book's picture: one whose file stands in the book, or whose bytes stand in the page.

    `page` is the page's path in the book.
    """
    address = image.get("src", "").strip()
    if _is_decorative(image) or _WITHIN.fullmatch(address):
        return see_within(album, within, image, page)
    description = described(image.get("alt"))
    if address[:5].lower() == "data:":
        return album.see(address, partial(_within, address.encode()), description)
    if _SCHEME.match(address):
        return Sight(description=description, reason=ELSEWHERE)
    base = posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(base, unquote(address.partition("#")[0])))
    if path not in archive.NameToInfo:
        return Sight(description=description, reason=MISSING)
    return album.see(f"file:{path}", partial(_filed, archive, path), description)


def _filed(archive: zipfile.ZipFile, path: str) -> bytes:
    try:
        return read_entry(archive, path) or b""
    except Invalid:
        # A damaged picture is no reason to refuse the book.
        return b""


def _within(address: bytes) -> bytes:
    said = _DATA.fullmatch(address)
    if said is None:
        return b""
    try:
        coded = unquote_to_bytes(said[2])
        return base64.b64decode(coded) if said[1].endswith(b";base64") else coded
    except binascii.Error:
        return b""


def _is_decorative(image: Element) -> bool:
    return image.get("role") in _HIDDEN_ROLES or image.get("aria-hidden") == "true"
