"""Writing IMS Content Packages (1.1.4): a zip with its imsmanifest.xml, and LOM for each item."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from quizapp.adapters.formats.qti_packages import MANIFEST
from quizapp.adapters.formats.qti_texts import as_name
from quizapp.adapters.formats.xml import Element
from quizapp.core.banks import Bank
from quizapp.core.items import Item

_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_LOM = "http://ltsc.ieee.org/xsd/LOM"
# lxml takes None for the namespace of names without a prefix.
_NSMAP: Any = {None: _CP, "lom": _LOM}
_DIFFICULTIES = {"easy": "easy", "medium": "medium", "hard": "difficult"}
# A zip's oldest date: the same bank is the same file, whenever it is written.
_DATE = (1980, 1, 1, 0, 0, 0)
_ILLEGAL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\uf900-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Resource:
    """A file of the package, and the item that it holds, if it is one. `needs` are identifiers."""

    identifier: str
    type: str
    path: str
    content: bytes
    item: Item | None = None
    needs: tuple[str, ...] = ()


def package(bank: Bank, resources: Sequence[Resource], *, schema: str, version: str) -> bytes:
    """A zip of the resources and their manifest."""
    root = etree.Element(f"{{{_CP}}}manifest", nsmap=_NSMAP)
    root.set("identifier", f"m_{bank.uuid}")
    metadata = _add(root, _CP, "metadata")
    _add(metadata, _CP, "schema", schema)
    _add(metadata, _CP, "schemaversion", version)
    general = _add(_add(metadata, _LOM, "lom"), _LOM, "general")
    _language(_add(general, _LOM, "title"), bank.title, bank.language)
    _add(root, _CP, "organizations")
    listed = _add(root, _CP, "resources")
    for resource in resources:
        element = _add(listed, _CP, "resource")
        element.set("identifier", resource.identifier)
        element.set("type", resource.type)
        element.set("href", resource.path)
        if resource.item is not None:
            _add_lom(_add(element, _CP, "metadata"), resource.item, bank.language)
        _add(element, _CP, "file").set("href", resource.path)
        for needed in resource.needs:
            _add(element, _CP, "dependency").set("identifierref", needed)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in [(MANIFEST, written(root)), *((r.path, r.content) for r in resources)]:
            entry = zipfile.ZipInfo(path, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def written(root: Element) -> bytes:
    """An XML file."""
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))


def legal(text: str) -> str:
    """A text without what XML 1.0 (2.2) does not allow, and without our marks of blanks."""
    return _ILLEGAL.sub("", text)


def identifier_of(bank: Bank, slug: str) -> str:
    """An item's identity as an XML name."""
    return as_name(f"{bank.uuid}/{slug}")


def _add(parent: Element, namespace: str, name: str, text: str = "") -> Element:
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    if text:
        element.text = legal(text)
    return element


def _language(parent: Element, text: str, language: str) -> None:
    _add(parent, _LOM, "string", text).set("language", language)


def _vocabulary(parent: Element, name: str, value: str) -> None:
    element = _add(parent, _LOM, name)
    _add(element, _LOM, "source", "LOMv1.0")
    _add(element, _LOM, "value", value)


def _add_lom(metadata: Element, item: Item, language: str) -> None:
    """LOM 1.0: 5.8 difficulty, 7 relation to the source's words, 9 objective and Bloom level."""
    lom = _add(metadata, _LOM, "lom")
    _vocabulary(_add(lom, _LOM, "educational"), "difficulty", _DIFFICULTIES[item.step.value])
    if item.source is not None:
        relation = _add(lom, _LOM, "relation")
        _vocabulary(relation, "kind", "isbasedon")
        resource = _add(relation, _LOM, "resource")
        _language(_add(resource, _LOM, "description"), item.source.quote, language)
    objective = _add(lom, _LOM, "classification")
    _vocabulary(objective, "purpose", "educational objective")
    _language(_add(objective, _LOM, "description"), item.objective, language)
    level = _add(lom, _LOM, "classification")
    _vocabulary(level, "purpose", "educational level")
    path = _add(level, _LOM, "taxonPath")
    _language(_add(path, _LOM, "source"), "Revised Bloom taxonomy", "en")
    _language(_add(_add(path, _LOM, "taxon"), _LOM, "entry"), item.bloom.value, "en")
