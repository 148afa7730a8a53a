"""Furniture of a page that takes several lines of bare text: contents, share buttons, comments.

What one line tells by itself is in `chrome`; here a line's neighbours tell.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from quizapp.core.chrome import is_about_author, is_byline, is_chrome
from quizapp.core.enumerators import read_enumerator
from quizapp.core.lexicon import phrase_set
from quizapp.core.titles import words_of
from quizapp.core.topics import Topic, topic_of

CONTENTS_REASON = "Table of contents: its lines come again as headings."
SHARE_REASON = "Page chrome: buttons for sharing."
RELATED_REASON = "Page chrome: links to other pages."
SIGN_UP_REASON = "Page chrome: an invitation to sign up."
COMMENTS_REASON = "Comments of readers."
AUTHOR_REASON = "About the author, not about the subject."
KICKER_REASON = "Names a book's part or a publisher, not the subject."
BUTTON_REASON = "Page chrome: a button or a menu of the website."

_FEWEST_ENTRIES = 2
_FEWEST_UNTITLED = 3
_MOST_ENTRIES = 100
_MOST_UNTITLED_START = 40
_MOST_LINKS = 12
_MOST_LINK_WORDS = 14
_MOST_BOX_WORDS = 90
_MOST_LINE_CHARS = 120
_MOST_BUTTON_CHARS = 40
_NEAR = 8
_CONTENTS = re.compile(
    r"(?:table of )?contents|(?:in|on) this (?:article|page|section|guide|chapter|leaflet|topic)"
    r"|jump to(?: section)?|what['\u2019]s (?:in|on) this (?:article|page)|page contents",
    re.IGNORECASE,
)
_MOST_KICKERS = 3
_MOST_TITLE_WORDS = 14
_OF_BOOK = re.compile(r"(?:unit|chapter|part|module|section) (?:\d+|[IVX]+)\b", re.IGNORECASE)
_NUMBERED_TITLE = re.compile(r"\d+\.\d+(?:\.\d+)*\.? +\S")
_KICKER = re.compile(
    r"(?:[A-Z][\w\u2019'&.-]*,? (?:(?:[A-Z][\w\u2019'&.-]*|of|and|for|the|&),? )*"
    r"(?:Trust|Hospitals?|University|Press|Publishing|Clinic|Health|Healthcare|Foundation|Board)"
    r"|(?:[Pp]atient|[Cc]lient|[Dd]rug|[Cc]linical|[Nn]ursing|"
    r"[Hh]ealth) (?:[Ii]nformation|[Mm]onograph|"
    r"[Gg]uidelines?|[Rr]eference|[Pp]rocedures?|[Pp]olicy|[Ll]eaflet|[Ff]act [Ss]heet)"
    r"(?:\s*[|:\u00b7\u2013\u2014-]\s*.{1,60})?)"
)
_LEADER = re.compile(r"(?:\s*\.\s?){3,}\s*\d{1,4}$|\s*\u2026+\s*\d{1,4}$|\t+\d{1,4}$")
_PAGE = re.compile(r"\s+\d{1,4}$")
_NETWORKS = phrase_set(
    """
    facebook|twitter|x|pinterest|email|e-mail|linkedin|whatsapp|reddit|copy link|print|tumblr
    telegram|messenger|instagram|youtube|threads|bluesky|mastodon|flipboard|pocket|link|tiktok
    """
)
_SHARE = re.compile(r"share(?:\W{0,3}$| (?:this|on|via|with|the)\b)", re.IGNORECASE)
_BUTTONS = phrase_set(
    """
    menu|search|home|log in|login|sign in|sign up|register|close|print|reply|save|accept all
    reject all|accept|decline|ok|got it|subscribe|next|previous|back|share|download|like|submit
    toggle navigation|open menu|main menu|learn more|more|go|cookie settings|manage preferences
    """
)
_RELATED = re.compile(
    r"related (?:articles?|topics?|posts?|links?|pages?|content|reading|videos?|stories|coverage)"
    r"|you (?:may|might) also (?:like|be interested in)"
    r"|recommended (?:for you|articles|reading|stories|posts)"
    r"|more (?:from|on|stories|articles|like this)\b.{0,40}|read (?:next|this next)|keep reading"
    r"|(?:most )?popular(?: posts| articles| topics)?|trending(?: now)?"
    r"|latest (?:news|posts|articles)"
    r"|further articles|other articles|explore more|up next",
    re.IGNORECASE,
)
_SIGN_UP = re.compile(
    r".{0,60}\b(?:newsletter|inbox|mailing list)\b|subscribe\b"
    r"|stay (?:up to date|informed|connected)$",
    re.IGNORECASE,
)
_SIGN_UP_LINE = re.compile(
    r".*(?:inbox|your e-?mail|e-?mail address|newsletter|unsubscribe|no spam|subscrib|privacy"
    r"|sign(?:ing)? up)|submit$",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"(?:\d{1,5} )?(?:comments?|responses|replies|thoughts on .{0,80})(?: \(\d{1,5}\))?"
    r"|(?:leave|post|add) a (?:comment|reply)|join the (?:conversation|discussion)",
    re.IGNORECASE,
)
_COMMENT_SIGN = re.compile(
    r".{0,60}\bsays:?$|reply$|.{0,40}\bago$|log ?in to |your (?:e-?mail|name|comment)|name ?\*"
    r"|post comment|no comments yet|be the first to comment",
    re.IGNORECASE,
)


def find_furniture(lines: Sequence[str]) -> dict[int, str]:
    """Places of lines that belong to a page's furniture, with the reason; in linear time.

    Blank lines are not among `lines`.
    """
    found: dict[int, str] = dict.fromkeys(_kickers(lines), KICKER_REASON)
    found |= dict.fromkeys(_contents(lines), CONTENTS_REASON)
    for place, line in enumerate(lines):
        if place not in found and len(line) <= _MOST_LINE_CHARS:
            reason, past = _begun(lines, place, line.rstrip(" :"))
            found |= {at: reason for at in range(place, past) if at not in found}
    return dict.fromkeys(_buttons(lines, found), BUTTON_REASON) | found


def _kickers(lines: Sequence[str]) -> Iterator[int]:
    """What stands above a title: the unit of a book, a publisher, what kind of text it is."""
    for place, (line, following) in enumerate(pairwise(lines[: _MOST_KICKERS + 1])):
        titled = len(following.split()) <= _MOST_TITLE_WORDS and not following.endswith(".")
        above = _OF_BOOK.match(line) and _NUMBERED_TITLE.match(following)
        if not (above or (_KICKER.fullmatch(line) and titled)):
            return
        yield place


def _begun(lines: Sequence[str], place: int, line: str) -> tuple[str, int]:
    """What a line begins, and where that ends: (reason, past_last), with the place for nothing."""
    ends = (
        (SHARE_REASON, _past_networks(lines, place)),
        (COMMENTS_REASON, len(lines) if _begins_comments(lines, place, line) else place),
        (AUTHOR_REASON, _past_box(lines, place) if is_about_author(line) else place),
        (SIGN_UP_REASON, _past_invitation(lines, place) if _SIGN_UP.match(line) else place),
        (RELATED_REASON, _past_related(lines, place) if _RELATED.fullmatch(line) else place),
    )
    return next((end for end in ends if end[1] > place), ("", place))


def _past_networks(lines: Sequence[str], place: int) -> int:
    """Where a row of networks ends, begun by "Share" or by the first of them."""
    past = place
    if _SHARE.match(lines[place]) or _is_network(lines[place]):
        past = place + 1
        while past < len(lines) and _is_network(lines[past]):
            past += 1
    return past if past - place > 1 else place


def _is_network(line: str) -> bool:
    return len(line) <= _MOST_BUTTON_CHARS and line.casefold().strip(" :") in _NETWORKS


def _begins_comments(lines: Sequence[str], place: int, line: str) -> bool:
    return (
        place > len(lines) / 3
        and _COMMENTS.fullmatch(line) is not None
        and any(_COMMENT_SIGN.match(other) for other in lines[place + 1 : place + _NEAR])
    )


def _past_box(lines: Sequence[str], place: int) -> int:
    inside = place + 1 < len(lines) and words_of(lines[place + 1], 100) <= _MOST_BOX_WORDS
    return place + 1 + inside


def _past_invitation(lines: Sequence[str], place: int) -> int:
    if lines[place].endswith("."):
        return place
    past = place + 1
    while past < len(lines) and _is_invitation(lines[past]):
        past += 1
    return past


def _past_related(lines: Sequence[str], place: int) -> int:
    past = _past_links(lines, place + 1)
    return past if past > place + 1 and place else place


def _is_invitation(line: str) -> bool:
    return words_of(line) <= _MOST_LINK_WORDS and _SIGN_UP_LINE.match(line) is not None


def _past_links(lines: Sequence[str], first: int) -> int:
    """Where a row of link texts ends: before the title of the next text, or at the end."""
    past = first
    while past < len(lines) and past - first < _MOST_LINKS and _is_link(lines[past]):
        if topic_of(lines[past]) is not Topic.NONE and not _is_link(
            "".join(lines[past + 1 : past + 2])
        ):
            return past
        past += 1
    if past < len(lines) and not is_chrome(lines[past]) and past - first < _MOST_LINKS:
        past -= 1
    return past


def _is_link(line: str) -> bool:
    return bool(line) and words_of(line) <= _MOST_LINK_WORDS and not line.endswith((".", ":"))


def _contents(lines: Sequence[str]) -> Iterator[int]:
    """Lines of a table of contents: each comes again below, in the same order."""
    folded = [_entry(line) for line in lines]
    last = {entry: place for place, entry in enumerate(folded)}
    yield from (place for place, line in enumerate(lines) if _LEADER.search(line[-40:]))
    place = 0
    while place < len(lines):
        titled = _CONTENTS.fullmatch(lines[place].strip(" :")) is not None
        first = place + titled
        past, reach = first, 0
        while (
            past - first < _MOST_ENTRIES
            and past < len(lines)
            and reach <= last[folded[past]] != past
            and folded[past]
        ):
            reach = last[folded[past]]
            past += 1
        # An entry that comes again within the run is the first heading, not an entry.
        while past > first and any(last[folded[at]] < past for at in range(first, past)):
            past -= 1
        fewest = _FEWEST_ENTRIES if titled else _FEWEST_UNTITLED
        opening = first < _MOST_UNTITLED_START and not lines[max(first - 1, 0)].endswith(":")
        if past - first >= fewest and (titled or opening):
            yield from range(place, past)
            place = past
        else:
            place += 1


def _entry(line: str) -> str:
    """A line as a table of contents and the text's own heading both have it."""
    if words_of(line) > _MOST_LINK_WORDS or line.endswith("."):
        return ""
    bare = _PAGE.sub("", _LEADER.sub("", line.lstrip("-*\u2022 ")))
    enumerator = read_enumerator(bare)
    rest = enumerator.rest if enumerator and enumerator.rest else bare
    return " ".join(rest.casefold().split())


def _buttons(lines: Sequence[str], found: dict[int, str]) -> Iterator[int]:
    """Words of buttons beside each other, or beside what is furniture already."""
    known = [
        len(line) <= _MOST_BUTTON_CHARS and line.casefold().strip(" :") in _BUTTONS
        for line in lines
    ]
    place = 0
    while place < len(lines):
        past = place
        while past < len(lines) and known[past]:
            past += 1
        beside = [at for at in (place - 1, past) if 0 <= at < len(lines)]
        sure = any(at in found or is_chrome(lines[at]) or is_byline(lines[at]) for at in beside)
        if past > place and (sure or past - place > _FEWEST_ENTRIES):
            yield from range(place, past)
        place = max(past, place + 1)
