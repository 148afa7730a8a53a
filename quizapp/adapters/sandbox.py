"""Documents are read in a process of their own, under limits: a hostile file ends that process.

The parent writes the file to the child's standard input and gets lines of JSON back. It believes
none of them: what comes back is checked before it is used.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePath
from typing import Any

from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.pictures import picture_limits, picture_watcher
from quizapp.adapters.extraction.recognition import find_tesseract, recogniser
from quizapp.adapters.extraction.watching import page_watcher
from quizapp.adapters.sandbox_limits import Limits, limit_process
from quizapp.adapters.sandbox_recogniser import start_recogniser
from quizapp.adapters.source_json import dump_picture, dump_source, load_picture, load_source
from quizapp.core.blocks import SourceText
from quizapp.core.errors import Invalid
from quizapp.core.pictures import Picture, PictureLimits

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-m", "quizapp.adapters.sandbox")
# Of the parent's environment only where programs are: it holds the secret key and the database's
# password.
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "LC_ALL": "C.UTF-8"}
_PASSED_ON = ("PATH", "TESSDATA_PREFIX")
_CHUNK = 64 * 1024
_MAX_REPLY = 64 * 1024 * 1024
_MAX_PROBLEMS_CHARS = 4_000
_MAX_TRACE_CHARS = 4_000
_MAX_PAGES = 1_000_000

_log = logging.getLogger(__name__)


LIMITS = Limits()
PICTURES = PictureLimits()


class _TooLong(Exception):
    """The reading took more time than it may: these seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class _Broken(Exception):
    """The child ended without an answer, or with one that cannot be used."""


@dataclass
class _Received:
    """What has come of a document besides its text. `begun` is whether a picture was unfolded."""

    limits: PictureLimits | None
    begun: bool = False
    pictures: list[Picture] = field(default_factory=list)
    size: int = 0

    def take(self, raw: object) -> None:
        """Take a picture that the child sends."""
        if self.limits is None or len(self.pictures) >= self.limits.most:
            raise _Broken("it sends more pictures than it may")
        try:
            self.pictures.append(load_picture(raw, self.limits))
        except ValueError as error:
            raise _Broken(f"a picture that it sends is none: {error}") from None
        self.size += len(self.pictures[-1].content)
        if self.size > self.limits.total_bytes:
            raise _Broken("its pictures are larger than they may be")


def read_document_apart(
    filename: str,
    content: bytes,
    *,
    limits: Limits = LIMITS,
    pictures: PictureLimits | None = PICTURES,
    command: Sequence[str] = _COMMAND,
) -> SourceText:
    """Read an uploaded file in a process of its own.

    Raises Invalid as `read_document` does, and for a file that takes too long, takes too much
    memory or breaks its reader. `command` starts the process that calls `serve`.
    """
    steps = read_in_steps(filename, content, limits=limits, pictures=pictures, command=command)
    while True:
        try:
            next(steps)
        except StopIteration as ended:
            source: SourceText = ended.value
            return source


def read_in_steps(
    filename: str,
    content: bytes,
    *,
    limits: Limits = LIMITS,
    pictures: PictureLimits | None = PICTURES,
    command: Sequence[str] = _COMMAND,
) -> Generator[tuple[int, int | None], None, SourceText]:
    """Like `read_document_apart`, and yields (pages read, pages in all or None) as time goes by.

    It yields every `limits.tell_every` seconds even when nothing is known to have moved, so that
    the caller can show that it is alive. Closing the generator ends the process. A document whose
    reading breaks after a picture was unfolded is read once more, without its pictures.
    """
    name = PurePath(filename.replace("\\", "/")).name[:200] or "This file"
    received = _Received(pictures)
    try:
        try:
            return (yield from _attempt(filename, content, limits, received, command))
        except (_TooLong, MemoryError, _Broken) as error:
            if not received.begun:
                raise
            _log.warning("Reading %r with its pictures broke: %r", name, error)
        return (yield from _attempt(filename, content, limits, _Received(None), command))
    except _TooLong as error:
        raise Invalid(_too_long(name, error.seconds)) from None
    except MemoryError:
        raise Invalid(
            f"\u201c{name}\u201d takes more memory to read than a document may. Split it, by "
            "chapter perhaps, and upload the parts one by one."
        ) from None
    except _Broken as error:
        _log.warning("Reading %r broke: %s", name, error)
        raise Invalid(
            f"\u201c{name}\u201d cannot be read: it seems to be damaged. Open it where it was "
            "made, save or export it anew, then upload the new file."
        ) from None


def _attempt(
    filename: str,
    content: bytes,
    limits: Limits,
    received: _Received,
    command: Sequence[str],
) -> Generator[tuple[int, int | None], None, SourceText]:
    with _child(filename, content, limits, received.limits, command) as child:
        return (yield from _follow(child, limits, received))


def _too_long(name: str, seconds: float) -> str:
    minutes = seconds / 60
    span = f"{minutes:.0f} minutes" if minutes > 1 else f"{seconds:.0f} seconds"
    return (
        f"\u201c{name}\u201d takes more than {span} to read. Split it, by chapter perhaps, and "
        "upload the parts one by one."
    )


@contextmanager
def _child(
    filename: str,
    content: bytes,
    limits: Limits,
    pictures: PictureLimits | None,
    command: Sequence[str],
) -> Iterator[subprocess.Popen[bytes]]:
    """The reading process with its file on standard input; killed with all it started at the end.

    A file, not a pipe: nobody has to wait for a child that does not read.
    """
    with tempfile.TemporaryFile() as request:
        header = {
            "filename": filename,
            "limits": asdict(limits),
            "pictures": None if pictures is None else asdict(pictures),
        }
        request.write(json.dumps(header).encode() + b"\n")
        request.write(content)
        request.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own program, and no shell
            command,
            stdin=request,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT
            | {name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            cwd=_ROOT,
            start_new_session=True,
        )
    try:
        yield child
    finally:
        # The group before its leader is waited for: until then its number is nobody else's.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        if child.stdout is not None:
            child.stdout.close()
        child.wait()


def _follow(
    child: subprocess.Popen[bytes], limits: Limits, received: _Received
) -> Generator[tuple[int, int | None], None, SourceText]:
    """Take the child's lines until its answer, telling how far it is."""
    pages: tuple[int, int | None] = (0, None)
    told = time.monotonic()
    clock = _Clock(limits, told)
    for line in _lines(child, limits, clock):
        if line is not None:
            message = _message(line)
            if "pages" in message:
                pages = _pages(message["pages"])
                clock.pages = pages[0]
            elif "picture" in message:
                received.take(message["picture"])
            elif "unfolding" in message:
                received.begun = True
            else:
                return _answer(message, received.pictures)
        if time.monotonic() - told >= limits.tell_every:
            told = time.monotonic()
            yield pages
    raise _ended_without_answer(child, limits)


@dataclass
class _Clock:
    """When a reading has taken too long, by the pages that it has read."""

    limits: Limits
    start: float
    pages: int = 0

    def given(self) -> float:
        """Seconds that the reading may take as things stand."""
        given = self.limits.seconds + self.limits.seconds_a_page * self.pages
        return min(given, max(self.limits.most_seconds, self.limits.seconds))

    def left(self) -> float:
        """Seconds until it has taken too long."""
        return self.start + self.given() - time.monotonic()


def _lines(child: subprocess.Popen[bytes], limits: Limits, clock: _Clock) -> Iterator[bytes | None]:
    """The child's whole lines; None whenever `limits.tell_every` seconds pass without one."""
    assert child.stdout is not None  # noqa: S101 - it was opened with a pipe
    held = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            left = clock.left()
            if left <= 0:
                raise _TooLong(clock.given())
            if not selector.select(min(left, limits.tell_every)):
                yield None
                continue
            chunk = os.read(child.stdout.fileno(), _CHUNK)
            if not chunk:
                return
            past = len(held)
            held += chunk
            if len(held) > _MAX_REPLY:
                raise _Broken("its answer is too long")
            while (end := held.find(b"\n", past)) >= 0:
                yield bytes(held[:end])
                del held[: end + 1]
                past = 0


def _message(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _Broken("a line of its answer is no JSON") from None
    if not isinstance(message, dict):
        raise _Broken("a line of its answer is no object")
    return message


def _pages(raw: object) -> tuple[int, int]:
    if (
        isinstance(raw, list)
        and [type(number) for number in raw] == [int, int]
        and 0 <= raw[0] <= raw[1] <= _MAX_PAGES
    ):
        return raw[0], raw[1]
    raise _Broken("its progress is none")


def _answer(message: dict[str, Any], pictures: Sequence[Picture]) -> SourceText:
    if "source" in message:
        try:
            return load_source(message["source"], pictures)
        except ValueError as error:
            raise _Broken(f"its answer is no document: {error}") from None
    problems = message.get("problems")
    if (
        isinstance(problems, list)
        and problems
        and all(isinstance(problem, str) and problem for problem in problems)
        and sum(map(len, problems)) <= _MAX_PROBLEMS_CHARS
    ):
        raise Invalid(problems)
    if message.get("memory") is True:
        raise MemoryError
    raise _Broken(str(message.get("broken", "it gave no answer"))[:_MAX_TRACE_CHARS])


def _ended_without_answer(child: subprocess.Popen[bytes], limits: Limits) -> Exception:
    """What to raise for a child that closed its output. It is given a moment to end by itself."""
    try:
        code = child.wait(timeout=1)
    except subprocess.TimeoutExpired:
        return _Broken("it closed its output and went on")
    if code == -signal.SIGXCPU:
        return _TooLong(limits.cpu_seconds)
    # Nobody but the system kills it before this process does, and only for want of memory.
    return MemoryError() if code == -signal.SIGKILL else _Broken(f"it ended with {code}")


def serve(read: Callable[[str, bytes], SourceText] = read_document) -> None:
    """The child's side: limit this process, read the document on standard input, answer."""
    answers = os.fdopen(os.dup(1), "wb")
    # What a parser prints must not stand among the answers.
    os.dup2(2, 1)

    def answer(message: dict[str, Any]) -> None:
        line = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        answers.write(line.encode("utf-8", errors="replace") + b"\n")
        answers.flush()

    header = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**header["limits"])
    if find_tesseract() is not None:
        recogniser.set(start_recogniser(limits))
    limit_process(limits, processes=0)
    full = False
    page_watcher.set(lambda number, total: answer({"pages": [number, total]}))
    picture_watcher.set(lambda: answer({"unfolding": True}))
    may = header["pictures"]
    picture_limits.set(None if may is None else PictureLimits(**may))
    try:
        source = read(header["filename"], sys.stdin.buffer.read())
        for picture in source.pictures:
            answer({"picture": dump_picture(picture)})
        answer({"source": dump_source(source)})
    except Invalid as error:
        answer({"problems": error.problems})
    except MemoryError:
        # Said behind this clause: within it all that fills the memory is still held.
        full = True
    except Exception:
        answer({"broken": traceback.format_exc()[-_MAX_TRACE_CHARS:]})
    if full:
        answer({"memory": True})


if __name__ == "__main__":
    serve()
