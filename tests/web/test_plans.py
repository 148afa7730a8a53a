"""A learner's plan: minutes a day, the exam's date, and what Today makes of them."""

from datetime import timedelta

import pytest

from quizapp.core.items import Step
from quizapp.services.runtime import Runtime
from quizapp.storage.models import MemoryState, Objective, Section, User
from tests.factories import START, School
from tests.fixtures import Visitor
from tests.web.pages import answer, answer_all, begin, text_of

EXAM = (START + timedelta(days=23)).date().isoformat()


def exam_field(school: School) -> str:
    return f"exam-{school.course.slug}"


def test_a_plan_is_made_and_shown_on_today(learner: Visitor, school: School) -> None:
    assert "Make a plan" in text_of(learner.get("/").text)
    form = learner.get("/plan").text
    assert f'name="{exam_field(school)}"' in form
    saved = learner.post("/plan", **{"minutes": "12", exam_field(school): EXAM})
    assert (saved.status_code, saved.location) == (303, "/")
    today = text_of(learner.get("/").text)
    assert "0 minutes done today of 12 planned." in today
    assert "in 23 days." in today
    assert "If you stopped practising now, you would still know about 25" in today
    assert f'value="{EXAM}"' in learner.get("/plan").text


def test_practising_raises_what_would_still_be_known(learner: Visitor, school: School) -> None:
    learner.post("/plan", **{exam_field(school): EXAM})
    answer_all(learner, begin(learner, school), choose="right answer")
    assert "still know about 25" not in text_of(learner.get("/").text)


def test_a_plan_can_be_taken_back(learner: Visitor, school: School) -> None:
    learner.post("/plan", **{"minutes": "12", exam_field(school): EXAM})
    learner.post("/plan", **{"minutes": "", exam_field(school): ""})
    assert "Make a plan" in text_of(learner.get("/").text)


@pytest.mark.parametrize(
    ("minutes", "exam", "words"),
    [
        ("4", "", "5 to 240"),
        ("1000", "", "5 to 240"),
        ("ten", "", "5 to 240"),
        ("10", "soon", "year-month-day"),
        ("10", "2020-01-01", "has passed"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(
    learner: Visitor, school: School, minutes: str, exam: str, words: str
) -> None:
    learner.get("/plan")
    refused = learner.post("/plan", **{"minutes": minutes, exam_field(school): exam})
    assert refused.status_code == 422
    assert words in text_of(refused.text)
    assert "Make a plan" in text_of(learner.get("/").text)


def test_changing_the_plan_moves_no_due_date(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    before = due_dates(runtime)
    learner.post("/plan", **{"minutes": "5", exam_field(school): EXAM})
    assert due_dates(runtime) == before


def due_dates(runtime: Runtime) -> list[object]:
    with runtime.reading() as session:
        return [row.due_at for row in session.query(MemoryState).order_by(MemoryState.objective_id)]


def test_feedback_says_what_a_question_does_for_the_exam(learner: Visitor, school: School) -> None:
    answer_all(learner, begin(learner, school), choose="right answer")
    learner.post("/demo/advance", days="7")
    learner.post("/plan", **{exam_field(school): EXAM})
    feedback = learner.get(answer(learner, begin(learner, school), choose="right answer")).text
    assert "For your exam in 16 days, asking it now lifts your recall from" in text_of(feedback)


def test_another_persons_plan_stays_theirs(
    learner: Visitor, instructor: Visitor, school: School, runtime: Runtime
) -> None:
    learner.post("/plan", **{"minutes": "12", exam_field(school): EXAM})
    assert EXAM not in instructor.get("/plan").text
    with runtime.reading() as session:
        kept = {row.id: row.daily_minutes for row in session.query(User)}
    assert [minutes for minutes in kept.values() if minutes is not None] == [12]


def leave_for_a_month(runtime: Runtime, school: School, count: int) -> None:
    """So many objectives, learnt a month ago and due since."""
    with runtime.writing.begin() as session:
        section = session.query(Section).filter_by(module_id=school.module.id).first()
        assert section is not None
        for number in range(count):
            objective = Objective(section_id=section.id, place=100 + number, text=f"Of {number}.")
            session.add(objective)
            session.flush()
            session.add(
                MemoryState(
                    user_id=school.learner.id,
                    objective_id=objective.id,
                    stability=3.0,
                    memory_difficulty=5.0,
                    reviewed_at=START - timedelta(days=33),
                    due_at=START - timedelta(days=30),
                    answered_at=START - timedelta(days=33),
                    last_right=True,
                    last_step=Step.EASY,
                    reps=1,
                    lapses=0,
                    successes=1,
                    failures=0,
                    params_version="test",
                )
            )


def test_after_a_month_away_the_plan_tells_how_long_catching_up_takes(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    leave_for_a_month(runtime, school, 200)
    before = due_dates(runtime)
    learner.get("/plan")
    assert "Catching up" not in text_of(learner.get("/plan").text)
    learner.post("/plan", minutes="20")
    plan = text_of(learner.get("/plan").text)
    assert "200 questions due by tonight, more than fits into 20 minutes." in plan
    assert "it takes 10 days or somewhat longer" in plan
    assert "What loses most by waiting comes first." in plan
    assert "Catching up takes 10 days" in text_of(learner.get("/").text)
    assert due_dates(runtime) == before


def test_what_fits_into_a_day_needs_no_catching_up(
    learner: Visitor, school: School, runtime: Runtime
) -> None:
    leave_for_a_month(runtime, school, 20)
    learner.get("/plan")
    learner.post("/plan", minutes="20")
    assert "Catching up" not in text_of(learner.get("/plan").text)
    assert "Catching up" not in text_of(learner.get("/").text)
