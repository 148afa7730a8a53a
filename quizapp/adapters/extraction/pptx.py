"""Presentations -> blocks: a slide's title is a heading, its points are a list."""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn
from pptx.package import Package
from pptx.parts.presentation import PresentationPart
from pptx.presentation import Presentation
from pptx.slide import Slide

from quizapp.adapters.extraction.archives import DAMAGED, opened
from quizapp.adapters.extraction.assembling import (
    Piece,
    assemble,
    described,
    figure,
    heading,
    one_line,
    paragraph,
    table_row,
)
from quizapp.adapters.extraction.parsing import Element, parse_xml
from quizapp.adapters.extraction.pictures import DECORATIVE, ELSEWHERE, MISSING, Album, Sight
from quizapp.core.blocks import BlockKind, SourceText
from quizapp.core.errors import Invalid

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
_BODIES = (
    PP_PLACEHOLDER.BODY,
    PP_PLACEHOLDER.OBJECT,
    PP_PLACEHOLDER.VERTICAL_BODY,
    PP_PLACEHOLDER.VERTICAL_OBJECT,
)
_FURNITURE = {
    PP_PLACEHOLDER.FOOTER: "Footer of a slide.",
    PP_PLACEHOLDER.HEADER: "Header of a slide.",
    PP_PLACEHOLDER.DATE: "Date on a slide.",
    PP_PLACEHOLDER.SLIDE_NUMBER: "Number of a slide.",
}
_HIDDEN_REASON = "A slide that the presentation hides."
_REPEATED_REASON = "Repeats the title of the slide before it."
_CONTINUED = r"(?:continued|continuation|cont[\u2019']?d?\.?)"
_GOES_ON = re.compile(
    rf" ?[(\[](?:{_CONTINUED}|[0-9]{{1,2}}(?: ?(?:/|of) ?[0-9]{{1,2}})?)[)\]]$"
    rf"|(?: ?[-\u2013,:])? {_CONTINUED}$",
    re.IGNORECASE,
)
_DEFAULT_TITLES = re.compile(r"(?:powerpoint )?presentation\d*$|slide \d+$|untitled|title$", re.I)
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_DEEPEST_GROUP = 20
_LONGEST_REPEATED = 200
_SLIDE_LEVEL = 2


def read(content: bytes) -> SourceText:
    """Read a presentation. Raises Invalid for a damaged one, and for one without text."""
    with opened(content):
        deck = _opened(content)
        reader = _Reader()
        for number, slide in enumerate(deck.slides):
            reader.read(slide, opens=number == 0)
        title = reader.title or _named(deck)
    return assemble(reader.pieces, title=title, album=reader.album)


def _opened(content: bytes) -> Presentation:
    """The presentation, also of a slide show that plays when it is opened, or of a template."""
    part = Package.open(io.BytesIO(content)).main_document_part
    if not isinstance(part, PresentationPart):
        raise Invalid(DAMAGED)
    deck: Presentation = part.presentation
    return deck


@dataclass
class _Reader:
    pieces: list[Piece] = field(default_factory=list)
    title: str = ""
    above: str = ""
    album: Album = field(default_factory=Album)

    def read(self, slide: Slide, *, opens: bool) -> None:
        """Read one slide: title, body, notes. `opens` tells the first one."""
        shapes = list(_shapes(slide.shapes))
        titles = [shape for shape in shapes if _type_of(shape) in _TITLES]
        hidden = slide._element.get("show") == "0"  # noqa: SLF001
        album = None if hidden else self.album
        body = [p for shape in shapes if shape not in titles for p in _pieces(shape, album)]
        if hidden:
            texts = [*map(_text_of, titles), *(piece.text for piece in body)]
            self.pieces += [paragraph(text, _HIDDEN_REASON) for text in texts]
            return
        title = one_line(" ".join(map(_text_of, titles)))
        if title:
            self._add_title(title, names_deck=opens and _opens_deck(titles))
        self.pieces += body
        self.pieces += _notes(slide)

    def _add_title(self, title: str, *, names_deck: bool) -> None:
        plain = _GOES_ON.sub("", title) or title
        if plain.casefold() == self.above.casefold():
            self.pieces.append(paragraph(title, _REPEATED_REASON))
            return
        self.above = plain
        if names_deck:
            self.title = title
        self.pieces.append(heading(title, 1 if names_deck else _SLIDE_LEVEL))


def _opens_deck(titles: list[Any]) -> bool:
    return any(_type_of(shape) is PP_PLACEHOLDER.CENTER_TITLE for shape in titles)


def _type_of(shape: Any) -> PP_PLACEHOLDER | None:
    # A placeholder without a type is one for any content.
    return shape.placeholder_format.type if shape.is_placeholder else None


def _text_of(shape: Any) -> str:
    return one_line(shape.text_frame.text) if shape.has_text_frame else ""


def _shapes(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """A slide's shapes from top to bottom, those within groups in their group's place."""
    for shape in sorted(shapes, key=lambda one: (one.top or 0, one.left or 0)):
        inner = getattr(shape, "shapes", None)
        if inner is None:
            yield shape
        elif depth < _DEEPEST_GROUP:
            yield from _shapes(inner, depth + 1)


def _pieces(shape: Any, album: Album | None) -> Iterator[Piece]:
    kind = _type_of(shape)
    if reason := _FURNITURE.get(kind) if kind is not None else None:
        yield paragraph(_text_of(shape), reason)
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame._txBody, listed=kind in _BODIES)  # noqa: SLF001
    elif getattr(shape, "has_table", False):
        yield from _table(shape.table)
    else:
        yield from _drawn(shape, album)


def _table(table: Any) -> Iterator[Piece]:
    """A table's rows; a cell merged over several rows is repeated in each."""
    above: list[str] = []
    for row in table.rows:
        texts = [_cell_text(cell) for cell in row.cells]
        for place, cell in enumerate(row.cells):
            goes_on = cell._tc.vMerge and not cell._tc.hMerge  # noqa: SLF001
            if goes_on and not texts[place] and place < len(above):
                texts[place] = above[place][:_LONGEST_REPEATED]
        above = texts
        if any(texts):
            yield table_row(texts)


def _cell_text(cell: Any) -> str:
    return "; ".join(filter(None, map(one_line, cell.text.split("\n"))))


def _paragraphs(body: Element, *, listed: bool) -> Iterator[Piece]:
    """The paragraphs of a text frame; `listed` tells that its layout sets bullets of its own."""
    for element in body.iterchildren(qn("a:p")):
        text, strong = _words(element)
        properties = element.find(qn("a:pPr"))
        level = 1
        bulleted, ordered = listed, False
        if properties is not None:
            written = properties.get("lvl", "0")
            level = int(written) + 1 if written in "012345678" and written else 1
            ordered = properties.find(qn("a:buAutoNum")) is not None
            bulleted = (
                ordered
                or properties.find(qn("a:buChar")) is not None
                or (listed and properties.find(qn("a:buNone")) is None)
            )
        if bulleted:
            yield Piece(BlockKind.LIST_ITEM, text, level=level, ordered=ordered, strong=strong)
        else:
            yield Piece(BlockKind.PARAGRAPH, text, strong=strong)


def _words(element: Element) -> tuple[str, tuple[str, ...]]:
    """Text of a paragraph and what of it is bold."""
    parts: list[str] = []
    strong: list[str] = []
    for run in element:
        if run.tag == qn("a:br"):
            parts.append(" ")
        elif run.tag in (qn("a:r"), qn("a:fld")):
            text = "".join(inner.text or "" for inner in run.iterchildren(qn("a:t")))
            properties = run.find(qn("a:rPr"))
            parts.append(text)
            if properties is not None and properties.get("b") in ("1", "true") and text.strip():
                strong.append(one_line(text))
    text = one_line("".join(parts))
    whole = "".join(strong).replace(" ", "") == text.replace(" ", "")
    return text, (text,) if text and whole else tuple(strong)


def _drawn(shape: Any, album: Album | None) -> Iterator[Piece]:
    """A picture with its description, a diagram by the words in it; no picture without an album."""
    element = shape._element  # noqa: SLF001
    for diagram in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"):
        part = shape.part.related_part(diagram.get(qn("r:dm"), ""))
        root = parse_xml(part.blob.decode("utf-8", errors="replace"))
        for line in () if root is None else root.iter(qn("a:p")):
            yield Piece(BlockKind.LIST_ITEM, _words(line)[0], level=1)
    description = next(iter(element.xpath(".//p:cNvPr/@descr")), "")
    sights = () if album is None else tuple(_sights(shape, described(description), album))
    shown = figure("", str(description), sights)
    if shown is not None:
        yield shown


def _sights(shape: Any, description: str, album: Album) -> Iterator[Sight]:
    element = shape._element  # noqa: SLF001
    marked = any(mark.get("val") in ("1", "true") for mark in element.iter(_DECORATIVE))
    for blip in element.iter(qn("a:blip")):
        related = shape.part.rels.get(blip.get(qn("r:embed"), ""))
        if marked:
            yield Sight(reason=DECORATIVE)
        elif blip.get(qn("r:embed")) is None or (related is not None and related.is_external):
            yield Sight(description=description, reason=ELSEWHERE)
        elif related is None:
            yield Sight(description=description, reason=MISSING)
        else:
            found = related.target_part
            yield album.see(found.partname, partial(getattr, found, "blob"), description)


def _notes(slide: Slide) -> Iterator[Piece]:
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        if frame is not None:
            yield from _paragraphs(frame._txBody, listed=False)  # noqa: SLF001


def _named(deck: Presentation) -> str:
    named = one_line(deck.core_properties.title or "")
    return "" if _DEFAULT_TITLES.match(named) else named
