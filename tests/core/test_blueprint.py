"""Which question of a readiness test comes next: shares of areas, fit, exposure."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.blueprint import (
    Draw,
    Exposure,
    Question,
    draw_question,
    misfit,
    share_out,
)

BEST = Draw(randomesque=1)


def seeded(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311 - a draw to be repeated, not a secret


def question(
    number: int, b: float = 0.0, *, area: int = 0, objective: int | None = None
) -> Question:
    return Question(number, number + 1000, objective or number, area, b, 0.0)


def bank(*sizes: int) -> list[Question]:
    """So many questions in each area."""
    areas = [area for area, size in enumerate(sizes) for _ in range(size)]
    return [question(n, (n % 13 - 6) / 3, area=area) for n, area in enumerate(areas)]


def take(pool: list[Question], count: int, rng: Random, draw: Draw = BEST) -> list[Question]:
    """The first questions of a test whose learner stays at 0."""
    shares, asked = share_out(pool), []
    for _ in range(count):
        left = [q for q in pool if q not in asked]
        drawn = draw_question(left, shares, asked, 0.0, rng, draw)
        assert drawn is not None
        asked.append(drawn.question)
    return asked


sizes = st.lists(st.integers(1, 25), min_size=1, max_size=9)


@given(sizes, st.randoms(use_true_random=False))
def test_every_area_keeps_within_one_question_of_its_share_at_every_length(
    sizes: list[int], rng: Random
) -> None:
    pool = bank(*sizes)
    asked = take(pool, min(60, len(pool)), rng)
    counts: Counter[int] = Counter()
    for number, q in enumerate(asked, start=1):
        counts[q.area] += 1
        for area, share in share_out(pool).items():
            assert abs(counts[area] - share * number) < 1


@given(sizes, st.randoms(use_true_random=False))
def test_no_question_comes_twice_and_the_whole_bank_can_be_asked(
    sizes: list[int], rng: Random
) -> None:
    pool = bank(*sizes)
    asked = take(pool, len(pool), rng, Draw())
    assert sorted(q.item_id for q in asked) == sorted(q.item_id for q in pool)


def test_shares_are_those_of_the_bank() -> None:
    assert share_out(bank(30, 10)) == {0: 0.75, 1: 0.25}


@given(st.floats(-3, 3))
def test_the_question_nearest_to_even_chances_comes(ability: float) -> None:
    pool = [question(n, n / 4 - 4) for n in range(33)]
    drawn = draw_question(pool, share_out(pool), [], ability, seeded(), BEST)
    assert drawn is not None
    assert abs(drawn.question.item_difficulty - ability) <= 0.125 + 1e-9
    assert drawn.propensity == 1


def test_where_guessing_pays_an_easier_question_tells_more() -> None:
    guessed = Question(1, 1, 1, 0, -0.31, 0.25)
    assert misfit(guessed, 0.0) < 0.01
    assert misfit(question(1, -0.31), 0.0) == pytest.approx(0.31)


def test_it_is_drawn_evenly_among_the_ten_best() -> None:
    pool = [question(n, n / 10) for n in range(100)]
    drawn = [draw_question(pool, share_out(pool), [], 0.0, seeded(seed)) for seed in range(300)]
    assert {d.question.item_id for d in drawn} == set(range(10))
    assert {d.propensity for d in drawn} == {0.1}


def test_a_sibling_of_the_question_before_waits() -> None:
    before = question(1, 0.0, objective=7)
    pool = [question(2, 0.0, objective=7), question(3, 2.0, objective=8)]
    drawn = draw_question(pool, {0: 1.0}, [before], 0.0, seeded(), BEST)
    assert drawn.question.item_id == 3
    alone = draw_question(pool[:1], {0: 1.0}, [before], 0.0, seeded(), BEST)
    assert alone.question.item_id == 2


def test_a_question_that_everybody_gets_waits_for_others() -> None:
    pool = [question(1, 0.0), question(2, 1.0)]
    capped = Draw(randomesque=1, most_exposed=0.4, counted_from=20)
    for tests, asked, expected in ((100, 40, 2), (100, 39, 1), (19, 19, 1)):
        exposure = Exposure(tests, {1: asked})
        drawn = draw_question(pool, {0: 1.0}, [], 0.0, seeded(), capped, exposure)
        assert drawn.question.item_id == expected


def test_where_all_are_overexposed_the_best_comes_anyway() -> None:
    pool = [question(1, 0.0), question(2, 1.0)]
    exposure = Exposure(100, {1: 100, 2: 100})
    drawn = draw_question(pool, {0: 1.0}, [], 0.0, seeded(), BEST, exposure)
    assert drawn.question.item_id == 1


def test_an_area_that_is_used_up_leaves_its_turn_to_others() -> None:
    pool = [question(1, area=1)]
    drawn = draw_question(pool, {0: 0.9, 1: 0.1}, [question(9, area=1)], 0.0, seeded())
    assert drawn.question.item_id == 1


def test_what_was_published_meanwhile_comes_last() -> None:
    pool = [question(1, area=0), question(2, area=5)]
    assert draw_question(pool, {0: 1.0}, [], 0.0, seeded()).question.item_id == 1
    assert draw_question(pool[1:], {0: 1.0}, [], 0.0, seeded()).question.item_id == 2


def test_nothing_comes_from_an_empty_pool() -> None:
    assert draw_question([], {}, [], 0.0, seeded()) is None
