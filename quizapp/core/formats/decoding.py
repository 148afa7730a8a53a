"""The bytes of a bank file -> its text, and a note where that took a guess."""

import codecs
import unicodedata

from quizapp.core.errors import Invalid

# Twenty thousand questions have about half as much, and a text takes many times its size to read.
MOST_BYTES = 16 * 1024 * 1024
_LOOKED_AT = 4_096
_MOSTLY = 0.6
_PLAIN = frozenset("\n\t")
_GUESSED = "The file is not in UTF-8, so it was read as Windows-1252: look at accented letters."
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    r"""The text, its line ends as \n, and notes.

    UTF-8 and UTF-16, with their mark or without; else Windows-1252, which a note says. Control
    characters are taken out, which another says. Raises Invalid for an empty file, one that is too
    large, and one that is no text.
    """
    if len(content) > MOST_BYTES:
        raise too_large(name, len(content), MOST_BYTES)
    text, notes = _decoded(content, name)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Invalid(f"{name}: the file is empty. Choose one with questions in it.")
    odd = {c for c in set(text) if unicodedata.category(c) == "Cc" and c not in _PLAIN}
    if "\x00" in odd:
        raise not_text(name)
    if odd:
        text = text.translate({ord(each): None for each in odd})
        notes = (*notes, "Control characters, which cannot be seen, were taken out.")
    return text, notes


def too_large(name: str, size: int, most: int) -> Invalid:
    """The refusal of a file that no bank needs to be as large as."""
    megabytes = most // 1024 // 1024
    return Invalid(
        f"{name}: the file has {size / 1024 / 1024:,.0f} MB, and a bank may have {megabytes} MB. "
        "Split it, and import the parts one by one."
    )


def not_text(name: str) -> Invalid:
    """The refusal of a file that does not hold what its kind does."""
    return Invalid(
        f"{name}: this file does not hold readable text. Export it once more from where it was "
        "made, or save it as plain text in UTF-8."
    )


def _decoded(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError:
                raise not_text(name) from None
    if wide := _wide(content):
        try:
            return content.decode(wide), ("The file is in UTF-16 and does not say so.",)
        except UnicodeDecodeError:
            raise not_text(name) from None
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = content.decode("windows-1252", errors="replace")
        if text.count("\ufffd") > len(text) // 100:
            raise not_text(name) from None
        return text, (_GUESSED,)


def _wide(content: bytes) -> str:
    """UTF-16 without its mark, by the empty half of most letters; "" for anything else."""
    start = content[:_LOOKED_AT]
    if len(start) % 2 or len(start) < 2:  # noqa: PLR2004 - a unit of UTF-16 has two bytes
        return ""
    halves = start[0::2], start[1::2]
    empty = [half.count(0) > _MOSTLY * len(half) for half in halves]
    if empty[0] == empty[1] or 0 in halves[empty[0]]:
        return ""
    return "utf-16-be" if empty[0] else "utf-16-le"
