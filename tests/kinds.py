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
from quizapp.core.item_types.drag_and_drop import DragAndDrop, drag_and_drop
from quizapp.core.item_types.groups import Grouped, grouped
from quizapp.core.item_types.highlights import Highlight, highlight
from quizapp.core.item_types.matching import Extra, Matching, Pair
from quizapp.core.item_types.matrices import Matrix, matrix
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.ordered_response import Entry, OrderedResponse
from quizapp.core.item_types.short_answer import ShortAnswer, Wording

WORDS = st.text("abcdefgh ", min_size=1).map(str.strip).filter(bool)


@dataclass(frozen=True)
class Kind:
    """One type. `twin` gives content that looks the same as shown and has another key."""

    contents: st.SearchStrategy[Any]
    responses: Callable[[Any], st.SearchStrategy[Any]]
    key: Callable[[Any], Any]
    entered: Callable[[Any, Shown], Fields]
    twin: Callable[[Any, Shown], tuple[Any, Shown]]
    # Whether one showing differs from another by an order alone.
    is_order: bool = True


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


# Options in groups -------------------------------------------------------------------------------


def right_among(content: Any) -> list[int]:
    return [position for position, right in enumerate(content.key) if right]


@st.composite
def groupings(
    draw: st.DrawFn,
    type_name: str,
    groups: Sequence[str] | None,
    counts: Sequence[tuple[int, int, int, int]],
) -> Grouped:
    """Groups with (fewest, most) options and (fewest, most) right ones each."""
    names = groups or draw(distinct(len(counts), len(counts)))
    options: list[tuple[str, str, bool, str]] = []
    for name, (fewest, most, least, greatest) in zip(names, counts, strict=True):
        texts = draw(distinct(fewest, most))
        among = st.integers(0, len(texts) - 1)
        right = draw(st.sets(among, min_size=least, max_size=min(greatest, len(texts))))
        options += [
            (name, text, number in right, draw(st.just("") | WORDS))
            for number, text in enumerate(texts)
        ]
    numbers = range(1, len(counts) + 1)
    passage = " and ".join(f"so {{{number}}}" for number in numbers) + "."
    return grouped(type_name, options, passage if groups and groups[0] == "1" else "")


def in_one(selections: Sequence[set[int]]) -> list[int]:
    return sorted(position for each in selections for position in each)


def some_of_each(content: Grouped, least: int, most: int) -> st.SearchStrategy[list[int]]:
    chosen = [
        st.sets(st.sampled_from(content.members(group)), min_size=least, max_size=most)
        for group in range(len(content.groups))
    ]
    return st.tuples(*chosen).map(in_one)


def sides_of(content: Grouped) -> st.SearchStrategy[list[int]]:
    chosen = [
        st.sets(st.sampled_from(content.members(group)), min_size=count, max_size=count)
        for group, count in enumerate((2, 1, 2))
    ]
    return st.tuples(*chosen).map(in_one)


def rotated_in_groups(content: Grouped, shown: Shown) -> tuple[Grouped, Shown]:
    options = list(content.options)
    for group in range(len(content.groups)):
        members = content.members(group)
        for position, before in zip(members, (members[-1], *members), strict=False):
            right = content.options[before].correct
            options[position] = replace(content.options[position], correct=right)
    return replace(content, options=tuple(options)), shown


def as_options(response: list[int], shown: Shown) -> dict[str, list[str]]:
    return {"option": [str(shown.index(position)) for position in response]}


def kind_of_groups(
    contents: st.SearchStrategy[Grouped],
    responses: Callable[[Grouped], st.SearchStrategy[list[int]]] = lambda content: some_of_each(
        content, 1, 1
    ),
) -> Kind:
    return Kind(contents, responses, right_among, as_options, rotated_in_groups)


def between(fewest: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(fewest, most)


# Highlights and matrices -------------------------------------------------------------------------


@st.composite
def highlights(draw: st.DrawFn, type_name: str, rows: Sequence[str]) -> Highlight:
    texts = draw(st.lists(WORDS, min_size=3, max_size=8))
    selectable = draw(st.sets(st.integers(0, len(texts) - 1), min_size=2))
    right = draw(st.sets(st.sampled_from(sorted(selectable)), min_size=1))
    right = right if len(right) < len(selectable) else {min(right)}
    return highlight(
        type_name,
        [
            (
                text,
                n in selectable,
                n in right,
                draw(st.just("") | WORDS),
                draw(st.sampled_from(rows)),
            )
            for n, text in enumerate(texts)
        ],
    )


def selectable_in(content: Highlight) -> st.SearchStrategy[list[int]]:
    places = [n for n, part in enumerate(content.parts) if part.selectable]
    return st.sets(st.sampled_from(places), min_size=1).map(sorted)


def highlighted_otherwise(content: Highlight, shown: Shown) -> tuple[Highlight, Shown]:
    places = [n for n, part in enumerate(content.parts) if part.selectable]
    parts = list(content.parts)
    for place, before in zip(places, (places[-1], *places), strict=False):
        parts[place] = replace(parts[place], correct=content.parts[before].correct)
    return replace(content, parts=tuple(parts)), shown


@st.composite
def matrices(draw: st.DrawFn, type_name: str) -> Matrix:
    columns = draw(distinct(2, 3))
    several = type_name == "matrix_multiple_response"
    rows = [
        (
            text,
            sorted(draw(st.sets(st.sampled_from(columns), max_size=len(columns))))
            if several
            else [draw(st.sampled_from(columns))],
            draw(st.just("") | WORDS),
        )
        for text in draw(distinct(4, 6))
    ]
    if several:
        rows[0] = (rows[0][0], columns, rows[0][2])
        rows[1] = (rows[1][0], [], rows[1][2])
    return matrix(type_name, columns, rows)


def a_column_each(content: Matrix) -> st.SearchStrategy[list[int]]:
    width = len(content.columns)
    chosen = st.integers(0, width - 1)
    count = len(content.rows)
    return st.lists(chosen, min_size=count, max_size=count).map(
        lambda columns: [row * width + column for row, column in enumerate(columns)]
    )


def every_column(content: Matrix) -> st.SearchStrategy[list[int]]:
    width, count = len(content.columns), len(content.rows)
    rows = st.sets(st.integers(0, count - 1), min_size=1)
    return st.lists(rows, min_size=width, max_size=width).map(
        lambda chosen: in_one([{row * width + n for row in rows} for n, rows in enumerate(chosen)])
    )


def turned(content: Matrix, shown: Shown) -> tuple[Matrix, Shown]:
    moved = dict(zip(content.columns, (*content.columns[1:], content.columns[0]), strict=True))
    rows = tuple(
        replace(row, right=tuple(moved[name] for name in row.right)) for row in content.rows
    )
    return replace(content, rows=rows), shown


# Tokens ------------------------------------------------------------------------------------------


@st.composite
def tokens(draw: st.DrawFn, type_name: str, blanks: st.SearchStrategy[int]) -> DragAndDrop:
    texts, count = draw(distinct(4, 10)), draw(blanks)
    of_blanks = draw(st.permutations(range(len(texts))))[:count]
    passage = " and ".join(f"so {{{number + 1}}}" for number in range(count))
    return drag_and_drop(
        type_name,
        passage,
        [
            (
                text,
                str(of_blanks.index(n) + 1) if n in of_blanks else "",
                draw(st.just("") | WORDS),
            )
            for n, text in enumerate(texts)
        ],
    )


def a_token_each(content: DragAndDrop) -> st.SearchStrategy[list[int]]:
    chosen, count = st.integers(0, len(content.tokens) - 1), len(content.key)
    return st.lists(chosen, min_size=count, max_size=count)


def with_tokens_moved(content: DragAndDrop, shown: Shown) -> tuple[DragAndDrop, Shown]:
    blanks = [token.blank for token in content.tokens]
    moved = (*blanks[1:], blanks[0])
    return replace(
        content,
        tokens=tuple(
            replace(token, blank=blank) for token, blank in zip(content.tokens, moved, strict=True)
        ),
    ), shown


# Typed answers -----------------------------------------------------------------------------------

PLAIN = st.text("abcdefgh", min_size=1)


@st.composite
def wordings(draw: st.DrawFn) -> ShortAnswer:
    return ShortAnswer((Wording(draw(PLAIN), rationale=draw(st.just("") | WORDS)),))


@st.composite
def numbers(draw: st.DrawFn) -> Numeric:
    units = draw(st.just(()) | st.just(("mL", "L")))
    return Numeric(
        answer=str(draw(st.integers(0, 500))),
        places="0",
        given=draw(st.just("") | WORDS),
        unit=draw(st.sampled_from(["mg", "mL/h"])) if units else draw(st.sampled_from(["", "mg"])),
        other_units=units,
    )


def answer_of(content: Numeric) -> int:
    return sum(int(part) for part in content.answer.split("+"))


def in_number(content: Numeric, value: int, unit: str) -> dict[str, Any]:
    return {"value": str(value), "unit": unit if content.units else "", "drawn": []}


def written_numbers(content: Numeric) -> st.SearchStrategy[dict[str, Any]]:
    values = st.integers(0, 500) | st.just(answer_of(content))
    return st.builds(
        lambda value, unit: in_number(content, value, unit),
        values,
        st.sampled_from(content.units or [""]),
    )


def with_other_answer(content: Numeric, shown: Shown) -> tuple[Numeric, Shown]:
    return replace(content, answer=f"{content.answer} + 1"), shown


BLANKS = ("1", "2", "3")
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
    "select_n": replace(
        kind_of_choices(
            choices("select_n", 5, 10, single=False).filter(
                lambda content: sum(content.key) in range(2, len(content.key))
            )
        ),
        responses=lambda content: st.sets(
            st.integers(0, len(content.options) - 1),
            min_size=sum(content.key),
            max_size=sum(content.key),
        ).map(sorted),
    ),
    "multiple_response_grouping": kind_of_groups(
        between(2, 5).flatmap(
            lambda n: groupings("multiple_response_grouping", None, [(2, 4, 1, 4)] * n)
        ),
        lambda content: some_of_each(content, 1, 4),
    ),
    "bow_tie": kind_of_groups(
        groupings(
            "bow_tie",
            ("action", "condition", "parameter"),
            [(5, 5, 2, 2), (4, 4, 1, 1), (5, 5, 2, 2)],
        ),
        sides_of,
    ),
    "dropdown_cloze": kind_of_groups(
        between(1, 3).flatmap(lambda n: groupings("dropdown_cloze", BLANKS[:n], [(3, 5, 1, 1)] * n))
    ),
    "dropdown_table": kind_of_groups(
        between(2, 4).flatmap(lambda n: groupings("dropdown_table", None, [(3, 5, 1, 1)] * n))
    ),
    "dropdown_rationale": kind_of_groups(
        between(2, 3).flatmap(
            lambda n: groupings("dropdown_rationale", BLANKS[:n], [(3, 5, 1, 1)] * n)
        )
    ),
    "highlight_text": Kind(
        highlights("highlight_text", [""]),
        selectable_in,
        right_among,
        as_options,
        highlighted_otherwise,
    ),
    "highlight_table": Kind(
        highlights("highlight_table", ["Skin", "Pulse"]),
        selectable_in,
        right_among,
        as_options,
        highlighted_otherwise,
    ),
    "matrix_multiple_choice": Kind(
        matrices("matrix_multiple_choice"), a_column_each, right_among, as_options, turned
    ),
    "matrix_multiple_response": Kind(
        matrices("matrix_multiple_response"), every_column, right_among, as_options, turned
    ),
    "drag_and_drop_cloze": Kind(
        tokens("drag_and_drop_cloze", between(1, 4)),
        a_token_each,
        lambda content: content.key,
        lambda response, shown: {
            f"match-{blank}": [str(shown.index(chosen))] for blank, chosen in enumerate(response)
        },
        with_tokens_moved,
    ),
    "drag_and_drop_rationale": Kind(
        tokens("drag_and_drop_rationale", between(2, 3)),
        a_token_each,
        lambda content: content.key,
        lambda response, shown: {
            f"match-{blank}": [str(shown.index(chosen))] for blank, chosen in enumerate(response)
        },
        with_tokens_moved,
    ),
    "short_answer": Kind(
        wordings(),
        responses=lambda content: (PLAIN | st.just(content.answers[0].text)).map(
            lambda text: {"text": text}
        ),
        key=lambda content: {"text": content.answers[0].text},
        entered=lambda response, _shown: {"answer": [response["text"]]},
        twin=lambda _content, shown: (ShortAnswer((Wording("quite another"),)), shown),
    ),
    "numeric": Kind(
        numbers(),
        responses=written_numbers,
        key=lambda content: in_number(content, answer_of(content), content.unit),
        entered=lambda response, _shown: {
            "value": [response["value"]],
            "unit": [response["unit"]],
        },
        twin=with_other_answer,
        is_order=False,
    ),
}
