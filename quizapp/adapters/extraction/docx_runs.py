"""The words of a paragraph in Word: what is shown, what of it is bold, what is not text."""

from collections import Counter
from dataclasses import dataclass, field

from docx.oxml.ns import qn

from quizapp.adapters.extraction.assembling import one_line
from quizapp.adapters.extraction.docx_pictures import Shown, pictures_in
from quizapp.adapters.extraction.docx_styles import Styles, is_on, size_of, value_of
from quizapp.adapters.extraction.parsing import Element

_HIDDEN_REASON = "Hidden text."
_DELETED_REASON = "Text that was deleted with changes tracked."
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DESCRIBED = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@dataclass
class Words:
    """A paragraph's text as written (`raw`) and on one line, and what else stands in it."""

    raw: str = ""
    text: str = ""
    strong: tuple[str, ...] = ()
    size: float = 0
    pictured: str = ""
    pictures: list[Shown] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Gathering:
    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    sizes: Counter[float] = field(default_factory=Counter)

    def add(self, text: str, *, bold: bool, size: float) -> None:
        self.parts.append(text)
        self.sizes[size] += len(text.strip())
        if bold or (self.bold and not text.strip()):
            self.bold.append(text)
        else:
            self.end_bold()

    def end_bold(self) -> None:
        words = one_line("".join(self.bold))
        self.bold = []
        if words:
            self.strong.append(words)


def words_of(paragraph: Element, styles: Styles) -> Words:
    """The words of a paragraph. Tracked insertions count, deletions don't."""
    style_id = value_of(paragraph.find(qn("w:pPr")), "w:pStyle")
    base = styles.of_paragraph(style_id)
    usual_size = base.size or styles.usual.size or 0
    gathered, found = _Gathering(), Words()
    pending = list(reversed(paragraph))
    while pending:
        element = pending.pop()
        if element.tag == qn("w:r"):
            _add_run(element, styles, gathered, bool(base.bold), usual_size)
            _see_drawings(element, found)
        elif element.tag in (qn("w:del"), qn("w:moveFrom")):
            gathered.deleted.append(_plain(element))
        elif element.tag == _MATH_TEXT:
            gathered.add(element.text or "", bold=False, size=usual_size)
        elif element.tag not in (_FALLBACK, qn("w:pPr")):
            pending += reversed(element)
    gathered.end_bold()
    return _finished(gathered, found)


def _finished(gathered: _Gathering, found: Words) -> Words:
    found.raw = "".join(gathered.parts)
    found.text = one_line(found.raw)
    found.strong = tuple(gathered.strong)
    found.size = gathered.sizes.most_common(1)[0][0] if gathered.sizes else 0
    for texts, reason in ((gathered.hidden, _HIDDEN_REASON), (gathered.deleted, _DELETED_REASON)):
        if words := one_line("".join(texts)):
            found.left_out.append((words, reason))
    return found


def _add_run(run: Element, styles: Styles, to: _Gathering, base: bool, usual: float) -> None:
    properties = run.find(qn("w:rPr"))
    style = styles.of_run(value_of(properties, "w:rStyle"))
    text = "".join(_letters(child) for child in run)
    if not text:
        return
    if is_on(properties, "w:vanish"):
        to.hidden.append(text)
        return
    own = is_on(properties, "w:b")
    bold = next((said for said in (own, style.bold, base) if said is not None), False)
    to.add(text, bold=bold, size=size_of(properties) or style.size or usual)


def _letters(element: Element) -> str:
    if element.tag == qn("w:t"):
        return element.text or ""
    if element.tag == qn("w:tab"):
        return "\t"
    if element.tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    return "-" if element.tag == qn("w:noBreakHyphen") else ""


def _see_drawings(run: Element, found: Words) -> None:
    """Pictures, their descriptions and text boxes within a run, each one once."""
    found.pictures += pictures_in(run)
    pending = [child for child in reversed(run) if child.tag != qn("w:t")]
    while pending:
        element = pending.pop()
        if element.tag == qn("w:txbxContent"):
            found.boxes.append(element)
        elif element.tag == _DESCRIBED:
            found.pictured = one_line(f"{found.pictured} {element.get('descr') or ''}")
        elif element.tag != _FALLBACK:
            pending += reversed(element)


def _plain(element: Element) -> str:
    return "".join(e.text or "" for e in element.iter(qn("w:delText"), qn("w:t")))
