"""Bytes -> text with plain line ends."""

import codecs

from quizapp.core.errors import Invalid

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a Word, PowerPoint or other zipped document"),
    (b"\xd0\xcf\x11\xe0", "an older Word or PowerPoint document"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PLAIN_CONTROLS = frozenset("\n\r\t\f\v\x1b\x1a")
_MOST_CONTROLS = 0.01


def decode(name: str, content: bytes) -> str:
    r"""Decode UTF-8, UTF-16 with a byte-order mark, or else Windows-1252; \r\n and \r become \n.

    Raises Invalid for bytes that are no text.
    """
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            raise Invalid(
                f"\u201c{name}\u201d is {kind} under another name. Open it where it was made, save "
                "it as plain text (.txt), then upload that file."
            )
    text = _decode(content)
    if _is_binary(text):
        raise Invalid(
            f"\u201c{name}\u201d does not hold readable text. Open it where it was made, save it "
            "as plain text in UTF-8 (.txt), then upload that file."
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("windows-1252", errors="replace")


def _is_binary(text: str) -> bool:
    if "\x00" in text:
        return True
    odd = sum(count for sign, count in _control_counts(text).items() if sign not in _PLAIN_CONTROLS)
    return odd > _MOST_CONTROLS * len(text)


def _control_counts(text: str) -> dict[str, int]:
    signs = [chr(code) for code in (*range(32), 127, 0xFFFD)]
    return {sign: text.count(sign) for sign in signs}
