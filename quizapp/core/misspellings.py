"""Words that are probably misspelt: seen once, in no dictionary, and one slip from a known word.

That a dictionary does not know a word says little: on textbooks it is so of one clean sentence in
five. So a word is only doubted where something known stands one slip away: a letter left out, put
in, changed or changed over with its neighbour (Damerau, 1964: four in five misspellings are such).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from string import ascii_lowercase

from quizapp.core.lexicon import word_set
from quizapp.core.terms import GAZETTEER

# Word -> the dictionaries' words that are one slip away, for each word that none of them has.
Unknown = Mapping[str, Set[str]]

_FEWEST_LETTERS = 5
_FEWEST_LETTERS_ALONE = 8
_SEEN_OFTEN = 2
_MOST_RARE_WORDS = 20_000
_MOST_UNKNOWN_SHARE = 0.4
_FEWEST_TO_JUDGE = 20
_WORD = re.compile(r"[^\W\d_]+")
# Small, and part of nothing else: no address, no compound, no code, no word with a foreign letter.
_PLAIN = re.compile(
    r"(?<![\w@/.\\#&'\u2019\u2010-])[a-z]{5,30}(?![\w@/\\&'\u2019\u2010-]|[.:]\w|\()"
)
# As medicine is spelt on either side of the Atlantic, and in international names of drugs: not all
# of these are in the dictionaries.
_SPELT_OTHERWISE = (("ae", "e"), ("oe", "e"), ("ph", "f"), ("meth", "met"))
# What a dictionary of either side has, but a text alone does not tell.
_SPELT_OTHERWISE_ALONE = (
    *_SPELT_OTHERWISE, ("our", "or"), ("yse", "yze"), ("is", "iz"), ("ence", "ense"),
    ("tre", "ter"), ("mme", "m"), ("ll", "l"), ("tt", "t"), ("pp", "p"), ("ss", "s"),
)  # fmt: skip
_ENDINGS = frozenset("sdreynlcam")
_ENDINGS_FOR_EACH_OTHER = frozenset("acesy")
# Words one slip from another word, both of them right; without a dictionary they look like slips.
_PAIRS = word_set(
    """
    addiction addition adverse averse
    alteration alternation casual causal complaint compliant contact contract
    county country discreet discrete infarction infraction infection inflection martial marital
    medial medical mediate medicate mediation medication patent patient performed preformed
    planed planned prostate prostrate simulation stimulation sparing spring statue statute
    thorough through trails trials uniformed uninformed
    """
)


def rare_words(text: str) -> frozenset[str]:
    """Plain words of five letters or more in small letters that a text holds once, and no term.

    These are worth looking up. At most twenty thousand, those that come first in the text.
    """
    counts = Counter(word.casefold() for word in _WORD.findall(text))
    found = (word for word in dict.fromkeys(_PLAIN.findall(text)) if counts[word] == 1)
    rare = [word for word in found if word not in _term_words()]
    return frozenset(rare[:_MOST_RARE_WORDS])


def one_slip_away(word: str) -> Iterator[str]:
    """Every word of small letters that one slip turns into this one, but in its first letter."""
    for place in range(1, len(word) + 1):
        before, after = word[:place], word[place:]
        for letter in ascii_lowercase:
            yield before + letter + after
            if after and letter != after[0]:
                yield before + letter + after[1:]
        if after:
            yield before + after[1:]
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]


def find_misspellings(text: str, unknown: Unknown | None = None) -> Mapping[str, str]:
    """Words of a text that are probably misspelt -> what was probably meant.

    `unknown` says what the dictionaries made of `rare_words(text)`; None where there is none: then
    only long words beside the gazetteer's terms and what the text itself says often are judged.
    Where the dictionaries don't know much of the text, it is in another language, and they say
    nothing.
    """
    rare = rare_words(text)
    if unknown is None:
        return _by_the_text_alone(text, rare)
    if len(rare) >= _FEWEST_TO_JUDGE and len(unknown) > _MOST_UNKNOWN_SHARE * len(rare):
        return {}
    own = _known_here(text)
    found = {}
    for word in sorted(rare & unknown.keys()):
        near = {other for other in unknown[word] if not _is_form_of(word, other)}
        if near == unknown[word] and (meant := _best(near | _near(word, own), own)):
            found[word] = meant
    return found


def _by_the_text_alone(text: str, rare: frozenset[str]) -> dict[str, str]:
    known = {word for word in _known_here(text) if len(word) >= _FEWEST_LETTERS_ALONE}
    index: dict[str, set[str]] = {}
    for word in known:
        for part in _shortened(word):
            index.setdefault(part, set()).add(word)
    found = {}
    for word in sorted(rare - _PAIRS):
        if len(word) < _FEWEST_LETTERS_ALONE - 1:  # one letter may have been lost
            continue
        near = set().union(*(index.get(part, set()) for part in _shortened(word)))
        near = {other for other in near if _is_inner_slip(word, other)}
        if near and not any(_is_form_of(word, other, _SPELT_OTHERWISE_ALONE) for other in near):
            found[word] = min(near)
    return found


def _shortened(word: str) -> Iterator[str]:
    """The word, and the word without each of its inner letters: what two near words share."""
    yield word
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1 :]


def _is_inner_slip(word: str, other: str) -> bool:
    """Whether a letter was lost, doubled, put in or changed over, away from both ends.

    A changed letter alone makes too many words of words: lactase and lactose, afferent and
    efferent. So does a changed ending.
    """
    if word[0] != other[0] or word[-2:] != other[-2:] or word == other:
        return False
    if len(word) == len(other):
        places = [n for n, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        return len(places) == 2 and sorted(word) == sorted(other) and places[1] == places[0] + 1  # noqa: PLR2004
    return abs(len(word) - len(other)) == 1 and (
        other in set(_without_one(word)) or word in set(_without_one(other))
    )


def _without_one(word: str) -> Iterator[str]:
    for place in range(1, len(word) - 2):
        yield word[:place] + word[place + 1 :]


def _near(word: str, own: Counter[str]) -> set[str]:
    return {
        other
        for other in one_slip_away(word)
        if (other in own or other in _term_words()) and not _is_form_of(word, other)
    }


def _best(near: Set[str], own: Counter[str]) -> str:
    """What was most probably meant: what the text says most often, then a term."""
    return min(near, key=lambda one: (-own[one], one not in _term_words(), one), default="")


def _known_here(text: str) -> Counter[str]:
    counts = Counter(word.casefold() for word in _WORD.findall(text))
    return Counter(
        {word: n for word, n in counts.items() if n >= _SEEN_OFTEN and len(word) >= _FEWEST_LETTERS}
        | {word: counts[word] for word in _term_words()}
    )


def _is_form_of(
    word: str, other: str, spelt_otherwise: Sequence[tuple[str, str]] = _SPELT_OTHERWISE
) -> bool:
    """Whether one is an inflection of the other, or the same word as it is spelt elsewhere."""
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    if longer[:-1] == shorter and longer[-1] in _ENDINGS:
        return True
    if word[:-1] == other[:-1] and {word[-1], other[-1]} <= _ENDINGS_FOR_EACH_OTHER:
        return True
    for here, there in spelt_otherwise:
        word, other = word.replace(here, there), other.replace(here, there)
    return word == other


@cache
def _term_words() -> frozenset[str]:
    return frozenset(
        word
        for term in GAZETTEER
        for name in term.names
        for word in _WORD.findall(name.casefold())
        if len(word) >= _FEWEST_LETTERS
    )
