"""Shorthand of notes -> English words: "K up, w/ N/V" -> "raised potassium", "with nausea ..."."""

import re
from functools import cache
from importlib.resources import files

from quizapp.core import terms
from quizapp.core.generation import wording
from quizapp.core.lexicon import word_set

_DATA = files("quizapp.core") / "data"
_MOST_WORDS = 8
_UP = "raised"
_DOWN = "reduced"
_BEFORE = re.compile(
    r"^(?P<way>[\u2191\u2193]+|incr?\.?|decr?\.?)\s*(?P<what>\S.*)$", re.IGNORECASE
)
_BEHIND = re.compile(
    r"^(?P<what>\S+(?: (?!or\b|normal\b)\S+){0,2}?)\s*"
    r"(?P<way>[\u2191\u2193]+|\b(?:up|down|high|low|rises|falls))$"
)
_MEANS_DOWN = re.compile(r"\u2193|dec|down|low|falls", re.IGNORECASE)
_BRACKET = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_SLASH = re.compile(r"(?<=[a-z]{3})/(?=[a-z]{3})")
_LONGEST_ACRONYM = 6
_RANK = re.compile(r"^#\d+ ?")
_EDGES = " .,;:!\u2013\u2014-*\u2022"
_CLEAN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ,'\u2019\u00e9%./-]*")
_NOT_ALONE = re.compile(
    r"\b(?:no|not|never|don['\u2019]?t|cannot|can['\u2019]t|avoid\w*|without|nothing|neither|nor|"
    r"if|when|unless|until|only|once|while|except|than|this|that|these|those|it|they|you|your|we|our|"
    r"may|might|maybe|etc|same|other|others|then|later|first|second|above|below|too|also|usually|"
    r"often|sometimes|always|is|are|was|has|have|will|careful\w*|caution|watch|remember|"
    r"\d+(?:st|nd|rd|th)(?:-line)?)\b|^(?:or|and|in|but|so|as|for|to|by|at|of)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9]+[a-z]?\b")
# Said aloud as letters on any ward, so that no option is clearer for their long forms.
_SPOKEN = word_set(
    "ACE ADH ARDS BMI BUN CPAP CPR CRP CSF CT DNA ECG EEG EKG ESR GCS HDL HIV ICU INR IV LDL MRI "
    "NSAID NSAIDs PCI PEEP PSA PTH PTT RNA SIADH ST TB TSH T3 T4 QT QRS PR BiPAP ABG ALT AST LPN "
    "RN ADLs S3 S4 P U T IgE IgG IgA pH aPTT ROM II III IV VI VII"
)
_CONDITION = re.compile(r"\b(?:if|when|unless|until|only|once|while|except)\b", re.IGNORECASE)


def expanded(text: str) -> str:
    """The text with the shorthand of nursing notes written out."""
    return _any_shorthand().sub(lambda found: _words()[found.group()], text)


def entry(text: str) -> str | None:
    """One entry of a list in notes as it reads inside a sentence; None where it does not.

    What stands in brackets is left to the rationale. An entry that denies, sets a condition or
    leans on others cannot stand by itself, and shorthand that is not known cannot be read.
    """
    bare = _RANK.sub("", _BRACKET.sub("", text)).strip(_EDGES)
    if not bare or _NOT_ALONE.search(bare):
        return None
    calm = _SLASH.sub(" or ", " ".join(map(_calmed, bare.split())))
    said = _nouns().get(bare.casefold()) or expanded(_directed(calm))
    said = " ".join(said.replace("&", "and").replace(" + ", " and ").split())
    if not _reads(said):
        return None
    return said if len(said.split(" ", 1)[0]) == 1 else wording.uncapitalised(said)


def with_direction(pieces: list[str]) -> list[str]:
    """The pieces of "HR, CO, SVR up", each with the direction that the last one gives to all."""
    last = _BEHIND.match(pieces[-1].strip(_EDGES)) if pieces else None
    measures = pieces[:-1]
    if last is None or not measures or not all(one.strip() in _words() for one in measures):
        return pieces
    return [*(f"{one.strip()} {last['way']}" for one in measures), pieces[-1]]


def sets_condition(text: str) -> bool:
    """Whether words say when something holds, so that it can't be said without them."""
    return _CONDITION.search(text) is not None


def _calmed(word: str) -> str:
    """A word that notes shout, as it is spelt: "BRADYCARDIA"."""
    letters = word.strip(_EDGES)
    return word.lower() if letters.isupper() and len(letters) > _LONGEST_ACRONYM else word


def direction(text: str) -> str | None:
    """What a cell such as "up" or "\u2193\u2193" says of a measure, None for another."""
    bare = _BRACKET.sub("", text).strip(_EDGES).casefold()
    return _WAYS.get(bare)


_WAYS = {
    **dict.fromkeys(
        (
            "up",
            "\u2191",
            "\u2191\u2191",
            "high",
            "raised",
            "increased",
            "incr",
            "elevated",
            "too much",
        ),
        _UP,
    ),
    **dict.fromkeys(
        ("down", "\u2193", "\u2193\u2193", "low", "reduced", "decreased", "decr", "too little"),
        _DOWN,
    ),
    **dict.fromkeys(("normal", "nl", "wnl", "unchanged", "\u2194", "n"), "normal"),
}


def is_common(words: str) -> bool:
    """Whether an entry occurs with so many conditions that it can't be wrong of any."""
    said = wording.stems(words)
    within, alone = _common()
    return said in alone or any(one <= said for one in within)


def _directed(text: str) -> str:
    found = _BEFORE.match(text) or _BEHIND.match(text)
    if found is None:
        return text
    way = _DOWN if _MEANS_DOWN.search(found["way"]) else _UP
    return f"{way} {found['what']}"


def _reads(said: str) -> bool:
    words = said.split()
    return (
        0 < len(words) <= _MOST_WORDS
        and _CLEAN.fullmatch(said) is not None
        and any(len(word) > 2 and word[0].isalpha() for word in words)  # noqa: PLR2004
        and re.search(r"(?<![\w-])[a-z](?![\w-])|\b[b-df-hj-np-tv-xz]{2,4}\b|\d/\d|\S/\S+/", said)
        is None
        and all(_is_known(acronym) for acronym in _ACRONYM.findall(said))
    )


def _is_known(acronym: str) -> bool:
    return acronym in _SPOKEN or terms.typed(acronym) is not None


@cache
def _any_shorthand() -> re.Pattern[str]:
    longest_first = sorted(_words(), key=lambda short: (-len(short), short))
    choices = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w/+-])(?<!itamin )(?:{choices})(?![\w/+]|-\w)")


@cache
def _words() -> dict[str, str]:
    return _pairs("note_words.txt")


@cache
def _nouns() -> dict[str, str]:
    return _pairs("note_nouns.txt")


@cache
def _common() -> tuple[tuple[frozenset[str], ...], frozenset[frozenset[str]]]:
    """Stems of what is common wherever it stands, and of what is common by itself."""
    lines = (_DATA / "note_common.txt").read_text(encoding="utf-8").splitlines()
    within = [part for line in lines if line[:1] not in ("#", "=") for part in line.split("|")]
    alone = [part for line in lines if line[:1] == "=" for part in line[1:].split("|")]
    return tuple(map(wording.stems, within)), frozenset(map(wording.stems, alone))


def _pairs(name: str) -> dict[str, str]:
    lines = (_DATA / name).read_text(encoding="utf-8").splitlines()
    cut = (line.split(" = ", 1) for line in lines if line and line[0] != "#")
    return {short.strip(): words.strip() for short, words in cut}
