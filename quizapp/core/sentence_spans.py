"""Where sentences stand in a run of text, exactly; no sentence is changed or lost."""

import re
from collections.abc import Iterator

_BOUNDARY = re.compile(
    r"[.!?\u2026]+[\"'\u201d\u2019)\]]{0,3}"
    r"((?:\s{0,3}\[[0-9, \u2013-]{1,12}\]){0,6})(\s+)(?=\S)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|cf|vs|dr|mr|mrs|ms|prof|st|fig|figs|approx|al|ca|vol|eds?|pp"
    r"|i\.v|i\.m|u\.s|u\.k)\.$",
    re.IGNORECASE,
)
_ABBREVIATED_NUMBER = re.compile(r"(?:^|[\s(])(?:no|nos|ch|sect|approx)\.$", re.IGNORECASE)
_LOOK_BACK = 24
_LOWER_OK = frozenset("abcdefghijklmnopqrstuvwxyz,;:)%")


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Offsets (start, end) of each sentence, without the space around it, in order.

    Marks without a word (a second full stop, a citation) belong to the sentence before them.
    """
    waiting: tuple[int, int] | None = None
    for start, end in _pieces(text):
        if waiting is not None and not any(sign.isalpha() for sign in text[start:end]):
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
    """Whether a full stop belongs to an abbreviation or a name, not to a sentence's end."""
    if text[match.start()] != "." or match.group(1):
        return False
    following = text[match.end()]
    before = text[max(0, match.start() - _LOOK_BACK) : match.start() + 1]
    if following.isdigit():
        return _ABBREVIATED_NUMBER.search(before) is not None
    if following in _LOWER_OK or _ABBREVIATION.search(before):
        return True
    more_initials = text[match.end() + 1 : match.end() + 2] == "." and following.isupper()
    return more_initials or _follows_name(before)


def _follows_name(before: str) -> bool:
    """Whether a lone capital is an initial: in "J. Smith" it is, in "hepatitis B." it is not."""
    words = before.split()
    if not words or len(words[-1]) != len("J."):
        return False
    previous = words[-2] if len(words) > 1 else ""
    return words[-1][0].isupper() and (not previous or previous[0].isupper())
