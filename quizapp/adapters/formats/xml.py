"""XML of bank files -> element trees: no entities, no network, no work without bounds."""

import codecs
import re

from lxml import etree

from quizapp.core.errors import Invalid
from quizapp.core.formats.decoding import not_text, too_large

Element = etree._Element  # noqa: SLF001  # lxml names the class of its elements no other way

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
# Those in which tags can be seen; XML knows others that hide them.
_KNOWN = re.compile(r"utf-?8|us-ascii|ascii|iso-?8859-?[0-9]{1,2}|latin-?1|windows-?125[0-9]")
# More than of plain text: pictures stand within.
MOST_BYTES = 32 * 1024 * 1024
# Twenty thousand questions have half as many; a tree of more would fill the memory.
_MOST_TAGS = 3_000_000
_SUBSET = re.compile(
    r"\A([^<]{0,100}(?:<\?[^>]{0,400}>\s{0,100})?<!DOCTYPE[^>\[]{0,2000})(\[[^\]]{0,20000}\])(\s{0,100}>)"
)
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def parse(content: bytes, name: str) -> Element:
    """The root of an XML file.

    Raises Invalid, naming the line, for one that is broken off or damaged, and for one that
    declares entities, is too large or is nested too deeply.
    """
    if len(content) > MOST_BYTES:
        raise too_large(name, len(content), MOST_BYTES)
    text = _decoded(content, name)
    if "<!ENTITY" in text:
        raise Invalid(
            f"{name}: the file declares entities of its own, which are not read. Export it once "
            "more from where it was made."
        )
    if text.count("<") > _MOST_TAGS:
        raise _too_intricate(name, 1)
    text = _without_declarations(text, name)
    start = _DECLARATION.match(text)
    # The line ends stay, so that the lines of the tree are those of the file.
    body = text if start is None else "\n" * start[0].count("\n") + text[start.end() :]
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_pis=True,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.fromstring(body.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise _refusal(error, name) from error
    except ValueError as error:
        raise not_text(name) from error
    return root


def tag_of(element: Element) -> str:
    """An element's name without its namespace, as it is written; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """The elements directly below with one of these names, all where none is named."""
    return [child for child in element if tag_of(child) and (not names or tag_of(child) in names)]


def child(element: Element, *path: str) -> Element | None:
    """The first element at the end of a path of names, None where there is none."""
    found: Element | None = element
    for name in path:
        found = None if found is None else next(iter(children(found, name)), None)
    return found


def text_of(element: Element | None, *path: str) -> str:
    """All text below an element, or below the one at the end of a path; "" for None."""
    found = None if element is None else child(element, *path)
    return "" if found is None else str(found.xpath("string()")).strip()


def comment_before(element: Element) -> str:
    """The comment right before an element, "" for none."""
    before = element.getprevious()
    is_comment = before is not None and not isinstance(before.tag, str)
    return str(before.text or "") if before is not None and is_comment else ""


def place_of(element: Element, number: int) -> str:
    """Where an element stands: "question 3, line 12, <question>"."""
    line = f", line {element.sourceline}" if element.sourceline else ""
    return f"question {number}{line}, <{tag_of(element)}>"


def _without_declarations(text: str, name: str) -> str:
    """The file without declarations of its own elements, as old examples of QTI have them.

    They may give attributes a value for every element, which fills the memory.
    """
    text = _SUBSET.sub(lambda found: found[1] + "\n" * found[2].count("\n") + found[3], text, 1)
    if "<!ATTLIST" in text:
        raise Invalid(
            f"{name}: the file declares a structure of its own, which is not read. Export it once "
            "more from where it was made."
        )
    return text


def _decoded(content: bytes, name: str) -> str:
    try:
        if content.startswith(_WIDE_MARKS):
            return content.decode("utf-16")
        if content.startswith(codecs.BOM_UTF8):
            return content.decode("utf-8-sig")
        declared = _DECLARED.match(content)
        encoding = "utf-8" if declared is None else declared[1].decode("ascii").lower()
        if not _KNOWN.fullmatch(encoding):
            raise not_text(name)
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise Invalid(
            f"{name}: its letters are not in the encoding that the file names. Export it once "
            "more, in UTF-8."
        ) from None


def _refusal(error: etree.XMLSyntaxError, name: str) -> Invalid:
    line = error.lineno or 1
    if "Excessive depth" in str(error) or "huge" in str(error).lower():
        return _too_intricate(name, line)
    return Invalid(
        f"{name}: line {line}: the XML is damaged or breaks off there. Export the file once more, "
        "or correct it at that line."
    )


def _too_intricate(name: str, line: int) -> Invalid:
    return Invalid(
        f"{name}: line {line}: the file is nested or filled beyond what a bank is. Export the "
        "questions in smaller parts."
    )
