"""What no choice breaks, whatever the learner's history: found by hypothesis."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.gain import look_ahead
from quizapp.core.items import Step
from quizapp.core.memory import Memory
from quizapp.core.ranking import list_best
from quizapp.core.selection import (
    Candidate,
    Cause,
    Learner,
    Variant,
    choose_next,
    target_success,
)
from quizapp.core.variants import draw_variant
from tests.core.test_selection import (
    AIMED,
    DUE,
    FRESH,
    MISSED,
    NOW,
    POLICY,
    candidates,
    choose,
    learner,
    memory,
    seeded,
    steps,
)

COUNT = 6
states = st.builds(
    memory,
    st.floats(0.2, 400),
    st.floats(0, 200),
    right=st.booleans(),
    failures=st.integers(0, 3),
)
histories = st.dictionaries(st.integers(0, COUNT - 1), states)
sittings = st.lists(st.integers(0, COUNT - 1), max_size=12)
seen_lately = st.dictionaries(
    st.integers(0, COUNT * 10 + 2), st.floats(0, 10).map(lambda d: NOW - timedelta(days=d))
)
exams = st.none() | st.floats(0.1, 300).map(lambda days: NOW + timedelta(days=days))
learners = st.builds(
    lambda known, sitting, seen, exam: replace(
        learner(known, seen=seen, sitting=sitting), exam_at=exam
    ),
    histories,
    sittings,
    seen_lately,
    exams,
)


def in_sections(count: int, per_section: int = 2) -> list[Candidate]:
    return [replace(c, section_id=c.objective_id // per_section) for c in candidates(count)]


@given(learners, st.integers(0, 999), st.permutations(range(COUNT)))
def test_the_order_of_candidates_and_variants_changes_nothing(
    who: Learner, seed: int, order: list[int]
) -> None:
    among = in_sections(COUNT)
    turned = [replace(among[n], variants=among[n].variants[::-1]) for n in order]
    assert choose(among, who, seed=seed) == choose(turned, who, seed=seed)


@given(learners, st.integers(0, 999))
def test_an_item_answered_within_three_days_is_avoided_where_it_can_be(
    who: Learner, seed: int
) -> None:
    choice = choose(in_sections(COUNT), who, seed=seed)
    lately = {i for i, at in who.seen.items() if NOW - at < POLICY.repeat_after}
    siblings = {v.item_id for v in steps(choice.objective_id)}
    if siblings - lately:
        assert choice.variant.item_id not in lately


@given(learners)
@settings(max_examples=25, deadline=None)
def test_propensities_sum_to_one(who: Learner) -> None:
    options = list_best(in_sections(COUNT), who, POLICY, NOW)
    assert 1 <= len(options) <= POLICY.objectives_drawn
    for option in options:
        drawn = {}
        for seed in range(300):
            draw = draw_variant(
                option.candidate.variants, who, POLICY, option.state, NOW, seeded(seed)
            )
            drawn[draw.variant] = draw.propensity
        unseen = [v for v in option.candidate.variants if v not in drawn]
        least = POLICY.random_share / len(option.candidate.variants)
        assert sum(drawn.values()) == pytest.approx(1, abs=len(unseen) * least + 1e-9)
    assert all(
        choose(in_sections(COUNT), who, seed=s).objective_propensity
        == pytest.approx(1 / len(options))
        for s in range(3)
    )


@given(histories, exams)
def test_siblings_do_not_follow_each_other_while_another_is_due(
    known: dict[int, Memory], exam: datetime | None
) -> None:
    who = replace(learner(known, sitting=[0]), exam_at=exam)
    choice = choose(in_sections(COUNT), who)
    elsewhere = {id_: state for id_, state in known.items() if id_ > 1}
    if any(state.due_at <= NOW - timedelta(days=1) for state in elsewhere.values()):
        assert choice.objective_id > 1


@given(st.lists(st.floats(0.05, 2000), min_size=2, max_size=10).map(sorted))
def test_the_target_falls_with_stability(spans: list[float]) -> None:
    targets = [target_success(memory(days, 1), POLICY) for days in spans]
    assert all(later <= sooner for sooner, later in pairwise(targets))
    assert all(POLICY.target_stable - 1e-9 <= t <= POLICY.target_practising for t in targets)


@given(st.floats(-1, 1), st.floats(3, 300))
def test_a_lapse_lowers_the_authors_step_or_keeps_the_lowest(ability: float, span: float) -> None:
    among = candidates(1)
    held, lapsed = (
        choose(among, learner({0: state}, ability=ability), AIMED).variant.step
        for state in (memory(span, span), memory(span, span, right=False, failures=1))
    )
    assert list(Step).index(lapsed) <= list(Step).index(held)


def test_what_too_many_have_met_is_spared_while_another_is_about_as_near() -> None:
    common = Variant(1, 1, 0.0, 0.25, Step.MEDIUM, exposure=0.9)
    rare = Variant(2, 2, 0.2, 0.25, Step.MEDIUM, exposure=0.1)
    far = Variant(3, 3, 3.0, 0.25, Step.HARD, exposure=0.0)
    both = [Candidate(0, 0, (common, rare))]
    assert choose(both, learner({0: DUE}), AIMED).variant == rare
    alone = [Candidate(0, 0, (common, far))]
    assert choose(alone, learner({0: DUE}), AIMED).variant == common


def test_new_objectives_wait_while_they_exceed_their_share_and_something_is_due() -> None:
    known = {0: DUE, 1: DUE, 2: DUE}
    first = choose(candidates(8), learner(known))
    assert first.cause is Cause.DUE
    begun = known | {4: memory(2, ago=0), 5: memory(2, ago=0)}
    held = choose(candidates(8), learner(begun, sitting=[4, 5]))
    assert held.cause is Cause.DUE


def test_a_missed_objective_comes_back_once_and_within_a_share() -> None:
    known = {0: MISSED, 1: FRESH, 2: FRESH, 3: FRESH}
    back = choose(candidates(9), learner(known, sitting=[0, 1, 2]))
    assert back.cause is Cause.RELEARN
    again = choose(candidates(9), learner(known, sitting=[0, 1, 2, 0, 3, 1, 2]))
    assert again.cause is not Cause.RELEARN


def test_a_nearer_exam_turns_to_what_is_weak_now() -> None:
    """On the eve it is recall tomorrow that counts, and a long stability adds nothing to it."""
    known = {0: memory(2, ago=6), 1: memory(40, ago=60)}
    eve = replace(learner(known), exam_at=NOW + timedelta(hours=20))
    gains = [
        look_ahead(known[id_], (NOW - known[id_].reviewed_at).days, 20 / 24).gain for id_ in (0, 1)
    ]
    policy = replace(AIMED, beyond=timedelta(0), objectives_drawn=1)
    assert choose(candidates(2), eve, policy).objective_id == gains.index(max(gains))


def test_a_choice_says_what_it_adds() -> None:
    exam = NOW + timedelta(days=23)
    choice = choose(candidates(1), replace(learner({0: DUE}), exam_at=exam))
    assert (choice.for_exam, choice.horizon_at) == (True, exam)
    assert choice.recall_with > choice.recall_without
    assert POLICY.seconds_right < choice.seconds < POLICY.seconds_wrong
    past = choose(candidates(1), replace(learner({0: DUE}), exam_at=NOW - timedelta(days=1)))
    assert not past.for_exam
    assert past.horizon_at == NOW + POLICY.horizon


@given(histories, exams, st.floats(1, 10), st.integers(0, COUNT - 1))
def test_what_counts_more_never_ranks_lower(
    known: dict[int, Memory], exam: datetime | None, weight: float, heavy: int
) -> None:
    """Also where waiting is better and ranks are negative."""
    everything = replace(POLICY, objectives_drawn=COUNT, objectives_tolerance=1e9)
    who = replace(learner(known), exam_at=exam)
    even = candidates(COUNT)
    among = [replace(c, weight=weight) if c.objective_id == heavy else c for c in even]
    before, after = (
        {o.candidate.objective_id: o.rank for o in list_best(some, who, everything, NOW)}
        for some in (even, among)
    )
    for id_ in before.keys() & after.keys():
        assert after[id_] >= before[id_] if id_ == heavy else after[id_] == before[id_]


def test_what_counts_more_is_met_first() -> None:
    among = [replace(c, weight=2.0 if c.objective_id == 3 else 1.0) for c in candidates(5)]
    assert choose(among, learner()).objective_id == 3


def test_weight_counts() -> None:
    known = {0: memory(10, 12), 1: memory(10, 12)}
    among = [replace(c, weight=5.0 if c.objective_id else 1.0) for c in candidates(2)]
    assert choose(among, learner(known)).objective_id == 1
    assert choose_next([], learner(), POLICY, NOW, seeded(0)) is None


def test_after_a_month_away_what_loses_most_comes_first_and_not_the_most_overdue() -> None:
    """Two hundred due: the first twenty in order of rank, within what a draw allows."""
    spans = [0.5 + 28 * (n * 77 % 200) / 200 for n in range(200)]
    known = {n: memory(span, ago=30 + span) for n, span in enumerate(spans)}
    who = learner(known)
    everything = replace(POLICY, objectives_drawn=200, objectives_tolerance=1e9)
    ranks = {
        o.candidate.objective_id: o.rank for o in list_best(candidates(200), who, everything, NOW)
    }
    assert len(ranks) == 200
    sitting: list[int] = []
    for seed in range(20):
        best = max(rank for id_, rank in ranks.items() if id_ not in sitting)
        choice = choose(candidates(200), replace(who, sitting=sitting), seed=seed)
        assert choice.cause is Cause.DUE
        assert ranks[choice.objective_id] >= best - POLICY.objectives_tolerance * abs(best)
        sitting.append(choice.objective_id)
    most_overdue = sorted(known, key=lambda id_: spans[id_])[:20]
    assert len(set(sitting) & set(most_overdue)) < 10
