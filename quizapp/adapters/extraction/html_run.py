"""The words of one block of HTML while it is being read."""

import re
from dataclasses import dataclass, field

from quizapp.adapters.extraction.assembling import one_line
from quizapp.adapters.extraction.html_chrome import text_of
from quizapp.adapters.extraction.html_tables import BREAK
from quizapp.adapters.extraction.parsing import Element, tag_of

_SUPERSCRIPTS = str.maketrans(
    "0123456789+-",
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b",
)
_NOTE_MARK = re.compile(r"\d{1,3}(?:[,\u2013-] ?\d{1,3})*|[*\u2020\u2021a-z]")
_POWER = re.compile(r"[+-]?\d{1,3}[+-]?|[+-]")
_LONGEST_RAISED = 40


@dataclass
class Run:
    """Parts of the text, and what of it is bold."""

    parts: list[str] = field(default_factory=list)
    strong: list[str] = field(default_factory=list)
    bold_from: int = 0
    bold: int = 0

    def add(self, text: str | None) -> None:
        """Add a text node."""
        if text:
            self.parts.append(text)

    def begin_bold(self) -> None:
        """Bold begins; it may be begun within bold."""
        if not self.bold:
            self.bold_from = len(self.parts)
        self.bold += 1

    def end_bold(self) -> None:
        """The innermost bold ends."""
        self.bold -= 1
        if not self.bold:
            self.strong.append("".join(self.parts[self.bold_from :]))

    def ends_in_break(self) -> bool:
        """Whether a line was just broken off."""
        written = next((part for part in reversed(self.parts[-4:]) if part.strip(" \t\r\n")), "")
        return written == BREAK

    def take(self) -> tuple[str, tuple[str, ...]]:
        """The raw words and those in bold, leaving the run empty; bold goes on where it is open."""
        if self.bold:
            self.strong.append("".join(self.parts[self.bold_from :]))
        raw = "".join(self.parts)
        strong = [one_line(line) for words in self.strong for line in words.split(BREAK)]
        self.parts, self.strong, self.bold_from = [], [], 0
        return raw, _whole(one_line(raw), tuple(words for words in strong if words))


def raised(element: Element) -> str | None:
    """What a superscript says on one line: a note's mark in brackets, a power; None if long."""
    text = one_line(text_of(element))
    if len(text) > _LONGEST_RAISED:
        return None
    links = any(tag_of(inner) == "a" for inner in element.iter())
    parent = element.getparent()
    if (links or (parent is not None and tag_of(parent) == "a")) and _NOTE_MARK.fullmatch(text):
        return f"[{text}]"
    return text.translate(_SUPERSCRIPTS) if _POWER.fullmatch(text) else text


def formula(element: Element) -> str:
    """A formula in words: its own alternative text, or its signs in a row."""
    alternative = element.get("alttext", "")
    if alternative:
        return alternative
    return "".join(
        f"{inner.text or ''}{inner.tail or '' if inner is not element else ''}".strip()
        for inner in element.iter()
        if tag_of(inner) not in ("annotation", "annotation-xml")
    )


def _whole(text: str, strong: tuple[str, ...]) -> tuple[str, ...]:
    """Bold in several parts that cover all of a text, as one."""
    return (text,) if text and "".join(strong).replace(" ", "") == text.replace(" ", "") else strong
