"""Every check of the project, in order: what `python3 run.py test` runs."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from run import end_with_parent
from tests.provision import NEEDS, Missing, left_out, provide

PROGRAMS = Path(sys.executable).parent
CHECKS = (
    ("ruff check", [PROGRAMS / "ruff", "check", "--quiet", "."]),
    ("ruff format", [PROGRAMS / "ruff", "format", "--quiet", "--check", "."]),
    ("mypy", [PROGRAMS / "mypy"]),
    ("import-linter", [PROGRAMS / "lint-imports", "--no-logo"]),
)
PYTEST = [sys.executable, "-m", "pytest"]
# More processes than this cost more in browsers and database servers than they save.
MOST_PROCESSES = 4


def main(arguments: Sequence[str]) -> int:
    """Run all checks, or pytest alone with its own arguments. Returns the exit code."""
    try:
        provide(NEEDS, left_out(os.environ))
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    if arguments:
        return run([*PYTEST, *arguments])
    began = time.monotonic()
    codes = {name: run_named(name, command) for name, command in CHECKS}
    codes["pytest"] = run_named("pytest", [*PYTEST, *whole_suite()])
    print(summary(codes, time.monotonic() - began))
    return max(code != 0 for code in codes.values())


def whole_suite() -> list[str]:
    """pytest's arguments for all tests: on every core. Coverage would double the time."""
    processes = min(os.cpu_count() or 1, MOST_PROCESSES)
    return ["-n", str(processes), "--dist", "loadfile", "--durations=15"]


def run_named(name: str, command: Sequence[str | Path]) -> int:
    """Run a check under its name."""
    print(f"\n== {name}", flush=True)
    return run(command)


def run(command: Sequence[str | Path]) -> int:
    """Run a program. Returns its exit code."""
    return subprocess.run(command, preexec_fn=end_with_parent, check=False).returncode


def summary(codes: dict[str, int], seconds: float) -> str:
    """One line: what went well, what failed, how long it took."""
    failed = [name for name, code in codes.items() if code]
    outcome = f"failed: {', '.join(failed)}" if failed else f"all well: {', '.join(codes)}"
    return f"Checks {outcome} ({seconds:.0f} s)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
