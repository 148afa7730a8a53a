"""False versions of a sentence: its own words changed, or another thing's name put into it."""

import re
from collections.abc import Iterator

from quizapp.core import families, terms
from quizapp.core.generation import candidates, clauses, contradictions, filters, wording
from quizapp.core.generation.contradictions import TERM, Contradiction
from quizapp.core.generation.document import Document, Reading
from quizapp.core.terms import Mention

_LISTED = re.compile(r"^(?:,| and | or |/| \()|(?:,| and| or|such as|including|/)\s*$")
_PART = re.compile(
    r"^(?:-|\u2019s|'s| (?:attacks?|episodes?|cris[ei]s|"
    r"therapy|toxicity|levels?|disease|syndrome|failure|test|tests|cells?|"
    r"rate|"
    r"pressure|deficiency|infection|overdose|use|withdrawal|receptors?|channels?|therapy|score|"
    r"drugs?|output|function|damage|blood|injury|pain|loss|surgery|valves?|muscles?|walls?|lining))\b"
)
# No name that goes on to the left: "aspiration pneumonia".
_FREE = re.compile(
    r"(?:^|\b(?:an?|the|of|is|are|in|to|with|from|for|by|as|on|at|than|into|between|most|like|via|"
    r"through|against|under|called|\w+(?:es|ts|ds|ks|ns|ves|ses|ces|ed)|when|if|that|cause|lead)"
    r" )$",
    re.IGNORECASE,
)
# What can be said of one thing only, or of one thing in its place.
_SURE = re.compile(
    r"\b(?:the most|main|mainly|first-line|preferred|only|primary|antidote|is called|known as|"
    r"means|"
    r"caused by|results? in|leads? to|an? (?:early |late |classic )?(?:sign|symptom) of|"
    r"sign of|deficiency of|loss of|contraindicated|due to|made (?:by|in)|produced (?:by|in)|"
    r"reversed by|converts?|position|suggests?|indicates?|secretes?|releases?|stores?|drains?)\b",
    re.IGNORECASE,
)


def of(text: str, reading: Reading, document: Document) -> tuple[Contradiction, ...]:
    """False versions of a plain sentence, the surest first."""
    return contradictions.contradictions(text) + tuple(_exchanged_terms(text, reading, document))


def _exchanged_terms(text: str, reading: Reading, document: Document) -> Iterator[Contradiction]:
    """The statement with a term of the same kind and area that the document itself speaks of."""
    for mention in lone_terms(text, reading):
        for name, _ in others(text, mention, reading, document)[:1]:
            if not _are_close(name, mention, document):
                continue
            was = text[mention.start : mention.end]
            bare = name if name.isupper() else wording.uncapitalised(name)
            if "position" not in was:
                bare = bare.removesuffix(" position")
            now = wording.capitalised(bare) if was[0].isupper() and mention.start == 0 else bare
            changed = contradictions.with_article(text[: mention.start], now, text[mention.end :])
            yield Contradiction(TERM, changed, was, now)


def _are_close(name: str, mention: Mention, document: Document) -> bool:
    term = terms.typed(name)
    if term is None or mention.term.kind in ("drug", "drug class"):
        return False
    if any(terms.same_thing(name, mate.name) for mate in families.mates(mention.term.name)):
        return True
    near = term in document.mentioned and term.area == mention.term.area
    return near and mention.term.kind in _LOCAL


# What destroys the whole of one layer may have destroyed another too.
_WHOLE = re.compile(r"\b(?:whole|entire|all) of\b|\bentire\b", re.IGNORECASE)
# Beside a vessel stand others of its own system; of most kinds, those of one area are far apart.
_LOCAL = frozenset(("vessel", "position", "set of precautions", "kind of cell"))


def lone_terms(text: str, reading: Reading) -> Iterator[Mention]:
    """Typed terms that stand alone in their kind in a definite sentence, the last one first."""
    if filters.hedged(text) or _WHOLE.search(text):
        return
    sure = _SURE.search(text) is not None
    clause = clauses.split(text)
    found = terms.mentions(text)
    for mention in reversed(found):
        if not sure and not _is_told_of_another(mention, clause):
            continue
        if (
            _FREE.search(text[: mention.start])
            and sum(other.term.kind == mention.term.kind for other in found) == 1
            and not _LISTED.search(text[: mention.start])
            and not _LISTED.match(text[mention.end :])
            and not _PART.match(text[mention.end :])
            and not terms.same_thing(mention.term.name, reading.topic)
        ):
            yield mention


def _is_told_of_another(mention: Mention, clause: clauses.Clause | None) -> bool:
    """Whether a term stands in what is said of a named thing: that is seldom true of its like.

    Many drugs have a long half-life; but the organ that clears one of them is one.
    """
    if clause is None or mention.term.kind not in _ONE_EACH or _VAGUE.search(clause.subject):
        return False
    return mention.start > len(clause.subject) + len(clause.verb)


_ONE_EACH = frozenset(
    (
        "drug", "drug class", "organ", "vessel", "bone", "muscle", "hormone", "enzyme", "nutrient",
        "electrolyte", "kind of cell", "neurotransmitter", "laboratory test", "organism", "vaccine",
        "set of precautions", "position", "route",
    )
)  # fmt: skip
_VAGUE = re.compile(
    r"^(?:(?:the|a|an|most|many|some|all|several|other|any|each|every|both) )?(?:nurses?|clients?|"
    r"patients?|person|people|providers?|child|children|adults?|mothers?|women|men|staff|care|"
    r"treatment|therapy|management|symptoms?|signs?|causes?|factors?|others?|drugs?|tests?|"
    r"deficiency|it|they|this|these)\b",
    re.IGNORECASE,
)


def others(
    text: str, mention: Mention, reading: Reading, document: Document
) -> list[tuple[str, str]]:
    """Terms that may stand in a term's place: (name, what it says of it)."""
    key = text[mention.start : mention.end]
    rest = f"{text[: mention.start]} {text[mention.end :]}"
    if candidates.gives_away(key, rest):
        return []
    known = set(document.mentioned)
    return [
        (name, why)
        for name, why in candidates.distractor_terms(key, rest, document, topic=reading.topic)
        if (mention.term.kind in _ONE_EACH or terms.typed(name) in known)
        and clauses.is_plural(name) is clauses.is_plural(key)
        and name.casefold() not in rest.casefold()
    ]
