"""Section -> lesson: objectives, key terms, summary, checks and the text to read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyTerm:
    """A term and its definition, both in the source's own words."""

    term: str
    definition: str


@dataclass(frozen=True)
class Passage:
    """A run of the lesson's text: `kind` is "paragraph", "list", "table" or "safety".

    `lines` are paragraphs' or list items' texts; for a table, rows with cells joined by a tab.
    `start`..`end` is its place in the source text.
    """

    kind: str
    lines: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True)
class Lesson:
    """What a learner reads before practising a section. `minutes` is reading time, at least 1."""

    title: str
    objectives: tuple[str, ...]
    key_terms: tuple[KeyTerm, ...]
    summary: tuple[str, ...]
    passages: tuple[Passage, ...]
    minutes: int
