"""Questions of several parts as other systems have them -> contents of our types.

Rows with choices, texts with blanks, groups of options, passages to highlight. Limits and reasons
are those of `mapping.make_item`. A `hint` is the name of one of our types, as our own files carry
it: it decides where several types have the same parts, and is passed over where it does not fit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core.formats import mapping
from quizapp.core.formats.mapping import Answer, Unkeepable
from quizapp.core.item_types import ItemContent
from quizapp.core.item_types.bow_tie import SIDES
from quizapp.core.item_types.drag_and_drop import drag_and_drop
from quizapp.core.item_types.groups import grouped
from quizapp.core.item_types.highlights import highlight
from quizapp.core.item_types.matrices import matrix

COMPLETE = "Complete the text."
_COMPLETE = "There is no question beside the text, so that “Complete the text.” stands there."
# Stand around the number of a blank while markup becomes plain text; no file may hold them.
OPENS, CLOSES = "\ue000", "\ue001"
_MARKS = re.compile(f"[{OPENS}{CLOSES}]")
_BLANK = re.compile(f"{OPENS}([0-9]+){CLOSES}")
# Around the text that blanks stand in, where a file tells it from the question.
BEGINS, ENDS = f"{OPENS}<{CLOSES}", f"{OPENS}>{CLOSES}"


@dataclass(frozen=True)
class Row:
    """An entry with the places of its right choices. `rationale` says why."""

    text: str
    right: tuple[int, ...]
    rationale: str = ""


@dataclass(frozen=True)
class Group:
    """Answers that stand together under a name."""

    name: str
    answers: tuple[Answer, ...]
    several: bool = False


def without_marks(text: str) -> str:
    """A file's text without the letters that mark blanks here."""
    return _MARKS.sub("", text)


def blank(number: int) -> str:
    """What stands for blank `number`, from 1, until `stem_and_passage`."""
    return f"{OPENS}{number}{CLOSES}"


def stem_and_passage(text: str) -> tuple[str, str, tuple[str, ...]]:
    """A text with marked blanks as question, passage and notes.

    The passage is what the file says it is, else it begins with the line of the first blank.
    """
    if BEGINS in text and ENDS in text:
        before, _, rest = text.partition(BEGINS)
        passage, _, after = rest.partition(ENDS)
        stem = f"{before.strip()}\n{after.strip()}".strip()
    else:
        found = _BLANK.search(text)
        start = text.rfind("\n", 0, found.start()) + 1 if found else len(text)
        stem, passage = text[:start].strip(), text[start:].strip()
    notes = () if stem else (_COMPLETE,)
    numbers = {number: str(place) for place, number in enumerate(_BLANK.findall(passage), start=1)}
    passage = _BLANK.sub(lambda each: f"{{{numbers[each[1]]}}}", passage)
    return _MARKS.sub("", stem).strip() or COMPLETE, _MARKS.sub("", passage).strip(), notes


def order_of_blanks(text: str) -> list[int]:
    """The numbers of the marked blanks, as they stand in the text."""
    return [int(number) for number in _BLANK.findall(text)]


def rows(
    entries: Sequence[Row],
    choices: Sequence[tuple[str, str]],
    hint: str = "",
    *,
    several: bool = False,
) -> ItemContent:
    """Entries and the (choice, rationale) they share: matching, or a matrix where choices repeat.

    `several` says that an entry may have more choices than one.
    """
    _limit(entries, choices)
    single = all(len(entry.right) == 1 for entry in entries)
    used = [place for entry in entries for place in entry.right]
    if not used:
        raise Unkeepable("None of its answers is marked as right.")
    if single and not several and len(set(used)) == len(used) and not hint.startswith("matrix"):
        extras = [choice for place, choice in enumerate(choices) if place not in used]
        return mapping.matching(
            [
                (entry.text, choices[entry.right[0]][0], entry.rationale or choices[used[n]][1])
                for n, entry in enumerate(entries)
            ],
            extras,
        )
    if not single and not several:
        raise Unkeepable("One of its entries has no single right choice.")
    return matrix(
        "matrix_multiple_response" if several else "matrix_multiple_choice",
        [text.strip() for text, _why in choices],
        [
            (
                entry.text.strip(),
                [choices[place][0].strip() for place in sorted(entry.right)],
                entry.rationale.strip(),
            )
            for entry in entries
        ],
    )


def dropdowns(groups: Sequence[Group], passage: str, hint: str = "") -> ItemContent:
    """Blanks of a passage, each with answers of its own; rows of a table where there is none."""
    _limit(groups, *(group.answers for group in groups))
    kind = "dropdown_table"
    if passage:
        kind = "dropdown_rationale" if hint == "dropdown_rationale" else "dropdown_cloze"
    named = [(str(n) if passage else g.name, g) for n, g in enumerate(groups, start=1)]
    return _grouped(kind, named, passage)


def grouping(groups: Sequence[Group], hint: str = "") -> ItemContent:
    """Groups of options: one of each is right (a table with lists), or several."""
    _limit(groups, *(group.answers for group in groups))
    if hint == "bow_tie" and len(groups) == len(SIDES):
        return _grouped("bow_tie", list(zip(SIDES, groups, strict=True)))
    if hint != "multiple_response_grouping" and not any(group.several for group in groups):
        return dropdowns(groups, "")
    return _grouped("multiple_response_grouping", [(group.name, group) for group in groups])


def tokens(
    passage: str, entries: Sequence[tuple[str, Sequence[int], str]], hint: str = ""
) -> ItemContent:
    """A passage and (token, the blanks that it belongs in, rationale)."""
    _limit(entries)
    if any(len(blanks) > 1 for _text, blanks, _why in entries):
        raise Unkeepable("One of its words belongs in several gaps, and here only in one.")
    kind = "drag_and_drop_rationale" if hint == "drag_and_drop_rationale" else "drag_and_drop_cloze"
    return drag_and_drop(
        kind,
        passage,
        [
            (text.strip(), str(blanks[0]) if blanks else "", why.strip())
            for text, blanks, why in entries
        ],
    )


def highlighted(parts: Sequence[tuple[str, bool, bool, str, str]]) -> ItemContent:
    """Parts as (text, selectable, to be selected, rationale, row); without rows it is a text."""
    _limit(parts)
    in_rows = any(row for *_part, row in parts)
    return highlight("highlight_table" if in_rows else "highlight_text", parts)


def _grouped(kind: str, groups: Sequence[tuple[str, Group]], passage: str = "") -> ItemContent:
    names = [name.strip() for name, _group in groups]
    if len(set(names)) < len(names) or not all(names):
        raise Unkeepable("Its parts have no names of their own to tell them by.")
    return grouped(
        kind,
        [
            (name.strip(), answer.text.strip(), answer.share > 0, answer.rationale.strip())
            for name, group in groups
            for answer in group.answers
        ],
        passage,
    )


def _limit(*lists: Sequence[object]) -> None:
    if any(len(each) > mapping.MOST_ROWS for each in lists):
        raise Unkeepable(f"It has more parts than any question needs: {mapping.MOST_ROWS}.")
