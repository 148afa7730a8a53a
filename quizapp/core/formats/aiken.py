"""Aiken: single choice as plain text, with lettered options and "ANSWER: B" below them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quizapp.core.banks import Bank
from quizapp.core.formats import mapping
from quizapp.core.formats.assembling import assemble, shortened
from quizapp.core.formats.base import Format, Loss, Lost, ParsedBank, ParsedItem, Skipped, Written
from quizapp.core.formats.decoding import decoded
from quizapp.core.formats.losses import left_out, losses_of
from quizapp.core.formats.mapping import Unkeepable
from quizapp.core.item_types import ItemContent
from quizapp.core.item_types.base import LETTERS
from quizapp.core.item_types.choices import Choices

_LABEL = "Aiken"
_SEVERAL = ("select_all", "select_n")
_OPTION = re.compile(r"\s*([A-Z])[.)]\s+(\S.*)")
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(.*?)\s*\.?\s*", re.IGNORECASE)
_LETTER = re.compile(r"[A-Z]")
_FITS = re.compile(rb"^[ \t]*ANSWER[ \t]*:[ \t]*[A-Z]\b", re.MULTILINE)
_LACKING = frozenset(Lost) - {Lost.ITEM}


@dataclass
class _Block:
    line: int
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    answer: str = ""


def _read(content: bytes, name: str) -> ParsedBank:
    text, notes = decoded(content, name)
    return assemble(map(_entry, _blocks(text.split("\n"))), name=name, notes=notes)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """What ends with a line "ANSWER:", or breaks off where another question begins."""
    block = _Block(0)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        option, answer = _OPTION.fullmatch(line), _ANSWER.fullmatch(line)
        if block.options and not option and not answer:
            yield block
            block = _Block(0)
        block.line = block.line or number
        if answer is not None and (block.stem or block.options):
            block.answer = answer[1]
            yield block
            block = _Block(0)
        elif option is not None and block.stem:
            if len(block.options) <= mapping.MOST_ROWS:
                block.options.append((option[1], option[2].strip()))
        else:
            block.stem.append(line.strip())
    if block.line:
        yield block


def _entry(block: _Block) -> ParsedItem | Skipped:
    place, stem = f"line {block.line}", "\n".join(block.stem)
    try:
        content, notes = _content(block)
        item, unsaid = mapping.make_item(stem, content)
    except Unkeepable as reason:
        return Skipped(place, shortened(stem), str(reason))
    return ParsedItem("", place, (), item, (), notes, unsaid)


def _content(block: _Block) -> tuple[ItemContent, tuple[str, ...]]:
    if not block.options:
        raise Unkeepable("It has no options, each on a line of its own such as “A. Bile”.")
    if not block.answer:
        raise Unkeepable("There is no line “ANSWER:” below its options.")
    right = _LETTER.findall(block.answer.upper())
    missing = [letter for letter in right if letter not in dict(block.options)]
    if missing or not right:
        raise Unkeepable(f"Its answer “{block.answer[:40]}” is none of its options.")
    answers = [mapping.Answer(text, float(letter in right)) for letter, text in block.options]
    return mapping.choices(answers)


def _write(bank: Bank) -> Written:
    losses: list[Loss] = []
    blocks: list[str] = []
    for entry in bank.items:
        content = entry.item.content
        if not isinstance(content, Choices) or content.type in _SEVERAL:
            losses.append(left_out(entry, _LABEL))
            continue
        losses += losses_of(entry, _LACKING, _LABEL)
        options = [
            f"{letter}. {_line(option.text)}"
            for letter, option in zip(LETTERS, content.options, strict=False)
        ]
        answer = f"ANSWER: {LETTERS[content.key.index(True)]}"
        blocks.append("\n".join([_line(entry.item.stem), *options, answer]))
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(losses))


def _line(text: str) -> str:
    return " ".join(text.split())


FORMAT = Format(
    name="aiken",
    label=_LABEL,
    endings=(".txt", ".aiken"),
    media_type="text/plain",
    fits=lambda content: _FITS.search(content) is not None,
    read=_read,
    write=_write,
)
