import base64
import json
import os
import sys
import time
from dataclasses import fields, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from quizapp.adapters import sandbox
from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.pictures import NOT_KEPT
from quizapp.adapters.sandbox import LIMITS, read_document_apart, read_in_steps
from quizapp.adapters.source_json import dump_picture, dump_source, load_picture, load_source
from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText, Unsure
from quizapp.core.errors import Invalid
from quizapp.core.pictures import Picture, PictureLimits, PlacedPicture
from quizapp.jobs.worker import run_next
from quizapp.services import documents, jobs
from quizapp.services.courses import create_course
from quizapp.services.runtime import Runtime
from quizapp.storage.models import ItemRow, Job, JobStatus, Module, Section
from tests.adapters.pictures import drawing, in_address
from tests.factories import START, Clock

QUICK = replace(LIMITS, seconds=20, tell_every=0.05)
WHOLE = SourceText(
    "Title\n\nA **b**.\n\n1/5\n",
    (
        Block(BlockKind.HEADING, "Title", 0, 5, level=1, strong=("Title",)),
        Block(BlockKind.LIST_ITEM, "A b.", 7, 15, level=2, ordered=True, strong=("b",)),
        Block(BlockKind.TABLE_ROW, "A\tb", 7, 15, cells=("A", "b")),
    ),
    marked_up=True,
    title="A title",
    dropped=(LeftOut(17, 20, "Page number."),),
    unsure=(Unsure(7, 15, "Read from a picture."),),
    pictures=(Picture("a" * 64, "image/png", 3, 2, b"\x89PNG\r\n\x1a\n..."),),
    placed=(PlacedPicture(5, "a" * 64, "A heart"),),
)


def planted(body: str) -> tuple[str, ...]:
    """A child whose reader does this."""
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    imports = "import os, subprocess, sys, time\nfrom quizapp.adapters import sandbox"
    return (
        sys.executable,
        "-c",
        f"{imports}\ndef read(name, content):\n{lines}\nsandbox.serve(read)",
    )


def problem(body: str, **limits: float) -> str:
    with pytest.raises(Invalid) as caught:
        read_document_apart(
            "book.pdf", b"x", limits=replace(QUICK, **limits), command=planted(body)
        )
    return str(caught.value)


def hostile(output: str) -> str:
    """What is said about a child that writes this and nothing else."""
    command = (sys.executable, "-c", f"import os\nos.write(1, {output})")
    with pytest.raises(Invalid) as caught:
        read_document_apart("book.pdf", b"x", limits=QUICK, command=command)
    return str(caught.value)


def test_a_document_comes_back_as_the_reader_reads_it():
    content = b"# Asthma\n\n**Dust** is a trigger.\n\n- pollen\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert read_document_apart("a.md", content) == read_document("a.md", content)


def test_what_the_reader_says_is_wrong_is_said_the_same():
    for name, content in [("a.xyz", b"words"), ("a.txt", b"\x00\x01"), ("a.txt", b" ")]:
        with pytest.raises(Invalid) as here:
            read_document(name, content)
        with pytest.raises(Invalid) as apart:
            read_document_apart(name, content)
        assert apart.value.problems == here.value.problems


def test_a_reader_that_takes_all_memory_is_ended():
    said = problem("x = bytearray(2 * 1024 ** 3)", memory_bytes=300 * 1024 * 1024)
    assert "takes more memory" in said
    assert "Split it" in said


def test_a_reader_that_sleeps_is_ended():
    assert "takes more than 1 seconds" in problem("time.sleep(60)", seconds=1.0)


PAGE_BY_PAGE = """
from quizapp.adapters.extraction.watching import page_watcher
for number in range(1, 21):
    page_watcher.get()(number, 20)
    time.sleep(0.2)
return sandbox.read_document('a.txt', b'Some words.')
"""


def test_each_page_that_is_read_gives_more_time():
    limits = replace(QUICK, seconds=3.0, seconds_a_page=0.5)
    source = read_document_apart("a.pdf", b"x", limits=limits, command=planted(PAGE_BY_PAGE))
    assert source.text == "Some words."


def test_pages_give_no_time_without_end():
    said = problem(PAGE_BY_PAGE, seconds=1.0, seconds_a_page=5.0, most_seconds=3.0)
    assert "takes more than 3 seconds" in said


def test_a_reader_that_computes_without_end_is_ended():
    assert "Split it" in problem("while True: pass", cpu_seconds=1)


@pytest.mark.parametrize(
    "body", ["os.abort()", "os._exit(0)", "os._exit(3)", "raise KeyError('a')", "1 / 0"]
)
def test_a_reader_that_breaks_is_told_as_a_damaged_file(body):
    assert "seems to be damaged" in problem(body)


@pytest.mark.parametrize(
    "output",
    [
        r"b'hello\n'",
        r"b'[]\n'",
        r"b'\xff\xfe\n'",
        r"b'[' * 100000 + b'\n'",
        r"b'{}\n'",
        r"""b'{"problems": []}\n'""",
        r"""b'{"problems": [1]}\n'""",
        r"""b'{"pages": [5, 2]}\n'""",
        r"""b'{"pages": [true, 2]}\n'""",
        r"""b'{"source": 1}\n'""",
        r"""b'{"source": {"text": "a", "marked_up": 1, "title": ""}}\n'""",
    ],
)
def test_output_that_is_no_answer_is_not_believed(output):
    assert "seems to be damaged" in hostile(output)


def test_output_without_end_is_cut_off(monkeypatch):
    monkeypatch.setattr(sandbox, "_MAX_REPLY", 100_000)
    command = (sys.executable, "-c", "import os\nwhile True: os.write(1, b'x' * 65536)")
    with pytest.raises(Invalid, match="seems to be damaged"):
        read_document_apart("a.pdf", b"x", limits=QUICK, command=command)


def test_what_a_parser_prints_is_no_answer():
    source = read_document_apart(
        "a.pdf",
        b"x",
        limits=QUICK,
        command=planted(
            "print('{}', flush=True)\nos.write(1, b'{}\\n')\n"
            "return sandbox.read_document('a.txt', b'Some words.')"
        ),
    )
    assert source.text == "Some words."


def test_the_child_has_no_secrets_in_its_environment(monkeypatch):
    monkeypatch.setenv("QUIZAPP_SECRET_KEY", "canary")
    body = "return sandbox.read_document('a.txt', repr(sorted(os.environ)).encode())"
    source = read_document_apart("a.txt", b"x", limits=QUICK, command=planted(body))
    assert "PYTHONPATH" in source.text
    assert "QUIZAPP" not in source.text


def test_the_child_cannot_write_files(tmp_path: Path):
    target = tmp_path / "written"
    body = f"""
with open({str(target)!r}, "wb", buffering=0) as file:
    file.write(b"x")
"""
    assert "seems to be damaged" in problem(body)
    assert not target.exists() or target.stat().st_size == 0


def test_whatever_the_child_started_ends_with_it(tmp_path: Path):
    note = tmp_path / "pid"
    # Started before the limits, as by a parser that has a way round them.
    program = f"""
import os, pathlib, subprocess, time
os.environ["PATH"] = {os.defpath!r}
child = subprocess.Popen(["sleep", "300"])
pathlib.Path({str(note)!r}).write_text(str(child.pid))
time.sleep(300)
"""
    with pytest.raises(Invalid, match="takes more than"):
        read_document_apart(
            "a.pdf",
            b"x",
            limits=replace(QUICK, seconds=2.0),
            command=(sys.executable, "-c", program),
        )
    assert _ends(int(note.read_text()))


def _ends(pid: int) -> bool:
    for _ in range(100):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_progress_is_told_and_so_is_a_reading_that_says_nothing():
    body = """
from quizapp.adapters.extraction.watching import page_watcher
page_watcher.get()(3, 10)
time.sleep(0.5)
return sandbox.read_document('a.txt', b'Some words.')
"""
    told = list(read_in_steps("a.pdf", b"x", limits=QUICK, command=planted(body)))
    assert (3, 10) in told
    assert len(told) > 2


def test_closing_the_reading_ends_the_child(tmp_path: Path):
    note = tmp_path / "pid"
    program = f"""
import os, pathlib, time
pathlib.Path({str(note)!r}).write_text(str(os.getpid()))
time.sleep(300)
"""
    command = (sys.executable, "-c", program)
    steps = read_in_steps("a.pdf", b"x", limits=replace(QUICK, tell_every=0.5), command=command)
    while not note.exists() or not note.read_text():
        next(steps)
    steps.close()
    assert _ends(int(note.read_text()))


def test_all_of_a_document_survives_the_way():
    sent = json.loads(json.dumps([dump_source(WHOLE), *map(dump_picture, WHOLE.pictures)]))
    pictures = [load_picture(each, PictureLimits()) for each in sent[1:]]
    assert load_source(sent[0], pictures) == WHOLE
    assert {each.name for each in fields(Block)} == {
        "kind", "text", "start", "end", "level", "ordered", "cells", "strong",
    }  # fmt: skip
    assert {each.name for each in fields(SourceText)} == {
        "text", "blocks", "marked_up", "title", "dropped", "unsure", "pictures", "placed",
    }  # fmt: skip


NOTHING: dict[str, object] = {"dropped": [], "unsure": []}


def block(**changed: object) -> dict[str, object]:
    whole = {"kind": "paragraph", "words": None, "start": 0, "end": 3, "level": 0}
    values = list((whole | {"ordered": False, "cells": [], "strong": []} | changed).values())
    return {"text": "abc", "marked_up": True, "title": "", "blocks": [values]} | NOTHING


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": []},
        {"kind": 7},
        {"end": 4},
        {"start": -1},
        {"start": 3, "end": 2},
        {"start": True},
        {"level": 10**9},
        {"ordered": 1},
        {"cells": "ab"},
        {"cells": [1]},
        {"words": "\ud800"},
        {"words": "a\x00b"},
    ],
)
def test_a_block_that_is_none_is_refused(changed):
    assert load_source(block()).blocks[0].text == "abc"
    with pytest.raises(ValueError, match=r"not a|not text|surrogates"):
        load_source(block(**changed))


# --- within a job -------------------------------------------------------------------------------


def queue(runtime: Runtime) -> int:
    with runtime.writing.begin() as session:
        course = create_course(session, None, title="Adult health", now=START)
        job = documents.receive_document(
            session, None, course, filename="a.md", content=b"# A\n\nB c.\n", now=START
        )
        assert isinstance(job, Job)
        return job.id


def run_planted(runtime: Runtime, body: str) -> Job:
    def read(filename: str, content: bytes) -> documents.Reading:
        limits = replace(QUICK, seconds=3.0, memory_bytes=300 * 1024 * 1024)
        return read_in_steps(filename, content, limits=limits, command=planted(body))

    job_id = queue(runtime)
    assert run_next(replace(runtime, read_document=read))
    with runtime.reading() as session:
        return session.get_one(Job, job_id)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("x = bytearray(2 * 1024 ** 3)", "takes more memory"),
        ("time.sleep(60)", "takes more than 3 seconds"),
        ("os.abort()", "seems to be damaged"),
    ],
)
def test_nothing_half_imported_stays_after_a_reader_that_was_ended(
    runtime: Runtime, body: str, words: str
):
    job = run_planted(runtime, body)
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    assert words in job.error
    with runtime.reading() as session:
        counts = [session.scalar(select(func.count()).select_from(m)) for m in (Module, Section)]
        assert [*counts, session.scalar(select(func.count()).select_from(ItemRow))] == [0, 0, 0]


def test_the_application_reads_apart(runtime: Runtime):
    assert isinstance(runtime.read_document, partial)
    assert runtime.read_document.func is read_in_steps
    assert runtime.read_document.keywords == {"pictures": runtime.config.pictures}
    job_id = queue(runtime)
    assert run_next(runtime)
    with runtime.reading() as session:
        assert session.get_one(Job, job_id).status is JobStatus.DONE


def test_a_long_reading_keeps_its_lease_and_shows_its_pages(runtime: Runtime, clock: Clock):
    job_id = queue(runtime)
    seen: list[tuple[dict[str, object], timedelta]] = []

    def slow(filename: str, content: bytes) -> documents.Reading:
        for page in (40, 120):
            clock.advance(seconds=100)
            yield page, 300
            with runtime.reading() as session:
                job = session.get_one(Job, job_id)
                assert job.lease_until is not None
                seen.append((job.progress["extract"], job.lease_until - clock.now))
                assert not jobs.is_any_ready(session, clock.now)
        return read_document(filename, content)

    assert run_next(replace(runtime, read_document=slow))
    running = {"state": "running", "total": 300}
    assert seen == [(running | {"count": count}, jobs.LEASE) for count in (40, 120)]


def test_cancelling_ends_the_reading(runtime: Runtime, clock: Clock):
    job_id = queue(runtime)
    ended: list[bool] = []

    def cancelled(_filename: str, _content: bytes) -> documents.Reading:
        try:
            with runtime.writing.begin() as session:
                jobs.cancel(session, session.get_one(Job, job_id), clock.now)
            yield 1, 300
            raise AssertionError("it went on")
        finally:
            ended.append(True)

    assert run_next(replace(runtime, read_document=cancelled))
    assert ended == [True]


# Pictures -----------------------------------------------------------------------------------------

ILLUSTRATED = (
    f"<h1>Liver</h1><p>The liver makes bile.</p><img src='{in_address(drawing())}'><p>More.</p>"
    f"<img src='{in_address(drawing(colour=9))}'>"
).encode()


def test_pictures_come_back_as_the_reader_keeps_them():
    source = read_document_apart("a.html", ILLUSTRATED)
    assert len(source.pictures) == len(source.placed) == 2
    assert source == read_document("a.html", ILLUSTRATED)


def test_limits_go_to_where_pictures_are_unfolded():
    source = read_document_apart("a.html", ILLUSTRATED, pictures=PictureLimits(most=1))
    assert [each.at for each in source.placed] == [source.blocks[1].end]
    source = read_document_apart("a.html", ILLUSTRATED, pictures=None)
    assert (source.pictures, source.placed) == ((), ())
    assert [gone.reason for gone in source.dropped] == [NOT_KEPT]


BREAKING = """
from quizapp.adapters.extraction.pictures import picture_limits, picture_watcher
if picture_limits.get() is not None:
    picture_watcher.get()()
    {}
return sandbox.read_document('a.txt', b'Some words.')
"""


@pytest.mark.parametrize(
    "breaks", ["os.abort()", "raise MemoryError", "x = bytearray(2 * 1024 ** 3)", "1 / 0"]
)
def test_a_picture_that_breaks_the_reader_costs_the_document_its_pictures_alone(breaks):
    command = planted(BREAKING.format(breaks))
    source = read_document_apart("a.pdf", b"x", limits=QUICK, command=command)
    assert source.text == "Some words."


def test_a_picture_that_takes_too_long_costs_the_document_its_pictures_alone():
    command = planted(BREAKING.format("while True: pass"))
    limits = replace(QUICK, cpu_seconds=1)
    assert read_document_apart("a.pdf", b"x", limits=limits, command=command).pictures == ()


def test_a_document_that_breaks_without_a_picture_is_read_once(tmp_path: Path):
    # A reading process may not write, but the test may count what it starts.
    program = "import sys; sys.stdin.buffer.read()"
    started = tmp_path / "started"
    wrapper = f"open({str(started)!r}, 'a').write('x'); {program}"
    with pytest.raises(Invalid):
        read_document_apart("a.pdf", b"x", limits=QUICK, command=(sys.executable, "-c", wrapper))
    assert started.read_text() == "x"


PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode()


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        ["a" * 64, "image/png", 3, 2],
        ["a" * 63, "image/png", 3, 2, PNG],
        ["A" * 64, "image/png", 3, 2, PNG],
        [7, "image/png", 3, 2, PNG],
        ["a" * 64, "text/html", 3, 2, PNG],
        ["a" * 64, [], 3, 2, PNG],
        ["a" * 64, "image/svg+xml", 3, 2, PNG],
        ["a" * 64, "image/jpeg", 3, 2, PNG],
        ["a" * 64, "image/png", "3", 2, PNG],
        ["a" * 64, "image/png", 1_601, 2, PNG],
        ["a" * 64, "image/png", 3, -2, PNG],
        ["a" * 64, "image/png", 3, 2, "not base64!"],
        ["a" * 64, "image/png", 3, 2, 7],
        ["a" * 64, "image/png", 3, 2, base64.b64encode(b"<svg/>").decode()],
        ["a" * 64, "image/png", 3, 2, PNG + "A" * 2_000_000],
    ],
)
def test_a_picture_of_another_shape_is_refused(raw: object):
    with pytest.raises(ValueError, match="not"):
        load_picture(raw, PictureLimits())


@pytest.mark.parametrize("placed", [[9, "a" * 64, ""], [1, "b" * 64, ""], [1, "a" * 64], 7, [[]]])
def test_a_place_that_is_none_is_refused(placed: object):
    with pytest.raises(ValueError, match="not"):
        load_source(block() | {"placed": [placed]}, WHOLE.pictures)


SENT = json.dumps({"picture": dump_picture(WHOLE.pictures[0])})
ANSWER = json.dumps({"source": dump_source(replace(WHOLE, pictures=(), placed=()))})


@pytest.mark.parametrize(
    "lines",
    [
        [SENT] * 301,
        [json.dumps({"picture": ["a" * 64, "text/html", 1, 1, PNG]})],
        [json.dumps({"picture": None})],
    ],
)
def test_a_child_that_sends_other_pictures_than_it_may_is_not_believed(lines: list[str]):
    output = repr("\n".join([*lines, ANSWER, ""]).encode())
    assert "seems to be damaged" in hostile(output)
