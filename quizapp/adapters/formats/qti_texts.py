"""Texts of QTI items -> plain text, with the notes and files of one question gathered."""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from quizapp.adapters.formats.xml import Element, tag_of
from quizapp.core.formats.composites import without_marks
from quizapp.core.formats.mapping import Unkeepable
from quizapp.core.formats.markup import plain_text

_FILE_BASE = re.compile(r"(\$|%24)IMS[-_]CC[-_]FILE_?BASE(\$|%24)/?", re.IGNORECASE)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_OURS = re.compile(r"i_([0-9a-f-]{36})_([a-z0-9-]+)")
_WORDS = 2_000
_FOLDERS = ("", "web_resources", "resources", "csfiles/home_dir")


@dataclass
class Files:
    """What a package holds beside its questions: `names`, and `read` for their bytes."""

    names: frozenset[str] = frozenset()
    read: Callable[[str], bytes | None] = lambda _name: None
    media: dict[str, bytes] = field(default_factory=dict)

    def kept(self, address: str, folder: str) -> str:
        """The name of the file at an address that a question in `folder` shows, "" for none."""
        plain = unquote(_FILE_BASE.sub("", address)).partition("?")[0].partition("#")[0]
        for base in (folder, *_FOLDERS):
            name = resolved(base, plain)
            if name not in self.names:
                continue
            content = self.media.get(name) or self.read(name)
            if content is not None:
                self.media[name] = content
                return name
        return ""


@dataclass
class Texts:
    """Turns the texts of one question into plain ones; `used` are the files that it shows."""

    files: Files
    folder: str = ""
    used: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def plain(self, markup: str) -> str:
        """The plain text of HTML. Raises Unkeepable for more of it than any question has."""
        plain = plain_text(markup)
        self.notes += plain.notes
        for address in plain.media:
            self.keep(address)
        return plain.text

    def keep(self, address: str) -> None:
        """Keep a file that the question shows, or say that it is not there."""
        name = self.files.kept(address, self.folder)
        if name:
            self.used.append(name)
        elif _OUTSIDE.match(address):
            self.notes.append("A file elsewhere on the web, which it shows, was left out.")
        else:
            self.notes.append("A file that it shows is not in the package.")

    def first_words(self, element: Element) -> str:
        """What an item that is not kept begins with, as far as it can be told."""
        text = " ".join(str(element.xpath("string(.//*[local-name()='mattext'])")).split())
        try:
            return plain_text(text[:_WORDS]).text
        except Unkeepable:
            return ""

    def told(self, more: tuple[str, ...] = ()) -> tuple[str, ...]:
        """All notes of the question, each once."""
        files = ("Its files were left out.",) if self.used else ()
        return tuple(dict.fromkeys((*more, *self.notes, *files)))


def identity_in(identifier: str) -> str:
    """The identity that our own files write as an XML name, else the identifier as it is."""
    found = _OURS.fullmatch(identifier)
    return f"{found[1]}/{found[2]}" if found else identifier


def as_name(identity: str) -> str:
    """A bank's uuid and a slug as an XML name, which may hold no slash."""
    return f"i_{identity.replace('/', '_')}"


def resolved(folder: str, address: str) -> str:
    """The name in the package of an address relative to a folder; "" for one outside it."""
    parts: list[str] = []
    for part in (*PurePosixPath(folder).parts, *address.replace("\\", "/").split("/")):
        if part == "..":
            if not parts:
                return ""
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def markup_of(
    element: Element, replaced: Callable[[Element], str | None] = lambda _element: None
) -> str:
    """What is within an element as HTML, without namespaces.

    `replaced` gives what stands in the place of an element below, None for itself.
    """
    pieces = [html.escape(without_marks(element.text or ""))]
    for below in element:
        name = tag_of(below)
        if name:
            instead = replaced(below)
            pieces.append(_tagged(below, name, replaced) if instead is None else instead)
        pieces.append(html.escape(without_marks(below.tail or "")))
    return "".join(pieces)


def _tagged(element: Element, name: str, replaced: Callable[[Element], str | None]) -> str:
    values: Mapping[str, str] = {str(k): str(v) for k, v in element.attrib.items()}
    written = "".join(
        f' {key}="{html.escape(values[key])}"' for key in ("src", "alt") if key in values
    )
    if name == "object":
        # Pictures of QTI 2 (assessment items: object); markup takes it for what runs.
        kind = values.get("type", "")
        if kind.startswith("image/"):
            alternative = html.escape(" ".join(str(element.xpath("string()")).split()))
            return f'<img src="{html.escape(values.get("data", ""))}" alt="{alternative}">'
    inner = markup_of(element, replaced)
    if name != name.lower() or "-" in name:
        return inner
    return (
        f"<{name}{written}>{inner}</{name}>"
        if name not in ("br", "hr", "img")
        else f"<{name}{written}>"
    )
