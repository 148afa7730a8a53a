"""What of a web page is its text, and why the rest is not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from quizapp.adapters.extraction.html_names import (
    CONTENTS,
    FOOT,
    HEAD,
    NAVIGATION,
    WINDOW,
    reason_by_names,
)
from quizapp.adapters.extraction.parsing import Element, tag_of
from quizapp.core.lexicon import word_set

SILENT_TAGS = word_set(
    """
    script style template noscript svg canvas audio video object embed iframe head link meta source
    track param base map input select textarea datalist progress meter applet area
    """
)
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
OUTSIDE_REASON = "Beside the page's main text."
HIDDEN_REASON = "Hidden on the page."
_BY_TAG = {
    "nav": NAVIGATION,
    "menu": NAVIGATION,
    "dialog": WINDOW,
    "button": "A button of the website.",
}
_OF_THE_SITE = {"header": HEAD, "footer": FOOT}
_BY_ROLE = {
    "navigation": NAVIGATION,
    "menu": NAVIGATION,
    "menubar": NAVIGATION,
    "tablist": NAVIGATION,
    "banner": HEAD,
    "contentinfo": FOOT,
    "search": "Search of the website.",
    "dialog": WINDOW,
    "alertdialog": WINDOW,
    "doc-toc": CONTENTS,
    "doc-endnotes": "Notes, kept out of the running text.",
    "doc-footnote": "Notes, kept out of the running text.",
}
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_LARGE_SHARE = 0.4
_PROSE_CHARS = 40
_MAIN_SHARE = 0.25
_DESCENT_SHARE = 0.8
_LITTLE_TEXT = 400
_WRAPPERS = frozenset(
    ("div", "section", "article", "table", "tbody", "tr", "td", "center", "form", "span", "body")
)


@dataclass
class PageParts:
    """What was found out about a page's elements.

    `chrome` tells why an element is no text; `main` is the element that holds the text; `layouts`
    are tables and list items that only arrange the page: they hold headings or further tables.
    """

    main: Element
    chrome: dict[Element, str] = field(default_factory=dict)
    layouts: set[Element] = field(default_factory=set)


@dataclass
class _Measures:
    """Letters under each element: in runs long enough for prose, and all of them."""

    prose: dict[Element, int] = field(default_factory=dict)
    layouts: set[Element] = field(default_factory=set)


def find_parts(root: Element, *, page: bool = True) -> PageParts:
    """Tell a page's text from its furniture.

    With `page` False (a chapter of a book), all is text but what is hidden or navigation. Takes
    time linear in the number of elements.
    """
    body = next((child for child in root if tag_of(child) == "body"), root)
    measures = _measure(body)
    parts = PageParts(body, layouts=measures.layouts)
    marked = _marked_main(body, measures) if page else None
    for element in body.iter():
        reason = _reason(element, body, measures, within_main=not page)
        if reason and element is not marked:
            parts.chrome[element] = reason
    if page:
        _without_ancestors(parts.chrome, marked)
        parts.main = marked if marked is not None else _densest(body, parts.chrome)
    return parts


def text_of(element: Element) -> str:
    """All that an element shows, as one run of text."""
    return " ".join(_shown(element))


def _shown(element: Element) -> Iterator[str]:
    walker = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walker:
        if event == "start":
            if tag_of(inner) in SILENT_TAGS:
                walker.skip_subtree()
            elif inner.text:
                yield inner.text
        elif inner.tail and inner is not element:
            yield inner.tail


def _measure(body: Element) -> _Measures:
    """One pass: letters of prose below each element, links not counted, and what is layout."""
    measures = _Measures()
    tables: list[Element] = []
    items: list[Element] = []
    links = 0
    for event, element in etree.iterwalk(body, events=("start", "end")):
        tag = tag_of(element)
        if event == "start":
            if tag == "table" or tag in HEADING_TAGS:
                measures.layouts.update(tables[-1:])
            if tag in HEADING_TAGS:
                measures.layouts.update(items)
            if tag == "li":
                items.append(element)
            if tag == "table":
                tables.append(element)
            links += tag == "a"
            prose = 0 if tag in SILENT_TAGS or links else _prose(element.text)
            measures.prose[element] = prose
            continue
        if tag == "table":
            tables.pop()
        if tag == "li":
            items.pop()
        links -= tag == "a"
        parent = element.getparent()
        if element is not body and parent is not None:
            own = measures.prose[element] if tag not in SILENT_TAGS else 0
            measures.prose[parent] += own + (0 if links else _prose(element.tail))
    return measures


def _prose(text: str | None) -> int:
    length = len(text.strip()) if text else 0
    return length if length >= _PROSE_CHARS else 0


def _marked_main(body: Element, measures: _Measures) -> Element | None:
    """The element that the page itself calls its main text, unless it holds little of it."""
    whole = measures.prose[body]
    marked = [e for e in body.iter() if tag_of(e) == "main" or e.get("role") == "main"]
    if not marked:
        marked = [e for e in body.iter() if tag_of(e) == "article"]
    best = max(marked, key=lambda element: measures.prose[element], default=None)
    if best is None or measures.prose[best] < _MAIN_SHARE * whole:
        return None
    if tag_of(best) == "article" and len(marked) > 1 and measures.prose[best] <= whole / 2:
        return None
    return best


def _reason(element: Element, body: Element, measures: _Measures, *, within_main: bool) -> str:
    tag = tag_of(element)
    if not tag or tag in SILENT_TAGS or element is body:
        return ""
    if _is_hidden(element):
        return HIDDEN_REASON
    role = element.get("role", "").lower()
    if reason := _BY_TAG.get(tag) or _BY_ROLE.get(role):
        return reason
    if within_main:
        return ""
    large = measures.prose[element] > _LARGE_SHARE * measures.prose[body] > 0
    if tag in _OF_THE_SITE:
        return "" if large or _is_in_text(element) else _OF_THE_SITE[tag]
    return (
        ""
        if large or tag in HEADING_TAGS
        else reason_by_names(
            f"{element.get('class', '')} {element.get('id', '')}", measures.prose[element]
        )
    )


def _is_hidden(element: Element) -> bool:
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or _HIDING_STYLE.search(element.get("style", "")[:500]) is not None
    )


def _is_in_text(element: Element) -> bool:
    """Whether a head or foot belongs to an article, not to the page."""
    return any(
        tag_of(above) in ("article", "main", "section", "blockquote") or above.get("role") == "main"
        for above in element.iterancestors()
    )


def _without_ancestors(chrome: dict[Element, str], main: Element | None) -> None:
    """What stands around the main text cannot be furniture as a whole."""
    if main is not None:
        for above in main.iterancestors():
            chrome.pop(above, None)


def _densest(body: Element, chrome: dict[Element, str]) -> Element:
    """The innermost wrapper that holds most of the prose, furniture not counted."""
    prose = _prose_without(body, chrome)
    best = body
    if prose[body] < _LITTLE_TEXT:
        return body
    while True:
        inner = max(best, key=lambda child: prose.get(child, 0), default=None)
        if inner is None or tag_of(inner) not in _WRAPPERS or _has_text_beside(best, chrome):
            return best
        if prose.get(inner, 0) < _DESCENT_SHARE * prose[best]:
            return best
        best = inner


def _prose_without(body: Element, chrome: dict[Element, str]) -> dict[Element, int]:
    prose: dict[Element, int] = {}
    walker = etree.iterwalk(body, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            prose[element] = 0
            if element in chrome or tag_of(element) in SILENT_TAGS:
                walker.skip_subtree()
            elif tag_of(element) != "a":
                prose[element] = _prose(element.text)
        elif element is not body:
            parent = element.getparent()
            if parent is not None:
                prose[parent] += prose[element] + _prose(element.tail)
    return prose


def _has_text_beside(element: Element, chrome: dict[Element, str]) -> bool:
    """Whether headings or paragraphs stand right in an element, beside its wrappers."""
    return any(
        (tag_of(child) in HEADING_TAGS or (tag_of(child) == "p" and _prose(text_of(child))))
        for child in element
        if child not in chrome
    )
