"""A statement, or the same with one word turned into its opposite: true or false.

Where a statement holds two such words, the four ways to fill them make a single choice. The false
statement is contradicted by the sentence itself, so hedged sentences ("may", "some") are left out.
"""

import re
from collections.abc import Iterator
from itertools import product

from quizapp.core import terms
from quizapp.core.generation import candidates, filters, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "opposite"

_MOST_WORDS = 26
_MOST_COMMAS = 2
_SUBORDINATE = re.compile(
    r"(?:if|when|because|although|as|while|since|after|before|unless|until|in order)\b",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r", (?:but|so|although|while|whereas|which)\b|; "
    r"|, and (?=[^,]*\b(?:is|are|has|have|may|can|do|does|will|often|usually)\b)"
)

# Words that are no claim where they stand: a threshold, a dose form, part of a fixed name.
_NO_CLAIM = re.compile(
    r"\b(?:more|less|higher|lower|larger|smaller|longer|shorter) (?:than|and more|or)\b"
    r"|\b(?:high|low)(?:er)? (?:proportion|blood pressure|in )|\bor (?:more|less)\b"
    r"|\bsystemic (?!disease|infection|illness)|\b(?:no|as|so) (?:long|short)er\b"
    r"|\b(?:other|more|once|no) more\b|\blarge (?:part|extent|body|intestine)\b"
    r"|\bsmall(?:er)? (?:part|intestine|bowel|portion)\b|\b(?:the|an?) (?:increase|decrease)\b"
    r"|\bmore (?:common(?:ly)?|often|frequent\w*)\b",
    re.IGNORECASE,
)

# Whom or when a statement is about: it may well hold for others too.
_RESTRICTS = re.compile(
    r"\b(?:clients?|patients?|people|persons?|individuals|adults|those|women|men) "
    r"(?:with|who|whose|at) (?:(?!is |are |has |have |often |usually )[\w-]+ ){0,3}$"
    r"|\b(?:in|for|if|when) (?:an? |the )?$|\bcontraindicat",
    re.IGNORECASE,
)


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each sentence that rests on a word with an opposite."""
    for sentence in reading.listing:
        text = _short(wording.plain(sentence.text))
        if text is None:
            continue
        words = [word for word in _claims(text) if not filters.hedged(_clause(text, word))]
        if len(words) == 2 and _are_two_claims(*words):  # noqa: PLR2004
            yield _grid(sentence, text, words, reading)
        elif words:
            yield _statement(sentence, text, words[0], reading)


def _are_two_claims(one: re.Match[str], other: re.Match[str]) -> bool:
    apart = other.start() - one.end() > 1
    return apart and wording.stem(one.group().lower()) != wording.stem(other.group().lower())


def _short(text: str) -> str | None:
    """The statement itself, or its first clause where it runs on; None when neither is short."""
    if _fits(text):
        return text
    joint = _JOINT.search(text)
    if joint is None or _SUBORDINATE.match(text):
        return None
    head = f"{text[: joint.start()]}."
    return head if _fits(head) and filters.why_not(head) is None else None


def _fits(text: str) -> bool:
    return len(text.split()) <= _MOST_WORDS and text.count(",") <= _MOST_COMMAS


def _clause(text: str, word: re.Match[str]) -> str:
    """The part of the sentence, between its joints, that a word stands in."""
    ends = [match.start() for match in _JOINT.finditer(text)]
    start = max((end for end in ends if end <= word.start()), default=0)
    stop = min((end for end in ends if end > word.start()), default=len(text))
    return text[start:stop]


def _claims(text: str) -> list[re.Match[str]]:
    blocked = [match.span() for match in _NO_CLAIM.finditer(text)]
    found = [
        match
        for match in terms.opposites_in(text)
        if not any(start <= match.start() < end for start, end in blocked)
        and not _RESTRICTS.search(text[: match.start()])
        and not re.search(r"\bnot (?:\w+ )?$", text[: match.start()])
    ]
    seen = [match.group().casefold() for match in found]
    # A word that stands beside its own opposite is compared, not claimed.
    return [
        match
        for match in found
        if (terms.opposite(match.group()) or "").casefold() not in seen
        and seen.count(match.group().casefold()) == 1
    ]


def _statement(sentence: Sentence, text: str, word: re.Match[str], reading: Reading) -> Candidate:
    turned = terms.opposite(word.group()) or ""
    true = wording.stable_number(text) % 3 == 0
    shown = text if true else with_article(text[: word.start()], turned, text[word.end() :])
    stem = subjects.placed(shown, reading.subject)
    why = f"The source says: \u201c{text}\u201d"
    contrast = f"The source says \u201c{word.group()}\u201d here, not \u201c{turned}\u201d."
    return Candidate(
        rule=NAME,
        type="true_false",
        stem=stem,
        options=candidates.true_false(
            true=true, why=why, why_not=contrast if not true else f"It is true. {why}"
        ),
        rationale=why if true else f"{contrast} {why}",
        verb="Describe",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.EASY,
        bloom=Bloom.REMEMBER if true else Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.62 - 0.004 * len(text.split()),
    )


def _grid(
    sentence: Sentence,
    text: str,
    words: list[re.Match[str]],
    reading: Reading,
) -> Candidate:
    first, second = words
    blanked = (
        f"{any_article(text[: first.start()])}{wording.BLANK}"
        f"{any_article(text[first.end() : second.start()])}{wording.BLANK}{text[second.end() :]}"
    )
    key = f"{first.group()} ... {second.group()}"
    pairs = [
        f"{one} ... {two}"
        for one, two in product(
            (first.group(), terms.opposite(first.group())),
            (second.group(), terms.opposite(second.group())),
        )
    ]
    why = f"The source says: \u201c{text}\u201d"
    wrong = [
        (pair, f"The source has \u201c{key}\u201d in these places, not \u201c{pair}\u201d.")
        for pair in pairs
        if pair != key
    ]
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem="Which words complete the statement? " + subjects.placed(blanked, reading.subject),
        options=candidates.single_choice(key, wrong, why=why, seed=text),
        rationale=why,
        verb="Describe",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.8,
    )


def with_article(before: str, word: str, after: str) -> str:
    """The sentence with a word put in, "a" or "an" before it set right."""
    article = "an" if word[:1].lower() in "aeiou" else "a"
    return re.sub(r"\b(a)n?( )$", rf"{article}\2", before) + word + after


def any_article(before: str) -> str:
    """Text before a blank, with an article that does not tell what comes."""
    return re.sub(r"\b([Aa])n? $", r"\1(n) ", before)
