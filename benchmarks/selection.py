"""What choosing the next question costs, from a hundred candidates to a million.

    .venv/bin/python benchmarks/selection.py [--largest 1000000] [--repeats 30] [--json]
        [--only sqlite|postgresql]
    quick: --largest 10000

For a module of so many items (three to an objective) with so many objectives due for one learner:

- choose_ms: CPU of `core.selection.choose_next` on what it is shown, median;
- query_ms: time of `services.shortlist.list_pressing`, which reads that: median, 95th percentile,
  and query_cpu_ms its CPU;
- scan_ms: CPU of `choose_next` on every objective, what a full scan would cost (up to 10,000);
- shown: how many objectives are shown; regret: how much less the shortlist's best objective is
  worth than the full scan's, as a share of that (up to 10,000 items).

SQLite in a file, and PostgreSQL as the tests start it.
"""

import argparse
import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import insert, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

from quizapp import app as application  # noqa: E402
from quizapp.cli import migrate  # noqa: E402
from quizapp.config import Config  # noqa: E402
from quizapp.core.difficulty import Ability  # noqa: E402
from quizapp.core.items import Step  # noqa: E402
from quizapp.core.memory import Memory  # noqa: E402
from quizapp.core.ranking import list_best  # noqa: E402
from quizapp.core.selection import (  # noqa: E402
    Candidate,
    Learner,
    Policy,
    Variant,
    choose_next,
)
from quizapp.services.banks import Bank, Banks  # noqa: E402
from quizapp.services.runtime import Runtime  # noqa: E402
from quizapp.services.shortlist import Shortlist, list_pressing  # noqa: E402
from quizapp.storage.models import MemoryState, Objective, Section  # noqa: E402
from tests.factories import make_committed_school  # noqa: E402
from tests.servers import postgresql_folder, running_postgresql  # noqa: E402

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PER_OBJECTIVE = 3
PER_SECTION = 50
FULL_SCAN_UP_TO = 10_000
ROWS_AT_ONCE = 5_000
POLICY = Policy()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report: dict[str, list[dict[str, float]]] = {}
    for name, opened in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        if options.only in (None, name):
            report[name] = []
            for items in sizes(options.largest):
                with opened() as runtime:
                    for row in measure(runtime, items, options.repeats):
                        report[name].append(row)
                        if not options.json:
                            print_row(name, row)
    if options.json:
        print(json.dumps(report, indent=2))


def sizes(largest: int) -> list[int]:
    return [10**power for power in range(2, 7) if 10**power <= largest]


def measure(runtime: Runtime, items: int, repeats: int) -> Iterator[dict[str, float]]:
    """One bank, and more and more of it due."""
    school = make_committed_school(runtime)
    objectives = max(1, items // PER_OBJECTIVE)
    user_id, module_id = school.learner.id, school.module.id
    with runtime.writing() as session:
        bank = make_bank(session, module_id, objectives)
        session.commit()
    done = 0
    for due in [n for n in (1, 10, 100, 1_000, 10_000, 100_000) if n <= objectives]:
        with runtime.writing() as session:
            add_memories(session, user_id, bank, done, due)
            session.commit()
            session.execute(text("analyze"))
            session.commit()
        done = due
        with runtime.reading() as session:
            yield {"items": items, "due": due} | time_choice(
                session, bank, user_id, module_id, repeats
            )


def time_choice(
    session: Session, bank: Bank, user_id: int, module_id: int, repeats: int
) -> dict[str, float]:
    banks = Banks()

    def read() -> Shortlist:
        return list_pressing(
            session, banks, bank, user_id=user_id, module_id=module_id, scope=None,
            sitting=(), now=NOW, zone=UTC,
        )  # fmt: skip

    listed = read()
    learner = Learner(Ability(), listed.memories, {}, exam_at=NOW + timedelta(days=23))
    rng = Random(1)  # noqa: S311 - a draw to be repeated, not a secret
    choosing = cpu(lambda: choose_next(listed.candidates, learner, POLICY, NOW, rng), repeats)
    reading = wall(read, repeats)
    figures = {
        "choose_ms": statistics.median(choosing) * 1e3,
        "query_ms": statistics.median(reading) * 1e3,
        "query_p95_ms": sorted(reading)[math.ceil(0.95 * len(reading)) - 1] * 1e3,
        "query_cpu_ms": statistics.median(cpu(read, repeats)) * 1e3,
        "shown": len(listed.candidates),
    }
    everything = bank.candidates()
    if len(everything) * PER_OBJECTIVE <= FULL_SCAN_UP_TO:
        whole = Learner(Ability(), read_all(session, user_id), {}, exam_at=NOW + timedelta(days=23))
        scan = cpu(lambda: choose_next(everything, whole, POLICY, NOW, rng), 5)
        [best, *_] = list_best(everything, whole, POLICY, NOW)
        [ours, *_] = list_best(listed.candidates, learner, POLICY, NOW)
        figures["scan_ms"] = statistics.median(scan) * 1e3
        figures["regret"] = (best.rank - ours.rank) / abs(best.rank)
    return figures


def read_all(session: Session, user_id: int) -> dict[int, Memory]:
    from sqlalchemy import select  # noqa: PLC0415

    from quizapp.services.projections import memory_of  # noqa: PLC0415

    rows = session.scalars(select(MemoryState).where(MemoryState.user_id == user_id))
    return {row.objective_id: memory_of(row) for row in rows}


def cpu(call: Callable[[], Any], repeats: int) -> list[float]:
    return timed(call, repeats, time.process_time)


def wall(call: Callable[[], Any], repeats: int) -> list[float]:
    return timed(call, repeats, time.perf_counter)


def timed(call: Callable[[], Any], repeats: int, clock: Callable[[], float]) -> list[float]:
    taken = []
    for _ in range(repeats):
        began = clock()
        call()
        taken.append(clock() - began)
    return taken


def make_bank(session: Session, module_id: int, objectives: int) -> Bank:
    """Sections and objectives as rows, and the bank as `load_bank` would give it."""
    first_section, first = 1_000_000, 1_000_000
    sections = math.ceil(objectives / PER_SECTION)
    store(
        session,
        Section,
        (
            {
                "id": first_section + n, "module_id": module_id, "place": 1000 + n, "level": 2,
                "heading": "-", "title": "-", "start": 0, "end": 0, "excluded": False,
                "stale": False, "lesson": None, "parent_id": None,
            }
            for n in range(sections)
        ),
    )  # fmt: skip
    store(
        session,
        Objective,
        (
            {
                "id": first + n, "section_id": first_section + n // PER_SECTION,
                "place": n % PER_SECTION, "text": f"Objective {n}.",
            }
            for n in range(objectives)
        ),
    )  # fmt: skip
    grouped = []
    for number in range(sections):
        places = range(number * PER_SECTION, min((number + 1) * PER_SECTION, objectives))
        some = tuple(candidate(first + n, n, first_section + number) for n in places)
        grouped.append((first_section + number, some))
    return Bank(1, 0, 0, tuple(grouped))


def candidate(objective_id: int, place: int, section_id: int) -> Candidate:
    variants = tuple(
        Variant(objective_id * PER_OBJECTIVE + n, 0, n - 1.0, 0.25, step)
        for n, step in enumerate(Step)
    )
    return Candidate(objective_id, place, variants, section_id)


def add_memories(session: Session, user_id: int, bank: Bank, done: int, due: int) -> None:
    """Make the objectives from number `done` to `due` due, of all ages and stabilities."""
    rng = Random(done)  # noqa: S311 - the same rows each time
    store(
        session,
        MemoryState,
        (
            memory_row(user_id, one.objective_id, rng.lognormvariate(1.5, 1.2), rng.random())
            for one in bank.candidates()[done:due]
        ),
    )


def memory_row(user_id: int, objective_id: int, stability: float, chance: float) -> dict[str, Any]:
    late = chance * 30
    due_at = NOW - timedelta(days=late)
    reviewed_at = due_at - timedelta(days=max(1.0, stability))
    return {
        "user_id": user_id, "objective_id": objective_id, "stability": stability,
        "memory_difficulty": 5.0, "reviewed_at": reviewed_at, "due_at": due_at,
        "answered_at": reviewed_at, "last_right": True, "last_step": Step.EASY, "reps": 2,
        "lapses": 0, "successes": 2, "failures": 0, "params_version": "benchmark",
    }  # fmt: skip


def store(session: Session, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    identified = hasattr(table, "uuid")
    for number, row in enumerate(rows):
        batch.append(row | ({"uuid": fake_uuid(table, number)} if identified else {}))
        if len(batch) == ROWS_AT_ONCE:
            session.execute(insert(table.__table__), batch)
            batch = []
    if batch:
        session.execute(insert(table.__table__), batch)


def fake_uuid(table: Any, number: int) -> Any:
    from uuid import NAMESPACE_URL, uuid5  # noqa: PLC0415

    return uuid5(NAMESPACE_URL, f"{table.__tablename__}/{number}")


def print_row(name: str, row: dict[str, float]) -> None:
    scan = f"{row['scan_ms']:8.2f}" if "scan_ms" in row else "       -"
    regret = f"{row['regret']:6.3f}" if "regret" in row else "     -"
    print(
        f"{name:10} items {row['items']:8.0f}  due {row['due']:7.0f}  shown {row['shown']:4.0f}"
        f"  choose {row['choose_ms']:6.2f}  query {row['query_ms']:7.2f}"
        f" (p95 {row['query_p95_ms']:7.2f}, cpu {row['query_cpu_ms']:6.2f})"
        f"  full scan {scan}  regret {regret}",
        flush=True,
    )


@contextmanager
def on_sqlite() -> Iterator[Runtime]:
    with tempfile.TemporaryDirectory(prefix="quizapp-benchmark-") as folder:
        yield build(f"sqlite:///{folder}/quizapp.sqlite3", Path(folder))


@contextmanager
def on_postgresql() -> Iterator[Runtime]:
    binaries = postgresql_folder()
    if binaries is None:
        print("PostgreSQL is not installed: skipped.", file=sys.stderr)
        raise SystemExit(1)
    with (
        running_postgresql(binaries) as server,
        tempfile.TemporaryDirectory(prefix="quizapp-benchmark-") as folder,
    ):
        runtime = build(server.new_database_url(), Path(folder))
        yield runtime
        runtime.reading.kw["bind"].dispose()
        runtime.writing.kw["bind"].dispose()


def build(url: str, folder: Path) -> Runtime:
    config = Config(
        database_url=url,
        secret_key="only for the benchmark",  # noqa: S106
        data_folder=folder,
    )
    runtime = application.build_runtime(config)
    migrate(runtime)
    return runtime


if __name__ == "__main__":
    main()
