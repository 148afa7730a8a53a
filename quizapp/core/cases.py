"""Unfolding case studies: six questions on one client, one for each step of clinical judgment.

Source: NCSBN Clinical Judgment Measurement Model, whose layer 3 names the six steps. Each question
brings its own exhibits; those of the questions before it stay in sight.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from quizapp.core.exhibits import Exhibit


class Judgment(StrEnum):
    """A step of clinical judgment, in the order in which a case asks for them."""

    RECOGNIZE_CUES = "recognize_cues"
    ANALYZE_CUES = "analyze_cues"
    PRIORITIZE_HYPOTHESES = "prioritize_hypotheses"
    GENERATE_SOLUTIONS = "generate_solutions"
    TAKE_ACTION = "take_action"
    EVALUATE_OUTCOMES = "evaluate_outcomes"


def problems_of_case(case: str, judgment: Judgment | None) -> list[str]:
    """What is missing of a question of a case; empty for a question of none."""
    if case and judgment is None:
        return [f"judgment: say which step of the case this is: {', '.join(Judgment)}."]
    return []


def problems_of_cases(steps: Iterable[tuple[str, Judgment | None]]) -> list[str]:
    """What keeps the cases of a bank from being whole, from each question's case and step."""
    return [
        f"case “{case}”: give six questions, one for each step: {', '.join(Judgment)}."
        for case in find_broken(steps)
    ]


def find_broken(steps: Iterable[tuple[str, Judgment | None]]) -> tuple[str, ...]:
    """The cases that do not have one question for each step, each once."""
    found: dict[str, list[Judgment]] = {}
    for case, judgment in steps:
        if case and judgment is not None:
            found.setdefault(case, []).append(judgment)
    return tuple(case for case, judgments in found.items() if sorted(judgments) != sorted(Judgment))


def whole_cases(
    versions: Iterable[tuple[str, Judgment | None, int]],
) -> Mapping[str, tuple[int, ...]]:
    """The cases that have one question for each step: version ids in the order of the steps.

    From (case, step, version id) of the questions of a module; of two for one step, the first.
    """
    found: dict[str, dict[Judgment, int]] = {}
    for case, judgment, version_id in versions:
        if case and judgment is not None:
            found.setdefault(case, {}).setdefault(judgment, version_id)
    return {
        case: tuple(steps[judgment] for judgment in Judgment)
        for case, steps in found.items()
        if len(steps) == len(Judgment)
    }


def unfold(exhibits: Sequence[Sequence[Exhibit]]) -> tuple[Exhibit, ...]:
    """What is in sight at the last of these questions: of two with one title, the newer."""
    shown = {each.title: each for those in exhibits for each in those}
    return tuple(shown.values())
