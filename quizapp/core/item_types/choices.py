"""What the choice types share: options, of which some are the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.core.errors import Invalid

FIELDS = frozenset({"options"})


@dataclass(frozen=True)
class Option:
    """One answer to choose from. `rationale` says why it is right, or why it is not."""

    text: str
    correct: bool
    rationale: str = ""


@dataclass(frozen=True)
class Choices:
    """Content of an item of a choice type. A position in `options` identifies an option."""

    type: str
    options: tuple[Option, ...]

    @property
    def key(self) -> tuple[bool, ...]:
        """For each position, whether the option is right."""
        return tuple(option.correct for option in self.options)


def load(type_name: str, record: Mapping[str, Any]) -> Choices:
    """Read `options` from a record. Raises Invalid naming each option that cannot be read."""
    raw = record.get("options")
    if not isinstance(raw, list) or not raw:
        raise Invalid("options: list the options, each with a text and whether it is correct.")
    problems: list[str] = []
    options: list[Option] = []
    for number, entry in enumerate(raw, start=1):
        if not isinstance(entry, Mapping) or not isinstance(entry.get("text"), str):
            problems.append(f"option {number}: needs a text.")
            continue
        if not isinstance(entry.get("correct"), bool):
            problems.append(f"option {number}: correct must be true or false.")
            continue
        problems.extend(
            f"option {number}: {field} is not a field of an option."
            for field in entry
            if field not in ("text", "correct", "rationale")
        )
        rationale = entry.get("rationale", "")
        if not isinstance(rationale, str):
            problems.append(f"option {number}: rationale must be text.")
            continue
        options.append(Option(entry["text"].strip(), entry["correct"], rationale.strip()))
    if problems:
        raise Invalid(problems)
    return Choices(type_name, tuple(options))


def dump(content: Choices) -> dict[str, Any]:
    """The record that `load` reads."""
    return {
        "options": [
            {"text": option.text, "correct": option.correct, "rationale": option.rationale}
            for option in content.options
        ]
    }


def check_positions(content: Choices, selected: frozenset[int]) -> None:
    """Raise Invalid unless every selected position is one of the options."""
    if not all(0 <= position < len(content.options) for position in selected):
        raise Invalid("That option is not part of this question. Load the question again.")


def problems(content: Choices, *, fewest: int, most: int) -> list[str]:
    """What keeps the options from being usable: their number, blanks, repeats."""
    found: list[str] = []
    if not fewest <= len(content.options) <= most:
        found.append(f"options: give {fewest} to {most}; there are {len(content.options)}.")
    texts = [option.text.casefold() for option in content.options]
    if any(not text for text in texts):
        found.append("options: write a text for each option.")
    if len(set(texts)) < len(texts):
        found.append("options: two of them say the same.")
    return found
