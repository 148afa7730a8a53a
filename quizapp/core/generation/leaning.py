"""Sentences that lean on the one before them ("It affects infants."), set upright again.

A pronoun that opens a sentence is replaced by the subject of the sentence before it, where both
agree in number and nothing else there could be meant.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizapp.core import terms
from quizapp.core.generation import clauses, wording
from quizapp.core.sentences import Sentence

_OPENING = re.compile(
    r"^(?P<it>It|They|These|Its|Their|This (?:drug|disease|condition|medication|test|disorder|"
    r"infection|procedure|syndrome|hormone)|The (?:drug|disease|disorder))\b "
    r"(?!is (?:important|necessary|essential|possible|best|common|difficult|likely|recommended|"
    r"vital|critical|helpful|not known|thought|believed|estimated)\b)(?P<rest>.*)$",
    re.DOTALL,
)
# "These stones": not the pronoun.
_NOUN_AFTER = re.compile(
    r"(?!(?:are|is|were|have|can|may|must|should|will|do|form|occur|cause|include|act|work|need|"
    r"contain|develop|arise|appear|affect|block|reduce|increase|lower|raise|prevent|help|lead|result|"
    r"produce|relax|inhibit|stimulate|usually|often|also|rarely|generally|typically)\b)"
)
_MOST_WORDS = 6
_BLURRED = re.compile(
    r"\b(?:nurse|nurses|client|clients|patient|patients|person|people|provider|child|mother|most|"
    r"many|some|all|several|factors?|signs?|symptoms?|use|risk|one|other|another|each)\b"
    r"|\bof\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"^(?:is|was|may be|can be) (?:\w+ly )?(?!used|given|indicated|prescribed|made|found|needed|"
    r"designed|produced|stored|released|taken|added|applied|performed|done|able)\w+ (?:to|that)\b"
)


def upright(spoken: Sequence[Sentence], heading: str = "") -> Iterator[tuple[Sentence, Sentence]]:
    """(as it stands, as it can be read alone) for each sentence; most are the same.

    `heading` names what a section is about ("uric acid stones"): its first sentence may take that
    up as it would a sentence before it.
    """
    from_heading = _named(heading)
    subject, others = from_heading, False
    last_end = spoken[0].start if spoken and subject else -1
    for sentence in spoken:
        text = sentence.text
        opening = _OPENING.match(text)
        beside = subject and 0 <= sentence.start - last_end <= 3  # noqa: PLR2004 - one paragraph
        last_end = sentence.end
        if opening is not None and opening["it"] == "These" and _NOUN_AFTER.match(opening["rest"]):
            opening = None
        if opening is None:
            subject = _subject(text)
            others = _names_another(text, subject)
            yield sentence, sentence
        elif (beside and _may_mean_heading(opening["it"], subject, from_heading)) or (
            beside and subject == from_heading and opening["it"] not in _PRONOUNS
        ):
            subject = ""
            yield sentence, sentence
        elif beside and _agrees(opening, subject) and not (others and opening["it"] in _ITS):
            yield sentence, replace(sentence, text=_replaced(opening, subject))
        else:
            subject = ""
            yield sentence, sentence


def _may_mean_heading(it: str, subject: str, heading: str) -> bool:
    """Whether "it" may be what the section is about as well as the subject before: two drugs."""
    one, other = terms.typed(subject), terms.typed(heading) if heading else None
    if it != "It" or one is None or other is None or one.name == other.name:
        return False
    return {one.kind, other.kind} <= _GIVEN or one.kind == other.kind


_GIVEN = frozenset(("drug", "drug class", "nutrient", "hormone", "vaccine"))


def _named(heading: str) -> str:
    """A heading as a sentence's subject, where it names one sort of thing."""
    sure = (
        bool(heading)
        and len(heading.split()) <= _MOST_HEADING_WORDS
        and _BLURRED.search(heading) is None
        and (terms.typed(heading) is not None or clauses.is_plural(heading))
    )
    return wording.capitalised(heading) if sure else ""


_MOST_HEADING_WORDS = 4
# "This procedure covers ..." speaks of the page, not of what its heading names.
_PRONOUNS = ("It", "They", "These", "Its", "Their")


def _subject(text: str) -> str:
    """The subject that the next sentence may take up again, or "" where that is not sure."""
    if ":" in text or ";" in text:
        return ""
    clause = clauses.split(_EXAMPLES.sub("", wording.plain(text)))
    if clause is None or len(clause.subject.split()) > _MOST_WORDS:
        return ""
    return "" if _BLURRED.search(clause.subject) else clause.subject


# "Anti-inflammatory drugs such as ketorolac are the first choice": all of them.
_EXAMPLES = re.compile(
    r",? (?:such as|including|like) [\w-]+(?:(?:, [\w-]+)*,? (?:and|or) [\w-]+)?,?"
)

# "Hypoxemia leads to heart failure. Its signs are ...": of which of the two, its words don't say.
_ITS = ("Its", "Their")
_OF_ITS_OWN = ("condition", "drug", "drug class", "treatment", "examination")


def _names_another(text: str, subject: str) -> bool:
    """Whether a sentence speaks of a thing that could have signs and effects beside its subject."""
    rest = text[len(subject) :]
    return any(mention.term.kind in _OF_ITS_OWN for mention in terms.mentions(rest))


def _agrees(opening: re.Match[str], subject: str) -> bool:
    plural = opening["it"] in ("They", "These", "Their")
    if _EMPTY_IT.match(opening["rest"]):
        return False
    return clauses.is_plural(subject) is plural


def _replaced(opening: re.Match[str], subject: str) -> str:
    if opening["it"] not in ("Its", "Their"):
        return f"{subject} {opening['rest']}"
    mark = "\u2019" if subject.endswith("s") and clauses.is_plural(subject) else "\u2019s"
    noun = re.match(
        r"(?:main |most common |common |classic |typical |early |late |first )?(?:\w+ )?"
        r"(signs|symptoms|causes|adverse effects|side effects|effects?|functions?|"
        r"complications|purpose|onset|treatment)\b",
        opening["rest"],
    )
    if noun is None:
        return f"{subject}{mark} {opening['rest']}"
    topic = wording.uncapitalised(subject)
    named = noun.group()
    lead = wording.capitalised(named) if clauses.is_plural(named) else f"The {named}"
    return f"{lead} of {topic}{opening['rest'][len(named) :]}"
