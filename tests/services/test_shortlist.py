"""What selection is shown of a large scope is what a full scan would have chosen from."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from sqlalchemy import insert, select

from quizapp.core.difficulty import Ability
from quizapp.core.items import Step
from quizapp.core.selection import Cause, Learner, Policy, choose_next
from quizapp.services import shortlist
from quizapp.services.banks import Bank, Banks
from quizapp.services.projections import memory_of
from quizapp.services.runtime import Runtime
from quizapp.services.shortlist import Shortlist, list_pressing
from quizapp.storage.database import Session
from quizapp.storage.models import MemoryState
from tests.core.test_selection import seeded
from tests.factories import START
from tests.web.test_queries import bank_of, module_of

OBJECTIVES = 150
EXACT = Policy(random_share=0.0, randomesque=1, objectives_drawn=1)


@pytest.fixture
def large(
    either_runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> tuple[Runtime, int, int, Bank]:
    """A module with more objectives than are read whole; with the learner's and module's ids."""
    from tests.web.conftest import add_user

    monkeypatch.setattr(shortlist, "WHOLE", 100)
    user = add_user(either_runtime, "Lena")
    _course, module = module_of(either_runtime, user, bank_of(OBJECTIVES * 3))
    with either_runtime.reading() as session:
        bank = Banks().get(session, module)
    assert len(bank.candidates()) == OBJECTIVES
    return either_runtime, user.id, module.id, bank


def remember(session: Session, user_id: int, objective_id: int, due_in: float) -> None:
    """A memory that falls due in so many days from START, of ten days' stability."""
    due = START + timedelta(days=due_in)
    session.execute(
        insert(MemoryState).values(
            user_id=user_id,
            objective_id=objective_id,
            stability=10.0,
            memory_difficulty=5.0,
            reviewed_at=due - timedelta(days=10),
            due_at=due,
            answered_at=due - timedelta(days=10),
            last_right=True,
            last_step=Step.EASY,
            reps=2,
            lapses=0,
            successes=2,
            failures=0,
            params_version="test",
        )
    )


def pressing(
    session: Session, banks: Banks, large: tuple[Runtime, int, int, Bank], **changes: object
) -> Shortlist:
    _runtime, user_id, module_id, bank = large
    given = {"scope": None, "sitting": (), "now": START, "zone": UTC} | changes
    return list_pressing(session, banks, bank, user_id=user_id, module_id=module_id, **given)  # type: ignore[arg-type]


def chosen(bank: Bank, listed: Shortlist) -> tuple[int, Cause]:
    learner = Learner(Ability(), listed.memories, {})
    choice = choose_next(listed.candidates, learner, EXACT, START, seeded(0))
    assert choice is not None
    return choice.objective_id, choice.cause


def whole(session: Session, user_id: int, bank: Bank) -> Shortlist:
    rows = session.scalars(select(MemoryState).where(MemoryState.user_id == user_id))
    return Shortlist(bank.candidates(), {row.objective_id: memory_of(row) for row in rows})


@pytest.mark.parametrize("due", [0, 1, shortlist.DUE, shortlist.DUE + shortlist.FADING])
def test_the_choice_is_a_full_scans_while_what_is_due_fits(
    large: tuple[Runtime, int, int, Bank], due: int
) -> None:
    runtime, user_id, _module_id, bank = large
    ids = [candidate.objective_id for candidate in bank.candidates()]
    with runtime.writing() as session:
        for number, id_ in enumerate(ids[:60]):
            remember(session, user_id, id_, -1 - number / 7 if number < due else 1 + number / 7)
        listed = pressing(session, Banks(), large)
        assert len(listed.candidates) < OBJECTIVES
        assert chosen(bank, listed) == chosen(bank, whole(session, user_id, bank))


# By a range of ids, and by a list of them as where ids lie far apart.
spreads = pytest.mark.parametrize("spread", [shortlist._SPREAD, 0])


@spreads
def test_new_objectives_are_found_behind_those_that_were_met(
    large: tuple[Runtime, int, int, Bank], spread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortlist, "_SPREAD", spread)
    runtime, user_id, _module_id, bank = large
    ids = [candidate.objective_id for candidate in bank.candidates()]
    banks = Banks()
    with runtime.writing() as session:
        for met in (0, 50, 100, 140, OBJECTIVES):
            for id_ in ids[:met]:
                if session.get(MemoryState, (user_id, id_)) is None:
                    remember(session, user_id, id_, 5)
            for some in (banks, Banks()):
                listed = pressing(session, some, large)
                new = [
                    c.objective_id
                    for c in listed.candidates
                    if c.objective_id not in listed.memories
                ]
                assert new == ids[met : met + shortlist.NEW_EACH]


def test_what_was_answered_in_this_sitting_is_always_shown(
    large: tuple[Runtime, int, int, Bank],
) -> None:
    runtime, user_id, _module_id, bank = large
    ids = [candidate.objective_id for candidate in bank.candidates()]
    with runtime.writing() as session:
        for number, id_ in enumerate(ids):
            remember(session, user_id, id_, 1 + number)
        listed = pressing(session, Banks(), large, sitting=(ids[-1], ids[-1]))
    assert ids[-1] in listed.memories
    assert ids[-1] in {candidate.objective_id for candidate in listed.candidates}


def test_a_section_is_a_scope_of_its_own(large: tuple[Runtime, int, int, Bank]) -> None:
    runtime, _user_id, _module_id, bank = large
    [(section_id, _candidates)] = bank.sections
    with runtime.reading() as session:
        assert pressing(session, Banks(), large, scope=frozenset({section_id})).candidates
        assert not pressing(session, Banks(), large, scope=frozenset({-1})).candidates


@spreads
def test_a_small_scope_is_read_whole_and_nothing_beside_it(
    large: tuple[Runtime, int, int, Bank], spread: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortlist, "_SPREAD", spread)
    runtime, user_id, _module_id, bank = large
    ids = [candidate.objective_id for candidate in bank.candidates()]
    # Every other objective, so that what lies between them belongs to something else.
    section_id, candidates = bank.sections[0]
    few = replace(bank, sections=((section_id, candidates[::2][:50]),))
    with runtime.writing() as session:
        for id_ in ids:
            remember(session, user_id, id_, 5)
        listed = pressing(session, Banks(), (*large[:3], few))
        expected = whole(session, user_id, bank).memories
    assert listed.candidates == few.candidates()
    shown = {candidate.objective_id for candidate in few.candidates()}
    assert listed.memories == {id_: expected[id_] for id_ in shown}
