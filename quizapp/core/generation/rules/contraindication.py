"""When something must not be used; wrong options are what the document uses it for.

The polarity is the question's own ("contraindicated"), so an indication can never be its key.
"""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "contraindication"

_TO = re.compile(
    r"^(?P<key>[\w\u2013' -]+?)(?: is| are) (?:a |an )?(?:absolute )?contraindications? "
    r"(?:to|for) (?P<means>[^,;.]+)\.$"
)
_IN = re.compile(
    r"^(?P<means>[^,;.]+?) (?:is|are) contraindicated (?:in|for) "
    r"(?:(?:clients|patients|people|those) with )?(?P<key>[\w\u2013' ,-]+?)\.$"
)
_TREATS = re.compile(
    r"\b(?:treat\w*|manage\w*|(?<!contra)indicat(?:ed|ion)\w*|used (?:for|in))\b", re.IGNORECASE
)
_AGAINST = re.compile(r"\bcontraindicat|\bcaution|\bavoid|\bwith care\b", re.I)


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each sentence that forbids a use outright."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        match = _TO.match(text) or _IN.match(text)
        if match is not None:
            candidate = _candidate(sentence, text, match, document)
            if candidate is not None:
                yield candidate


def _candidate(
    sentence: Sentence, text: str, match: re.Match[str], document: Document
) -> Candidate | None:
    key, means = match["key"], wording.uncapitalised(match["means"])
    treated = _treated(document, key)
    entries = wording.split_list(key)
    if len(entries) >= 2:  # noqa: PLR2004
        return _several(sentence, text, entries, means, treated)
    if len(treated) < candidates.SINGLE_OPTIONS - 1 or candidates.gives_away(key, means):
        return None
    why = text
    stem = f"Which of these is a contraindication to {means}?"
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key, treated, why=why, seed=stem),
        rationale=why,
        verb="Identify",
        aspect="contraindications",
        step=Step.HARD,
        bloom=Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.92,
    )


def _several(
    sentence: Sentence,
    text: str,
    entries: tuple[str, ...],
    means: str,
    treated: list[tuple[str, str]],
) -> Candidate | None:
    wrong = [
        (name, why)
        for name, why in treated
        if not any(terms.same_thing(name, entry) or name in entry for entry in entries)
    ]
    if len(wrong) < _FEWEST_WRONG or len(entries) + len(wrong) < _FEWEST_OPTIONS:
        return None
    stem = f"Which of the following are contraindications to {means}? Select all that apply."
    options = candidates.select_all(entries[:_MOST_RIGHT], wrong[:_MOST_WRONG], why=text, seed=stem)
    return Candidate(
        rule=NAME,
        type="select_all",
        stem=stem,
        options=options,
        rationale=text,
        verb="Identify",
        aspect="contraindications",
        step=Step.HARD,
        bloom=Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.92,
    )


_FEWEST_WRONG = 2
_MOST_WRONG = 3
_MOST_RIGHT = 4
_FEWEST_OPTIONS = 5


def _treated(document: Document, key: str) -> list[tuple[str, str]]:
    """Conditions that the document treats and never speaks of as a reason for care."""
    wary = {
        mention.term
        for reading in document.readings
        for sentence in reading.sentences
        if _AGAINST.search(sentence.text)
        for mention in terms.mentions(sentence.text)
    }
    found: dict[str, tuple[str, str]] = {}
    for reading in document.readings:
        for sentence in reading.sentences:
            if not _TREATS.search(sentence.text) or _AGAINST.search(sentence.text):
                continue
            for mention in terms.mentions(sentence.text):
                term = mention.term
                if term.kind != "condition" or term in wary or terms.same_thing(term.name, key):
                    continue
                said = wording.plain(sentence.text)
                why = f"The source gives {term.name} as a use: \u201c{said}\u201d"
                found.setdefault(term.name, (term.name, why))
    return list(found.values())
