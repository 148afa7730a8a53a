"""The published bank, kept in the process by its version."""

import pytest
from sqlalchemy import update

from quizapp.services import banks as banks_module
from quizapp.services.banks import Banks, load_bank
from quizapp.services.review import touch_bank
from quizapp.storage.database import Session
from quizapp.storage.models import ItemRow, ItemStatus
from tests.factories import School


def retire_everything(session: Session) -> None:
    session.execute(update(ItemRow).values(status=ItemStatus.RETIRED))


def test_a_bank_is_loaded_once_for_each_version(
    session: Session, here: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads: list[int] = []

    def note(*arguments: object) -> object:
        loads.append(1)
        return load_bank(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(banks_module, "load_bank", note)
    banks = Banks()
    for _ in range(3):
        banks.get(session, here.module)
    assert len(loads) == 1
    touch_bank(session, here.module)
    banks.get(session, here.module)
    assert len(loads) == 2


def test_a_change_is_seen_with_the_next_version(session: Session, here: School) -> None:
    banks = Banks()
    assert banks.get(session, here.module).count_items() == 6
    retire_everything(session)
    touch_bank(session, here.module)
    assert banks.get(session, here.module).count_items() == 0


def test_candidates_stand_in_the_documents_order(session: Session, here: School) -> None:
    bank = load_bank(session, here.module)
    assert [candidate.place for candidate in bank.candidates()] == [0, 1]
    assert [len(candidate.variants) for candidate in bank.candidates()] == [3, 3]


def test_a_section_has_its_own_candidates(session: Session, here: School) -> None:
    bank = load_bank(session, here.module)
    (first, first_candidates), (second, second_candidates) = bank.sections
    assert bank.candidates(frozenset({first})) == first_candidates
    assert bank.candidates(frozenset({first, second})) == first_candidates + second_candidates
    assert bank.candidates(frozenset()) == ()
