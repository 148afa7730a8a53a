"""A list of one sort of thing -> select all; wrong options are of another list of that sort.

Where "signs of X" and "signs of Y" stand in one document, each list's entries are the other's wrong
options, as far as the document does not say them of both.
"""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, listings, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.listings import Listing
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Step

NAME = "listed"

_FEWEST_OPTIONS = 5
_FEWEST_WRONG = 2
_MOST_RIGHT = 4
_MOST_WRONG = 3


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each list that can be told from others."""
    for own in reading.listings:
        wrong = _wrong(own, document)
        right = [
            entry
            for entry in own.entries
            if not candidates.gives_away(entry, _subject(own, reading))
        ][:_MOST_RIGHT]
        if len(right) < 2 or len(wrong) < _FEWEST_WRONG:  # noqa: PLR2004
            continue
        wrong = wrong[: max(_FEWEST_WRONG, min(_MOST_WRONG, _FEWEST_OPTIONS + 1 - len(right)))]
        if len(right) + len(wrong) >= _FEWEST_OPTIONS:
            yield _several(own, right, wrong, reading)
        if len(wrong) >= candidates.SINGLE_OPTIONS - 1:
            yield _single(own, right[-1], wrong, reading)


def _wrong(own: Listing, document: Document) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    about = wording.stems(own.subject or own.lead)
    for entry, other in listings.contrary(own, document.listings):
        apart = " ".join(sorted(about - wording.stems(other.subject or other.lead)))
        typed = terms.typed(entry)
        known = any(
            typed is not None and (term := terms.typed(one)) is not None and term.name == typed.name
            for one in own.entries
        )
        if known or not apart or document.asserts(entry, apart):
            continue
        if re.search(rf"\b{re.escape(entry)}\b", own.text, re.IGNORECASE):
            continue
        what = other.subject or f"\u201c{other.lead} ...\u201d"
        found.append((entry, f"This belongs to another list, {what}."))
    return found


def _subject(own: Listing, reading: Reading) -> str:
    if own.lead:
        return own.lead
    if re.search(r" (?:of|for|in|to|from|that) ", own.subject):
        return own.subject
    return f"{own.subject} {'for' if own.sort == 'indication' else 'of'} {reading.topic}"


def _question(own: Listing, reading: Reading, *, one: bool) -> str:
    if own.lead:
        which = "Which of these completes" if one else "Which of the following complete"
        return f"{which} the sentence \u201c{own.lead} ...\u201d?"
    if one:
        return f"Which of these is among the {_subject(own, reading)}?"
    return f"Which of the following are {_subject(own, reading)}?"


def _several(
    own: Listing, right: list[str], wrong: list[tuple[str, str]], reading: Reading
) -> Candidate:
    asked = f"{_question(own, reading, one=False)} Select all that apply."
    stem = subjects.asked(asked, reading.subject)
    why = f"This is one of them: {wording.joined(own.entries)}."
    options = candidates.select_all(right, wrong, why=why, seed=stem)
    return _candidate("select_all", stem, options, own, reading, Step.HARD, 0.9)


def _single(own: Listing, key: str, wrong: list[tuple[str, str]], reading: Reading) -> Candidate:
    stem = subjects.asked(_question(own, reading, one=True), reading.subject)
    options = candidates.single_choice(key, wrong, why=own.text, seed=stem)
    return _candidate("multiple_choice", stem, options, own, reading, Step.MEDIUM, 0.8)


def _candidate(
    type_name: str,
    stem: str,
    options: tuple[Option, ...],
    own: Listing,
    reading: Reading,
    step: Step,
    score: float,
) -> Candidate:
    return Candidate(
        rule=NAME,
        type=type_name,
        stem=stem,
        options=options,
        rationale=own.text,
        verb="Identify",
        aspect=subjects.aspect_of(own.subject or own.text, reading.section),
        step=step,
        bloom=Bloom.UNDERSTAND,
        start=own.start,
        end=own.end,
        score=score,
    )
