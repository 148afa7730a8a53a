"""The bank file: one module's questions as TOML. questions/README.md is the author's guide.

A bank file holds each source as its quote alone; the importer finds the span in the document that
lies beside the bank (`quizapp.core.banks.locate`).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import tomli_w

from quizapp.core.banks import Bank, BankItem, unlocated
from quizapp.core.cases import find_broken, problems_of_cases
from quizapp.core.errors import Invalid
from quizapp.core.exhibits import EXHIBITS
from quizapp.core.formats.assembling import MOST_ITEMS, too_many
from quizapp.core.formats.base import Format, Loss, Lost, ParsedBank, ParsedItem, Written
from quizapp.core.formats.decoding import decoded
from quizapp.core.item_types import TYPES
from quizapp.core.items import Item, dump_item, load_item, problems_of, with_source

_BANK_FIELDS = ("uuid", "title", "language", "items")
_BANK_ITEM_TEXTS = ("slug", "section")
_OPTIONAL_TEXTS = ("quote", "case", "judgment", "generator", "generator_version")
# By a table's name, what one of its rows is called.
_ROWS = {table.name: table.row for item_type in TYPES.values() for table in item_type.tables}
_ROWS[EXHIBITS.name] = EXHIBITS.row
_DEFAULTS = {"generator": "instructor", "generator_version": "1"}

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def loads(text: str, *, name: str) -> Bank:
    """Read a bank file. `name` is what its problems call it, such as "bank.toml".

    Raises Invalid with every problem in the file: its name, the item's slug (or number), the field
    and the fix. A file that is not TOML has one problem, with its line and column.
    """
    record = _parse(text, name)
    reading = _Reading()
    bank = _read_bank(record, reading)
    if reading.problems:
        raise Invalid([f"{name}: {problem}" for problem in reading.problems])
    return bank


def dumps(bank: Bank) -> str:
    """Write a bank file that `loads` reads as the same bank, apart from spans and outer spaces.

    Raises Invalid when the bank holds something that no bank file may: a repeated slug, a control
    character, an item that breaks its type's rules.
    """
    record = {
        "uuid": bank.uuid,
        "title": bank.title,
        "language": bank.language,
        "items": [_item_record(entry) for entry in bank.items],
    }
    text = tomli_w.dumps(record)
    loads(text, name=bank.title.strip() or "bank")
    return text


def _read(content: bytes, name: str) -> ParsedBank:
    text, notes = decoded(content, name)
    if text.count("[[items]]") > MOST_ITEMS:
        raise too_many(name)
    bank = loads(text, name=name)
    items = tuple(
        ParsedItem(entry.slug, f"item {number}", (entry.section,), entry.item, whole=True)
        for number, entry in enumerate(bank.items, start=1)
    )
    return ParsedBank(bank.title, items, (), bank.uuid, bank.language, notes)


def _write(bank: Bank) -> Written:
    sound = tuple(entry for entry in bank.items if not problems_of(entry.item))
    losses = [
        Loss(entry.slug, Lost.ITEM, f"It is not finished: {' '.join(problems_of(entry.item))}")
        for entry in bank.items
        if problems_of(entry.item)
    ]
    broken = find_broken((entry.item.case, entry.item.judgment) for entry in sound)
    losses += [
        Loss(entry.slug, Lost.CASE, f"Its case study “{entry.item.case}” is not whole: left out.")
        for entry in sound
        if entry.item.case in broken
    ]
    kept = tuple(
        replace(entry, item=replace(entry.item, case="", judgment=None))
        if entry.item.case in broken
        else entry
        for entry in sound
    )
    return Written(dumps(replace(bank, items=kept)).encode(), tuple(losses))


FORMAT = Format(
    name="toml",
    label="Quizapp bank (TOML)",
    endings=(".toml",),
    media_type="application/toml",
    fits=lambda content: b"[[items]]" in content,
    read=_read,
    write=_write,
)


def _item_record(entry: BankItem) -> dict[str, Any]:
    record = dump_item(with_source(entry.item, None))
    for name, default in _DEFAULTS.items():
        if record[name] == default:
            del record[name]
    source = entry.item.source
    quote = {} if source is None else {"quote": source.quote}
    return {"slug": entry.slug, "section": entry.section} | record | quote


def _parse(text: str, name: str) -> dict[str, Any]:
    if any(unicodedata.category(character) == "Cs" for character in text):
        raise Invalid(f"{name}: half of a surrogate pair is not text; save the file as UTF-8.")
    try:
        return tomllib.loads(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    except tomllib.TOMLDecodeError as error:
        raise Invalid(_syntax_problem(str(error), text, name)) from error
    except RecursionError as error:
        raise Invalid(f"{name}: brackets are nested too deeply; a bank needs three.") from error
    except ValueError as error:
        # tomllib lets Python's limit on the digits of an integer through as it is.
        raise Invalid(f"{name}: a number is too long; a bank needs none.") from error


def _syntax_problem(message: str, text: str, name: str) -> str:
    match = _PLACE.search(message)
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
    reason = _PLACE.sub("", message)
    return f"{name}: line {line}, column {column}: {reason}. Correct the TOML there."


@dataclass
class _Reading:
    """What is found on the way through one file: problems, and which item took which slug."""

    problems: list[str] = field(default_factory=list)
    slugs: dict[str, int] = field(default_factory=dict)


def _read_bank(record: Mapping[str, Any], reading: _Reading) -> Bank:
    problems = reading.problems
    problems.extend(
        f"{name}: not a field of a bank; remove it or correct its spelling."
        for name in record
        if name not in _BANK_FIELDS
    )
    problems.extend(_odd_characters(record))
    uuid, title, language = (_text(record, name, problems) for name in _BANK_FIELDS[:3])
    if uuid and not _UUID.fullmatch(uuid):
        problems.append("uuid: write 8-4-4-4-12 lower-case hexadecimal digits.")
    if language and not _LANGUAGE.fullmatch(language):
        problems.append('language: write a BCP 47 tag, such as "en" or "pt-BR".')
    entries = record.get("items")
    if not isinstance(entries, list):
        problems.append("items: write each question as an [[items]] table.")
        entries = []
    read = [_read_entry(number, entry, reading) for number, entry in enumerate(entries, start=1)]
    whole = tuple(entry for entry in read if entry is not None)
    if len(whole) == len(read):
        problems.extend(problems_of_cases((e.item.case, e.item.judgment) for e in whole))
    return Bank(uuid, title, language, whole)


def _read_entry(number: int, entry: object, reading: _Reading) -> BankItem | None:
    if not isinstance(entry, Mapping):
        reading.problems.append(f"item {number}: write it as an [[items]] table.")
        return None
    problems: list[str] = []
    slug, section = (_text(entry, name, problems) for name in _BANK_ITEM_TEXTS)
    problems.extend(_slug_problems(slug, number, reading))
    problems.extend(_odd_characters(entry))
    for name in _OPTIONAL_TEXTS:
        if name in entry:
            _text(entry, name, problems)
    item = _read_item(entry, problems)
    label = slug if _SLUG.fullmatch(slug) else str(number)
    reading.problems.extend(f"item {label}: {problem}" for problem in problems)
    return None if problems or item is None else BankItem(slug, section, item)


def _slug_problems(slug: str, number: int, reading: _Reading) -> Iterator[str]:
    if not slug:
        return
    if not _SLUG.fullmatch(slug):
        yield "slug: use lower-case letters and digits, with single hyphens between words."
    elif reading.slugs.setdefault(slug, number) != number:
        yield (
            f"slug: item {reading.slugs[slug]} has it too (this is item {number}); "
            "give each question its own."
        )


def _read_item(entry: Mapping[str, Any], problems: list[str]) -> Item | None:
    if "source" in entry:
        problems.append("source: write the document's own words in `quote`; the place is found.")
    outside = {*_BANK_ITEM_TEXTS, "quote", "source"}
    record = {name: value for name, value in entry.items() if name not in outside}
    type_name = record.get("type")
    if not isinstance(type_name, str) or type_name not in TYPES:
        problems.append(f"type: choose one of {', '.join(sorted(TYPES))}.")
        # The rest is read as some type's all the same, so that one reading names every problem.
        record["type"] = next(iter(TYPES))
    try:
        item = load_item(record)
    except Invalid as error:
        problems.extend(error.problems)
        return None
    if record["type"] == type_name:
        problems.extend(problems_of(item))
    quote = entry.get("quote")
    return with_source(item, unlocated(quote.strip())) if isinstance(quote, str) else item


def _text(record: Mapping[str, Any], name: str, problems: list[str]) -> str:
    value = record.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    problems.append(f"{name}: write some text.")
    return ""


def _odd_characters(record: Mapping[str, Any]) -> Iterator[str]:
    for name, value in record.items():
        if isinstance(value, str) and any(map(_is_control, value)):
            yield f"{name}: remove the control character; only line ends and tabs may stay."
        elif name in _ROWS and isinstance(value, list):
            for number, row in enumerate(value, start=1):
                if isinstance(row, Mapping):
                    yield from (
                        f"{_ROWS[name]} {number}: {problem}" for problem in _odd_characters(row)
                    )


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\n\t"
