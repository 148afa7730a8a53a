"""The dependency rule holds, and each of its contracts catches a violation planted in a copy."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {each["id"]: each for each in SETTINGS["tool"]["importlinter"]["contracts"]}
ENTRY_POINTS_OF_THE_WEB = ("web", "api", "lti")


class Violation(NamedTuple):
    contract: str
    file: str
    line: str
    complaint: str


PLANTED = [
    Violation(
        "layers",
        "core/practice.py",
        "import quizapp.storage",
        "quizapp.core.practice -> quizapp.storage",
    ),
    Violation(
        "layers", "core/memory.py", "import quizapp.config", "quizapp.core.memory -> quizapp.config"
    ),
    Violation(
        "layers",
        "adapters/extraction/__init__.py",
        "import quizapp.storage.base",
        "quizapp.adapters.extraction -> quizapp.storage.base",
    ),
    Violation(
        "layers",
        "storage/database.py",
        "import quizapp.services.practice",
        "quizapp.storage.database -> quizapp.services.practice",
    ),
    Violation(
        "layers",
        "services/practice.py",
        "import quizapp.web",
        "quizapp.services.practice -> quizapp.web",
    ),
    Violation("layers", "web/__init__.py", "import quizapp.jobs", "quizapp.web -> quizapp.jobs"),
    Violation("layers", "jobs/__init__.py", "import quizapp.app", "quizapp.jobs -> quizapp.app"),
    Violation("layers", "utils/__init__.py", "", "quizapp.utils"),
    Violation("layers", "helpers.py", "", "quizapp.helpers"),
    *(
        Violation(
            "pure-core",
            "core/practice.py",
            f"import {module}",
            f"quizapp.core.practice -> {module} ",
        )
        for module in CONTRACTS["pure-core"]["forbidden_modules"]
    ),
    *(
        Violation(
            "no-web-below-the-edge",
            file,
            f"from {module} import request",
            f"quizapp.{file.partition('/')[0]}",
        )
        for file, module in [
            ("services/practice.py", "flask"),
            ("services/accounts.py", "flask_login"),
            ("services/review.py", "flask_wtf"),
            ("storage/database.py", "werkzeug"),
            ("adapters/__init__.py", "jinja2"),
        ]
    ),
    Violation(
        "no-sql-at-the-edge",
        "web/__init__.py",
        "from sqlalchemy.orm import Session",
        "quizapp.web -> sqlalchemy",
    ),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources and settings in which to plant violations."""
    folder = tmp_path_factory.mktemp("tree")
    leave_out = shutil.ignore_patterns("__pycache__", "static")
    shutil.copytree(ROOT / "quizapp", folder / "quizapp", ignore=leave_out)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint_imports(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAMS / "lint-imports", "--no-logo", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"COLUMNS": "200", "PYTHONUTF8": "1"},
    )


def lint_planted(tree: Path, violation: Violation) -> subprocess.CompletedProcess[str]:
    """Check one contract with the violation planted, then take it out again."""
    file = tree / "quizapp" / violation.file
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(exist_ok=True)
    file.write_bytes((before or b"") + f"\n{violation.line}\n".encode())
    try:
        return lint_imports(tree, "--contract", violation.contract)
    finally:
        file.unlink() if before is None else file.write_bytes(before)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()


def test_the_dependency_rule_holds():
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in checked.stdout


@pytest.mark.parametrize("violation", PLANTED, ids=lambda each: f"{each.file} {each.line}")
def test_a_planted_violation_is_caught_and_named(tree: Path, violation: Violation):
    checked = lint_planted(tree, violation)
    assert checked.returncode == 1, checked.stdout
    assert "0 kept, 1 broken" in checked.stdout
    assert violation.complaint in " ".join(checked.stdout.split()) + " "


def test_every_contract_has_a_planted_violation():
    assert {violation.contract for violation in PLANTED} == set(CONTRACTS)


def test_every_entry_point_of_the_web_is_kept_from_the_database():
    there = {
        f"quizapp.{name}"
        for name in ENTRY_POINTS_OF_THE_WEB
        if (ROOT / "quizapp" / name / "__init__.py").exists()
    }
    assert set(CONTRACTS["no-sql-at-the-edge"]["source_modules"]) == there


def test_reading_the_clock_in_the_core_fails_the_lint(tree: Path):
    planted = tree / "quizapp/core/planted.py"
    planted.write_text("from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)\n")
    checked = subprocess.run(
        [PROGRAMS / "ruff", "check", "--no-cache", planted],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    planted.unlink()
    assert checked.returncode == 1
    assert "datetime.datetime.now" in checked.stdout
