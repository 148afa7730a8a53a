"""A statement without its typed term; wrong options are the document's own terms of its kind."""

from collections.abc import Iterator

from quizapp.core import terms
from quizapp.core.generation import candidates, contradictions, false_versions, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence
from quizapp.core.terms import Mention

NAME = "cloze"

_MOST_WORDS = 26
_NOUNS = {"drug class": "class of drugs"}


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each definite sentence with a term that stands alone in its kind."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        if len(text.split()) > _MOST_WORDS:
            continue
        for mention in false_versions.lone_terms(text, reading):
            wrong = false_versions.others(text, mention, reading, document)
            if _are_likely(wrong, document):
                yield _candidate(sentence, text, mention, wrong, reading)
                break


def _are_likely(wrong: list[tuple[str, str]], document: Document) -> bool:
    """Whether there are enough wrong options, most of which the document itself speaks of."""
    shown = wrong[: candidates.SINGLE_OPTIONS - 1]
    if len(shown) < candidates.SINGLE_OPTIONS - 1:
        return False
    known = set(document.mentioned)
    return sum(terms.typed(name) in known for name, _ in shown) >= _FEWEST_KNOWN


_FEWEST_KNOWN = 2


def _candidate(
    sentence: Sentence,
    text: str,
    mention: Mention,
    wrong: list[tuple[str, str]],
    reading: Reading,
) -> Candidate:
    key = text[mention.start : mention.end]
    before = contradictions.any_article(text[: mention.start])
    blanked = subjects.placed(f"{before}{wording.BLANK}{text[mention.end :]}", reading.subject)
    kind = _NOUNS.get(mention.term.kind, mention.term.kind)
    stem = f"Which {kind} completes the statement? {blanked}"
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key, wrong, why=text, seed=text),
        rationale=text,
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=0.68,
    )
