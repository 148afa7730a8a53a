"""Pictures of pages -> hOCR, through the system's Tesseract where there is one."""

import shutil
import subprocess
from collections.abc import Callable
from contextvars import ContextVar

_SECONDS_A_PICTURE = 90
_LANGUAGE = "eng"
# One thread: pages are read beside a server, on machines with few processors.
_ENVIRONMENT = {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}

Recogniser = Callable[[bytes], bytes | None]


def find_tesseract() -> str | None:
    """Where the program is, None where it is not installed."""
    return shutil.which("tesseract")


def recognise(picture: bytes) -> bytes | None:
    """The words in a picture as hOCR; None where Tesseract is not there or cannot read it.

    `picture` is a PNM file of 300 dots an inch.
    """
    program = find_tesseract()
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, and no shell
            [program, "stdin", "stdout", "--dpi", "300", "-l", _LANGUAGE, "hocr"],
            input=picture,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            timeout=_SECONDS_A_PICTURE,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout


# A process that may start no other gets a way to one that may.
recogniser: ContextVar[Recogniser] = ContextVar("recogniser", default=recognise)
