"""An unfolding case study, from the module's page through its six questions."""

import pytest

from quizapp.core.formats import toml
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Module
from tests.factories import EXAMPLES, School, make_bank_of, make_module_of
from tests.fixtures import Visitor
from tests.web.pages import answer, links, text_of

TITLE = "Restless after surgery"


@pytest.fixture
def module(runtime: Runtime, school: School) -> Module:
    """A module with the example's case study and an ordinary question."""
    path = EXAMPLES / "case_study.toml"
    bank = toml.loads(path.read_text(encoding="utf-8"), name=path.name)
    (plain,) = make_bank_of("multiple_choice").items
    placed = [type(e)(e.slug, plain.section, _with_source(e.item, plain.item)) for e in bank.items]
    with runtime.writing.begin() as session:
        both = type(bank)(bank.uuid, bank.title, bank.language, (*placed, plain))
        return make_module_of(session, school, both)


def _with_source(item, other):
    return type(item)(**vars(item) | {"source": other.source, "objective": other.objective})


def begin(learner: Visitor, module: Module) -> str:
    assert TITLE in learner.get(f"/modules/{module.uuid}").text
    return learner.post(f"/modules/{module.uuid}/cases", case=TITLE).location


def test_six_questions_come_in_the_order_of_the_steps(learner: Visitor, module: Module) -> None:
    address = begin(learner, module)
    seen = []
    while (page := learner.get(address)).status_code == 200:
        seen.append(text_of(page.text))
        assert "next step of this case study" in text_of(learner.get(answer(learner, address)).text)
    assert len(seen) == 6
    assert "Which findings need the nurse's attention at once?" in seen[0]
    assert "Which findings show that the measures work?" in seen[5]


def test_the_chart_unfolds(learner: Visitor, module: Module) -> None:
    address = begin(learner, module)
    pages = []
    while (page := learner.get(address)).status_code == 200:
        pages.append(text_of(page.text))
        answer(learner, address)
    assert all("Vital signs" in page for page in pages)
    assert ["88/52" in page and "112/70" in page for page in pages] == [True] * 5 + [False]
    assert ["asks the same question" in page for page in pages] == [False] * 2 + [True] * 4
    assert "108/66" in pages[5]


def test_questions_of_a_case_are_asked_nowhere_else(learner: Visitor, module: Module) -> None:
    learner.get(f"/modules/{module.uuid}/practice")
    address = learner.post("/practice", module=str(module.uuid), minutes="5").location
    for _question in range(8):
        page = learner.get(address)
        if page.status_code != 200:
            break
        assert "case study" not in text_of(page.text)
        assert "Vital signs" not in page.text
        answer(learner, address)


def test_a_case_that_is_not_there_is_said_to_be_gone(learner: Visitor, module: Module) -> None:
    learner.get(f"/modules/{module.uuid}")
    assert learner.post(f"/modules/{module.uuid}/cases", case="Another").status_code == 404


def test_the_editor_keeps_what_makes_the_case(
    instructor: Visitor, module: Module, learner: Visitor
) -> None:
    page = instructor.get(f"/teach/modules/{module.uuid}/review?status=all").text
    editor = instructor.get(links(page, "/teach/items/")[0]).text
    assert f'value="{TITLE}"' in editor
    assert '<option value="recognize_cues" selected>' in editor
