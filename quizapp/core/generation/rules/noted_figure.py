"""A figure that notes set beside a name: "PaCO2    35-45 mm Hg" under normal values.

The wrong options are other ranges on the same scale, none of them overlapping it.
"""

from collections.abc import Iterator

from quizapp.core.generation import candidates, note_figures, subjects
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_figures import Figure
from quizapp.core.items import Bloom, Step

NAME = "noted_figure"


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each figure that has three others on its scale."""
    if not document.notes:
        return
    for figure in note_figures.figures_in(reading, document.text):
        others = note_figures.others(figure)
        if len(others) >= candidates.SINGLE_OPTIONS - 1:
            yield _asks(figure, others, reading)


def _asks(figure: Figure, others: list[str], reading: Reading) -> Candidate:
    stem = f"What is the {figure.what} {figure.name}?"
    why = f"The {figure.what} {figure.name} is {figure.shown}{figure.told}."
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(
            figure.shown, [(other, why) for other in others], why=why, seed=stem
        ),
        rationale=why,
        verb="Identify",
        aspect=subjects.aspect_of("", reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        start=figure.start,
        end=figure.end,
        score=0.86,
    )
