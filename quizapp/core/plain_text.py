"""Text without mark-up -> blocks, by what its lines look like."""

import re
from collections.abc import Iterator, Set

from quizapp.core.aligned import aligned_rows
from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText
from quizapp.core.chrome import is_byline, is_chrome
from quizapp.core.enumerators import read_enumerator
from quizapp.core.furniture import find_furniture
from quizapp.core.glossary import is_glossary
from quizapp.core.infobox import (
    MIN_KEYED_LINES,
    could_be_value,
    find_pairs,
    is_fact_table,
    split_keyed_line,
)
from quizapp.core.line_shapes import Shape
from quizapp.core.numbered_lines import settle_capitals, settle_numbered, settle_series
from quizapp.core.text_runs import Run, read_runs
from quizapp.core.titles import (
    LONG_PARAGRAPH_WORDS,
    ends_sentence,
    is_emphatic,
    is_title_case,
    is_topic_with_colon,
    may_be_title,
    words_of,
)
from quizapp.core.topics import Topic, topic_of
from quizapp.core.verbs import finite_verbs, words_in

_MAX_NESTED_TITLES = 3
_MAX_ITEM_WORDS = 25
_MAX_ANNOUNCED_ITEM_WORDS = 50
_ANNOUNCES_LIST = re.compile(
    r"(?:should(?: not)?|must(?: not)?|able to|includ(?:e|es|ing)|following|such as|are):$"
)
_HASH_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t]*#{0,6}$")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,})$")
_MIN_HASH_HEADINGS = 2
_MAX_PEELED = 2
_MOST_LOOSE_TITLE_WORDS = 8
_FEWEST_STATING_WORDS = 4


def read_plain_text(text: str) -> SourceText:
    """Find headings, paragraphs, list items, table rows and key/value pairs in bare text."""
    runs = read_runs(text)
    marked = _marked_headings(runs)
    furniture = find_furniture([run.text for run in runs])
    shapes = [
        Shape.FURNITURE if at in furniture else _first_shape(run) for at, run in enumerate(runs)
    ]
    first = next((at for at in range(len(runs)) if at not in furniture), None)
    if first is not None and _is_bare_name(runs, first):
        shapes[first] = Shape.SHORT
    for index in marked.keys() - furniture.keys():
        shapes[index] = Shape.HEADING
    aligned = {at: cells for at, cells in aligned_rows(runs).items() if at not in furniture}
    for index in aligned.keys() - marked.keys():
        shapes[index] = Shape.ROW
    pairs = _find_facts(runs, shapes)
    if len(marked) < _MIN_HASH_HEADINGS:
        settle_numbered(runs, shapes)
        settle_series(runs, shapes)
        settle_capitals(runs, shapes)
        _settle_short(runs, shapes)
    _settle_announced_items(runs, shapes)
    blocks = tuple(_blocks(runs, shapes, marked, pairs, aligned, furniture.keys()))
    dropped = tuple(
        LeftOut(runs[at].start, runs[at].end, reason) for at, reason in sorted(furniture.items())
    )
    return SourceText(text, blocks, len(marked) >= _MIN_HASH_HEADINGS, dropped=dropped)


def _is_bare_name(runs: list[Run], at: int) -> bool:
    """Whether a text begins with a name in small letters, as drug references do: "amiodarone"."""
    apart = at + 1 < len(runs) and runs[at + 1].gap_before
    return apart and re.fullmatch(r"[a-z][a-z-]+(?: [a-z-]+){0,2}", runs[at].text) is not None


def _first_shape(run: Run) -> Shape:
    if run.bullet:
        return Shape.BULLET
    if is_chrome(run.text) or is_byline(run.text):
        return Shape.FURNITURE
    if not any(letter.isalnum() for letter in run.text[:200]):
        return Shape.RULE
    if "\t" in run.text or " | " in run.text:
        return Shape.ROW
    if read_enumerator(run.text):
        return Shape.NUMBERED
    return _shape_of_words(run)


def _shape_of_words(run: Run) -> Shape:
    if run.gap_before and (is_topic_with_colon(run.text) or is_glossary(run.text)):
        return Shape.HEADING
    return Shape.SHORT if may_be_title(run.text) else Shape.PARAGRAPH


def _marked_headings(runs: list[Run]) -> dict[int, tuple[str, int]]:
    """Title and level of each run that is marked with # or underlined, by position."""
    marked: dict[int, tuple[str, int]] = {}
    for index, run in enumerate(runs):
        if run.text.startswith("#") and (match := _HASH_HEADING.match(run.text[:300])):
            marked[index] = (match[2], len(match[1]))
        elif (
            index
            and not run.gap_before
            and _UNDERLINE.match(run.text[:300])
            and may_be_title(runs[index - 1].text)
        ):
            marked[index - 1] = (runs[index - 1].text, 1 if run.text[0] == "=" else 2)
    return marked


def _find_facts(runs: list[Run], shapes: list[Shape]) -> dict[int, tuple[int, str, str]]:
    """Key/value pairs by the position of their first run: (past_last, key, value).

    Marks the runs that are used.
    """
    found: dict[int, tuple[int, str, str]] = {}
    for first, past in _stretches(runs, shapes):
        lines = [run.text for run in runs[first:past]]
        if span := find_pairs(lines):
            for at in range(first + span[0], first + span[1], 2):
                found[at] = (at + 2, runs[at].text, runs[at + 1].text)
                shapes[at] = shapes[at + 1] = Shape.FACT
    for first, past in _keyed_stretches(runs, shapes):
        keyed = [split_keyed_line(run.text) or ("", "") for run in runs[first:past]]
        if is_fact_table([*keyed]):
            for at, (key, value) in enumerate(keyed, first):
                found[at] = (at + 1, key, value)
                shapes[at] = Shape.FACT
    return found


def _stretches(runs: list[Run], shapes: list[Shape]) -> Iterator[tuple[int, int]]:
    """Runs of short unpunctuated lines that could hold an infobox."""
    first = 0
    for index, run in enumerate(runs):
        plain = shapes[index] in (Shape.SHORT, Shape.PARAGRAPH)
        if not plain or not could_be_value(run.text):
            yield first, index
            first = index + 1
    yield first, len(runs)


def _keyed_stretches(runs: list[Run], shapes: list[Shape]) -> Iterator[tuple[int, int]]:
    first = 0
    for index, run in enumerate(runs):
        plain = shapes[index] in (Shape.SHORT, Shape.PARAGRAPH)
        if not plain or split_keyed_line(run.text) is None:
            if index - first >= MIN_KEYED_LINES:
                yield first, index
            first = index + 1
    if len(runs) - first >= MIN_KEYED_LINES:
        yield first, len(runs)


def _settle_short(runs: list[Run], shapes: list[Shape]) -> None:
    visible = [i for i, shape in enumerate(shapes) if shape not in (Shape.FURNITURE, Shape.RULE)]
    place = 0
    while place < len(visible):
        past = place
        while past < len(visible) and shapes[visible[past]] is Shape.SHORT:
            past += 1
        if past > place:
            before = visible[place - 1] if place else None
            after = visible[past] if past < len(visible) else None
            _settle_titles(runs, shapes, visible[place:past], before, after)
        place = past + 1


def _settle_titles(
    runs: list[Run],
    shapes: list[Shape],
    group: list[int],
    before: int | None,
    after: int | None,
) -> None:
    """Tell headings from list items and loose lines in a group of consecutive short lines."""
    led_in = before is not None and runs[before].text.endswith(":")
    titles = group[before is None :]
    is_list = (led_in and bool(titles)) or len(titles) > _MAX_NESTED_TITLES
    first_heading = len(group)
    if after is not None and _is_content(runs[after], shapes[after]):
        first_heading = _first_heading(runs, shapes, group, before, after, is_list)
    for place, index in enumerate(group):
        if place >= first_heading or (before is None and place == 0 and len(runs) > 1):
            shapes[index] = Shape.HEADING
        elif is_list or (led_in and len(group) > 1):
            shapes[index] = Shape.ITEM
        else:
            shapes[index] = Shape.PARAGRAPH


def _first_heading(
    runs: list[Run],
    shapes: list[Shape],
    group: list[int],
    before: int | None,
    after: int,
    is_list: bool,
) -> int:
    """Place in the group from which on its lines are headings; len(group) where none is."""
    first = len(group)
    for place in range(len(group) - 1, -1, -1):
        run = runs[group[place]]
        following = group[place + 1] if place + 1 < len(group) else after
        previous = group[place - 1] if place else before
        if is_list:
            accepted = len(group) - place <= _MAX_PEELED and _stands_out(runs, group, place)
        else:
            accepted = _is_heading(run, previous, following, runs, shapes)
        if not accepted:
            break
        first = place
    return first


def _stands_out(runs: list[Run], group: list[int], place: int) -> bool:
    """Whether a short line after a list is no item of it, by its spacing or its words."""
    run = runs[group[place]]
    items = [runs[index].gap_before for index in group[1:]]
    if run.gap_before and sum(items) <= _MAX_PEELED < len(items):
        return True
    cased = sum(is_title_case(runs[index].text) for index in group)
    if topic_of(run.text) is not Topic.NONE:
        return True
    return is_title_case(run.text) and cased * 2 <= len(group) + 1


def _is_heading(
    run: Run, previous: int | None, following: int, runs: list[Run], shapes: list[Shape]
) -> bool:
    after = runs[following]
    long_after = words_of(after.text) > LONG_PARAGRAPH_WORDS
    introduces = long_after or shapes[following] is Shape.BULLET
    if run.gap_before:
        return after.gap_before or introduces or is_emphatic(run.text)
    if previous is not None and shapes[previous] is Shape.HEADING and _states(run.text):
        return False
    if previous is None or is_emphatic(run.text):
        return True
    before = runs[previous]
    closed = ends_sentence(before.text) or (
        shapes[previous] is Shape.SHORT and (previous == 0 or is_emphatic(before.text))
    )
    if (
        closed
        and (ends_sentence(after.text) or after.text.endswith(":"))
        and words_of(run.text) <= _MOST_LOOSE_TITLE_WORDS
    ):
        return True
    closed = closed or shapes[previous] in (
        Shape.HEADING,
        Shape.BULLET,
        Shape.ITEM,
        Shape.ROW,
        Shape.FACT,
    )
    return closed and introduces


def _states(text: str) -> bool:
    """Whether a line says something of the title above it: "Heart is fine but can't fill"."""
    return (
        topic_of(text) is Topic.NONE
        and words_of(text) >= _FEWEST_STATING_WORDS
        and finite_verbs(words_in(text)) > 0
    )


def _is_content(run: Run, shape: Shape) -> bool:
    """Whether a run is something that a heading can stand over."""
    if shape in (Shape.BULLET, Shape.HEADING, Shape.ITEM, Shape.ROW, Shape.FACT):
        return True
    return (
        words_of(run.text) > LONG_PARAGRAPH_WORDS
        or ends_sentence(run.text)
        or run.text.endswith(":")
    )


def _settle_announced_items(runs: list[Run], shapes: list[Shape]) -> None:
    """Paragraphs after a lead-in ("The client should not:") are its list, bullets or none.

    A list that loses its lead-in can turn its meaning round, so doubtful lines are kept in it.
    """
    index = 0
    while index < len(runs):
        lead = runs[index]
        index += 1
        if not lead.text.endswith(":") or shapes[index - 1] in (Shape.HEADING, Shape.FACT):
            continue
        announced = _ANNOUNCES_LIST.search(lead.text[-40:]) is not None
        most = _MAX_ANNOUNCED_ITEM_WORDS if announced else _MAX_ITEM_WORDS
        first = index
        while index < len(runs) and _could_be_item(runs, shapes, first, index, most):
            index += 1
        if index - first > 1:
            shapes[first:index] = [Shape.ITEM] * (index - first)


def _could_be_item(runs: list[Run], shapes: list[Shape], first: int, index: int, most: int) -> bool:
    run = runs[index]
    return (
        shapes[index] in (Shape.PARAGRAPH, Shape.SHORT, Shape.ITEM)
        and not run.text.endswith(":")
        and words_of(run.text) <= most
        and (index == first or run.gap_before == runs[min(first + 1, index)].gap_before)
    )


def _blocks(
    runs: list[Run],
    shapes: list[Shape],
    marked: dict[int, tuple[str, int]],
    pairs: dict[int, tuple[int, str, str]],
    aligned: dict[int, tuple[str, ...]],
    left_out: Set[int],
) -> Iterator[Block]:
    for index, (run, shape) in enumerate(zip(runs, shapes, strict=True)):
        if index in left_out:
            continue
        if index in pairs:
            past, key, value = pairs[index]
            yield Block(
                BlockKind.TABLE_ROW,
                f"{key}: {value}",
                run.start,
                runs[past - 1].end,
                cells=(key, value),
            )
        elif shape is Shape.ROW and index in aligned:
            kind = BlockKind.TABLE_ROW
            yield Block(kind, run.text, run.start, run.end, cells=aligned[index])
        elif shape not in (Shape.FACT, Shape.RULE):
            title, level = marked.get(index, (run.text, 0))
            yield _block(run, shape, title, level)


def _block(run: Run, shape: Shape, title: str, level: int) -> Block:
    if shape is Shape.HEADING:
        return Block(BlockKind.HEADING, title.rstrip(": "), run.start, run.end, level=level)
    if shape in (Shape.BULLET, Shape.NUMBERED, Shape.ITEM):
        enumerator = None if run.bullet else read_enumerator(run.text)
        return Block(
            BlockKind.LIST_ITEM,
            enumerator.rest if enumerator and enumerator.rest else run.text[run.bullet :],
            run.start,
            run.end,
            level=1 + min(run.indent // 2, 5),
            ordered=enumerator is not None,
        )
    if shape is Shape.ROW:
        separator = "\t" if "\t" in run.text else "|"
        cells = tuple(cell.strip() for cell in run.text.strip("| ").split(separator))
        return Block(BlockKind.TABLE_ROW, run.text, run.start, run.end, cells=cells)
    return Block(BlockKind.PARAGRAPH, run.text, run.start, run.end)
