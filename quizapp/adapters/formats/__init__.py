"""The formats of question banks. docs/adding-a-format.md lists the edits for a new one."""

import codecs
from pathlib import PurePath

from quizapp.adapters.formats import anki, moodle_xml, qti2, qti12, zips
from quizapp.core.errors import Invalid
from quizapp.core.formats import aiken, csv_table, gift, toml
from quizapp.core.formats.base import Format, ParsedBank
from quizapp.core.formats.decoding import MOST_BYTES

# The order in which files that several formats might read are tried.
FORMATS: dict[str, Format] = {
    entry.name: entry
    for entry in (
        toml.FORMAT,
        aiken.FORMAT,
        gift.FORMAT,
        moodle_xml.FORMAT,
        qti12.FORMAT,
        qti2.QTI_2,
        qti2.QTI_3,
        anki.FORMAT,
        csv_table.FORMAT,
    )
}


def read_bank(
    content: bytes, filename: str, format_name: str | None = None
) -> tuple[Format, ParsedBank]:
    """Read a bank file by its ending and content, or as the format that is named.

    Raises Invalid for a file that no format reads, and for one that its format cannot.
    """
    name = PurePath(filename.replace("\\", "/")).name.strip() or "bank"
    if not content:
        raise Invalid(f"{name}: the file is empty. Choose one with questions in it.")
    found = _named(format_name) if format_name else _recognised(content, name)
    if found.read is None:
        raise Invalid(f"{found.label} can be written, and not read.")
    return found, found.read(content, name)


def readable() -> tuple[Format, ...]:
    """The formats that can be read."""
    return tuple(entry for entry in FORMATS.values() if entry.read is not None)


def writable() -> tuple[Format, ...]:
    """The formats that can be written."""
    return tuple(entry for entry in FORMATS.values() if entry.write is not None)


def _named(name: str) -> Format:
    if name not in FORMATS:
        raise Invalid(f"format: choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _recognised(content: bytes, name: str) -> Format:
    ending = PurePath(name).suffix.lower()
    by_ending = [entry for entry in readable() if ending in entry.endings]
    seen = content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        seen = content[:MOST_BYTES].decode("utf-16", errors="replace").encode()
    fitting = [entry for entry in by_ending or readable() if entry.fits(seen)]
    if fitting:
        return fitting[0]
    if len(by_ending) == 1:
        return by_ending[0]
    if content.startswith(b"PK"):
        # A zip that is damaged, or made to do harm, is refused for that.
        with zips.opened(content, name):
            pass
    known = ", ".join(f"{entry.label} ({' '.join(entry.endings)})" for entry in readable())
    raise Invalid(f"{name}: this is no bank that Quizapp reads. It reads {known}.")
