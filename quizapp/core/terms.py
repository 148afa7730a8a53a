"""Terms: what the gazetteer knows of a phrase, and definitions that a text itself gives.

The gazetteer (`quizapp.core.gazetteer`) types terms, and supplies distractors of the same kind
where a document has too few; it never supplies a key.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from quizapp.core import gazetteer
from quizapp.core.endings import by_ending
from quizapp.core.gazetteer import Term
from quizapp.core.sentences import Sentence

__all__ = ["Definition", "Mention", "Term", "definitions", "mentions", "typed"]

_DATA = files("quizapp.core") / "data"


@dataclass(frozen=True)
class Mention:
    """A term at text[start:end]."""

    term: Term
    start: int
    end: int


@dataclass(frozen=True)
class Definition:
    """`term` means `meaning`: both as the sentence says it; `start`..`end` is the clause's span."""

    term: str
    meaning: str
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


def definitions(sentences: Sequence[Sentence]) -> tuple[Definition, ...]:
    """Definitions that sentences give outright ("X is the amount of ..."), in order."""
    return tuple(found for sentence in sentences for found in _defined_in(sentence))


_MEANING_HEADS = """
ability amount area branch class collection condition degree disease disorder drug enzyme fluid
force form formula framework group hormone inability inflammation instrument intake lack loss
measure measurement mechanism medication method movement number organ pain part percentage
period pressure procedure process proportion quantity rate ratio reduction removal scale science
sensation set space state study substance substances sum surgery symptom syndrome system
technique test tissue tool total treatment tube type unit use volume
"""
_TERM = r"(?:[Tt]he term )?(?P<term>[A-Za-z][\w\u2013'\u2019-]*(?: [\w\u2013'\u2019()-]+){0,5}?)"
_HEAD = rf"(?:[\w-]+ ){{0,2}}(?:{'|'.join(_MEANING_HEADS.split())})\b"
_CLAUSE = re.compile(
    rf"(?:^|, (?:and )?){_TERM} +(?:is|are|refers to|means|is defined as) "
    rf"(?P<meaning>(?:an? |the )?{_HEAD}[^,;.]*?(?: that| which| of| used| in which| between|"
    r" caused| when| needed)\b[^;.]*?)(?=, (?:and )?[a-z]+ is the |\.?$)"
)
_NOT_A_TERM = re.compile(
    r"\b(?:it|this|that|these|those|they|there|which|who|he|she|one|goal|purpose|aim|result|"
    r"cause|because|therefore|if|when|as|although|first|second|other|another|only|main|most|test|drug|method|example|also|not|and|or)\b"
    r"|^(?:the|an?|some|many|all) ",
    re.IGNORECASE,
)
_NOT_A_MEANING = re.compile(
    r"\b(?:considered|often|called|most|main|major|common|one of|important|first|second|only|"
    r"this|these|such|our|it)\b",
    re.IGNORECASE,
)
_FEWEST_MEANING_WORDS = 5
_MOST_MEANING_WORDS = 26


def _defined_in(sentence: Sentence) -> Iterator[Definition]:
    # Brackets would end the pattern's words early; same length keeps the offsets true.
    text = re.sub(
        r"\s\((?:[^()]*\d{4}[^()]*|[A-Z][\w-]*)\)", lambda m: " " * len(m[0]), sentence.text
    )
    for match in _CLAUSE.finditer(text):
        term = " ".join(match["term"].split())
        meaning = " ".join(match["meaning"].split()).rstrip(" .")
        words = len(meaning.split())
        if _NOT_A_TERM.search(term) or _NOT_A_MEANING.search(" ".join(meaning.split()[:5])):
            continue
        if _FEWEST_MEANING_WORDS <= words <= _MOST_MEANING_WORDS:
            yield Definition(
                term, meaning, sentence.start + match.start("term"), sentence.start + match.end()
            )


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


@lru_cache(maxsize=8192)
def _words(phrase: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]+", phrase.casefold())
    return frozenset(word.removesuffix("s") for word in found if word not in ("the", "a", "of"))


GAZETTEER = gazetteer.terms()
_OPPOSITES = _load_opposites()
_CAUSES = _load_causes()
_ARTICLE = re.compile(r"^(?:the|an?|some|certain) ", re.IGNORECASE)
_ANY_OPPOSITE = _any_of(tuple(_OPPOSITES))
