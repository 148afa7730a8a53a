"""What a rationale can teach beyond the statement itself: what the text says beside it."""

import re

from quizapp.core.generation import advice, clauses, filters, likeness, referents, wording
from quizapp.core.generation.document import Reading
from quizapp.core.sentences import Sentence

_MOST_WORDS = 60
_FEWEST_WORDS = 5
_MOST_BESIDE_WORDS = 28
_BESIDE = 3
_FARTHEST = 6
# What a sentence must weigh to be told beside another: what it shares, where it stands, a reason.
_ENOUGH = 3
_SHARES = 2
_MOST_SHARED = 3
_NEXT = 2
_BEFORE = 1
_NEW = 2
_ANYBODY = wording.stems("nurse client patient people person provider should")
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
# What is said in a row with the sentence before it, not about it.
_CONTINUES = re.compile(
    r"^(?:first|second|third|next|then|finally|also|another|others?|later)\b"
    r"|\b(?:the other|the same|also|too|either|as well)\b",
    re.IGNORECASE,
)


def told(sentence: Sentence, reading: Reading) -> str:
    """The whole sentence that a statement is of, and what the section says beside it."""
    whole = _whole(sentence, reading)
    full = wording.plain(whole.text)
    leans = filters.why_not(whole.text, most_words=_MOST_WORDS) is not None
    alike = len(sentence.text.split()) >= len(whole.text.split())
    if leans or (whole.start == sentence.start and alike):
        full = wording.plain(sentence.text)
    more = beyond(whole, reading)
    if reading.actor == advice.CLIENT:
        full, more = (advice.of_the_client(said) for said in (full, more))
    if not more or len(f"{full} {more}".split()) > _MOST_WORDS:
        return full
    return f"{full} {more}"


def beyond(sentence: Sentence, reading: Reading) -> str:
    """How the section goes on about a sentence, or what a word of it means; "" where neither."""
    if following := _following(sentence, reading):
        return following
    near = "" if _REASONED.search(sentence.text) else _near(sentence, reading)
    return near or _meaning(sentence, reading)


_REASONED = re.compile(r"\b(?:because|since|so that)\b", re.IGNORECASE)


def teaches(sentence: Sentence, reading: Reading) -> bool:
    """Whether `told` says more than the bare statement."""
    whole = _whole(sentence, reading)
    longer = len(whole.text.split()) > len(sentence.text.split())
    return longer or bool(_EXPLAINS.search(sentence.text)) or bool(beyond(whole, reading))


def _whole(sentence: Sentence, reading: Reading) -> Sentence:
    holds = (one for one in reading.sentences if one.start <= sentence.start < one.end)
    return next(holds, sentence)


def _near(sentence: Sentence, reading: Reading) -> str:
    """The sentence of the section that says most about what a statement is of, or "".

    Only sentences that can be read alone; the next one before any other, a reason before a fact.
    """
    topics = wording.stems(f"{reading.topic} {reading.subject.document_topic}")
    own = wording.stems(sentence.text) - topics - _ANYBODY
    at = next((n for n, one in enumerate(reading.sentences) if one.start == sentence.start), None)
    if at is None:
        return ""
    places = {one.start: n - at for n, one in enumerate(reading.sentences)}
    best, most = "", _ENOUGH - 1
    for one in reading.listing:
        apart = places.get(one.start)
        if not apart or abs(apart) > _FARTHEST:
            continue
        text = wording.plain(one.text)
        said = wording.stems(text)
        of_topic = bool(topics & said)
        if not (of_topic or own & said):
            continue
        weight = _weight(one, sentence, apart, len(own & said)) + of_topic
        fits = _FEWEST_WORDS <= len(text.split()) <= _MOST_BESIDE_WORDS
        if (
            weight > most
            and fits
            and len(said - own - topics) >= _NEW
            and _reads_alone(text, reading)
        ):
            best, most = text, weight
    return best


def _weight(one: Sentence, sentence: Sentence, apart: int, shared: int) -> int:
    gap = one.start - sentence.end if apart > 0 else sentence.start - one.end
    reason = _EXPLAINS.search(one.text) is not None
    nearness = (_NEXT if apart == 1 else _BEFORE if apart == -1 else 0) if gap <= _BESIDE else 0
    return _SHARES * min(shared, _MOST_SHARED) + nearness + reason


def _reads_alone(text: str, reading: Reading) -> bool:
    return not (
        _NO_HELP.search(text)
        or _CONTINUES.search(text)
        or (advice.is_instruction(text) and clauses.split(text) is None)
        or filters.why_not(_IN_BRACKETS.sub("", text)) is not None
        or referents.leans(text, reading.subject)
    )


_IN_BRACKETS = re.compile(r" ?\([^()]*\)")


def _meaning(sentence: Sentence, reading: Reading) -> str:
    """What a term of the statement means, where the section says so elsewhere."""
    said = sentence.text.casefold()
    for one in reading.meanings:
        elsewhere = not sentence.start <= one.start < sentence.end
        if elsewhere and re.search(rf"\b{re.escape(one.term.casefold())}\b", said):
            return f"{likeness.said_to_be(one.term, one.meaning).rstrip('.')}."
    return ""


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
