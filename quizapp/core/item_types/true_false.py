"""True or false: two options, one of them right; scored 0/1."""

from functools import partial

from quizapp.core.item_types import choices, multiple_choice
from quizapp.core.item_types.base import ItemType
from quizapp.core.item_types.choices import Choices

OPTIONS = choices.options_table(
    2, 2, "The first is “True”, the second “False”. Mark the right one.", right=range(1, 2)
)


def problems(content: Choices) -> list[str]:
    """What keeps the content from being a true/false question; empty when nothing does."""
    found = choices.problems(content, OPTIONS)
    if [option.text for option in content.options] != ["True", "False"]:
        found.append('options: the two options are "True" and "False", in this order.')
    if sum(content.key) != 1:
        found.append("options: mark exactly one as correct.")
    return found


ITEM_TYPE = ItemType(
    name="true_false",
    label="True or false",
    instruction="Is this statement true or false?",
    layout="choices",
    tables=(OPTIONS,),
    load=partial(choices.load, "true_false", OPTIONS),
    dump=choices.dump,
    problems=problems,
    score=multiple_choice.score,
    guess_floor=lambda _content: 0.5,
    arrange=lambda content, _rng: tuple(range(len(content.options))),
    show=partial(choices.show, multiple=False),
    as_text=choices.as_text,
    read_response=choices.read_response,
    carry_over=choices.carry_over,
)
