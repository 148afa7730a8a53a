"""What a Word document's styles and numberings say of a paragraph."""

import re
from dataclasses import dataclass, field

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from quizapp.adapters.extraction.parsing import Element, parse_xml

_HEADING = re.compile(
    r"(?:heading|\u00fcberschrift|titre|t\u00edtulo|titulo|titolo|kop|rubrik|overskrift|otsikko"
    r"|nag\u0142\u00f3wek|nadpis|ba\u015fl\u0131k|c\u00edmsor|titlu|\u0437\u0430\u0433\u043e\u043b\u043e\u0432\u043e\u043a"
    r"|\u03b5\u03c0\u03b9\u03ba\u03b5\u03c6\u03b1\u03bb\u03af\u03b4\u03b1|\u6807\u9898|\u6a19\u984c|\u898b\u51fa\u3057|\uc81c\ubaa9)\s*([1-9])",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"toc\b|toc ?\d|contents (?:heading|\d)|table of (?:contents|figures)", re.I)
_CAPTION = re.compile(
    r"caption|beschriftung|l\u00e9gende|leyenda|didascalia|bijschrift", re.IGNORECASE
)
_TITLE = re.compile(r"title|titel|titre|t\u00edtulo|titolo", re.IGNORECASE)
_QUOTE = re.compile(r"(?:intense )?quote|block text|zitat|citation", re.IGNORECASE)
_CODE = re.compile(r"(?:html )?(?:preformatted|code)|source code", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")
_DEEPEST_HEADING = 6
_LONGEST_CHAIN = 20
_NOT_ORDERED = ("bullet", "none")


@dataclass(frozen=True)
class Style:
    """A style with what it takes over from those it is based on; None where nothing is said.

    `level` is 1-9 for a heading. `numbering` is (id, level) of its list.
    """

    names: tuple[str, ...] = ()
    level: int = 0
    bold: bool | None = None
    size: float | None = None
    numbering: tuple[str, int] | None = None

    def is_title(self) -> bool:
        """Whether it is the style of the document's title."""
        return bool(self.names) and _TITLE.fullmatch(self.names[0]) is not None

    def is_contents(self) -> bool:
        """Whether it is a style of a table of contents or of figures."""
        return any(_CONTENTS.match(name) for name in self.names)

    def is_caption(self) -> bool:
        """Whether it is the style of captions."""
        return any(_CAPTION.fullmatch(name) for name in self.names)

    def is_quote(self) -> bool:
        """Whether it is a style of quotations."""
        return any(_QUOTE.fullmatch(name) for name in self.names)

    def is_code(self) -> bool:
        """Whether it is a style of code."""
        return any(_CODE.fullmatch(name) for name in self.names)


@dataclass
class Styles:
    """A document's styles by their ids, and the lists that its numberings make."""

    by_id: dict[str, Style] = field(default_factory=dict)
    usual: Style = field(default_factory=Style)
    ordered: dict[tuple[str, int], bool] = field(default_factory=dict)

    def of_paragraph(self, style_id: str | None) -> Style:
        """The style of a paragraph; the usual one where it names none."""
        return self.by_id.get(style_id or "", self.usual)

    def of_run(self, style_id: str | None) -> Style:
        """The style of a run of letters."""
        return self.by_id.get(style_id or "", Style())


def read_styles(document: Document) -> Styles:
    """Styles and numberings of a document."""
    root = document.styles.element
    raw = {element.get(qn("w:styleId"), ""): element for element in root.iter(qn("w:style"))}
    found = Styles({name: _resolved(name, raw) for name in raw})
    defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    default_size = size_of(defaults)
    usual = next(
        (
            found.by_id[name]
            for name, element in raw.items()
            if element.get(qn("w:type")) == "paragraph" and element.get(qn("w:default")) == "1"
        ),
        Style(),
    )
    found.usual = usual if usual.size else Style(usual.names, 0, usual.bold, default_size)
    found.ordered = _ordered(document)
    return found


def is_on(properties: Element | None, name: str) -> bool | None:
    """A switch such as w:b among properties; None where it is not named."""
    element = None if properties is None else properties.find(qn(name))
    return None if element is None else element.get(qn("w:val"), "1").lower() not in _OFF


def size_of(properties: Element | None) -> float | None:
    """Type size in points."""
    written = value_of(properties, "w:sz")
    return int(written) / 2 if written and written.isdigit() and len(written) < 5 else None  # noqa: PLR2004


def value_of(parent: Element | None, *path: str) -> str | None:
    """The w:val of the element at a path of names."""
    element = None if parent is None else parent.find("/".join(qn(name) for name in path))
    return None if element is None else element.get(qn("w:val"))


def numbering_of(properties: Element | None) -> tuple[str, int] | None:
    """(id, level) of the list that paragraph properties name."""
    number = value_of(properties, "w:numPr", "w:numId")
    if number is None:
        return None
    level = value_of(properties, "w:numPr", "w:ilvl") or "0"
    return number, min(int(level), 8) if level.isdigit() and len(level) < 3 else 0  # noqa: PLR2004


def outline_level(properties: Element | None) -> int:
    """Heading level that paragraph properties name, 0 for none."""
    written = value_of(properties, "w:outlineLvl")
    return int(written) + 1 if written is not None and written in "012345678" and written else 0


def _resolved(name: str, raw: dict[str, Element]) -> Style:
    """A style with all that it is based on, nearest first; circles are cut."""
    names: list[str] = []
    level, bold, size, numbering = 0, None, None, None
    seen: set[str] = set()
    while name in raw and name not in seen and len(seen) < _LONGEST_CHAIN:
        seen.add(name)
        element = raw[name]
        paragraph, run = element.find(qn("w:pPr")), element.find(qn("w:rPr"))
        own = value_of(element, "w:name") or name
        names.append(own)
        match = _HEADING.match(own)
        level = level or outline_level(paragraph) or (int(match[1]) if match else 0)
        bold = is_on(run, "w:b") if bold is None else bold
        size = size or size_of(run)
        numbering = numbering or numbering_of(paragraph)
        name = value_of(element, "w:basedOn") or ""
    return Style(tuple(names), level if level <= _DEEPEST_HEADING else 0, bold, size, numbering)


def _ordered(document: Document) -> dict[tuple[str, int], bool]:
    """(list id, level) -> whether its items are numbered, not bulleted."""
    try:
        blob = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).blob
    except KeyError:
        return {}
    root = parse_xml(blob.decode("utf-8", errors="replace"))
    if root is None:
        return {}
    formats: dict[tuple[str, int], bool] = {}
    for abstract in root.iter(qn("w:abstractNum")):
        name = abstract.get(qn("w:abstractNumId"), "")
        for level in abstract.iter(qn("w:lvl")):
            depth = level.get(qn("w:ilvl"), "0")
            plain = value_of(level, "w:numFmt") in _NOT_ORDERED
            if depth.isdigit():
                formats[name, int(depth)] = not plain
    found: dict[tuple[str, int], bool] = {}
    for number in root.iter(qn("w:num")):
        name = number.get(qn("w:numId"), "")
        abstract_name = value_of(number, "w:abstractNumId") or ""
        for step in range(9):
            found[name, step] = formats.get((abstract_name, step), False)
    return found
