"""Families of terms: what a half-prepared student takes for one another, and what each of them is.

The gazetteer knows that two terms are of one kind and body system; that koilonychia is confused
with clubbing and not with any other symptom, it does not. Compiled for Quizapp from general
knowledge; the lines of quizapp/core/data/families.txt read

    [signs of nails and fingers]
    koilonychia = thin nails that are hollow like a spoon
    pancreatitis|acute pancreatitis = an inflammation of the pancreas

No two of a family name the same thing, and the likest stand side by side. What stands behind "="
says what a term is in words that tell it from the rest of its family.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quizapp.core import gazetteer, terms


@dataclass(frozen=True, slots=True)
class Member:
    """A term of a family, and what it is as a noun phrase ("a stop of breathing")."""

    name: str
    meaning: str
    family: str


def mates(phrase: str) -> tuple[Member, ...]:
    """The others of a term's family, the nearest in the file first; () where it is of none."""
    members, own = _members(), _by_name().get(_key(phrase), ())
    found: dict[str, tuple[int, Member]] = {}
    for one in own:
        place = members.index(one)
        for at, other in enumerate(members):
            if other.family == one.family and other.name != one.name:
                found.setdefault(other.name, (abs(at - place), other))
    return tuple(other for _, other in sorted(found.values(), key=lambda pair: pair[0]))


def member(phrase: str) -> Member | None:
    """What is known of a term, or None."""
    return next(iter(_by_name().get(_key(phrase), ())), None)


def read_families(text: str) -> Iterator[tuple[Member, tuple[str, ...]]]:
    """The members of a file's text, each with the other names that it goes by.

    Raises ValueError naming the line that is neither a family, a member nor a comment.
    """
    family = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            family = line[1:-1]
            continue
        names, equals, meaning = line.partition(" = ")
        if not equals or not family:
            msg = f"line {number} of the families is no family or member: {line!r}"
            raise ValueError(msg)
        name, *aliases = names.split("|")
        yield Member(name, meaning, family), tuple(aliases)


@cache
def _read() -> tuple[tuple[Member, tuple[str, ...]], ...]:
    data = files("quizapp.core") / "data" / "families.txt"
    return tuple(read_families(data.read_text(encoding="utf-8")))


@cache
def _members() -> tuple[Member, ...]:
    return tuple(one for one, _ in _read())


@cache
def _by_name() -> Mapping[str, tuple[Member, ...]]:
    found: dict[str, tuple[Member, ...]] = {}
    for one, aliases in _read():
        for name in (one.name, *aliases):
            for key in {_key(name), name.casefold(), gazetteer.other_number(name).casefold()}:
                found[key] = (*found.get(key, ()), one)
    return found


def _key(phrase: str) -> str:
    """A term's name as the gazetteer has it, whatever it is called; else its own words."""
    term = terms.typed(phrase)
    return (term.name if term else phrase).casefold().strip()
