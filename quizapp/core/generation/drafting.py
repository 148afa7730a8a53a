"""Outline -> a draft: for each section its lesson and its questions, with what to check in each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import quality
from quizapp.core.generation import objectives, ranking
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading, read_document
from quizapp.core.generation.rules import NOTE_RULES, PROSE_RULES
from quizapp.core.items import Finding, Item, Severity, Source
from quizapp.core.lessons import Lesson, build_lesson
from quizapp.core.outline import Outline, Section

GENERATOR_VERSION = "2"


@dataclass(frozen=True)
class DraftedItem:
    """A question as a rule drafted it, with its flaws."""

    item: Item
    findings: tuple[Finding, ...]
    rule: str


@dataclass(frozen=True)
class DraftedSection:
    """A section with its lesson and questions. `lesson` is None where there is nothing to read."""

    section: Section
    lesson: Lesson | None
    items: tuple[DraftedItem, ...]
    children: tuple["DraftedSection", ...] = ()


@dataclass(frozen=True)
class Draft:
    """A whole document, drafted, in the shape of its outline."""

    title: str
    sections: tuple[DraftedSection, ...]


def draft(outline: Outline, text: str) -> Draft:
    """Draft every section of an outline. The same text always gives the same draft.

    `text` is what the outline's offsets point into; every item's quote stands verbatim in it.
    """
    document = read_document(outline, text)
    return Draft(
        outline.title,
        tuple(_with_children((), section, document) for section in outline.sections),
    )


def draft_section(
    ancestors: Sequence[Section], section: Section, document: Document
) -> DraftedSection:
    """Draft one section, its children left out: one step of a job that shows its progress.

    `document` is `read_document(outline, text)`; `ancestors` are as `outline.walk` gives them.
    """
    reading = document.reading_of(section)
    if not reading.readable or reading.ancestors != tuple(ancestors):
        return DraftedSection(section, None, ())
    if not (reading.substantive or document.notes):
        return DraftedSection(section, _lesson(reading, ()), ())
    rules = PROSE_RULES if reading.substantive else NOTE_RULES
    proposed = [candidate for propose in rules.values() for candidate in propose(reading, document)]
    chosen = ranking.choose(
        proposed, is_sound=lambda candidate: _is_sound(candidate, reading, document)
    )
    said = [document.text[candidate.start : candidate.end] for candidate in chosen]
    items = tuple(
        _drafted(candidate, objective, document)
        for candidate, objective in objectives.assign(
            chosen, objectives.topic_of(reading.subject), said=said, ability=reading.ability
        )
    )
    stated = tuple(dict.fromkeys(drafted.item.objective for drafted in items))
    return DraftedSection(section, _lesson(reading, stated), items)


def _with_children(
    ancestors: tuple[Section, ...], section: Section, document: Document
) -> DraftedSection:
    own = draft_section(ancestors, section, document)
    below = (*ancestors, section)
    children = tuple(_with_children(below, child, document) for child in section.children)
    return DraftedSection(section, own.lesson, own.items, children)


def _is_sound(candidate: Candidate, reading: Reading, document: Document) -> bool:
    drafted = _drafted(candidate, reading.topic, document)
    options = (part for option in candidate.options for part in (option.text, option.rationale))
    if any(_DEBRIS.search(words) for words in (candidate.stem, candidate.rationale, *options)):
        return False
    return all(finding.severity is not Severity.BLOCK for finding in drafted.findings)


# What notes are written with and no question should be: arrows, doubled stops, marks for weight.
_DEBRIS = re.compile(r"[\u2190-\u2194\u21d0-\u21d4]|<-|->|=>|[!?]\.|\*\*|(?<!\.)\.\.(?!\.)")


def _drafted(candidate: Candidate, objective: str, document: Document) -> DraftedItem:
    item = Item(
        stem=candidate.stem,
        content=candidate.content,
        rationale=candidate.rationale,
        objective=objective,
        step=candidate.step,
        bloom=candidate.bloom,
        source=Source(
            document.text[candidate.start : candidate.end], candidate.start, candidate.end
        ),
        generator=f"rules/{candidate.rule}",
        generator_version=GENERATOR_VERSION,
    )
    return DraftedItem(item, quality.check(item), candidate.rule)


def _lesson(reading: Reading, stated: tuple[str, ...]) -> Lesson:
    return build_lesson(
        reading.section,
        objectives=stated,
        sentences=reading.sentences,
        summary_from=reading.standing,
    )
