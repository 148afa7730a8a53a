"""Whether a claim marks one thing: said of its like as well, it would have two right answers."""

import re
from dataclasses import replace

from quizapp.core.generation import candidates, filters, kinship, wording
from quizapp.core.generation.pools import Claim
from quizapp.core.lexicon import word_set

_FEWEST_STEMS = 4
_MOST_WORDS = 30
_NO_MARK = re.compile(
    r"\b(?:common|important|sometimes|some|many|other|also|usually|may|might|can be|often|several|"
    r"too|as well|vary|varies|different|better|worse|widely)\b"
    r"|^has (?:an? )?(?:long|short|high|low)\b",
    re.IGNORECASE,
)
# What is done with one is mostly done with its like too, wherever else that is said.
_OF_MANY = re.compile(
    r"^(?:is|are|can be|should be|must be) (?:also )?(?:indicated|limited|restricted|recommended|"
    r"checked|monitored|measured|watched|considered|avoided|advised|needed|required|preferred|"
    r"given (?:if|when|for|to)|used (?:if|when|to|in)|one of)\b|^should\b"
)
# Few harms are one drug's alone.
_HARM = re.compile(r"^(?!is contraindicated).*(?:\bcauses?\b|toxic\b)")


_NO_HEAD = word_set(
    """
    risk pressure level levels rate care use day days side function test tests cells body
    """
)


def one_thing(claim: Claim) -> Claim:
    """The claim without a second statement behind its first: "..., and it is an emergency"."""
    match = _SECOND.search(claim.rest)
    return claim if match is None else replace(claim, rest=claim.rest[: match.start()])


_SECOND = re.compile(
    r";|,? (?:and|but|so|yet) (?=(?:it|they|this|these|the|an?|its|their)\b)"
    r"|,? and (?=(?:is|are) not\b)"
    r"|,? (?:but|yet) (?=(?:not|is|are|has|have|does|do|only)\b)|, (?:which|because|as|since) "
)


def is_distinct(claim: Claim, topic: str) -> bool:
    """Whether a claim says enough of its own of its subject to be asked about."""
    words = wording.stems(claim.rest) - wording.stems(claim.subject) - wording.stems(topic)
    return (
        len(words) >= _FEWEST_STEMS
        and len(claim.text.split()) <= _MOST_WORDS
        and not _NO_MARK.search(claim.predicate)
        and not filters.hedged(claim.predicate)
        and not candidates.gives_away(claim.subject, claim.rest)
        and not wording.stems(claim.subject) <= wording.stems(topic)
        and " and " not in claim.subject
        and not re.search(r"\b(?:its|their|itself|themselves)\b", claim.rest)
        and claim.head not in _NO_HEAD
        and not _OF_MANY.match(claim.predicate)
        and not kinship.shares_a_root(_without_head(claim), claim.rest)
        and not (claim.kind in ("drug", "drug class") and _HARM.search(claim.predicate))
        and claim.verb not in ("include", "includes", "involve", "involves")
    )


def _without_head(claim: Claim) -> str:
    return re.sub(rf"\b{re.escape(claim.head)}\b", "", claim.subject, flags=re.IGNORECASE)
