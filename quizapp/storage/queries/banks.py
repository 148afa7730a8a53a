"""Versions of banks: how every process is told that what it keeps of a module has changed.

The version is counted by the database, so that of two who change a module at once neither's change
carries the other's number. What is written under a number is committed with it.
"""

from collections.abc import Iterable
from itertools import islice

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from quizapp.storage.models import ItemRow, Module, Section

AT_ONCE = 5_000
"""Ids in one statement: databases limit how many there may be."""


def touch_structure(session: Session, *where: ColumnElement[bool]) -> None:
    """Tell that what may be asked in these modules has changed."""
    session.execute(
        update(Module)
        .where(*where)
        .values(bank_version=Module.bank_version + 1, structure_version=Module.bank_version + 1)
        .execution_options(synchronize_session=False)
    )


def touch_difficulties(session: Session, item_ids: Iterable[int]) -> None:
    """Tell that the difficulties of these items have moved, and nothing else of their modules.

    The caller holds the items: whoever changes both takes items first and modules second.
    """
    for ids in in_batches(item_ids):
        modules = (
            select(Section.module_id)
            .join(ItemRow, ItemRow.section_id == Section.id)
            .where(ItemRow.id.in_(ids))
        )
        session.execute(
            update(Module)
            .where(Module.id.in_(modules))
            .values(bank_version=Module.bank_version + 1)
            .execution_options(synchronize_session=False)
        )
        version = (
            select(Module.bank_version)
            .join(Section, Section.module_id == Module.id)
            .where(Section.id == ItemRow.section_id)
            .scalar_subquery()
        )
        session.execute(
            update(ItemRow)
            .where(ItemRow.id.in_(ids))
            .values(difficulty_version=version)
            .execution_options(synchronize_session=False)
        )


def in_batches(item_ids: Iterable[int]) -> Iterable[list[int]]:
    """Ids in ascending order, as many at once as a statement takes."""
    ordered = iter(sorted(item_ids))
    while batch := list(islice(ordered, AT_ONCE)):
        yield batch
