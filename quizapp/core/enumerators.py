"""What stands before a title or a list item: 1., 2.3, (A), iv), Chapter 4."""

import re
from dataclasses import dataclass

_KEYWORDS = "part|unit|chapter|module|section|lesson|lecture|week|topic|appendix"
_KEYWORD = re.compile(
    rf"({_KEYWORDS})[ ]([0-9]{{1,3}}|[IVXLC]{{1,7}}|[A-Z])(?=[.:)\s]|$)[.:)]?"
    r"[ \t]*[-\u2013\u2014]?[ \t]*",
    re.IGNORECASE,
)
_DECIMAL = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){1,5})\.?[ \t]+(?=[A-Z\"\u201c])")
_NUMBER = re.compile(r"(\(?)([0-9]{1,3})([.)])[ \t]+")
_LETTER = re.compile(r"(\(?)([A-Za-z]|[IVXLC]{2,7}|[ivxlc]{2,7})([.)])[ \t]+")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True)
class Enumerator:
    """A parsed enumerator.

    `style` is equal for enumerators that look alike, so that they can be siblings. `values` are
    its possible numbers: (C) is 3 as a letter and 100 as a Roman numeral. `depth` counts the
    parts of a decimal number. `written` is the enumerator as it stands, `rest` what follows it.
    """

    style: str
    values: tuple[int, ...]
    written: str
    rest: str
    depth: int = 1
    numeral: str = "digit"


def read_enumerator(text: str) -> Enumerator | None:
    """Parse the enumerator that a line begins with; None when it begins with none."""
    head = text[:40]
    if match := _KEYWORD.match(head):
        return _keyword(match, text)
    if match := _DECIMAL.match(head):
        parts = match[1].split(".")
        return Enumerator(
            "number", (int(parts[-1]),), match[1], text[match.end() :], depth=len(parts)
        )
    if match := _NUMBER.match(head):
        style = "number" if match[3] == "." and not match[1] else f"{match[1]}0{match[3]}"
        return Enumerator(style, (int(match[2]),), match[0].strip(), text[match.end() :])
    if match := _LETTER.match(head):
        case = "A" if match[2].isupper() else "a"
        return Enumerator(
            f"{match[1]}{case}{match[3]}",
            _letter_values(match[2]),
            match[0].strip(),
            text[match.end() :],
            numeral="letter" if len(match[2]) == 1 else "roman",
        )
    return None


def _keyword(match: re.Match[str], text: str) -> Enumerator:
    number = match[2]
    values = (int(number),) if number.isdigit() else _letter_values(number)
    return Enumerator(
        match[1].lower(), values, match[0].strip(" \t:-\u2013\u2014"), text[match.end() :]
    )


def _letter_values(letters: str) -> tuple[int, ...]:
    lower = letters.lower()
    roman = _roman(lower)
    if len(lower) > 1:
        return (roman,)
    return (ord(lower) - 96, roman) if roman else (ord(lower) - 96,)


def _roman(letters: str) -> int:
    total = 0
    values = [_ROMAN_VALUES.get(letter, 0) for letter in letters]
    for value, following in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < following else value
    return total
