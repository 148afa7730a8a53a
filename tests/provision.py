"""Gets the programs that the tests use, where they are missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizapp.adapters.dictionaries import find_dictionaries
from quizapp.adapters.extraction.recognition import find_tesseract
from tests.servers import chromium_path, postgresql_folder

WITHOUT = "QUIZAPP_TEST_WITHOUT"
ALL_DICTIONARIES = 3


class Missing(Exception):
    """Something the tests need can be neither found nor installed; the message says what to do."""


@dataclass(frozen=True)
class Need:
    """A program the tests use: how to find it and how to get it."""

    name: str  # as QUIZAPP_TEST_WITHOUT names it
    title: str
    find: Callable[[], object | None]
    package: str  # Debian's; several with a space between them
    fallback: tuple[str, ...] = ()  # a command for where the package does not help


def dictionaries() -> list[Path] | None:
    """The three dictionaries, None where one of them or the program is missing."""
    paths = find_dictionaries()
    return paths if shutil.which("hunspell") and len(paths) == ALL_DICTIONARIES else None


BROWSER = Need(
    name="browser",
    title="Chromium",
    find=chromium_path,
    package="chromium",
    fallback=(sys.executable, "-m", "playwright", "install", "chromium"),
)
POSTGRESQL = Need(
    name="postgresql", title="PostgreSQL", find=postgresql_folder, package="postgresql"
)
TESSERACT = Need(name="tesseract", title="Tesseract", find=find_tesseract, package="tesseract-ocr")
DICTIONARIES = Need(
    name="dictionaries",
    title="hunspell with its English and medical dictionaries",
    find=dictionaries,
    package="hunspell hunspell-en-us hunspell-en-gb hunspell-en-med",
)
NEEDS = (BROWSER, POSTGRESQL, TESSERACT, DICTIONARIES)


def left_out(environment: Mapping[str, str]) -> frozenset[str]:
    """Which needs the person goes without. Raises Missing where a name is not one."""
    names = frozenset(name.strip() for name in environment.get(WITHOUT, "").split(",")) - {""}
    known = {need.name for need in NEEDS}
    if names - known:
        unknown = ", ".join(sorted(names - known))
        raise Missing(f"{WITHOUT} names {unknown}; it can name {', '.join(sorted(known))}.")
    return names


def provide(
    needs: Collection[Need],
    without: Collection[str],
    run: Callable[[Collection[str]], bool] | None = None,
    may_install: bool | None = None,
) -> None:
    """Install whatever is needed and cannot be found.

    `run` runs a command and tells whether it went well; `may_install` says whether apt-get can be
    used. Raises Missing for the first need that is still not there.
    """
    run = run or run_aloud
    may_install = is_root_with_apt() if may_install is None else may_install
    wanted = [need for need in needs if need.name not in without and not need.find()]
    if wanted and may_install:
        apt_install([name for need in wanted for name in need.package.split()], run)
    for need in wanted:
        if not need.find() and need.fallback:
            run(need.fallback)
        if not need.find():
            raise Missing(advice(need))


def apt_install(packages: list[str], run: Callable[[Collection[str]], bool]) -> None:
    """Install Debian packages, one by one so that one that cannot be had stops no other."""
    print(f"Installing {' and '.join(packages)} for the tests.", flush=True)
    run(["apt-get", "update", "-qq"])
    for package in packages:
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package])


def is_root_with_apt() -> bool:
    """Whether apt-get may be used."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def run_aloud(command: Collection[str]) -> bool:
    """Run a command that asks nothing."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    finished = subprocess.run(list(command), env=environment, stdin=subprocess.DEVNULL, check=False)
    return not finished.returncode


def advice(need: Need) -> str:
    """What to do about a need that could not be met."""
    return (
        f"The tests need {need.title}, which is not here and could not be installed. "
        f"On Debian and Ubuntu install it with: apt install {need.package}\n"
        f"To go on without its tests: {WITHOUT}={need.name} python3 run.py test"
    )
