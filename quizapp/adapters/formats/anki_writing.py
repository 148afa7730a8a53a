"""A bank -> an Anki package: a deck with a subdeck for each section, and a card for each item."""

import hashlib
import html
import io
import json
from random import Random
from typing import Any

import genanki

from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats.base import Written
from quizapp.core.formats.losses import identity_of
from quizapp.core.formats.mapping import NO_REASON
from quizapp.core.formulas import evaluate, rounded
from quizapp.core.item_types import TYPES, ItemContent
from quizapp.core.item_types.base import Shown
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.drag_and_drop import DragAndDrop
from quizapp.core.item_types.groups import Grouped
from quizapp.core.item_types.highlights import Highlight
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.matrices import Matrix
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.item_types.short_answer import ShortAnswer
from quizapp.core.items import Item, dump_item

QUESTION, RECORD = "Question", "Quizapp"
# Anki knows a note type and a deck by a number, which must stay the same from export to export.
_MODEL = 1_607_392_411
_MOST_ID = 1 << 40
_FIELDS = (QUESTION, "Choices", "Answer", "Why", "Objective", RECORD)
_FRONT = "<div>{{Question}}</div>{{#Choices}}<div>{{Choices}}</div>{{/Choices}}"
_BACK = (
    "{{FrontSide}}<hr id=answer><div>{{Answer}}</div>{{#Why}}<div>{{Why}}</div>{{/Why}}"
    "<div><small>{{Objective}}</small></div>"
)
# When a package says it was written: the same bank is the same file.
_WRITTEN_AT = 1_577_836_800.0


def write(bank: Bank) -> Written:
    """A package with every item; its record holds what no card shows, so nothing is lost."""
    model = genanki.Model(
        _MODEL,
        "Quizapp question",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card 1", "qfmt": _FRONT, "afmt": _BACK}],
        css=".card { font-family: sans-serif; text-align: left; } small { opacity: 0.7; }",
    )
    title = _deck_name(bank.title)
    decks: dict[str, Any] = {}
    for entry in bank.items:
        name = f"{title}::{_deck_name(entry.section)}"
        if name not in decks:
            decks[name] = genanki.Deck(_number(f"{bank.uuid}/{name}"), name)
        decks[name].add_note(
            genanki.Note(
                model=model,
                fields=_fields(bank, entry),
                guid=identity_of(bank, entry),
                sort_field=" ".join(entry.item.stem.split())[:80],
                tags=[f"bloom::{entry.item.bloom.value}", f"step::{entry.item.step.value}"],
            )
        )
    file = io.BytesIO()
    genanki.Package(list(decks.values())).write_to_file(file, timestamp=_WRITTEN_AT)
    return Written(file.getvalue())


def question_of(item: Item) -> str:
    """The field that a card asks with."""
    return _html(item.stem)


def _fields(bank: Bank, entry: BankItem) -> list[str]:
    item, identity = entry.item, identity_of(bank, entry)
    item_type = TYPES[item.type]
    # A card is always shown in one order, and drawn figures are always the same.
    shown = item_type.arrange(item.content, Random(identity))  # noqa: S311 - no secret
    record = dump_item(item) | {"identity": identity, "section": entry.section}
    return [
        question_of(item),
        _html("\n".join(item_type.as_text(item.content, shown))),
        _html("\n".join(_answers_of(item.content, shown))),
        "" if item.rationale == NO_REASON else _html(item.rationale),
        _html(item.objective),
        html.escape(json.dumps(record, ensure_ascii=False)),
    ]


def _answers_of(content: ItemContent, shown: Shown) -> list[str]:
    """What is right, a line each, with its reason."""
    rows: list[tuple[str, str]] = []
    match content:
        case OrderedResponse():
            steps = enumerate(content.sequence, start=1)
            rows = [(f"{number}. {step.text}", step.rationale) for number, step in steps]
        case Matching():
            rows = [(f"{pair.text}: {pair.match}", pair.rationale) for pair in content.pairs]
        case Matrix():
            rows = [(f"{r.text}: {', '.join(r.right) or '-'}", r.rationale) for r in content.rows]
        case DragAndDrop():
            tokens = [content.tokens[position] for position in content.key]
            rows = [(f"({token.blank}) {token.text}", token.rationale) for token in tokens]
        case ShortAnswer():
            rows = [(answer.text, answer.rationale) for answer in content.answers]
        case Numeric():
            rows = [(_number_of(content, shown), "")]
        case Choices():
            rows = [(o.text, o.rationale) for o in content.options if o.correct]
        case Grouped():
            rows = [(f"{o.group}: {o.text}", o.rationale) for o in content.options if o.correct]
        case Highlight():
            rows = [(part.text, part.rationale) for part in content.parts if part.correct]
    return [f"{text} ({reason})" if reason else text for text, reason in rows]


def _number_of(content: Numeric, shown: Shown) -> str:
    drawn = zip(content.variables, shown, strict=True)
    values = {variable.text: variable.value(number) for variable, number in drawn}
    number = rounded(evaluate(content.answer, values), int(content.places))
    return f"{number:f} {content.unit}".strip()


def _html(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _deck_name(title: str) -> str:
    """A title as the name of a deck, in which :: would part it from decks within."""
    return " ".join(title.replace("::", ":").split()) or "Questions"


def _number(name: str) -> int:
    return (
        int.from_bytes(hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()[:8])
        % _MOST_ID
    )
