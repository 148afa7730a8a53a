"""A document comes again, changed: which of its sections are the ones that were there before."""

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Outlined:
    """A section as matching sees it: its heading, the headings above it, and its body's text."""

    heading: str
    above: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Match:
    """An old section and the new one that continues it, by their places; one side may be None.

    `same` says that the body's words are unchanged, however they are broken into lines.
    """

    old: int | None
    new: int | None
    same: bool


def match_sections(old: Sequence[Outlined], new: Sequence[Outlined]) -> tuple[Match, ...]:
    """Pair the sections of two versions of a document, by content first and position second.

    In turn: the same heading path and words; the same words elsewhere; the same heading path with
    other words; the same heading elsewhere. Equals are paired in order. New sections come in their
    order, old ones without a successor at the end. Every section is in exactly one match.
    """
    pairs: dict[int, int] = {}
    for likeness in (_path_and_words, _words, _path, _heading):
        _pair(old, new, pairs, likeness)
    taken = set(pairs.values())
    matches = [
        Match(pairs.get(place), place, same=_is_same(old, section, pairs.get(place)))
        for place, section in enumerate(new)
    ]
    gone = [Match(place, None, same=False) for place in range(len(old)) if place not in taken]
    return tuple(matches + gone)


def stands_in(quote: str, text: str) -> bool:
    """Whether the words of a quote stand in a text, however lines are broken."""
    return bool(quote.strip()) and _folded(quote) in _folded(text)


def _is_same(old: Sequence[Outlined], section: Outlined, place: int | None) -> bool:
    return place is not None and _folded(old[place].text) == _folded(section.text)


def _pair(
    old: Sequence[Outlined],
    new: Sequence[Outlined],
    pairs: dict[int, int],
    likeness: Callable[[Outlined], Hashable | None],
) -> None:
    taken = set(pairs.values())
    waiting: dict[Hashable, list[int]] = {}
    for place, section in enumerate(old):
        alike = likeness(section)
        if place not in taken and alike is not None:
            waiting.setdefault(alike, []).append(place)
    for place, section in enumerate(new):
        candidates = waiting.get(likeness(section))
        if place not in pairs and candidates:
            pairs[place] = candidates.pop(0)


def _path_and_words(section: Outlined) -> Hashable:
    return (_path(section), _folded(section.text))


def _words(section: Outlined) -> Hashable | None:
    # A section without a body is like every other one without a body.
    return _folded(section.text) or None


def _path(section: Outlined) -> Hashable:
    return tuple(_folded(heading) for heading in (*section.above, section.heading))


def _heading(section: Outlined) -> Hashable:
    return _folded(section.heading)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
