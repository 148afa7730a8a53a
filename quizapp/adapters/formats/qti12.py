"""QTI 1.2 (IMS QTI ASI 1.2.1, and its profile in Common Cartridge 1.x), in and out.

A zip of Canvas, Blackboard, D2L or another, a cartridge, or the XML alone: <questestinterop> with
assessments, sections, object banks and items, in any namespace or none.
"""

from collections.abc import Iterator
from dataclasses import replace

from quizapp.adapters.formats import xml
from quizapp.adapters.formats.qti12_items import parsed_item
from quizapp.adapters.formats.qti12_scoring import field_of, title_of
from quizapp.adapters.formats.qti12_writing import write
from quizapp.adapters.formats.qti_packages import Package, opened, version_of
from quizapp.adapters.formats.qti_texts import Texts
from quizapp.adapters.formats.xml import Element, children, tag_of, text_of
from quizapp.core.errors import Invalid
from quizapp.core.formats.assembling import assemble, one_line, shortened
from quizapp.core.formats.base import Format, ParsedBank, ParsedItem, Skipped
from quizapp.core.formats.mapping import Unkeepable

# Groups of items: a section within an assessment, or a bank of a package.
_GROUPS = ("assessment", "section", "objectbank")
_REFERENCES = {
    "bankentry_item": "It is in a bank that the file does not hold: export that bank too.",
    "sourcebank_ref": "It draws questions from a bank: export that bank too.",
    "itemref": "It is a question of another file: export that one too.",
}
# Canvas keeps its own, whole form of a quiz beside that of the cartridge.
_WHOLE = "non_cc_assessments/"


def _read(content: bytes, name: str) -> ParsedBank:
    with opened(content, name, "1.2") as package:
        reading = _Reading(package)
        entries = list(reading.entries())
        bank = assemble(
            entries,
            name=name,
            title=package.title or reading.title,
            notes=package.notes,
        )
        return replace(bank, media=package.files.media)


class _Reading:
    """One pass over the documents of a package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.title = ""
        self.number = 0
        self.documents = _without_copies(package.documents)

    def entries(self) -> Iterator[ParsedItem | Skipped]:
        """Every item, and everything else that a learner would be asked, in the file's order."""
        for path in self.documents:
            try:
                root = self.package.parse(path)
                if tag_of(root) != "questestinterop":
                    raise Invalid(
                        f"{self.package.name}: line {root.sourceline}: QTI 1.2 begins with "
                        f"<questestinterop>, and this with <{tag_of(root)[:40]}>."
                    )
            except Invalid as refusal:
                if len(self.documents) == 1:
                    raise
                yield Skipped(path, "", " ".join(refusal.problems))
                continue
            yield from self._within(root, path, ())

    def _within(
        self, element: Element, path: str, section: tuple[str, ...]
    ) -> Iterator[ParsedItem | Skipped]:
        for each in children(element):
            name = tag_of(each)
            if name == "item":
                yield self._entry(each, path, section)
            elif name in _REFERENCES:
                yield Skipped(self._place(each, path), each.get("item_ref", ""), _REFERENCES[name])
            elif name in _GROUPS:
                yield from self._within(each, path, self._section(each, section))
            elif name in ("selection_ordering", "selection"):
                yield from self._within(each, path, section)

    def _section(self, group: Element, section: tuple[str, ...]) -> tuple[str, ...]:
        """The section's path; an assessment that is all of the package names the bank."""
        title = one_line(title_of(group) or _field(group, "bank_title"))
        whole = len(self.documents) == 1 or title == self.package.title
        if tag_of(group) == "assessment" and whole:
            self.title = self.title or title
            return section
        return (*section, title) if title else section

    def _place(self, element: Element, path: str) -> str:
        self.number += 1
        where = xml.place_of(element, self.number)
        return f"{path}: {where}" if path else where

    def _entry(self, item: Element, path: str, section: tuple[str, ...]) -> ParsedItem | Skipped:
        place = self._place(item, path)
        folder = path.rpartition("/")[0]
        texts = Texts(self.package.files, folder)
        try:
            return parsed_item(item, place, section, texts)
        except Unkeepable as reason:
            words = Texts(self.package.files).first_words(item) or item.get("title", "")
            return Skipped(place, shortened(words), str(reason))


def _field(group: Element, name: str) -> str:
    """An entry of the metadata of an assessment or object bank, "" for none."""
    for metadata in children(group, "qtimetadata"):
        for each in children(metadata, "qtimetadatafield"):
            if text_of(each, "fieldlabel").casefold() == name:
                return text_of(each, "fieldentry")
    return field_of(group, name)


def _without_copies(documents: tuple[str, ...]) -> list[str]:
    """The documents without those of which Canvas gives its own form too."""
    whole = {path.rpartition(_WHOLE)[2].partition(".")[0] for path in documents if _WHOLE in path}
    return [
        path
        for path in documents
        if _WHOLE in path or not whole & set(path.removesuffix(".xml").split("/"))
    ]


FORMAT = Format(
    name="qti12",
    label="QTI 1.2",
    endings=(".zip", ".xml", ".imscc", ".qti", ".dat"),
    media_type="application/zip",
    fits=lambda content: version_of(content) == "1.2",
    read=_read,
    write=write,
)
