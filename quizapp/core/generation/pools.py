"""What a document says of what, and why: where questions find wrong options of the same kind."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from quizapp.core import terms
from quizapp.core.generation import clauses, contradictions, wording
from quizapp.core.sentences import Sentence

_NEAREST = 14
_MOST_SUBJECT_WORDS = 6
_VAGUE_SUBJECT = re.compile(
    r"^(?:(?:the|a|an) )?(?:nurse|client|patient|person|people|provider|child|mother|clients|"
    r"patients|adults|women|men|most|many|some|all|several|each|any|no|other|another|more|use|"
    r"both|either|neither|everyone|anyone|others|staff|care|treatment|management|goals?|doses?|"
    r"risk|cause|main|primary|first|next|only|best|key|it|they|this|these|if|when|\d+)\b",
    re.IGNORECASE,
)
_IS_A = re.compile(
    r"^(?:is|are|means|refers to) (?P<article>an?|the|any) (?!(?:most|main|first|only|best|"
    r"preferred|"
    r"leading|same|common|major|primary|usual|next|key|frequent|serious|early|late|safe|good|"
    r"classic|ominous|typical|more|less|important|result|sign|signs|symptom|symptoms|cause|risk|"
    r"example|problem|priority|condition that|need|contraindication|warning|complication|safer|"
    r"better|treatment of choice|drug of choice|concern)\b)(?!\w+ (?:sign|symptom|cause|risk|"
    r"finding)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Claim:
    """A statement of the document: `text` says "subject verb rest." and begins at `start`.

    `kind` is its subject's kind in the gazetteer or "", `head` the noun that it rests on.
    """

    subject: str
    verb: str
    rest: str
    text: str
    start: int
    end: int
    kind: str
    head: str

    @property
    def predicate(self) -> str:
        """What is said of the subject."""
        return f"{self.verb} {self.rest}"

    @property
    def defines(self) -> bool:
        """Whether it says what the subject is."""
        return self.article != ""

    @property
    def article(self) -> str:
        """The article of what a subject is said to be; "" where it is not defined."""
        found = _IS_A.match(self.predicate)
        return "" if found is None else found["article"].casefold().removesuffix("n")

    @property
    def plural(self) -> bool:
        """Whether the subject is in the plural."""
        return clauses.is_plural(self.subject)


@dataclass(frozen=True)
class Reason:
    """A statement and the reason or purpose (`kind`) that the document gives for it."""

    kind: str
    main: str
    reason: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Relation:
    """Subject, verb, object: `family` groups verbs whose objects may stand in for each other."""

    family: str
    subject: str
    verb: str
    object: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Pools:
    """Claims by their subject's kind and head, and reasons, each in the order of the document."""

    by_kind: Mapping[str, Sequence[Claim]]
    by_head: Mapping[str, Sequence[Claim]]
    definitions: Sequence[Claim]
    reasons: Mapping[str, Sequence[Reason]]
    relations: Mapping[str, Sequence[Relation]]

    def other_relations(self, own: Relation) -> list[Relation]:
        """What the document says so of other things, the nearest first."""
        return [one for one in nearest(self.relations.get(own.family, ()), own.start) if one != own]

    def alike(self, claim: Claim) -> list[Claim]:
        """Claims about things of the same kind or head noun, the nearest first."""
        found = nearest(self.by_head.get(claim.head, ()), claim.start)
        if claim.kind:
            found += nearest(self.by_kind.get(claim.kind, ()), claim.start)
        elif claim.defines:
            found += [other for other in nearest(self.definitions, claim.start) if not other.kind]
        return list(dict.fromkeys(found))

    def other_reasons(self, own: Reason) -> list[Reason]:
        """The reasons of other statements, the nearest first."""
        return [
            other
            for other in nearest(self.reasons[own.kind], own.start)
            if other.start != own.start
        ]


_Placed = TypeVar("_Placed", Claim, Reason, Relation)


def nearest(entries: Sequence[_Placed], start: int) -> list[_Placed]:
    """The few entries around a place, the nearest first: a whole book is never searched."""
    place = bisect_left(entries, start, key=lambda entry: entry.start)
    around = entries[max(0, place - _NEAREST) : place + _NEAREST]
    return sorted(around, key=lambda entry: abs(entry.start - start))


def read_pools(usable: Iterable[Sentence]) -> Pools:
    """Index the claims and reasons of sentences that stand alone."""
    spoken = sorted(usable, key=lambda sentence: sentence.start)
    found = [claim for sentence in spoken for claim in claims_in(sentence)]
    by_kind: dict[str, list[Claim]] = {}
    by_head: dict[str, list[Claim]] = {}
    for claim in found:
        by_head.setdefault(claim.head, []).append(claim)
        if claim.kind:
            by_kind.setdefault(claim.kind, []).append(claim)
    reasons: dict[str, list[Reason]] = {}
    for sentence in spoken:
        own = reason_in(sentence)
        if own is not None:
            reasons.setdefault(own.kind, []).append(own)
    relations: dict[str, list[Relation]] = {}
    for sentence in spoken:
        relation = relation_in(sentence)
        if relation is not None:
            relations.setdefault(relation.family, []).append(relation)
    definitions = [claim for claim in found if claim.defines]
    return Pools(by_kind, by_head, definitions, reasons, relations)


def claims_in(sentence: Sentence) -> Iterator[Claim]:
    """The claims of a sentence: one, or one for each side of a contrast."""
    text = wording.plain(sentence.text)
    sides = contradictions.contrasted(text)
    parts = [f"{wording.capitalised(' '.join(side))}." for side in sides] if sides else [text]
    for part in parts:
        clause = clauses.split(part)
        if clause is None or len(clause.subject.split()) > _MOST_SUBJECT_WORDS:
            continue
        if _VAGUE_SUBJECT.match(clause.subject):
            continue
        term = terms.typed(clause.subject)
        yield Claim(
            clause.subject,
            clause.verb,
            clause.rest,
            part,
            sentence.start,
            sentence.end,
            term.kind if term else "",
            clauses.head_of(clause.subject),
        )


_REASON = re.compile(
    r"^(?P<main>[^;:]{15,140}?),? (?:because|since(?= [\w' -]+ (?:is|are|has|have|can|\w+s)\b)) "
    r"(?P<reason>(?!of\b)[^;:]{12,120})\.$"
)
_REASON_FIRST = re.compile(
    r"^(?:Because|Since) (?P<reason>(?!of\b)[^,;:]{12,120}), (?P<main>[^;:]{15,140})\.$"
)
_FACTOR = re.compile(
    r"^(?P<main>[^;:]{15,110}?),? (?P<reason>because of (?!this\b|these\b|their\b|"
    r"its\b)[^;:]{8,80})\.$"
)
_PURPOSE = re.compile(
    r"^(?P<main>[^;:,]{15,110}?) (?:in order )?(?P<reason>to (?:prevent|reduce|avoid|promote|"
    r"ensure|"
    r"relieve|improve|maintain|minimize|decrease|increase|allow|protect|lower|keep|help|stimulate|"
    r"remove|restore|dilate|stop|lessen|detect|replace|correct|control|slow|limit) [^;:]{6,80})\.$"
)
_NO_MAIN = re.compile(r"\b(?:if|whether|unless|partly|probably)\b|^(?:because|since)\b", re.I)
_TAKES_TO = re.compile(
    r"\b(?:used|need|needs|needed|able|unable|likely|necessary|important|try|tries|helps?|aims?|"
    r"designed|required|known|shown|thought|taught|told|advised|encouraged|works?|indicated|due|"
    r"begins?|tends?|fails?|ability|attempt|effort|responsible|goal|way|how|instructed|interventions?|"
    r"measures?|methods?|treatments?|strategy|approach|steps?|means|tools?|technique|signal|time|"
    r"failure|right|opportunity|plan|drugs?|test)$"
)
_LEADING = re.compile(
    r"^(?P<lead>(?:In|During|After|Before|For|With|Among|At) [^,]{3,60}), (?P<rest>.+)$"
)


def reason_in(sentence: Sentence) -> Reason | None:
    """What a sentence with "because" or "to prevent" says, and why; None where it is not plain."""
    text = wording.plain(sentence.text)
    match, kind = _REASON.match(text) or _REASON_FIRST.match(text), "reason"
    if match is None:
        match, kind = _FACTOR.match(text), "factor"
    if match is None:
        match, kind = _PURPOSE.match(text), "purpose"
    if match is None or _NO_MAIN.search(match["main"]) or text.count(" because ") > 1:
        return None
    main = match["main"].strip(" ,")
    if kind == "purpose" and _TAKES_TO.search(main):
        return None
    if asked_why(main) is None:
        return None
    return Reason(kind, main, match["reason"].strip(), text, sentence.start, sentence.end)


def asked_why(main: str) -> str | None:
    """The question for a statement's reason, or None where it cannot be turned into one."""
    leading = _LEADING.match(main)
    rest = leading["rest"] if leading else main
    clause = clauses.split(f"{wording.capitalised(rest)}.")
    if clause is None:
        return None
    question = clauses.why(clause)
    return f"{leading['lead']}, {wording.uncapitalised(question)}" if leading else question


_FAMILIES = (
    (
        "causes",
        re.compile(r"^(?P<verb>causes?|leads? to|results? in|produces?|triggers?) (?P<object>.+)$"),
    ),
    (
        "sign",
        re.compile(
            r"^(?P<verb>(?:is|are) (?:an? |the )?(?:\w+ )?(?:signs?|symptoms?|hallmarks?) of|"
            r"suggests?|"
            r"indicates?|points? to) (?P<object>.+)$"
        ),
    ),
    ("meaning", re.compile(r"^(?P<verb>means? that) (?P<object>.+)$")),
    (
        "caused by",
        re.compile(
            r"^(?P<verb>(?:is|are) (?:usually |mainly )?(?:caused by|due to)|results? from) "
            r"(?P<object>.+)$"
        ),
    ),
)
_MOST_OBJECT_WORDS = 14
_NO_OBJECT = re.compile(
    r"[;:]|, (?:and|but|so|which|because|especially)\b|\b(?:because|when|if|unless)\b"
)


def relation_in(sentence: Sentence) -> Relation | None:
    """What a sentence says that something causes, shows or comes from, or None."""
    text = wording.plain(sentence.text)
    clause = clauses.split(text)
    if clause is None or _VAGUE_SUBJECT.match(clause.subject):
        return None
    for family, pattern in _FAMILIES:
        match = pattern.match(f"{clause.verb} {clause.rest}")
        if match is None or _NO_OBJECT.search(match["object"]):
            continue
        if len(match["object"].split()) <= _MOST_OBJECT_WORDS:
            return Relation(
                family,
                clause.subject,
                match["verb"],
                match["object"],
                text,
                sentence.start,
                sentence.end,
            )
    return None
