"""Short answer: typed; right when it is one of the listed answers, case and spacing folded.

A response is {"text": what was typed}. Where an answer allows close spelling, one letter left out,
added, changed or swapped with the next still counts, in words of six letters and more.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from random import Random
from typing import Any, ClassVar

from quizapp.core.errors import Invalid
from quizapp.core.item_types.base import Carried, Fields, ItemType, Shown, value_of
from quizapp.core.item_types.tables import (
    Column,
    Table,
    count_problems,
    rationale_column,
    read_tables,
    wording_problems,
)
from quizapp.core.scoring import Score, typed

MOST_CHARACTERS = 200
_FEWEST_LETTERS = 6
ANSWERS = Table(
    name="answers",
    row="answer",
    label="Right answers",
    hint="Every wording that is right. Capitals and spaces do not matter. Leave close spelling off"
    " where one letter changes the meaning, as in perineal and peroneal.",
    columns=(
        Column("text", "Answer", secret=True),
        Column("close", "Close spelling counts too", flag=True, required=False),
        rationale_column("Why it is right"),
    ),
    fewest=1,
    most=12,
)


@dataclass(frozen=True)
class Wording:
    """One right answer; `close` lets one wrong letter pass. `rationale` says why it is right."""

    text: str
    close: bool = False
    rationale: str = ""


@dataclass(frozen=True)
class ShortAnswer:
    """Content of a short-answer item. The first answer is the one that learners are told."""

    answers: tuple[Wording, ...]
    type: ClassVar[str] = "short_answer"


def load(record: Mapping[str, Any]) -> ShortAnswer:
    """Read `answers` from a record. Raises Invalid naming each that cannot be read."""
    return ShortAnswer(tuple(Wording(**row) for row in read_tables(record, [ANSWERS])["answers"]))


def dump(content: ShortAnswer) -> dict[str, Any]:
    """The record that `load` reads."""
    return {"answers": [asdict(answer) for answer in content.answers]}


def problems(content: ShortAnswer) -> list[str]:
    """What keeps the answers from being usable; empty when nothing does."""
    found = count_problems(ANSWERS, len(content.answers))
    found += wording_problems(ANSWERS, [answer.text for answer in content.answers])
    if any(len(answer.text) > MOST_CHARACTERS for answer in content.answers):
        found.append(f"answers: keep each within {MOST_CHARACTERS} characters.")
    return found


def score(content: ShortAnswer, response: Any) -> Score:
    """1 for a listed answer, else 0. Raises Invalid when nothing is written."""
    if not isinstance(response, Mapping) or set(response) != {"text"}:
        raise Invalid("This is not an answer to this question. Load the question again.")
    text = response["text"]
    if not isinstance(text, str) or not text.strip():
        raise Invalid("answer: write your answer.")
    if len(text) > MOST_CHARACTERS:
        raise Invalid(f"answer: keep it within {MOST_CHARACTERS} characters.")
    given, key = text.strip(), content.answers[0].text
    exact = any(_folded(given) == _folded(answer.text) for answer in content.answers)
    close = next((a.text for a in content.answers if a.close and _is_close(given, a.text)), None)
    if exact:
        return typed(given, key, right=True, explanation=f"You wrote “{given}”: right.")
    if close is not None:
        return typed(
            given,
            key,
            right=True,
            explanation=f"You wrote “{given}”: right. It is spelt “{close}”.",
        )
    return typed(given, key, right=False, explanation=f"You wrote “{given}”. It is “{key}”.")


def arrange(_content: ShortAnswer, _rng: Random) -> tuple[int, ...]:
    """Nothing to put in order."""
    return ()


def show(_content: ShortAnswer, _shown: Shown) -> dict[str, Any]:
    """A line to write on."""
    return {"lines": 1}


def as_text(_content: ShortAnswer, _shown: Shown) -> tuple[str, ...]:
    """Nothing beside the question itself."""
    return ()


def read_response(fields: Fields, _shown: Shown) -> dict[str, str]:
    """What the field "answer" holds."""
    return {"text": value_of(fields, "answer")}


def carry_over(
    _seen: ShortAnswer, _other: ShortAnswer, response: Any, shown: Shown
) -> Carried | None:
    """The same: what was typed does not depend on what counts as right."""
    return dict(response), tuple(shown)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).rstrip(".")


def _is_close(given: str, wanted: str) -> bool:
    words, others = _folded(given).split(), _folded(wanted).split()
    return len(words) == len(others) and all(
        word == other or (len(other) >= _FEWEST_LETTERS and _is_one_slip_away(word, other))
        for word, other in zip(words, others, strict=True)
    )


def _is_one_slip_away(word: str, other: str) -> bool:
    """Whether one letter is left out, added or changed, or two neighbours are swapped."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    left, right = word[start:], other[start:]
    return (
        left[1:] == right
        or left == right[1:]
        or left[1:] == right[1:]
        or (left[:2] == right[:2][::-1] and left[2:] == right[2:])
    )


ITEM_TYPE = ItemType(
    name=ShortAnswer.type,
    label="Short answer",
    instruction="Write your answer. Capitals do not matter.",
    layout="typed",
    tables=(ANSWERS,),
    load=load,
    dump=dump,
    problems=problems,
    score=score,
    guess_floor=lambda _content: 0.0,
    arrange=arrange,
    show=show,
    as_text=as_text,
    read_response=read_response,
    carry_over=carry_over,
)
