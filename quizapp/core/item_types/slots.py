"""What the types share that put one choice into each entry or blank: selects named "match-0" ...

A response is the list of the positions chosen, one for each entry or blank.
"""

from itertools import count, takewhile

from quizapp.core.errors import Invalid
from quizapp.core.item_types.base import Fields, Shown, value_of


def read_slots(fields: Fields, shown: Shown, *, called: str, to_do: str) -> list[int]:
    """The choices that "match-0", "match-1" ... name by their places on screen.

    `called` is what an entry is called and `to_do` what to do about one without a choice. Raises
    Invalid naming each of those.
    """
    names = takewhile(fields.__contains__, (f"match-{entry}" for entry in count()))
    chosen = [value_of(fields, name) for name in names]
    missing = [
        f"match-{entry}: {called} {entry + 1}: {to_do}."
        for entry, place in enumerate(chosen)
        if not place
    ]
    if missing:
        raise Invalid(missing)
    places = {str(place): position for place, position in enumerate(shown)}
    if not all(place in places for place in chosen):
        raise Invalid("That choice is not part of this question. Load it again.")
    return [places[place] for place in chosen]
