"""Terms: what the gazetteer knows of a phrase.

The gazetteer (`quizapp.core.gazetteer`) types terms, and supplies distractors of the same kind
where a document has too few; it never supplies a key.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from quizapp.core import gazetteer
from quizapp.core.endings import by_ending
from quizapp.core.gazetteer import Term

__all__ = ["Mention", "Term", "mentions", "typed"]

_DATA = files("quizapp.core") / "data"


@dataclass(frozen=True)
class Mention:
    """A term at text[start:end]."""

    term: Term
    start: int
    end: int


def mentions(text: str) -> tuple[Mention, ...]:
    """The gazetteer's terms in a text, the longest at each place."""
    return tuple(Mention(term, start, end) for term, start, end in gazetteer.find(text))


def typed(phrase: str) -> Term | None:
    """The gazetteer's term that a whole phrase names, or one typed by its ending, or None."""
    bare = _ARTICLE.sub("", phrase.strip())
    found = gazetteer.lookup(bare)
    if found is not None or not bare or " " in bare:
        return found
    return by_ending(bare)


def terms_of(kind: str) -> tuple[Term, ...]:
    """All of the gazetteer's terms of a kind, in the order of its files."""
    return gazetteer.of_kind(kind)


def same_thing(one: str, other: str) -> bool:
    """Whether two phrases name the same thing, or one is a narrower name for the other."""
    first, second = _words(one), _words(other)
    if not first or not second or first <= second or second <= first:
        return True
    if initials(one) == other.casefold() or initials(other) == one.casefold():
        return True
    left, right = typed(one), typed(other)
    return left is not None and right is not None and left.name == right.name


def initials(phrase: str) -> str:
    """First letters of a phrase's words, in small letters: "bmi" for "body mass index"."""
    return "".join(word[0] for word in re.findall(r"[a-z]+", phrase.casefold()))


def opposite(word: str) -> str | None:
    """The word that turns a statement round, in the same case, or None."""
    found = _opposites().get(word.casefold())
    if found is None:
        return None
    return found[0].upper() + found[1:] if word[0].isupper() else found


def opposites_in(text: str) -> tuple[re.Match[str], ...]:
    """Words of a text that have an opposite."""
    return tuple(_any_opposite().finditer(text))


@cache
def kinds_of_cause() -> tuple[tuple[re.Pattern[str], str], ...]:
    """General causes of disease: how a text speaks of each, and its name as an option."""
    record = tomllib.loads((_DATA / "causes.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(pattern, re.IGNORECASE), names[0])
        for pattern, names in record["groups"].items()
    )


@cache
def _opposites() -> dict[str, str]:
    record = tomllib.loads((_DATA / "opposites.toml").read_text(encoding="utf-8"))
    both_ways = [pair for one, other in record["pairs"] for pair in ((one, other), (other, one))]
    return dict(both_ways) | dict(record["one_way"])


@cache
def _any_opposite() -> re.Pattern[str]:
    longest_first = sorted(_opposites(), key=lambda phrase: (-len(phrase), phrase))
    choices = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w-])({choices})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=8192)
def _words(phrase: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]+", phrase.casefold())
    return frozenset(word.removesuffix("s") for word in found if word not in ("the", "a", "of"))


GAZETTEER = gazetteer.terms()
_ARTICLE = re.compile(r"^(?:the|an?|some|certain) ", re.IGNORECASE)
