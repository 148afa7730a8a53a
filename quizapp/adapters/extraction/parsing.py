"""HTML and XML -> element trees, without network, entities or unbounded work."""

import html
import re
from functools import partial

from lxml import etree

from quizapp.core.errors import Invalid

_MOST_ATTRIBUTES = 300
_LONG_TAG = 1_500
_CODE = re.compile(rb"<!--|<script\b|<style\b", re.IGNORECASE)
_CODE_ENDS = {b"<!--": b"-->", b"<script": b"</script", b"<style": b"</style"}
# Atomic and possessive, so that no page makes it try again.
_TAG = re.compile(rb"""<[a-zA-Z](?>=\s*+(?:"[^"]*+"|'[^']*+')|[^>])*+""")
_QUOTED = re.compile(rb"""=\s*+(?:"[^"]*+"|'[^']*+')""")
_ATTRIBUTE_ENDS = re.compile(rb"[\s/=]+")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,40});")
# Pictures and fonts within the page, in letters; where they stand in quotes, over several lines.
_DATA = re.compile(
    rb"""data:(?:(?<=["']data:)[\w.+-]{1,40}/[\w.+-]{1,60};base64,[A-Za-z0-9+/=\s]++(?=["'])"""
    rb"""|[\w.+-]{1,40}/[\w.+-]{1,60}[;,][^\s"'()<>]*+)"""
)
_HEAD_TAGS = frozenset(("title", "meta", "link", "base", "script", "style", "noscript", "template"))
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))

Element = etree._Element  # noqa: SLF001  # lxml names the class of its elements no other way


def parse_html(page: str, within: list[bytes] | None = None) -> Element | None:
    """The root of a page, None for one without any element.

    Files within the page (data: addresses) are no part of its mark-up: they are added to `within`,
    and each leaves behind "data:" with its place there. Raises Invalid for nesting, attributes or
    text that no page for people has.
    """
    content = _without_code(page.replace("\x00", "").encode("utf-8", errors="replace"))
    content = _DATA.sub(partial(_set_aside, [] if within is None else within), content)
    if any(_has_too_many_attributes(tag) for tag in _TAG.findall(content)):
        raise _too_intricate()
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    root = _parse(content, parser)
    if root is not None:
        _bring_into_body(root)
    return root


def _set_aside(within: list[bytes], found: re.Match[bytes]) -> bytes:
    within.append(found[0])
    return b"data:%d" % (len(within) - 1)


def parse_xml(text: str) -> Element | None:
    """The root of an XML text, None where it holds no element; HTML's named letters are known.

    Mistakes in the mark-up are passed over. Raises Invalid for one that is nested too deeply.
    """
    content = re.sub(r"^\s*<\?xml[^>]*\?>", "", _ENTITY.sub(_letter, text.replace("\x00", "")))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        recover=True,
    )
    return _parse(content.encode("utf-8", errors="replace"), parser)


def tag_of(element: Element) -> str:
    """An element's name in small letters, without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _parse(content: bytes, parser: "etree.HTMLParser | etree.XMLParser") -> Element | None:
    if not content.strip():
        return None
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        root = None
    errors = {entry.type_name for entry in parser.error_log}
    if any("NO_MEMORY" in error for error in errors):
        raise MemoryError
    if any("RESOURCE_LIMIT" in error for error in errors):
        raise _too_intricate()
    return root


def _bring_into_body(root: Element) -> None:
    """Move what stands astray in the head, with all that follows it, to the body's beginning.

    A page may leave out <body>, and the parser, which is older than <main> and <article>, then
    takes these for a part of the head.
    """
    head = root.find("head")
    if head is None:
        return
    children = list(head)
    astray = next((n for n, child in enumerate(children) if tag_of(child) not in _HEAD_TAGS), None)
    if astray is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for place, child in enumerate(children[astray:]):
        body.insert(place, child)


def _too_intricate() -> Invalid:
    return Invalid(
        "This page is nested or filled beyond what a page for people has. Open it in a browser, "
        "copy its text into a plain-text file (.txt), then upload that file."
    )


def _without_code(content: bytes) -> bytes:
    """A page without comments, scripts and styles, found in one pass from left to right."""
    lower = content.lower()
    kept: list[bytes] = []
    position = 0
    while found := _CODE.search(content, position):
        kept.append(content[position : found.start()])
        close = _CODE_ENDS[found[0].lower()]
        end = lower.find(close, found.end())
        if end < 0:
            return b"".join(kept)
        if close == b"-->":
            position = end + len(close)
        else:
            past = lower.find(b">", end)
            position = past + 1 if past >= 0 else len(content)
    return b"".join([*kept, content[position:]])


def _has_too_many_attributes(tag: bytes) -> bool:
    if len(tag) < _LONG_TAG:
        return False
    # Each attribute is compared with all before it, which takes quadratic time.
    bare = _QUOTED.sub(b"=", tag)
    return len(_ATTRIBUTE_ENDS.findall(bare)) + bare.count(b"==") > 2 * _MOST_ATTRIBUTES


def _letter(entity: re.Match[str]) -> str:
    if entity[1] in _XML_ENTITIES:
        return entity[0]
    letter = html.unescape(entity[0])
    return "" if letter == entity[0] else letter
