"""Word documents -> blocks: headings by style, lists by numbering, tables, captions."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from docx.document import Document
from docx.opc.part import PartFactory
from docx.oxml.ns import qn
from docx.package import Package
from docx.parts.document import DocumentPart

from quizapp.adapters.extraction.archives import DAMAGED, opened
from quizapp.adapters.extraction.assembling import (
    Piece,
    assemble,
    figure,
    one_line,
    paragraph,
)
from quizapp.adapters.extraction.docx_pictures import pictures_in, sight_of
from quizapp.adapters.extraction.docx_runs import Words, words_of
from quizapp.adapters.extraction.docx_styles import (
    Style,
    Styles,
    numbering_of,
    outline_level,
    read_styles,
    value_of,
)
from quizapp.adapters.extraction.docx_tables import rows_of
from quizapp.adapters.extraction.fake_headings import promote_headings
from quizapp.adapters.extraction.nesting import Nest
from quizapp.adapters.extraction.parsing import Element, parse_xml
from quizapp.adapters.extraction.pictures import Album, Sight
from quizapp.core.blocks import BlockKind, SourceText
from quizapp.core.errors import Invalid

_CONTENTS_REASON = "Table of contents."
_NOTES = {
    "footnotes": "Footnote, kept out of the running text.",
    "endnotes": "Endnote, kept out of the running text.",
    "comments": "Comment of a reviewer.",
}
_HEAD_REASON = "Page header."
_FOOT_REASON = "Page footer."
_BULLET = re.compile(r"[\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2043\u00b7\uf0b7]\s+|[-*]\t")
_DEFAULT_TITLES = re.compile(r"(?:microsoft )?word\b|document\d*$|untitled|title$", re.IGNORECASE)
_TRANSPARENT = frozenset(
    map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml"))
)
_DEEPEST = 6
# python-docx knows none of these, though they are made like any other document.
for _kind in (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
):
    PartFactory.part_type_for[_kind] = DocumentPart


def read(content: bytes) -> SourceText:
    """Read a Word document. Raises Invalid for a damaged one, and for one without text."""
    with opened(content):
        document = _opened(content)
        album = Album()
        reader = _Reader(read_styles(document), document.part, album)
        reader.read(document.element.body)
        pieces = promote_headings(_under_title(reader.nest.pieces(), reader.titles))
        pieces += _asides(document)
        title = _title(document, reader.titles, pieces)
    return assemble(pieces, title=title, album=album)


def _opened(content: bytes) -> Document:
    """The document, also of a template or of one with macros, which are never run."""
    part = Package.open(io.BytesIO(content)).main_document_part
    if not isinstance(part, DocumentPart):
        raise Invalid(DAMAGED)
    document: Document = part.document
    return document


@dataclass
class _Reader:
    styles: Styles
    part: DocumentPart
    album: Album
    nest: Nest = field(default_factory=Nest)
    titles: list[str] = field(default_factory=list)
    pictured: str = ""
    sights: list[Sight] = field(default_factory=list)

    def read(self, parent: Element) -> None:
        """Read a body, or the inside of a box, from top to bottom."""
        for element in _content(parent):
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag == qn("w:sdt"):
                self.nest.add(paragraph(_all_text(element), _CONTENTS_REASON))
        self._show_picture("")

    def _paragraph(self, element: Element) -> None:
        words = words_of(element, self.styles)
        piece = self._piece(element, words)
        if piece is not None:
            self._show_picture("")
            self.nest.add(piece)
        if words.pictured or words.pictures:
            self._show_picture("")
            self.pictured = words.pictured
            self.sights = [sight_of(each, self.part, self.album) for each in words.pictures]
        for hidden, reason in words.left_out:
            self.nest.add(paragraph(hidden, reason))
        for box in words.boxes:
            self._boxed(box)

    def _piece(self, element: Element, words: Words) -> Piece | None:
        if not words.text:
            return None
        properties = element.find(qn("w:pPr"))
        style = self.styles.of_paragraph(value_of(properties, "w:pStyle"))
        if style.is_contents():
            return paragraph(words.text, _CONTENTS_REASON)
        if style.is_caption():
            shown = figure(words.text, self.pictured, self.sights)
            self.pictured, self.sights = "", []
            return shown
        level = outline_level(properties) or style.level
        if style.is_title() and not level:
            self.titles.append(words.text)
            level = 1
        if 0 < level <= _DEEPEST:
            return Piece(BlockKind.HEADING, words.text, level=level, strong=words.strong)
        return self._body_piece(properties, style, words)

    def _body_piece(self, properties: Element | None, style: Style, words: Words) -> Piece:
        numbering = numbering_of(properties) or style.numbering
        if numbering is not None and numbering[0] != "0":
            return Piece(
                BlockKind.LIST_ITEM,
                words.text,
                level=min(numbering[1] + 1, _DEEPEST),
                ordered=self.styles.ordered.get(numbering, False),
                strong=words.strong,
            )
        if bullet := _BULLET.match(words.raw):
            text = one_line(words.raw[bullet.end() :])
            return Piece(BlockKind.LIST_ITEM, text, level=1, strong=words.strong)
        if style.is_code():
            return Piece(BlockKind.CODE, words.raw.strip("\n"))
        kind = BlockKind.QUOTE if style.is_quote() else BlockKind.PARAGRAPH
        return Piece(kind, words.text, strong=words.strong, size=words.size)

    def _table(self, element: Element) -> None:
        self._show_picture("")
        rows = list(element.iterchildren(qn("w:tr")))
        cells = [cell for row in rows for cell in row.iterchildren(qn("w:tc"))]
        if len(cells) == 1:
            self._boxed(cells[0])
            return
        for row in rows_of(element, self.styles):
            self.nest.add(row)
        self.sights = [sight_of(each, self.part, self.album) for each in pictures_in(element)]
        self._show_picture("")

    def _boxed(self, box: Element) -> None:
        self.nest.open(boxed=True)
        self.read(box)
        self.nest.close()

    def _show_picture(self, caption: str) -> None:
        shown = figure(caption, self.pictured, self.sights)
        self.pictured, self.sights = "", []
        if shown is not None:
            self.nest.add(shown)


def _content(parent: Element) -> Iterator[Element]:
    """Paragraphs and tables of a part, those in content controls among them, in order."""
    pending = list(reversed(parent))
    while pending:
        element = pending.pop()
        if element.tag == qn("w:sdt") and _is_contents(element):
            yield element
        elif element.tag in _TRANSPARENT:
            pending += reversed(element)
        elif element.tag in (qn("w:p"), qn("w:tbl")):
            yield element


def _is_contents(control: Element) -> bool:
    gallery = value_of(control, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
    return gallery == "Table of Contents"


def _all_text(element: Element) -> str:
    lines = ("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in element.iter(qn("w:p")))
    return " \u00b7 ".join(filter(None, map(one_line, lines)))


def _under_title(pieces: list[Piece], titles: list[str]) -> list[Piece]:
    """Headings one level deeper where the document's title stands over them."""
    if not titles:
        return pieces
    return [
        replace(piece, level=min(piece.level + 1, _DEEPEST))
        if piece.kind is BlockKind.HEADING and piece.text not in titles
        else piece
        for piece in pieces
    ]


def _asides(document: Document) -> Iterator[Piece]:
    """Notes, comments, page headers and footers: all that is no running text."""
    for related in document.part.rels.values():
        reason = _NOTES.get(related.reltype.rpartition("/")[2])
        if reason and not related.is_external:
            root = parse_xml(related.target_part.blob.decode("utf-8", errors="replace"))
            for note in () if root is None else root:
                yield paragraph(_all_text(note), reason)
    seen: set[str] = set()
    for section in document.sections:
        for part, reason in ((section.header, _HEAD_REASON), (section.footer, _FOOT_REASON)):
            if part.is_linked_to_previous:
                continue
            text = _all_text(cast("Element", part._element))  # noqa: SLF001
            if text not in seen:
                seen.add(text)
                yield paragraph(text, reason)


def _title(document: Document, titles: list[str], pieces: list[Piece]) -> str:
    if titles:
        return titles[0]
    tops = [p.text for p in pieces if p.kind is BlockKind.HEADING and p.level == 1]
    named = one_line(document.core_properties.title or "")
    if len(tops) == 1:
        return tops[0]
    return "" if _DEFAULT_TITLES.match(named) else named
