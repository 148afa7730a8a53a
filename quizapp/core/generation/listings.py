"""Lists of one sort of thing ("signs of X") anywhere in a document: in a sentence or as a list.

Lists of the same sort about different things are each other's wrong options.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block
from quizapp.core.generation import wording
from quizapp.core.sentences import Sentence

_SORTS: tuple[tuple[str, str], ...] = (
    ("finding", r"signs and symptoms|signs|symptoms|manifestations|findings|features"),
    ("cause", r"causes|risk factors|factors|triggers|precipitating factors"),
    ("complication", r"complications|consequences"),
    ("indication", r"indications|uses"),
    ("contraindication", r"contraindications"),
    ("food", r"foods|sources|food sources|dietary sources"),
    ("measure", r"interventions|measures|treatments|strategies|actions|goals"),
    (
        "type",
        r"types|examples|components|functions|stages|phases|elements|criteria|drugs|medications",
    ),
)
_TOLD_FROM = {
    "indication": ("indication", "contraindication"),
    "contraindication": ("contraindication", "indication"),
}
_ANY_SORT = "|".join(pattern for _, pattern in _SORTS)
_SUBJECT = (
    rf"(?P<subject>(?:[\w\u2019'-]+ ){{0,4}}?(?:{_ANY_SORT})"
    r"(?: (?:of|for|in|to|that|from) [^,;:.]{3,80}?)?)"
)
_FORWARD = re.compile(
    rf"^{_SUBJECT} (?:include|are|can include|may include) (?P<list>[^.;:]+)\.$", re.I
)
_BACKWARD = re.compile(
    r"^(?P<list>[^.;:]+?) (?:is|are) (?:the )?" + _SUBJECT.replace("{0,4}", "{0,2}") + r"\.$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    rf"^{_SUBJECT}(?: (?:include|are|can include|may include)(?: the following)?| to (?:look for|"
    r"watch for|report))?:$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"^(?P<lead>[^:]{8,110}\b(?P<form>if (?:you|they|the \w+)|if|when|who|because))(?: has|"
    r" have| is| are)?:$",
    re.I,
)
_BLURRED = re.compile(r"\b(?:this|these|it|its|such|other|another|following|some)\b", re.IGNORECASE)
_MOST_ENTRY_WORDS = 16
_FEWEST_ENTRIES = 2


@dataclass(frozen=True)
class Listing:
    """`entries` are `subject` ("signs of asthma"); `sort` names lists that it can be told from.

    `lead` is set instead of `subject` where the entries complete a sentence ("Call if you ...").
    """

    sort: str
    subject: str
    entries: tuple[str, ...]
    text: str
    start: int
    end: int
    lead: str = ""


def in_sentences(spoken: Sequence[Sentence]) -> Iterator[Listing]:
    """Lists that sentences hold: "Signs of X include a, b and c.", "A and b are signs of X."."""
    for sentence in spoken:
        text = wording.plain(sentence.text)
        match = _FORWARD.match(text) or _BACKWARD.match(text)
        if match is None or _BLURRED.search(match["subject"]):
            continue
        entries = wording.split_list(match["list"])
        if len(entries) >= _FEWEST_ENTRIES:
            subject = re.sub(r"^the ", "", wording.uncapitalised(match["subject"]))
            yield Listing(_sort_of(subject), subject, entries, text, sentence.start, sentence.end)


def in_list(lead_in: str, title: str, blocks: Sequence[Block]) -> Listing | None:
    """The list that blocks make under their lead-in, or under a heading that names their sort."""
    entries = tuple(
        wording.without_stop(wording.plain(block.text)) for block in blocks if block.level <= 1
    )
    if len(entries) < _FEWEST_ENTRIES or any(
        len(entry.split()) > _MOST_ENTRY_WORDS or ":" in entry for entry in entries
    ):
        return None
    lead = " ".join(lead_in.split())
    place = (blocks[0].start, blocks[-1].end)
    text = f"{lead or title + ':'} {'; '.join(map(wording.uncapitalised, entries))}."
    named = _LEAD.match(lead) if lead else _LEAD.match(f"{title}:")
    if named is not None and not _BLURRED.search(named["subject"]):
        subject = re.sub(r"^the ", "", wording.uncapitalised(named["subject"]))
        return Listing(_sort_of(subject), subject, entries, text, *place)
    condition = _CONDITION.match(lead)
    if condition is not None:
        return Listing(
            condition["form"].casefold(), "", entries, text, *place, lead=lead.rstrip(":")
        )
    return None


def contrary(own: Listing, others: Mapping[str, Sequence[Listing]]) -> list[tuple[str, Listing]]:
    """Entries of other lists of the sort, each with its list; none that this list has."""
    held = [wording.stems(entry) for entry in own.entries]
    about = wording.stems(own.subject or own.lead)
    found: list[tuple[str, Listing]] = []
    sorts = _TOLD_FROM.get(own.sort, (own.sort,))
    pool = [other for sort in sorts for other in others.get(sort, ())]
    for other in sorted(pool, key=lambda one: abs(one.start - own.start)):
        told = wording.stems(other.subject or other.lead)
        if other.start == own.start or not (told - about) or not (about - told):
            continue
        for entry in other.entries:
            own_stems = wording.stems(entry)
            if own_stems and not any(len(own_stems & one) * 2 >= len(own_stems) for one in held):
                found.append((entry, other))
    return found


def _sort_of(subject: str) -> str:
    return next(
        name for name, pattern in _SORTS if re.search(rf"\b(?:{pattern})\b", subject, re.IGNORECASE)
    )
