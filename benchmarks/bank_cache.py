"""What a process pays to see difficulties that have moved: its bank brought up to date.

    .venv/bin/python benchmarks/bank_cache.py [--items 10000] [--repeats 15] [--json]

For a module of so many published items (three to an objective), the statements and the CPU
(milliseconds, median) of `Banks.get` after one item has moved, a hundred, and all of them, beside
loading the bank for the first time and anew after an edit. SQLite in a file.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sqlalchemy import event, insert, select, text  # noqa: E402

from quizapp import app as application  # noqa: E402
from quizapp.cli import migrate  # noqa: E402
from quizapp.config import Config  # noqa: E402
from quizapp.core.items import Step, dump_item  # noqa: E402
from quizapp.services.banks import Banks  # noqa: E402
from quizapp.services.rebuild import ITEM_DIFFICULTY, calibrate  # noqa: E402
from quizapp.services.review import touch_bank  # noqa: E402
from quizapp.services.runtime import Runtime  # noqa: E402
from quizapp.storage.database import Session  # noqa: E402
from quizapp.storage.models import (  # noqa: E402
    ItemRow,
    ItemStatus,
    ItemVersion,
    Module,
    Objective,
    Projection,
    Section,
)
from tests.factories import START, make_committed_school, make_item  # noqa: E402

PER_OBJECTIVE, PER_SECTION = 3, 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = measure(Path(folder), options.items, options.repeats)
    if options.json:
        print(json.dumps(report, indent=2))
        return
    for name, (statements, ms) in report.items():
        print(f"{name:<14} {statements:>4} statements {ms:>8.1f} ms")


def measure(folder: Path, items: int, repeats: int) -> dict[str, tuple[int, float]]:
    runtime = application.build_runtime(
        Config(
            secret_key="x",  # noqa: S106
            data_folder=folder,
            database_url=f"sqlite:///{folder / 'quizapp.sqlite3'}",
        )
    )
    migrate(runtime)
    module_id = make_committed_school(runtime).module.id
    with runtime.writing.begin() as session:
        ids = store_items(session, module_id, items)
        session.add(Projection(name=ITEM_DIFFICULTY, response_id=0, horizon_id=0))
    with runtime.writing.begin() as session:
        touch_bank(session, session.get_one(Module, module_id))
        session.execute(text("analyze"))
    banks = Banks()
    report = {"first": time_get(runtime, banks, module_id)}
    for name, moved in (("one moved", ids[:1]), ("100 moved", ids[::100]), ("all moved", ids)):
        taken = []
        for number in range(repeats):
            with runtime.writing.begin() as session:
                move(session, moved, 0.001 * (number + 1))
            taken.append(time_get(runtime, banks, module_id))
        report[name] = taken[0][0], statistics.median(ms for _, ms in taken)
    with runtime.writing.begin() as session:
        touch_bank(session, session.get_one(Module, module_id))
    report["after an edit"] = time_get(runtime, banks, module_id)
    return report


def move(session: Session, ids: list[int], by: float) -> None:
    for first in range(0, len(ids), 5_000):
        values = {
            str(id_): {"item_difficulty": by, "answered": 1} for id_ in ids[first : first + 5_000]
        }
        calibrate(session, values, 0)


def time_get(runtime: Runtime, banks: Banks, module_id: int) -> tuple[int, float]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    engine = runtime.reading.kw["bind"]
    with runtime.reading() as session:
        module = session.get_one(Module, module_id)
        event.listen(engine, "before_cursor_execute", note)
        began = time.process_time()
        banks.get(session, module)
        taken = time.process_time() - began
        event.remove(engine, "before_cursor_execute", note)
    return len(statements), taken * 1e3


def store_items(session: Session, module_id: int, count: int) -> list[int]:
    first = 1_000_000
    objectives = count // PER_OBJECTIVE + 1
    session.execute(
        insert(Section),
        [
            {
                "id": first + number, "module_id": module_id, "place": 100 + number, "level": 1,
                "heading": f"S{number}", "title": f"S{number}", "start": 0, "end": 0,
            }
            for number in range(objectives // PER_SECTION + 1)
        ],
    )  # fmt: skip
    session.execute(
        insert(Objective),
        [
            {
                "id": first + number, "section_id": first + number // PER_SECTION,
                "place": number % PER_SECTION, "text": f"Objective {number}.",
            }
            for number in range(objectives)
        ],
    )  # fmt: skip
    record = dump_item(make_item("Which?", "Objective.", "The portal vein", Step.MEDIUM))
    session.execute(
        insert(ItemRow),
        [
            {
                "id": first + number,
                "section_id": first + number // PER_OBJECTIVE // PER_SECTION,
                "objective_id": first + number // PER_OBJECTIVE, "slug": f"item-{number}",
                "status": ItemStatus.PUBLISHED, "latest_number": 1, "published_number": 1,
                "prior_difficulty": 0.0, "item_difficulty": 0.0, "created_at": START,
            }
            for number in range(count)
        ],
    )  # fmt: skip
    session.execute(
        insert(ItemVersion),
        [
            {
                "item_id": first + number, "number": 1, "record": record | {"stem": f"{number}?"},
                "findings": [], "created_at": START,
            }
            for number in range(count)
        ],
    )  # fmt: skip
    return list(session.scalars(select(ItemRow.id).where(ItemRow.id >= first).order_by(ItemRow.id)))


if __name__ == "__main__":
    main()
