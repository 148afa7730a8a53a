"""Which reader takes which file, and what is said to a person whose file none can take."""

from collections.abc import Callable
from pathlib import PurePath

from quizapp.adapters.extraction.decoding import decode
from quizapp.adapters.extraction.markdown import read_markdown
from quizapp.core.blocks import SourceText
from quizapp.core.errors import Invalid
from quizapp.core.plain_text import read_plain_text

MAX_BYTES = 10 * 1024 * 1024

# One line here and one module beside this one make a new kind of document readable.
READERS: dict[str, Callable[[str], SourceText]] = {
    ".txt": read_plain_text,
    ".md": read_markdown,
}
KINDS_READ: tuple[str, ...] = tuple(READERS)


def read_document(filename: str, content: bytes) -> SourceText:
    r"""Read an uploaded file into text and blocks, by the ending of its name.

    Line ends become "\n"; all offsets count characters of the text that is returned. Raises
    Invalid, naming the fix, for a kind that is not read, an empty or binary file, and a file of
    more than MAX_BYTES.
    """
    name = PurePath(filename.replace("\\", "/")).name or "This file"
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise Invalid(
            f"\u201c{name}\u201d is of a kind that cannot be read yet. Quizapp reads {_kinds()}: "
            "save or export the document as one of these, then upload it again."
        )
    if len(content) > MAX_BYTES:
        raise Invalid(
            f"\u201c{name}\u201d has {_megabytes(len(content))} MB; a document may have up to "
            f"{MAX_BYTES // 1024 // 1024} MB. Split it, by chapter perhaps, and upload the parts "
            "one by one."
        )
    text = decode(name, content)
    if not text.strip():
        raise Invalid(
            f"\u201c{name}\u201d is empty. Check that the document was saved with its text in it, "
            "then upload it again."
        )
    return reader(text)


def _kinds() -> str:
    return " and ".join([", ".join(KINDS_READ[:-1]), KINDS_READ[-1]]).removeprefix(" and ")


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f}"
