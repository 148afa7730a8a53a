"""Electronic books (EPUB): a zip of pages, read in the order of the book's spine."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from urllib.parse import unquote

from quizapp.adapters.extraction.archives import opened, read_entry
from quizapp.adapters.extraction.assembling import (
    Piece,
    assemble,
    heading,
    one_line,
    paragraph,
)
from quizapp.adapters.extraction.decoding import decode_marked
from quizapp.adapters.extraction.epub_matter import matter_by_marks, matter_by_title
from quizapp.adapters.extraction.fake_headings import promote_headings
from quizapp.adapters.extraction.html_chrome import find_parts, text_of
from quizapp.adapters.extraction.html_pictures import see_in_book
from quizapp.adapters.extraction.html_walk import walk_pieces
from quizapp.adapters.extraction.parsing import Element, parse_html, parse_xml, tag_of
from quizapp.adapters.extraction.pictures import Album
from quizapp.core.blocks import BlockKind, SourceText
from quizapp.core.errors import Invalid

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
# Fonts may be scrambled without the book being locked.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#rc")
_DEEPEST = 6


@dataclass(frozen=True)
class _Entry:
    """A file of the book: its path in the archive, and what the book's list says of it."""

    path: str
    media_type: str
    properties: str


@dataclass
class _Book:
    archive: zipfile.ZipFile
    title: str = ""
    spine: list[_Entry] = field(default_factory=list)
    guide: dict[str, str] = field(default_factory=dict)
    labels: dict[str, tuple[str, int]] = field(default_factory=dict)


def read(content: bytes) -> SourceText:
    """Read a book, its chapters in order; cover, contents and imprint are left out.

    Raises Invalid for a damaged book, one locked by DRM, and one without text.
    """
    with opened(content) as archive:
        _refuse_locked(archive)
        book = _open(archive)
        pieces: list[Piece] = []
        album = Album()
        for entry in book.spine:
            pieces += _page(book, entry, album)
        pieces = promote_headings(pieces)
    return assemble(pieces, title=book.title, album=album)


def _refuse_locked(archive: zipfile.ZipFile) -> None:
    root = _xml(archive, _ENCRYPTION)
    if read_entry(archive, "META-INF/sinf.xml") is not None:
        raise _locked()
    if root is None:
        return
    for data in _all(root, "encrypteddata"):
        ways = [method.get("Algorithm", "").lower() for method in _all(data, "encryptionmethod")]
        if not ways or not all(way in _FONT_SCRAMBLING for way in ways):
            raise _locked()


def _locked() -> Invalid:
    return Invalid(
        "This book is locked by its seller (DRM), so its text cannot be read. Use a copy without "
        "a lock that you may share with your learners."
    )


def _open(archive: zipfile.ZipFile) -> _Book:
    container = _xml(archive, _CONTAINER)
    if container is None:
        raise Invalid(
            "This is no complete EPUB book: the list of its parts (META-INF/container.xml) is "
            "missing. Download or export the book again, then upload the new file."
        )
    path = next((unquote(e.get("full-path", "")) for e in _all(container, "rootfile")), "")
    package = _xml(archive, path)
    if package is None:
        raise Invalid(
            "This EPUB book does not say what it is made of: its package file is missing. Download "
            "or export the book again, then upload the new file."
        )
    base = posixpath.dirname(path)
    book = _Book(archive, title=next((one_line(text_of(e)) for e in _all(package, "title")), ""))
    entries = {
        item.get("id", ""): _Entry(
            _resolved(base, item.get("href", "")),
            item.get("media-type", "").lower(),
            item.get("properties", ""),
        )
        for item in _all(package, "item")
    }
    order = dict.fromkeys(item.get("idref", "") for item in _all(package, "itemref"))
    book.spine = [entries[name] for name in order if name in entries]
    book.guide = {
        _resolved(base, reference.get("href", "")): reference.get("type", "").lower()
        for reference in _all(package, "reference")
    }
    for entry in entries.values():
        if entry.media_type == "application/x-dtbncx+xml" or "nav" in entry.properties.split():
            book.labels.update(_labels(archive, entry.path))
    return book


def _page(book: _Book, entry: _Entry, album: Album) -> list[Piece]:
    content = read_entry(book.archive, entry.path)
    if content is None or (entry.media_type and entry.media_type not in _PAGES):
        return []
    text = decode_marked(content)
    within: list[bytes] = []
    root = parse_xml(text)
    if root is None or not any(tag_of(child) == "body" for child in root):
        root = parse_html(text, within)
    if root is None:
        return []
    parts = find_parts(root, page=False)
    kind = book.guide.get(entry.path, "")
    reason = matter_by_marks(entry.path, kind, entry.properties, parts.main)
    if not reason:
        see = partial(see_in_book, album, book.archive, entry.path, within)
        pieces = walk_pieces(root, parts, see)
        reason = matter_by_title(pieces)
    if reason:
        return [paragraph(text_of(parts.main), reason)]
    return _with_heading(pieces, book.labels.get(entry.path))


def _with_heading(pieces: list[Piece], label: tuple[str, int] | None) -> list[Piece]:
    """A chapter with the heading that the book's contents give it, where it has none itself."""
    kept = [piece for piece in pieces if not piece.left_out and piece.text]
    if label is None or not kept or any(piece.kind is BlockKind.HEADING for piece in kept):
        return pieces
    title, level = label
    first = kept[0]
    if one_line(first.text).casefold() == title.casefold():
        made = replace(heading(first.text, level), strong=first.strong, sights=first.sights)
        return [made if piece is first else piece for piece in pieces]
    return [heading(title, level), *pieces]


def _labels(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, int]]:
    """Path of a page -> its first entry in the book's contents, with the entry's depth."""
    root = _xml(archive, path)
    found: dict[str, tuple[str, int]] = {}
    if root is None:
        return found
    base = posixpath.dirname(path)
    for element in root.iter():
        tag = tag_of(element)
        if tag == "content" and element.get("src"):
            point = element.getparent()
            labels = [] if point is None else [e for e in point if tag_of(e) == "navlabel"]
            label = text_of(labels[0]) if labels else ""
            target, depth = element.get("src", ""), _depth(element, "navpoint")
        elif tag == "a" and element.get("href"):
            label = text_of(element)
            target, depth = element.get("href", ""), _depth(element, "ol")
        else:
            continue
        if one_line(label):
            found.setdefault(_resolved(base, target), (one_line(label), depth))
    return found


def _depth(element: Element, tag: str) -> int:
    return min(max(sum(tag_of(e) == tag for e in element.iterancestors()), 1), _DEEPEST)


def _xml(archive: zipfile.ZipFile, path: str) -> Element | None:
    content = read_entry(archive, path)
    return None if content is None else parse_xml(decode_marked(content))


def _all(root: Element, tag: str) -> Iterator[Element]:
    return (element for element in root.iter() if tag_of(element) == tag)


def _resolved(base: str, reference: str) -> str:
    """A reference as a path within the archive; one that leads out of it names nothing there."""
    return posixpath.normpath(posixpath.join(base, unquote(reference.partition("#")[0])))
