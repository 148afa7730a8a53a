"""Terms: a small typed gazetteer of nursing words.

The gazetteer's files are in quizapp/core/data, compiled for Quizapp. It types terms, and supplies
distractors of the same kind where a document has too few; it never supplies a key.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from quizapp.core.definitions import Definition as Definition  # noqa: PLC0414 - callers say terms.
from quizapp.core.definitions import definitions as definitions  # noqa: PLC0414

_DATA = files("quizapp.core") / "data"
_TERM_FILES = (
    "cancer_treatments",
    "cells",
    "conditions",
    "drug_classes",
    "drugs",
    "hormones",
    "imaging",
    "minerals",
    "neurotransmitters",
    "nutrients",
    "organs",
    "pathogens",
    "positions",
    "precautions",
    "symptoms",
    "tests",
    "treatments",
    "vessels",
)


@dataclass(frozen=True)
class Term:
    """A typed term. Terms of one `kind` but another `group` may stand in for each other."""

    name: str
    kind: str
    group: str
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every way of saying it, the usual one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True)
class Mention:
    """A term at text[start:end]."""

    term: Term
    start: int
    end: int


def mentions(text: str) -> tuple[Mention, ...]:
    """The gazetteer's terms in a text, the longest at each place."""
    return tuple(
        Mention(_BY_NAME[match.group(1).casefold()], match.start(1), match.end(1))
        for match in _ANY_NAME.finditer(text)
    )


def typed(phrase: str) -> Term | None:
    """The gazetteer's term that a whole phrase names, or one typed by its ending, or None."""
    bare = _ARTICLE.sub("", phrase.strip()).casefold()
    found = _BY_NAME.get(bare) or _BY_NAME.get(bare.removesuffix("s"))
    if found is not None or not bare or " " in bare:
        return found
    for ending, kind, group in _ENDINGS:
        if bare.endswith(ending):
            return Term(phrase.strip(), kind, group)
    return None


def terms_of(kind: str) -> tuple[Term, ...]:
    """All of the gazetteer's terms of a kind, in the order of its file."""
    return tuple(term for term in GAZETTEER if term.kind == kind)


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
    found = _OPPOSITES.get(word.casefold())
    if found is None:
        return None
    return found[0].upper() + found[1:] if word[0].isupper() else found


def opposites_in(text: str) -> tuple[re.Match[str], ...]:
    """Words of a text that have an opposite."""
    return tuple(_ANY_OPPOSITE.finditer(text))


def kinds_of_cause() -> tuple[tuple[re.Pattern[str], str], ...]:
    """General causes of disease: how a text speaks of each, and its name as an option."""
    return _CAUSES


def _load_terms() -> Iterator[Term]:
    for file_name in _TERM_FILES:
        record = tomllib.loads((_DATA / f"{file_name}.toml").read_text(encoding="utf-8"))
        for group, entries in record["groups"].items():
            for entry in entries:
                name, *aliases = entry.split("|")
                yield Term(name, record["kind"], group, tuple(aliases))


def _load_opposites() -> dict[str, str]:
    record = tomllib.loads((_DATA / "opposites.toml").read_text(encoding="utf-8"))
    both_ways = [pair for one, other in record["pairs"] for pair in ((one, other), (other, one))]
    return dict(both_ways) | dict(record["one_way"])


def _load_causes() -> tuple[tuple[re.Pattern[str], str], ...]:
    record = tomllib.loads((_DATA / "causes.toml").read_text(encoding="utf-8"))
    return tuple(
        (re.compile(pattern, re.IGNORECASE), names[0])
        for pattern, names in record["groups"].items()
    )


def _any_of(phrases: Sequence[str], ending: str = "") -> re.Pattern[str]:
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    choices = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w-])({choices}){ending}(?![\w-])", re.IGNORECASE)


def _words(phrase: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]+", phrase.casefold())
    return frozenset(word.removesuffix("s") for word in found if word not in ("the", "a", "of"))


GAZETTEER: tuple[Term, ...] = tuple(_load_terms())
_OPPOSITES = _load_opposites()
_CAUSES = _load_causes()
_ARTICLE = re.compile(r"^(?:the|an?|some|certain) ", re.IGNORECASE)
_ENDINGS = (
    ("itis", "condition", "inflammation"),
    ("emia", "condition", "blood finding"),
    ("pathy", "condition", "disorder"),
    ("ectomy", "treatment", "operation"),
    ("plasty", "treatment", "operation"),
    ("ostomy", "treatment", "operation"),
    ("scopy", "examination", "endoscopy"),
    ("graphy", "examination", "imaging"),
    ("mab", "drug", "monoclonal antibodies"),
    ("pril", "drug", "ACE inhibitors"),
    ("sartan", "drug", "angiotensin receptor blockers"),
    ("olol", "drug", "beta blockers"),
    ("statin", "drug", "statins"),
    ("semide", "drug", "loop diuretics"),
    ("prazole", "drug", "proton pump inhibitors"),
    ("cillin", "drug", "penicillins"),
    ("mycin", "drug", "antibiotics"),
)
# A term listed under two kinds keeps the first; "hepatitis" is a condition before all else.
_BY_NAME = {name.casefold(): term for term in reversed(GAZETTEER) for name in reversed(term.names)}
_ANY_NAME = _any_of(tuple(_BY_NAME), ending="s?")
_ANY_OPPOSITE = _any_of(tuple(_OPPOSITES))
