"""The entries of a note, cut apart and put into English: "headache, K up; N/V"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import shorthand
from quizapp.core.generation.note_labels import Label, label_named

FEWEST_ENTRIES = 2
BRACKETS = re.compile(r"\([^()]*\)")
SHUTS = re.compile(
    r"\b(?:no|not|never|don['\u2019]?ts?|avoid\w*|without|cannot|nothing|contraindicat\w+|unless)\b"
    r"|!!|^(?:hold|stop|discontinue|d/c|limit|caution|contra|ci|wrong|error|mistake|myth)s?:",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:->|=>|\u2192)\s*")
_BREAK = re.compile(r"[.!?](?:\s|$)")


@dataclass(frozen=True)
class Entry:
    """One entry of a note in English, and its place in the source."""

    text: str
    start: int
    end: int


def without_brackets(text: str) -> str:
    """The text with what stands in brackets blotted out, each letter at its place."""
    return BRACKETS.sub(lambda found: "(" + "_" * (len(found.group()) - 2) + ")", text)


def of_bullet(words: str, start: int, label: Label) -> Iterator[Entry]:
    """Entries of a bullet; "airway: asthma, sleep apnea" holds those behind its own small label.

    Behind a condition ("DKA: fruity breath") stands what is true of that one alone, unless it is
    a group of causes.
    """
    found = _SMALL_LABEL.match(words)
    group = words[: found.end()].rstrip(": ") if found else ""
    of_its_own = terms.typed(group) is not None and label.sort not in ("cause", "risk")
    if SHUTS.search(words) or of_its_own or label_named(group) is not None:
        return
    at = found.end() if found else 0
    yield from split(words[at:], start + at)


_SMALL_LABEL = re.compile(r"^[\w/-]+(?: [\w/-]+)?: +")


def before_denial(values: str) -> str:
    """The entries before the one that denies something: a "no" may hold for all behind it."""
    found = SHUTS.search(values)
    if found is None:
        return values
    return "".join(values[: found.start()].rpartition(",")[:1])


def whole(values: str) -> str | None:
    """A line that says one thing, its arrow in words: "hypoventilation, with CO2 retained"."""
    first = _BREAK.split(values)[0]
    if SHUTS.search(values):
        return None
    pieces = [shorthand.entry(piece) for piece in _ARROW.split(first)]
    whole = [piece for piece in pieces if piece]
    return ", with ".join(whole) if len(whole) == len(pieces) <= 2 else None  # noqa: PLR2004


def split(values: str, start: int) -> Iterator[Entry]:
    """The entries of "a, b; c", up to what they lead to, an explanation or a sentence's end."""
    shown = without_brackets(values)
    stops = [found.start() for pattern in _STOPS if (found := pattern.search(shown))]
    stop = min(stops, default=len(values))
    leads = stop < len(values) and _ARROW.match(shown, stop) is not None
    cuts = list(_SEPARATOR.finditer(shown, 0, stop)) or list(_PLUS.finditer(shown, 0, stop))
    if not _SEPARATOR.search(shown, 0, stop) and len(cuts) < FEWEST_ENTRIES:
        cuts = []
    begins = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), stop]
    for begin, end in zip(begins, ends, strict=True):
        words = values[begin:end]
        if shorthand.sets_condition(words):
            return
        if end == stop and values[stop : stop + 1] == ":":
            continue
        said = shorthand.entry(words)
        # "warm -> later cold": what changes into something else is not the finding.
        if said is None or (leads and end == stop and terms.typed(said) is None):
            continue
        lead = len(words) - len(words.lstrip())
        yield Entry(said, start + begin + lead, start + begin + len(words.rstrip()))


_SEPARATOR = re.compile(r"[,;]\s+(?:and )?")
_PLUS = re.compile(r" \+ ")
_STOPS = (_ARROW, _BREAK, re.compile(r":\s| - | \u2013 "))


def fit(label: Label, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Each entry once. What is watched for must be a finding: "digits" are only looked at."""
    kept = [one for one in entries if label.sort != "watch" or is_finding(one.text)]
    return distinct(kept)


def is_finding(words: str) -> bool:
    """Whether an entry is something amiss: a sign, a condition, a measure that moves."""
    if words.split(" ", 1)[0] in ("raised", "reduced"):
        return True
    return any(mention.term.kind in ("symptom", "condition") for mention in terms.mentions(words))


def distinct(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The entries, each once."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.text.casefold(), entry)
    return tuple(found.values())
