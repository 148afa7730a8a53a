"""Items: one question with its key, its rationale and the sentence that it came from.

What differs between types (content, answer, scoring) lives in `quizapp.core.item_types`, one module
a type; what all share is here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from quizapp.core.cases import Judgment, problems_of_case
from quizapp.core.errors import Invalid
from quizapp.core.exhibits import (
    Exhibit,
    dump_exhibits,
    load_exhibits,
    problems_of_exhibits,
)
from quizapp.core.item_types import TYPES, ItemContent
from quizapp.core.scoring import Score

INSTRUCTOR = "instructor"


class Step(StrEnum):
    """Difficulty step: the author's prior for item_difficulty (see `quizapp.core.difficulty`)."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Bloom(StrEnum):
    """Level of the revised Bloom taxonomy (Anderson and Krathwohl, 2001)."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYZE = "analyze"
    EVALUATE = "evaluate"
    CREATE = "create"


class Severity(StrEnum):
    """A finding that blocks keeps an item from being published; one that warns does not."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True)
class Finding:
    """An item-writing flaw or a doubt about the source, for the instructor's eyes."""

    rule: str
    severity: Severity
    message: str


@dataclass(frozen=True)
class Source:
    """The words that an item rests on: `quote` stands verbatim at text[start:end]."""

    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class Item:
    """A question. `content` is a dataclass of its type's own, which holds the key too.

    `case` is the title of the case study that it is part of, "" for none; `judgment` the step of
    clinical judgment that it asks for, None where nobody has said.
    """

    stem: str
    content: ItemContent
    rationale: str
    objective: str
    step: Step
    bloom: Bloom
    source: Source | None = None
    generator: str = INSTRUCTOR
    generator_version: str = "1"
    exhibits: tuple[Exhibit, ...] = ()
    case: str = ""
    judgment: Judgment | None = None

    @property
    def type(self) -> str:
        """Name of the item type, as stored and exchanged: "multiple_choice" and so on."""
        return self.content.type


def score(item: Item, response: Any) -> Score:
    """Score a response, in the shape of the item's type, by the type's published rule.

    Raises Invalid when the response does not fit the item.
    """
    return TYPES[item.type].score(item.content, response)


def guess_floor(item: Item) -> float:
    """Chance of full points by blind choice, 0-1 (the `c` of a three-parameter model)."""
    return TYPES[item.type].guess_floor(item.content)


def with_source(item: Item, source: Source | None) -> Item:
    """The same item resting on other words."""
    return replace(item, source=source)


def load_item(record: Mapping[str, Any]) -> Item:
    """Read the flat record that `dump_item` writes.

    Raises Invalid naming each field that is unknown, missing or of the wrong kind.
    """
    type_name = record.get("type")
    if not isinstance(type_name, str) or type_name not in TYPES:
        raise Invalid(f"type: {type_name!r} is not one of {', '.join(sorted(TYPES))}.")
    problems: list[str] = []
    stem = _text(record, "stem", problems)
    rationale = _text(record, "rationale", problems)
    objective = _text(record, "objective", problems)
    step = _member(Step, record, "step", problems)
    bloom = _member(Bloom, record, "bloom", problems)
    source = _source(record.get("source"), problems)
    content: ItemContent | None = None
    exhibits: tuple[Exhibit, ...] = ()
    try:
        content = TYPES[type_name].load(record)
    except Invalid as error:
        problems.extend(error.problems)
    try:
        exhibits = load_exhibits(record)
    except Invalid as error:
        problems.extend(error.problems)
    case = record.get("case", "")
    if not isinstance(case, str):
        problems.append("case: write the title of the case study, or leave it out.")
        case = ""
    judgment = _member(Judgment, record, "judgment", problems) if record.get("judgment") else None
    known = _COMMON_FIELDS | TYPES[type_name].fields
    problems.extend(
        f"{field}: not a field of {type_name}; remove it or correct its spelling."
        for field in record
        if field not in known
    )
    if problems or content is None or step is None or bloom is None:
        raise Invalid(problems)
    return Item(
        stem=stem,
        content=content,
        rationale=rationale,
        objective=objective,
        step=step,
        bloom=bloom,
        source=source,
        generator=str(record.get("generator", INSTRUCTOR)),
        generator_version=str(record.get("generator_version", "1")),
        exhibits=exhibits,
        case=case.strip(),
        judgment=judgment,
    )


def dump_item(item: Item) -> dict[str, Any]:
    """Write an item as one flat record of plain values, ready for JSON or TOML."""
    record: dict[str, Any] = {"type": item.type, "stem": item.stem}
    record |= TYPES[item.type].dump(item.content)
    record |= {
        "rationale": item.rationale,
        "objective": item.objective,
        "step": item.step.value,
        "bloom": item.bloom.value,
        "generator": item.generator,
        "generator_version": item.generator_version,
    }
    if item.source is not None:
        record["source"] = {
            "quote": item.source.quote,
            "start": item.source.start,
            "end": item.source.end,
        }
    if item.exhibits:
        record["exhibits"] = dump_exhibits(item.exhibits)
    if item.case:
        record["case"] = item.case
    if item.judgment is not None:
        record["judgment"] = item.judgment.value
    return record


_E = TypeVar("_E", bound=StrEnum)

_COMMON_FIELDS = frozenset(
    {
        "type",
        "stem",
        "rationale",
        "objective",
        "step",
        "bloom",
        "source",
        "generator",
        "generator_version",
        "exhibits",
        "case",
        "judgment",
    }
)


def _text(record: Mapping[str, Any], field: str, problems: list[str]) -> str:
    value = record.get(field)
    if not isinstance(value, str) or not value.strip():
        problems.append(f"{field}: write some text.")
        return ""
    return value.strip()


def _member(
    kind: type[_E], record: Mapping[str, Any], field: str, problems: list[str]
) -> _E | None:
    try:
        return kind(str(record.get(field)))
    except ValueError:
        problems.append(f"{field}: choose one of {', '.join(kind)}.")
        return None


def _source(value: object, problems: list[str]) -> Source | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        quote, start, end = value.get("quote"), value.get("start"), value.get("end")
        if (
            isinstance(quote, str)
            and quote
            and isinstance(start, int)
            and isinstance(end, int)
            and 0 <= start < end
        ):
            return Source(quote, start, end)
    problems.append("source: needs a quote and its start and end in the document's text.")
    return None


def problems_of(item: Item) -> Sequence[str]:
    """What keeps the item's content from being a question of its type; empty when nothing does."""
    return [
        *TYPES[item.type].problems(item.content),
        *problems_of_exhibits(item.exhibits),
        *problems_of_case(item.case, item.judgment),
    ]
