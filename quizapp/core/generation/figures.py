"""Figures with a unit, and other figures on the same scale."""

import itertools
import re

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "fifteen", "twenty", "thirty", "forty", "sixty", "ninety",
)  # fmt: skip
_IN_WORDS = {
    word: float(value)
    for word, value in zip(_WORDS, (*range(13), 15, 20, 30, 40, 60, 90), strict=True)
}
_ALSO_IN_WORDS = {
    "fourteen": 14.0, "sixteen": 16.0, "eighteen": 18.0, "twenty-one": 21.0, "twenty-four": 24.0,
    "thirty-six": 36.0, "forty-five": 45.0, "forty-eight": 48.0, "seventy-two": 72.0,
}  # fmt: skip
_DIGITS = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
_SPELT = "|".join(_WORDS[2:])
_FIGURE = re.compile(
    rf"(?<![\w.,\u2013/-])(?P<low>{_DIGITS}|(?:{_SPELT})\b|one\b(?= to ))"
    r"(?:(?P<once>%| ?\u00b0 ?[CF]?| percent| m[gLm]| cm)?"
    rf"(?P<dash>\s?[\u2013-]\s?| to )(?P<high>{_DIGITS}|(?:{_SPELT})\b))?"
    r"(?P<gap>\s?)(?P<unit>%|percent|months?|years?|weeks?|days?|hours?|minutes?|seconds?|mg/kg/day|"
    r"mg/kg|mcg/kg|mL/kg/h(?:our)?|mL/kg|g/kg|mg/dL|mEq/L|mEq|mmol/L|mmol|pg/mL|ng/mL|mL per hour|"
    r"mL/min|mL/h(?:r|our)?|mg|mcg|mL|micrograms?|milligrams?|milliliters?|millilitres?|liters?|litres?|"
    r"kg|kilograms?|grams?|g/dL|g|cm|mm(?: ?Hg)?|mmHg|inches|feet|pounds?|degrees|\u00b0 ?[CF]|"
    r"kcal|"
    r"kilocalories|calories|IU|units|ounces|per microliter|beats per minute|breaths per minute|"
    r"breaths|"
    r"beats|times)(?![\w/-])"
)
_SCALES: dict[str, tuple[float, ...]] = {
    "month": (1, 3, 6, 12, 18, 24, 36, 60),
    "year": (1, 2, 3, 5, 10, 15, 20, 30),
    "week": (1, 2, 4, 6, 8, 12, 16, 24),
    "day": (1, 2, 3, 5, 7, 10, 14, 21, 30),
    "hour": (1, 2, 4, 6, 8, 12, 24, 48, 72, 96, 120),
    "minute": (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120),
    "second": (5, 10, 15, 30, 45, 60, 90),
    "degree": (10, 15, 30, 45, 60, 90),
    "time": (2, 3, 4, 6, 8, 10),
}
_COUNTED = frozenset((*_SCALES, "gram", "pound", "liter", "litre", "ounce", "unit", "calorie"))
_DOSES = frozenset(
    (
        "mg",
        "mcg",
        "mL",
        "mg/kg",
        "mcg/kg",
        "mg/kg/day",
        "mL/kg",
        "g/kg",
        "g",
        "gram",
        "grams",
        "micrograms",
        "milligrams",
        "milliliters",
        "millilitres",
        "units",
        "liters",
        "litres",
        "IU",
        "ounces",
        "kcal",
        "calories",
        "kilocalories",
        "mEq",
        "mmol",
    )
)
_DOSE_FACTORS = (0.25, 0.5, 2.0, 3.0)
# Nobody draws up 240 mL: the sizes that syringes are made in.
_SYRINGES = (1.0, 3.0, 5.0, 10.0, 20.0, 60.0)
_MEASURED_STEPS = (0.8, 0.9, 1.15, 1.3)
_PRESSURE_STEPS = (0.5, 0.75, 1.25, 1.5)
_SMALL_STEPS = (0.25, 0.5, 1.5, 2.0, 3.0)
_SMALL = 5
# Beyond a third more or less, nobody lives: 120 mmol/L of sodium beside 80 is no temptation.
_NARROW = frozenset(("mmol/L", "mEq/L", "mg/dL", "g/dL", "kg", "pounds"))
_PERCENT = ("%", "percent")
_MOST_SMALL_SHARE = 30
# A saturation of 58 % beside one of 88 % is no temptation.
_SHARE_STEPS = (-20, -10, 10, 20)
_MOST_STEPS = (-30, -20, -10, 10, 20)
_MOST = 60
_NEAR_WHOLE = 85
_NEAR_WHOLE_STEPS = (-12, -8, -4, 4, 8)
_FEVERISH = (33, 43)
_EVERY = re.compile(r"\bevery\s*$", re.IGNORECASE)
_DUTY = re.compile(r"\bshould\b|\bmust\b", re.IGNORECASE)
_EQUAL = 1e-6
_COARSE = 4
_FIVE = 5
_TENS = 100
_GESTATION = 16
_TERM_WEEKS = 42
_UNDIVIDED = 3
_WHOLE = 100
_HOURS = 24
_A_DAY = re.compile(r"^ (?:a|per|each|every) day\b| daily\b")


def lone_figure(text: str) -> re.Match[str] | None:
    """The one figure with a unit in a text, or None where there are none or several."""
    found = figures_in(text)
    return found[0] if len(found) == 1 else None


def figures_in(text: str) -> list[re.Match[str]]:
    """The figures with a unit in a text that can be asked for, in order."""
    return [
        figure
        for figure in _FIGURE.finditer(text)
        if not _is_trivial(figure) and not _is_one_of_two(figure)
    ]


def _is_one_of_two(figure: re.Match[str]) -> bool:
    """Whether a figure is an end of "between 2 and 8" or one of "two or three"."""
    text = figure.string
    before, behind = text[: figure.start()], text[figure.end() :]
    if (figure["high"] and before.endswith("up to ")) or before.endswith("("):
        return True
    return _OTHER_BEFORE.search(before) is not None or _OTHER_BEHIND.match(behind) is not None


_OTHER_BEFORE = re.compile(
    rf"(?:\bbetween|(?:\d\S*|\b(?:one|{_SPELT}))(?: [\w\u00b0%/]+)? (?:and|or))\s*$"
)
_OTHER_BEHIND = re.compile(rf"^ (?:and|or|to) (?:about |up to )?(?:\d|(?:{_SPELT})\b)")


def _is_trivial(figure: re.Match[str]) -> bool:
    alone = figure["low"] == "1" and not figure["high"]
    return alone and figure["unit"].removesuffix("s") not in _SCALES


def is_threshold(figure: re.Match[str]) -> bool:
    """Whether the figure bounds others, so that another one may hold as well."""
    before, behind = figure.string[: figure.start()], figure.string[figure.end() :]
    return bool(_BOUND.search(before) or _BEHIND.match(without_other_units(behind)))


def is_loose(figure: re.Match[str]) -> bool:
    """Whether another figure beside this one might be true too: a bound, or only "about"."""
    return is_threshold(figure) or _ABOUT.search(figure.string[: figure.start()]) is not None


_BOUND = re.compile(
    r"\b(?:above|below|under|within|up to|than|least|most|exceed\w*|beyond|as (?:many|much) as|"
    r"before|after|until|reach\w*|limit\w*[^.]*|maximum[^.]*|minimum[^.]*)\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|nearly|almost|over|to|between \S+ and|or|first|"
    r"last|next|previous|past)\s*$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"^(?: per \w+)?,? or (?:more|less|higher|lower|above|below|longer|older|younger|greater|fewer|"
    r"so)\b|^ (?:and|or) (?:over|under|above|below|older|\d)",
    re.IGNORECASE,
)


def asked_for(figure: re.Match[str]) -> str:
    """What a question about the figure asks for: a time, a limit or a figure."""
    if figure["unit"].removesuffix("s") in _TIMES:
        return "time"
    return "limit" if is_threshold(figure) else "figure"


_TIMES = frozenset(("second", "minute", "hour", "day", "week", "month", "year"))


def without_other_units(behind: str) -> str:
    """What stands behind a figure, without the same figure once more: "240 mL (8 oz)"."""
    return _IN_OTHER_UNITS.sub("", behind)


_IN_OTHER_UNITS = re.compile(r"^ ?\([^()]*\d[^()]*\)")


def in_words(word: str) -> float | None:
    """The number that a word stands for: 2 for "two" or "Two", None for any other word."""
    return _IN_WORDS.get(word.casefold(), _ALSO_IN_WORDS.get(word.casefold()))


def values(figure: re.Match[str]) -> tuple[float, ...]:
    """The figure's number, or both ends of its range; "two" is 2."""
    found = (figure["low"], figure["high"])
    return tuple(
        _IN_WORDS[value] if value in _IN_WORDS else float(value.replace(",", ""))
        for value in found
        if value
    )


def others(figure: re.Match[str]) -> list[tuple[float, ...]]:
    """Other figures on the same scale, from low to high, none of them overlapping this one.

    Times step along the usual ones, doses double and halve, and what is measured moves by so much
    as a learner may be off; a range moves by its own width and more.
    """
    own = values(figure)
    if len(own) == 2:  # noqa: PLR2004 - a range
        return _moved_ranges(figure, own) if own[0] < own[1] else []
    if (
        figure["unit"].lstrip("\u00b0 ") in ("degrees", "C")
        and _FEVERISH[0] < own[0] < _FEVERISH[1]
    ):
        return [(round(own[0] + step, 1),) for step in (-1.5, -1, 1, 1.5)]
    if figure["unit"] in _PERCENT and own[0] > _MOST_SMALL_SHARE:
        apart = _MOST_STEPS if own[0] > _MOST else _SHARE_STEPS
        apart = _NEAR_WHOLE_STEPS if own[0] > _NEAR_WHOLE else apart
        return [(own[0] + step,) for step in apart if own[0] + step < _WHOLE]
    scale = _SCALES.get(figure["unit"].removesuffix("s"))
    if _OF_A_SYRINGE.match(figure.string[figure.end() :]):
        scale = _SYRINGES
    if scale and figure["unit"].startswith("week") and own[0] >= _GESTATION:
        return [(own[0] + step,) for step in (-8, -4, 4, 8) if 0 < own[0] + step <= _TERM_WEEKS]
    if scale:
        return [(value,) for value in _along(figure, scale, own[0])]
    steps: tuple[float, ...] = _DOSE_FACTORS
    if figure["unit"] not in _DOSES:
        measured = _MEASURED_STEPS if figure["unit"] in _NARROW else _PRESSURE_STEPS
        steps = _SMALL_STEPS if own[0] <= _SMALL else measured
    most = _WHOLE if figure["unit"] in _PERCENT else float("inf")
    found = sorted({_nice(own[0] * factor, own[0]) for factor in steps})
    return [(value,) for value in found if 0 < value < most and value != own[0]]


def _along(figure: re.Match[str], scale: tuple[float, ...], own: float) -> list[float]:
    """The two usual times below and above, far enough from the source's own to be wrong."""
    text = figure.string
    if _A_DAY.match(text[figure.end() :]) and figure["unit"].startswith("hour"):
        scale = tuple(value for value in scale if value < _HOURS)
    if _EVERY.search(text[: figure.start()]):
        scale = tuple(value for value in scale if value != 1)
    if _EVERY.search(text[: figure.start()]) and _DUTY.search(text):
        # Nobody errs who looks after somebody more often than the text asks.
        return [value for value in scale if value >= own * 2][:2]
    below = [value for value in scale if value * _APART <= own][-2:]
    return below + [value for value in scale if value >= own * _APART][:2]


# Four weeks beside six, or 30 degrees beside 45, is taught as well somewhere.
_APART = 2
_OF_A_SYRINGE = re.compile(r"^ (?:[\w-]+ )?syringes?\b")


def _moved_ranges(figure: re.Match[str], own: tuple[float, ...]) -> list[tuple[float, ...]]:
    scale = _SCALES.get(figure["unit"].removesuffix("s"))
    if scale:
        steps = list(itertools.pairwise(scale))
        below = [step for step in steps if step[1] < own[0]][-2:]
        return [*below, *[step for step in steps if step[0] > own[1]][:3]]
    width = own[1] - own[0]
    # "53% to 61%" is told for an invention beside "41% to 49%".
    odd = any(end % _FIVE for end in own) and own[1] < _NEAR_WHOLE
    if figure["unit"] in _PERCENT and odd:
        return []
    most = _WHOLE if figure["unit"] in _PERCENT else float("inf")
    if figure["unit"].lstrip("\u00b0 ") in ("C",) and _FEVERISH[0] < own[0] < _FEVERISH[1]:
        apart = max(width, 0.5) * 1.5
        moved = [tuple(round(end + apart * step, 1) for end in own) for step in (-2, -1, 1, 2)]
    elif own[1] >= 2 * own[0]:
        moved = [tuple(_nice(end * factor, end) for end in own) for factor in (0.2, 0.4, 2.5, 6)]
    else:
        far = max(width, own[0] * (0.02 if own[0] > _NEAR_WHOLE else 0.08))
        moved = [tuple(_nice(end + far * step, end) for end in own) for step in (-3, -1.5, 1.5, 3)]
    return [
        (low, high)
        for low, high in moved
        if own[0] * _LEAST_SHARE < low < high <= most and (high <= own[0] or low >= own[1])
    ]


_LEAST_SHARE = 0.2


def shown(figure: re.Match[str], numbers: tuple[float, ...]) -> str:
    """Other numbers written as the figure is, in digits or in words, with its unit."""
    known = (*_IN_WORDS.values(), *_ALSO_IN_WORDS.values())
    spelt = figure["low"] in _IN_WORDS and all(value in known for value in numbers)
    joint = f"{figure['once'] or ''}{figure['dash'] or ''}"
    written = joint.join(_written(value, spelt=spelt) for value in numbers)
    if "," not in figure.group() and figure["low"].isdigit() and len(figure["low"]) > _UNDIVIDED:
        written = written.replace(",", "")
    unit = figure["unit"]
    if unit.removesuffix("s") in _COUNTED:
        unit = unit.removesuffix("s") + ("" if numbers == (1.0,) else "s")
    return f"{written}{figure['gap']}{unit}"


def _written(value: float, *, spelt: bool) -> str:
    words = {**_IN_WORDS, **_ALSO_IN_WORDS}
    in_words = next((word for word, number in words.items() if number == value), None)
    return in_words if spelt and in_words else f"{value:,.10g}"


def _nice(value: float, own: float) -> float:
    """The value as round as the source's own: beside 120 stands 150, beside 2.5 stands 5."""
    round_one = _as_round(value, own)
    if own % _FIVE == 0 and round_one < _TENS and round_one % _FIVE:
        return float(max(_FIVE, int(value / _FIVE + 0.5) * _FIVE))
    return round_one


def _as_round(value: float, own: float) -> float:
    if f"{value:.1e}"[2] in "05" and float(f"{value:.2g}") == round(value, 6):
        return round(value, 6)
    for grain in (1000, 100, 50, 10, 5, 1, 0.5, 0.1, 0.05, 0.01):
        whole = round(own / grain)
        if abs(own - whole * grain) < _EQUAL and (whole >= _COARSE or grain <= 1):
            return round(round(value / grain) * grain, 2)
    return round(value, 2)
