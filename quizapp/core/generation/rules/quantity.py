"""A figure with its unit: which one completes the statement? Wrong figures are of its own scale."""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, figures, filters, subjects, teaching, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "quantity"

_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each sentence with exactly one figure that has a unit."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        figure = figures.lone_figure(text)
        if figure is not None and not filters.hedged(text):
            candidate = _candidate(sentence, text, figure, reading)
            if candidate is not None:
                yield candidate


def _candidate(
    sentence: Sentence, text: str, figure: re.Match[str], reading: Reading
) -> Candidate | None:
    others = _apart(text, figure)
    if len(others) < candidates.SINGLE_OPTIONS - 1:
        return None
    start = wording.stable_number(text) % (len(others) - 2)
    key = figures.shown(figure, figures.values(figure))
    taught = teaching.told(sentence, reading)
    distractors = [
        (figures.shown(figure, value), f"It is {key}: {taught}")
        for value in others[start : start + 3]
    ]
    blanked = text[: figure.start()] + wording.BLANK + text[figure.end() :]
    placed = subjects.placed(blanked, reading.subject)
    asked = "limit" if figures.is_threshold(figure) else "figure"
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=f"Which {asked} completes the statement? {placed}",
        options=candidates.single_choice(key, distractors, why=taught, seed=text),
        rationale=taught,
        verb="Identify",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=sentence.start,
        end=sentence.end,
        score=0.76,
    )


def _apart(text: str, figure: re.Match[str]) -> list[tuple[float, ...]]:
    """Other figures on the scale that the sentence does not hold already."""
    taken = {float(number.replace(",", "")) for number in _NUMBER.findall(text)}
    return [value for value in figures.others(figure) if not taken & set(value)]
