"""Numeric and dosage calculation: a number, exact after the stated rounding, with its unit.

The answer is a number or a formula of variables, each drawn anew from its range, so that the same
question comes with other figures. A response is {"value": as typed, "unit": chosen or "", "drawn":
how many steps above its lowest value each variable lies}: it is scored without the offer. 0.8, .8
and 0.80 are the same answer; a tolerance widens it to both sides.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any, ClassVar

from quizapp.core.errors import Invalid
from quizapp.core.formulas import evaluate, read_number, rounded, written
from quizapp.core.item_types.base import Carried, Fields, ItemType, Shown, value_of
from quizapp.core.item_types.tables import (
    Column,
    Setting,
    Table,
    count_problems,
    read_parts,
    wording_problems,
)
from quizapp.core.scoring import Score, typed

# An offer carries a step as one byte.
MOST_STEPS = 250
MOST_PLACES = 4
_LARGEST = 10**12
_MOST_DRAWS_TRIED = 2_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ROUNDINGS = {0: "whole number", 1: "tenth", 2: "hundredth", 3: "thousandth"}

SETTINGS = (
    Setting(
        "given",
        "What is given",
        "The figures of the task, {name} where a variable's value stands. Leave it empty where the"
        " question says everything.",
        required=False,
        lines=3,
    ),
    Setting("answer", "Answer", "A number, or a formula of the variables: weight * 5 / 2.",
            secret=True),
    Setting("places", "Decimal places", "To how many the answer is rounded: 0 to 4.", secret=True),
    Setting("tolerance", "Tolerance", "How far off still counts, 0 or empty for not at all.",
            required=False, secret=True),
    Setting("unit", "Unit", "The answer's unit: mL/h. Empty for none.", required=False,
            secret=True),
)  # fmt: skip
OTHER_UNITS = Table(
    name="other_units",
    row="unit",
    label="Wrong units to choose from",
    hint="With some, the learner chooses the unit too. With none, it stands beside the field.",
    columns=(Column("text", "Unit"),),
    fewest=0,
    most=5,
)
VARIABLES = Table(
    name="variables",
    row="variable",
    label="Variables",
    hint="Each is drawn from its lowest to its highest value, in steps.",
    columns=(
        Column("text", "Name", secret=True),
        Column("low", "Lowest", secret=True),
        Column("high", "Highest", secret=True),
        Column("step", "Step", secret=True),
    ),
    fewest=0,
    most=6,
)


@dataclass(frozen=True)
class Variable:
    """A figure that is drawn: its name as `text`, and its range as the author wrote it."""

    text: str
    low: str
    high: str
    step: str

    @property
    def steps(self) -> int:
        """How many steps lie between its lowest and its highest value; -1 when it has none."""
        low, high, step = (read_number(text) for text in (self.low, self.high, self.step))
        if low is None or high is None or step is None or step <= 0 or high < low:
            return -1
        return math.floor((high - low) / step)

    def value(self, number: int) -> Fraction:
        """Its value so many steps above the lowest."""
        low, step = read_number(self.low), read_number(self.step)
        return (low or Fraction()) + number * (step or Fraction())


@dataclass(frozen=True)
class Numeric:
    """Content of a numeric item; `answer`, `places` and `tolerance` as the author wrote them."""

    answer: str
    places: str
    given: str = ""
    tolerance: str = ""
    unit: str = ""
    other_units: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    type: ClassVar[str] = "numeric"

    @property
    def units(self) -> tuple[str, ...]:
        """What there is to choose from, by name, so that the right one's place tells nothing."""
        return tuple(sorted((self.unit, *self.other_units))) if self.other_units else ()


def load(record: Mapping[str, Any]) -> Numeric:
    """Read the settings, `other_units` and `variables`. Raises Invalid naming each that is odd."""
    texts, rows = read_parts(record, SETTINGS, [OTHER_UNITS, VARIABLES])
    return Numeric(
        **texts,
        other_units=tuple(row["text"] for row in rows["other_units"]),
        variables=tuple(Variable(**row) for row in rows["variables"]),
    )


def dump(content: Numeric) -> dict[str, Any]:
    """The record that `load` reads."""
    return {setting.name: getattr(content, setting.name) for setting in SETTINGS} | {
        "other_units": [{"text": unit} for unit in content.other_units],
        "variables": [asdict(variable) for variable in content.variables],
    }


def problems(content: Numeric) -> list[str]:
    """What keeps the content from being computed; empty when nothing does."""
    found = count_problems(OTHER_UNITS, len(content.other_units))
    found += count_problems(VARIABLES, len(content.variables))
    if content.other_units:
        found += wording_problems(OTHER_UNITS, [content.unit, *content.other_units])
    if not content.places.isdecimal() or int(content.places) > MOST_PLACES:
        found.append(f"places: write a whole number from 0 to {MOST_PLACES}.")
    tolerance = read_number(content.tolerance or "0")
    if tolerance is None or tolerance < 0:
        found.append("tolerance: write a number, 0 or above, or leave it empty.")
    found += [problem for variable in content.variables for problem in _odd(variable)]
    names = [variable.text for variable in content.variables]
    if len(set(names)) < len(names):
        found.append("variables: two have the same name.")
    named = set(_PLACEHOLDER.findall(content.given))
    found += [f"given: {{{name}}} is no variable." for name in sorted(named - set(names))]
    found += [f"given: show {name} as {{{name}}}." for name in names if name not in named]
    return found or _problems_of_answer(content)


def _odd(variable: Variable) -> list[str]:
    if not _NAME.fullmatch(variable.text):
        return [f"variables: name “{variable.text}” with small letters, digits and _."]
    if not 1 <= variable.steps <= MOST_STEPS:
        named = f"variables: give {variable.text} a lowest and a highest value and a step"
        return [f"{named}, as numbers, with 1 to {MOST_STEPS} steps between."]
    return []


def _problems_of_answer(content: Numeric) -> list[str]:
    try:
        for drawn in _some_draws(content):
            if abs(evaluate(content.answer, _values(content, drawn))) >= _LARGEST:
                return ["answer: it can be a trillion or more: use smaller figures."]
    except Invalid as error:
        return [f"answer: {problem}" for problem in error.problems]
    return []


def _some_draws(content: Numeric) -> Iterator[tuple[int, ...]]:
    """Every draw where there are few; else those in which at most one variable is within."""
    ranges = [range(variable.steps + 1) for variable in content.variables]
    if math.prod(len(steps) for steps in ranges) <= _MOST_DRAWS_TRIED:
        yield from product(*ranges)
        return
    ends = [(0, variable.steps) for variable in content.variables]
    for within in range(len(ranges)):
        yield from product(*(ranges[n] if n == within else ends[n] for n in range(len(ranges))))


def score(content: Numeric, response: Any) -> Score:
    """1 for the rounded answer, or one within the tolerance, with its unit; else 0.

    Raises Invalid unless a number is written and, where there are several, a unit chosen.
    """
    if not isinstance(response, Mapping) or set(response) != {"value", "unit", "drawn"}:
        raise Invalid("This is not an answer to this question. Load the question again.")
    text, unit, drawn = response["value"], response["unit"], response["drawn"]
    if not isinstance(text, str) or not isinstance(unit, str) or not _is_drawn(content, drawn):
        raise Invalid("This is not an answer to this question. Load the question again.")
    number = read_number(text)
    wrong = []
    if number is None:
        wrong.append("value: write a number, such as 0.8 or 125.")
    if content.units and unit not in content.units:
        wrong.append("unit: choose the unit.")
    if wrong or number is None:
        raise Invalid(wrong)
    answer = rounded(evaluate(content.answer, _values(content, drawn)), int(content.places))
    tolerance = read_number(content.tolerance or "0") or Fraction()
    near = abs(number - Fraction(answer)) <= tolerance
    fits = not content.units or unit == content.unit
    given, key = _with_unit(text, unit or content.unit), _with_unit(f"{answer:f}", content.unit)
    if near and fits:
        explanation = f"You wrote {given}: right."
    elif near:
        explanation = f"The number is right, the unit is not: it is {key}."
    else:
        explanation = f"You wrote {given}. It is {key}."
    return typed(given, key, right=near and fits, explanation=explanation)


def arrange(content: Numeric, rng: Random) -> tuple[int, ...]:
    """For each variable, how many steps above its lowest value it lies this time."""
    return tuple(rng.randint(0, variable.steps) for variable in content.variables)


def show(content: Numeric, shown: Shown) -> dict[str, Any]:
    """The task with this showing's figures, how to round, and the unit or the units to choose."""
    values = _values(content, shown)
    return {
        "given": _PLACEHOLDER.sub(lambda found: written(values[found[1]]), content.given),
        "rounding": _rounding(content),
        "unit": "" if content.units else content.unit,
        "units": list(content.units),
    }


def as_text(content: Numeric, shown: Shown) -> tuple[str, ...]:
    """The task, how to round, and the units."""
    seen = show(content, shown)
    units = [f"Unit: {' / '.join(seen['units'] or [seen['unit']])}"] if content.unit else []
    return tuple(line for line in (seen["given"], seen["rounding"], *units) if line)


def read_response(fields: Fields, shown: Shown) -> dict[str, Any]:
    """What "value" and "unit" hold, with what was drawn for this showing."""
    return {
        "value": value_of(fields, "value"),
        "unit": value_of(fields, "unit"),
        "drawn": list(shown),
    }


def carry_over(seen: Numeric, other: Numeric, response: Any, shown: Shown) -> Carried | None:
    """The same, where both versions give the same figures and units to choose from; else None."""
    asked = [(each.given, each.variables, each.units) for each in (seen, other)]
    return (dict(response), tuple(shown)) if asked[0] == asked[1] else None


def _is_drawn(content: Numeric, drawn: Any) -> bool:
    return (
        isinstance(drawn, list | tuple)
        and len(drawn) == len(content.variables)
        and all(
            isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= v.steps
            for number, v in zip(drawn, content.variables, strict=True)
        )
    )


def _values(content: Numeric, drawn: Sequence[int]) -> dict[str, Fraction]:
    return {
        variable.text: variable.value(number)
        for variable, number in zip(content.variables, drawn, strict=True)
    }


def _rounding(content: Numeric) -> str:
    places = int(content.places)
    if places in _ROUNDINGS:
        return f"Round to the nearest {_ROUNDINGS[places]}."
    return f"Round to {places} decimal places."


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {unit}".strip()


ITEM_TYPE = ItemType(
    name=Numeric.type,
    label="Number",
    instruction="Calculate, and write a number.",
    layout="numeric",
    settings=SETTINGS,
    tables=(OTHER_UNITS, VARIABLES),
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
