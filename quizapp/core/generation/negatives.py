"""Where a text forbids or denies what stands under it, without a lead-in that says so."""

import re
from collections.abc import Sequence

from quizapp.core.blocks import Block, BlockKind

_NEGATIVE = re.compile(
    r"\b(?:not|never|avoid|don['\u2019]t|cannot|contraindicat\w+|refrain|stop|without|except)\b",
    re.IGNORECASE,
)
_FORBIDS = re.compile(
    r"\b(?:avoid\w*|never|not|don['\u2019]?ts?|mistakes?|errors?|pitfalls?|contraindicat\w+|unsafe|"
    r"wrong|cautions?|warnings?)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:myths?|misconceptions?|false|fallac\w+|untrue|rumou?rs?|superstitions?)\b", re.I
)


def is_negative(words: str) -> bool:
    """Whether a lead-in turns every entry under it into something not to do or not so."""
    return _NEGATIVE.search(words) is not None


def denies(title: str) -> bool:
    """Whether what stands under a heading is there because it is not so: "Myths about insulin"."""
    return _DENIES.search(title) is not None


def forbidden_entries(blocks: Sequence[Block], title: str) -> frozenset[Block]:
    """List entries under a heading or a paragraph that forbids, though it does not lead into them.

    "Clients should not do the following." need not end in a colon.
    """
    found: set[Block] = set()
    before = ""
    for block in blocks:
        if block.kind is not BlockKind.LIST_ITEM:
            before = block.text
        elif _FORBIDS.search(title) or is_negative(before.rstrip(". ").rpartition(". ")[2]):
            found.add(block)
    return frozenset(found)
