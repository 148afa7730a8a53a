"""A draft as plain values, ready for JSON."""

from typing import Any

from quizapp.core.generation.drafting import Draft, DraftedItem, DraftedSection
from quizapp.core.items import dump_item
from quizapp.core.lessons import Lesson


def draft_to_dict(draft: Draft) -> dict[str, Any]:
    """Title and sections; each with its lesson (or null), items and sections below it."""
    return {
        "title": draft.title,
        "sections": [_section(section) for section in draft.sections],
    }


def _section(drafted: DraftedSection) -> dict[str, Any]:
    return {
        "title": drafted.section.title,
        "level": drafted.section.level,
        "lesson": None if drafted.lesson is None else lesson_to_dict(drafted.lesson),
        "items": [_item(item) for item in drafted.items],
        "sections": [_section(child) for child in drafted.children],
    }


def _item(drafted: DraftedItem) -> dict[str, Any]:
    return dump_item(drafted.item) | {
        "rule": drafted.rule,
        "findings": [
            {"rule": f.rule, "severity": f.severity.value, "message": f.message}
            for f in drafted.findings
        ],
    }


def lesson_to_dict(lesson: Lesson) -> dict[str, Any]:
    """A lesson's parts under their own names."""
    return {
        "title": lesson.title,
        "objectives": list(lesson.objectives),
        "key_terms": [
            {"term": term.term, "definition": term.definition} for term in lesson.key_terms
        ],
        "summary": list(lesson.summary),
        "passages": [
            {
                "kind": passage.kind,
                "lines": list(passage.lines),
                "start": passage.start,
                "end": passage.end,
            }
            for passage in lesson.passages
        ],
        "minutes": lesson.minutes,
    }
