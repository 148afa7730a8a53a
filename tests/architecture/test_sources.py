"""Rules of the design that a reader of the sources could check, checked."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import impurities, method_calls, python_files

ROOT = Path(__file__).parents[2]
LONGEST = 400
SETTING = re.compile(r"\bQUIZAPP_[A-Z_]*[A-Z]\b")
WHERE_SETTINGS_ARE_READ = ("quizapp/config.py", "tests/provision.py")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def below(folder: str) -> list[Path]:
    return [path for path in python_files(ROOT) if named(path).startswith(f"quizapp/{folder}/")]


def test_the_core_reads_no_clock_draws_no_randomness_and_does_no_io():
    found = {
        named(path): list(impurities(path.read_text(encoding="utf-8"))) for path in below("core")
    }
    assert len(found) > 1
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    ("planted", "name"),
    [
        ("from datetime import datetime\nx = datetime.now()", "datetime.datetime.now"),
        ("import datetime as dt\nx = dt.datetime.utcnow()", "datetime.datetime.utcnow"),
        ("from datetime import date as day\nx = day.today()", "datetime.date.today"),
        ("from datetime import datetime\nread = datetime.now", "datetime.datetime.now"),
        ("import random\nx = random.choice([1])", "random.choice"),
        ("import random as r\nr.shuffle([])", "random.shuffle"),
        ("from random import shuffle\nshuffle([])", "random.shuffle"),
        ("from random import SystemRandom\nx = SystemRandom()", "random.SystemRandom"),
        ("from uuid import uuid4\nx = uuid4()", "uuid.uuid4"),
        ("x = open('file')", "open"),
        ("print('here')", "print"),
    ],
)
def test_an_impurity_is_found_by_its_full_name(planted: str, name: str):
    [found] = impurities(planted)
    assert found == f"{name} (line {len(planted.splitlines())})"


@pytest.mark.parametrize(
    "pure",
    [
        "from random import Random\ndef pick(rng: Random): return rng.choice([1])",
        "import random\ndef pick(rng: random.Random): return rng.random()",
        "from datetime import UTC, datetime\nx = datetime(2026, 1, 1, tzinfo=UTC)",
        "from uuid import UUID\nx = UUID(int=1)",
        "def open_section(section): return section.open()",
    ],
)
def test_values_and_handed_in_randomness_are_pure(pure: str):
    assert list(impurities(pure)) == []


@pytest.mark.parametrize("folder", ["core", "storage", "adapters", "services"])
def test_only_entry_points_commit(folder: str):
    ends = frozenset({"commit", "rollback"})
    found = {
        named(path): list(method_calls(path.read_text(encoding="utf-8"), ends))
        for path in below(folder)
    }
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_a_commit_in_a_service_would_be_found():
    source = "def receive(session):\n    session.commit()\n"
    assert list(method_calls(source, frozenset({"commit"}))) == ["commit (line 2)"]


def test_no_file_is_longer_than_a_reader_can_hold():
    lengths = {
        named(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files(ROOT)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_folder_of_modules_is_a_package():
    # import-linter does not see a folder without __init__.py, so nothing could hide in one.
    folders = {path.parent for path in python_files(ROOT)}
    assert {named(each) for each in folders if not (each / "__init__.py").exists()} == set()


def test_every_setting_is_documented_and_every_documented_setting_exists():
    read = {
        name
        for file in WHERE_SETTINGS_ARE_READ
        for name in SETTING.findall((ROOT / file).read_text(encoding="utf-8"))
    }
    documented = SETTING.findall((ROOT / "docs/settings.md").read_text(encoding="utf-8"))
    assert read == set(documented)


def test_only_the_configuration_names_settings():
    naming = {
        named(path)
        for path in python_files(ROOT)
        if SETTING.search(path.read_text(encoding="utf-8"))
    }
    assert naming <= {"quizapp/config.py"}
