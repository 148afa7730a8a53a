"""What a file is by its content, whatever its name says."""

import io
import re
import zipfile
from contextlib import suppress

from quizapp.core.errors import Invalid

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WITHIN = 2_048
_HTML = re.compile(
    rb"(?:\s|<!--.{0,1000}?-->|<\?xml[^>]{0,200}>)*"
    rb"(?:<!doctype\s+html\b|<html[\s>]|<head[\s>]|<body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(rb"<[a-zA-Z/!][^<>]{0,2000}>")
_PICTURE = "a picture: run text recognition (OCR) on it and save the text"
_HEADERS = re.compile(rb"\A(?:\s*[A-Za-z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,40}")
_OF_A_PAGE = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_NO_DOCUMENTS = (
    (b"{\\rtf", "a rich-text document (RTF): open it in a word processor and save it as .docx"),
    (b"\x89PNG", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"\x1f\x8b", "a compressed archive: unpack it and take the document within"),
    (b"7z\xbc\xaf", "a compressed archive: unpack it and take the document within"),
    (b"Rar!", "a compressed archive: unpack it and take the document within"),
    (b"BM6", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"RIFF", "a sound, a film or a picture: write its words down as a document"),
    (b"ID3", "a sound: write its words down as a document"),
    (b"bplist00", "a web archive of Safari: save the page as a PDF or as page source"),
    (b"%!PS", "a PostScript file: convert it to PDF"),
    (b"AT&TFORM", "a DjVu book: convert it to PDF"),
    (b"ITSF", "a compiled help file: export it as a web page"),
    (b"\xffWPC", "a WordPerfect document: open it in a word processor and save it as .docx"),
)
_PROTECTED = "protected by a password: save a copy without one"
_STREAMS = (
    ("EncryptedPackage", _PROTECTED),
    ("WordDocument", "a Word document of the old kind (.doc): open it and save it as .docx"),
    ("PowerPoint Document", "a presentation of the old kind (.ppt): open it and save it as .pptx"),
    ("Workbook", "a spreadsheet: save the sheet as a document or a PDF"),
)
_OLD_OFFICE = "a document of an old kind: open it and save it as .docx, .pptx or PDF"
_IN_ZIP = (
    ("word/", ".docx"),
    ("ppt/", ".pptx"),
    ("META-INF/container.xml", ".epub"),
)
_OTHER_ZIPS = (
    ("xl/", "a spreadsheet: save the sheet as a document or a PDF"),
    ("content.xml", "an OpenDocument file: open it and save it as .docx, .pptx or PDF"),
    ("Index/", "a document of Apple's office programs: export it as .docx, .pptx or PDF"),
)
_ARCHIVE = "a zip archive: unpack it and take the document within"


def kind_of(ending: str, content: bytes) -> str:
    """The ending that fits a file's content: its own where nothing speaks against it.

    Raises Invalid, saying what the file is and what to do, for one that no reader takes.
    """
    if content.startswith(_ZIP):
        return _kind_of_zip(content)
    if content.startswith(_OLE):
        raise _refusal(_by_streams(content))
    for signature, what in _NO_DOCUMENTS:
        if content.startswith(signature):
            raise _refusal(what)
    if content[60:68] == b"BOOKMOBI":
        raise _refusal("a Kindle book: export or convert it to EPUB, where its seller allows it")
    if b"%PDF-" in content[:1024]:
        return ".pdf"
    if _is_mhtml(content):
        return ".mhtml"
    opening = content[:_WITHIN].removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"")
    if _HTML.match(opening):
        return ".html"
    if ending == ".html":
        return ".html" if _ANY_TAG.search(content.replace(b"\x00", b"")) else ".txt"
    return ending if ending in (".txt", ".md") else ".txt"


def _is_mhtml(content: bytes) -> bool:
    """Whether a file begins as browsers begin a page with all that belongs to it."""
    headers = _HEADERS.match(content[:_WITHIN].replace(b"\r\n", b"\n"))
    return headers is not None and _OF_A_PAGE.search(headers[0]) is not None


def _kind_of_zip(content: bytes) -> str:
    names: list[str] = []
    with (
        suppress(zipfile.BadZipFile, OSError, ValueError, NotImplementedError),
        zipfile.ZipFile(io.BytesIO(content)) as archive,
    ):
        names = archive.namelist()
    if not names:
        raise Invalid(
            "This file is damaged or incomplete. Download or export the document again, then "
            "upload the new file."
        )
    for start, kind in _IN_ZIP:
        if any(name.startswith(start) for name in names):
            return kind
    if "mimetype" in names and "content.xml" not in names:
        return ".epub"
    raise _refusal(
        next(
            (what for start, what in _OTHER_ZIPS if any(name.startswith(start) for name in names)),
            _ARCHIVE,
        )
    )


def _by_streams(content: bytes) -> str:
    """What an old office container holds, by the names of its streams."""
    return next(
        (what for stream, what in _STREAMS if stream.encode("utf-16-le") in content), _OLD_OFFICE
    )


def _refusal(what: str) -> Invalid:
    return Invalid(f"This file is {what}. Then upload the result.")
