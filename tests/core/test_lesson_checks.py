"""A lesson stops to ask after every few hundred words."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.lesson_checks import WORDS_BETWEEN, Stretch, place_checks


def passages(*words: int) -> list[Stretch]:
    """Passages of so many words, each 100 characters long."""
    return [Stretch(100 * n, 100 * n + 99, count) for n, count in enumerate(words)]


def test_a_check_comes_once_enough_was_read() -> None:
    assert place_checks(passages(120, 90, 50), [10, 110]) == {1: 1}


def test_it_asks_about_what_was_read_since_the_last_one() -> None:
    assert place_checks(passages(200, 200, 200), [10, 110, 210]) == {0: 0, 1: 1, 2: 2}


def test_a_short_lesson_has_one_check_at_its_end() -> None:
    assert place_checks(passages(40, 30), [20]) == {1: 0}


def test_without_a_question_about_it_nothing_is_asked() -> None:
    assert place_checks(passages(250, 250), []) == {}
    assert place_checks([], [5]) == {}


@given(
    words=st.lists(st.integers(1, 300), max_size=12),
    sources=st.lists(st.integers(0, 1200), max_size=12),
)
def test_no_question_twice_and_none_ahead_of_its_text(words: list[int], sources: list[int]) -> None:
    stretches = passages(*words)
    placed = place_checks(stretches, sources)
    assert len(set(placed.values())) == len(placed)
    assert all(sources[source] < stretches[place].end for place, source in placed.items())
    assert len(placed) <= max(1, sum(words) // WORDS_BETWEEN)
