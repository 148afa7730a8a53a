"""FSRS-6 parameters fitted to reviews by `fsrs-rs-python`, where an operator has installed it.

Its wheel states no licence, so nothing here needs it: docs/decisions/0019-fitted-schedules.md.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

_LIBRARY = "fsrs_rs_python"
# What is fitted is a learner's forgetting over months; the library's work grows with the square.
_LONGEST = 64
_DIGITS = 4
_RATINGS = range(1, 5)

Histories = Sequence[Sequence[tuple[int, int]]]


def find_fitter() -> Callable[[Histories], tuple[float, ...] | None] | None:
    """The function `fit`, or None where the library is not installed. Imports nothing."""
    return None if find_spec(_LIBRARY) is None else fit


def fit(histories: Histories) -> tuple[float, ...] | None:
    """The 21 parameters that predict these histories best; None where the library finds none.

    A history is one learner's reviews of one objective, oldest first: the rating, 1 to 4, and the
    whole days since the review before, 0 for the first (ValueError otherwise). Of each the first 64
    count. The same histories give the same parameters. Few give FSRS's defaults, or some near them.
    ImportError without the library.
    """
    library = import_module(_LIBRARY)
    items = []
    for history in histories:
        if not all(_is_sound(place, *review) for place, review in enumerate(history)):
            raise ValueError("a review needs a rating of 1 to 4 and the days since the last one")
        reviews = [library.FSRSReview(rating, days) for rating, days in history[:_LONGEST]]
        # Each review is learned from together with those before it; the library takes none that
        # came before a day had passed, when nothing is forgotten by its count.
        items += [
            library.FSRSItem(reviews[: place + 1])
            for place, (_rating, days) in enumerate(history[:_LONGEST])
            if days
        ]
    try:
        found = library.FSRS(library.DEFAULT_PARAMETERS).compute_parameters(items)
    except ValueError:
        return None
    # Single precision there: further digits are noise.
    return tuple(round(float(parameter), _DIGITS) for parameter in found)


def _is_sound(place: int, rating: int, days: int) -> bool:
    return rating in _RATINGS and (days >= 0 if place else days == 0)
