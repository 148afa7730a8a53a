"""What a rationale can teach beyond the statement itself: what the text says right after it."""

import re

from quizapp.core.generation import filters, wording
from quizapp.core.generation.document import Reading
from quizapp.core.sentences import Sentence

_MOST_WORDS = 60
_FEWEST_WORDS = 5
_BESIDE = 3
# A sentence that gives its own reason teaches by itself.
_EXPLAINS = re.compile(
    r"\b(?:because|since|so that|in order to|which|therefore|due to|leads? to|results? in|causing|"
    r"to (?:prevent|reduce|avoid|protect|allow|keep))\b|[:;]",
    re.IGNORECASE,
)
_NO_HELP = re.compile(
    r"[?!:]$|\b(?:figure|table|chapter|section|see|case|example)\b", re.IGNORECASE
)


def told(sentence: Sentence, reading: Reading) -> str:
    """The sentence in full, and the one behind it in its paragraph where that goes on about it."""
    full = wording.plain(sentence.text)
    following = _following(sentence, reading)
    if not following or len(f"{full} {following}".split()) > _MOST_WORDS:
        return full
    return f"{full} {following}"


def teaches(sentence: Sentence, reading: Reading) -> bool:
    """Whether `told` says more than the bare statement."""
    return bool(_EXPLAINS.search(sentence.text)) or bool(_following(sentence, reading))


def _following(sentence: Sentence, reading: Reading) -> str:
    spoken = reading.sentences
    place = next((n for n, one in enumerate(spoken) if one.start == sentence.start), None)
    if place is None or place + 1 == len(spoken):
        return ""
    after = spoken[place + 1]
    text = wording.plain(after.text)
    fits = (
        after.start - sentence.end <= _BESIDE
        and len(text.split()) >= _FEWEST_WORDS
        and text.endswith(".")
        and not _NO_HELP.search(text)
        and not filters.is_scrap(text)
    )
    return text if fits else ""
