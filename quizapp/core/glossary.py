"""A document's own glossary: its entries, and the sections that they belong to."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.blocks import Block, BlockKind

MOST_ENTRIES = 200
_PAIR = 2
_MOST_TERM_WORDS = 8
_FEWEST_MEANING_WORDS = 2
_TITLE = re.compile(
    r"(?:chapter |important )?(?:glossary(?: of (?:key )?terms)?"
    r"|key ?(?:terms|words)(?: and definitions)?|vocabulary|definitions(?: of terms)?"
    r"|terms (?:to know|and definitions)|terminology|important terms)\s*:?$",
    re.IGNORECASE,
)
_ENTRY = re.compile(
    r"(?P<term>[A-Za-z][^:\u2013\u2014]{1,70}?)(?::| [\u2013\u2014-]| ?[\u2013\u2014])"
    r" ?(?P<meaning>\S.+)",
    re.DOTALL,
)


def is_glossary(title: str) -> bool:
    """Whether a section's title announces terms with their meanings."""
    return _TITLE.fullmatch(title.strip()) is not None


def read_glossary(blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
    """(term, meaning) pairs of a glossary's blocks, at most MOST_ENTRIES of them."""
    found: list[tuple[str, str]] = []
    waiting = ""
    for block in blocks:
        pair = _entry(block)
        if pair is None and waiting and len(block.text.split()) > _FEWEST_MEANING_WORDS:
            pair = (waiting, block.text)
        # A term on a line of its own: its meaning is the next block.
        waiting = block.text if pair is None and _could_be_term(block.text) else ""
        if pair is not None:
            found.append((pair[0].strip(), pair[1].strip().removesuffix(".")))
    return tuple(found[:MOST_ENTRIES])


def homes(
    entries: Sequence[tuple[str, str]], sections: Sequence[tuple[str, Sequence[str]]]
) -> Iterator[tuple[int, tuple[str, str]]]:
    """(place of a section, entry): the first that prints the term in bold, or else that uses it.

    `sections` are (body, its words in bold). Entries that no section uses are left out.
    """
    bodies = [body.casefold() for body, _ in sections]
    strong = [{run.casefold().strip(" .:,;") for run in bold} for _, bold in sections]
    for term, meaning in entries:
        plain = re.sub(r"\s*\([^()]*\)$", "", term).casefold()
        named = re.compile(rf"(?<!\w){re.escape(plain)}(?:e?s)?(?!\w)")
        printed = (place for place, runs in enumerate(strong) if {plain, f"{plain}s"} & runs)
        used = (place for place, body in enumerate(bodies) if plain in body and named.search(body))
        home = next(printed, next(used, None))
        if home is not None:
            yield home, (term, meaning)


def _entry(block: Block) -> tuple[str, str] | None:
    if block.kind is BlockKind.TABLE_ROW:
        return (block.cells[0], block.cells[1]) if len(block.cells) == _PAIR else None
    if block.strong and block.text.startswith(block.strong[0]):
        term = block.strong[0].rstrip(" :.\u2013\u2014-")
        rest = block.text[len(block.strong[0]) :].lstrip(" :.\u2013\u2014-")
        if _could_be_term(term) and len(rest.split()) >= _FEWEST_MEANING_WORDS:
            return term, rest
    match = _ENTRY.fullmatch(block.text)
    if match is None or not _could_be_term(match["term"]):
        return None
    enough = len(match["meaning"].split()) >= _FEWEST_MEANING_WORDS
    return (match["term"], match["meaning"]) if enough else None


def _could_be_term(text: str) -> bool:
    return 0 < len(text.split()) <= _MOST_TERM_WORDS and text[-1] not in ".,;!?"
