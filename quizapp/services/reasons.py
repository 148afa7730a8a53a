"""Why a question was chosen: as the log keeps it, and in words for the learner."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from quizapp.core.items import Step
from quizapp.core.selection import Cause, Choice

_STEPS = list(Step)
_DAY = 86_400


def dump_choice(choice: Choice) -> Mapping[str, Any]:
    """A choice as the log keeps it, in plain values."""
    return {
        "cause": choice.cause.value,
        "objective_propensity": choice.objective_propensity,
        "horizon_at": choice.horizon_at.isoformat(),
        "for_exam": choice.for_exam,
        "recall_without": choice.recall_without,
        "recall_with": choice.recall_with,
        "seconds": choice.seconds,
        "predicted": choice.predicted,
        "target": choice.target,
        "propensity": choice.propensity,
        "at_random": choice.at_random,
        "previous_step": None if choice.previous_step is None else choice.previous_step.value,
        "recall": choice.recall,
        "stability": choice.stability,
        "answered_at": None if choice.answered_at is None else choice.answered_at.isoformat(),
        "last_right": choice.last_right,
    }


def explain(selection: Mapping[str, Any], *, step: Step, at: datetime) -> tuple[str, ...]:
    """Short sentences for the record of a choice (`core.selection.Choice`), as of `at`."""
    cause = selection["cause"]
    if cause == "quiz":
        return ("It is part of this quiz: everybody's quiz covers the same objectives.",)
    if cause == "check":
        return ("You met it while reading the lesson, right after the words that it asks about.",)
    if cause == "case":
        return ("It is the next step of this case study.",)
    if cause == "readiness":
        return (
            "It was part of your readiness test, about as hard as your earlier answers asked for.",
        )
    if cause == "placement":
        return ("It was one of the few questions that found your level.",)
    sentences = [
        _about_objective(selection, at),
        *_about_horizon(selection, at),
        *_about_step(selection, step),
    ]
    if selection["at_random"]:
        sentences.append(
            "This wording was drawn at random: a few are, so that their difficulty is known fairly."
        )
    return tuple(sentences)


def _about_objective(selection: Mapping[str, Any], at: datetime) -> str:
    cause = Cause(selection["cause"])
    if cause is Cause.NEW:
        return "This objective is new to you, and it is next in the lesson."
    ago = _ago(at - datetime.fromisoformat(selection["answered_at"]))
    result = "right" if selection["last_right"] else "missed"
    recall = _percent(selection["recall"])
    if cause is Cause.RELEARN:
        return f"You missed this objective {ago}, so it comes back before it fades."
    if cause is Cause.DUE:
        return f"It is due: last {result} {ago}, and your recall is estimated at {recall}."
    return f"It is ahead of time: last {result} {ago}, recall about {recall}."


def _about_horizon(selection: Mapping[str, Any], at: datetime) -> list[str]:
    """What asking now does for the exam. Nothing for choices from before that was recorded."""
    if not selection.get("for_exam") or selection["cause"] == Cause.RELEARN:
        return []
    ahead = datetime.fromisoformat(selection["horizon_at"]) - at
    days = max(1, round(ahead.total_seconds() / _DAY))
    without, asked = (_percent(selection[name]) for name in ("recall_without", "recall_with"))
    if without == asked:
        return []
    when = f"{days} day{'s' if days > 1 else ''}"
    return [f"For your exam in {when}, asking it now lifts your recall from {without} to {asked}."]


def _about_step(selection: Mapping[str, Any], step: Step) -> list[str]:
    if selection["previous_step"] is None:
        return [f"You start with a question of {step} difficulty."]
    moved = _STEPS.index(step) - _STEPS.index(Step(selection["previous_step"]))
    if moved > 0:
        return [f"It is harder than last time ({step}), because your memory of it has grown."]
    if moved < 0:
        why = "after a miss" if not selection["last_right"] else "to fit your level"
        return [f"It is easier than last time ({step}), {why}."]
    return [f"It is as hard as last time ({step})."]


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _ago(elapsed: timedelta) -> str:
    if elapsed < timedelta(minutes=1):
        return "a moment ago"
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(elapsed.total_seconds() // length)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "a moment ago"
