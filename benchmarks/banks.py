"""What reading, planning and importing a bank file costs, from a hundred questions to ten thousand.

    .venv/bin/python benchmarks/banks.py [--largest 10000] [--only gift] [--json]
    quick: --largest 1000

For each format that can be read and written, and each number of questions, CPU seconds of: writing
the file; reading it (what `bank check` does); planning its import into the module that has them
all already; and, for the first format, importing it anew into SQLite. `growth` is the last reading
over the one before, for ten times as many questions.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from quizapp import app as application  # noqa: E402
from quizapp.adapters.formats import FORMATS  # noqa: E402
from quizapp.cli import migrate  # noqa: E402
from quizapp.config import Config  # noqa: E402
from quizapp.core.banks import Bank, BankItem  # noqa: E402
from quizapp.core.formats.base import Format  # noqa: E402
from quizapp.core.item_types.choices import Choices, Option  # noqa: E402
from quizapp.core.items import Bloom, Item, Step  # noqa: E402
from quizapp.services import bank_imports, bank_plans, courses  # noqa: E402
from quizapp.services.runtime import Runtime  # noqa: E402

SIZES = (100, 1_000, 10_000)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def bank_of(count: int) -> Bank:
    """So many single choices with reasons, twenty to a section."""
    items = tuple(
        BankItem(f"item-{number}", f"Section {number // 20}", item_of(number))
        for number in range(count)
    )
    return Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d17", "Measured", "en", items)


def item_of(number: int) -> Item:
    texts = [f"Finding {number} of kind {kind}" for kind in range(4)]
    options = tuple(
        Option(text, place == number % 4, f"Kind {place} is so, because of {number}.")
        for place, text in enumerate(texts)
    )
    return Item(
        stem=f"A client shows sign number {number}. What should the nurse expect to find next?",
        content=Choices("multiple_choice", options),
        rationale=f"Sign {number} comes with it, as the chapter on signs says.",
        objective=f"Explain sign {number // 4}.",
        step=Step.MEDIUM,
        bloom=Bloom.APPLY,
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of some work, and what it gave."""
    start = time.process_time()
    result = work()
    return round(time.process_time() - start, 3), result


def measure(form: Format, bank: Bank, runtime: Runtime | None) -> dict[str, Any]:
    """Writing and reading; with a runtime, importing and planning as well."""
    assert form.write is not None
    assert form.read is not None
    name = f"measured-{len(bank.items)}{form.endings[0]}"
    write_s, written = timed(lambda: form.write(bank))
    read_s, parsed = timed(lambda: form.read(written.content, name))
    assert len(parsed.items) == len(bank.items)
    record = {
        "format": form.name,
        "questions": len(bank.items),
        "kilobytes": len(written.content) // 1024,
        "write_s": write_s,
        "read_s": read_s,
    }
    if runtime is None:
        return record
    target = bank_imports.Target("measured", name, written.content)
    plan_s, plan = timed(lambda: plan_of(runtime, target, parsed))
    flaws_s, flaws = timed(lambda: bank_imports.find_flaws(plan))

    def carry_out() -> None:
        with runtime.writing.begin() as session:
            courses.get_or_create_course(session, "measured", now=NOW)
            bank_imports.carry_out(
                session, target, parsed, None, fingerprint=plan.fingerprint, flaws=flaws, now=NOW
            )

    import_s, _none = timed(carry_out)
    again_s, again = timed(lambda: plan_of(runtime, target, parsed))
    assert again.count(bank_plans.Change.UNCHANGED) == len(bank.items)
    costs = {"plan_s": plan_s, "flaws_s": flaws_s, "import_s": import_s, "plan_again_s": again_s}
    return record | costs


def plan_of(runtime: Runtime, target: bank_imports.Target, parsed: Any) -> bank_plans.ImportPlan:
    with runtime.reading() as session:
        module = bank_imports.find_target(session, target)
        return bank_plans.plan_import(session, module, parsed, filename=target.filename)


def main() -> None:
    """Print a line for each format and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--only", choices=list(FORMATS))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    forms = [
        form
        for form in FORMATS.values()
        if form.read and form.write and options.only in (None, form.name)
    ]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/measured.sqlite3"
        config = Config(database_url=url, secret_key="measured", data_folder=Path(folder))  # noqa: S106
        runtime = application.build_runtime(config)
        migrate(runtime)
        for form in forms:
            before = 0.0
            for size in (size for size in SIZES if size <= options.largest):
                record = measure(form, bank_of(size), runtime if form is forms[0] else None)
                record["growth"] = round(record["read_s"] / before, 1) if before else None
                before = record["read_s"]
                print(json.dumps(record) if options.json else as_line(record), flush=True)
        runtime.reading.kw["bind"].dispose()


def as_line(record: dict[str, Any]) -> str:
    return "  ".join(f"{name} {value}" for name, value in record.items() if value is not None)


if __name__ == "__main__":
    main()
