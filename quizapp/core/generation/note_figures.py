"""Figures that notes set beside a name: normal values in columns, "Normal 135-145 mmol/L"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import figures, shorthand
from quizapp.core.generation.document import Reading

_RANGE = re.compile(
    r"^(?P<low>\d+(?:[.,]\d+)?) ?(?:-|\u2013|to) ?(?P<high>\d+(?:[.,]\d+)?)"
    r"(?P<gap> ?)(?P<unit>[A-Za-z%\u00b5/\u00b0 ]{0,14})$"
)
_NORMAL_TITLE = re.compile(
    r"\b(?:normals?|reference|lab(?:oratory)?) (?:lab )?(?:values?|ranges?|levels?|results|labs)\b",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:^|[.;] )(?P<what>normal(?: range| level| value)?|nl|therapeutic (?:range|level)"
    r"|ther(?:apeutic)?\.? (?:range|level)|onset|peak|duration|half-life|t1/2)"
    r"\s*[:=]?\s*(?P<value>\d[^;,.()]*(?:\.\d+[^;,.()]*)*)",
    re.IGNORECASE,
)
_WHAT = {
    "n": "normal range of",
    "t": "therapeutic range of",
    "o": "onset of action of",
    "p": "time to the peak effect of",
    "d": "duration of action of",
    "h": "half-life of",
}
_STEPS = (-1.5, 1.5, -2.5, 2.5, -4.0)
_WHOLE = 100
_MEASURED_KINDS = ("electrolyte", "mineral", "laboratory test", "hormone", "nutrient", "symptom")


@dataclass(frozen=True)
class Figure:
    """`shown` is the `what` (normal range of) `name`; `told` is what else the notes say of it."""

    name: str
    what: str
    shown: str
    start: int
    end: int
    told: str = ""


def figures_in(reading: Reading, text: str) -> Iterator[Figure]:
    """Figures of a section's rows and lines, in order."""
    title = reading.section.title
    if _NORMAL_TITLE.search(title):
        of = re.search(r"\(([a-z]+)\)$", title)
        for table in reading.tables:
            for row in table.rows:
                yield from _of_row(row.text, row.cells, row.start, of[1] if of else "")
    topic = reading.topic
    for block in reading.section.blocks:
        if len(block.cells) > 2:  # noqa: PLR2004
            continue
        for found in _LINE.finditer(text[block.start : block.end]):
            kind = found["what"].casefold()[:1] if found["what"].casefold() != "t1/2" else "h"
            value, way = _routed(found["value"])
            if value is None or not _suits(topic, kind):
                continue
            start = block.start + found.start("what")
            yield Figure(
                f"{topic}{way}", _WHAT[kind], value, start, block.start + found.end("value")
            )


def _of_row(row: str, cells: tuple[str, ...], start: int, of: str) -> Iterator[Figure]:
    short = cells[0] if re.fullmatch(r"[A-Za-z]\w{1,5}", cells[0]) else None
    name = shorthand.entry(cells[0]) or short
    value = next((shown for cell in cells[1:] if (shown := _shown(cell))), None)
    if name is None or value is None:
        return
    notes = [shorthand.expanded(cell) for cell in cells[1:] if cell and _shown(cell) is None]
    told = f" ({'; '.join(notes)})" if notes else ""
    name = f"{of} {name}" if of else name
    yield Figure(name, _WHAT["n"], value, start, start + len(row), told)


def _suits(topic: str, kind: str) -> bool:
    """Whether a topic has such a figure: a normal level of sodium, the onset of a drug."""
    term = terms.typed(topic)
    if term is None:
        return False
    if kind == "n":
        return term.kind in _MEASURED_KINDS
    return term.kind in ("drug", "drug class")


def _routed(value: str) -> tuple[str | None, str]:
    """A figure without the route behind it, and the route in words."""
    found = re.match(r"^(?P<value>.*\S) (?P<route>PO|IV|SL|IM|subcut|SC)$", value.strip())
    if found is None:
        return _shown(value), ""
    return _shown(found["value"]), f" given {_ROUTES[found['route']]}"


_ROUTES = {
    "PO": "by mouth",
    "IV": "intravenously",
    "IM": "intramuscularly",
    "SL": "under the tongue",
    "SC": "under the skin",
    "subcut": "under the skin",
}


def _shown(value: str) -> str | None:
    """A range, or one figure with its unit, as the notes have it; None for anything else."""
    bare = re.sub(r"^(?:~|about |approx\.? ?)", "", value.strip())
    if _RANGE.match(bare):
        return bare
    found = figures.lone_figure(bare)
    return bare if found is not None and found.group() == bare else None


def others(figure: Figure) -> list[str]:
    """Other figures on the same scale, none of them overlapping the notes' own."""
    own = _RANGE.match(figure.shown)
    if own is not None:
        return _moved(own)
    found = figures.lone_figure(figure.shown)
    if found is None:
        return []
    value = figures.values(found)[0]
    near = sorted(figures.others(found), key=lambda one: abs(one[0] - value))
    return [figures.shown(found, numbers) for numbers in near[:3]]


def _moved(own: re.Match[str]) -> list[str]:
    low, high = float(own["low"].replace(",", "")), float(own["high"].replace(",", ""))
    digits = max(len(end.partition(".")[2]) for end in (own["low"], own["high"]))
    dash = figure_dash(own)
    most = _WHOLE if "%" in own["unit"] else float("inf")
    moved = [
        (round(low + step * (high - low), digits), round(high + step * (high - low), digits))
        for step in _STEPS
    ]
    kept = [pair for pair in moved if 0 < pair[0] < pair[1] <= most]
    shown = [f"{a:.{digits}f}{dash}{b:.{digits}f}{own['gap']}{own['unit']}" for a, b in kept]
    return shown[:3]


def figure_dash(own: re.Match[str]) -> str:
    """What stands between the ends of a range."""
    return own.string[own.end("low") : own.start("high")]
