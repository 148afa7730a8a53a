"""Where sentences stand in a run of text, exactly; no sentence is changed or lost."""

import re
from collections.abc import Iterator

_BOUNDARY = re.compile(
    r"[.!?\u2026]+[\"'\u201d\u2019)\]]{0,3}((?:\s{0,3}\[[0-9, \u2013-]{1,12}\]){0,6})(\s+)(?=\S)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:[A-Za-z]|e\.g|i\.e|cf|vs|dr|mr|mrs|ms|prof|st|no|nos|fig|figs|approx|al|etc|ca"
    r"|inc|jr|sr|vol|ed|eds|pp|mg|ml|min|hr|i\.v|i\.m|u\.s|u\.k|a\.m|p\.m|t\.i\.d|b\.i\.d|q\.d)\.$",
    re.IGNORECASE,
)
_LOWER_OK = frozenset("0123456789abcdefghijklmnopqrstuvwxyz,;:)%")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Offsets (start, end) of each sentence, without the space around it, in order.

    Marks without a word, such as a second full stop, belong to the sentence before them.
    """
    waiting: tuple[int, int] | None = None
    for start, end in _pieces(text):
        if waiting is not None and not any(sign.isalnum() for sign in text[start:end]):
            waiting = (waiting[0], end)
            continue
        if waiting is not None:
            yield waiting
        waiting = (start, end)
    if waiting is not None:
        yield waiting


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    for match in _BOUNDARY.finditer(text, start):
        if not _is_inside(text, match):
            yield start, match.end(1)
            start = match.end()
    end = len(text.rstrip())
    if start < end:
        yield start, end


def _is_inside(text: str, match: re.Match[str]) -> bool:
    """Whether a full stop belongs to an abbreviation or a number, not to a sentence's end."""
    following = text[match.end()]
    if text[match.start()] != "." or match.group(1):
        return False
    stop = match.start() + 1
    if following in _LOWER_OK and not following.isdigit():
        return True
    before = _ABBREVIATION.search(text[max(0, stop - 12) : stop])
    return before is not None and not (
        before[0].strip(" (.").lower() in ("etc", "i") and following.isupper()
    )
