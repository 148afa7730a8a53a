"""Which question comes next."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.difficulty import Ability
from quizapp.core.items import Step
from quizapp.core.memory import Memory, retrievability
from quizapp.core.selection import (
    Candidate,
    Cause,
    Choice,
    Learner,
    Policy,
    Variant,
    choose_next,
    target_success,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POLICY = Policy()
AIMED = Policy(randomesque=1, tolerance=0.0, random_share=0.0)


def variant(item_id: int, item_difficulty: float = 0.0, step: Step = Step.MEDIUM) -> Variant:
    return Variant(item_id, item_id + 1000, item_difficulty, 0.25, step)


def steps(objective_id: int) -> tuple[Variant, ...]:
    """An item at each step, at its author's prior difficulty."""
    return tuple(
        variant(objective_id * 10 + number, level, step)
        for number, (level, step) in enumerate(zip((-1.0, 0.0, 1.0), Step, strict=True))
    )


def candidates(count: int) -> list[Candidate]:
    return [Candidate(number, number, steps(number)) for number in range(count)]


def fine_bank() -> list[Candidate]:
    """One objective with an item at every quarter of a logit."""
    levels = [quarter / 4 for quarter in range(-16, 17)]
    return [Candidate(0, 0, tuple(variant(n, level) for n, level in enumerate(levels)))]


def memory(
    stability: float = 10.0, ago: float = 5.0, *, right: bool = True, failures: int = 0
) -> Memory:
    """A memory of `stability` days, reviewed `ago` days before NOW."""
    reviewed = NOW - timedelta(days=ago)
    return Memory(
        stability=stability,
        memory_difficulty=5.0,
        reviewed_at=reviewed,
        due_at=reviewed + timedelta(days=stability),
        answered_at=reviewed,
        last_right=right,
        last_step=Step.EASY,
        successes=3,
        failures=failures,
    )


FRESH = memory(stability=10, ago=1)
DUE = memory(stability=10, ago=11)
MISSED = memory(stability=1, ago=0, right=False)


def learner(
    memories: dict[int, Memory] | None = None,
    *,
    ability: float = 0.0,
    seen: dict[int, datetime] | None = None,
    sitting: Sequence[int] = (),
) -> Learner:
    return Learner(Ability(ability), memories or {}, seen or {}, sitting)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a draw to be repeated, not a secret


def choose(
    among: Sequence[Candidate], who: Learner, policy: Policy = POLICY, seed: int = 0
) -> Choice:
    choice = choose_next(among, who, policy, NOW, seeded(seed))
    assert choice is not None
    return choice


def test_without_candidates_there_is_no_question() -> None:
    assert choose_next([], learner(), POLICY, NOW, seeded(0)) is None


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_the_same_seed_gives_the_same_question(seed: int, count: int) -> None:
    who = learner({0: DUE})
    assert choose(candidates(count), who, seed=seed) == choose(candidates(count), who, seed=seed)


memories = st.dictionaries(st.integers(0, 4), st.sampled_from([FRESH, DUE, MISSED]))
sittings = st.lists(st.integers(0, 4), min_size=1, max_size=8)


@given(memories, sittings, st.integers(2, 5), st.integers(0, 1000))
def test_an_objective_is_not_asked_twice_in_a_row_while_there_is_another(
    known: dict[int, Memory], sitting: list[int], count: int, seed: int
) -> None:
    choice = choose(candidates(count), learner(known, sitting=sitting), seed=seed)
    assert choice.objective_id != sitting[-1]


def test_the_only_objective_is_asked_again() -> None:
    who = learner({0: MISSED}, sitting=[0])
    assert choose(candidates(1), who).objective_id == 0


def test_what_is_due_comes_before_what_is_new_and_that_before_what_is_ahead() -> None:
    known = {0: FRESH, 2: DUE}
    due, new, ahead = candidates(3)[2], candidates(3)[1], candidates(3)[0]
    causes = [
        choose(among, learner(known)).cause for among in ([ahead, new, due], [ahead, new], [ahead])
    ]
    assert causes == [Cause.DUE, Cause.NEW, Cause.AHEAD]


def test_of_what_is_due_the_weakest_comes_first() -> None:
    known = {0: memory(10, 11), 1: memory(10, 40), 2: memory(10, 20)}
    assert choose(candidates(3), learner(known)).objective_id == 1


def test_new_objectives_come_in_the_documents_order() -> None:
    turned = list(reversed(candidates(4)))
    assert choose(turned, learner()).objective_id == 0


def test_ahead_of_time_the_weakest_that_was_not_asked_yet_comes_first() -> None:
    known = {0: memory(10, 5), 1: memory(10, 4), 2: memory(10, 3)}
    assert choose(candidates(3), learner(known)).objective_id == 0
    assert choose(candidates(3), learner(known, sitting=[0, 1])).objective_id == 2


def test_a_missed_objective_comes_back_after_two_others() -> None:
    known = {0: MISSED, 3: DUE}
    waiting = choose(candidates(4), learner(known, sitting=[0, 1]))
    back = choose(candidates(4), learner(known, sitting=[0, 1, 2]))
    assert (waiting.objective_id, waiting.cause) == (3, Cause.DUE)
    assert (back.objective_id, back.cause) == (0, Cause.RELEARN)


def test_a_miss_of_an_earlier_sitting_waits_until_it_is_due() -> None:
    missed = memory(stability=5, ago=1, right=False)
    assert choose(candidates(2), learner({0: missed})).cause is Cause.NEW


def test_an_item_that_was_answered_lately_is_left_out() -> None:
    lately = {0: NOW - timedelta(days=1), 1: NOW - timedelta(days=2)}
    chosen = {
        choose(candidates(1), learner(seen=lately), seed=s).variant.item_id for s in range(50)
    }
    assert chosen == {2}


def test_an_item_may_come_again_after_three_days() -> None:
    seen = {0: NOW - timedelta(days=3), 1: NOW, 2: NOW}
    assert choose(candidates(1), learner(seen=seen)).variant.item_id == 0


def test_where_all_were_answered_lately_the_one_longest_ago_comes() -> None:
    hours = {0: 3, 1: 9, 2: 6}
    seen = {item: NOW - timedelta(hours=ago) for item, ago in hours.items()}
    assert choose(candidates(1), learner(seen=seen)).variant.item_id == 1


def draws(policy: Policy, count: int = 4000) -> Iterator[Choice]:
    who = learner({0: DUE})
    return (choose(candidates(1), who, policy, seed) for seed in range(count))


@pytest.mark.parametrize(
    "policy", [Policy(random_share=0.3), Policy(random_share=0.3, randomesque=2, tolerance=0.5)]
)
def test_propensities_are_a_distribution_and_what_drawing_gives(policy: Policy) -> None:
    choices = list(draws(policy))
    propensity = {choice.variant: choice.propensity for choice in choices}
    assert sum(propensity.values()) == pytest.approx(1)
    drawn = Counter(choice.variant for choice in choices)
    for each, probability in propensity.items():
        assert drawn[each] / len(choices) == pytest.approx(probability, abs=0.035)


def test_about_the_agreed_share_is_drawn_at_random() -> None:
    at_random = sum(choice.at_random for choice in draws(Policy(random_share=0.2)))
    assert at_random / 4000 == pytest.approx(0.2, abs=0.03)


stabilities = st.lists(st.floats(0.1, 500), min_size=2, max_size=8).map(sorted)
levels = st.floats(-1.5, 1.5)


def chosen_difficulties(
    among: Sequence[Candidate], spans: Sequence[float], ability: float
) -> list[float]:
    """The chosen item difficulty for each stability, recall being 0.9 every time."""
    return [
        choose(
            among, learner({0: memory(span, ago=span)}, ability=ability), AIMED
        ).variant.item_difficulty
        for span in spans
    ]


@given(stabilities, levels)
def test_growing_stability_never_lowers_the_step(spans: list[float], ability: float) -> None:
    chosen = chosen_difficulties(candidates(1), spans, ability)
    assert all(later >= sooner for sooner, later in pairwise(chosen))


@given(levels)
def test_growing_stability_raises_the_difficulty_in_the_end(ability: float) -> None:
    young, grown = chosen_difficulties(fine_bank(), [0.5, 60.0], ability)
    assert grown > young


@pytest.mark.parametrize("ability", [-1.0, 0.0, 0.25])
def test_growing_stability_raises_the_authors_step_in_the_end(ability: float) -> None:
    young, grown = chosen_difficulties(candidates(1), [0.5, 60.0], ability)
    assert grown == young + 1


@given(levels, st.floats(1, 200))
def test_a_lapse_lowers_the_difficulty(ability: float, stability: float) -> None:
    before = memory(stability, ago=stability)
    lapsed = memory(stability, ago=stability, right=False, failures=1)
    held, eased = (
        choose(fine_bank(), learner({0: state}, ability=ability), AIMED).variant.item_difficulty
        for state in (before, lapsed)
    )
    assert eased < held


def test_the_target_falls_with_stability_down_to_its_floor() -> None:
    targets = [target_success(memory(days, 0), POLICY) for days in (0.1, 1, 10, 60, 600)]
    assert targets == sorted(targets, reverse=True)
    assert POLICY.target_practising > targets[0]
    assert targets[-2:] == [pytest.approx(POLICY.target_stable)] * 2


def test_what_is_new_or_was_missed_is_made_easy() -> None:
    assert target_success(None, POLICY) == POLICY.target_new
    assert target_success(MISSED, POLICY) == POLICY.target_new


def test_a_choice_says_why() -> None:
    choice = choose(candidates(1), learner({0: DUE}))
    assert choice.cause is Cause.DUE
    assert choice.recall == retrievability(DUE, NOW)
    assert (choice.stability, choice.answered_at) == (DUE.stability, DUE.answered_at)
    assert (choice.previous_step, choice.last_right) == (Step.EASY, True)


def test_a_first_meeting_has_no_past_to_tell_of() -> None:
    choice = choose(candidates(1), learner())
    past = (choice.previous_step, choice.recall, choice.stability, choice.answered_at)
    assert past == (None, None, None, None)
    assert choice.last_right is None
