"""The rules that draft questions, one module each: docs/adding-a-generation-rule.md says how."""

from collections.abc import Callable, Iterator

from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.rules import (
    contraindication,
    definition,
    enumeration,
    guidance,
    infobox,
    opposite,
    purpose,
    quantity,
    sibling,
    statement,
    table,
    unique,
)

Rule = Callable[[Reading, Document], Iterator[Candidate]]

RULES: dict[str, Rule] = {
    rule.NAME: rule.propose
    for rule in (
        contraindication,
        definition,
        enumeration,
        guidance,
        infobox,
        opposite,
        purpose,
        quantity,
        sibling,
        statement,
        table,
        unique,
    )
}

__all__ = ["RULES", "Rule"]
