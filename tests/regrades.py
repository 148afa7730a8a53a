"""A class whose answers are graded again: what the tests of regrades have in common."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from quizapp import app as application
from quizapp.core.banks import Bank, BankItem
from quizapp.core.item_types import TYPES
from quizapp.core.items import load_item
from quizapp.services import review
from quizapp.services.regrading import RegradePreview, plan_regrade, preview_regrade, regrade
from quizapp.services.regrading import undo_regrade as take_back
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import ItemRow, Module, Response, Section, User
from quizapp.storage.queries.corrections import counted_maximum, counted_points
from tests.factories import (
    Clock,
    School,
    make_bank_of,
    make_committed_school,
    make_module_of,
    make_user,
)
from tests.fixtures import close, make_config
from tests.kinds import KINDS
from tests.sittings import Sitting, sit


@dataclass(frozen=True)
class Classroom:
    """A module with one question a type, and so many learners, each in a practice of it."""

    runtime: Runtime
    clock: Clock
    school: School
    sittings: list[Sitting]

    def item(self, type_name: str) -> int:
        """The id of the question of a type."""
        with self.runtime.reading() as session:
            return next(
                item.id
                for item in session.scalars(
                    select(ItemRow)
                    .join(Section, Section.id == ItemRow.section_id)
                    .where(Section.module_id == self.school.module.id)
                    .options(joinedload(ItemRow.latest))
                )
                if item.latest.record["type"] == type_name
            )

    def write(self, item_id: int, publish: bool = True, **changes: Any) -> None:
        """Store another version of an item, and publish it."""
        with self.runtime.writing.begin() as session:
            item = loaded(session, item_id)
            teacher = session.get_one(User, self.school.instructor.id)
            review.save_edit(session, item, teacher, item.latest.record | changes, now=self.clock())
            if publish:
                module = session.get_one(Module, self.school.module.id)
                review.publish_module(session, module, now=self.clock())

    def turn_key(self, item_id: int, publish: bool = True) -> None:
        """Give an item another key: nothing else of it changes."""
        with self.runtime.reading() as session:
            content = load_item(loaded(session, item_id).latest.record).content
        twin, _shown = KINDS[content.type].twin(content, ())
        self.write(item_id, publish, **TYPES[content.type].dump(twin))

    def preview(self, item_id: int) -> RegradePreview:
        """What grading an item's answers again would change."""
        with self.runtime.reading() as session:
            teacher = session.get_one(User, self.school.instructor.id)
            wanted = plan_regrade(session, loaded(session, item_id), teacher)
            return preview_regrade(session, wanted)

    def regrade(self, item_id: int) -> RegradePreview:
        """Grade an item's answers again, and commit."""
        with self.runtime.writing.begin() as session:
            teacher = session.get_one(User, self.school.instructor.id)
            return regrade(session, loaded(session, item_id), teacher, now=self.clock())

    def undo(self, item_id: int) -> int:
        """Take the newest regrade of an item back, and commit."""
        with self.runtime.writing.begin() as session:
            teacher = session.get_one(User, self.school.instructor.id)
            return take_back(session, loaded(session, item_id), teacher, now=self.clock())

    def counted(self, item_id: int) -> dict[int, tuple[int, int]]:
        """What each answer to an item counts by now, by its id: points and maximum."""
        with self.runtime.reading() as session:
            return {
                id_: (points, maximum)
                for id_, points, maximum in session.execute(
                    select(Response.id, counted_points(), counted_maximum())
                    .where(Response.item_id == item_id)
                    .order_by(Response.id)
                )
            }


def loaded(session: Session, item_id: int) -> ItemRow:
    """An item with what an edit needs of it."""
    parts = joinedload(ItemRow.section).joinedload(Section.module)
    return session.scalars(
        select(ItemRow).where(ItemRow.id == item_id).options(joinedload(ItemRow.latest), parts)
    ).one()


def make_classroom(
    runtime: Runtime, clock: Clock, *type_names: str, learners: int = 1, each: int = 1
) -> Classroom:
    """A committed classroom; every learner sits in a long practice, and has answered nothing."""
    school = make_committed_school(runtime)
    with runtime.writing.begin() as session:
        users = [make_user(session, f"Learner{number}") for number in range(1, learners)]
        module = make_module_of(session, school, _apart(make_bank_of(*type_names, each=each)))
    school = replace(school, module=module)
    people = [school.learner, *users]
    sittings = [sit(runtime, school, user=user, minutes=1000) for user in people]
    return Classroom(runtime, clock, school, sittings)


@contextmanager
def own_runtime(template: Path, clock: Clock) -> Iterator[Runtime]:
    """A runtime on a copy of an SQLite file: for each example of a property one of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "quizapp.sqlite3"
        path.write_bytes(template.read_bytes())
        config = make_config(f"sqlite:///{path}", Path(folder))
        runtime = replace(application.build_runtime(config), clock=clock)
        yield runtime
        close(runtime)


def _apart(bank: Bank) -> Bank:
    """The same with an objective for each item, so that each is asked."""
    items = [
        BankItem(
            entry.slug,
            entry.section,
            replace(entry.item, objective=f"{entry.item.objective} {entry.slug}"),
        )
        for entry in bank.items
    ]
    return replace(bank, items=tuple(items))
