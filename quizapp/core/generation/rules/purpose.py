"""What a test, a drug or a treatment is for: which of its kind has this use."""

import re
from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "purpose"

_USE = (
    r"(?:treat|assess|determine|measure|detect|diagnose|evaluate|monitor|identify|prevent|manage|"
    r"reduce|relieve|confirm|visualize|rule out)"
)
_AFTER = re.compile(
    rf"^(?: \([\w\s-]+\))?(?: (?:is|are)(?: \w+ly)? (?:used|given|performed|ordered|prescribed)| "
    rf"can be (?:used|performed))? to (?P<use>{_USE} [^,;.]+?(?:, [^;.]*)?)"
    rf"(?=\.$| and [\w ]+ work\b|; )"
)
_INSIDE = re.compile(r"^In an? $")
_LATER = re.compile(rf"^, [^,;]+ (?:is|are) used to (?P<use>{_USE} [^;.]+)\.$")
_KINDS = ("drug", "laboratory test", "examination", "treatment", "drug class")
_MOST_USE_WORDS = 22


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each use that a sentence gives a typed means."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        for mention in terms.mentions(text):
            use = _use(text, mention)
            if mention.term.kind in _KINDS and use:
                candidate = _candidate(sentence, text, mention, use, reading, document)
                if candidate is not None:
                    yield candidate
                    break


_TREATS = re.compile(r"(?:treat|prevent|manage|reduce|relieve)\b", re.IGNORECASE)


def _use(text: str, mention: terms.Mention) -> str | None:
    after = _AFTER.match(text[mention.end :])
    if after is None and _INSIDE.match(text[: mention.start]):
        after = _LATER.match(text[mention.end :])
    if after is None or len(after["use"].split()) > _MOST_USE_WORDS:
        return None
    return re.split(r" and blood work", after["use"])[0]


def _candidate(
    sentence: Sentence,
    text: str,
    mention: terms.Mention,
    use: str,
    reading: Reading,
    document: Document,
) -> Candidate | None:
    key = text[mention.start : mention.end]
    kind = mention.term.kind
    # A test shows something; what is given to prevent something is no test here.
    treats = _TREATS.match(use) is not None
    if candidates.gives_away(key, use) or (treats and kind in ("laboratory test", "examination")):
        return None
    distractors = [
        (name, why)
        for name, why in candidates.distractor_terms(key, use, document, topic=reading.topic)
        if not _is_versatile(name, document)
    ]
    if len(distractors) < candidates.SINGLE_OPTIONS - 1:
        return None
    why = f"The source says: \u201c{text}\u201d"
    stem = subjects.asked(f"Which {kind} is used to {use}?", reading.subject)
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key, distractors, why=why, seed=stem),
        rationale=why,
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.85,
    )


# Modern imaging shows nearly anything: as a wrong option it would only be safe where the document
# itself tells its uses apart.
_VERSATILE = ("ultrasound", "computed tomography", "magnetic resonance", "whole body")


def _is_versatile(name: str, document: Document) -> bool:
    term = terms.typed(name)
    return term is not None and term.group in _VERSATILE and term not in document.mentioned
