"""An instructor corrects a key and grades earlier answers again, with a look beforehand."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from quizapp.services.review import save_edit
from quizapp.services.runtime import Runtime
from quizapp.storage.models import ItemRow, Section, User
from tests.factories import Clock, School
from tests.fixtures import Visitor
from tests.sittings import log_of
from tests.web.pages import answer_wrong, begin, text_of


def move_key(runtime: Runtime, item_id: int, position: int, clock: Clock) -> ItemRow:
    """Store a version of an item whose key is another option."""
    with runtime.writing.begin() as session:
        parts = joinedload(ItemRow.section).joinedload(Section.module)
        item = session.scalars(
            select(ItemRow).where(ItemRow.id == item_id).options(joinedload(ItemRow.latest), parts)
        ).one()
        record = item.latest.record
        options = [
            option | {"correct": place == position}
            for place, option in enumerate(record["options"])
        ]
        teacher = session.get_one(User, 1)
        save_edit(session, item, teacher, record | {"options": options}, now=clock())
        return item


def test_a_corrected_key_is_seen_before_it_counts_and_can_be_taken_back(
    learner: Visitor, instructor: Visitor, school: School, runtime: Runtime, clock: Clock
) -> None:
    sitting = begin(learner, school)
    feedback = answer_wrong(learner, sitting)
    [response] = log_of(runtime)
    item = move_key(runtime, response.item_id, response.selected[0], clock)
    address = f"/teach/items/{item.uuid}/regrade"

    preview = text_of(instructor.get(address).text)
    assert "1 answer of 1 learner would count otherwise" in preview
    assert "1 right" in preview

    assert instructor.post(address).status_code == 303
    assert "Nothing: every earlier answer counts" in text_of(instructor.get(address).text)
    assert "Not quite" not in text_of(learner.get(feedback).text)
    [kept] = log_of(runtime)
    assert (kept.points, kept.selected) == (response.points, response.selected)

    assert instructor.post(f"{address}/undo").status_code == 303
    assert "1 answer of 1 learner" in text_of(instructor.get(address).text)
    assert "Not quite" in text_of(learner.get(feedback).text)
