"""A statement as it stands, or with its figure, its ban, its sides or a term changed."""

from collections.abc import Iterator

from quizapp.core.generation import contradictions, false_versions, judging, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading

NAME = "altered"

_MOST_WORDS = 28
_SCORES = {
    contradictions.EXCHANGE: 0.7,
    contradictions.POLARITY: 0.66,
    contradictions.FIGURE: 0.56,
    contradictions.TERM: 0.57,
}


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """True and false versions of each sentence with such a change; one of them is kept."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        if len(text.split()) > _MOST_WORDS:
            continue
        for change in false_versions.of(text, reading, document):
            if change.kind in _SCORES and ";" not in change.text:
                yield from judging.judged(
                    change, sentence, text, reading, rule=NAME, score=_SCORES[change.kind]
                )
                break
