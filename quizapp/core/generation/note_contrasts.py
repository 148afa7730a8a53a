"""What notes say of the topics beside one: the wrong options of a question about it.

An entry is wrong of a topic where the notes put it under the same label of a sibling and nowhere
say it of the topic, and where it is not so common that a nurse could defend it of any.
"""

from collections.abc import Sequence

from quizapp.core import terms
from quizapp.core.generation import note_topics, shorthand, wording
from quizapp.core.generation.document import Document
from quizapp.core.generation.note_entries import Entry
from quizapp.core.generation.notes import Note

_ALIKE = 0.5


def siblings(note: Note, document: Document) -> list[Note]:
    """Notes under the same label of topics beside this one, one of each, the nearest first."""
    found: dict[str, Note] = {}
    others = [
        other
        for other in document.notes
        if other.sort == note.sort
        and note_topics.are_siblings(note.topic, other.topic)
        and not (note.sort in _SEEN and note_topics.are_degrees(note.topic, other.topic))
        and not _share_drugs(note, other)
    ]
    own_family = note.topic.family
    for other in sorted(
        others, key=lambda one: (one.topic.family != own_family, abs(one.start - note.start))
    ):
        found.setdefault(other.topic.name.casefold(), other)
    return list(found.values())


def _share_drugs(note: Note, other: Note) -> bool:
    """Whether two parts of a text both blame drugs, so that one may well do what the other's do."""
    apart = note.topic.family != other.topic.family and note.sort in ("cause", "risk")
    return apart and all(any(_is_drug(e.text) for e in one.entries) for one in (note, other))


def nearest(note: Note, others: Sequence[Note]) -> list[Note]:
    """The siblings that stand in the same part of the text, all of them where none does.

    Hyponatraemia is told from hypernatraemia: what another section says of potassium may as well
    be true of sodium.
    """
    opposed = [one for one in others if note_topics.are_opposed(note.topic, one.topic)]
    near = [other for other in others if other.topic.family == note.topic.family]
    return opposed or near or list(others)


_SEEN = frozenset(("finding", "laboratory", "cause", "complication", "ecg"))


def of_topic(note: Note, document: Document) -> list[Entry]:
    """Everything that the notes list of the note's topic, under whichever label."""
    name = note.topic.name.casefold()
    return [
        entry
        for other in document.notes
        if other.topic.name.casefold() == name
        for entry in other.entries
    ]


def telling(note: Note, others: Sequence[Note]) -> list[Entry]:
    """Entries by which the topic can be told from its siblings: neither shared nor in its name."""
    shared = [entry.text for other in others for entry in other.entries]
    name = wording.stems(note.topic.name)
    same = str.__eq__ if note.label.single else alike
    return [
        entry
        for entry in note.entries
        if not any(same(entry.text, one) for one in shared)
        and not (wording.stems(entry.text) & name)
    ]


def wrong_of(note: Note, others: Sequence[Note], document: Document) -> list[tuple[Entry, Note]]:
    """Entries of the siblings that are wrong of this note's topic, each with whose it is."""
    own = [entry.text for entry in of_topic(note, document)]
    found: list[tuple[Entry, Note]] = []
    about = wording.stems(note.topic.name)
    for other in others:
        name = wording.stems(other.topic.name)
        # What two kinds of shock have in common, the notes need not say of both.
        of_a_kind = bool(name & about) and note.sort in _SHARED_BY_KIND
        for entry in other.entries:
            if not _can_be_wrong(entry, note, own) or wording.stems(entry.text) & name:
                continue
            if of_a_kind and entry.text.split(" ", 1)[0] not in _CONTRARY:
                continue
            same = str.__eq__ if note.label.single else alike
            if any(same(entry.text, one) for one in own) or _said(entry, note, document):
                continue
            drugs = note.sort in ("cause", "risk") and _is_drug(entry.text)
            if drugs and any(_is_drug(one.text) for one in note.entries):
                continue
            found.append((entry, other))
    return found


def _can_be_wrong(entry: Entry, note: Note, own: Sequence[str]) -> bool:
    """Whether an entry could be wrong of a topic at all.

    A measure that goes one way is, where the notes say that it goes the other; what is done only
    where it is a drug or another named treatment, since good care is seldom wrong anywhere.
    """
    if note.sort in _NEVER_WRONG or shorthand.is_common(entry.text):
        return False
    way, _, measure = entry.text.partition(" ")
    if way in _CONTRARY:
        return f"{_CONTRARY[way]} {measure}" in own
    if note.sort in _DONE:
        kinds = {mention.term.kind for mention in terms.mentions(entry.text)}
        return bool(kinds & _NAMED_TREATMENTS)
    return True


_CONTRARY = {"raised": "reduced", "reduced": "raised", "high": "low", "low": "high"}
_SHARED_BY_KIND = frozenset(("finding", "complication", "risk", "laboratory", "side_effect"))
_NEVER_WRONG = frozenset(("use", "effect", "watch", "monitor", "contraindication", "example"))
_DONE = frozenset(("treatment", "nursing", "monitor", "diagnosis"))
_NAMED_TREATMENTS = frozenset(
    ("drug", "drug class", "treatment", "operation", "examination", "laboratory test", "device")
)


def _is_drug(words: str) -> bool:
    """Whether an entry is a drug: one may belong to a class that another entry names."""
    return any(mention.term.kind in ("drug", "drug class") for mention in terms.mentions(words))


def _said(entry: Entry, note: Note, document: Document) -> bool:
    if note.label.single:
        return False
    apart = " ".join(sorted(wording.stems(note.topic.name)))
    return document.asserts(entry.text, apart)


def alike(one: str, other: str) -> bool:
    """Whether two entries may be the same thing said twice: "tetany" and "tetany of the hands"."""
    first, second = wording.stems(one), wording.stems(other)
    if not first or not second:
        return one.casefold() == other.casefold()
    shared = len(first & second)
    if shared >= _ALIKE * min(len(first), len(second)) and shared:
        return not _directed_apart(one, other)
    left, right = terms.typed(one), terms.typed(other)
    return left is not None and right is not None and left.name == right.name


def _directed_apart(one: str, other: str) -> bool:
    """Whether two entries say the contrary of one measure: "raised potassium", "reduced ..."."""
    ways = {one.split(" ", 1)[0], other.split(" ", 1)[0]}
    return ways == {"raised", "reduced"} and one.split(" ")[1:] == other.split(" ")[1:]


def shown(note: Note, others: Sequence[Note]) -> list[Entry]:
    """Up to three entries that together tell the topic, one of them at least not common."""
    told = telling(note, others)
    lead = next((entry for entry in told if not shorthand.is_common(entry.text)), None)
    if lead is None:
        return told[:1] if note.label.single else []
    rest = [entry for entry in told if entry is not lead]
    return sorted([lead, *rest[: _MOST_SHOWN - 1]], key=told.index)


def left(note: Note, others: Sequence[Note]) -> list[Entry]:
    """Entries for another question on the same list; all where too few are left."""
    name = wording.stems(note.topic.name)
    taken = shown(note, others)
    fit = [entry for entry in note.entries if not wording.stems(entry.text) & name]
    rest = [entry for entry in fit if entry not in taken]
    return (rest if len(rest) >= _FEWEST_LEFT else fit)[-_MOST_SHOWN:]


def middle(note: Note, others: Sequence[Note]) -> list[Entry]:
    """Telling entries that neither `shown` nor `left` takes: for a third question on the list."""
    taken = [*shown(note, others), *left(note, others)]
    return [entry for entry in telling(note, others) if entry not in taken]


_MOST_SHOWN = 3
_FEWEST_LEFT = 2


def joined(entries: Sequence[str]) -> str:
    """As in: a, b and c; an entry that is two things itself is set apart from the next."""
    if not any(" and " in entry for entry in entries) or len(entries) == 1:
        return wording.joined(entries)
    return f"{', '.join(entries[:-1])}, and {entries[-1]}"


def listed(note: Note) -> str:
    """What the notes list of a topic, as a sentence for a rationale."""
    entries = joined([entry.text for entry in note.entries[:_MOST_TOLD]])
    name = note.topic.name
    return f"{wording.capitalised(note.label.are)} {name}: {entries}."


_MOST_TOLD = 12
