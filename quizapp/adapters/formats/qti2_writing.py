"""A bank -> a package of QTI 2.1 or 3.0: a test with its sections, and a file for each item.

Scoring is by the standard templates (QTI 2.2, 8.3: match_correct, map_response), or, where there
are several responses or feedback on single choices, by processing that does the same. What an item
has no place for stands in the manifest as LOM; the type's name is the item's `label`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree

from quizapp.adapters.formats.qti2_contents import Writer, add_content
from quizapp.adapters.formats.qti_manifests import Resource, identifier_of, legal, package, written
from quizapp.adapters.formats.xml import Element
from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats.assembling import shortened
from quizapp.core.formats.base import Loss, Lost, Written
from quizapp.core.formats.losses import left_out, losses_of, with_tidy_spacing
from quizapp.core.formats.mapping import NO_REASON
from quizapp.core.item_types.numeric import Numeric

_HTML = ("p", "div", "span", "br")
_TEST = "test.xml"


@dataclass(frozen=True)
class _Version:
    """What differs between versions of QTI beside the form of names."""

    namespace: str
    templates: str
    resource: str
    schema: str
    schema_version: str
    hyphened: bool


_VERSIONS = {
    "2": _Version(
        "http://www.imsglobal.org/xsd/imsqti_v2p1",
        "http://www.imsglobal.org/question/qti_v2p1/rptemplates/{}",
        "imsqti_{}_xmlv2p1",
        "QTIv2.1 Package",
        "1.0.0",
        hyphened=False,
    ),
    "3": _Version(
        "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
        "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml",
        "imsqti_{}_xmlv3p0",
        "QTI Package",
        "3.0.0",
        hyphened=True,
    ),
}


def writer_of(version: str, label: str) -> Callable[[Bank], Written]:
    """What writes a bank in a version of QTI, "2" or "3"."""
    return lambda bank: _write(bank, _VERSIONS[version], label)


def _write(bank: Bank, version: _Version, label: str) -> Written:
    losses: list[Loss] = []
    resources: list[Resource] = []
    test = etree.Element("assessmentTest", identifier=f"t_{bank.uuid}", title=legal(bank.title))
    part = etree.SubElement(
        test,
        "testPart",
        identifier="part",
        navigationMode="nonlinear",
        submissionMode="individual",
    )
    title, section = None, part
    for number, entry in enumerate(bank.items, start=1):
        item = with_tidy_spacing(entry.item)
        element = _item(bank, replace(entry, item=item), version)
        if element is None:
            losses.append(left_out(entry, label))
            continue
        losses += losses_of(entry, _lacking(entry), label)
        if entry.section != title:
            title = entry.section
            section = etree.SubElement(
                part,
                "assessmentSection",
                identifier=f"s_{number}",
                title=legal(title),
                visible="true",
            )
        identifier = identifier_of(bank, entry.slug)
        path = f"items/{identifier}.xml"
        etree.SubElement(section, "assessmentItemRef", identifier=identifier, href=path)
        content = written(_in_version(element, version))
        kind = version.resource.format("item")
        resources.append(Resource(identifier, kind, path, content, item))
    content = written(_in_version(test, version))
    needs = tuple(resource.identifier for resource in resources)
    kind = version.resource.format("test")
    resources.insert(0, Resource(f"t_{bank.uuid}", kind, _TEST, content, needs=needs))
    file = package(bank, resources, schema=version.schema, version=version.schema_version)
    return Written(file, tuple(losses))


def _lacking(entry: BankItem) -> set[Lost]:
    lacking = {Lost.AUTHOR, Lost.CLOSE, Lost.SPACING}
    is_number = isinstance(entry.item.content, Numeric)
    return lacking | {Lost.ROW_RATIONALES} if is_number else lacking


def _item(bank: Bank, entry: BankItem, version: _Version) -> Element | None:
    item = entry.item
    element = etree.Element(
        "assessmentItem",
        identifier=identifier_of(bank, entry.slug),
        title=legal(shortened(item.stem)),
        label=item.type,
        adaptive="false",
        timeDependent="false",
        toolName="Quizapp",
        toolVersion="1",
    )
    writer = Writer()
    writer.text(item.stem)
    if not add_content(writer, item.content):
        return None
    if item.rationale != NO_REASON:
        writer.feedback("general", item.rationale, shown="hide")
    for declaration in writer.declarations:
        element.append(declaration)
    _add_outcome(element, "SCORE", "float", "single")
    if writer.feedbacks:
        _add_outcome(element, "FEEDBACK", "identifier", "multiple")
    element.append(writer.body)
    element.append(_processing(writer, version))
    for feedback in writer.feedbacks:
        element.append(feedback)
    return element


def _add_outcome(item: Element, name: str, base: str, cardinality: str) -> None:
    outcome = etree.SubElement(
        item, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=base
    )
    if base == "float":
        value = etree.SubElement(etree.SubElement(outcome, "defaultValue"), "value")
        value.text = "0"


def _processing(writer: Writer, version: _Version) -> Element:
    """A standard template where one does, else the same in rules, and the feedback to show."""
    processing = etree.Element("responseProcessing")
    shown = [d.get("identifier") for d in writer.declarations if d.get("baseType") == "identifier"]
    chosen = bool(shown) and len(writer.feedbacks) > bool(writer.general)
    if len(writer.declarations) == 1 and not chosen and writer.tolerance is None:
        mapped = writer.declarations[0].find("mapping") is not None
        template = "map_response" if mapped else "match_correct"
        processing.set("template", version.templates.format(template))
        return processing
    for declaration in writer.declarations:
        _add_rule(processing, declaration, writer.tolerance)
    if chosen:
        setting = etree.SubElement(processing, "setOutcomeValue", identifier="FEEDBACK")
        several = etree.SubElement(setting, "multiple")
        for name in shown:
            etree.SubElement(several, "variable", identifier=str(name))
    return processing


def _add_rule(processing: Element, declaration: Element, tolerance: str | None) -> None:
    name = str(declaration.get("identifier"))
    if declaration.find("mapping") is not None:
        total = _sum(etree.SubElement(processing, "setOutcomeValue", identifier="SCORE"))
        etree.SubElement(total, "mapResponse", identifier=name)
        return
    condition = etree.SubElement(processing, "responseCondition")
    then = etree.SubElement(condition, "responseIf")
    if tolerance is None:
        test = etree.SubElement(then, "match")
    else:
        test = etree.SubElement(then, "equal", toleranceMode="absolute")
        test.set("tolerance", f"{tolerance} {tolerance}")
    etree.SubElement(test, "variable", identifier=name)
    etree.SubElement(test, "correct", identifier=name)
    total = _sum(etree.SubElement(then, "setOutcomeValue", identifier="SCORE"))
    etree.SubElement(total, "baseValue", baseType="float").text = "1"


def _sum(setting: Element) -> Element:
    total = etree.SubElement(setting, "sum")
    etree.SubElement(total, "variable", identifier="SCORE")
    return total


def _in_version(element: Element, version: _Version) -> Element:
    """The element in the version's namespace, its names with hyphens where QTI 3 has them."""
    # lxml takes None for the namespace of names without a prefix.
    spaces: Any = {None: version.namespace}
    name = str(element.tag)
    name = f"qti-{_hyphened(name)}" if version.hyphened and name not in _HTML else name
    copy = etree.Element(f"{{{version.namespace}}}{name}", nsmap=spaces)
    copy.text, copy.tail = element.text, element.tail
    for key, value in element.attrib.items():
        copy.set(_hyphened(str(key)) if version.hyphened else str(key), str(value))
    inner = copy
    if version.hyphened and name == "qti-modal-feedback":
        # QTI 3.0 wants the content of feedback in an element of its own.
        inner = etree.SubElement(copy, f"{{{version.namespace}}}qti-content-body")
    for child in element:
        inner.append(_in_version(child, version))
    return copy


def _hyphened(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)
