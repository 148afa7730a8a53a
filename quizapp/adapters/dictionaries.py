"""The system's spelling dictionaries, asked through the program hunspell.

The dictionaries and the program are under the GPL: they are called where the system has them, and
nothing of them is bundled or imported. docs/decisions/0013-dictionaries.md says why this way.
"""

import logging
import re
import shutil
import subprocess
from collections.abc import Collection, Iterable
from pathlib import Path

from quizapp.core.misspellings import Unknown, one_slip_away

# Base dictionaries have rules of inflection beside them; the first one found leads.
_BASES = ("en_US", "en_GB")
_EXTRAS = ("en_med_glut",)
_FOLDERS = (
    Path("/usr/share/hunspell"),
    Path("/usr/share/myspell/dicts"),
    Path("/usr/local/share/hunspell"),
    Path("/opt/homebrew/share/hunspell"),
    Path("/Library/Spelling"),
)
_SECONDS = 20.0
_MOST_UNKNOWN = 400
_PLAIN = re.compile(r"[a-z]{2,40}")

_log = logging.getLogger(__name__)


def look_up(words: Collection[str]) -> Unknown | None:
    """Those of the words that no English dictionary here has, each with what is one slip away.

    None where there is no program, no dictionary, or no answer in time: that is no reason to stop
    an import. Of very many unknown words, what is near is told of those first in the alphabet.
    """
    program, dictionaries = shutil.which("hunspell"), find_dictionaries()
    if program is None or not dictionaries:
        return None
    command = (program, "-G", "-i", "utf-8", "-d", ",".join(map(str, dictionaries)))
    asked = {word for word in words if _PLAIN.fullmatch(word)}
    try:
        unknown = sorted(asked - _known(command, asked))
        near = {word: frozenset(one_slip_away(word)) for word in unknown[:_MOST_UNKNOWN]}
        known = _known(command, frozenset[str]().union(*near.values()))
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("The dictionaries gave no answer: %s", error)
        return None
    return {word: near.get(word, frozenset()) & known for word in unknown}


def find_dictionaries(folders: Iterable[Path] = _FOLDERS) -> list[Path]:
    """English dictionaries, without their ending, a base first; none where there is no base."""
    folders = list(folders)
    bases = [path for name in _BASES if (path := _find(folders, name, ".aff", ".dic"))]
    extras = [path for name in _EXTRAS if (path := _find(folders, name, ".dic"))]
    return bases + extras if bases else []


def _find(folders: list[Path], name: str, *endings: str) -> Path | None:
    for folder in folders:
        if all((folder / f"{name}{ending}").is_file() for ending in endings):
            return folder / name
    return None


def _known(command: tuple[str, ...], words: Collection[str]) -> frozenset[str]:
    """Those of the words that a dictionary has. They are plain letters: no word is a command."""
    if not words:
        return frozenset()
    finished = subprocess.run(  # noqa: S603 - a program of the system, and no shell
        command,
        input="\n".join(sorted(words)) + "\n",
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
        timeout=_SECONDS,
        check=True,
    )
    return frozenset(finished.stdout.split())
