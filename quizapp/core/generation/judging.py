"""A statement to judge: as it stands, or with one thing in it changed."""

from collections.abc import Iterator

from quizapp.core.generation import (
    candidates,
    contradictions,
    referents,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.contradictions import Contradiction
from quizapp.core.generation.document import Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence


def judged(
    change: Contradiction,
    sentence: Sentence,
    text: str,
    reading: Reading,
    *,
    rule: str,
    score: float,
) -> Iterator[Candidate]:
    """A statement and its false version, each as a true/false question; one scores higher."""
    claim = contradictions.core(text)
    length = 0.004 * len(text.split())
    taught = teaching.told(sentence, reading)
    mostly_true = teaching.teaches(sentence, reading) and wording.stable_number(text) % 2 == 0
    for true in (True, False):
        shown = claim if true else change.text
        stem = referents.placed(shown, sentence, reading, statement=claim)
        if not stem:
            return
        why = f"{change.reason} {taught}".strip()
        yield Candidate(
            rule=rule,
            type="true_false",
            stem=stem,
            options=candidates.true_false(true=true, why=taught if true else why, why_not=taught),
            rationale=taught if true else why,
            verb="Describe",
            aspect=subjects.aspect_of(text, reading.section),
            step=Step.EASY,
            bloom=Bloom.REMEMBER if true else Bloom.UNDERSTAND,
            start=sentence.start,
            end=sentence.end,
            score=score - 0.15 - length - (0.0 if true is mostly_true else 0.03),
        )
