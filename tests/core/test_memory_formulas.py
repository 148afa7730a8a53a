"""The schedule against FSRS-6 written out from its published formulas, over random histories."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.items import Step
from quizapp.core.memory import Memory, Rating, retrievability, review
from tests.formulas import begin, interval, recall, step

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# Most gaps of a uniform draw would be of months: sittings of one day must come as often.
gaps = st.one_of(
    st.timedeltas(timedelta(minutes=1), timedelta(days=1)),
    st.timedeltas(timedelta(days=1), timedelta(days=400)),
)
histories = st.lists(
    st.tuples(gaps, st.sampled_from(Rating)),
    min_size=1,
    max_size=20,
)


@given(histories)
@settings(max_examples=1000, deadline=None)
def test_every_schedule_is_the_published_formulas_own(history):
    now, memory, state = START, None, None
    last = START
    for gap, rating in history:
        now = now + gap
        memory = review(memory, rating, right=rating != Rating.AGAIN, step=Step.EASY, now=now)
        state = begin(rating) if state is None else step(state, rating, (now - last).days)
        last = now
        assert memory.stability == pytest.approx(state.stability, rel=1e-9)
        assert memory.memory_difficulty == pytest.approx(state.difficulty, rel=1e-9)
        assert (memory.due_at - now).days == interval(state.stability)


@given(st.floats(0.1, 3000), st.floats(0, 5000))
def test_forgetting_follows_the_power_law(stability, days):
    seen = Memory(stability, 5.0, START, START, START, True, Step.EASY)
    at = START + timedelta(days=days)
    assert retrievability(seen, at) == pytest.approx(recall(days, stability), rel=1e-6)
