"""A sentence that lists several things of one kind -> select all that apply.

The clause that leads into the list stands in the stem as it is, so that its polarity ("should
avoid") is carried with it. Wrong options are of the same kind but of groups that none of the listed
things belongs to, and nothing that the document says the same of.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "enumeration"

MOST_RIGHT = 5
FEWEST_RIGHT = 2
FEWEST_OPTIONS = 5
_MOST_OPTIONS = 7

_FRAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"^(?:All (?:of )?)?(?:the )?(?P<subject>[^,]{8,70}), (?:including|such as) "
            r"(?P<list>[^.;]+), (?:must|are|can|have|usually|may) [^;]+\.$",
            re.IGNORECASE,
        ),
        "Which of the following are {subject}?",
    ),
    (
        re.compile(
            r"^(?P<subject>[^,;]{8,110}?) (?:includes?|are mainly|are) "
            r"(?P<list>[^.;]+)\.$"
        ),
        "Which of the following are {subject}?",
    ),
    (
        re.compile(
            r"^(?P<subject>[^;]{3,60}?) (?:is|are) (?P<use>(?:commonly |mainly )?used|indicated|"
            r"recommended|prescribed) (?P<verb>to treat|to manage|for treating|for) "
            r"(?P<list>[^.;]+)\.$"
        ),
        "{Subject} {be} {use} {verb} which of the following?",
    ),
    (
        re.compile(
            r"^(?P<list>[^.;:]+?) (?:is|are) (?P<subject>(?:the (?:main|best|richest|usual) |"
            r"good |rich |"
            r"common |important )?(?:sources|examples|causes|kinds|types|forms|complications|signs|"
            r"risk factors) of [^,;.]{3,60})\.$"
        ),
        "Which of the following are {subject}?",
    ),
    (
        re.compile(r"^(?P<clause>[^;]{20,120}) via (?P<list>[^.;]+)\.$"),
        "{clause} via which of the following?",
    ),
    (
        re.compile(
            r"^[^()]*?\b(?P<subject>\w+ \w+) \((?:mainly|including|such as) (?P<list>[^().;]+)\)"
        ),
        "Which of the following does the source list under {subject}?",
    ),
)
_PLURAL_HEAD = re.compile(
    r"\b(?:symptoms?|signs|manifestations|effects|reactions|causes|factors|medications|drugs|"
    r"treatments|organs|methods|tests|examinations|conditions|diseases|nutrients|electrolytes|hormones|"
    r"vessels|complications|disorders)\b",
    re.IGNORECASE,
)
# Nearness has no sharp edge, and almost any complaint may follow from a drug.
_VAGUE = re.compile(
    r"\b(?:near|close to|adjacent|adverse|side effects?|reactions?)\b", re.IGNORECASE
)
_FAR_GROUPS = {
    "symptom": ("eye and ear", "bones and joints", "focal neurologic"),
    "condition": ("eye and ear", "bones and joints", "skin"),
}


@dataclass(frozen=True)
class _Listing:
    stem: str
    predicate: str
    entries: tuple[str, ...]


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each sentence that ends in, or holds, a list of typed things."""
    for sentence in reading.listing:
        text = wording.plain(sentence.text)
        for listing in _listings(text):
            candidate = _candidate(sentence, text, listing, reading, document)
            if candidate is not None:
                yield candidate
                break


def _listings(text: str) -> Iterator[_Listing]:
    for pattern, template in _FRAMES:
        match = pattern.match(text)
        if match is None or _VAGUE.search(text):
            continue
        entries = wording.split_list(match["list"])
        parts = {name: wording.without_stop(part or "") for name, part in match.groupdict().items()}
        parts["Subject"] = parts.get("subject", "")
        parts["be"] = "are" if parts["Subject"].endswith("s") else "is"
        subject = parts.get("subject", "")
        if "are {subject}" in template and not _PLURAL_HEAD.search(subject):
            continue
        parts["subject"] = wording.uncapitalised(subject)
        predicate = parts.get("clause") or f"{subject} {parts.get('verb', '')}"
        if len(entries) >= FEWEST_RIGHT:
            yield _Listing(template.format(**parts), predicate, entries)


def _candidate(
    sentence: Sentence, text: str, listing: _Listing, reading: Reading, document: Document
) -> Candidate | None:
    kind = _kind_of(listing.entries)
    right = [e for e in listing.entries if not candidates.gives_away(e, listing.stem)][:MOST_RIGHT]
    if kind is None or len(right) < FEWEST_RIGHT or len(right) < len(listing.entries[:MOST_RIGHT]):
        return None
    wrong = _wrong(listing, kind, reading, document)
    wanted = min(_MOST_OPTIONS - len(right), max(2, FEWEST_OPTIONS - len(right)))
    if len(wrong) < wanted:
        return None
    stem = subjects.asked(listing.stem, reading.subject)
    why = f"The source lists {wording.joined(listing.entries)}."
    return Candidate(
        rule=NAME,
        type="select_all",
        stem=f"{stem} Select all that apply.",
        options=candidates.select_all(
            right, wrong[:wanted], why="The source lists this.", seed=text
        ),
        rationale=f"{why} Its words: \u201c{text}\u201d",
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.HARD,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=0.73,
    )


def _kind_of(entries: Sequence[str]) -> str | None:
    """The kind of most of the entries, where at least half are typed."""
    found = [term.kind for term in map(terms.typed, entries) if term is not None]
    if not found or len(found) * 2 < len(entries):
        return None
    kind, times = Counter(found).most_common(1)[0]
    return kind if times * 2 >= len(entries) and times == len(found) else None


def _wrong(
    listing: _Listing, kind: str, reading: Reading, document: Document
) -> list[tuple[str, str]]:
    listed = [term for term in map(terms.typed, listing.entries) if term is not None]
    groups = {term.group for term in listed}
    if kind in _FAR_GROUPS:
        groups |= {term.area for term in listed}
    pool = candidates.distractor_terms(
        "", listing.predicate, document, topic=reading.topic, kind=kind
    )
    said = wording.joined(listing.entries)
    near = reading.section.text.casefold()
    chosen: list[tuple[str, str]] = []
    for name, _ in pool:
        term = terms.typed(name)
        if term is None or {term.group, term.area} & groups or not _is_far(term):
            continue
        if any(terms.same_thing(name, entry) for entry in listing.entries):
            continue
        if kind in _FAR_GROUPS and term not in document.mentioned:
            continue
        # What the section itself speaks of may fit the list after all, to a reader who knows more.
        if any(one.casefold() in near for one in term.names):
            continue
        chosen.append((name, f"Not among those that the source lists here: {said}."))
    return chosen


def _is_far(term: terms.Term) -> bool:
    # Tiredness, dizziness and the like go with almost any disease, and diseases with one another:
    # only what belongs to a far-off part of the body is safely wrong.
    return term.area in _FAR_GROUPS.get(term.kind, (term.area,))
