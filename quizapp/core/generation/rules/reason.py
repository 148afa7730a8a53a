"""Why something is so, or done so: "because" asked as a question.

Wrong options are the reasons that the document gives for other statements about the same things;
what has nothing to do with the question gives the answer away. The right reason turned round, which
the source itself contradicts, stands only beside another pair that is so alike.
"""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, clauses, contradictions, pools, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.pools import Reason
from quizapp.core.items import Bloom, Step

NAME = "reason"

_ALIKE = 0.5
_MOST_SHARED = 1
_MOST_STEMS = 22


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each statement with its reason."""
    for sentence in reading.listing:
        own = pools.reason_in(sentence)
        if own is not None:
            candidate = _candidate(own, reading, document)
            if candidate is not None:
                yield candidate


def _candidate(own: Reason, reading: Reading, document: Document) -> Candidate | None:
    question = pools.asked_why(own.main)
    if question is None or candidates.gives_away(own.reason, own.main) or _is_loose(own):
        return None
    wrong = _wrong(own, reading, document)
    if len(wrong) < candidates.SINGLE_OPTIONS - 1:
        return None
    stem = subjects.asked(question, reading.subject)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(own.reason, wrong, why=own.text, seed=stem),
        rationale=own.text,
        verb="Explain",
        aspect=subjects.aspect_of(own.text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=own.start,
        end=own.end,
        score=0.8,
    )


def _is_loose(own: Reason) -> bool:
    """Whether the question asks of two things at once, or the reason does not say of what."""
    return (
        len(own.main.split()) > _MOST_STEMS
        or re.search(r", and (?:the|some|many|it|they)\b", own.main) is not None
        or re.match(r"(?:the (?:process|change|effect|action)|both|this|that)\b", own.reason)
        is not None
    )


def _wrong(own: Reason, reading: Reading, document: Document) -> list[tuple[str, str]]:
    others = _others(own, reading, document)
    turned = _turned(own.kind, own.reason, own.text)
    if not turned or not others:
        return others
    # Two that differ in one word point at each other: so does a second pair.
    for other, why in others:
        if doubled := _turned(own.kind, other, why):
            return [*turned, (other, why), *doubled]
    return others


def _turned(kind: str, reason: str, text: str) -> list[tuple[str, str]]:
    if kind != "reason":
        return []
    changes = contradictions.contradictions(f"{wording.capitalised(reason)}.")
    return [(wording.without_stop(one.text), one.reason or text) for one in changes[:1]]


def _others(own: Reason, reading: Reading, document: Document) -> list[tuple[str, str]]:
    topic = wording.stems(f"{reading.topic} {document.topic}")
    main, reason = wording.stems(own.main) - topic, wording.stems(own.reason)
    found: list[tuple[str, str]] = []
    for other in document.pools.other_reasons(own):
        alike = wording.stems(other.main) & main
        shared = wording.stems(other.reason) & main
        if len(alike) >= _ALIKE * len(main) or len(shared) > _MOST_SHARED:
            continue
        if len(wording.stems(other.reason) & reason) >= _ALIKE * len(reason):
            continue
        if not _is_of_the_same(other, own):
            continue
        if not 0.4 <= len(other.reason) / len(own.reason) <= 2.5:  # noqa: PLR2004
            continue
        opening = other.reason.split(" ", 1)[0]
        if opening in ("they", "it", "its", "their") and not _fits(opening, own):
            continue
        found.append((other.reason, f"This is a reason for something else: {other.text}"))
    return found


def _is_of_the_same(other: Reason, own: Reason) -> bool:
    """Whether the other statement with its reason speaks of something that this one speaks of."""
    words = wording.stems(f"{own.main} {own.reason}")
    return bool(words & wording.stems(f"{other.main} {other.reason}"))


def _fits(pronoun: str, own: Reason) -> bool:
    """Whether a pronoun could stand for what the statement is about."""
    clause = clauses.split(f"{own.main}.")
    return clause is not None and clause.plural is (pronoun in ("they", "their"))
