"""How hard a text is to read."""

import re

from quizapp.core.terms import mentions


def grade(text: str) -> float:
    """School grade that a text asks for: about -3 to 30; over 16 it is written for graduates.

    Flesch-Kincaid grade level (Kincaid et al., "Derivation of new readability formulas", 1975).
    Terms of the gazetteer count as one easy word each: they are what is learnt. Syllables are
    counted by their vowels, which is wrong of single words and right enough of sentences.
    """
    plain = _without_terms(text)
    words = re.findall(r"[a-z]+", plain.casefold())
    if not words:
        return 0.0
    sentences = max(1, len(re.findall(r"[.?!](?:\s|$)", plain)))
    syllables = sum(_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _without_terms(text: str) -> str:
    pieces, place = [], 0
    for mention in mentions(text):
        pieces.append(text[place : mention.start])
        place = mention.end
    return "term".join((*pieces, text[place:]))


def _syllables(word: str) -> int:
    silent = word.endswith("e") and not word.endswith(("le", "ee"))
    return max(1, len(re.findall(r"[aeiouy]+", word)) - silent)
