"""What grading a class again costs for each learner, and what it does to answers meanwhile.

    .venv/bin/python benchmarks/regrading.py [--learners 40] [--answers 100 1000] [--json]
    quick: --learners 10 --answers 100

For learners with so many answers each, some of them to the item whose key was corrected:

- preview_ms: CPU of `preview_regrade` over the class;
- learner_ms: time of `correct_learner` with its commit, median, and learner_cpu_ms its CPU;
- refold_ms: time of folding the item anew at the end;
- job_s: how long the job takes in a worker of its own; answer_ms: how long an answer's transaction
  takes meanwhile (median, 95th percentile, longest), and alone_ms without it.

SQLite in a file, synchronous=FULL.
"""

import argparse
import json
import math
import multiprocessing
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert, select  # noqa: E402

from quizapp import app as application  # noqa: E402
from quizapp.cli import migrate  # noqa: E402
from quizapp.config import Config  # noqa: E402
from quizapp.jobs.worker import run_next  # noqa: E402
from quizapp.services import rebuild, regrade_jobs  # noqa: E402
from quizapp.services.regrading import (  # noqa: E402
    correct_learner,
    find_learners,
    plan_regrade,
    plan_undo,
    preview_regrade,
)
from quizapp.services.runtime import Runtime  # noqa: E402
from quizapp.storage.models import Attempt, Job, Response, User  # noqa: E402
from tests.factories import START, Clock, make_user  # noqa: E402
from tests.regrades import Classroom, loaded, make_classroom  # noqa: E402
from tests.sittings import Sitting, sit  # noqa: E402

ITEMS = 60
AT_ONCE = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=40)
    parser.add_argument("--answers", type=int, nargs="+", default=[100, 1_000])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = []
    for answers in options.answers:
        with tempfile.TemporaryDirectory() as folder:
            report.append(measure(Path(folder), options.learners, answers))
        if not options.json:
            print(" ".join(f"{name} {value:.4g}" for name, value in report[-1].items()), flush=True)
    if options.json:
        print(json.dumps(report, indent=2))


def measure(folder: Path, learners: int, answers: int) -> dict[str, float]:
    clock = Clock()
    runtime = replace(open_runtime(folder), clock=clock)
    migrate(runtime)
    room = make_classroom(runtime, clock, "multiple_choice", each=ITEMS)
    for number in range(answers):
        room.sittings[0].answer([number % 4])
        clock.advance(minutes=1 if number % 30 else 60 * 20)
    copy_log(runtime, learners - 1)
    item_id = next(iter(find_items(runtime)))
    room.turn_key(item_id)
    teacher, now = room.school.instructor.id, clock()
    with runtime.writing() as session:
        wanted = plan_regrade(session, loaded(session, item_id), session.get_one(User, teacher))
        began = time.process_time()
        preview = preview_regrade(session, wanted)
        preview_ms = (time.process_time() - began) * 1e3
        users = find_learners(session, wanted)
    walls, cpus = [], []
    for user_id in users:
        wall, cpu = time.perf_counter(), time.process_time()
        with runtime.writing.begin() as session:
            correct_learner(session, wanted, user_id, now=now)
        walls.append((time.perf_counter() - wall) * 1e3)
        cpus.append((time.process_time() - cpu) * 1e3)
    wall = time.perf_counter()
    with runtime.writing.begin() as session:
        rebuild.refold_items(session, [item_id])
    refold_ms = (time.perf_counter() - wall) * 1e3
    figures = {
        "learners": len(users),
        "answers": answers,
        "of_the_item": preview.answers / len(users),
        "preview_ms": preview_ms,
        "learner_ms": statistics.median(walls),
        "learner_cpu_ms": statistics.median(cpus),
        "refold_ms": refold_ms,
    }
    return figures | answer_meanwhile(folder, runtime, room, item_id)


def answer_meanwhile(
    folder: Path, runtime: Runtime, room: Classroom, item_id: int
) -> dict[str, float]:
    """Take the regrade back in a worker of its own, while somebody new answers."""
    with runtime.writing.begin() as session:
        newcomer = make_user(session, "Newcomer")
    sitting = sit(runtime, room.school, user=newcomer, minutes=1000)
    alone = [time_answer(sitting) for _ in range(100)]
    with runtime.writing.begin() as session:
        regrade_jobs.MOST_AT_ONCE = 0
        undo = plan_undo(session, loaded(session, item_id), session.get_one(User, 1))
        assert undo is not None
        asked = regrade_jobs.ask_for_undo(
            session, loaded(session, item_id), session.get_one(User, 1), now=runtime.clock()
        )
        assert isinstance(asked, Job)
    context = multiprocessing.get_context("spawn")
    started, ended = context.Event(), context.Value("d", 0.0)
    worker = context.Process(target=work, args=(folder, started, ended))
    worker.start()
    started.wait()
    meanwhile = []
    while worker.is_alive():
        meanwhile.append(time_answer(sitting))
    worker.join()
    return {
        "job_s": ended.value,
        "answer_ms": statistics.median(meanwhile),
        "answer_p95_ms": sorted(meanwhile)[math.ceil(0.95 * len(meanwhile)) - 1],
        "answer_longest_ms": max(meanwhile),
        "alone_ms": statistics.median(alone),
        "alone_longest_ms": max(alone),
    }


def work(folder: Path, started: Any, ended: Any) -> None:
    runtime = replace(open_runtime(folder), clock=Clock(START + timedelta(days=3650)))
    started.set()
    began = time.perf_counter()
    assert run_next(runtime)
    ended.value = time.perf_counter() - began


def time_answer(sitting: Sitting) -> float:
    """Milliseconds of an answer's transaction, the choice of its question left out."""
    offer = sitting.offer()
    began = time.perf_counter()
    sitting.answer(offer=offer, response_uuid=uuid.uuid4())
    return (time.perf_counter() - began) * 1e3


def open_runtime(folder: Path) -> Runtime:
    url = f"sqlite:///{folder / 'quizapp.sqlite3'}"
    return application.build_runtime(Config(secret_key="x", data_folder=folder, database_url=url))  # noqa: S106


def find_items(runtime: Runtime) -> list[int]:
    """Items by how often they were answered, the most first."""
    with runtime.reading() as session:
        asked = list(session.scalars(select(Response.item_id)))
    return sorted(set(asked), key=asked.count, reverse=True)


def copy_log(runtime: Runtime, copies: int) -> None:
    """Give so many others the log of the first learner, as if they had answered alike."""
    with runtime.writing.begin() as session:
        log = [dict(row) for row in session.execute(select(Response.__table__)).mappings()]
        [attempt] = session.execute(select(Attempt.__table__)).mappings()
        for number in range(copies):
            user = make_user(session, f"Copy{number}")
            copied = Attempt(**{k: v for k, v in attempt.items() if k not in ("id", "uuid")})
            copied.user_id = user.id
            session.add(copied)
            session.flush()
            rows = [
                {name: value for name, value in row.items() if name != "id"}
                | {"uuid": uuid.uuid4(), "user_id": user.id, "attempt_id": copied.id}
                for row in log
            ]
            for first in range(0, len(rows), AT_ONCE):
                session.execute(insert(Response), rows[first : first + AT_ONCE])


if __name__ == "__main__":
    main()
