"""What one answer earns and what it changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.difficulty import NEUTRAL, SHIPPED, Ability
from quizapp.core.errors import Invalid
from quizapp.core.item_types import Content
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Item, Step
from quizapp.core.memory import Memory, Rating
from quizapp.core.practice import Answer, Assessment, Confidence, Snapshot, assess, rate

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RIGHT, WRONG = [0], [1]


def item(type_name: str = "multiple_choice", right: int = 1, wrong: int = 3) -> Item:
    options = [Option(f"right {n}", correct=True) for n in range(right)]
    options += [Option(f"wrong {n}", correct=False) for n in range(wrong)]
    return Item(
        stem="Which?",
        content=Content(type_name, tuple(options)),
        rationale="Because.",
        objective="Know which.",
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
    )


def answer(
    selected: list[int] = RIGHT,
    now: datetime = NOW,
    *,
    memory: Memory | None = None,
    ability: Ability | None = None,
    confidence: Confidence | None = None,
    asked: Item | None = None,
    zone: str = "UTC",
) -> Assessment:
    snapshot = Snapshot(
        item=asked or item(),
        item_difficulty=0.0,
        memory=memory,
        ability=ability or Ability(),
        zone=ZoneInfo(zone),
    )
    return assess(snapshot, Answer(selected, confidence), now)


def test_a_first_answer_makes_a_memory() -> None:
    outcome = answer()
    assert outcome.reviewed
    assert outcome.recall_before is None
    assert outcome.memory.reviewed_at == outcome.memory.answered_at == NOW
    assert outcome.memory.last_step is Step.MEDIUM


def test_the_first_answer_of_a_day_moves_stability() -> None:
    first = answer().memory
    outcome = answer(now=NOW + timedelta(days=1), memory=first)
    assert outcome.reviewed
    assert outcome.memory.stability != first.stability


@pytest.mark.parametrize("selected", [RIGHT, WRONG])
def test_a_later_answer_of_the_same_day_leaves_stability(selected: list[int]) -> None:
    first = answer().memory
    outcome = answer(selected, NOW + timedelta(hours=1), memory=first)
    assert not outcome.reviewed
    assert (outcome.memory.stability, outcome.memory.due_at) == (first.stability, first.due_at)
    assert outcome.memory.successes + outcome.memory.failures == 2


def test_the_day_is_the_learners_own() -> None:
    evening = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
    first = answer(now=evening).memory
    later = evening + timedelta(hours=3)
    assert answer(now=later, memory=first, zone="UTC").reviewed
    assert not answer(now=later, memory=first, zone="America/New_York").reviewed


def test_every_answer_moves_ability() -> None:
    first = answer()
    assert first.ability.ability > 0
    second = answer(WRONG, NOW + timedelta(hours=1), memory=first.memory, ability=first.ability)
    assert not second.reviewed
    assert second.ability.ability < first.ability.ability
    assert second.ability.answered == 2


def test_the_prediction_is_made_before_the_answer_is_known() -> None:
    assert answer(RIGHT).predicted == answer(WRONG).predicted


@given(st.integers(0, 400))
def test_recall_is_taken_as_it_was_before_the_answer(days: int) -> None:
    first = answer().memory
    outcome = answer(now=NOW + timedelta(days=days), memory=first)
    assert outcome.recall_before is not None
    assert 0 < outcome.recall_before <= 1
    assert (outcome.recall_before == 1) is (days == 0)


def test_what_is_assessed_is_left_as_it_was() -> None:
    first, learner = answer().memory, Ability(0.5, 0.1, 3)
    copies = (Memory(**vars(first)), Ability(**vars(learner)))
    answer(WRONG, NOW + timedelta(days=3), memory=first, ability=learner)
    assert (first, learner) == copies


def test_a_miss_counts_as_a_lapse_and_brings_the_objective_back_sooner() -> None:
    first = answer().memory
    day = NOW + timedelta(days=3)
    missed, recalled = (answer(chosen, day, memory=first).memory for chosen in (WRONG, RIGHT))
    assert (missed.lapses, recalled.lapses) == (1, 0)
    assert missed.due_at < recalled.due_at


def test_a_partly_right_answer_is_a_pass_from_three_fifths_on() -> None:
    asked = item("select_all", right=5, wrong=2)
    three = answer([0, 1, 2], asked=asked)
    two = answer([0, 1], asked=asked)
    assert (three.rating, three.memory.last_right) == (Rating.HARD, True)
    assert (two.rating, two.memory.last_right) == (Rating.AGAIN, False)


def test_a_selection_that_the_type_does_not_allow_is_refused() -> None:
    with pytest.raises(Invalid, match="Choose one answer"):
        answer([0, 1])


RATINGS = [
    # fraction, confidence, at or above the learner's level -> rating
    (0.0, None, True, Rating.AGAIN),
    (0.0, Confidence.SURE, True, Rating.AGAIN),
    (0.59, None, True, Rating.AGAIN),
    (0.6, None, True, Rating.HARD),
    (0.99, Confidence.SURE, True, Rating.HARD),
    (1.0, Confidence.GUESS, True, Rating.HARD),
    (1.0, Confidence.GUESS, False, Rating.HARD),
    (1.0, None, True, Rating.GOOD),
    (1.0, Confidence.UNSURE, True, Rating.GOOD),
    (1.0, Confidence.SURE, False, Rating.GOOD),
    (1.0, Confidence.SURE, True, Rating.EASY),
]


@pytest.mark.parametrize(("fraction", "confidence", "at_or_above_level", "rating"), RATINGS)
def test_a_rating_follows_this_table(
    fraction: float, confidence: Confidence | None, at_or_above_level: bool, rating: Rating
) -> None:
    assert rate(fraction, confidence, at_or_above_level=at_or_above_level) is rating


@pytest.mark.parametrize(
    ("ability", "rating"), [(-0.1, Rating.EASY), (0.0, Rating.EASY), (0.1, Rating.GOOD)]
)
def test_sure_is_easy_only_for_an_item_at_or_above_the_learners_level(
    ability: float, rating: Rating
) -> None:
    outcome = answer(ability=Ability(ability), confidence=Confidence.SURE)
    assert outcome.rating is rating


def test_an_answer_moves_the_ability_in_its_module_and_notes_when() -> None:
    first = answer()
    assert first.module.ability > 0
    assert (first.module.last_number, first.memory.last_number) == (1, 1)
    later = NOW + timedelta(hours=1)
    second = answer(WRONG, later, memory=first.memory, ability=first.ability)
    assert (second.module.last_number, second.memory.last_number) == (2, 2)


def test_states_do_not_depend_on_the_coefficients_in_use() -> None:
    first = answer()
    snapshot = Snapshot(
        item=item(),
        item_difficulty=0.0,
        memory=first.memory,
        ability=first.ability,
        zone=ZoneInfo("UTC"),
        module=first.module,
    )
    day = NOW + timedelta(days=2)
    shipped, neutral = (
        assess(replace(snapshot, coefficients=coefficients), Answer(RIGHT), day)
        for coefficients in (SHIPPED, NEUTRAL)
    )
    assert shipped.predicted != neutral.predicted
    assert replace(shipped, predicted=neutral.predicted) == neutral
