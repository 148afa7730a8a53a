"""Histories of some learners' answers and of all that is done to them afterwards, to be lived."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import joinedload, sessionmaker

from quizapp import app as application
from quizapp.core.difficulty import SHIPPED
from quizapp.core.errors import Conflict, Invalid
from quizapp.core.practice import Confidence
from quizapp.core.readiness import Policy
from quizapp.services import (
    access,
    placement,
    practice,
    readiness,
    readiness_start,
    schedules,
)
from quizapp.services.banks import Banks
from quizapp.services.courses import enrol
from quizapp.services.fitting import Tried, keep_fits, try_items
from quizapp.services.rebuild import fold_item_difficulties, rebuild
from quizapp.services.regrading import regrade, undo_regrade
from quizapp.services.review import save_edit
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import (
    Attempt,
    AttemptKind,
    Course,
    CourseRole,
    FitKind,
    ItemRow,
    Quiz,
    Schedule,
    Section,
    User,
)
from tests.factories import (
    START,
    Clock,
    make_bank_of,
    make_committed_school,
    make_module_of,
    make_user,
)
from tests.fixtures import make_config
from tests.forgetting import FORGETFUL, changed, keep_schedule, schedules_of
from tests.sittings import Sitting, sit, states_of
from tests.web.exams import add_large_module

LEARNERS = 2
ITEMS_IN_EXAMS = 20
SCHEDULES = (FORGETFUL, changed(w2=9.0, w8=2.4), changed(w12=0.2, w20=0.7))
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")
EXAM = Policy(shortest=8, longest=12, minutes=60, fewest=6)
GO_ON = {AttemptKind.READINESS: readiness.go_on, AttemptKind.PLACEMENT: placement.go_on}

Action = tuple[Any, ...]


@dataclass(frozen=True)
class Stage:
    """A database with every learner in a long practice of each of two modules.

    `exams` are the open ones by learner and kind, over the third module.
    """

    runtime: Runtime
    clock: Clock
    sittings: list[Sitting]
    exam_module: UUID
    exams: dict[tuple[int, AttemptKind], Sitting] = field(default_factory=dict)


def set_stage(migrated_sqlite: Path, folder: Path) -> Stage:
    """Make the database in the folder. What is answered in it is to be undone: see `undone`."""
    path, clock = folder / "quizapp.sqlite3", Clock()
    shutil.copy(migrated_sqlite, path)
    config = make_config(f"sqlite:///{path}", folder)
    runtime = replace(application.build_runtime(config), clock=clock)
    school = make_committed_school(runtime)
    with runtime.writing.begin() as session:
        others = [make_user(session, f"Learner{number}") for number in range(1, LEARNERS)]
        course = session.get_one(Course, school.course.id)
        for user in others:
            enrol(session, course, user, CourseRole.LEARNER, now=START)
        module = make_module_of(session, school, make_bank_of("multiple_choice", each=3))
    large = add_large_module(runtime, school, ITEMS_IN_EXAMS)
    users = (school.learner, *others)
    sittings = [
        sit(runtime, here, user=user, minutes=1000)
        for here in (school, replace(school, module=module))
        for user in users
    ]
    return Stage(runtime, clock, sittings, large.uuid)


@contextmanager
def undone(stage: Stage, seed: int = 0) -> Iterator[Stage]:
    """The stage in one transaction that is rolled back: nothing is built or written anew.

    Services commit savepoints in it. All draws follow from the seed.
    """
    clock, seeds = Clock(), count()
    with (
        stage.runtime.writing.kw["bind"].connect() as connection,
        pytest.MonkeyPatch.context() as patch,
    ):
        for users_of_seeds in (practice, placement, readiness_start):
            patch.setattr(users_of_seeds, "new_seed", lambda: f"{seed}/{next(seeds)}")
        everything = connection.begin()
        factory = sessionmaker(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        )
        runtime = replace(
            stage.runtime, reading=factory, writing=factory, banks=Banks(), clock=clock
        )
        with factory.begin() as session:
            for attempt in session.scalars(select(Attempt)):
                attempt.seed = practice.new_seed()
        sittings = [replace(sitting, runtime=runtime) for sitting in stage.sittings]
        yield Stage(runtime, clock, sittings, stage.exam_module)
        everything.rollback()


# Each learner in either module.
learners = st.integers(0, 2 * LEARNERS - 1)
options = st.sampled_from([(0,), (1,), (2,)])
answers = st.tuples(st.just("answer"), learners, options, st.sampled_from([None, *Confidence]))
# Hours, so that learners cross midnight in one zone and not in another; and weeks, to forget.
hours, weeks = st.integers(1, 14 * 60), st.integers(7, 40).map(lambda days: days * 24 * 60)
waits = st.tuples(st.just("wait"), st.one_of(hours, hours, weeks))
folds = st.tuples(st.just("fold"))
moves = st.tuples(st.just("move"), learners, st.sampled_from(ZONES))
skips = st.tuples(st.just("skip"), learners, st.integers(1, 30))
# An answer, so many folds, and then the learner says that they misclicked.
slips = st.tuples(st.just("slip"), learners, options, st.integers(0, 3))
# The key of an item moves to another option, and its answers are graded again.
items = st.one_of(st.integers(0, 8), st.integers(9, 8 + ITEMS_IN_EXAMS))
regrades = st.tuples(st.just("regrade"), items, st.integers(0, 2))
undos = st.tuples(st.just("undo"), items)
corrections = st.one_of(slips, regrades, undos)
# An exam or a quiz is begun or gone on with, by so many answers.
several = st.lists(options, min_size=1, max_size=10)
exams = st.tuples(
    st.just("exam"), st.integers(0, LEARNERS - 1), st.sampled_from(list(GO_ON)), several
)
quizzes = st.tuples(st.just("quiz"), learners, several)
# Rebuilt in between; and other weights of the prediction come into use.
rebuilds = st.tuples(st.just("rebuild"))
weighs = st.tuples(st.just("weigh"), st.floats(0, 2, width=16))
# A schedule fitted to a learner, or to their course, is offered; and what they say to the newest.
offers = st.tuples(st.just("offer"), learners, st.booleans(), st.sampled_from([0, 1, 2]))
replies = st.tuples(st.just("reply"), learners, st.sampled_from(["use", "decline", "go_back"]))
schedulings = st.one_of(offers, replies, replies)
actions = st.one_of(
    answers,
    answers,
    waits,
    answers,
    corrections,
    waits,
    folds,
    moves,
    skips,
    schedulings,
    exams,
    quizzes,
    weighs,
)
histories = st.lists(actions, min_size=5, max_size=40)
# With nights in between, in which the items are calibrated anew.
nights = st.tuples(st.just("night"))
histories_with_nights = st.lists(
    st.one_of(actions, actions, folds, nights, rebuilds), min_size=5, max_size=40
)


def live(stage: Stage, history: list[Action]) -> None:
    """Do everything that a history says."""
    runtime, clock = stage.runtime, stage.clock
    act = {
        "answer": lambda n, selected, sure: stage.sittings[n].answer(selected, confidence=sure),
        "wait": lambda minutes: clock.advance(minutes=minutes, microseconds=123_457),
        "fold": lambda: fold(runtime),
        "slip": lambda n, *rest: slip(runtime, stage.sittings[n], *rest),
        "regrade": partial(correct_key, runtime, clock),
        "undo": partial(correct_key, runtime, clock),
        "offer": lambda n, *rest: offer_schedule(runtime, stage.sittings[n], *rest),
        "reply": lambda n, decision: reply(runtime, stage.sittings[n], decision),
        "exam": partial(sit_exam, stage),
        "quiz": partial(take_quiz, stage),
        "rebuild": lambda: rebuild_unnoticed(runtime),
        "weigh": partial(weigh_otherwise, runtime, clock),
        "night": lambda: calibrate_items(runtime, clock),
        "move": lambda n, zone: change_user(runtime, stage.sittings[n], "move", zone),
        "skip": lambda n, days: change_user(runtime, stage.sittings[n], "skip", days),
    }
    for action, *arguments in history:
        act[action](*arguments)


def sit_exam(
    stage: Stage, learner: int, kind: AttemptKind, selections: list[tuple[int, ...]]
) -> None:
    """Answer so many questions of an exam, which is begun where none is open."""
    runtime, own = stage.runtime, stage.sittings[learner]
    if (learner, kind) not in stage.exams:
        with suppress(Conflict), runtime.writing.begin() as session:
            stage.exams[learner, kind] = replace(
                own, attempt_uuid=begin_exam(session, stage, own.user_id, kind)
            )
    sitting = stage.exams.get((learner, kind))
    for selected in selections if sitting else ():
        if sitting.question() is None:
            del stage.exams[learner, kind]
            return
        sitting.answer(selected)
        with runtime.writing.begin() as session:
            GO_ON[kind](session, sitting.attempt_uuid, banks=runtime.banks, now=stage.clock())


def begin_exam(session: Session, stage: Stage, user_id: int, kind: AttemptKind) -> UUID:
    user = session.get_one(User, user_id)
    module = access.get_module_for(session, user, stage.exam_module, access.Action.LEARN)
    scope, now = readiness_start.module_scope(module), stage.clock()
    banks = stage.runtime.banks
    if kind is AttemptKind.PLACEMENT:
        attempt = placement.start_placement(session, user, scope, banks=banks, now=now)
    else:
        attempt = readiness_start.start_readiness(
            session, user, scope, policy=EXAM, banks=banks, now=now
        )
    return attempt.uuid


def take_quiz(stage: Stage, learner: int, selections: list[tuple[int, ...]]) -> None:
    """Begin a quiz over the learner's module and answer so many of its questions."""
    own, runtime = stage.sittings[learner], stage.runtime
    with runtime.writing.begin() as session:
        practised = session.scalars(select(Attempt).where(Attempt.uuid == own.attempt_uuid)).one()
        quiz = session.scalars(
            select(Quiz)
            .where(Quiz.module_id == practised.module_id, Quiz.section_id.is_(None))
            .options(joinedload(Quiz.module))
        ).one()
        user = session.get_one(User, own.user_id)
        uuid = practice.start_quiz(session, user, quiz, banks=runtime.banks, now=stage.clock()).uuid
    sitting = replace(own, attempt_uuid=uuid)
    for selected in selections:
        if sitting.question() is not None:
            sitting.answer(selected)


def rebuild_unnoticed(runtime: Runtime) -> None:
    """Rebuild in between: nothing that learners know has moved."""
    before = states_of(runtime)
    with runtime.writing.begin() as session:
        rebuild(session)
    after = states_of(runtime)
    assert (after["memories"], after["abilities"]) == (before["memories"], before["abilities"])


def weigh_otherwise(runtime: Runtime, clock: Clock, recall: float) -> None:
    """Put other coefficients in use, as a night with many answers does."""
    values = vars(replace(SHIPPED, recall=recall))
    tried = Tried(FitKind.COEFFICIENTS, 0, True, "better", values=values, is_kept=True)
    with runtime.writing.begin() as session:
        keep_fits(session, [tried], now=clock())


def calibrate_items(runtime: Runtime, clock: Clock) -> None:
    """Calibrate the items, as every night does."""
    with runtime.reading() as session:
        tried = try_items(session)
    with runtime.writing.begin() as session:
        keep_fits(session, [tried], now=clock())


def slip(runtime: Runtime, sitting: Sitting, selected: tuple[int, ...], folds: int) -> None:
    """Answer, and say that it was a misclick: the learner's states are as if nothing had been."""
    before = states_of(runtime)
    sitting.answer(selected)
    answered = states_of(runtime)
    for _ in range(folds):
        fold(runtime)
    with suppress(Conflict):
        sitting.misclick()
        answered = before
    after = states_of(runtime)
    assert (after["memories"], after["abilities"]) == (answered["memories"], answered["abilities"])


def correct_key(runtime: Runtime, clock: Clock, number: int, key: int | None = None) -> None:
    """Move an item's key, publish it and grade its answers again; or take the last time back."""
    with runtime.writing.begin() as session:
        item, teacher = find_item(session, number), session.get_one(User, 1)
        if key is None:
            undo_regrade(session, item, teacher, now=clock())
            return
        record = item.latest.record
        options = [
            option | {"correct": position == key}
            for position, option in enumerate(record["options"])
        ]
        with suppress(Invalid):  # of a select-all item more than one is right
            save_edit(session, item, teacher, record | {"options": options}, now=clock())
        item.published_number = item.latest_number
        session.flush()
        regrade(session, find_item(session, number), teacher, now=clock())


def offer_schedule(runtime: Runtime, sitting: Sitting, own: bool, number: int) -> None:
    """Offer one of SCHEDULES, fitted to a learner or to the course."""
    with runtime.writing.begin() as session:
        if own:
            keep_schedule(session, SCHEDULES[number], user_id=sitting.user_id)
        else:
            [course_id] = session.scalars(select(Course.id)).all()
            keep_schedule(session, SCHEDULES[number], course_id=course_id)


def reply(runtime: Runtime, sitting: Sitting, decision: str) -> None:
    """Say something to the schedule offered last, where that can be said."""
    offered = schedules_of(runtime, sitting.user_id)
    if not offered:
        return
    with suppress(Conflict), runtime.writing.begin() as session:
        user = session.get_one(User, sitting.user_id)
        schedule = session.get_one(Schedule, offered[-1].id)
        getattr(schedules, decision)(session, user, schedule, now=runtime.clock())


def find_item(session: Session, number: int) -> ItemRow:
    parts = joinedload(ItemRow.section).joinedload(Section.module)
    return session.scalars(
        select(ItemRow)
        .order_by(ItemRow.id)
        .offset(number)
        .limit(1)
        .options(joinedload(ItemRow.latest), parts)
        .execution_options(populate_existing=True)
    ).one()


def change_user(runtime: Runtime, sitting: Sitting, action: str, value: Any) -> None:
    """Move a learner to another time zone, or their demo's clock ahead by some days."""
    with runtime.writing.begin() as session:
        user = session.get_one(User, sitting.user_id)
        if action == "move":
            user.time_zone = value
        else:
            user.clock_offset += value * 86_400


def fold(runtime: Runtime) -> int:
    with runtime.writing.begin() as session:
        return fold_item_difficulties(session)
