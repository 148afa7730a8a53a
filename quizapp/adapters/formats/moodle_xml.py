"""Moodle XML: choices, matching, ordering, short answers, numbers. Files in it are kept.

What Moodle has no place for (objective, difficulty, Bloom level, the quote) stands in an element of
our own, <quizapp>, which Moodle passes over.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from quizapp.adapters.formats import xml
from quizapp.adapters.formats.xml import Element, child, children, text_of
from quizapp.core.banks import Bank, BankItem, unlocated
from quizapp.core.errors import Invalid
from quizapp.core.formats import mapping
from quizapp.core.formats.assembling import assemble, shortened
from quizapp.core.formats.base import Format, Loss, Lost, ParsedBank, ParsedItem, Skipped, Written
from quizapp.core.formats.gift_syntax import category_of
from quizapp.core.formats.losses import identity_of, left_out, losses_of
from quizapp.core.formats.mapping import NO_REASON, Unkeepable
from quizapp.core.formats.markup import plain_markdown, plain_text
from quizapp.core.item_types import ItemContent
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.item_types.short_answer import ShortAnswer
from quizapp.core.items import Item, with_source

_LABEL = "Moodle XML"
_HEAD = 4_000
_NUMBER = re.compile(r"\s*question:\s*([0-9]{1,19})\s*")
_UNKEPT = {
    "essay": "an essay",
    "cloze": "gaps in a text",
    "multianswer": "gaps in a text",
    "gapselect": "gaps in a text",
    "ddwtos": "words dragged into a text",
    "ddimageortext": "labels dragged onto a picture",
    "ddmarker": "markers dragged onto a picture",
    "calculated": "a calculation with drawn numbers",
    "calculatedsimple": "a calculation with drawn numbers",
    "calculatedmulti": "a calculation with drawn numbers",
    "randomsamatch": "a matching drawn by chance",
    "random": "a question drawn by chance",
}
_WHOLE_FEEDBACK = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
_USUAL = re.compile(r"your answer is (?:partially )?(?:in)?correct\.?|", re.IGNORECASE)
_ILLEGAL = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass
class _Reading:
    """What is gathered over the file (`media`) and over one question."""

    media: dict[str, bytes] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    number: int = 0

    def begin(self, number: int) -> None:
        """Start with another question."""
        self.number, self.used, self.notes = number, [], []

    def plain(self, element: Element | None, form: str = "html") -> str:
        """The plain text of an element with <text>, its files kept; "" where there is none."""
        if element is None:
            return ""
        self._keep_files(element)
        written = text_of(element, "text")
        form = element.get("format") or form
        if form == "plain_text":
            return written
        plain = (plain_markdown if form == "markdown" else plain_text)(written)
        self.notes += plain.notes
        return plain.text

    def _keep_files(self, element: Element) -> None:
        for file in children(element, "file"):
            name = f"{self.number}/{file.get('path', '/').strip('/')}/{file.get('name', '')}"
            try:
                content = base64.b64decode("".join((file.text or "").split()), validate=True)
            except (binascii.Error, ValueError):
                self.notes.append("A file within it is damaged and was left out.")
                continue
            name = name.replace("//", "/")[:200]
            self.media[name] = content
            self.used.append(name)


def _read(content: bytes, name: str) -> ParsedBank:
    root = xml.parse(content, name)
    if xml.tag_of(root) != "quiz":
        raise Invalid(
            f"{name}: line {root.sourceline}: Moodle XML begins with <quiz>, and this with "
            f"<{xml.tag_of(root)[:40]}>."
        )
    reading = _Reading()
    bank = assemble(_entries(root, reading), name=name)
    return ParsedBank(bank.title, bank.items, bank.skipped, notes=bank.notes, media=reading.media)


def _entries(root: Element, reading: _Reading) -> Iterator[ParsedItem | Skipped]:
    category: tuple[str, ...] = ()
    for number, question in enumerate(children(root, "question"), start=1):
        kind = question.get("type", "")
        if kind == "category":
            category = category_of(text_of(question, "category", "text"))
            continue
        reading.begin(number)
        place = xml.place_of(question, number)
        try:
            yield _item(question, kind, place, category, reading)
        except Unkeepable as reason:
            words = text_of(question, "name", "text") or text_of(question, "questiontext", "text")
            yield Skipped(place, shortened(words), str(reason))


def _item(
    question: Element, kind: str, place: str, category: tuple[str, ...], reading: _Reading
) -> ParsedItem:
    content, notes = _content(question, kind, reading)
    own = child(question, "quizapp")
    item, unsaid = mapping.make_item(
        reading.plain(child(question, "questiontext")),
        content,
        rationale=reading.plain(child(question, "generalfeedback")),
        objective=text_of(own, "objective"),
        step=text_of(own, "step"),
        bloom=text_of(own, "bloom"),
    )
    if quote := text_of(own, "quote"):
        item = with_source(item, unlocated(quote))
    _note_what_is_lost(question, reading)
    return ParsedItem(
        _identifier(question),
        place,
        category,
        item,
        tuple(dict.fromkeys(reading.used)),
        tuple(dict.fromkeys((*notes, *reading.notes))),
        unsaid,
    )


def _content(
    question: Element, kind: str, reading: _Reading
) -> tuple[ItemContent, tuple[str, ...]]:
    if kind == "multichoice":
        several = text_of(question, "single").lower() in ("false", "0")
        return mapping.choices(_answers(question, reading), several=several)
    if kind == "truefalse":
        return mapping.choices(_answers(question, reading), several=False)
    if kind in ("matching", "ddmatch"):
        return _matching(question, reading), ()
    if kind == "ordering":
        answers = children(question, "answer")[: mapping.MOST_ROWS + 1]
        return mapping.ordered([reading.plain(each) for each in answers]), ()
    if kind == "shortanswer":
        return mapping.short_answer(_answers(question, reading), wildcards=True)
    if kind == "numerical":
        return _numeric(question, reading), ()
    if kind == "description":
        raise Unkeepable("It is a description and asks nothing.")
    raise mapping.not_kept_yet(
        _UNKEPT.get(kind, f"“{kind[:40]}”" if kind else "one without a type")
    )


def _answers(question: Element, reading: _Reading) -> list[mapping.Answer]:
    return [
        mapping.Answer(
            reading.plain(answer), _fraction(answer), reading.plain(child(answer, "feedback"))
        )
        for answer in children(question, "answer")[: mapping.MOST_ROWS + 1]
    ]


def _fraction(answer: Element) -> float:
    try:
        return float(answer.get("fraction", "0")) / 100
    except ValueError:
        raise Unkeepable("The share of credit of one of its answers is no number.") from None


def _matching(question: Element, reading: _Reading) -> ItemContent:
    pairs = [
        (reading.plain(each), reading.plain(child(each, "answer"), "plain_text"), "")
        for each in children(question, "subquestion")[: mapping.MOST_ROWS + 1]
    ]
    return mapping.matching([p for p in pairs if p[0]], [p[1:] for p in pairs if not p[0]])


def _numeric(question: Element, reading: _Reading) -> ItemContent:
    unit = text_of(question, "units", "unit", "unit_name")
    try:
        numbers = [
            (
                float(text_of(answer, "text")),
                float(text_of(answer, "tolerance") or 0),
                reading.plain(child(answer, "feedback")),
            )
            for answer in children(question, "answer")[: mapping.MOST_ROWS + 1]
            if _fraction(answer) >= 1
        ]
    except ValueError:
        raise Unkeepable("One of its numbers cannot be read.") from None
    return mapping.numeric(numbers, unit)


def _note_what_is_lost(question: Element, reading: _Reading) -> None:
    for name in _WHOLE_FEEDBACK:
        feedback = plain_text(text_of(question, name, "text")).text
        if not _USUAL.fullmatch(feedback):
            reading.notes.append("Its feedback on the answer as a whole was left out.")
    if children(question, "hint"):
        reading.notes.append("Its hints were left out.")
    if children(question, "tags"):
        reading.notes.append("Its tags were left out.")
    if reading.used:
        reading.notes.append("Its files were left out.")


def _identifier(question: Element) -> str:
    numbered = _NUMBER.fullmatch(xml.comment_before(question))
    of_moodle = numbered[1] if numbered and int(numbered[1]) else ""
    return text_of(question, "idnumber") or of_moodle


def _write(bank: Bank) -> Written:
    losses: list[Loss] = []
    root = etree.Element("quiz")
    section = None
    for entry in bank.items:
        question = _question(bank, entry)
        if question is None:
            losses.append(left_out(entry, _LABEL))
            continue
        losses += losses_of(entry, _lacking(entry.item), _LABEL)
        if entry.section != section:
            section = entry.section
            title = " ".join(section.split()).replace("/", "//")
            heading = etree.SubElement(root, "question", type="category")
            _add_text(etree.SubElement(heading, "category"), f"$course$/top/{title}")
        root.append(question)
    content = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return Written(content, tuple(losses))


def _lacking(item: Item) -> set[Lost]:
    reasoned = isinstance(item.content, Choices | ShortAnswer)
    lacking = {Lost.AUTHOR, Lost.CLOSE}
    return lacking if reasoned else lacking | {Lost.ROW_RATIONALES}


def _question(bank: Bank, entry: BankItem) -> Element | None:
    item, content = entry.item, entry.item.content
    kind = _KINDS.get(item.type)
    number = mapping.plain_number(content) if isinstance(content, Numeric) else None
    if kind is None or (kind == "numerical" and number is None):
        return None
    question = etree.Element("question", type=kind)
    _add_text(etree.SubElement(question, "name"), shortened(item.stem))
    _add(question, "questiontext", item.stem)
    _add(question, "generalfeedback", "" if item.rationale == NO_REASON else item.rationale)
    etree.SubElement(question, "defaultgrade").text = "1"
    etree.SubElement(question, "idnumber").text = identity_of(bank, entry)
    _add_content(question, content, number)
    own = etree.SubElement(question, "quizapp")
    said = {"objective": item.objective, "step": item.step.value, "bloom": item.bloom.value}
    if item.source is not None:
        said["quote"] = item.source.quote
    for name, value in said.items():
        etree.SubElement(own, name).text = _legal(value)
    return question


def _add_content(question: Element, content: ItemContent, number: tuple[str, str] | None) -> None:
    if isinstance(content, Choices):
        _add_choices(question, content)
    elif isinstance(content, Matching):
        etree.SubElement(question, "shuffleanswers").text = "true"
        rows = [(pair.text, pair.match) for pair in content.pairs]
        for text, match in [*rows, *(("", extra.text) for extra in content.extras)]:
            _add_text(etree.SubElement(_add(question, "subquestion", text), "answer"), match)
    elif isinstance(content, OrderedResponse):
        for name, value in _ORDERING.items():
            etree.SubElement(question, name).text = value
        for place, step in enumerate(content.sequence, start=1):
            _add(question, "answer", step.text).set("fraction", str(place))
    elif isinstance(content, ShortAnswer):
        for wording in content.answers:
            answer = _add(question, "answer", wording.text.replace("*", r"\*"))
            answer.set("fraction", "100")
            _add(answer, "feedback", wording.rationale)
    elif isinstance(content, Numeric) and number is not None:
        _add_number(question, number, content.unit)


def _add_choices(question: Element, content: Choices) -> None:
    share = 100 / max(sum(content.key), 1)
    several = content.type == "select_all"
    if content.type != "true_false":
        etree.SubElement(question, "single").text = "false" if several else "true"
        etree.SubElement(question, "shuffleanswers").text = "true"
    for option in content.options:
        text = option.text.lower() if content.type == "true_false" else option.text
        answer = _add(question, "answer", text)
        worth = share if option.correct else -share if several else 0
        answer.set("fraction", f"{worth:.5f}".rstrip("0").rstrip("."))
        _add(answer, "feedback", option.rationale)


def _add_number(question: Element, number: tuple[str, str], unit: str) -> None:
    answer = _add(question, "answer", number[0])
    answer.set("fraction", "100")
    etree.SubElement(answer, "tolerance").text = number[1]
    if unit:
        named = etree.SubElement(etree.SubElement(question, "units"), "unit")
        etree.SubElement(named, "multiplier").text = "1"
        etree.SubElement(named, "unit_name").text = _legal(unit)


def _add(parent: Element, name: str, text: str) -> Element:
    element = etree.SubElement(parent, name, format="plain_text")
    _add_text(element, text)
    return element


def _add_text(parent: Element, text: str) -> None:
    etree.SubElement(parent, "text").text = _legal(text)


def _legal(text: str) -> str:
    return _ILLEGAL.sub("", text)


_KINDS = {
    "multiple_choice": "multichoice",
    "select_all": "multichoice",
    "true_false": "truefalse",
    "matching": "matching",
    "ordered_response": "ordering",
    "short_answer": "shortanswer",
    "numeric": "numerical",
}
_ORDERING = {
    "layouttype": "VERTICAL",
    "selecttype": "ALL",
    "selectcount": "0",
    "gradingtype": "ALL_OR_NOTHING",
    "showgrading": "SHOW",
    "numberingstyle": "none",
}

FORMAT = Format(
    name="moodle-xml",
    label=_LABEL,
    endings=(".xml",),
    media_type="application/xml",
    fits=lambda content: re.search(rb"<quiz[\s>]", content[:_HEAD]) is not None,
    read=_read,
    write=_write,
)
