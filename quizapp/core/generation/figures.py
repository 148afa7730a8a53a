"""Figures with a unit, and other figures on the same scale."""

import re

_FIGURE = re.compile(
    r"(?<![\w.,\u2013/-])(?P<low>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:(?P<dash>\s?[\u2013-]\s?| to )"
    r"(?P<high>\d[\d,]*(?:\.\d+)?))?(?P<gap>\s?)(?P<unit>%|percent|months?|years?|weeks?|days?|hours?|"
    r"minutes?|seconds?|mg/kg|mg/dL|mEq/L|mmol/L|pg/mL|mL per hour|mL/h(?:r|our)?|mg|mcg|mL|"
    r"liters?|"
    r"litres?|kg|grams?|g/dL|g|cm|mm(?: ?Hg)?|mmHg|pounds?|degrees|calories|units|ounces|"
    r"per microliter|beats per minute|breaths per minute|breaths|beats)(?![\w/-])"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_SCALES: dict[str, tuple[float, ...]] = {
    "month": (1, 3, 6, 12, 18, 24, 36, 60),
    "year": (1, 2, 3, 5, 10, 15, 20, 30),
    "week": (1, 2, 4, 6, 8, 12, 16, 24),
    "day": (1, 2, 3, 5, 7, 10, 14, 21, 30),
    "hour": (1, 2, 4, 6, 8, 12, 24, 48, 72),
    "minute": (1, 2, 5, 10, 15, 30, 45, 60, 90),
    "second": (5, 10, 15, 30, 45, 60, 90),
    "degree": (10, 30, 45, 60, 90),
}
_COUNTED = frozenset((*_SCALES, "gram", "pound", "liter", "litre", "ounce", "unit", "calorie"))
_DOSES = frozenset(
    ("mg", "mcg", "mL", "mg/kg", "g", "gram", "grams", "units", "liters", "litres", "ounces")
)
_DOSE_FACTORS = (0.25, 0.5, 2.0, 4.0)
_MEASURED_STEPS = (0.6, 0.8, 1.25, 1.5)
_SMALL_STEPS = (0.25, 0.5, 1.5, 2.0, 3.0)
_SMALL = 5
_PERCENT = ("%", "percent")
_MOST_SMALL_SHARE = 30
_FEVERISH = (33, 43)
_EVERY = re.compile(r"\bevery\s*$", re.IGNORECASE)
_EQUAL = 1e-6
_COARSE = 4
_WHOLE = 100
_HOURS = 24
_A_DAY = re.compile(r"^ (?:a|per|each|every) day\b| daily\b")
_MOST_NUMBERS = 2


def lone_figure(text: str) -> re.Match[str] | None:
    """The one figure with a unit in a text, or None where there are none or several."""
    found = list(_FIGURE.finditer(text))
    if len(found) != 1 or len(_NUMBER.findall(text)) > _MOST_NUMBERS:
        return None
    figure = found[0]
    trivial = figure["low"] == "1" and not figure["high"]
    return None if trivial and figure["unit"].removesuffix("s") not in _SCALES else figure


def is_threshold(figure: re.Match[str]) -> bool:
    """Whether the figure bounds others, so that another one may hold as well."""
    text = figure.string
    return bool(_BOUND.search(text[: figure.start()]) or _BEHIND.match(text[figure.end() :]))


def is_loose(figure: re.Match[str]) -> bool:
    """Whether another figure beside this one might be true too: a bound, or only "about"."""
    return is_threshold(figure) or _ABOUT.search(figure.string[: figure.start()]) is not None


_BOUND = re.compile(
    r"\b(?:above|below|under|within|up to|than|least|most|exceed\w*|beyond|as (?:many|much) as|"
    r"before|after|until|reach\w*|limit\w*[^.]*|maximum[^.]*|minimum[^.]*)\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|around|approximately|nearly|almost|over|to|between \S+ and|or)\s*$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"^(?: per \w+)?,? or (?:more|less|higher|lower|above|below|longer|older|younger|greater|fewer|"
    r"so)\b|^ (?:and|or) (?:over|under|above|below|older|\d)",
    re.IGNORECASE,
)


def values(figure: re.Match[str]) -> tuple[float, ...]:
    """The figure's number, or both ends of its range."""
    found = (figure["low"], figure["high"])
    return tuple(float(value.replace(",", "")) for value in found if value)


def others(figure: re.Match[str]) -> list[tuple[float, ...]]:
    """Other figures on the same scale, from low to high, none of them overlapping this one.

    Times step along the usual ones, doses double and halve, and what is measured moves by so much
    as a learner may be off; a range moves by its own width and more.
    """
    own = values(figure)
    if len(own) == 2:  # noqa: PLR2004 - a range
        return _moved_ranges(figure, own) if own[0] < own[1] else []
    if figure["unit"] == "degrees" and _FEVERISH[0] < own[0] < _FEVERISH[1]:
        return [(round(own[0] + step, 1),) for step in (-1.5, -1, 1, 1.5)]
    if figure["unit"] in _PERCENT and own[0] > _MOST_SMALL_SHARE:
        return [(own[0] + step,) for step in (-30, -20, -10, 10, 20) if own[0] + step < _WHOLE]
    scale = _SCALES.get(figure["unit"].removesuffix("s"))
    if scale:
        return [(value,) for value in _along(figure, scale, own[0])]
    steps: tuple[float, ...] = _DOSE_FACTORS
    if figure["unit"] not in _DOSES:
        steps = _SMALL_STEPS if own[0] <= _SMALL else _MEASURED_STEPS
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
    below = [value for value in scale if value * 1.5 <= own][-2:]
    return below + [value for value in scale if value >= own * 1.5][:2]


def _moved_ranges(figure: re.Match[str], own: tuple[float, ...]) -> list[tuple[float, ...]]:
    width = own[1] - own[0]
    most = _WHOLE if figure["unit"] in _PERCENT else float("inf")
    timed = figure["unit"].removesuffix("s") in _SCALES
    if own[1] >= 2 * own[0]:
        factors: tuple[float, ...] = (0.25, 0.5, 3, 5, 10) if timed else (0.25, 0.5, 2.5, 5)
        moved = [tuple(_nice(end * factor, end) for end in own) for factor in factors]
    else:
        far = max(width, own[0] * 0.08)
        moved = [tuple(_nice(end + far * step, end) for end in own) for step in (-3, -1.5, 1.5, 3)]
    return [
        (low, high)
        for low, high in moved
        if 0 < low < high <= most and (high <= own[0] or low >= own[1]) and not (timed and low % 1)
    ]


def shown(figure: re.Match[str], numbers: tuple[float, ...]) -> str:
    """Other numbers written as the figure is, with its unit."""
    written = (figure["dash"] or "").join(f"{value:,.10g}" for value in numbers)
    unit = figure["unit"]
    if unit.removesuffix("s") in _COUNTED:
        unit = unit.removesuffix("s") + ("" if numbers == (1.0,) else "s")
    return f"{written}{figure['gap']}{unit}"


def _nice(value: float, own: float) -> float:
    """The value as round as the source's own: beside 120 stands 150, beside 2.5 stands 5."""
    if float(f"{value:.2g}") == round(value, 6):
        return round(value, 6)
    for grain in (1000, 100, 50, 10, 5, 1, 0.5, 0.1, 0.05, 0.01):
        whole = round(own / grain)
        if abs(own - whole * grain) < _EQUAL and (whole >= _COARSE or grain <= 1):
            return round(round(value / grain) * grain, 2)
    return round(value, 2)
