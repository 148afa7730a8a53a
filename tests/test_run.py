"""The two commands of the README, on copies of run.py so that this checkout stays as it is."""

import ast
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

import run

ROOT = Path(__file__).parent.parent
NO_NETWORK = {
    "PIP_INDEX_URL": "http://127.0.0.1:9/",  # the port where everything is thrown away
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_RETRIES": "0",
}
APPLICATION = """
import json, os, pathlib, time
import flask

app = flask.Flask(__name__)
data = pathlib.Path(os.environ["QUIZAPP_DATA_DIR"])

@app.get("/")
def settings():
    return {name: value for name, value in os.environ.items() if name.startswith("QUIZAPP_")}

@app.cli.command("worker")
def worker():
    (data / "worker").write_text(str(os.getpid()))
    time.sleep(600)

demo = flask.cli.AppGroup("demo")
app.cli.add_command(demo)

@demo.command("prepare")
@flask.cli.click.option("--migrate", is_flag=True)
@flask.cli.click.option("--port", type=int)
def prepare(migrate, port):
    if (data / "broken").exists():
        raise SystemExit("The demo is broken.")
    (data / "quizapp.sqlite3").touch()
    with (data / "preparations").open("a") as log:
        log.write("once ")
    print("prepared", migrate, port)
"""
START = """
import sys, run
run.environment_python = lambda: sys.executable
run.prepare_environment = lambda requirements: None
sys.exit(run.main(sys.argv[1:]))
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with run.py and requirements that are met by any environment."""
    folder = tmp_path / "copy"
    folder.mkdir()
    shutil.copy(ROOT / "run.py", folder)
    (folder / "requirements.txt").write_text("# nothing\n")
    (folder / "requirements-dev.txt").write_text("-r requirements.txt\n")
    (folder / "wsgi.py").write_text(APPLICATION)
    return folder


def load(folder: Path) -> ModuleType:
    """The copy's run.py as a module."""
    spec = importlib.util.spec_from_file_location("copied_run", folder / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start_copy(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "run.py", *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def assert_halts(finished: subprocess.CompletedProcess, *words: str) -> None:
    assert finished.returncode == 1
    assert "Traceback" not in finished.stderr
    for word in words:
        assert word in finished.stderr


# --- what it says when it cannot go on --------------------------------------------------------


def test_old_pythons_can_read_the_file_far_enough_to_be_refused():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_is_named_with_the_one_that_is_needed():
    with pytest.raises(run.Halt, match=r"needs Python 3\.11 or newer; this is 3\.8\.18\."):
        run.check_python((3, 8, 18))


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_newer_python_is_accepted(version: tuple[int, int, int]):
    run.check_python(version)


def test_a_taken_port_is_named_with_another_to_choose(copy: Path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        finished = start_copy(copy, "--port", str(port))
    assert_halts(finished, f"Port {port} is taken", "python3 run.py --port ")
    assert not (copy / ".venv").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(copy: Path, port: str):
    finished = start_copy(copy, "--port", port)
    assert finished.returncode == 2
    assert "write a number from 1 to 65535" in finished.stderr


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_is_told_what_to_install(copy: Path, tmp_path: Path, missing: str):
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / f"{missing}.py").write_text(f"raise ImportError('No module named {missing}')")
    finished = start_copy(copy, "--port", str(free_port()), PYTHONPATH=str(stub))
    assert_halts(finished, "its venv module is missing", "apt install python3-venv")


def test_without_network_the_connection_is_named_and_pip_quoted(copy: Path):
    (copy / "requirements.txt").write_text("flask==3.1.3\n")
    finished = start_copy(copy, "--port", str(free_port()), **NO_NETWORK)
    assert_halts(finished, "Check the network connection", "pip said:\n  ", "flask==3.1.3")


def test_another_complaint_of_pip_is_quoted_without_blaming_the_network(copy: Path):
    (copy / "requirements.txt").write_text("flask=3.1.3\n")
    finished = start_copy(copy, "--port", str(free_port()), **NO_NETWORK)
    assert_halts(finished, "pip could not install the packages.", "Invalid requirement")
    assert "network" not in finished.stderr


def test_a_data_folder_that_cannot_be_made_is_named(copy: Path):
    finished = start_copy(copy, "--port", str(free_port()), "--data", str(copy / "run.py" / "data"))
    assert_halts(finished, f"cannot write in {copy}/run.py/data", "--data FOLDER")


def test_a_read_only_folder_is_named(copy: Path):
    # Imported before root's rights are given up, which may also be the right to read Python.
    program = (
        "import ensurepip, fcntl, os, sys, venv, run\n"
        "if os.geteuid() == 0: os.setgroups([]); os.seteuid(65534)\n"
        "try: run.prepare_environment(run.RUNTIME)\n"
        "except run.Halt as halt: sys.exit(str(halt))\n"
    )
    with tempfile.TemporaryDirectory() as folder:  # where another account can look, unlike `copy`
        shutil.copytree(copy, folder, dirs_exist_ok=True)
        Path(folder).chmod(0o555)
        finished = subprocess.run(
            [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
        )
        Path(folder).chmod(0o700)
    assert_halts(finished, f"cannot write in {folder} (permission denied)")


def test_data_that_cannot_be_prepared_ends_the_start(copy: Path):
    (copy / "var").mkdir()
    (copy / "var/broken").touch()
    with started(copy) as process:
        _, errors = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "The demo is broken." in errors
    assert "The data could not be prepared; the reason stands above." in errors


def test_help_explains_both_commands(copy: Path):
    for arguments in (["--help"], ["test", "--help"]):
        finished = start_copy(copy, *arguments)
        assert finished.returncode == 0
        for words in ("--port", "--data", "run.py test", "QUIZAPP_TEST_WITHOUT"):
            assert words in finished.stdout


# --- the environment --------------------------------------------------------------------------


def test_what_is_installed_once_is_left_alone(copy: Path, capfd: pytest.CaptureFixture[str]):
    copied = load(copy)
    copied.prepare_environment(copied.EVERYTHING)
    assert "Installing" in capfd.readouterr().out
    began = time.monotonic()
    copied.prepare_environment(copied.EVERYTHING)
    copied.prepare_environment(copied.RUNTIME)
    assert time.monotonic() - began < 0.5
    assert capfd.readouterr().out == ""

    (copy / "requirements.txt").write_text("# something else\n")
    assert not copied.is_installed(copied.RUNTIME)
    assert not copied.is_installed(copied.EVERYTHING)


def test_an_unfinished_environment_is_made_anew(copy: Path, capfd: pytest.CaptureFixture[str]):
    copied = load(copy)
    copied.VENV.mkdir()
    (copied.VENV / "half").touch()
    copied.UNFINISHED.touch()
    copied.prepare_environment(copied.RUNTIME)
    assert "unfinished" in capfd.readouterr().out
    assert not (copied.VENV / "half").exists()
    assert copied.is_installed(copied.RUNTIME)
    assert copied.has_pip_and_this_version()


def test_an_interrupted_installation_is_not_taken_for_a_whole_one(copy: Path):
    copied = load(copy)

    def interrupt(requirements: str) -> None:
        raise KeyboardInterrupt

    copied.pip_install = interrupt
    with pytest.raises(KeyboardInterrupt):
        copied.prepare_environment(copied.RUNTIME)
    assert copied.UNFINISHED.exists()
    assert not copied.is_installed(copied.RUNTIME)


def test_a_second_start_waits_for_the_installation_of_the_first(copy: Path):
    program = "import run\nwith run.only_one_installs(): print('mine', flush=True)"
    with load(copy).only_one_installs():
        second = subprocess.Popen(
            [sys.executable, "-c", program], cwd=copy, stdout=subprocess.PIPE, text=True
        )
        assert "Waiting" in second.stdout.readline()
        assert second.poll() is None
    assert second.communicate(timeout=10)[0] == "mine\n"


def test_every_requirement_is_pinned():
    for name in run.EVERYTHING:
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            wanted = line.partition("#")[0].strip()
            assert not wanted or wanted == "-r requirements.txt" or "==" in wanted, wanted


# --- serving ----------------------------------------------------------------------------------


def heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def started(folder: Path, port: int | None = None) -> Iterator[subprocess.Popen]:
    """run.py serving the small application above with this environment's Python."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, "--port", str(port or free_port())],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Where the tests run in the background, their programs inherit that Ctrl-C is ignored.
        preexec_fn=heed_ctrl_c,  # noqa: PLW1509 (there are no threads)
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_ready(process: subprocess.Popen) -> str:
    """What it says up to the line that it is ready."""
    said = ""
    for line in process.stdout:
        said += line
        if "Quizapp is ready" in line:
            return said
    raise AssertionError(f"never ready: {said}{process.stderr.read()}")


def worker_of(folder: Path) -> int:
    return int(wait_for((folder / "var/worker").read_text))


def wait_for(look, seconds: float = 10):
    """What `look` returns once it is neither an error nor empty."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            found = look()
        except OSError:
            found = None
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def is_running(process: int) -> bool:
    """Whether the process is there and more than a name waiting to be collected."""
    try:
        os.kill(process, 0)
        stat = Path(f"/proc/{process}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def is_closed(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("polite", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_until_told_to_stop_and_takes_its_programs_along(copy: Path, polite: int):
    port = free_port()
    with started(copy, port) as process:
        said = wait_until_ready(process)
        assert f"prepared True {port}\n" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            settings = answer.read().decode()
        assert str(copy / "var/quizapp.sqlite3") in settings
        assert '"QUIZAPP_DEMO":"1"' in settings
        worker = worker_of(copy)
        process.send_signal(polite)
        assert process.wait(20) == 0
        assert "Traceback" not in process.stderr.read()
    assert not is_running(worker)
    assert is_closed(port)


def start_and_stop(folder: Path, port: int) -> str:
    """Start a copy, stop it once it is ready, and give what it said."""
    with started(folder, port) as process:
        said = wait_until_ready(process)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    return said


def test_a_second_start_says_again_what_the_first_prepared(copy: Path):
    port = free_port()
    first, second = start_and_stop(copy, port), start_and_stop(copy, port)
    assert f"prepared True {port}\n" in second
    assert first.count("prepared") == second.count("prepared") == 1
    assert (copy / "var/preparations").read_text() == "once "
    assert (copy / "var/prepared").stat().st_mode & 0o077 == 0


def test_a_start_prepares_again_for_a_new_migration_or_a_database_that_is_gone(copy: Path):
    port = free_port()
    start_and_stop(copy, port)
    (copy / "migrations/versions").mkdir(parents=True)
    (copy / "migrations/versions/0003_more.py").write_text("# more")
    start_and_stop(copy, port)
    (copy / "var/quizapp.sqlite3").unlink()
    start_and_stop(copy, port)
    assert (copy / "var/preparations").read_text() == "once once once "


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_killed_outright_it_still_takes_its_programs_along(copy: Path):
    port = free_port()
    with started(copy, port) as process:
        wait_until_ready(process)
        worker = worker_of(copy)
        process.kill()
        wait_for(lambda: not is_running(worker) and is_closed(port))


def test_it_ends_when_one_of_its_programs_does(copy: Path):
    port = free_port()
    with started(copy, port) as process:
        wait_until_ready(process)
        os.kill(worker_of(copy), signal.SIGKILL)
        assert process.wait(20) == 1
        assert re.search(r"The job worker ended by itself \(exit code -9\)", process.stderr.read())
    assert is_closed(port)
