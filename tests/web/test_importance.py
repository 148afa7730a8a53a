"""How much a section counts: set on its module's page, and what learners are then asked."""

import pytest
from sqlalchemy import select

from quizapp.core.choices import Importance
from quizapp.services.banks import load_bank
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Module, Section
from tests.factories import School
from tests.fixtures import Visitor
from tests.web.pages import answer, begin, text_of

HINT = "What counts more is asked sooner and more often"


def sections_of(runtime: Runtime, school: School) -> list[Section]:
    """Those with questions, in the document's order."""
    with runtime.reading() as session:
        module = session.get_one(Module, school.module.id)
        ids = [id_ for id_, _candidates in load_bank(session, module).sections]
        rows = session.scalars(select(Section).where(Section.id.in_(ids)).order_by(Section.place))
        return list(rows)


def set_importance(instructor: Visitor, section: Section, importance: str) -> int:
    instructor.get("/account")
    address = f"/teach/sections/{section.uuid}/importance"
    return instructor.post(address, importance=importance).status_code


def weights(runtime: Runtime, school: School) -> list[set[float]]:
    with runtime.reading() as session:
        bank = load_bank(session, session.get_one(Module, school.module.id))
        return [{c.weight for c in candidates} for _id, candidates in bank.sections]


def test_the_outline_offers_it_where_there_are_questions(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    page = text_of(instructor.get(f"/teach/modules/{school.module.uuid}").text)
    assert page.count(HINT) == len(sections_of(runtime, school))
    assert "How much it counts : Jaundice" in page


def test_a_section_that_counts_more_weighs_more_and_says_so(
    instructor: Visitor, school: School, runtime: Runtime
) -> None:
    first, second = sections_of(runtime, school)
    assert weights(runtime, school) == [{1.0}, {1.0}]
    assert set_importance(instructor, second, "core") == 303
    assert weights(runtime, school) == [{1.0}, {Importance.CORE.weight}]
    page = instructor.get(f"/teach/modules/{school.module.uuid}").text
    assert page.count(">Core</span>") == 1
    assert set_importance(instructor, second, "normal") == 303
    assert weights(runtime, school) == [{1.0}, {1.0}]
    assert first.importance is Importance.NORMAL


def test_a_new_learner_meets_what_counts_most_first(
    instructor: Visitor, learner: Visitor, school: School, runtime: Runtime
) -> None:
    first, second = sections_of(runtime, school)
    sitting = begin(learner, school)
    assert first.title.lower() in learner.get(sitting).text.lower()
    set_importance(instructor, second, "important")
    feedback = text_of(learner.get(answer(learner, sitting)).text)
    assert f"Read it in {second.title}" in feedback


@pytest.mark.parametrize("importance", ["", "vital", "3"])
def test_what_is_no_importance_is_refused(
    instructor: Visitor, school: School, runtime: Runtime, importance: str
) -> None:
    assert set_importance(instructor, sections_of(runtime, school)[0], importance) == 422
    assert weights(runtime, school) == [{1.0}, {1.0}]
