"""Zipped documents, opened within limits: nothing is unpacked to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from quizapp.core.errors import Invalid

MOST_ENTRIES = 10_000
MOST_BYTES = 200 * 1024 * 1024
MOST_MARKUP_BYTES = 40 * 1024 * 1024
_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx")
_ENCRYPTED = 0x1
DAMAGED = (
    "This document is damaged or incomplete. Open it where it was made and save it again, or "
    "download it once more, then upload the new file."
)


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """Open a zipped document. Raises Invalid where it, or what is read of it, is unsound.

    Sizes are those that the archive states; no more than these can be read from it. What is raised
    within, besides Invalid, is taken for damage to the document.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive.infolist())
            _refuse_strict(archive)
            yield archive
    except Invalid:
        raise
    except MemoryError:
        raise
    except Exception as error:
        # Parsers of office formats answer damage with errors of any kind.
        raise Invalid(DAMAGED) from error


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """An entry's bytes, None where there is none of that name."""
    try:
        return archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Invalid(DAMAGED) from error


def _refuse_strict(archive: zipfile.ZipFile) -> None:
    if b"purl.oclc.org/ooxml" in (read_entry(archive, "_rels/.rels") or b""):
        raise Invalid(
            "This document was saved as \u201cStrict Open XML\u201d. Open it and save it as an "
            "ordinary Word document or PowerPoint presentation, then upload that."
        )


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Invalid(
            "This document is protected by a password: save a copy without one, then upload the "
            "copy."
        )
    markup = sum(e.file_size for e in entries if e.filename.lower().endswith(_MARKUP))
    if (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_BYTES
        or markup > MOST_MARKUP_BYTES
    ):
        raise Invalid(
            "This document unpacks to far more than it seems to hold. Split it, by chapter "
            "perhaps, and upload the parts one by one."
        )
