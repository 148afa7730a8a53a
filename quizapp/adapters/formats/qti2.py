"""QTI 2.1, 2.2 and 3.0: an item, or a package with tests and items, in and out.

Sections are those of an assessmentTest (QTI 2.2, 9: assessmentSection, assessmentItemRef), where
the package has one; items that no test names come after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from quizapp.adapters.formats import xml
from quizapp.adapters.formats.qti2_items import is_item, parsed_item
from quizapp.adapters.formats.qti2_writing import writer_of
from quizapp.adapters.formats.qti_packages import (
    Package,
    attribute,
    local_name,
    opened,
    version_of,
)
from quizapp.adapters.formats.qti_texts import Texts, resolved
from quizapp.adapters.formats.xml import Element, tag_of
from quizapp.core.errors import Invalid
from quizapp.core.formats.assembling import assemble, one_line, shortened
from quizapp.core.formats.base import Format, ParsedBank, ParsedItem, Skipped
from quizapp.core.formats.mapping import Unkeepable

_NAMES = {"2": "QTI 2.1 and 2.2", "3": "QTI 3.0"}
_ROOTS = {"2": "<assessmentItem>", "3": "<qti-assessment-item>"}


def _read(content: bytes, name: str, version: str) -> ParsedBank:
    with opened(content, name, version) as package:
        sections: dict[str, tuple[str, ...]] = {}
        skipped: list[Skipped] = []
        titles = [_place_sections(package, path, sections, skipped) for path in package.tests]
        documents = frozenset(package.documents)
        paths = [path for path in sections if path in documents]
        paths += [path for path in package.documents if path not in sections]
        bank = assemble(
            [*_entries(package, paths, sections, version), *skipped],
            name=name,
            title=next(filter(None, titles), "") or package.title,
            notes=package.notes,
        )
        return replace(bank, media=package.files.media)


def _place_sections(
    package: Package,
    path: str,
    sections: dict[str, tuple[str, ...]],
    skipped: list[Skipped],
) -> str:
    """Note the section of each item that a test names, in its order; gives the test's title."""
    try:
        root = package.parse(path)
    except Invalid as refusal:
        skipped.append(Skipped(path, "", " ".join(refusal.problems)))
        return ""
    folder = path.rpartition("/")[0]
    documents = frozenset(package.documents)

    def walk(element: Element, above: tuple[str, ...]) -> None:
        for each in element:
            name = local_name(each) if isinstance(each.tag, str) else ""
            if name == "assessmentItemRef":
                target = resolved(folder, attribute(each, "href"))
                sections.setdefault(target, above)
                if target not in documents:
                    place = f"{path}: line {each.sourceline}"
                    words = attribute(each, "href")
                    skipped.append(Skipped(place, words, "This question is not in the package."))
            elif name == "assessmentSection":
                title = one_line(attribute(each, "title"))
                walk(each, (*above, title) if title else above)
            elif name:
                walk(each, above)

    walk(root, ())
    return one_line(attribute(root, "title"))


def _entries(
    package: Package,
    paths: list[str],
    sections: Mapping[str, tuple[str, ...]],
    version: str,
) -> Iterator[ParsedItem | Skipped]:
    for number, path in enumerate(paths, start=1):
        try:
            item = package.parse(path)
            if not is_item(item):
                raise Invalid(
                    f"{package.name}: line {item.sourceline}: {_NAMES[version]} begins with "
                    f"{_ROOTS[version]}, and this with <{tag_of(item)[:40]}>."
                )
        except Invalid as refusal:
            if not path:
                raise
            yield Skipped(path, "", " ".join(refusal.problems))
            continue
        place = f"{path}, <{tag_of(item)}>" if path else xml.place_of(item, number)
        texts = Texts(package.files, path.rpartition("/")[0])
        said = dict(package.said.get(path, {}))
        try:
            yield parsed_item(item, place, sections.get(path, ()), said, texts)
        except Unkeepable as reason:
            words = attribute(item, "title") or attribute(item, "identifier")
            yield Skipped(place, shortened(words), str(reason))


def _format(version: str, name: str) -> Format:
    return Format(
        name=name,
        label=_NAMES[version],
        endings=(".zip", ".xml"),
        media_type="application/zip",
        fits=lambda content: version_of(content) == version,
        read=lambda content, filename: _read(content, filename, version),
        write=writer_of(version, _NAMES[version]),
    )


QTI_2 = _format("2", "qti21")
QTI_3 = _format("3", "qti3")
