"""Files that are broken in ways that files get broken in."""

import io
import zipfile
from collections.abc import Callable

from hypothesis import strategies as st

from quizapp.adapters.extraction import read_document
from quizapp.core.errors import Invalid


def is_read_or_refused(name: str, content: bytes) -> bool:
    """Whether a file was read, or refused by its name; any other error is raised."""
    try:
        return bool(read_document(name, content).text)
    except Invalid as problem:
        return f"\u201c{name}\u201d" in str(problem)


def changed(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A zipped document with one of its parts changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return buffer.getvalue()


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A file with some bytes changed and perhaps its end cut off."""
    broken = bytearray(content)
    for _ in range(draw(st.integers(0, 8))):
        broken[draw(st.integers(0, len(broken) - 1))] = draw(st.integers(0, 255))
    cut = draw(st.just(len(broken)) | st.integers(0, len(broken)))
    return bytes(broken[:cut])


@st.composite
def with_damaged_part(draw: st.DrawFn, content: bytes) -> bytes:
    """A sound zip of which one part of mark-up has lost or changed some of its bytes."""

    def damage(old: bytes) -> bytes:
        broken = bytearray(old)
        for _ in range(draw(st.integers(1, 6))):
            at = draw(st.integers(0, max(len(broken) - 1, 0)))
            broken[at : at + draw(st.integers(0, 30))] = draw(st.binary(max_size=3))
        return bytes(broken)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith(("ml", ".rels", ".opf"))]
    return changed(content, draw(st.sampled_from(names)), damage)
