"""An element tree of HTML -> pieces in reading order."""

import re
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from quizapp.adapters.extraction.assembling import (
    Piece,
    figure,
    heading,
    one_line,
    paragraph,
)
from quizapp.adapters.extraction.html_chrome import (
    HEADING_TAGS,
    OUTSIDE_REASON,
    SILENT_TAGS,
    PageParts,
    text_of,
)
from quizapp.adapters.extraction.html_run import Run, formula, raised
from quizapp.adapters.extraction.html_tables import BREAK, Table, cell_text
from quizapp.adapters.extraction.nesting import Nest
from quizapp.adapters.extraction.parsing import Element, tag_of
from quizapp.adapters.extraction.pictures import NOT_KEPT, Sight
from quizapp.core.blocks import BlockKind
from quizapp.core.lexicon import word_set

_BLOCK_TAGS = HEADING_TAGS | word_set(
    """
    p div section article main header footer aside nav ul ol li dl dt dd table thead tbody tfoot tr
    td th caption figure figcaption blockquote pre hr address details summary fieldset legend form
    center body html menu dialog hgroup option button
    """
)
# What stands inside of these is part of their one text.
_ONE_TEXT = HEADING_TAGS | frozenset(("dt", "caption", "td", "pre", "summary"))
_BREAK_AN_ITEM = HEADING_TAGS | word_set(
    "ul ol dl table pre blockquote figure aside details li dd dt"
)
_SECTIONS = word_set("section article aside details")
_BOX_NAME = re.compile(
    r"(?:^|[\s_-])(?:note|notes|box|tips?|alert|callout|warning|caution|danger|info|important"
    r"|features?|special|spotlight|highlight|examples?|case|panel|admonition|well|card|trending"
    r"|textbox|teaching|considerations?|safety|insight|exercise|activity|sidebar|inset|pullout)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_NAME = re.compile(r"(?:^|[\s_-])(?:fig)?caption(?:$|[\s_-])", re.IGNORECASE)
_FIGURE_NAME = re.compile(r"(?:^|\s)figure(?:$|\s)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
# Publishers mark the terms of their glossaries: <dfn>, data-type="term", class="key-term".
_TERM_NAME = re.compile(
    r"(?:^|\s)(?:key-?)?(?:term|keyword|glossary-?term|definition-?term|vocab)(?:$|\s)", re.I
)
_DRAWN = frozenset(("svg", "canvas", "object", "video", "audio", "iframe", "embed"))
_TELLING_WORDS = 4
_DEEPEST_ITEM = 9
_QUIET = ("", "absorbed")


def walk_pieces(root: Element, parts: PageParts, see: Callable[[Element], Sight]) -> list[Piece]:
    """Read a tree once, from top to bottom; what `parts` names as chrome is left out.

    `see` is shown the pictures that belong to the text.
    """
    return _Walker(parts, see).walk(root)


def _is_marked(element: Element) -> bool:
    """Whether an inline element is printed in bold, or named as a term."""
    if _BOLD_STYLE.search(element.get("style", "")[:300]):
        return True
    names = f"{element.get('class', '')[:300]} {element.get('data-type', '')[:60]}"
    return tag_of(element) in ("span", "em", "i", "a") and bool(_TERM_NAME.search(names))


class _Walker:
    """Remembers which blocks are open: `roles` has one entry for each open block element."""

    def __init__(self, parts: PageParts, see: Callable[[Element], Sight]) -> None:
        self.parts = parts
        self.see = see
        self.run = Run()
        self.nest = Nest()
        self.roles: list[str] = []
        self.lists: list[bool] = []
        self.table = Table()
        self.bold: set[Element] = set()
        self.quotes = self.inside = 0
        self.terms: list[str] = []
        self.captions: list[str] = []
        self.descriptions: list[str] = []
        self.sights: list[Sight] = []
        self.waiting: list[Piece] = []

    def walk(self, root: Element) -> list[Piece]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if event == "end":
                self._end(element)
                if element is not root:
                    self.run.add(element.tail)
            elif not self._start(element):
                walker.skip_subtree()
        self._flush()
        self._emit_terms()
        self._emit_waiting()
        return self.nest.pieces()

    @property
    def _role(self) -> str:
        return next((role for role in reversed(self.roles) if role not in _QUIET), "")

    def _start(self, element: Element) -> bool:
        """Open an element; answers whether what is inside of it is read."""
        tag = tag_of(element)
        if not tag or tag in SILENT_TAGS:
            if tag in _DRAWN and "figure" in self.roles:
                self.sights.append(Sight(reason=NOT_KEPT))
            return False
        self.inside += element is self.parts.main
        if element in self.parts.chrome:
            self._leave_out(element, tag)
            return False
        if tag in _BLOCK_TAGS:
            self.roles.append(self._open(element, tag))
        elif not self._start_inline(element, tag):
            return False
        self.run.add(element.text)
        return True

    def _end(self, element: Element) -> None:
        tag = tag_of(element)
        if tag in _BLOCK_TAGS and tag not in SILENT_TAGS and element not in self.parts.chrome:
            role = self.roles[-1]
            if role == "absorbed":
                self.run.add(BREAK)
            else:
                self._close(element, role)
            self.roles.pop()
        if element in self.bold:
            self.run.end_bold()
        self.inside -= element is self.parts.main

    def _leave_out(self, element: Element, tag: str) -> None:
        # Marks of the page within a line ("[edit]") go without a word.
        if tag in _BLOCK_TAGS:
            if self._role not in _ONE_TEXT:
                self._flush()
            self.nest.add(paragraph(text_of(element), self.parts.chrome[element]))

    def _open(self, element: Element, tag: str) -> str:
        """Open a block; gives its role: "" where it only ends the block before."""
        role = self._role
        if role in _ONE_TEXT or (role in ("li", "dd") and tag not in _BREAK_AN_ITEM):
            self.run.add(BREAK)
            return "absorbed"
        self._flush()
        if tag in HEADING_TAGS or tag in ("dt", "dd", "pre", "summary"):
            return tag
        if tag in ("ul", "ol"):
            self.lists.append(tag == "ol")
            return "list"
        if tag == "li":
            return "" if element in self.parts.layouts else "li"
        if tag in ("table", "tr", "td", "th"):
            return self._open_table(element, tag)
        return self._open_container(element, tag)

    def _open_table(self, element: Element, tag: str) -> str:
        if tag == "table":
            if element in self.parts.layouts or element.get("role") in ("presentation", "none"):
                return "layout"
            self.table = Table()
            return "table"
        if self._role not in ("table", "tr"):
            return ""
        return "tr" if tag == "tr" else "td"

    def _open_container(self, element: Element, tag: str) -> str:
        names = element.get("class", "")[:300]
        level = element.get("aria-level", "2").strip()
        if element.get("role") == "heading" and level in "123456":
            return f"h{level}"
        if tag in ("caption", "figcaption") or (
            tag in ("p", "div") and _CAPTION_NAME.search(names)
        ):
            return "caption"
        if tag == "figure" or _FIGURE_NAME.search(names):
            self.descriptions, self.captions = [], []
            return "figure"
        if tag == "blockquote":
            self.quotes += 1
            return "quote"
        boxed = tag in ("aside", "details") or (tag == "div" and bool(_BOX_NAME.search(names)))
        if boxed or tag in _SECTIONS:
            self.nest.open(boxed=boxed)
            return "frame"
        return ""

    def _close(self, element: Element, role: str) -> None:
        if role == "td":
            raw, strong = self.run.take()
            spans = element.get("colspan", ""), element.get("rowspan", "")
            self.table.add_cell(cell_text(raw, strong), strong, *spans)
            return
        self._flush()
        if role == "tr":
            self._emit(self.table.end_row())
        elif role == "list":
            self.lists.pop()
        elif role == "quote":
            self.quotes -= 1
        elif role == "frame":
            self.nest.close()
        elif role == "figure":
            descriptions = "; ".join(filter(None, self.descriptions))
            self._emit(figure(" ".join(self.captions), descriptions, self.sights))
            self.descriptions, self.captions, self.sights = [], [], []
        elif role not in ("dt", "dd", ""):
            self._emit_terms()

    def _start_inline(self, element: Element, tag: str) -> bool:
        if tag == "br":
            self._break_line()
        elif tag == "img":
            self._see_image(element)
        elif tag == "math":
            self.run.add(formula(element))
            return False
        elif tag == "sup" and (text := raised(element)) is not None:
            self.run.add(text)
            return False
        elif tag in ("b", "strong", "dfn") or _is_marked(element):
            self.run.begin_bold()
            self.bold.add(element)
        return True

    def _break_line(self) -> None:
        if self._role == "pre":
            self.run.add("\n")
        elif self._role in _ONE_TEXT or self._role in ("li", "dd") or not self.run.ends_in_break():
            self.run.add(BREAK)
        else:
            self._flush()

    def _see_image(self, element: Element) -> None:
        alternative = one_line(element.get("alt", ""))
        sights = [self.see(element)] if self.inside else []
        if "figure" in self.roles:
            self.descriptions.append(alternative)
            self.sights += sights
            return
        told = len(alternative.split()) >= _TELLING_WORDS and not self.roles.count("td")
        piece = figure("", alternative if told else "", sights)
        within = self._role in _ONE_TEXT or self._role in ("li", "dd")
        if piece is not None and (within or any(part.strip() for part in self.run.parts)):
            # What it stands within is not written yet, and comes first.
            self.waiting.append(piece)
        else:
            self._emit(piece)

    def _emit_waiting(self) -> None:
        waiting, self.waiting = self.waiting, []
        for piece in waiting:
            self._emit(piece)

    def _flush(self) -> None:
        """Make a piece of the words that were read since the last one."""
        raw, strong = self.run.take()
        text = one_line(raw)
        if not text:
            return
        role = self._role
        if role not in ("dt", "dd"):
            self._emit_terms()
        if role == "dt":
            self.terms.append(text)
        elif role == "caption":
            self._see_caption(text)
        elif role in HEADING_TAGS:
            self._emit(replace(heading(text, int(role[1])), strong=strong))
        elif role == "pre":
            self._emit(Piece(BlockKind.CODE, raw.replace(BREAK, "\n").strip("\n")))
        elif role in ("li", "dd"):
            self._emit(self._item(text, strong))
        else:
            kind = BlockKind.QUOTE if self.quotes else BlockKind.PARAGRAPH
            self._emit(Piece(kind, text, strong=(text,) if role == "summary" else strong))

    def _item(self, text: str, strong: tuple[str, ...]) -> Piece:
        level = min(max(len(self.lists), 1), _DEEPEST_ITEM)
        if self.terms:
            term, self.terms = ", ".join(self.terms).rstrip(": "), []
            text, strong = f"{term}: {text}", (term, *strong)
            return Piece(BlockKind.LIST_ITEM, text, level=level, strong=strong)
        ordered = bool(self.lists) and self.lists[-1]
        return Piece(BlockKind.LIST_ITEM, text, level=level, ordered=ordered, strong=strong)

    def _emit_terms(self) -> None:
        """Terms that no definition follows."""
        if self.terms:
            self._emit(paragraph(", ".join(self.terms)))
            self.terms = []

    def _see_caption(self, text: str) -> None:
        if "figure" in self.roles:
            self.captions.append(text)
        elif "table" in self.roles:
            self._emit(
                Piece(BlockKind.FIGURE, text if text[:5].lower() == "table" else f"Table: {text}")
            )
        else:
            self._emit(figure(text, ""))

    def _emit(self, piece: Piece | None) -> None:
        if piece is not None:
            self.nest.add(piece if self.inside else replace(piece, left_out=OUTSIDE_REASON))
            self._emit_waiting()
