"""Bank files into a module: new items come in, known ones are updated, nothing is doubled."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from quizapp.core.banks import Bank
from quizapp.core.errors import Invalid
from quizapp.core.items import Source
from quizapp.services.bank_files import BankReport, import_bank
from quizapp.services.banks import load_bank
from quizapp.services.courses import create_course
from quizapp.services.outlines import read_text
from quizapp.storage.database import Session
from quizapp.storage.models import ItemRow, ItemStatus, ItemVersion, Module
from tests.factories import START, School, make_bank, make_module


@pytest.fixture
def module(session: Session) -> Module:
    """A module in review without any question."""
    course = create_course(session, None, title="A", now=START)
    return make_module(session, course, questions=False)


def bring_in(session: Session, module: Module, bank: Bank) -> BankReport:
    return import_bank(session, module, bank, None, now=START)


def changed(bank: Bank, **changes: object) -> Bank:
    """The bank with its first item changed."""
    first, *rest = bank.items
    return replace(bank, items=(replace(first, item=replace(first.item, **changes)), *rest))


def test_a_banks_items_arrive_accepted(session: Session, module: Module) -> None:
    assert bring_in(session, module, make_bank()) == BankReport(6, 0, 0)
    assert set(session.scalars(select(ItemRow.status))) == {ItemStatus.ACCEPTED}


def test_the_same_bank_again_changes_nothing(session: Session, module: Module) -> None:
    bring_in(session, module, make_bank())
    assert bring_in(session, module, make_bank()) == BankReport(0, 0, 6)
    assert session.scalar(select(func.count()).select_from(ItemVersion)) == 6


def test_a_changed_item_gets_a_new_version(session: Session, module: Module) -> None:
    bring_in(session, module, make_bank())
    session.expire_all()
    report = bring_in(session, module, changed(make_bank(), stem="Which of these fits better?"))
    assert report == BankReport(0, 1, 5)
    session.expire_all()
    row = session.scalars(
        select(ItemRow).where(ItemRow.latest_number == 2).options(joinedload(ItemRow.latest))
    ).one()
    assert row.latest.record["stem"] == "Which of these fits better?"
    assert session.scalar(select(func.count()).select_from(ItemRow)) == 6


def test_a_changed_item_that_is_published_keeps_its_wording_for_learners(
    session: Session, here: School
) -> None:
    before = load_bank(session, here.module)
    session.expire_all()
    bring_in(session, here.module, changed(make_bank(), stem="Which of these fits better?"))
    assert load_bank(session, here.module) == before


def test_a_quote_is_placed_in_the_documents_text(session: Session, module: Module) -> None:
    bring_in(session, module, make_bank())
    text = read_text(session, module)
    for record in session.scalars(select(ItemVersion.record)):
        source = record["source"]
        assert text[source["start"] : source["end"]] == source["quote"]


def test_unknown_sections_and_quotes_are_named_and_nothing_is_brought_in(
    session: Session, module: Module
) -> None:
    first, second, *rest = make_bank().items
    nowhere = "Nobody ever wrote this sentence."
    spoilt = replace(
        make_bank(),
        items=(
            replace(first, section="The kidney"),
            replace(second, item=replace(second.item, source=Source(nowhere, 0, len(nowhere)))),
            *rest,
        ),
    )
    with pytest.raises(Invalid) as caught:
        bring_in(session, module, spoilt)
    assert len(caught.value.problems) == 2
    assert first.slug in caught.value.problems[0]
    assert "'The kidney'" in caught.value.problems[0]
    assert second.slug in caught.value.problems[1]
    assert nowhere in caught.value.problems[1]
    assert session.scalar(select(func.count()).select_from(ItemRow)) == 0


def test_an_item_that_a_finding_blocks_is_named(session: Session, module: Module) -> None:
    content = make_bank().items[0].item.content
    options = (*content.options[:-1], replace(content.options[-1], text="All of the above"))
    spoilt = changed(make_bank(), content=replace(content, options=options))
    with pytest.raises(Invalid, match=make_bank().items[0].slug):
        bring_in(session, module, spoilt)


def test_section_titles_match_whatever_their_case(session: Session, module: Module) -> None:
    bank = make_bank()
    shouted = tuple(replace(entry, section=entry.section.upper()) for entry in bank.items)
    assert bring_in(session, module, replace(bank, items=shouted)).added == 6
