"""Questions as other systems have them -> items of our types, or the reason why not.

Every reader makes its items here, so that limits, defaults and reasons are the same for all. A
question kind that arrives as a type is switched on here, once.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from quizapp.core.errors import Invalid
from quizapp.core.item_types import TYPES, ItemContent
from quizapp.core.item_types.choices import Choices, Option
from quizapp.core.item_types.matching import matched
from quizapp.core.item_types.numeric import MOST_PLACES, Numeric
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.item_types.short_answer import ShortAnswer, Wording
from quizapp.core.items import Bloom, Item, Step, dump_item, load_item, problems_of

# Stands where a file gives no reason: every item needs one, and inventing it would be a lie.
NO_REASON = "No reason was given for this answer."
MOST_TEXT = 20_000
# Readers take one row more at most, which says enough.
MOST_ROWS = 100
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Holds the objective's place while an item that needs one is made.
_LATER = "(later)"
_TRUE_FALSE = ("true", "false")
_WHOLE = 0.999

_E = TypeVar("_E", Step, Bloom)


class Unkeepable(Exception):
    """A question that cannot be kept. `str(error)` is the reason, a sentence for the person."""


@dataclass(frozen=True)
class Answer:
    """One answer that a file gives to choose from. `share` is what choosing it earns, -1 to 1."""

    text: str
    share: float
    rationale: str = ""


def not_kept_yet(kind: str) -> Unkeepable:
    """The reason for a kind of question that there is no type for."""
    return Unkeepable(f"This kind of question cannot be kept yet: {kind}.")


def make_item(
    stem: str,
    content: ItemContent,
    *,
    rationale: str = "",
    objective: str = "",
    step: str = "",
    bloom: str = "",
) -> tuple[Item, tuple[str, ...]]:
    """An item, and the names of its fields that the file says nothing of (`ParsedItem.unsaid`).

    `objective` may stay empty: `assemble` fills it in. Raises Unkeepable where the type's limits
    or common sense are broken.
    """
    if not stem.strip():
        raise Unkeepable("It has no question text.")
    said = {
        "rationale": rationale.strip(),
        "objective": objective.strip(),
        "step": member(Step, step),
        "bloom": member(Bloom, bloom),
    }
    item = Item(
        stem=stem.strip(),
        content=content,
        rationale=rationale.strip() or NO_REASON,
        objective=objective.strip() or _LATER,
        step=member(Step, step) or Step.MEDIUM,
        bloom=member(Bloom, bloom) or Bloom.UNDERSTAND,
    )
    if any(map(_CONTROL.search, _texts_of(item))):
        try:
            # A letter's number in mark-up may name what no file may hold.
            item = with_texts(item, lambda _name, text: _CONTROL.sub("", text))
        except Invalid as error:
            raise Unkeepable(f"It holds control characters alone: {error}") from error
    problems = problems_of(item)
    if problems:
        label = TYPES[item.type].label
        raise Unkeepable(f"{label}: {' '.join(problems)}")
    if max(map(len, _texts_of(item))) > MOST_TEXT:
        raise Unkeepable(f"Its text is longer than {MOST_TEXT:,} characters.")
    if item.objective == _LATER:
        item = replace(item, objective="")
    return item, tuple(name for name, value in said.items() if not value)


def with_texts(item: Item, change: Callable[[str, str], str]) -> Item:
    """The item with its own texts and those of its rows changed by (column's name, text).

    The rationale of the whole has no name here. Raises Invalid where a text that is needed is gone.
    """
    record = dump_item(item)
    for table in TYPES[item.type].tables:
        record[table.name] = [
            {name: _changed(name, value, change) for name, value in row.items()}
            for row in record.get(table.name, [])
        ]
    for setting in TYPES[item.type].settings:
        if setting.name in record:
            record[setting.name] = change(setting.name, record[setting.name])
    record["stem"] = change("stem", record["stem"])
    record["rationale"] = change("", record["rationale"])
    record["objective"] = change("objective", record["objective"])
    return load_item(record)


def _changed(name: str, value: Any, change: Callable[[str, str], str]) -> Any:
    if isinstance(value, list):
        return [change(name, each) for each in value]
    return change(name, value) if isinstance(value, str) else value


def _texts_of(item: Item) -> Iterator[str]:
    yield from (item.stem, item.rationale, item.objective)
    for rows in TYPES[item.type].dump(item.content).values():
        if isinstance(rows, str):
            yield rows
        else:
            yield from (text for row in rows for text in row.values() if isinstance(text, str))


def member(kind: type[_E], text: str) -> _E | None:
    """The step or Bloom level of this name, None where there is none."""
    try:
        return kind(text.strip().casefold())
    except ValueError:
        return None


def choices(
    answers: Sequence[Answer], *, several: bool | None = None, exactly: bool = False
) -> tuple[ItemContent, tuple[str, ...]]:
    """Answers to choose from, and notes on shares of credit that are not kept.

    One answer may be chosen or several, by `several`, or by how many earn something; `exactly` as
    many as are right where the learner is told that number. True and false are a type of their own.
    """
    _limit(answers)
    right = [answer for answer in answers if answer.share > 0]
    if not right:
        raise Unkeepable("None of its answers is marked as right.")
    if several is None:
        several = len(right) > 1
    notes: tuple[str, ...] = ()
    if not several and len(right) > 1:
        right = [answer for answer in right if answer.share >= _WHOLE]
        notes = ("An answer that earned a part of the credit earns none here.",)
        if len(right) != 1:
            raise Unkeepable("Several of its answers are right, and only one may be chosen.")
    if several and len({round(answer.share, 2) for answer in right}) > 1:
        notes = ("Its right answers earned different shares; here each earns a point.",)
    texts = tuple(answer.text.strip().casefold() for answer in answers)
    if not several and sorted(texts) == sorted(_TRUE_FALSE):
        true, false = (answers[texts.index(text)] for text in _TRUE_FALSE)
        return true_false(true in right, true.rationale, false.rationale), notes
    return Choices(
        ("select_n" if exactly else "select_all") if several else "multiple_choice",
        tuple(Option(a.text.strip(), a in right, a.rationale.strip()) for a in answers),
    ), notes


def true_false(right: bool, of_true: str = "", of_false: str = "") -> ItemContent:
    """A statement that is true or false, and why for either answer."""
    return Choices(
        "true_false",
        (
            Option("True", right, of_true.strip()),
            Option("False", not right, of_false.strip()),
        ),
    )


def matching(
    pairs: Sequence[tuple[str, str, str]], extras: Sequence[tuple[str, str]] = ()
) -> ItemContent:
    """Pairs of (entry, match, rationale), and (choice, rationale) that match nothing."""
    _limit(pairs)
    _limit(extras)
    matches = [match.strip().casefold() for _entry, match, _why in pairs]
    if len(set(matches)) < len(matches):
        raise Unkeepable("Two entries have the same match, and each needs one of its own.")
    return matched(
        [(entry.strip(), match.strip(), why.strip()) for entry, match, why in pairs],
        [(text.strip(), why.strip()) for text, why in extras],
    )


def ordered(steps: Sequence[str], rationales: Sequence[str] = ()) -> ItemContent:
    """Steps in their right order."""
    _limit(steps)
    return in_order([step.strip() for step in steps], list(rationales) or [""] * len(steps))


def short_answer(
    answers: Sequence[Answer], *, wildcards: bool = False
) -> tuple[ItemContent, tuple[str, ...]]:
    r"""An answer that is typed, with the wordings that count, and notes on those that do not.

    With `wildcards`, * stands for any words, which is not kept, and \* for a star.
    """
    _limit(answers)
    whole = [answer for answer in answers if answer.share >= _WHOLE]
    if not whole:
        raise Unkeepable("None of its answers is marked as right.")
    if wildcards and any("*" in answer.text.replace("\\*", "") for answer in whole):
        raise Unkeepable("One of its answers holds *, which stands for any words; write them out.")
    # Capitals and spaces do not matter here, so that wordings which differ in them are one.
    wordings: dict[str, Wording] = {}
    for answer in whole:
        text = answer.text.strip()
        text = text.replace("\\*", "*") if wildcards else text
        wordings.setdefault(
            " ".join(text.casefold().split()), Wording(text, rationale=answer.rationale.strip())
        )
    notes = ("Answers that earn less than all of the credit were left out.",)
    return ShortAnswer(tuple(wordings.values())), notes if len(whole) < len(answers) else ()


def numeric(answers: Sequence[tuple[float, float, str]], unit: str = "") -> ItemContent:
    """A number that is typed, as (value, tolerance, rationale); its decimals are those asked for.

    A tolerance is a distance to either side, 0 or above.
    """
    _limit(answers)
    numbers = {(value, tolerance) for value, tolerance, _why in answers}
    if not numbers:
        raise Unkeepable("None of its answers is marked as right.")
    if len(numbers) > 1:
        raise Unkeepable("Several numbers are right, and here only one may be.")
    value, tolerance = (_decimal(number) for number in numbers.pop())
    exponent = value.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    if places > MOST_PLACES:
        raise Unkeepable(f"Its number has more than {MOST_PLACES} decimal places.")
    return Numeric(
        f"{value:f}",
        str(max(places, 0)),
        tolerance=f"{tolerance:f}" if tolerance else "",
        unit=unit.strip(),
    )


def plain_number(content: Numeric) -> tuple[str, str] | None:
    """Answer and tolerance of a number that needs nothing beside them and its unit, else None."""
    try:
        answer, tolerance = float(content.answer), float(content.tolerance or 0)
        read = numeric([(answer, tolerance, "")], content.unit)
    except (ValueError, Unkeepable):
        return None
    return (content.answer, content.tolerance or "0") if read == content else None


def _decimal(number: float) -> Decimal:
    # Twelve digits, so that what binary arithmetic adds behind them is gone.
    decimal = Decimal(f"{number:.12g}")
    if not decimal.is_finite():
        raise Unkeepable("One of its numbers cannot be read.")
    return decimal.normalize() + 0


def _limit(rows: Sequence[Any]) -> None:
    if len(rows) > MOST_ROWS:
        raise Unkeepable(f"It has more than {MOST_ROWS} answers, which no question needs.")


def tidy(text: str) -> str:
    """Outer space and runs of space gone, line ends kept."""
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
