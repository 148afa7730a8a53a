"""A language model's answer -> questions that passed the checks, beside those of the rules.

The answer is hostile input: the model may be wrong, and the document may have told it what to say.
Nothing of it is believed. A proposal must rest on words that stand in the section, say what they
say, make a question of its type without a flaw that blocks, and ask nothing that is asked already.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quizapp.core import quality
from quizapp.core.errors import Invalid
from quizapp.core.generation import negatives, wording
from quizapp.core.generation.document import Reading
from quizapp.core.generation.drafting import DraftedItem, DraftedSection
from quizapp.core.generation.prompts import MOST_PROPOSALS, PROMPT_VERSION, Answer
from quizapp.core.item_types.choices import Choices, Option
from quizapp.core.items import Item, Severity, Source, load_item

RULE = "model"
MOST_ADDED = 4
_MOST_ANSWER_CHARS = 60_000
_FEWEST_QUOTE_WORDS = 4
_MOST_CHARS = {"stem": 600, "rationale": 1_000, "quote": 800}
_MOST_OPTION_CHARS = 400
_MOST_OPTIONS = 10
_FIELDS = frozenset({"type", "stem", "options", "rationale", "step", "bloom", "quote"})
_TYPES = frozenset({"multiple_choice", "select_all", "true_false"})
_HIDDEN = ("Cc", "Cf", "Co", "Cs")  # controls, formats such as "right to left", private, halves
_FEWEST_SHARED = 0.5
_ALIKE = 0.8

NOT_IN_TEXT = "whose quote is not in the text"
DOUBTED = "on a sentence that is doubted or left out"
NOT_SAID = "that the quote does not say"
TWO_RIGHT = "with a second answer in the quote"
FLAWED = "with a flaw that blocks"
REPEATED = "asked already"
MALFORMED = "that were no questions"

_FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|nor|neither|without|avoid\w*|cannot|contraindicat\w+|prohibit\w+"
    r"|refrain|except|stop|withhold|unable|fails?)\b|n['\u2019]t\b|contra-indicat\w+",
    re.IGNORECASE,
)
_TO_A_MACHINE = re.compile(
    r"https?:|www\.|<\s*/?\s*[a-z]+[^>]*>|\b(?:(?:ignore|disregard|forget) (?:\w+ ){0,3}"
    r"(?:instructions?|prompts?)|system prompt|language model|as an ai|chatbot)\b",
    re.IGNORECASE,
)


class Unreadable(Exception):
    """The answer is not the JSON that was asked for."""


@dataclass(frozen=True)
class Merged:
    """A section with what was added to it, and how many proposals failed by each reason."""

    section: DraftedSection
    added: int
    dropped: Counter[str]


class _Dropped(Exception):
    """A proposal failed; its reason is one of the constants above."""


def merge_proposals(
    drafted: DraftedSection,
    answer: Answer,
    reading: Reading,
    text: str,
    *,
    unsafe: Sequence[tuple[int, int]] = (),
) -> Merged:
    """Add a model's proposals that pass every check to a section's questions.

    `reading` is what was read of the section, `text` what its offsets point into, `unsafe` the
    spans that carry no question: doubted, or left out. Raises Unreadable where the answer is none.
    """
    kept: list[DraftedItem] = []
    dropped: Counter[str] = Counter()
    closed = [*unsafe, *_forbidden(reading)]
    for raw in read_answer(answer.text):
        if len(kept) == MOST_ADDED:
            break
        try:
            item = _checked(raw, reading, text, closed)
            item = replace(
                item,
                objective=_objective(item, drafted, reading),
                generator=f"model/{_name(answer.model)}",
                generator_version=PROMPT_VERSION,
            )
            kept.append(_sound(item, [*drafted.items, *kept]))
        except _Dropped as reason:
            dropped[str(reason)] += 1
    return Merged(_with(drafted, kept), len(kept), dropped)


def read_answer(text: str) -> list[Any]:
    """The proposals of an answer, whatever they are. Raises Unreadable where it holds no list."""
    if len(text) > _MOST_ANSWER_CHARS:
        raise Unreadable("it is too long")
    fenced = _FENCED.fullmatch(text)
    try:
        found = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        raise Unreadable("it is no JSON, or breaks off") from None
    questions = found.get("questions") if isinstance(found, dict) else None
    if not isinstance(questions, list):
        raise Unreadable("it holds no list of questions")
    return questions[:MOST_PROPOSALS]


def _checked(raw: object, reading: Reading, text: str, closed: Sequence[tuple[int, int]]) -> Item:
    """The proposal as an item resting on its quote. Raises _Dropped."""
    if not isinstance(raw, Mapping) or not _is_well_formed(raw):
        raise _Dropped(MALFORMED)
    start, end = _find(raw["quote"], reading.section.start, reading.section.end, text)
    if any(begin < end and start < stop for begin, stop in closed):
        raise _Dropped(DOUBTED)
    source = {"quote": text[start:end], "start": start, "end": end}
    record = {field: _in_one_line(value) for field, value in raw.items() if field != "quote"}
    try:
        item = load_item(record | {"source": source, "objective": "to be chosen"})
    except Invalid:
        raise _Dropped(MALFORMED) from None
    if item.source is None or not _is_said(item, item.source):
        raise _Dropped(NOT_SAID)
    if _has_second(item, item.source):
        raise _Dropped(TWO_RIGHT)
    return item


def _is_well_formed(raw: Mapping[str, Any]) -> bool:
    if set(raw) != _FIELDS or not isinstance(raw["type"], str) or raw["type"] not in _TYPES:
        return False
    options = raw["options"]
    if not isinstance(options, list) or not 1 < len(options) <= _MOST_OPTIONS:
        return False
    texts = [(_in_one_line(raw[field]), most) for field, most in _MOST_CHARS.items()]
    for option in options:
        if not isinstance(option, Mapping) or set(option) != {"text", "correct", "rationale"}:
            return False
        texts.append((option["text"], _MOST_OPTION_CHARS))
        texts.append((option["rationale"], _MOST_CHARS["rationale"]))
    if not all(_is_plain(value, most) for value, most in texts):
        return False
    judged = [option["text"] for option in options]
    return raw["type"] != "true_false" or judged == ["True", "False"]


def _in_one_line(value: object) -> object:
    """A text whose lines may end anywhere, as the document's do."""
    return re.sub(r"[\t\r\n]", " ", value) if isinstance(value, str) else value


def _is_plain(value: object, most: int) -> bool:
    """Whether it is a text of that length without tricks: nothing hidden, no link, no orders."""
    return (
        isinstance(value, str)
        and 0 < len(value.strip()) <= len(value) <= most
        and not any(unicodedata.category(char) in _HIDDEN for char in value)
        and _TO_A_MACHINE.search(value) is None
    )


def _find(quote: str, start: int, end: int, text: str) -> tuple[int, int]:
    """Where the quote stands in the section; lines may end elsewhere. Raises _Dropped."""
    words = quote.split()
    if len(words) < _FEWEST_QUOTE_WORDS:
        raise _Dropped(NOT_IN_TEXT)
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, words)) + r"(?!\w)")
    found = pattern.search(text, start, end)
    if found is None:
        raise _Dropped(NOT_IN_TEXT)
    return found.span()


def _is_said(item: Item, source: Source) -> bool:
    """Whether the quote holds the key's words and numbers, and denies no more than the question."""
    said = wording.stems(source.quote)
    right = [option.text for option in _options(item) if option.correct]
    claims = [item.stem] if item.type == "true_false" else right
    for claim in claims:
        stems = wording.stems(claim)
        if len(stems & said) < _FEWEST_SHARED * len(stems):
            return False
        if item.type != "true_false" and not _numbers(claim) <= _numbers(source.quote):
            return False
    denied = bool(_NEGATION.search(source.quote))
    asked = " ".join((item.stem, *claims))
    if item.type == "true_false":
        affirmed = right == ["True"]
        return not affirmed or (
            denied == bool(_NEGATION.search(item.stem))
            and _numbers(item.stem) <= _numbers(source.quote)
        )
    return not denied or bool(_NEGATION.search(asked))


def _has_second(item: Item, source: Source) -> bool:
    if item.type == "true_false":
        return False
    quote = f" {_folded(source.quote)} "
    return any(
        f" {_folded(option.text)} " in quote for option in _options(item) if not option.correct
    )


def _sound(item: Item, others: Sequence[DraftedItem]) -> DraftedItem:
    """The item with its findings. Raises _Dropped where one blocks, or another asks the same."""
    findings = quality.check(item)
    if any(finding.severity is Severity.BLOCK for finding in findings):
        raise _Dropped(FLAWED)
    if any(_asks_the_same(item, other.item) for other in others):
        raise _Dropped(REPEATED)
    return DraftedItem(item, findings, RULE)


def _asks_the_same(one: Item, other: Item) -> bool:
    if _folded(one.stem) == _folded(other.stem):
        return True
    keys = [_keys(item) for item in (one, other)]
    first, second = wording.stems(one.stem), wording.stems(other.stem)
    shared = len(first & second) / max(1, len(first | second))
    if keys[0] == keys[1] and one.type == other.type:
        return shared >= _ALIKE or (_overlap(one, other) and one.type != "true_false")
    return shared >= _ALIKE and one.type == other.type


def _keys(item: Item) -> frozenset[str]:
    return frozenset(_folded(option.text) for option in _options(item) if option.correct)


def _options(item: Item) -> tuple[Option, ...]:
    return item.content.options if isinstance(item.content, Choices) else ()


def _overlap(one: Item, other: Item) -> bool:
    if one.source is None or other.source is None:
        return False
    return one.source.start < other.source.end and other.source.start < one.source.end


def _objective(item: Item, drafted: DraftedSection, reading: Reading) -> str:
    """The objective of the section's question that rests nearest, else one of the section's own."""
    place = item.source.start if item.source else 0
    near = [
        (abs(other.item.source.start - place), number, other.item.objective)
        for number, other in enumerate(drafted.items)
        if other.item.source is not None
    ]
    return min(near)[2] if near else f"Describe the main features of {reading.topic}"


def _forbidden(reading: Reading) -> Iterator[tuple[int, int]]:
    """Entries of lists of what is not to be done: alone, they say the opposite."""
    if negatives.denies(reading.section.title):
        yield reading.section.start, reading.section.end
    for run in reading.lists:
        if run.negative:
            yield from ((entry.start, entry.end) for entry in run.entries)


def _with(drafted: DraftedSection, added: Sequence[DraftedItem]) -> DraftedSection:
    items = (*drafted.items, *added)
    lesson = drafted.lesson
    if lesson is not None and added:
        stated = dict.fromkeys((*lesson.objectives, *(one.item.objective for one in added)))
        lesson = replace(lesson, objectives=tuple(stated))
    return replace(drafted, items=items, lesson=lesson)


def _numbers(text: str) -> set[str]:
    return {found.replace(",", "") for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


def _folded(text: str) -> str:
    return " ".join(re.findall(r"[\w%<>]+", text.casefold()))


def _name(model: str) -> str:
    """A model's own name, as far as it is one."""
    found = re.match(r"[\w.:/@+-]{1,100}", model, re.ASCII)
    return found[0] if found else "unnamed"
