"""An outline as plain values, ready for JSON."""

from typing import Any

from quizapp.core.outline import Outline, Remark, Section


def outline_to_dict(found: Outline) -> dict[str, Any]:
    """An outline as plain values, ready for JSON."""
    return {
        "title": found.title,
        "facts": [
            {"key": fact.key, "value": fact.value, "start": fact.start, "end": fact.end}
            for fact in found.facts
        ],
        "sections": [_section_to_dict(section) for section in found.sections],
        "dropped": [_remark_to_dict(remark) for remark in found.dropped],
        "doubts": [_remark_to_dict(remark) for remark in found.doubts],
    }


def _section_to_dict(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "level": section.level,
        "start": section.start,
        "end": section.end,
        "text": section.text,
        "children": [_section_to_dict(child) for child in section.children],
    }


def _remark_to_dict(remark: Remark) -> dict[str, Any]:
    return {
        "text": remark.text,
        "reason": remark.reason,
        "start": remark.start,
        "end": remark.end,
    }
