"""Which thing a statement is about; wrong options are things of its kind in the document.

Every wrong option has a statement of its own in the document, and none that says the same.
"""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, filters, pools, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.pools import Claim
from quizapp.core.items import Bloom, Step
from quizapp.core.lexicon import word_set

NAME = "which"

_FEWEST_OPTIONS = 3
_FEWEST_STEMS = 4
_MOST_WORDS = 30
_NOUNS = {
    "drug class": "drug class",
    "laboratory test": "laboratory test",
    "cancer treatment": "treatment",
    "set of precautions": "type of precaution",
}
_PLURALS = {"drug class": "drugs", "laboratory test": "laboratory tests"}
_NO_MARK = re.compile(
    r"\b(?:common|important|sometimes|some|many|other|also|usually|may|might|can be|often|several|"
    r"too|as well|vary|varies|different)\b",
    re.IGNORECASE,
)
_NO_HEAD = word_set(
    """
    risk pressure level levels rate care use day days side function test tests cells body
    """
)


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each statement about something that has others beside it."""
    for sentence in reading.usable:
        for claim in pools.claims_in(sentence):
            if not _is_distinct(claim, reading):
                continue
            others = _others(claim, reading, document)
            if len(others) + 1 >= _FEWEST_OPTIONS:
                yield _candidate(claim, others, reading)


def _candidate(claim: Claim, others: list[Claim], reading: Reading) -> Candidate:
    predicate = _USED.sub(r"\1 ", claim.predicate)
    stem = subjects.asked_broadly(f"{_asks(claim, others)} {predicate}?", reading.subject)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(
            _shown(claim.subject),
            [(_shown(other.subject), _why_not(other)) for other in others],
            why=claim.text,
            seed=stem,
        ),
        rationale=claim.text,
        verb="Differentiate",
        aspect=subjects.aspect_of(claim.text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=claim.start,
        end=claim.end,
        score=_score(claim, others),
    )


# "Which test is the test used to ..." says its noun twice.
_USED = re.compile(
    r"^(is|are) (?:an? |the )?(?:tests?|drugs?|treatments?|hormones?|vitamins?) "
    r"(?=used\b|given\b|for\b)"
)


def _score(claim: Claim, others: list[Claim]) -> float:
    full = len(others) >= candidates.SINGLE_OPTIONS - 1
    near = sum(other.head == claim.head for other in others[:3])
    return 0.74 + 0.04 * near + (0.03 if full else 0) + (0.03 if claim.kind else 0)


def _is_distinct(claim: Claim, reading: Reading) -> bool:
    words = wording.stems(claim.rest) - wording.stems(claim.subject) - wording.stems(reading.topic)
    return (
        len(words) >= _FEWEST_STEMS
        and len(claim.text.split()) <= _MOST_WORDS
        and not _NO_MARK.search(claim.predicate)
        and not filters.hedged(claim.predicate)
        and not candidates.gives_away(claim.subject, claim.rest)
        and not wording.stems(claim.subject) <= wording.stems(reading.topic)
        and " and " not in claim.subject
        and not re.search(r"\b(?:its|their|itself|themselves)\b", claim.rest)
        and claim.head not in _NO_HEAD
        and claim.verb not in ("include", "includes", "involve", "involves")
    )


def _others(claim: Claim, reading: Reading, document: Document) -> list[Claim]:
    chosen: list[Claim] = []
    for other in document.pools.alike(claim):
        if other.plural is not claim.plural or " and " in other.subject:
            continue
        if any(terms.same_thing(other.subject, one.subject) for one in (claim, *chosen)):
            continue
        if not _are_one_sort(claim, other, reading):
            continue
        if _is_said_of(claim, other, reading, document):
            continue
        chosen.append(other)
        if len(chosen) == candidates.SINGLE_OPTIONS - 1:
            break
    return chosen


def _are_one_sort(claim: Claim, other: Claim, reading: Reading) -> bool:
    """Of one kind, one noun, or terms that the same section defines in the same form."""
    if claim.head == other.head:
        return _share_their_noun(claim.subject, other.subject)
    if claim.kind and claim.kind == other.kind:
        # Any complaint may stand beside any other: these must be spoken of in the same way.
        loose = claim.kind in ("condition", "symptom") and not (claim.defines and other.defines)
        return not loose or _first_words(claim) == _first_words(other)
    here = reading.section.start <= other.start < reading.section.end
    bare = [re.match(r"(?:an?|the) ", one.subject, re.IGNORECASE) is None for one in (claim, other)]
    return (
        here
        and bare[0] is bare[1]
        and not claim.kind
        and not other.kind
        and claim.article == other.article != ""
    )


def _first_words(claim: Claim) -> list[str]:
    return claim.predicate.casefold().split(" ")[:3]


def _share_their_noun(one: str, other: str) -> bool:
    """Two words of a longer name: "left-sided heart failure" beside "right-sided heart failure"."""
    names = [
        re.split(r" (?:of|in|for|by|with) ", _shown(name).casefold())[0] for name in (one, other)
    ]
    if (
        len(
            {
                " " in _shown(whole)[len(name) :]
                for whole, name in zip((one, other), names, strict=True)
            }
        )
        > 1
    ):
        return False
    ends = [name.split(" ")[1:][-2:] for name in names]
    longer = [end for end in ends if len(end) == 2 and end[0].isalpha()]  # noqa: PLR2004
    return not longer or ends[0] == ends[1]


def _is_said_of(claim: Claim, other: Claim, reading: Reading, document: Document) -> bool:
    """Whether the document may say of the other thing what the claim says of its own."""
    bare = _shown(other.subject)
    if bare.casefold() in claim.rest.casefold():
        return True
    own = wording.stems(claim.rest)
    apart = own - wording.stems(other.rest)
    if not apart:
        return True
    about = f"{reading.topic} {claim.head}"
    alike = claim.verb == other.verb and len(apart) * 2 <= len(own)
    return document.asserts(bare, " ".join(sorted(apart)) if alike else claim.rest, besides=about)


def _asks(claim: Claim, others: list[Claim]) -> str:
    if all(other.head == claim.head for other in others):
        return f"Which {claim.head}"
    named = claim.kind and all(other.kind == claim.kind for other in others)
    if named and not (claim.kind == "laboratory test" and claim.defines):
        noun = _NOUNS.get(claim.kind, claim.kind)
        if claim.plural:
            noun = _PLURALS.get(claim.kind, f"{noun}s")
        return f"Which {noun}"
    return "Which of these"


def _why_not(other: Claim) -> str:
    return f"This does not fit: {other.text}"


def _shown(subject: str) -> str:
    return re.sub(r"^(?:an?|the) ", "", subject, flags=re.IGNORECASE)
