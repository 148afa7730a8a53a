"""How dear an answer is, against the same work done by hand on the raw driver.

    .venv/bin/python benchmarks/answer.py [--answers 2000] [--postgresql URL] [--json]

Two ratios of CPU time, both sides in the same run and in turns, so that a busy machine slows both:

- transaction: `services.answering.answer_question` in its transaction, against handwritten SQL over
  the driver with the same four statements, the same assessment and the same durability;
- request: the whole POST through Flask, against a Flask view that does the handwritten work.

Ratios near 1 mean that SQLAlchemy, the layers and the security cost little.
"""

import argparse
import json
import secrets
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask, redirect, request  # noqa: E402

from quizapp import app as application  # noqa: E402
from quizapp.cli import migrate  # noqa: E402
from quizapp.config import Config  # noqa: E402
from quizapp.core.difficulty import PREDICTION_VERSION, Ability, ModuleAbility  # noqa: E402
from quizapp.core.items import Step, load_item  # noqa: E402
from quizapp.core.memory import Memory  # noqa: E402
from quizapp.core.practice import Answer, Snapshot, assess  # noqa: E402
from quizapp.services import accounts, practice  # noqa: E402
from quizapp.services.answering import Offer, answer_question  # noqa: E402
from quizapp.services.projections import dump_memory, fields_of  # noqa: E402
from quizapp.services.runtime import Runtime  # noqa: E402
from quizapp.storage.models import Attempt  # noqa: E402
from quizapp.web.offers import seal  # noqa: E402
from tests.factories import School, make_committed_school  # noqa: E402

MEMORY = (
    "stability, memory_difficulty, reviewed_at, due_at, answered_at, last_right, last_step, reps,"
    " lapses, successes, failures, params_version, missed_since, last_number"
)
RESPONSE = (
    "uuid, user_id, attempt_id, place, item_id, item_version_id, objective_id, selected, shown,"
    " confidence, points, maximum, rule, rating, reviewed, item_difficulty, first_exposure,"
    ' predicted, prediction_version, recall_before, selection, "before", "after", latency_ms, at'
)
READ = f"""
select users.id, users.time_zone, users.clock_offset, attempts.id, attempts.finished_at,
 attempts.planned, item_versions.id, item_versions.record, items.id, items.objective_id,
 items.item_difficulty,
 exists(select 1 from responses where user_id = users.id and item_id = items.id),
 abilities.ability, abilities.form, abilities.answered, abilities.modules, attempts.module_id,
 {", ".join("m." + name.strip() for name in MEMORY.split(","))}
from sign_ins join users on users.id = sign_ins.user_id
join attempts on attempts.user_id = users.id and attempts.uuid = ?
join item_versions on item_versions.id = ?
join items on items.id = item_versions.item_id
left join memory_states m on m.user_id = users.id and m.objective_id = items.objective_id
left join abilities on abilities.user_id = users.id
where token_hash = ? and expires_at > ?"""
APPEND = f"insert into responses ({RESPONSE}) values ({', '.join('?' * 25)}) on conflict do nothing"
UPSERT_MEMORY = (
    f"insert into memory_states (user_id, objective_id, {MEMORY}) values ({', '.join('?' * 16)})"
    " on conflict (user_id, objective_id) do update set "
    + ", ".join(f"{name.strip()} = excluded.{name.strip()}" for name in MEMORY.split(","))
)
UPSERT_ABILITY = (
    "insert into abilities (user_id, ability, form, answered, modules) values (?, ?, ?, ?, ?)"
    " on conflict (user_id) do update set ability = excluded.ability, form = excluded.form,"
    " answered = excluded.answered, modules = excluded.modules"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with fresh_school(options.answers) as stage:
        transaction = in_turns(
            {"lean": stage.answer_by_service, "raw": stage.answer_by_hand}, options.answers
        )
    with fresh_school(options.answers) as stage:
        requests = in_turns(
            {"lean": stage.post_to_application, "raw": stage.post_to_floor}, options.answers
        )
    report = {"transaction": summary(transaction), "request": summary(requests)}
    if options.json:
        print(json.dumps(report, indent=2))
        return
    for name, figures in report.items():
        print(
            f"{name:12} ours {figures['lean_us']:7.0f} us   raw {figures['raw_us']:7.0f} us"
            f"   ratio {figures['ratio']:.2f}  (median CPU of {options.answers} each)"
        )


def summary(samples: dict[str, list[float]]) -> dict[str, float]:
    lean, raw = (statistics.median(samples[name]) * 1e6 for name in ("lean", "raw"))
    return {"lean_us": lean, "raw_us": raw, "ratio": lean / raw}


def in_turns(sides: dict[str, Callable[[int], None]], count: int) -> dict[str, list[float]]:
    """CPU seconds of each call, the sides alternating."""
    samples: dict[str, list[float]] = {name: [] for name in sides}
    for place in range(1, count + 1):
        for name, call in sides.items():
            began = time.process_time()
            call(place)
            samples[name].append(time.process_time() - began)
    return samples


class Stage:
    """A school with one long attempt for each side."""

    def __init__(self, runtime: Runtime, school: School, folder: Path, answers: int) -> None:
        self.runtime = runtime
        self.app = application.create_app(runtime.config)
        self.token = secrets.token_urlsafe(32)
        with runtime.writing.begin() as session:
            self.token = accounts.open_sign_in(
                session, school.learner, now=runtime.clock(), days=30
            )
            self.lean = self.begin(session, school, answers)
            self.raw = self.begin(session, school, answers)
        with runtime.reading() as session:
            candidates = runtime.banks.get(session, school.module).candidates()
        self.versions = [variant.version_id for c in candidates for variant in c.variants]
        self.driver = sqlite3.connect(folder / "quizapp.sqlite3", isolation_level=None)
        self.driver.execute("pragma journal_mode=wal")
        self.driver.execute("pragma synchronous=full")
        self.driver.execute("pragma foreign_keys=on")
        self.client = self.app.test_client()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = self.token
            cookie["_fresh"] = True
        self.app.config["WTF_CSRF_ENABLED"] = True
        self.form_token = self.read_form_token()
        self.floor = self.build_floor().test_client()

    def begin(self, session: Any, school: School, answers: int) -> Attempt:
        attempt = practice.start_practice(
            session,
            school.learner,
            school.module,
            None,
            minutes=20,
            banks=self.runtime.banks,
            now=self.runtime.clock(),
        )
        attempt.planned = answers
        session.flush()
        return attempt

    def offer(self, attempt: Attempt, place: int) -> Offer:
        return Offer(
            attempt_uuid=attempt.uuid,
            place=place,
            version_id=self.versions[place % len(self.versions)],
            type="multiple_choice",
            shown=(0, 1, 2, 3),
            shown_at=self.runtime.clock(),
            selection={"cause": "quiz"},
        )

    def answer_by_service(self, place: int) -> None:
        with self.runtime.writing() as session:
            answer_question(
                session.connection(),
                token_hash=accounts.hash_token(self.token),
                offer=self.offer(self.lean, place),
                response_uuid=uuid.uuid4(),
                answer=Answer([0]),
                now=self.runtime.clock(),
            )
            session.commit()

    def answer_by_hand(self, place: int) -> None:
        answer_by_hand(
            self.driver,
            accounts.hash_token(self.token),
            self.offer(self.raw, place),
            self.runtime.clock(),
        )

    def read_form_token(self) -> str:
        html = self.client.get("/account").text
        return html.partition('name="csrf_token" value="')[2].partition('"')[0]

    def post_to_application(self, place: int) -> None:
        with self.app.app_context():
            sealed = seal(self.offer(self.lean, place))
        response = self.client.post(
            f"/practice/{self.lean.uuid}",
            data={
                "offer": sealed,
                "response_uuid": str(uuid.uuid4()),
                "option": "0",
                "csrf_token": self.form_token,
            },
            headers={"Sec-Fetch-Site": "same-origin"},
        )
        assert response.status_code == 303, response.text

    def post_to_floor(self, place: int) -> None:
        with self.app.app_context():
            sealed = seal(self.offer(self.raw, place))
        response = self.floor.post(
            f"/practice/{self.raw.uuid}",
            data={
                "offer": sealed,
                "response_uuid": str(uuid.uuid4()),
                "option": "0",
                "place": str(place),
            },
        )
        assert response.status_code == 303, response.text

    def build_floor(self) -> Flask:
        """Flask, one view and the driver: no login, no tokens, no signature to check."""
        floor = Flask("floor")

        @floor.post("/practice/<uuid:attempt>")
        def answer(attempt: uuid.UUID) -> Any:  # noqa: ARG001
            place = int(request.form["place"])
            answer_by_hand(
                self.driver,
                accounts.hash_token(self.token),
                self.offer(self.raw, place),
                self.runtime.clock(),
            )
            return redirect("/", 303)

        return floor


def answer_by_hand(
    driver: sqlite3.Connection, token_hash: str, offer: Offer, now: datetime
) -> None:
    """The same four statements and the same assessment, without SQLAlchemy."""
    driver.execute("begin immediate")
    row = driver.execute(
        READ, (offer.attempt_uuid.hex, offer.version_id, token_hash, stored(now))
    ).fetchone()
    known = row[17:]
    memory = None
    if known[0] is not None:
        memory = Memory(
            *known[:2],
            *(loaded(at) for at in known[2:5]),
            bool(known[5]),
            Step(known[6]),
            *known[7:],
        )
    ability = Ability() if row[12] is None else Ability(*row[12:15])
    now += timedelta(seconds=row[2])
    modules = {} if row[15] is None else json.loads(row[15])
    module = ModuleAbility(**modules[str(row[16])]) if str(row[16]) in modules else None
    snapshot = Snapshot(
        load_item(json.loads(row[7])), row[10], memory, ability, ZoneInfo(row[1]), module
    )
    done = assess(snapshot, Answer([0]), now)
    before = {"memory": dump_memory(memory), "ability": fields_of(ability), "zone": row[1]}
    before["module"] = None if module is None else fields_of(module)
    after = {"memory": dump_memory(done.memory), "ability": fields_of(done.ability)}
    after["module"] = fields_of(done.module)
    written = driver.execute(
        APPEND,
        (
            uuid.uuid4().hex, row[0], row[3], offer.place, row[8], row[6], row[9], "[0]",
            json.dumps(offer.shown), None, done.score.points, done.score.maximum, done.score.rule,
            int(done.rating), done.reviewed, row[10], not row[11], done.predicted,
            PREDICTION_VERSION, done.recall_before, json.dumps(offer.selection),
            json.dumps(before), json.dumps(after), 0, stored(now),
        ),
    )  # fmt: skip
    assert written.rowcount == 1
    m = done.memory
    driver.execute(
        UPSERT_MEMORY,
        (
            row[0], row[9], m.stability, m.memory_difficulty, stored(m.reviewed_at),
            stored(m.due_at), stored(m.answered_at), m.last_right, m.last_step.value, m.reps,
            m.lapses, m.successes, m.failures, m.params_version, m.missed_since, m.last_number,
        ),
    )  # fmt: skip
    a = done.ability
    modules[str(row[16])] = fields_of(done.module)
    driver.execute(UPSERT_ABILITY, (row[0], a.ability, a.form, a.answered, json.dumps(modules)))
    driver.execute("commit")


def stored(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def loaded(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@contextmanager
def fresh_school(answers: int) -> Iterator[Stage]:
    folder = Path(tempfile.mkdtemp(prefix="quizapp-benchmark-"))
    config = Config(
        database_url=f"sqlite:///{folder / 'quizapp.sqlite3'}",
        secret_key="only for the benchmark",  # noqa: S106
        data_folder=folder,
    )
    runtime = application.build_runtime(config)
    migrate(runtime)
    stage = Stage(runtime, make_committed_school(runtime), folder, answers)
    yield stage
    stage.driver.close()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
