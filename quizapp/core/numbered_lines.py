"""Which numbered or shouted lines of bare text are headings, and which are items of a list."""

from quizapp.core.enumerators import Enumerator, read_enumerator
from quizapp.core.line_shapes import Shape
from quizapp.core.text_runs import Run
from quizapp.core.titles import (
    LONG_PARAGRAPH_WORDS,
    ends_sentence,
    is_capitals,
    may_be_title,
    without_brackets,
    words_of,
)

_FEWEST_CAPITALS = 4


def settle_numbered(runs: list[Run], shapes: list[Shape]) -> None:
    """Numbered lines: a short one before what it introduces is a heading, the rest are items."""
    visible = [i for i, shape in enumerate(shapes) if shape not in (Shape.FURNITURE, Shape.RULE)]
    for place in range(len(visible) - 1, -1, -1):
        index = visible[place]
        if shapes[index] is not Shape.NUMBERED:
            continue
        before = visible[place - 1] if place else None
        after = visible[place + 1] if place + 1 < len(visible) else None
        heading = _is_numbered_heading(runs, shapes, index, before, after)
        shapes[index] = Shape.HEADING if heading else Shape.ITEM


def _is_numbered_heading(
    runs: list[Run], shapes: list[Shape], index: int, before: int | None, after: int | None
) -> bool:
    enumerator = read_enumerator(runs[index].text)
    if enumerator is None:
        return False
    if enumerator.style.isalpha() and enumerator.style != "number":
        return may_be_title(runs[index].text)
    if not may_be_title(enumerator.rest, after_enumerator=True) or after is None:
        return False
    if before is not None and _is_short_sibling(runs[before], shapes[before], enumerator):
        return False
    if is_capitals(without_brackets(enumerator.rest)):
        return True
    opens = before is None and shapes[after] is Shape.SHORT
    return opens or _introduces(runs, shapes, after, enumerator)


def _is_short_sibling(run: Run, shape: Shape, enumerator: Enumerator) -> bool:
    """Whether the line before is an item of the same short numbered list."""
    other = read_enumerator(run.text) if shape in (Shape.NUMBERED, Shape.ITEM) else None
    return (
        other is not None
        and (other.style, other.depth) == (enumerator.style, enumerator.depth)
        and words_of(other.rest) <= LONG_PARAGRAPH_WORDS
        and _runs_on(other, enumerator)
    )


def _runs_on(one: Enumerator, following: Enumerator) -> bool:
    """Whether a number may follow another in one list: "A." does not follow "II."."""
    if one.numeral == following.numeral:
        return True
    return any(value + 1 in following.values for value in one.values)


def settle_series(runs: list[Run], shapes: list[Shape]) -> None:
    """A short numbered line that stands apart, between two headings of its series, is one too."""
    titled = {
        (enumerator.style, enumerator.depth, value)
        for run, shape in zip(runs, shapes, strict=True)
        if shape is Shape.HEADING and (enumerator := read_enumerator(run.text)) is not None
        for value in enumerator.values
    }
    for index, run in enumerate(runs):
        own = read_enumerator(run.text) if shapes[index] is Shape.ITEM and not run.bullet else None
        if own is None or not run.gap_before or not may_be_title(own.rest, after_enumerator=True):
            continue
        value = own.values[-1]
        beside = {(own.style, own.depth, value + step) for step in (-1, 1)}
        if beside <= titled:
            shapes[index] = Shape.HEADING
            titled.add((own.style, own.depth, value))


def _introduces(runs: list[Run], shapes: list[Shape], after: int, own: Enumerator) -> bool:
    following, shape = runs[after], shapes[after]
    if shape in (Shape.PARAGRAPH, Shape.SHORT):
        return words_of(following.text) > LONG_PARAGRAPH_WORDS or (
            ends_sentence(following.text) or following.text.endswith(":")
        )
    if shape in (Shape.HEADING, Shape.ITEM):
        other = read_enumerator(following.text)
        same = other and (other.style, other.depth) == (own.style, own.depth)
        return not same
    return shape in (Shape.BULLET, Shape.ROW, Shape.FACT)


def settle_capitals(runs: list[Run], shapes: list[Shape]) -> None:
    """Lines in capitals that stand apart are headings where a text has several of them."""
    shouted = [
        index
        for index, (run, shape) in enumerate(zip(runs, shapes, strict=True))
        if shape is Shape.SHORT and run.gap_before and index and is_capitals(run.text)
    ]
    if len(shouted) >= _FEWEST_CAPITALS:
        for index in shouted:
            shapes[index] = Shape.HEADING
