"""What tests that run over every item type need of each: contents, responses, filled-in forms.

A type that is not in KINDS fails tests/core/item_types/test_laws.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from quizapp.core.item_types import Content
from quizapp.core.item_types.base import Fields, Shown
from quizapp.core.item_types.choices import Option
from quizapp.core.item_types.matching import Extra, Matching, Pair
from quizapp.core.item_types.ordered_response import Entry, OrderedResponse

WORDS = st.text("abcdefgh ", min_size=1).map(str.strip).filter(bool)


@dataclass(frozen=True)
class Kind:
    """One type. `twin` gives content that looks the same as shown and has another key."""

    contents: st.SearchStrategy[Any]
    responses: Callable[[Any], st.SearchStrategy[Any]]
    key: Callable[[Any], Any]
    entered: Callable[[Any, Shown], Fields]
    twin: Callable[[Any, Shown], tuple[Any, Shown]]


def distinct(fewest: int, most: int) -> st.SearchStrategy[list[str]]:
    """Texts that say different things."""
    return st.lists(WORDS, min_size=fewest, max_size=most, unique=True)


# Choices ---------------------------------------------------------------------------------------


@st.composite
def choices(
    draw: st.DrawFn, type_name: str, fewest: int, most: int, *, single: bool = True
) -> Content:
    fixed = type_name == "true_false"
    texts = ["True", "False"] if fixed else draw(distinct(fewest, most))
    right = draw(
        st.sets(st.integers(0, len(texts) - 1), min_size=1, max_size=1 if single else None)
    )
    return Content(
        type_name,
        tuple(
            Option(text, number in right, draw(st.just("") | WORDS))
            for number, text in enumerate(texts)
        ),
    )


def selections(content: Content) -> st.SearchStrategy[list[int]]:
    most = len(content.options) if content.type == "select_all" else 1
    positions = st.integers(0, len(content.options) - 1)
    return st.sets(positions, min_size=1, max_size=most).map(sorted)


def with_other_key(content: Content, shown: Shown) -> tuple[Content, Shown]:
    moved = (*content.key[1:], content.key[0])
    options = zip(content.options, moved, strict=True)
    return replace(content, options=tuple(replace(o, correct=k) for o, k in options)), shown


def kind_of_choices(contents: st.SearchStrategy[Content]) -> Kind:
    return Kind(
        contents,
        responses=selections,
        key=lambda content: [n for n, right in enumerate(content.key) if right],
        entered=lambda response, shown: {"option": [str(shown.index(n)) for n in response]},
        twin=with_other_key,
    )


# Ordered response and matching -----------------------------------------------------------------


def swapped(items: Sequence[Any]) -> tuple[Any, ...]:
    first, second, *rest = items
    return (second, first, *rest)


def renumbered(shown: Shown) -> Shown:
    return [{0: 1, 1: 0}.get(position, position) for position in shown]


@st.composite
def sequences(draw: st.DrawFn) -> OrderedResponse:
    return OrderedResponse(
        tuple(Entry(text, draw(st.just("") | WORDS)) for text in draw(distinct(4, 6)))
    )


@st.composite
def matchings(draw: st.DrawFn) -> Matching:
    entries = draw(distinct(3, 6))
    texts = draw(distinct(len(entries), len(entries) + 4))
    pairs = zip(entries, texts, strict=False)
    return Matching(
        tuple(Pair(text, match, draw(st.just("") | WORDS)) for text, match in pairs),
        tuple(Extra(text, draw(st.just("") | WORDS)) for text in texts[len(entries) :]),
    )


def choices_made(content: Matching) -> st.SearchStrategy[list[int]]:
    count = len(content.pairs)
    chosen = st.integers(0, len(content.choices) - 1)
    return st.lists(chosen, min_size=count, max_size=count)


def matched_otherwise(content: Matching, shown: Shown) -> tuple[Matching, Shown]:
    matches = swapped([pair.match for pair in content.pairs])
    pairs = zip(content.pairs, matches, strict=True)
    return replace(content, pairs=tuple(replace(p, match=m) for p, m in pairs)), renumbered(shown)


KINDS: dict[str, Kind] = {
    "multiple_choice": kind_of_choices(choices("multiple_choice", 3, 6)),
    "true_false": kind_of_choices(choices("true_false", 2, 2)),
    "select_all": kind_of_choices(choices("select_all", 5, 10, single=False)),
    "ordered_response": Kind(
        sequences(),
        responses=lambda content: st.permutations(range(len(content.sequence))).map(list),
        key=lambda content: list(range(len(content.sequence))),
        entered=lambda response, shown: {
            f"place-{row}": [str(response.index(position) + 1)]
            for row, position in enumerate(shown)
        },
        twin=lambda content, shown: (
            OrderedResponse(swapped(content.sequence)),
            renumbered(shown),
        ),
    ),
    "matching": Kind(
        matchings(),
        responses=choices_made,
        key=lambda content: list(range(len(content.pairs))),
        entered=lambda response, shown: {
            f"match-{entry}": [str(shown.index(chosen))] for entry, chosen in enumerate(response)
        },
        twin=matched_otherwise,
    ),
}
