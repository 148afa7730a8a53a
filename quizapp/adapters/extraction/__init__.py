"""Documents as they come in -> text with blocks."""

from quizapp.adapters.extraction.reading import KINDS_READ, MOST_CHARS, read_document

__all__ = ["KINDS_READ", "MOST_CHARS", "read_document"]
