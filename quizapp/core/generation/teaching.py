"""What a rationale can teach beyond the statement itself: what the text says right after it."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.generation import advice, filters, wording
from quizapp.core.generation.document import Reading
from quizapp.core.sentences import Sentence

_MOST_WORDS = 60
_FEWEST_WORDS = 5
_MOST_BESIDE_WORDS = 28
_SHARED = 2
_BESIDE = 3
# A sentence that gives its own reason teaches by itself.
_EXPLAINS = re.compile(
    r"\b(?:because|since|so that|in order to|which|therefore|due to|leads? to|results? in|causing|"
    r"to (?:prevent|reduce|avoid|protect|allow|keep))\b|[:;]",
    re.IGNORECASE,
)
# Only what takes the sentence up goes on about it.
_TAKES_UP = re.compile(
    r"^(?:this|these|it|its|they|their|such|because|as a result|therefore|thus|hence|"
    r"for this reason|"
    r"otherwise|the (?:reason|result|effect|risk|aim)|without|if it|so|in this way|that is)\b",
    re.IGNORECASE,
)
_NO_HELP = re.compile(
    r"[?!:]$|\b(?:figure|table|chapter|section|see|case|example)\b", re.IGNORECASE
)


def told(sentence: Sentence, reading: Reading) -> str:
    """The whole sentence that a statement is of, and the one behind it where that goes on."""
    whole = _whole(sentence, reading)
    full = wording.plain(whole.text)
    if whole.start == sentence.start and len(sentence.text.split()) >= len(whole.text.split()):
        full = wording.plain(sentence.text)
    following = _following(whole, reading) or _beside(whole, reading)
    if reading.actor == advice.CLIENT:
        full, following = (advice.of_the_client(said) for said in (full, following))
    if not following or len(f"{full} {following}".split()) > _MOST_WORDS:
        return full
    return f"{full} {following}"


def teaches(sentence: Sentence, reading: Reading) -> bool:
    """Whether `told` says more than the bare statement."""
    whole = _whole(sentence, reading)
    longer = len(whole.text.split()) > len(sentence.text.split())
    return longer or bool(_EXPLAINS.search(sentence.text)) or bool(_following(whole, reading))


def _whole(sentence: Sentence, reading: Reading) -> Sentence:
    holds = (one for one in reading.sentences if one.start <= sentence.start < one.end)
    return next(holds, sentence)


def _beside(sentence: Sentence, reading: Reading) -> str:
    """A sentence next to it in its paragraph that speaks of the same thing, or ""."""
    spoken = reading.sentences
    place = next((n for n, one in enumerate(spoken) if one.start == sentence.start), None)
    if place is None:
        return ""
    topics = wording.stems(f"{reading.topic} {reading.subject.document_topic}")
    own = wording.stems(sentence.text) - topics
    for one, apart in _neighbours(spoken, place):
        text = wording.plain(one.text)
        if apart > _BESIDE or not _FEWEST_WORDS <= len(text.split()) <= _MOST_BESIDE_WORDS:
            continue
        if filters.why_not(one.text) is None and len(own & wording.stems(text)) >= _SHARED:
            return text
    return ""


def _neighbours(spoken: Sequence[Sentence], place: int) -> Iterator[tuple[Sentence, int]]:
    """The sentences behind and before one, each with how far it stands from it."""
    if place + 1 < len(spoken):
        yield spoken[place + 1], spoken[place + 1].start - spoken[place].end
    if place:
        yield spoken[place - 1], spoken[place].start - spoken[place - 1].end


def _following(sentence: Sentence, reading: Reading) -> str:
    spoken = reading.sentences
    place = next((n for n, one in enumerate(spoken) if one.start == sentence.start), None)
    if place is None or place + 1 == len(spoken):
        return ""
    after = spoken[place + 1]
    text = wording.plain(after.text)
    fits = (
        _TAKES_UP.match(after.text) is not None
        and after.start - sentence.end <= _BESIDE
        and len(text.split()) >= _FEWEST_WORDS
        and text.endswith(".")
        and not _NO_HELP.search(text)
        and not filters.is_scrap(text)
    )
    return text if fits else ""
