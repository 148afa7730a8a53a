"""Section -> lesson and candidate questions, by rules; an instructor approves every one."""

from quizapp.core.generation.document import Document, read_document
from quizapp.core.generation.drafting import (
    Draft,
    DraftedItem,
    DraftedSection,
    draft,
    draft_section,
)
from quizapp.core.generation.records import draft_to_dict

__all__ = [
    "Document",
    "Draft",
    "DraftedItem",
    "DraftedSection",
    "draft",
    "draft_section",
    "draft_to_dict",
    "read_document",
]
