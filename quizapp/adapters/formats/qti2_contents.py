"""Contents of our types as interactions of QTI 2 (QTI 2.2, 7), with their keys (5.1)."""

import re
from collections.abc import Iterable, Sequence

from lxml import etree

from quizapp.adapters.formats.qti2_body import ANSWER, PART, PASSAGE, UNIT
from quizapp.adapters.formats.qti_manifests import legal
from quizapp.adapters.formats.xml import Element
from quizapp.core.formats import mapping
from quizapp.core.item_types import ItemContent
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.drag_and_drop import DragAndDrop
from quizapp.core.item_types.groups import Grouped
from quizapp.core.item_types.highlights import Highlight, Part
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.matrices import Matrix
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.item_types.short_answer import ShortAnswer

_BLANK = re.compile(r"\{(\d+)\}")
# Some may be chosen at will; some one only; a bow-tie's sides two, one and two.
_ANY = "0"


class Writer:
    """One item while it is written, in the names of QTI 2 without a namespace."""

    def __init__(self) -> None:
        self.body = etree.Element("itemBody")
        self.declarations: list[Element] = []
        self.feedbacks: list[Element] = []
        self.general = False
        # How far off a number may be, None where numbers are not asked for.
        self.tolerance: str | None = None

    def text(self, text: str) -> None:
        """A paragraph of the question."""
        add_text(etree.SubElement(self.body, "p"), text)

    def declare(
        self,
        cardinality: str,
        base: str,
        right: Iterable[str],
        mapped: Iterable[tuple[str, str]] = (),
    ) -> str:
        """A response with its right values, and what each is worth where points add up."""
        number = len(self.declarations) + 1
        name = "RESPONSE" if number == 1 else f"RESPONSE{number}"
        declaration = etree.Element(
            "responseDeclaration", identifier=name, cardinality=cardinality, baseType=base
        )
        correct = etree.SubElement(declaration, "correctResponse")
        for value in right:
            etree.SubElement(correct, "value").text = legal(value)
        entries = list(mapped)
        if entries:
            element = etree.SubElement(declaration, "mapping", lowerBound="0", defaultValue="0")
            for key, value in entries:
                etree.SubElement(element, "mapEntry", mapKey=legal(key), mappedValue=value)
        self.declarations.append(declaration)
        return name

    def interaction(self, parent: Element, kind: str, response: str, **values: str) -> Element:
        """An interaction below an element."""
        return etree.SubElement(parent, kind, {"responseIdentifier": response, **values})

    def feedback(self, name: str, text: str, *, shown: str = "show") -> None:
        """Feedback of this name, "" for none; "hide" hides it from nobody here."""
        if text:
            element = etree.Element(
                "modalFeedback", outcomeIdentifier="FEEDBACK", identifier=name, showHide=shown
            )
            add_text(element, text)
            self.feedbacks.append(element)
            self.general = self.general or shown == "hide"

    def choice(self, parent: Element, kind: str, name: str, text: str, why: str, **v: str) -> None:
        """Something to choose, and why it is right or wrong."""
        add_text(etree.SubElement(parent, kind, {"identifier": name, **v}), text)
        self.feedback(name, why)


def add_text(element: Element, text: str) -> None:
    """A text as an element's last content, its lines parted by <br/>."""
    for number, line in enumerate(legal(text).split("\n")):
        last = etree.SubElement(element, "br") if number else None
        if last is None and not len(element):
            element.text = (element.text or "") + line
        else:
            last = element[-1] if last is None else last
            last.tail = (last.tail or "") + line


def add_content(writer: Writer, content: ItemContent) -> bool:
    """Write what differs from type to type; False for what QTI cannot carry."""
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
        case Highlight():
            return _add_parts(writer, content)
        case ShortAnswer():
            _add_wordings(writer, content)
        case _:
            return isinstance(content, Numeric) and _add_number(writer, content)
    return True


def _add_choices(writer: Writer, content: Choices) -> None:
    several = content.type in ("select_all", "select_n")
    names = [f"C{n}" for n in range(len(content.options))]
    right = [name for name, key in zip(names, content.key, strict=True) if key]
    wrong = "-1" if content.type == "select_all" else "0"
    mapped = [(name, "1" if name in right else wrong) for name in names] if several else []
    cardinality = "multiple" if several else "single"
    most = _most(len(right) if content.type == "select_n" else 0) if several else "1"
    response = writer.declare(cardinality, "identifier", right, mapped)
    values = {"shuffle": "true", "maxChoices": most}
    if content.type == "select_n":
        values["minChoices"] = most
    interaction = writer.interaction(writer.body, "choiceInteraction", response, **values)
    for name, option in zip(names, content.options, strict=True):
        writer.choice(interaction, "simpleChoice", name, option.text, option.rationale)


def _most(count: int) -> str:
    return str(count) if count else _ANY


def _add_steps(writer: Writer, content: OrderedResponse) -> None:
    names = [f"C{n}" for n in range(len(content.sequence))]
    response = writer.declare("ordered", "identifier", names)
    interaction = writer.interaction(writer.body, "orderInteraction", response, shuffle="true")
    for name, step in zip(names, content.sequence, strict=True):
        writer.choice(interaction, "simpleChoice", name, step.text, step.rationale)


def _add_matching(writer: Writer, content: Matching) -> None:
    pairs = [f"E{n} C{n}" for n in range(len(content.pairs))]
    entries = [(pair.text, pair.rationale) for pair in content.pairs]
    matches = [(pair.match, "") for pair in content.pairs]
    extras = [(extra.text, extra.rationale) for extra in content.extras]
    _add_match(writer, entries, [*matches, *extras], pairs, ("1", "1"))


def _add_matrix(writer: Writer, content: Matrix) -> None:
    several = content.type == "matrix_multiple_response"
    pairs = [
        f"E{n} C{m}"
        for n, row in enumerate(content.rows)
        for m, column in enumerate(content.columns)
        if column in row.right
    ]
    entries = [(row.text, row.rationale) for row in content.rows]
    most = (_ANY if several else "1", _ANY)
    _add_match(writer, entries, [(column, "") for column in content.columns], pairs, most)


def _add_match(
    writer: Writer,
    entries: Sequence[tuple[str, str]],
    choices: Sequence[tuple[str, str]],
    pairs: Sequence[str],
    most: tuple[str, str],
) -> None:
    response = writer.declare("multiple", "directedPair", pairs, [(pair, "1") for pair in pairs])
    interaction = writer.interaction(
        writer.body, "matchInteraction", response, shuffle="false", maxAssociations=_ANY
    )
    for letter, rows, uses in zip("EC", (entries, choices), most, strict=True):
        matched = etree.SubElement(interaction, "simpleMatchSet")
        for n, (text, why) in enumerate(rows):
            name = f"{letter}{n}"
            writer.choice(matched, "simpleAssociableChoice", name, text, why, matchMax=uses)


def _add_groups(writer: Writer, content: Grouped) -> None:
    several = content.type in ("multiple_response_grouping", "bow_tie")
    blanks = _add_passage(writer, content.passage) if content.passage else []
    for number, group in enumerate(content.groups):
        members = content.members(number)
        right = [f"C{n}" for n in members if content.options[n].correct]
        cardinality = "multiple" if several else "single"
        mapped = [(name, "1") for name in right] if several else []
        response = writer.declare(cardinality, "identifier", right, mapped)
        if blanks:
            interaction, kind = blanks[number], "inlineChoice"
            interaction.tag = "inlineChoiceInteraction"
            interaction.set("responseIdentifier", response)
            interaction.set("shuffle", "true")
        else:
            most = _most(len(right) if content.type == "bow_tie" else 0) if several else "1"
            values = {"shuffle": "true", "maxChoices": most}
            interaction = writer.interaction(writer.body, "choiceInteraction", response, **values)
            kind = "simpleChoice"
            add_text(etree.SubElement(interaction, "prompt"), group)
        for n in members:
            option = content.options[n]
            writer.choice(interaction, kind, f"C{n}", option.text, option.rationale)


def _add_tokens(writer: Writer, content: DragAndDrop) -> None:
    pairs = [f"C{token} G{n}" for n, token in enumerate(content.key, start=1)]
    response = writer.declare("multiple", "directedPair", pairs, [(pair, "1") for pair in pairs])
    interaction = writer.interaction(writer.body, "gapMatchInteraction", response, shuffle="true")
    for n, token in enumerate(content.tokens):
        writer.choice(interaction, "gapText", f"C{n}", token.text, token.rationale, matchMax="1")
    paragraph = etree.SubElement(interaction, "p")
    for number, piece in enumerate(_BLANK.split(content.passage)):
        if number % 2:
            etree.SubElement(paragraph, "gap", identifier=f"G{piece}")
        else:
            add_text(paragraph, piece)


def _add_passage(writer: Writer, passage: str) -> list[Element]:
    """A passage, and the places of its blanks, which are yet to become interactions."""
    paragraph = etree.SubElement(etree.SubElement(writer.body, "div"), "p")
    writer.body[-1].set("class", PASSAGE)
    blanks = []
    for number, piece in enumerate(_BLANK.split(passage)):
        if number % 2:
            blanks.append(etree.SubElement(paragraph, "span"))
        else:
            add_text(paragraph, piece)
    return blanks


def _add_parts(writer: Writer, content: Highlight) -> bool:
    """Rows of a table as texts of their own; False where a row comes in several pieces."""
    rows: list[tuple[str, list[tuple[int, Part]]]] = []
    for n, part in enumerate(content.parts):
        if not rows or rows[-1][0] != part.row:
            rows.append((part.row, []))
        rows[-1][1].append((n, part))
    if len(rows) > len(content.rows):
        return False
    for row, parts in rows:
        right = [f"C{n}" for n, part in parts if part.correct]
        mapped = [(f"C{n}", "1" if part.correct else "-1") for n, part in parts if part.selectable]
        response = writer.declare("multiple", "identifier", right, mapped)
        values = {"maxChoices": _ANY}
        interaction = writer.interaction(writer.body, "hottextInteraction", response, **values)
        if row:
            add_text(etree.SubElement(interaction, "prompt"), row)
        paragraph = etree.SubElement(interaction, "p")
        for n, part in parts:
            name = f"C{n}"
            kind = "hottext" if part.selectable else "span"
            element = etree.SubElement(paragraph, kind)
            element.set("identifier" if part.selectable else "id", name)
            if not part.selectable:
                element.set("class", PART)
            add_text(element, part.text)
            element.tail = " "
            writer.feedback(name, part.rationale)
    return True


def _add_wordings(writer: Writer, content: ShortAnswer) -> None:
    texts = [answer.text for answer in content.answers]
    response = writer.declare("single", "string", texts[:1], [(text, "1") for text in texts])
    paragraph = etree.SubElement(writer.body, "p")
    writer.interaction(paragraph, "textEntryInteraction", response)
    for number, answer in enumerate(content.answers):
        writer.feedback(f"{ANSWER}{number}", answer.rationale)


def _add_number(writer: Writer, content: Numeric) -> bool:
    number = mapping.plain_number(content)
    if number is None:
        return False
    response = writer.declare("single", "float", [number[0]])
    writer.tolerance = number[1]
    paragraph = etree.SubElement(writer.body, "p")
    interaction = writer.interaction(paragraph, "textEntryInteraction", response)
    if content.unit:
        interaction.tail = " "
        unit = etree.SubElement(paragraph, "span")
        unit.set("class", UNIT)
        add_text(unit, content.unit)
    return True
