"""A figure with its unit: which one completes the statement? Wrong figures are of its own scale."""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "quantity"

_FIGURE = re.compile(
    r"(?<![\w.,\u2013/-])(?P<low>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:(?P<dash>\s?[\u2013-]\s?| to )"
    r"(?P<high>\d[\d,]*(?:\.\d+)?))?(?P<gap>\s?)(?P<unit>%|percent|months?|years?|weeks?|days?|hours?|"
    r"minutes?|seconds?|mg|mcg|mL|liters?|kg|grams?|g|cm|mm(?: ?Hg)?|mmHg|mEq/L|mg/dL|pounds?|"
    r"calories|beats per minute|breaths per minute)(?![\w/-])"
)
_SCALES: dict[str, tuple[float, ...]] = {
    "month": (1, 3, 6, 12, 18, 24, 36, 60),
    "year": (1, 2, 3, 5, 10, 15, 20, 30),
    "week": (1, 2, 4, 6, 8, 12, 16, 24),
    "day": (1, 2, 3, 5, 7, 10, 14, 21, 30),
    "hour": (1, 2, 4, 6, 8, 12, 24, 48, 72),
    "minute": (1, 2, 5, 10, 15, 30, 45, 60, 90),
    "second": (5, 10, 15, 30, 45, 60, 90),
}
_FACTORS = (0.25, 0.5, 2.0, 3.0)
_WHOLE = 100
_PERCENT_STEPS = (-40, -20, 20, 40)


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each sentence with exactly one figure that has a unit."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        figures = list(_FIGURE.finditer(text))
        if len(figures) == 1 and len(re.findall(r"\d+(?:[.,]\d+)*", text)) <= 2:  # noqa: PLR2004
            candidate = _candidate(sentence, text, figures[0], reading)
            if candidate is not None:
                yield candidate


def _candidate(
    sentence: Sentence, text: str, figure: re.Match[str], reading: Reading
) -> Candidate | None:
    if figure["low"] == "1" and not figure["high"] and figure["unit"] not in _SCALES:
        return None
    taken = {float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
    others = [value for value in _others(figure) if not taken & set(value)]
    if len(others) < candidates.SINGLE_OPTIONS - 1:
        return None
    start = wording.stable_number(text) % (len(others) - 2)
    key = _shown(figure, _values(figure))
    distractors = [
        (_shown(figure, value), f"The source gives {key} here.")
        for value in others[start : start + 3]
    ]
    blanked = text[: figure.start()] + wording.BLANK + text[figure.end() :]
    why = f"The source says: \u201c{text}\u201d"
    placed = subjects.placed(blanked, reading.subject)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=f"Which figure completes the statement? {placed}",
        options=candidates.single_choice(key, distractors, why=why, seed=text),
        rationale=why,
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=0.72,
    )


def _values(figure: re.Match[str]) -> tuple[float, ...]:
    found = (figure["low"], figure["high"])
    return tuple(float(value.replace(",", "")) for value in found if value)


def _others(figure: re.Match[str]) -> list[tuple[float, ...]]:
    """Other figures on the same scale, from low to high, none of them overlapping the key."""
    values = _values(figure)
    if figure["unit"] in ("%", "percent"):
        return [
            moved
            for step in _PERCENT_STEPS
            if min(moved := tuple(value + step for value in values)) > 0 and max(moved) <= _WHOLE
        ]
    scale = _SCALES.get(figure["unit"].removesuffix("s"))
    if scale and len(values) == 1:
        below = [value for value in scale if value < values[0]][-2:]
        above = [value for value in scale if value >= values[0] * 1.5][:2]
        return [(value,) for value in below + above]
    apart = len(values) == 1 or values[1] < 2 * values[0]
    return [tuple(value * factor for value in values) for factor in _FACTORS] if apart else []


def _shown(figure: re.Match[str], values: tuple[float, ...]) -> str:
    numbers = (figure["dash"] or "").join(f"{value:,.10g}" for value in values)
    unit = figure["unit"]
    if unit.removesuffix("s") in _SCALES:
        unit = unit.removesuffix("s") + ("" if values == (1.0,) else "s")
    return f"{numbers}{figure['gap']}{unit}"
