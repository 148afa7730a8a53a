"""Pictures in Word: where one is shown, what its author says of it, and its bytes."""

from collections.abc import Iterator
from dataclasses import dataclass

from docx.opc.part import Part
from docx.oxml.ns import qn

from quizapp.adapters.extraction.assembling import described
from quizapp.adapters.extraction.parsing import Element
from quizapp.adapters.extraction.pictures import DECORATIVE, ELSEWHERE, MISSING, Album, Sight

_VML = "{urn:schemas-microsoft-com:vml}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA = f"{_VML}imagedata"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWINGS = frozenset(map(qn, ("wp:inline", "wp:anchor")))
_DESCRIBED = frozenset(map(qn, ("wp:docPr", "pic:cNvPr")))
_BOX = qn("w:txbxContent")


@dataclass(frozen=True)
class Shown:
    """A picture as a document's mark-up shows it. `name` is its relationship's, "" where linked."""

    name: str
    description: str = ""
    decorative: bool = False


def pictures_in(parent: Element) -> Iterator[Shown]:
    """The pictures shown within an element, each with the description that stands nearest to it.

    Text boxes are read as boxes, and what older programs see in a drawing's place is passed over.
    """
    pending: list[tuple[Element, Shown]] = [(parent, Shown(""))]
    while pending:
        element, around = pending.pop()
        if element.tag == _BLIP:
            yield Shown(element.get(qn("r:embed"), ""), around.description, around.decorative)
        elif element.tag == _IMAGE_DATA:
            yield Shown(element.get(qn("r:id"), ""), around.description, around.decorative)
        elif element.tag not in (_FALLBACK, _BOX):
            said = _said_of(element, around)
            pending += [(child, said) for child in reversed(element)]


def _said_of(element: Element, around: Shown) -> Shown:
    if element.tag in _DRAWINGS or element.tag == qn("pic:pic"):
        for named in element.iter(*_DESCRIBED):
            marks = [mark.get("val") for mark in named.iter(_DECORATIVE)]
            words = described(named.get("descr")) or around.description
            return Shown("", words, around.decorative or any(m in ("1", "true") for m in marks))
    if element.tag == f"{_VML}shape" and element.get("alt"):
        return Shown("", described(element.get("alt")))
    return around


def sight_of(shown: Shown, part: Part, album: Album) -> Sight:
    """A picture of a document's part, as the album takes it. Nothing outside the file is asked."""
    if shown.decorative:
        return Sight(reason=DECORATIVE)
    related = part.rels.get(shown.name)
    if not shown.name or (related is not None and related.is_external):
        return Sight(description=shown.description, reason=ELSEWHERE)
    if related is None:
        return Sight(description=shown.description, reason=MISSING)
    found = related.target_part
    return album.see(found.partname, lambda: found.blob, shown.description)
