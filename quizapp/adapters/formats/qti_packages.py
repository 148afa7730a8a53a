"""IMS Content Packages (1.1.4, and the profiles of Common Cartridge and QTI): what a zip holds.

QTI comes as one XML file or as a zip with an imsmanifest.xml, which names the files ("resources"),
their order, and in LOM (IEEE 1484.12.1) what is known about each. Packages of vendors lack it, name
files that are not there, or lie in a folder; so files are found by what they are, and the manifest
only adds to that.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from quizapp.adapters.formats import xml, zips
from quizapp.adapters.formats.qti_texts import Files, resolved
from quizapp.adapters.formats.xml import Element, child, children, tag_of, text_of
from quizapp.core.errors import Invalid
from quizapp.core.formats.assembling import one_line

MANIFEST = "imsmanifest.xml"
_HEAD = 4_000
_ENDINGS = (".xml", ".qti", ".dat")
_ROOT = re.compile(
    rb"<(?:[\w.-]+:)?(questestinterop|assessmentItem|assessmentTest|qti-assessment-item"
    rb"|qti-assessment-test)[\s>/]"
)
_VERSIONS = {
    b"questestinterop": "1.2",
    b"assessmentItem": "2",
    b"assessmentTest": "2",
    b"qti-assessment-item": "3",
    b"qti-assessment-test": "3",
}
_DIFFICULTIES = {"very easy": "easy", "difficult": "hard", "very difficult": "hard"}


@dataclass(frozen=True)
class Package:
    """A file of questions opened: a zip, or one XML file, whose only document has the path "".

    `documents` are the paths of those with questions, tests first, then in the manifest's order.
    `said` is what the manifest tells of each path: objective, step, bloom, quote.
    """

    name: str
    files: Files
    documents: tuple[str, ...]
    tests: tuple[str, ...] = ()
    title: str = ""
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def parse(self, path: str) -> Element:
        """A document's root. Raises Invalid where it cannot be read."""
        content = self.files.read(path)
        if content is None:
            raise Invalid(f"{self.name}: {path} is not there.")
        return xml.parse(content, f"{self.name}: {path}" if path else self.name)


def version_of(content: bytes) -> str:
    """The version of QTI by its content: "1.2", "2", "3", or "" for something else."""
    if not content.startswith(b"PK"):
        return _version(content[:_HEAD])
    try:
        with zips.opened(content, "") as archive:
            found = {_version(archive.head(path, _HEAD)) for path in _texts(archive)}
    except Invalid:
        return ""
    return max(found, default="")


@contextmanager
def opened(content: bytes, name: str, version: str) -> Iterator[Package]:
    """Open a package, or one XML file, for reading the documents of a version.

    Raises Invalid for a zip that cannot be read or has no such document in it.
    """
    if not content.startswith(b"PK"):
        yield Package(name, Files(read=lambda _path: content), ("",))
        return
    with zips.opened(content, name) as archive:
        roots = {path: _root(archive.head(path, _HEAD)) for path in _texts(archive)}
        found = {path for path in roots if _VERSIONS.get(roots[path]) == version}
        if not found:
            raise _without_questions(name, archive)
        manifest, notes = _manifest(archive, name)
        ordered = list(dict.fromkeys(path for path in manifest.order if path in found))
        ordered += sorted(found - set(ordered))
        yield Package(
            name,
            Files(frozenset(archive.names), archive.read),
            tuple(path for path in ordered if not roots[path].lower().endswith(b"test")),
            tuple(path for path in ordered if roots[path].lower().endswith(b"test")),
            manifest.title,
            manifest.said,
            notes,
        )


@dataclass
class _Manifest:
    title: str = ""
    order: list[str] = field(default_factory=list)
    said: dict[str, dict[str, str]] = field(default_factory=dict)


def _root(head: bytes) -> bytes:
    found = _ROOT.search(head.replace(b"\x00", b""))
    return found[1] if found else b""


def _version(head: bytes) -> str:
    return _VERSIONS.get(_root(head), "")


def _texts(archive: zips.Archive) -> list[str]:
    return [path for path in archive.names if path.lower().endswith(_ENDINGS)]


def _manifest(archive: zips.Archive, name: str) -> tuple[_Manifest, tuple[str, ...]]:
    paths = [path for path in archive.names if PurePosixPath(path).name.lower() == MANIFEST]
    path = min(paths, key=lambda each: each.count("/"), default="")
    content = archive.read(path) if path else None
    manifest = _Manifest()
    if content is None:
        return manifest, (f"There is no {MANIFEST}: the questions were found by themselves.",)
    try:
        root = xml.parse(content, name)
    except Invalid:
        return manifest, (f"Its {MANIFEST} is damaged: the questions were found by themselves.",)
    manifest.title = one_line(_of_language(child(root, "metadata", "lom", "general", "title")))
    folder = str(PurePosixPath(path).parent)
    for resources in children(root, "resources"):
        for resource in children(resources, "resource"):
            _add_resource(manifest, resource, resolved(folder, resource.get("base", "")))
    return manifest, ()


def _add_resource(manifest: _Manifest, resource: Element, folder: str) -> None:
    addresses = [resource.get("href", ""), *(f.get("href", "") for f in children(resource, "file"))]
    paths = [resolved(folder, address) for address in addresses if address]
    manifest.order += dict.fromkeys(paths)
    metadata = child(resource, "metadata")
    lom = None if metadata is None else child(metadata, "lom")
    if paths and lom is not None:
        manifest.said[paths[0]] = _said(lom)


def _said(lom: Element) -> dict[str, str]:
    """What LOM tells: 5.8 difficulty, 7 relation "isbasedon", 9 classification by its purpose."""
    difficulty = _value(child(lom, "educational", "difficulty"))
    found = {"step": _DIFFICULTIES.get(difficulty, difficulty)}
    for relation in children(lom, "relation"):
        if _value(child(relation, "kind")) == "isbasedon":
            found["quote"] = _of_language(child(relation, "resource", "description"))
    for classification in children(lom, "classification"):
        purpose = _value(child(classification, "purpose"))
        if purpose == "educational objective":
            found["objective"] = _of_language(child(classification, "description"))
        elif purpose in ("educational level", "competency"):
            found["bloom"] = _of_language(child(classification, "taxonpath", "taxon", "entry")) or (
                _of_language(child(classification, "taxonPath", "taxon", "entry"))
            )
    return {name: text for name, text in found.items() if text}


def _value(element: Element | None) -> str:
    """A vocabulary's value: <value>, in LOM 1.0 a text, before that a <langstring>."""
    return text_of(element, "value").casefold()


def _of_language(element: Element | None) -> str:
    """The first of a text's languages: <string>, before LOM 1.0 <langstring>."""
    found = [] if element is None else children(element, "string", "langstring")
    return text_of(found[0]) if found else ""


def _without_questions(name: str, archive: zips.Archive) -> Invalid:
    within = [path for path in archive.names if path.lower().endswith((".zip", ".imscc"))]
    if within:
        return Invalid(
            f"{name}: there are no questions in the file itself, but another package "
            f"({within[0][:80]}). Unpack it, and import that one."
        )
    return Invalid(f"{name}: there are no questions in QTI in the file. Export it once more.")


def local_name(element: Element) -> str:
    """An element's name as QTI 2 has it: QTI 3's "qti-choice-interaction" is choiceInteraction."""
    name = tag_of(element)
    return _camel(name.removeprefix("qti-")) if "-" in name or name.startswith("qti-") else name


def attribute(element: Element, name: str) -> str:
    """An attribute by its name in QTI 2, which QTI 3 writes with hyphens; "" for none."""
    hyphened = re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
    return str(element.get(name) or element.get(hyphened) or "").strip()


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(other.capitalize() for other in others)
