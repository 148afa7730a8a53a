"""Which reader takes which file, and what is said to a person whose file none can take."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from quizapp.adapters.extraction.decoding import decode
from quizapp.adapters.extraction.kinds import kind_of
from quizapp.adapters.extraction.markdown import read_markdown
from quizapp.core.blocks import SourceText
from quizapp.core.errors import Invalid
from quizapp.core.plain_text import read_plain_text

# Some 5,000 pages of words. Pictures make a file large, but cost nothing after it is read.
MOST_CHARS = 10_000_000

Reader = Callable[[bytes], SourceText]


def _of_text(read: Callable[[str], SourceText]) -> Reader:
    return lambda content: read(_within_measure(decode(content)))


def _module(name: str) -> Reader:
    """A module's `read`, loaded with its first document: the libraries behind it are large."""
    return lambda content: import_module(f"quizapp.adapters.extraction.{name}").read(content)


# One line here and one module beside this one make a new kind of document readable.
READERS: dict[str, Reader] = {
    ".txt": _of_text(read_plain_text),
    ".md": _of_text(read_markdown),
    ".html": _module("html"),
    ".mhtml": _module("mhtml"),
    ".epub": _module("epub"),
    ".docx": _module("docx"),
    ".pptx": _module("pptx"),
    ".pdf": _module("pdf"),
}
_ALSO = {
    ".text": ".txt",
    ".markdown": ".md",
    ".htm": ".html",
    ".xhtml": ".html",
    ".mht": ".mhtml",
}
KINDS_READ: tuple[str, ...] = tuple(READERS)


def read_document(filename: str, content: bytes) -> SourceText:
    r"""Read an uploaded file into text and blocks: as what it is, if its name says otherwise.

    Line ends become "\n"; all offsets count characters of the text that is returned. Raises
    Invalid, naming the file and the fix, for a kind that is not read, an empty, damaged or
    protected file, and one with more than MOST_CHARS of text.
    """
    name = PurePath(filename.replace("\\", "/")).name or "This file"
    suffix = PurePath(name).suffix.lower()
    ending = _ALSO.get(suffix, suffix)
    if not content.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise _empty(name)
    try:
        kind = kind_of(ending, content)
        if ending not in READERS and kind == ".txt":
            raise Invalid("It is of a kind that Quizapp has no reader for.")
        source = READERS[kind](content)
        _within_measure(source.text)
    except Invalid as problem:
        raise Invalid(
            f"\u201c{name}\u201d cannot be read. {problem} Quizapp reads {_kinds()} files."
        ) from problem
    if not source.text.strip():
        raise _empty(name)
    return source


def _empty(name: str) -> Invalid:
    return Invalid(
        f"\u201c{name}\u201d is empty. Check that the document was saved with its text in it, "
        "then upload it again."
    )


def _kinds() -> str:
    return " and ".join([", ".join(KINDS_READ[:-1]), KINDS_READ[-1]])


def _within_measure(text: str) -> str:
    if len(text) > MOST_CHARS:
        raise Invalid(
            f"It holds {len(text) / 1_000_000:.1f} million letters; a document may have up to "
            f"{MOST_CHARS // 1_000_000} million. Split it, by chapter perhaps, and upload the "
            "parts one by one."
        )
    return text
