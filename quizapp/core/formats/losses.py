"""What a format does not hold of an item: told before an export, and held to by the tests."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats.base import Loss, Lost
from quizapp.core.formats.mapping import NO_REASON, tidy, with_texts
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.short_answer import ShortAnswer
from quizapp.core.items import INSTRUCTOR, Bloom, Item, Step

_WORDS = {
    Lost.RATIONALE: "the reason for its answer is left out",
    Lost.ROW_RATIONALES: "the reasons beside its single answers are left out",
    Lost.OBJECTIVE: "its objective is left out",
    Lost.STEP: "its difficulty is left out",
    Lost.BLOOM: "its Bloom level is left out",
    Lost.SOURCE: "the words of the document that it rests on are left out",
    Lost.AUTHOR: "who drafted it is left out",
    Lost.SECTION: "its section is left out",
    Lost.EXHIBITS: "its exhibits are left out",
    Lost.CASE: "that it is part of a case study, and of which step, is left out",
    Lost.IDENTITY: "its identity is left out, so that it comes back as a new question",
    Lost.LINES: "its line breaks become spaces",
    Lost.SPACING: "its runs of spaces and of empty lines become one",
    Lost.CLOSE: "that close spelling counts too is left out",
}


def identity_of(bank: Bank, entry: BankItem) -> str:
    """An item's identity wherever it goes: its bank's uuid and its slug."""
    return f"{bank.uuid}/{entry.slug}"


def left_out(entry: BankItem, label: str) -> Loss:
    """The loss of an item whose type a format cannot carry."""
    kind = TYPES[entry.item.type].label
    return Loss(entry.slug, Lost.ITEM, f"{label} cannot carry this kind of question ({kind}).")


def losses_of(entry: BankItem, lacking: Collection[Lost], label: str) -> tuple[Loss, ...]:
    """What is lost of an item by a format that lacks these; nothing where the item has no such."""
    return tuple(
        Loss(entry.slug, lost, f"{label}: {_WORDS[lost]}.")
        for lost in Lost
        if (lost in lacking or lost in _IN_RECORDS_ALONE) and _has(entry, lost)
    )


def without(entry: BankItem, losses: Iterable[Loss]) -> BankItem | None:
    """What reading a written item gives: the item without what was lost, None if all of it was.

    Section and identity are then those of the file's reader.
    """
    item = entry.item
    for lost in (loss.lost for loss in losses if loss.slug == entry.slug):
        if lost is Lost.ITEM:
            return None
        item = _without(item, lost)
    return replace(entry, item=item)


def without_row_rationales(item: Item) -> Item:
    """The item without the reasons beside its options, pairs or steps."""
    return _without(item, Lost.ROW_RATIONALES)


def with_tidy_spacing(item: Item) -> Item:
    """The item with runs of spaces and of empty lines made one."""
    return with_texts(item, lambda _name, text: tidy(text))


def without_close_spelling(item: Item) -> Item:
    """The item whose typed answers count only as they are listed."""
    if not isinstance(item.content, ShortAnswer):
        return item
    answers = tuple(replace(answer, close=False) for answer in item.content.answers)
    return replace(item, content=ShortAnswer(answers))


def _has(entry: BankItem, lost: Lost) -> bool:
    return lost in _ALWAYS or _without(entry.item, lost) != entry.item


def _without(item: Item, lost: Lost) -> Item:
    change = _CHANGES.get(lost)
    return item if change is None else change(item)


# Only a format that carries an item's whole record holds these.
_IN_RECORDS_ALONE = (Lost.EXHIBITS, Lost.CASE)
# Every item has these.
_ALWAYS = (Lost.ITEM, Lost.OBJECTIVE, Lost.SECTION, Lost.IDENTITY)
_CHANGES: dict[Lost, Callable[[Item], Item]] = {
    Lost.RATIONALE: lambda item: replace(item, rationale=NO_REASON),
    Lost.ROW_RATIONALES: lambda item: with_texts(
        item, lambda name, text: "" if name == "rationale" else text
    ),
    Lost.STEP: lambda item: replace(item, step=Step.MEDIUM),
    Lost.BLOOM: lambda item: replace(item, bloom=Bloom.UNDERSTAND),
    Lost.SOURCE: lambda item: replace(item, source=None),
    Lost.AUTHOR: lambda item: replace(item, generator=INSTRUCTOR, generator_version="1"),
    Lost.EXHIBITS: lambda item: replace(item, exhibits=()),
    Lost.CASE: lambda item: replace(item, case="", judgment=None),
    Lost.LINES: lambda item: with_texts(item, lambda _name, text: " ".join(text.split())),
    Lost.SPACING: with_tidy_spacing,
    Lost.CLOSE: without_close_spelling,
}
