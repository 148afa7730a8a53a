"""Zipped bank files, opened within limits: nothing is unpacked to disk."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from quizapp.core.errors import Invalid

# As many questions as a bank may have, each a file in QTI, and what they show.
MOST_ENTRIES = 25_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRY = 64 * 1024 * 1024
# Text packs to a tenth, seldom to a hundredth; a bomb to a thousandth.
_MOST_RATIO = 200
_SMALL = 1024 * 1024
_ENCRYPTED = 0x1
# All that the standard library raises for a zip whose bytes were changed.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Archive:
    """An open zip: its files' names with "/" between folders, and their bytes."""

    name: str
    file: zipfile.ZipFile
    names: tuple[str, ...]

    def read(self, entry: str) -> bytes | None:
        """An entry's bytes, None where there is none of that name. Raises Invalid for damage."""
        try:
            return self.file.read(entry)
        except KeyError:
            return None
        except _DAMAGE as error:
            raise _damaged(self.name) from error

    def head(self, entry: str, size: int) -> bytes:
        """The first bytes of an entry that is there. Raises Invalid for damage."""
        try:
            with self.file.open(entry) as file:
                return file.read(size)
        except _DAMAGE as error:
            raise _damaged(self.name) from error


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Archive]:
    """Open a zip for reading.

    Raises Invalid for damage, a password, paths that lead out of it, and one that would unpack to
    more than a bank holds. A zip within it is bytes like any other; no reader opens it.
    """
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGE as error:
        raise _damaged(name) from error
    with file:
        entries = [entry for entry in file.infolist() if not entry.is_dir()]
        _check(entries, name)
        yield Archive(name, file, tuple(entry.filename for entry in entries))


def _check(entries: list[zipfile.ZipInfo], name: str) -> None:
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise Invalid(f"{name}: the file has a password. Save it without one.")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise Invalid(
                f"{name}: it holds a path that leads out of it ({entry.filename[:80]!r}), which no "
                "bank needs. Export it once more from where it was made."
            )
    if (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_UNPACKED
        or any(map(_is_excessive, entries))
    ):
        raise Invalid(
            f"{name}: the file unpacks to far more than a bank holds. Split it, and import the "
            "parts one by one."
        )


def _is_excessive(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size > MOST_ENTRY:
        return True
    return entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1)


def _damaged(name: str) -> Invalid:
    return Invalid(f"{name}: the file is damaged or incomplete. Download or export it once more.")
