"""A bank -> a package of QTI 1.2 as Canvas, Blackboard and others read it.

Kinds are named as Canvas names them (question_type); what QTI 1.2 has no place for stands in
metadata fields of our own, which others pass over. Scoring is by <respcondition> (ASI 3.2): all or
nothing for a choice of several, points added for blanks and pairs.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lxml import etree

from quizapp.adapters.formats.qti12_presentation import PASSAGE
from quizapp.adapters.formats.qti_manifests import (
    Resource,
    identifier_of,
    legal,
    package,
    written,
)
from quizapp.adapters.formats.xml import Element
from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats import mapping
from quizapp.core.formats.assembling import shortened
from quizapp.core.formats.base import Loss, Lost, Written
from quizapp.core.formats.losses import left_out, losses_of
from quizapp.core.formats.mapping import NO_REASON
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.drag_and_drop import DragAndDrop
from quizapp.core.item_types.groups import Grouped
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.matrices import Matrix
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.item_types.short_answer import ShortAnswer
from quizapp.core.items import Item

_LABEL = "QTI 1.2"
# In one file, so that each stays within what is read as one.
_MOST_ITEMS = 2_000
_NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
# lxml takes None for the namespace of names without a prefix.
_NSMAP: Any = {None: _NAMESPACE}
_BLANK = re.compile(r"\{(\d+)\}")
_KINDS = {
    "multiple_choice": "multiple_choice_question",
    "true_false": "true_false_question",
    "select_all": "multiple_answers_question",
    "select_n": "multiple_answers_question",
    "short_answer": "short_answer_question",
    "numeric": "numerical_question",
    "matching": "matching_question",
    "matrix_multiple_choice": "matching_question",
    "dropdown_cloze": "multiple_dropdowns_question",
    "dropdown_rationale": "multiple_dropdowns_question",
    "drag_and_drop_cloze": "multiple_dropdowns_question",
    "drag_and_drop_rationale": "multiple_dropdowns_question",
}


def write(bank: Bank) -> Written:
    """A package with an assessment, or several of a large bank, and what it holds not of items."""
    losses: list[Loss] = []
    kept: list[tuple[str, Element]] = []
    for entry in bank.items:
        item = _item(bank, entry)
        if item is None:
            losses.append(left_out(entry, _LABEL))
        else:
            losses += losses_of(entry, _lacking(entry.item), _LABEL)
            kept.append((entry.section, item))
    resources = [
        _resource(bank, start, kept[start : start + _MOST_ITEMS])
        for start in range(0, max(len(kept), 1), _MOST_ITEMS)
    ]
    content = package(bank, resources, schema="IMS Content", version="1.1.3")
    return Written(content, tuple(losses))


def _resource(bank: Bank, start: int, items: Sequence[tuple[str, Element]]) -> Resource:
    """The items from `start` on as a file with an assessment; each run of a section is one."""
    identifier = f"a_{bank.uuid}_{start}"
    root = etree.Element(f"{{{_NAMESPACE}}}questestinterop", nsmap=_NSMAP)
    assessment = _add(root, "assessment", ident=identifier, title=bank.title)
    title, group = None, assessment
    for number, (section, item) in enumerate(items, start=start + 1):
        if section != title:
            title = section
            group = _add(assessment, "section", ident=f"s_{number}", title=section)
        group.append(item)
    path = f"{identifier}/{identifier}.xml"
    return Resource(identifier, "imsqti_xmlv1p2", path, written(root))


def _lacking(item: Item) -> set[Lost]:
    lacking = {Lost.AUTHOR, Lost.CLOSE}
    return lacking | {Lost.ROW_RATIONALES} if isinstance(item.content, Numeric) else lacking


class _Writer:
    """One item while it is written: what is shown, how it is scored, what is told."""

    def __init__(self, item: Element) -> None:
        self.presentation = _add(item, "presentation")
        self.processing = _add(item, "resprocessing")
        outcomes = _add(self.processing, "outcomes")
        _add(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
        self.item = item

    def text(self, text: str, **attributes: str) -> None:
        """A text of the question."""
        _material(_add(self.presentation, "material", **attributes), text)

    def choices(
        self,
        ident: str,
        labels: Sequence[tuple[str, str, str]],
        *,
        cardinality: str = "Single",
        prompt: str = "",
        most: int = 0,
        **attributes: str,
    ) -> None:
        """A response with (ident, text, reason) to choose from."""
        response = _add(self.presentation, "response_lid", ident=ident, rcardinality=cardinality)
        if prompt:
            _material(_add(response, "material"), prompt)
        rendering = _add(response, "render_choice")
        if most:
            rendering.set("minnumber", str(most))
            rendering.set("maxnumber", str(most))
        for label, text, why in labels:
            element = _add(rendering, "response_label", ident=label, **attributes)
            _material(_add(element, "material"), text)
            self.reason(ident, label, why)

    def typed(self, kind: str = "") -> None:
        """A line to write on."""
        response = _add(self.presentation, "response_str", ident="r", rcardinality="Single")
        rendering = _add(response, "render_fib", **({"fibtype": kind} if kind else {}))
        _add(rendering, "response_label", ident="answer")

    def reason(self, ident: str, value: str, text: str, name: str = "") -> None:
        """Why a value is right or wrong, shown where it is chosen."""
        if not text:
            return
        name = name or f"{value}_fb"
        condition = self.condition(**{"continue": "Yes"})
        _equal(condition[0], ident, value)
        _add(condition, "displayfeedback", feedbacktype="Response", linkrefid=name)
        self.feedback(name, text)

    def feedback(self, name: str, text: str) -> None:
        """A feedback by its name; "" is none."""
        if text:
            flow = _add(_add(self.item, "itemfeedback", ident=name), "flow_mat")
            _material(_add(flow, "material"), text)

    def condition(self, **attributes: str) -> Element:
        """A condition, which holds its <conditionvar>."""
        condition = _add(self.processing, "respcondition", **attributes)
        _add(condition, "conditionvar")
        return condition

    def credit(self, share: float = 100, action: str = "Set") -> Element:
        """The <conditionvar> of a condition that earns a share of the credit, in per cent."""
        condition = self.condition(**{"continue": "Yes" if action == "Add" else "No"})
        _add(condition, "setvar", action=action, varname="SCORE").text = f"{share:.2f}"
        return condition[0]


def _item(bank: Bank, entry: BankItem) -> Element | None:
    item = entry.item
    element = etree.Element(f"{{{_NAMESPACE}}}item")
    element.set("ident", identifier_of(bank, entry.slug))
    element.set("title", legal(shortened(item.stem)))
    said = {
        "question_type": _KINDS.get(item.type, ""),
        "points_possible": "1.0",
        "quizapp_type": item.type,
        "quizapp_objective": item.objective,
        "quizapp_step": item.step.value,
        "quizapp_bloom": item.bloom.value,
        "quizapp_quote": "" if item.source is None else item.source.quote,
        "quizapp_unit": item.content.unit if isinstance(item.content, Numeric) else "",
    }
    metadata = _add(_add(element, "itemmetadata"), "qtimetadata")
    for label, value in said.items():
        if value:
            field = _add(metadata, "qtimetadatafield")
            _add(field, "fieldlabel").text = label
            _add(field, "fieldentry").text = legal(value)
    writer = _Writer(element)
    writer.text(item.stem)
    if not _add_content(writer, item):
        return None
    if item.rationale != NO_REASON:
        shown = writer.condition(**{"continue": "Yes"})
        _add(shown[0], "other")
        _add(shown, "displayfeedback", feedbacktype="Response", linkrefid="general_fb")
        writer.feedback("general_fb", item.rationale)
    return element


def _add_content(writer: _Writer, item: Item) -> bool:
    """Write what differs from type to type; False for what QTI 1.2 cannot carry."""
    content = item.content
    match content:
        case Choices():
            _add_choices(writer, content)
        case OrderedResponse():
            _add_steps(writer, content)
        case Matching():
            _add_matching(writer, content)
        case Matrix():
            _add_matrix(writer, content)
        case Grouped():
            _add_groups(writer, content)
        case DragAndDrop():
            _add_tokens(writer, content)
        case ShortAnswer():
            _add_wordings(writer, content)
        case _:
            return isinstance(content, Numeric) and _add_number(writer, content)
    return True


def _add_choices(writer: _Writer, content: Choices) -> None:
    several = content.type in ("select_all", "select_n")
    labels = [(f"r_{n}", o.text, o.rationale) for n, o in enumerate(content.options)]
    most = sum(content.key) if content.type == "select_n" else 0
    cardinality = "Multiple" if several else "Single"
    writer.choices("r", labels, cardinality=cardinality, most=most)
    right = [label[0] for label, key in zip(labels, content.key, strict=True) if key]
    _ask_for(writer.credit(), "r", [label[0] for label in labels] if several else right, right)


def _add_steps(writer: _Writer, content: OrderedResponse) -> None:
    steps = [(f"r_{n}", step.text, step.rationale) for n, step in enumerate(content.sequence)]
    writer.choices("r", steps, cardinality="Ordered")
    asked = writer.credit()
    for value, _text, _why in steps:
        _equal(asked, "r", value)


def _add_wordings(writer: _Writer, content: ShortAnswer) -> None:
    writer.typed()
    asked = writer.credit()
    for number, answer in enumerate(content.answers):
        _equal(asked, "r", answer.text)
        writer.reason("r", answer.text, answer.rationale, f"answer_{number}_fb")


def _add_matching(writer: _Writer, content: Matching) -> None:
    labels = [(f"c_{n}", text, "") for n, text in enumerate(content.choices)]
    for number, pair in enumerate(content.pairs):
        ident = f"response_{number}"
        writer.choices(ident, labels, prompt=pair.text)
        _equal(writer.credit(100 / len(content.pairs), "Add"), ident, f"c_{number}")
        writer.feedback(f"{ident}_fb", pair.rationale)
    for number, extra in enumerate(content.extras, start=len(content.pairs)):
        writer.feedback(f"c_{number}_fb", extra.rationale)


def _add_matrix(writer: _Writer, content: Matrix) -> None:
    several = content.type == "matrix_multiple_response"
    labels = [(f"c_{n}", column, "") for n, column in enumerate(content.columns)]
    for number, row in enumerate(content.rows):
        ident = f"response_{number}"
        cardinality = "Multiple" if several else "Single"
        writer.choices(ident, labels, prompt=row.text, cardinality=cardinality)
        right = [f"c_{n}" for n, name in enumerate(content.columns) if name in row.right]
        asked = writer.credit(100 / len(content.rows), "Add")
        _ask_for(asked, ident, [label[0] for label in labels] if several else right, right)
        writer.feedback(f"{ident}_fb", row.rationale)


def _add_groups(writer: _Writer, content: Grouped) -> None:
    names = _names_of_blanks(writer, content.passage, len(content.groups))
    several = content.type in ("multiple_response_grouping", "bow_tie")
    for number, group in enumerate(content.groups):
        members = content.members(number)
        labels = [
            (f"r_{n}", content.options[n].text, content.options[n].rationale) for n in members
        ]
        ident = f"response_{names[number]}" if names else f"response_{number}"
        writer.choices(
            ident,
            labels,
            prompt=names[number] if names else group,
            cardinality="Multiple" if several else "Single",
        )
        right = [f"r_{n}" for n in members if content.options[n].correct]
        asked = writer.credit(100 / len(content.groups), "Add")
        _ask_for(asked, ident, [label[0] for label in labels] if several else right, right)


def _add_tokens(writer: _Writer, content: DragAndDrop) -> None:
    labels = [(f"c_{n}", token.text, "") for n, token in enumerate(content.tokens)]
    names = _names_of_blanks(writer, content.passage, len(content.key))
    for name, right in zip(names, content.key, strict=True):
        ident = f"response_{name}"
        writer.choices(ident, labels, prompt=name, answer_type="wordbank")
        _equal(writer.credit(100 / len(content.key), "Add"), ident, f"c_{right}")
    for number, token in enumerate(content.tokens):
        writer.feedback(f"c_{number}_fb", token.rationale)


def _names_of_blanks(writer: _Writer, passage: str, count: int) -> list[str]:
    """Write a passage, its blanks as [name]; the names, which stand nowhere else in it."""
    if not passage:
        return []
    shown = "".join(str(each.text or "") for each in writer.presentation.iter())
    base = "blank"
    while f"[{base}" in passage or f"[{base}" in shown:
        base += "_"
    writer.text(_BLANK.sub(lambda found: f"[{base}{found[1]}]", passage), label=PASSAGE)
    return [f"{base}{number}" for number in range(1, count + 1)]


def _add_number(writer: _Writer, content: Numeric) -> bool:
    number = mapping.plain_number(content)
    if number is None:
        return False
    answer, tolerance = (Decimal(text) for text in number)
    writer.typed("Decimal")
    either = _add(writer.credit(), "or")
    _equal(either, "r", f"{answer:f}")
    both = _add(either, "and")
    _add(both, "vargte", respident="r").text = f"{answer - tolerance:f}"
    _add(both, "varlte", respident="r").text = f"{answer + tolerance:f}"
    return True


def _ask_for(asked: Element, ident: str, values: Sequence[str], right: Sequence[str]) -> None:
    """Ask for the right values and for no other."""
    both = _add(asked, "and")
    for value in values:
        _equal(both if value in right else _add(both, "not"), ident, value)


def _equal(parent: Element, ident: str, value: str) -> None:
    _add(parent, "varequal", respident=ident).text = legal(value)


def _material(material: Element, text: str) -> None:
    _add(material, "mattext", texttype="text/plain").text = legal(text)


def _add(parent: Element, name: str, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{_NAMESPACE}}}{name}")
    for key, value in attributes.items():
        element.set(key, legal(value))
    return element
