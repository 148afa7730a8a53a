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
_FACTORS = (0.25, 0.5, 2.0, 3.0)
_WHOLE = 100
_HOURS = 24
_A_DAY = re.compile(r"^ (?:a|per|each|every) day\b| daily\b")
_PERCENT_STEPS = (-40, -20, 20, 40)
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
    """Other figures on the same scale, from low to high, none of them overlapping this one."""
    own = values(figure)
    if figure["unit"] in ("%", "percent"):
        return [
            moved
            for step in _PERCENT_STEPS
            if min(moved := tuple(value + step for value in own)) > 0 and max(moved) <= _WHOLE
        ]
    scale = _SCALES.get(figure["unit"].removesuffix("s"))
    if scale and _A_DAY.match(figure.string[figure.end() :]) and figure["unit"].startswith("hour"):
        scale = tuple(value for value in scale if value < _HOURS)
    if scale and len(own) == 1:
        below = [value for value in scale if value * 1.5 <= own[0]][-2:]
        above = [value for value in scale if value >= own[0] * 1.5][:2]
        return [(value,) for value in below + above]
    apart = len(own) == 1 or own[1] < 2 * own[0]
    factors = _FACTORS if apart else (0.25, 4.0)
    return [tuple(_rounded(value * factor, own) for value in own) for factor in factors]


def shown(figure: re.Match[str], numbers: tuple[float, ...]) -> str:
    """Other numbers written as the figure is, with its unit."""
    written = (figure["dash"] or "").join(f"{value:,.10g}" for value in numbers)
    unit = figure["unit"]
    if unit.removesuffix("s") in _COUNTED:
        unit = unit.removesuffix("s") + ("" if numbers == (1.0,) else "s")
    return f"{written}{figure['gap']}{unit}"


def _rounded(value: float, own: tuple[float, ...]) -> float:
    """A quarter of 30 is written as 8, not as 7.5, where the source has whole numbers."""
    whole = all(number.is_integer() for number in own)
    return float(round(value)) if whole and value > 2 else value  # noqa: PLR2004
