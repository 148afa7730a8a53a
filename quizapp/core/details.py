"""Whether an unnumbered title is a detail of the open part: signs for and against, weighed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from quizapp.core.lexicon import word_set
from quizapp.core.terms import typed
from quizapp.core.topics import (
    Topic,
    announces_parts,
    asks,
    ends_like_part,
    is_general,
    topic_of,
)

SHORT_BODY_WORDS = 110
_FLAT = 2
_BODY_CHARS = 20_000
_MIN_PARALLEL_WORDS = 3
_WEIGHTLESS = word_set(
    """
    a an and as at by for from in into is of on or the their to use using versus vs what with
    without your
    """
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_OF = re.compile(r"\b(?:of|for|and|during)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """A title and where it stands.

    `parent` is the open part with its body; `parts` are the latest parts, `row` the parent's
    latest detail and `row_alike` whether the last two of them end alike. `flat` counts the parts
    without details right before this place; `following` is the next title, "" at the end.
    """

    title: str
    words: int
    parent: str
    parent_body: str
    parent_words: int
    document_words: frozenset[str]
    parts: tuple[str, ...]
    row: tuple[str, ...]
    row_alike: bool
    flat: int
    questions: bool
    following: str


def is_detail(place: Place) -> bool:
    """Whether more speaks for a title being a detail of its parent than against it."""
    return sum(weight for weight, holds in _SIGNS if holds(place)) + _by_row(place) > 0


def stems(text: str) -> set[str]:
    """The weighty words of a text, cut to what their forms share."""
    return {word[:6] for word in _WORD.findall(text.lower()) if word not in _WEIGHTLESS}


def parallel(title: str, other: str) -> bool:
    """Whether two titles begin or end with the same two words."""
    own, theirs = title.lower().split(), other.lower().split()
    if min(len(own), len(theirs)) < _MIN_PARALLEL_WORDS:
        return False
    return own[:2] == theirs[:2] or (own[-2:] == theirs[-2:] and not set(own[-2:]) <= _WEIGHTLESS)


def ends_alike(title: str, other: str) -> bool:
    """Whether two titles end with one noun, each with its own adjective: "Droplet Precautions"."""
    if _OF.search(title) or _OF.search(other):
        return False
    one, two = _WORD.findall(title.casefold()), _WORD.findall(other.casefold())
    return min(len(one), len(two)) > 1 and one[-1] == two[-1]


def continues(title: str, parent: str) -> bool:
    """Whether a title is the parent's with more said: "Dialysis" and "Peritoneal Dialysis"."""
    own, theirs = stems(title), stems(parent)
    if theirs and theirs <= own and len(title) > len(parent):
        return True
    last = title.casefold().split()[-1:]
    return bool(last) and len(theirs) == 1 and last[0].endswith(parent.casefold())


def narrows(title: str, parent: str) -> bool:
    """Whether a title narrows a general topic: "Pharmacologic Management" under "Management"."""
    return (
        topic_of(parent) is Topic.MAJOR
        and len(parent.split()) == 1
        and title.casefold() != parent.casefold()
        and parent.casefold() in title.casefold().split()
    )


def belongs_by_prefix(title: str, parent: str) -> bool | None:
    """Whether "Asthma: Care" belongs to the parent; None for a title without a prefix."""
    prefix, colon, rest = title.partition(": ")
    if not colon or not rest:
        return None
    named = stems(prefix)
    return bool(named) and named <= stems(parent)


def _by_row(place: Place) -> int:
    """What titles that end alike say: "Oral Route", "Rectal Route"."""
    score = 0
    last = place.row[-1] if place.row else ""
    if place.row_alike and not ends_alike(place.title, last):
        score -= 2 if " " in place.title else 1
    elif last and ends_alike(place.title, last):
        score += 3
    if any(ends_alike(place.title, other) for other in place.parts):
        if continues(place.title, place.parent):
            return score
        return score + (1 if _goes_on(place) else -3)
    begins = not place.row and ends_alike(place.title, place.following)
    return score + 2 * (begins and place.words < place.parent_words)


def _goes_on(place: Place) -> bool:
    """Whether "Contact Precautions" goes on with what "Transmission-Based Precautions" begins."""
    if place.row:
        return place.row_alike and ends_alike(place.title, place.row[-1])
    earlier = any(ends_alike(place.parent, other) for other in place.parts[:-1])
    return (
        (earlier or announces_parts(place.parent))
        and ends_alike(place.title, place.parent)
        and (not place.following or ends_alike(place.title, place.following))
    )


def _own(place: Place) -> set[str]:
    return stems(place.title) - place.document_words


def _theirs(place: Place) -> set[str]:
    return stems(place.parent) - place.document_words


def _has_parts(title: str) -> bool:
    """Whether a title sounds as if its subsections took it apart."""
    return not is_general(title) and (
        announces_parts(title) or topic_of(title) is not Topic.NONE or ends_like_part(title)
    )


def _is_drug(title: str) -> bool:
    found = typed(title)
    return found is not None and found.kind == "drug"


def _is_drug_of_class(place: Place) -> bool:
    return _is_drug(place.title) and not (_is_drug(place.parent) or is_general(place.parent))


def _is_foretold(place: Place) -> bool:
    """Whether the parent's title or body uses all of a title's own words."""
    own = _own(place)
    return bool(own) and own <= _theirs(place) | stems(place.parent_body[:_BODY_CHARS])


def _names_whole(place: Place) -> bool:
    """Whether a title says of which whole it is a part: "Functions of Carbohydrates"."""
    of, whole = _OF.search(place.title), place.document_words
    return bool(of and whole and whole <= stems(place.title) and stems(place.title[: of.start()]))


def _is_short(place: Place) -> bool:
    return place.words < min(SHORT_BODY_WORDS, place.parent_words or SHORT_BODY_WORDS)


def _is_long(place: Place) -> bool:
    return place.words > 2 * min(SHORT_BODY_WORDS, place.parent_words or SHORT_BODY_WORDS)


_SIGNS: tuple[tuple[int, Callable[[Place], bool]], ...] = (
    (2, lambda place: _has_parts(place.parent) or (place.questions and asks(place.parent))),
    (2, _is_drug_of_class),
    (2, lambda place: continues(place.title, place.parent)),
    (1, lambda place: bool(_own(place) & _theirs(place))),
    (1, _is_foretold),
    (1, _is_short),
    (-1, _is_long),
    (-1, lambda place: ends_like_part(place.title)),
    (-1, lambda place: asks(place.title)),
    (-1, lambda place: place.flat > _FLAT and not _has_parts(place.parent)),
    (-2, lambda place: is_general(place.parent)),
    (-2, lambda place: announces_parts(place.title)),
    (-2, _names_whole),
    (-3, lambda place: bool(_OF.search(place.title)) and parallel(place.title, place.parent)),
)
