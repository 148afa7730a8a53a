"""CSV: a question a row, for spreadsheets. docs/interchange.md lists the columns.

What a spreadsheet would take for a formula is written behind an apostrophe, and read without it.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence

from quizapp.core.banks import Bank, BankItem, unlocated
from quizapp.core.errors import Invalid
from quizapp.core.formats import mapping
from quizapp.core.formats.assembling import assemble, one_line, shortened
from quizapp.core.formats.base import Format, Loss, Lost, ParsedBank, ParsedItem, Skipped, Written
from quizapp.core.formats.decoding import decoded
from quizapp.core.formats.losses import identity_of, left_out, losses_of
from quizapp.core.formats.mapping import NO_REASON, Unkeepable
from quizapp.core.item_types import ItemContent
from quizapp.core.item_types.base import LETTERS
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.items import Item, with_source

_LABEL = "CSV"
MOST_OPTIONS = 10
_COMMON = (
    "id", "section", "type", "question", "key", "rationale", "objective", "step", "bloom", "quote",
)  # fmt: skip
_ROW = ("option", "match", "reason")
COLUMNS = (*_COMMON, *(f"{name} {n}" for n in range(1, MOST_OPTIONS + 1) for name in _ROW))
_ALIASES = {
    "question": ("question", "stem", "question text", "text", "prompt"),
    "key": ("key", "answer", "correct", "correct answer", "right answer", "answers"),
    "rationale": ("rationale", "explanation", "feedback", "general feedback"),
    "section": ("section", "category", "topic", "chapter"),
    "id": ("id", "identifier", "slug", "number"),
    "step": ("step", "difficulty"),
    "bloom": ("bloom", "bloom level", "level"),
    "quote": ("quote", "source"),
    "type": ("type", "question type", "kind"),
    "objective": ("objective", "learning objective"),
}
_NUMBERED = re.compile(r"(option|answer|choice|match|reason|feedback)[ _-]?([0-9]{1,2}|[a-j])")
_ROW_NAMES = {"answer": "option", "choice": "option", "feedback": "reason"}
_DELIMITERS = ",;\t"
_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # noqa: RUF001 - what some take for = + - @
_QUOTED_FORMULA = re.compile(r"'+[=+\-@\t\r＝＋－＠]")  # noqa: RUF001
_MOST_COLUMNS = 200
_MOST_FIELD = 131_072  # What the csv module reads of one cell.


def _read(content: bytes, name: str) -> ParsedBank:
    text, notes = decoded(content, name)
    lines = text.lstrip("\n")
    first = lines.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True)
    found = list(notes)
    return assemble(_entries(rows, name, found), name=name, notes=found)


def _entries(
    rows: Iterator[list[str]], name: str, notes: list[str]
) -> Iterator[ParsedItem | Skipped]:
    header: dict[int, str] = {}
    line = 1
    try:
        for cells in rows:
            start, line = line, rows.line_num + 1  # type: ignore[attr-defined]
            if not header:
                header = _header(cells, name)
                unknown = [
                    one_line(c)
                    for n, c in enumerate(cells[:_MOST_COLUMNS])
                    if c.strip() and n not in header
                ]
                if unknown:
                    notes.append(f"Columns left out: {', '.join(unknown)[:500]}.")
            elif any(cell.strip() for cell in cells):
                record = {header[n]: _bare(cell) for n, cell in enumerate(cells) if n in header}
                yield _entry(record, f"line {start}")
    except csv.Error as error:
        raise Invalid(
            f"{name}: line {line}: the table is damaged there ({error}). Put texts with commas or "
            "line breaks between double quotation marks, and double those within."
        ) from error
    if not header:
        raise _without_header(name)


def _header(cells: Sequence[str], name: str) -> dict[int, str]:
    """Which column stands at which place."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells[:_MOST_COLUMNS]):
        words = " ".join(cell.casefold().replace("_", " ").split())
        column = next((known for known, names in _ALIASES.items() if words in names), "")
        if numbered := _NUMBERED.fullmatch(words):
            number = numbered[2] if numbered[2].isdigit() else str(ord(numbered[2]) - ord("a") + 1)
            column = f"{_ROW_NAMES.get(numbered[1], numbered[1])} {int(number)}"
        elif len(words) == 1 and "a" <= words <= "j":
            column = f"option {ord(words) - ord('a') + 1}"
        if column and column not in found.values():
            found[place] = column
    if not {"question", "option 1"} <= set(found.values()):
        raise _without_header(name)
    return found


def _without_header(name: str) -> Invalid:
    return Invalid(
        f"{name}: the first line does not name the columns. It needs at least: question, key, "
        "option 1, option 2, option 3."
    )


def _entry(record: Mapping[str, str], place: str) -> ParsedItem | Skipped:
    stem = record.get("question", "")
    try:
        content, notes = _content(record)
        item, unsaid = mapping.make_item(
            stem,
            content,
            rationale=record.get("rationale", ""),
            objective=record.get("objective", ""),
            step=record.get("step", ""),
            bloom=record.get("bloom", ""),
        )
    except Unkeepable as reason:
        return Skipped(place, shortened(stem), str(reason))
    if record.get("quote"):
        item = with_source(item, unlocated(record["quote"]))
    section = (record["section"],) if record.get("section") else ()
    return ParsedItem(record.get("id", ""), place, section, item, (), notes, unsaid)


def _content(record: Mapping[str, str]) -> tuple[ItemContent, tuple[str, ...]]:
    kind = "_".join(record.get("type", "").casefold().replace("/", " ").split())
    rows = [tuple(record.get(f"{name} {n}", "") for name in _ROW) for n in _numbers(record)]
    key = record.get("key", "")
    if kind == "matching" or (not kind and any(match for _option, match, _reason in rows)):
        pairs = [(option, match, reason) for option, match, reason in rows if option]
        return mapping.matching(
            pairs, [(match, reason) for option, match, reason in rows if match and not option]
        ), ()
    options = [(option, reason) for option, _match, reason in rows if option]
    if kind in ("ordered_response", "ordering", "order"):
        return mapping.ordered([o for o, _why in options], [why for _o, why in options]), ()
    if kind in ("short_answer", "shortanswer"):
        return mapping.short_answer([mapping.Answer(key, 1.0)])
    if kind in ("numeric", "numerical"):
        raise mapping.not_kept_yet("a number that is typed in")
    if kind not in ("", *_SEVERAL):
        raise mapping.not_kept_yet(kind.replace("_", " ")[:60])
    if kind == "true_false" and not options:
        options = [("True", ""), ("False", "")]
    right = _key(key, [option for option, _why in options])
    answers = [mapping.Answer(o, float(n in right), why) for n, (o, why) in enumerate(options)]
    return mapping.choices(answers, several=_SEVERAL.get(kind), exactly=kind == "select_n")


_SEVERAL: dict[str, bool | None] = {
    "multiple_choice": False,
    "single_choice": False,
    "true_false": False,
    "select_all": True,
    "select_n": True,
    "select_all_that_apply": True,
    "multiple_response": True,
}


def _numbers(record: Mapping[str, str]) -> list[int]:
    found = {int(name.rpartition(" ")[2]) for name in record if name[-1].isdigit()}
    return sorted(found)


def _key(written: str, options: Sequence[str]) -> set[int]:
    """The places of the right options: by letters, by an option's own words, or by numbers."""
    whole = written.strip().casefold()
    parts = list(filter(None, re.split(r"[\s,;|/&]+", whole)))
    places = [ord(part) - ord("a") if len(part) == 1 else -1 for part in parts]
    folded = [option.casefold() for option in options]
    if whole in folded and not all(0 <= place < len(options) for place in places):
        return {folded.index(whole)}
    if all(re.fullmatch("[0-9]{1,2}", part) for part in parts):
        places = [int(part) - 1 for part in parts]
    if not places:
        raise Unkeepable("Its key is missing.")
    if not all(0 <= place < len(options) for place in places):
        raise Unkeepable(f"Its key “{written[:40]}” is none of its options.")
    return set(places)


def _bare(cell: str) -> str:
    return (cell[1:] if _QUOTED_FORMULA.match(cell) else cell).strip()


def _write(bank: Bank) -> Written:
    losses: list[Loss] = []
    records: list[dict[str, str]] = []
    for entry in bank.items:
        rows = _rows_of(entry.item)
        if rows is None or any(len(text) > _MOST_FIELD // 2 for row in rows for text in row):
            losses.append(left_out(entry, _LABEL))
            continue
        losses += losses_of(entry, {Lost.AUTHOR}, _LABEL)
        records.append(_record(bank, entry, rows))
    used = {name for record in records for name, text in record.items() if text}
    columns = [name for name in COLUMNS if name in used or name in ("question", "key", "option 1")]
    file = io.StringIO(newline="")
    table = csv.writer(file)
    table.writerow(columns)
    table.writerows([_safe(record.get(name, "")) for name in columns] for record in records)
    return Written(file.getvalue().encode("utf-8-sig"), tuple(losses))


def _record(bank: Bank, entry: BankItem, rows: Sequence[Sequence[str]]) -> dict[str, str]:
    item = entry.item
    content = item.content
    key = content.key if isinstance(content, Choices) else ()
    record = {
        "id": identity_of(bank, entry),
        "section": entry.section,
        "type": item.type,
        "question": item.stem,
        "key": ";".join(letter for letter, right in zip(LETTERS, key, strict=False) if right),
        "rationale": "" if item.rationale == NO_REASON else item.rationale,
        "objective": item.objective,
        "step": item.step.value,
        "bloom": item.bloom.value,
        "quote": "" if item.source is None else item.source.quote,
    }
    for number, row in enumerate(rows, start=1):
        record |= {f"{name} {number}": text for name, text in zip(_ROW, row, strict=True)}
    return record


def _rows_of(item: Item) -> list[tuple[str, str, str]] | None:
    """Option, match and reason of each row; None for what the table cannot carry."""
    content = item.content
    if isinstance(content, Choices):
        return [(option.text, "", option.rationale) for option in content.options]
    if isinstance(content, OrderedResponse):
        return [(step.text, "", step.rationale) for step in content.sequence]
    if isinstance(content, Matching):
        pairs = [(pair.text, pair.match, pair.rationale) for pair in content.pairs]
        return [*pairs, *(("", extra.text, extra.rationale) for extra in content.extras)]
    return None


def _safe(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


FORMAT = Format(
    name="csv",
    label=_LABEL,
    endings=(".csv", ".tsv"),
    media_type="text/csv",
    fits=lambda content: re.search(rb"(?i)question|stem|prompt", content[:2_000]) is not None,
    read=_read,
    write=_write,
)
