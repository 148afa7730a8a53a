"""Wording: a source sentence -> clean words for a stem, an option or a rationale."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from quizapp.core.lexicon import word_set
from quizapp.core.sentences import without_marks

_T = TypeVar("_T")

BLANK = "_____"

_CITATION = re.compile(
    r"\s*\[\d+(?:[\u2013,-]\s*\d+)*\]"
    r"|\s*\((?:[^()]*\bet al\.?[^()]*|[^()]*(?:\b(?:19|20)\d{2}[a-z]?|n\.d\.)|see\b[^()]*)\)"
)
_OPENER = re.compile(
    r"^(?:however|in addition|additionally|generally speaking|generally|in fact|fortunately|"
    r"unfortunately|at the same time|indeed|of course|moreover|furthermore|initially|"
    r"it is (?:important|essential) to (?:note|remember) that|(?:it has been|studies have) shown "
    r"that|the actual curative effect proves that|clinical practice (?:has )?also proven that|"
    r"it can be said that|at present|in particular|accordingly|typically|note that|remember that|"
    r"keep in mind that|it should be noted that|overall|interestingly|importantly|clinically|"
    r"as an illustration|by way of example|as a rule|of note|in practice|as mentioned|"
    r"in other words|put simply|finally|lastly),? ",
    re.IGNORECASE,
)
_AFTERTHOUGHT = re.compile(r", especially [^.]*\.$")
_INTERJECTION = re.compile(r", (?:by contrast|in contrast|however|therefore|in turn),")
_PROVES = re.compile(r"^[^,]{0,60}\b(?:proves?|shows?|demonstrates?) that ", re.IGNORECASE)
# What ties a statement to the one before it: "can cause delirium too", "are also given".
_ADDS_TO_BEFORE = re.compile(
    r"(?<!but) also\b|(?<=[a-z]) then(?= [a-z]+s\b)|, too,|,? (?:too|as well)(?=[,.;:]|$)"
)
# "Call AN AMBULANCE", "do NOT stop": words in capitals for their weight, no acronyms.
# "WARNING \u2013 never force a flush" and "**simply drink": what the page prints for its weight.
_ALERT = re.compile(
    r"^(?:warning|caution|note|alert|important|danger|nb|remember|tip|key point)s?"
    r"(?: ?[:!] ?| [\u2013\u2014-] )(?=\w)",
    re.IGNORECASE,
)
_LONE_MARK = re.compile(r"(?<!\w)\*{1,3}(?=\w)|(?<=[\w.,])\*{1,3}(?!\w)")
_SHOUTED = re.compile(
    r"\b(?:NOT|NEVER|ALWAYS|ONLY|MUST|AND|ALL|BEFORE|AFTER|WITHOUT|EVERY|DO)\b(?! [A-Z]{2})"
    r"|\b(?:[A-Z]{2,} )*(?:AN|THE|NOT|YOUR|AND|IF|DO|TO|IT|IS)(?: [A-Z]{2,})+\b"
)
_STOP_WORDS = """
a about after all also an and any are as at be been being but by can could do does for from had
has have how if in into is it its may might more most must no not of often on only or other our
should so some such than that the their them then there these they this those through to under
up upon used using usually very was were what when where which while who will with within would
generally still main mainly
"""
_STOP = frozenset(_STOP_WORDS.split())
_SHORTEST_STEM = 2
_SHORT_WORD = 4
_SUFFIX = re.compile(
    r"(?:ational|ations?|ization|ments?|ingly|edly|ness|ical|ings?|ally|ies|ied|"
    r"ions?|ers?|ors?|ous|ive|ed|ly|es|ic|al|s)$"
)


@lru_cache(maxsize=8192)
def plain(sentence: str) -> str:
    """The sentence without citations, cross references, afterthoughts and leaning openers."""
    text = " ".join(_CITATION.sub("", without_marks(sentence)).split())
    text = re.sub(r"\s+([,.;:])", r"\1", text)
    text = _ALERT.sub("", _LONE_MARK.sub("", text))
    text = _AFTERTHOUGHT.sub(".", text)
    text = _INTERJECTION.sub("", text)
    for opener in (_OPENER, _OPENER, _PROVES):
        text = opener.sub("", text)
    text = _ADDS_TO_BEFORE.sub("", text)
    text = _SHOUTED.sub(_said_softly, text)
    return capitalised(text)


def _said_softly(shout: re.Match[str]) -> str:
    """Words in capitals as in a sentence; what could be a name of letters stays."""
    return " ".join(
        word.lower() if word.lower() in _STOP or word.lower() in _SHOUTABLE else word
        for word in shout.group().split(" ")
    )


_SHOUTABLE = word_set(
    """
    not never always only must and all before after without every do an the your if to it is
    ambulance emergency stop call doctor nurse now immediately help hospital again help once
    """
)


def capitalised(text: str) -> str:
    """The text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """The text as it reads inside a sentence: acronyms and proper-looking words stay."""
    first = text.split(" ", 1)[0]
    if len(first) > 1 and (first[1:] != first[1:].lower() or first in _PROPER):
        return text
    return text[:1].lower() + text[1:]


def is_proper(word: str) -> bool:
    """Whether a word is a name, which keeps its capital: "Addison"."""
    return word in _PROPER


_PROPER = word_set(
    """
    Doppler Parkinson Addison Addisonian Cushing Hashimoto Crohn Crohn's
    Chvostek Trousseau Kussmaul Braden
    Erikson Alzheimer Alzheimer's Graves Hodgkin Glasgow Fowler Sims Trendelenburg Foley
    Apgar Piaget Maslow Curling Bell Huntington Raynaud Kawasaki Ringer Romberg Babinski
    Kernig Brudzinski Homans Escherichia Staphylococcus Streptococcus Clostridioides Candida
    Haemophilus Medicare Medicaid English I
    """
)


def without_stop(text: str) -> str:
    """The text without the marks that end it."""
    return text.rstrip(" .;:,")


@lru_cache(maxsize=8192)
def stems(text: str) -> frozenset[str]:
    """Content words, cut to a crude stem so that "metastatic" meets "metastases"."""
    return frozenset(
        stem(word)
        for word in re.findall(r"[a-z0-9][a-z0-9'\u2019-]*", text.lower())
        if word not in _STOP and (len(word) > _SHORTEST_STEM or word.isdigit())
    )


def stem(word: str) -> str:
    """A crude stem, only ever compared with another one."""
    cut = _SUFFIX.sub("", word) if len(word) > _SHORT_WORD else word.removesuffix("s")
    return cut if len(cut) > _SHORTEST_STEM else word


def stable_number(*parts: str) -> int:
    """A number that depends on the words alone: what a draft uses in place of chance."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def stable_order(entries: Iterable[_T], seed: str) -> list[_T]:
    """The entries in an order that looks shuffled and depends on `seed` and their words alone."""
    return sorted(entries, key=lambda entry: stable_number(seed, str(entry)))


def split_list(text: str) -> tuple[str, ...]:
    """The entries of "the A, B, and even C"; empty when it does not read as a plain list."""
    text = re.sub(r",? etc\.?$", "", without_stop(text))
    pieces = re.split(r",\s+(?:and |or )?(?:even |also )?|\s+(?:and|or)\s+(?:even |also )?", text)
    entries = tuple(re.sub(r"^(?:the|an?|other|some) ", "", piece.strip()) for piece in pieces)
    return entries if all(_is_entry(entry) for entry in entries) else ()


_MOST_ENTRY_WORDS = 6
_NOT_IN_ENTRY = re.compile(
    r"\b(?:is|are|was|were|has|have|can|may|which|that|who|it|they|this|these|those|their|its|"
    r"latter|former|both|especially|not|will|should|must|other|etc|when|if|due|because)\b|[;:()]",
    re.IGNORECASE,
)


def _is_entry(entry: str) -> bool:
    return (
        0 < len(entry.split()) <= _MOST_ENTRY_WORDS
        and len(entry) > _SHORTEST_STEM
        and not _NOT_IN_ENTRY.search(entry)
    )


def joined(entries: Sequence[str]) -> str:
    """As in: A, B and C."""
    if len(entries) == 1:
        return entries[0]
    return f"{', '.join(entries[:-1])} and {entries[-1]}"
