"""Bytes -> text with plain line ends."""

import codecs
import re

from quizapp.core.errors import Invalid

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']?([\w.:-]{1,40})"""
    rb"""|<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
# Those that pages are written in; Python knows others that are no encodings of text.
_OF_PAGES = re.compile(
    r"utf-?8|iso-?8859-?[0-9]{1,2}|windows-?[0-9]{3,4}|cp[0-9]{3,4}|koi8-[ru]|gbk|gb2312|gb18030"
    r"|big5|shift[_-]jis|euc-(?:jp|kr)|us-ascii|ascii|latin-?[0-9]{1,2}|macintosh|mac-?roman"
)
_DECLARED_WITHIN = 4_096
_WIDE_WITHIN = 4_096
_FEWEST_WIDE = 20
_MOSTLY = 0.6
_STRANGE = re.compile(
    "(?<=[a-z])[^\x00-\x7fa-z\u00df-\u00ff\u2010-\u2026\u0153\u0161\u017e\u00ad\u00b0-\u00b9](?=[a-z])"
    "|(?<=\\s)[\u00d1-\u00d5](?=\\s|[a-z])|(?<=[a-z.,])\u00d3(?=\\s)"
)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLAIN_CONTROLS = frozenset("\n\r\t\f\v\x1b\x1a")
_MOST_CONTROLS = 0.01


def decode(content: bytes) -> str:
    r"""Decode UTF-8, UTF-16, or else Windows-1252 or Mac OS Roman; \r\n and \r become \n.

    Raises Invalid for bytes that are no text.
    """
    text = _decode(content)
    if _is_binary(text):
        raise Invalid(
            "This file does not hold readable text. Open it where it was made, save it as plain "
            "text in UTF-8 (.txt), then upload that file."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decode_marked(content: bytes) -> str:
    """Decode a page: by its byte-order mark, what it declares if that is true, or as `decode`."""
    declared = _DECLARED.search(content[:_DECLARED_WITHIN])
    name = (declared[1] or declared[2]).decode("ascii").lower() if declared else ""
    west = name in ("", "iso-8859-1", "latin1", "us-ascii", "ascii", "windows-1252")
    if (
        west
        or content.startswith((*_UTF16_MARKS, codecs.BOM_UTF8))
        or not _OF_PAGES.fullmatch(name)
    ):
        return _decode(content)
    try:
        return content.decode(name)
    except (UnicodeDecodeError, LookupError):
        return _decode(content)


def _decode(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace")
    if wide := _wide(content):
        return content.decode(wide, errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        windows = content.decode("windows-1252", errors="replace")
        mac = content.decode("mac_roman")
        return mac if _strange(mac) < _strange(windows) else windows


def _wide(content: bytes) -> str:
    """UTF-16 without its mark, by the empty half of most letters; "" for anything else."""
    start = content[:_WIDE_WITHIN]
    halves = start[0::2], start[1::2]
    empty = [half.count(0) > _MOSTLY * max(len(half), 1) for half in halves]
    if len(start) < _FEWEST_WIDE or empty[0] == empty[1] or 0 in halves[empty[0]]:
        return ""
    return "utf-16-be" if empty[0] else "utf-16-le"


def _strange(text: str) -> int:
    """How many signs stand where no person writes them: what the wrong table makes of letters."""
    return len(_STRANGE.findall(text)) + text.count("\ufffd")


def _is_binary(text: str) -> bool:
    if "\x00" in text:
        return True
    odd = sum(count for sign, count in _control_counts(text).items() if sign not in _PLAIN_CONTROLS)
    return odd > _MOST_CONTROLS * len(text)


def _control_counts(text: str) -> dict[str, int]:
    signs = [chr(code) for code in (*range(32), 127, 0xFFFD)]
    return {sign: text.count(sign) for sign in signs}
