"""What the drop-down types share: one of each blank's (or row's) options is right.

Cloze and table are scored 0/1 for each; the sentence of cause and effect (rationale) as a dyad or
a triad whose anchor is the first blank.
"""

from functools import partial
from typing import Any

from quizapp.core.item_types import groups, passages
from quizapp.core.item_types.base import ItemType, Shown
from quizapp.core.item_types.groups import Grouped
from quizapp.core.item_types.passages import PASSAGE
from quizapp.core.scoring import Score, rationale_of_choices, zero_one_selections

CLOZE, TABLE, RATIONALE = "dropdown_cloze", "dropdown_table", "dropdown_rationale"
EACH = range(3, 6)
BLANKS = {CLOZE: range(1, 7), RATIONALE: range(2, 4)}
ROWS = range(2, 9)
OF_BLANKS = groups.options_table(
    "Blank", "Each belongs to a blank: 1, 2 and so on. Three to five a blank, one of them right.",
    3, 30,
)  # fmt: skip
OF_SENTENCE = groups.options_table(
    "Blank",
    "Each belongs to a blank: 1, 2 and, where there is one, 3. Three to five a blank, one of them"
    " right. The first blank is the anchor: without it, the others earn nothing.",
    6,
    15,
)
OF_ROWS = groups.options_table(
    "Row", "Options with the same row stand in one list. Three to five a row, one of them right.",
    6, 40,
)  # fmt: skip


def problems_of_blanks(content: Grouped) -> list[str]:
    """What keeps the content from being a text with drop-downs; empty when nothing does."""
    table = OF_SENTENCE if content.type == RATIONALE else OF_BLANKS
    found = groups.problems(content, table, groups=BLANKS[content.type], each=EACH)
    found += groups.one_right_each(content)
    numbers = tuple(str(number) for number in range(1, len(content.groups) + 1))
    if content.groups != numbers:
        found.append("options: number the blanks in `group` 1, 2 and so on, in this order.")
    return found + passages.problems(content.passage, len(content.groups))


def problems_of_rows(content: Grouped) -> list[str]:
    """What keeps the content from being a table with drop-downs; empty when nothing does."""
    found = groups.problems(content, OF_ROWS, groups=ROWS, each=EACH)
    return found + groups.one_right_each(content)


def score(content: Grouped, response: Any) -> Score:
    """By the type's rule. Raises Invalid unless each blank or row has one selection."""
    names = _names(content)
    wanted = [range(1, 2)] * len(names)
    selected = groups.selected(content, response, wanted=wanted, called=names)
    if content.type == RATIONALE:
        return rationale_of_choices(content.key, selected, content.numbers)
    return zero_one_selections(content.key, selected)


def show(content: Grouped, shown: Shown) -> dict[str, Any]:
    """The passage in pieces (none for a table), and each blank or row with its options."""
    names = _names(content)
    return {
        "pieces": passages.pieces(content.passage),
        "groups": groups.show_groups(content, shown, control=groups.SELECT, names=names),
    }


def as_text(content: Grouped, shown: Shown) -> tuple[str, ...]:
    """The passage, then a line for each blank or row and each of its options."""
    lines = groups.as_text(content, shown, _names(content))
    return (passages.with_blanks_drawn(content.passage), *lines) if content.passage else lines


def _names(content: Grouped) -> tuple[str, ...]:
    if content.type == TABLE:
        return content.groups
    return tuple(f"Blank {name}" for name in content.groups)


def _of_blanks(name: str, label: str, instruction: str) -> ItemType[Grouped]:
    table = OF_SENTENCE if name == RATIONALE else OF_BLANKS
    return ItemType(
        name=name,
        label=label,
        instruction=instruction,
        layout="passage",
        settings=(PASSAGE,),
        tables=(table,),
        load=partial(groups.load, name, table, (PASSAGE,)),
        dump=groups.dump,
        problems=problems_of_blanks,
        score=score,
        guess_floor=groups.guess_one_each,
        arrange=groups.arrange,
        show=show,
        as_text=as_text,
        read_response=groups.read_response,
        carry_over=groups.carry_over,
    )


CLOZE_TYPE = _of_blanks(CLOZE, "Fill in from lists", "Choose what belongs in each blank.")
RATIONALE_TYPE = _of_blanks(
    RATIONALE,
    "Sentence of cause and effect",
    "Complete the sentence. Its parts are scored together.",
)
TABLE_TYPE = ItemType(
    name=TABLE,
    label="Table with lists",
    instruction="Choose an answer in each row.",
    layout="groups",
    tables=(OF_ROWS,),
    load=partial(groups.load, TABLE, OF_ROWS, ()),
    dump=groups.dump,
    problems=problems_of_rows,
    score=score,
    guess_floor=groups.guess_one_each,
    arrange=groups.arrange,
    show=show,
    as_text=as_text,
    read_response=groups.read_response,
    carry_over=groups.carry_over,
)
