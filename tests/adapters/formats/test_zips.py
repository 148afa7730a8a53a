"""Zips within limits: bombs, paths that lead out, passwords and damage are refused in words."""

import io
import zipfile

import pytest

from quizapp.adapters.formats.zips import MOST_ENTRIES, opened
from quizapp.core.errors import Invalid


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def test_entries_are_read_by_name():
    with opened(zipped({"a/b.xml": b"<a/>", "a/": b""}), "bank.zip") as archive:
        assert archive.names == ("a/b.xml",)
        assert archive.read("a/b.xml") == b"<a/>"
        assert archive.read("missing") is None


@pytest.mark.parametrize(
    "name", ["../out.xml", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\..\\b"]
)
def test_a_path_that_leads_out_is_refused(name: str):
    with pytest.raises(Invalid, match="leads out of it"), opened(zipped({name: b"x"}), "bank.zip"):
        pass


@pytest.mark.parametrize(
    "entries",
    [
        {"bomb": b"\x00" * (8 * 1024 * 1024)},
        {f"{number}": b"" for number in range(MOST_ENTRIES + 1)},
    ],
    ids=["ratio", "entries"],
)
def test_what_unpacks_to_far_more_is_refused(entries: dict[str, bytes]):
    with pytest.raises(Invalid, match="far more"), opened(zipped(entries), "bank.zip"):
        pass


def test_a_zip_in_a_zip_is_bytes_like_any_other():
    inner = zipped({"bomb": b"\x00" * (8 * 1024 * 1024)})
    with opened(zipped({"inner.zip": inner}), "bank.zip") as archive:
        assert archive.read("inner.zip") == inner


@pytest.mark.parametrize("cut", [0, 1, 30, -30, -1])
def test_a_damaged_zip_is_refused(cut: int):
    content = zipped({"a.xml": b"<a/>" * 100})[: cut or None] if cut else b"PK\x03\x04nothing"
    with pytest.raises(Invalid, match="damaged"), opened(content, "bank.zip") as archive:
        archive.read("a.xml")


def test_damage_within_an_entry_is_refused():
    content = bytearray(zipped({"a.xml": bytes(range(256)) * 40}))
    content[60] ^= 0xFF
    with opened(bytes(content), "bank.zip") as archive, pytest.raises(Invalid, match="damaged"):
        archive.read("a.xml")


def test_a_password_is_refused():
    content = bytearray(zipped({"a.xml": b"x"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    with pytest.raises(Invalid, match="password"), opened(bytes(content), "bank.zip"):
        pass
