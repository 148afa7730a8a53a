"""How deep each unmarked title lies: by numbering, topics, capitals and what stands under it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quizapp.core.cycles import Role, find_cycles
from quizapp.core.details import (
    Place,
    belongs_by_prefix,
    continues,
    ends_alike,
    is_detail,
    narrows,
    parallel,
    stems,
)
from quizapp.core.enumerators import Enumerator, read_enumerator
from quizapp.core.titles import is_capitals
from quizapp.core.topics import Topic, asks, has_no_subsections, is_step_of, topic_of

_MAX_LEVEL = 6
_MIN_QUESTIONS = 3
_PARTS_COMPARED = 40


@dataclass(frozen=True)
class Titled:
    """A title with the text that stands under it. `level` is 0 unless the source marks it."""

    title: str
    body: str
    words: int
    level: int = 0


@dataclass
class _Open:
    """A title on the way from the root to the present place."""

    level: int
    titled: Titled
    enumerator: Enumerator | None = None
    value: int = 0
    child_level: int = 0


@dataclass
class _State:
    base: int = 1
    caps_matter: bool = False
    document_words: frozenset[str] = frozenset()
    stack: list[_Open] = field(default_factory=list)
    out_of_order: list[int] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    questions: bool = False
    place: int = 0
    at_base: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    below_alike: bool = False
    flat: int = 0
    titles: list[str] = field(default_factory=list)


def infer_levels(titles: Sequence[Titled]) -> tuple[list[int], list[int]]:
    """Level from 1 of each title, and the positions whose enumerator does not run on."""
    if not titles:
        return [], []
    ahead = _numbers_ahead(titles)
    state = _start(titles)
    levels: list[int] = []
    for index, titled in enumerate(titles):
        state.place = index
        opened = _place(index, titled, state, ahead[index])
        while state.stack and state.stack[-1].level >= opened.level:
            state.stack.pop()
        state.stack.append(opened)
        levels.append(opened.level)
        _remember(titled.title, opened.level, state)
    return levels, state.out_of_order


def _remember(title: str, level: int, state: _State) -> None:
    if level < state.base:
        return
    if level == state.base:
        state.flat = 0 if state.below else state.flat + 1
        state.at_base.append(title)
        state.below, state.below_alike = [], False
        return
    if level == state.base + 1:
        if state.below:
            state.below_alike = ends_alike(title, state.below[-1])
        state.below.append(title)


def _start(titles: Sequence[Titled]) -> _State:
    capitals = sum(is_capitals(titled.title) for titled in titles[1:])
    others = len(titles) - 1 - capitals
    state = _State(caps_matter=capitals > 1 and others > 1)
    if names_document(titles):
        state.base = 2
        state.document_words = frozenset(stems(titles[0].title))
    state.titles = [titled.title for titled in titles]
    state.questions = sum(asks(titled.title) for titled in titles[1:]) >= _MIN_QUESTIONS
    if not state.caps_matter and not any(titled.level for titled in titles):
        state.roles = find_cycles(state.titles, first=state.base - 1)
    return state


def names_document(titles: Sequence[Titled]) -> bool:
    """Whether the first title names the document rather than its first section."""
    first = titles[0]
    if len(titles) == 1 or _opens_a_series(titles):
        return False
    if first.level:
        return all(titled.level != first.level for titled in titles[1:])
    if first.words == 0:
        return True
    if topic_of(first.title) is not Topic.NONE:
        return False
    return any(
        topic_of(titled.title) is not Topic.NONE or read_enumerator(titled.title)
        for titled in titles[1:]
    )


def _opens_a_series(titles: Sequence[Titled]) -> bool:
    """Whether the first title is numbered as others are: "20.2 Healing" is alone in its chapter."""
    own = read_enumerator(titles[0].title)
    if own is None:
        return False
    others = [read_enumerator(titled.title) for titled in titles[1:]]
    plain = own.style == "number" and own.depth == 1
    return plain or any(
        other is not None and (other.style, other.depth) == (own.style, own.depth)
        for other in others
    )


def _numbers_ahead(titles: Sequence[Titled]) -> list[dict[tuple[str, int], Enumerator]]:
    """For each place, the next enumerator of each style and depth after it."""
    ahead: list[dict[tuple[str, int], Enumerator]] = []
    latest: dict[tuple[str, int], Enumerator] = {}
    for titled in reversed(titles):
        ahead.append(latest)
        if enumerator := read_enumerator(titled.title):
            latest = latest | {(enumerator.style, enumerator.depth): enumerator}
    return ahead[::-1]


def _place(
    index: int, titled: Titled, state: _State, ahead: dict[tuple[str, int], Enumerator]
) -> _Open:
    if index == 0:
        enumerator = read_enumerator(titled.title)
        level = titled.level or 1
        return _Open(level, titled, enumerator, min(enumerator.values) if enumerator else 0)
    if titled.level:
        return _Open(titled.level, titled, read_enumerator(titled.title))
    enumerator = read_enumerator(titled.title)
    if enumerator:
        return _place_numbered(index, titled, enumerator, state)
    return _Open(min(_unnumbered_level(titled, state, ahead), _MAX_LEVEL), titled)


def _place_numbered(index: int, titled: Titled, own: Enumerator, state: _State) -> _Open:
    sibling = _open_series(own, state.stack)
    if sibling is None:
        level = state.stack[-1].level + 1 if state.stack else state.base
        if state.stack and has_no_subsections(state.stack[-1].titled.title):
            level = state.stack[-1].level
        if own.style == "number" and own.depth > 1:
            level = _under_number(own, state, level)
        return _Open(min(level, _MAX_LEVEL), titled, own, min(own.values))
    if sibling.enumerator is None:
        return _Open(sibling.level, titled, own, min(own.values))
    value = sibling.value + 1
    if value not in own.values or (own.numeral == "roman" and not _counts_in_roman(sibling)):
        state.out_of_order.append(index)
        value = value if value in own.values else min(own.values)
    return _Open(sibling.level, titled, own, value)


def _counts_in_roman(opened: _Open) -> bool:
    """Whether an open title's number is its reading as a Roman numeral: (i), not (a)."""
    enumerator = opened.enumerator
    return enumerator is not None and (
        enumerator.numeral == "roman"
        or enumerator.values[-1] == opened.value != enumerator.values[0]
    )


def _open_series(own: Enumerator, stack: list[_Open]) -> _Open | None:
    """The open title that this one continues: the innermost of its style, run on or not."""
    alike = [
        opened
        for opened in stack
        if opened.enumerator is not None
        and (opened.enumerator.style, opened.enumerator.depth) == (own.style, own.depth)
    ]
    for opened in reversed(alike):
        if opened.value + 1 in own.values and (own.numeral != "roman" or _counts_in_roman(opened)):
            return opened
    if not alike:
        return None
    other_numerals = own.numeral == "letter" and _counts_in_roman(alike[-1])
    restarts = 1 in own.values and (other_numerals or stack[-1] is not alike[-1])
    return None if restarts else alike[-1]


def _under_number(own: Enumerator, state: _State, level: int) -> int:
    """Level of 1.2 below the open 1., or of a first 1.2 as the document itself numbers it."""
    for opened in reversed(state.stack):
        other = opened.enumerator
        if other is not None and other.style == "number":
            return max(opened.level + own.depth - other.depth, 1)
    return level


def _unnumbered_level(
    titled: Titled, state: _State, ahead: dict[tuple[str, int], Enumerator]
) -> int:
    previous = state.stack[-1]
    if previous.titled.words == 0:
        return previous.level + 1
    series = [opened for opened in state.stack if opened.enumerator is not None]
    for opened in reversed(series):
        if opened.enumerator is not None:
            coming = ahead.get((opened.enumerator.style, opened.enumerator.depth))
            if coming is not None and opened.value + 1 in coming.values:
                return opened.level + 1
    if series and series[0].level <= state.base and not has_no_subsections(titled.title):
        return series[-1].level + 1
    if state.caps_matter:
        return state.base if is_capitals(titled.title) else state.base + 1
    return _topic_level(titled, state)


def _topic_level(titled: Titled, state: _State) -> int:
    role = state.roles.get(state.place)
    if role is not None:
        return state.base + (Role.PARENT, Role.CHILD, Role.GRANDCHILD).index(role)
    parent = next((opened.titled for opened in state.stack if opened.level == state.base), None)
    if parent is None or _opens_part(titled.title, parent.title, state):
        return state.base
    above = next((o.titled for o in reversed(state.stack) if o.level > state.base), None)
    if above is not None and continues(titled.title, above.title):
        return state.stack[-1].level + 1 if state.stack[-1].titled is above else state.base + 1
    return state.base + _is_below(titled, parent, state)


def _opens_part(title: str, parent: str, state: _State) -> bool:
    """Whether a title can only be a part of the whole document."""
    return (
        has_no_subsections(parent)
        or has_no_subsections(title)
        or belongs_by_prefix(title, parent) is False
        or (state.questions and asks(title))
    )


def _is_below(titled: Titled, parent: Titled, state: _State) -> bool:
    title = titled.title
    sibling = next((o for o in state.stack if o.level == state.base + 1), None)
    if sibling is not None and parallel(title, sibling.titled.title):
        return True
    if is_step_of(title, parent.title) or narrows(title, parent.title):
        return True
    if (topic := topic_of(title)) is not Topic.NONE:
        return topic is Topic.MINOR
    return is_detail(
        Place(
            title,
            titled.words,
            parent.title,
            parent.body,
            parent.words,
            state.document_words,
            tuple(state.at_base[-_PARTS_COMPARED:]),
            tuple(state.below[-1:]),
            state.below_alike,
            state.flat,
            state.questions,
            "".join(state.titles[state.place + 1 : state.place + 2]),
        )
    )
