"""Which thing a statement is about; wrong options are things of its kind in the document.

Every wrong option has a statement of its own in the document, and none that says the same.
"""

import re
from collections.abc import Iterator

from quizapp.core import families, gazetteer, terms
from quizapp.core.generation import (
    candidates,
    clauses,
    kinship,
    likeness,
    marks,
    pools,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.pools import Claim
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "which"

_FEWEST_OPTIONS = 3
_NOUNS = {
    "drug class": "drug class",
    "laboratory test": "laboratory test",
    "cancer treatment": "treatment",
    "set of precautions": "type of precaution",
}
_PLURALS = {"drug class": "drugs", "laboratory test": "laboratory tests"}


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each statement about something that has others beside it."""
    for sentence in reading.usable:
        for claim in map(marks.one_thing, pools.claims_in(sentence)):
            if not marks.is_distinct(claim, reading.topic) or _SECOND.search(claim.predicate):
                continue
            others = _others(claim, reading, document)
            spare = _spare(claim, others, document)
            if not others and claim.kind != "laboratory test":
                continue
            if len(others) + len(spare) + 1 >= _FEWEST_OPTIONS and not _is_named(
                claim, others, spare
            ):
                yield _candidate(claim, others, spare, sentence, reading)


# "Rises, and urine output falls": the second thing is no property of the first.
_SECOND = re.compile(
    r"\band (?!is\b|are\b|has\b|have\b)(?:[\w-]+ ){1,3}"
    r"(?:rises?|falls?|drops?|increases?|decreases?|is|are)\b"
    r"|^(?:is|are) (?:another|an alternative|one (?:option|choice)|an option)\b"
)


def _candidate(
    claim: Claim,
    others: list[Claim],
    spare: list[tuple[str, str]],
    sentence: Sentence,
    reading: Reading,
) -> Candidate:
    predicate = _USED.sub(r"\1 ", claim.predicate)
    key, why = _shown(claim.subject), teaching.told(sentence, reading)
    why = why if key.casefold() in why.casefold() else claim.text
    low = key if re.match(r"[A-Z]-", key) else wording.uncapitalised(key)
    told = f"What is asked for is {low}."
    wrong = [(_shown(other.subject), f"{other.text} {told}") for other in others]
    wrong += spare[: candidates.SINGLE_OPTIONS - 1 - len(others)]
    asks = _asks(claim, others, spare)
    stem = subjects.asked_broadly(f"{asks} {predicate}?", reading.subject)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key, wrong, why=why, seed=stem),
        rationale=why,
        verb="Differentiate",
        aspect=subjects.aspect_of(claim.text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=claim.start,
        end=claim.end,
        score=_score(claim, others),
    )


def _spare(claim: Claim, others: list[Claim], document: Document) -> list[tuple[str, str]]:
    """What a student takes for it and the document tells nothing of, where too few are told of."""
    subject = _shown(claim.subject)
    found = [
        (mate.name, likeness.said_to_be(mate.name, mate.meaning))
        for mate in families.mates(subject)
        if not claim.kind or (typed := terms.typed(mate.name)) is None or typed.kind == claim.kind
    ]
    term = terms.typed(subject)
    if term is not None and term.kind == "laboratory test":
        found += [
            (name, why)
            for name, why in candidates.alternatives(subject, document, topic=claim.rest)
            if (other := terms.typed(name)) is not None and other.area == term.area
        ]
    chosen: dict[str, str] = {}
    for name, why in found:
        shown = kinship.in_number_of(name, subject)
        named = [subject, *chosen, *(_shown(other.subject) for other in others)]
        if shown is None or any(kinship.related(shown, one) for one in named):
            continue
        if (
            not document.asserts(shown, claim.rest)
            and shown.casefold() not in claim.rest.casefold()
        ):
            chosen[shown] = why
    return list(chosen.items())


# "Which test is the test used to ..." says its noun twice.
_USED = re.compile(
    r"^(is|are) (?:an? |the )?(?:tests?|drugs?|treatments?|hormones?|vitamins?) "
    r"(?=used\b|given\b|for\b)"
)


def _score(claim: Claim, others: list[Claim]) -> float:
    full = len(others) >= candidates.SINGLE_OPTIONS - 1
    near = sum(other.head == claim.head for other in others[:3])
    return 0.74 + 0.04 * near + (0.03 if full else 0) + (0.03 if claim.kind else 0)


def _others(claim: Claim, reading: Reading, document: Document) -> list[Claim]:
    chosen: list[Claim] = []
    for other in document.pools.alike(claim):
        if other.plural is not claim.plural or " and " in other.subject:
            continue
        names = [_shown(one.subject) for one in (claim, *chosen)]
        if any(kinship.related(_shown(other.subject), name) for name in names):
            continue
        if _is_right_anyway(other, claim):
            continue
        if not _are_one_sort(claim, other, reading):
            continue
        if _is_said_of(claim, other, reading, document):
            continue
        chosen.append(other)
        if len(chosen) == candidates.SINGLE_OPTIONS - 1:
            break
    return chosen


def _is_right_anyway(other: Claim, claim: Claim) -> bool:
    """Whether the other thing is known to be used for what the claim says."""
    term = terms.typed(_shown(other.subject))
    return term is not None and gazetteer.serves(term, claim.predicate)


def _are_one_sort(claim: Claim, other: Claim, reading: Reading) -> bool:
    """Of one kind, one noun, or terms that the same section defines in the same form."""
    if claim.head == other.head:
        # What a thing is for and what it is are two ways to sort: "basal" and "rapid-acting".
        if claim.kind != other.kind or bool(_IS_DONE.match(claim.predicate)) is not bool(
            _IS_DONE.match(other.predicate)
        ):
            return False
        return _share_their_noun(claim.subject, other.subject)
    if claim.kind and claim.kind == other.kind:
        # Any complaint may stand beside any other: these must be spoken of in the same way.
        loose = claim.kind in ("condition", "symptom") and not (claim.defines and other.defines)
        if loose and _first_words(claim) != _first_words(other):
            return False
        return claim.kind not in _BY_AREA or _area(claim) == _area(other)
    here = reading.section.start <= other.start < reading.section.end
    bare = [re.match(r"(?:an?|the) ", one.subject, re.IGNORECASE) is None for one in (claim, other)]
    return (
        here
        and bare[0] is bare[1]
        and not claim.kind
        and not other.kind
        and claim.article == other.article != ""
    )


_IS_DONE = re.compile(r"^(?:is|are) [a-z]+ed\b")
# Kinds of which only those of one body system, or for one, are taken for each other.
_BY_AREA = ("laboratory test", "drug", "condition", "symptom")


def _area(claim: Claim) -> str:
    term = terms.typed(_shown(claim.subject))
    return term.area if term is not None else ""


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


def _is_named(claim: Claim, others: list[Claim], spare: list[tuple[str, str]]) -> bool:
    """Whether what is said names the subject's own noun, and not that of all the options."""
    return not _share_a_head(claim, others, spare) and kinship.shares_a_root(
        claim.subject, claim.rest
    )


def _share_a_head(claim: Claim, others: list[Claim], spare: list[tuple[str, str]]) -> bool:
    names = [name for name, _ in spare[: candidates.SINGLE_OPTIONS - 1 - len(others)]]
    heads = [*(other.head for other in others), *(clauses.head_of(name) for name in names)]
    return all(head == claim.head for head in heads)


def _asks(claim: Claim, others: list[Claim], spare: list[tuple[str, str]]) -> str:
    if _share_a_head(claim, others, spare):
        return f"Which {claim.head}"
    named = claim.kind and all(other.kind == claim.kind for other in others)
    if named and not (claim.kind in ("laboratory test", "measurement") and claim.defines):
        noun = _NOUNS.get(claim.kind, claim.kind)
        if claim.plural:
            noun = _PLURALS.get(claim.kind, f"{noun}s")
        return f"Which {noun}"
    return "Which of these"


def _shown(subject: str) -> str:
    return re.sub(r"^(?:an?|the) ", "", subject, flags=re.IGNORECASE)
