"""A figure with its unit: which one completes the statement? Wrong figures are of its own scale."""

import re
from collections.abc import Iterator

from quizapp.core.generation import (
    advice,
    candidates,
    figures,
    filters,
    referents,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "quantity"

# How many have a disease, or how much it costs, is seldom worth knowing.
_EXAMPLE = re.compile(
    r"\b(?:one in|out of|survey|study|studies|trial|cases in|people (?:in|world)|population|"
    r"prevalence|"
    r"on average|capacity of|by weight|each year|every year|annually|dollars|"
    r"extension|a\.m|p\.m)\b",
    re.IGNORECASE,
)
# How long one leaflet's reader will be kept or when they are seen again.
_ONE_READER = re.compile(r"The client(?:['\u2019]s [\w-]+)? will\b")
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each figure with a unit that a sentence is sure of."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        if reading.actor == advice.CLIENT and _ONE_READER.match(text):
            continue
        if filters.hedged(text) or _EXAMPLE.search(text) or text[0].isdigit():
            continue
        for figure in figures.figures_in(text):
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
    key = figure.group()
    taught = teaching.told(sentence, reading)
    distractors = [
        (figures.shown(figure, value), f"It is {key}: {taught}")
        for value in others[start : start + 3]
    ]
    behind = _short(figures.without_other_units(text[figure.end() :]))
    blanked = text[: figure.start()] + wording.BLANK + behind
    placed = referents.placed(blanked, sentence, reading, statement=text, keys=(key,))
    if not placed:
        return None
    asked = figures.asked_for(figure)
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


def _short(behind: str) -> str:
    """What stands behind the blank, up to where the sentence takes up another thought."""
    joint = _ANOTHER_THOUGHT.search(behind)
    return f"{behind[: joint.start()]}." if joint and len(behind.split()) > _LONG else behind


_ANOTHER_THOUGHT = re.compile(
    r"; |, (?:and|but|so|which) (?=\w+ (?:\w+ )?(?:is|are|has|have|was|can|should|must)\b)"
)
_LONG = 12


def _apart(text: str, figure: re.Match[str]) -> list[tuple[float, ...]]:
    """Other figures on the scale that the sentence does not hold already."""
    taken = {float(number.replace(",", "")) for number in _NUMBER.findall(text)}
    return [value for value in figures.others(figure) if not taken & set(value)]
