#!/usr/bin/env python3
"""Quizapp's two commands. Python's standard library is all they need.

This file keeps to what old versions of Python can read, so that it can say which one is needed.
"""

import argparse
import ctypes
import errno
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
# There from before the environment is touched until it is whole: a start that finds it starts over.
UNFINISHED = VENV / "unfinished"
RUNTIME = ["requirements.txt"]
EVERYTHING = ["requirements.txt", "requirements-dev.txt"]
PIP_OPTIONS = ["--disable-pip-version-check", "--progress-bar", "off"]
PIP_WITHOUT_NETWORK = [
    "NewConnectionError",
    "ProxyError",
    "Timeout",
    "from versions: none",
    "name resolution",
]
HOST = "127.0.0.1"
DATABASE = "quizapp.sqlite3"
SECONDS_TO_START = 30
SECONDS_TO_STOP = 10
PR_SET_PDEATHSIG = 1  # prctl(2)

TEST_HELP = """\
the other command:
  python3 run.py test            every check: ruff, mypy, import-linter, all tests
  python3 run.py test ARGUMENTS  pytest alone, with these arguments: python3 run.py test tests/core,
                                 or python3 run.py test -n 2 --dist loadfile --cov

The tests use PostgreSQL, Chromium, Tesseract and hunspell. Where they are missing, they are
installed: by apt-get for root on Debian and Ubuntu, else the browser by Playwright. To go on
without, set QUIZAPP_TEST_WITHOUT=browser,postgresql,tesseract,dictionaries (or some of them); their
tests are then skipped.
"""


class Halt(Exception):
    """It cannot go on; the message says what happened and what to do."""


def main(argv: "list[str]") -> int:
    """Run the command that `argv` names. Returns the exit code."""
    try:
        check_python(sys.version_info[:3])
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), interrupt)
        if argv[:1] == ["test"] and not {"-h", "--help"} & set(argv):
            return run_tests(argv[1:])
        options = parse_options([argument for argument in argv if argument != "test"])
        return serve(options.port, options.data.absolute())
    except Halt as halt:
        print(halt, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def check_python(version: "tuple[int, ...]") -> None:
    """Raise Halt where Python is older than Quizapp can run on."""
    if version[:2] < OLDEST:
        needed, this = (".".join(str(part) for part in parts) for parts in (OLDEST, version))
        raise Halt(
            f"Quizapp needs Python {needed} or newer; this is {this}. "
            f"Install a newer Python and start Quizapp with it, for example: python{needed} run.py"
        )


def interrupt(signal_number, frame) -> None:  # noqa: ARG001
    """Make every polite signal end the program the way Ctrl-C does."""
    raise KeyboardInterrupt


def parse_options(argv: "list[str]") -> argparse.Namespace:
    """Read the options of the command that serves."""
    parser = argparse.ArgumentParser(
        prog="python3 run.py",
        description="Install Quizapp beside this file, load its demo and serve it on this machine.",
        epilog=TEST_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=port_number, default=8000, help="default: 8000")
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT / "var",
        metavar="FOLDER",
        help="where accounts, questions and answers are kept; default: var, beside this file",
    )
    return parser.parse_args(argv)


def port_number(text: str) -> int:
    """Read a TCP port."""
    if not text.isdigit() or not 0 < int(text) < 2**16:
        raise argparse.ArgumentTypeError("write a number from 1 to 65535")
    return int(text)


# --- the environment ------------------------------------------------------------------------------


def environment_python() -> Path:
    """Where the environment's own Python is."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def prepare_environment(requirements: "list[str]") -> None:
    """Make .venv hold what the files list. Does nothing where it already does."""
    if is_installed(requirements):
        return
    check_venv_module()
    try:
        with only_one_installs():
            if not is_installed(requirements):
                install(requirements)
    except OSError as error:
        raise Halt(cannot_write(ROOT, error)) from None


def is_installed(requirements: "list[str]") -> bool:
    """Whether the environment is whole and was made from the files as they stand."""
    stamp = stamp_of(requirements)
    return (
        not UNFINISHED.exists()
        and environment_python().exists()
        and stamp.exists()
        and stamp.read_text(encoding="ascii") == fingerprint(requirements)
    )


def stamp_of(requirements: "list[str]") -> Path:
    """The file in the environment that says what was installed from the last of the files."""
    return VENV / f"installed-{requirements[-1]}"


def fingerprint(requirements: "list[str]") -> str:
    """What the environment depends on: the files' contents and Python's minor version."""
    digest = hashlib.sha256(repr(sys.version_info[:2]).encode("ascii"))
    for name in requirements:
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def check_venv_module() -> None:
    """Raise Halt where Python came without what makes an environment, as Debian's does."""
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        raise Halt(
            "This Python cannot make a virtual environment: its venv module is missing. "
            "On Debian and Ubuntu install it with: apt install python3-venv"
        ) from None


@contextmanager
def only_one_installs():
    """Hold the project's folder, so that a second start waits instead of installing as well."""
    try:
        import fcntl  # noqa: PLC0415
    except ImportError:  # Windows
        yield
        return
    folder = os.open(str(ROOT), os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is still installing. Waiting for it.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def install(requirements: "list[str]") -> None:
    """Make the environment where there is no whole one, then install what the files list."""
    usable = not UNFINISHED.exists() and has_pip_and_this_version()
    if not usable and VENV.exists():
        say("The environment in .venv is unfinished or of another Python. Making it anew.")
        shutil.rmtree(str(VENV))
    say("Installing what Quizapp needs into .venv. This is done once and takes about a minute.")
    VENV.mkdir(exist_ok=True)
    UNFINISHED.touch()
    if not usable:
        make_environment()
    pip_install(requirements[-1])
    # requirements-dev.txt includes requirements.txt: whoever has all of it has both.
    for count in range(1, len(requirements) + 1):
        done = requirements[:count]
        stamp_of(done).write_text(fingerprint(done), encoding="ascii")
    UNFINISHED.unlink()


def has_pip_and_this_version() -> bool:
    """Whether the environment works and belongs to the Python that runs this."""
    if not environment_python().exists():
        return False
    wanted = sys.version_info[:2]
    code = f"import pip, sys; sys.exit(sys.version_info[:2] != {wanted!r})"
    return run_quietly([str(environment_python()), "-c", code]).returncode == 0


def make_environment() -> None:
    """Make an empty environment with pip in .venv."""
    made = run_quietly([sys.executable, "-m", "venv", str(VENV)])
    if made.returncode:
        raise Halt(
            "The virtual environment in .venv could not be made. On Debian and Ubuntu "
            f"apt install python3-venv may help. Python said:\n{last_lines(made.stdout)}"
        )


def pip_install(requirements: str) -> None:
    """Install what the file lists."""
    pip = run_quietly(
        [str(environment_python()), "-m", "pip", "install", *PIP_OPTIONS, "-r", requirements]
    )
    if not pip.returncode:
        return
    if any(sign in pip.stdout for sign in PIP_WITHOUT_NETWORK):
        # pip fetches everything before it changes anything, so nothing is half-made.
        UNFINISHED.unlink()
        what = "pip could not fetch the packages. Check the network connection and start again."
    else:
        what = "pip could not install the packages. Start again once its complaint is seen to."
    raise Halt(f"{what} pip said:\n{last_lines(pip.stdout)}")


def run_quietly(command: "list[str]") -> "subprocess.CompletedProcess[str]":
    """Run a program in the project's folder and keep what it says in `stdout`."""
    return subprocess.run(
        command,
        cwd=str(ROOT),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        preexec_fn=end_with_parent,
        check=False,
    )


def last_lines(output: str, count: int = 8) -> str:
    """The end of what a program said, indented."""
    return "\n".join("  " + line for line in output.strip().splitlines()[-count:])


# --- serving --------------------------------------------------------------------------------------


def serve(port: int, data: Path) -> int:
    """Install, prepare the data, and serve until told to stop. Returns the exit code."""
    check_port(port)
    make_data_folder(data)
    prepare_environment(RUNTIME)
    environment = settings(data)
    prepare_data(port, data, environment)
    children = []
    try:
        children.append(start("server", server_command(port), environment))
        wait_until_answering(port, children)
        # After the server, so that the first page does not wait for it.
        children.append(start("job worker", flask_command("worker"), environment))
        say("Quizapp is ready.")
        while True:
            check_running(children)
            time.sleep(0.2)
    except KeyboardInterrupt:
        return 0
    finally:
        stop(children)


def check_port(port: int) -> None:
    """Raise Halt where the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Halt(
                f"This account may not use port {port}. "
                "Choose one from 1024: python3 run.py --port 8000"
            ) from None
        except OSError:
            raise Halt(
                f"Port {port} is taken by another program. "
                f"Choose another: python3 run.py --port {port + 1 if port < 2**16 - 1 else 8000}"
            ) from None


def make_data_folder(data: Path) -> None:
    """Make the folder for the data. Raises Halt where it cannot be written."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Halt(cannot_write(data, error)) from None
    if not os.access(str(data), os.W_OK | os.X_OK):
        raise Halt(cannot_write(data, PermissionError(errno.EACCES, os.strerror(errno.EACCES))))


def cannot_write(folder: Path, error: OSError) -> str:
    """The message for a folder that cannot be written."""
    reason = (error.strerror or str(error)).lower()
    return (
        f"Quizapp cannot write in {folder} ({reason}). See that there is space and permission; "
        "else copy Quizapp to a folder of your own, or name one for the data: "
        "python3 run.py --data FOLDER"
    )


def settings(data: Path) -> "dict[str, str]":
    """The environment of everything that is started: the demo, and no other database than its."""
    own = {
        "QUIZAPP_DATA_DIR": str(data),
        "QUIZAPP_DATABASE_URL": f"sqlite:///{data / DATABASE}",
        "QUIZAPP_DEMO": "1",
        "PYTHONUNBUFFERED": "1",
    }
    return dict(os.environ, **own)


def prepare_data(port: int, data: Path, environment: "dict[str, str]") -> None:
    """Migrate and load the demo, then say the address and who can sign in.

    Where that was done before and nothing has changed since, only what it said is said again.
    """
    kept = data / "prepared"
    wanted = data_fingerprint(port)
    if kept.exists() and (data / DATABASE).exists():
        known, _, said = kept.read_text(encoding="utf-8").partition("\n")
        if known == wanted:
            print(said, end="", flush=True)
            return
    command = flask_command("demo", "prepare", "--migrate", "--port", str(port))
    prepared = subprocess.run(
        command,
        cwd=str(ROOT),
        env=environment,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    print(prepared.stdout, end="", flush=True)
    if prepared.returncode:
        raise Halt("The data could not be prepared; the reason stands above.")
    kept.touch(mode=0o600)  # it holds the demo's passwords
    kept.write_text(wanted + "\n" + prepared.stdout, encoding="utf-8")


def data_fingerprint(port: int) -> str:
    """What prepared data depend on: the migrations, the demo's files and the port."""
    digest = hashlib.sha256(str(port).encode("ascii"))
    for path in sorted([*ROOT.glob("migrations/versions/*.py"), *ROOT.glob("questions/*/*")]):
        digest.update(path.name.encode("utf-8") + path.read_bytes())
    return digest.hexdigest()


def flask_command(*arguments: str) -> "list[str]":
    """A command of the application."""
    return [str(environment_python()), "-m", "flask", "--app", "wsgi", *arguments]


def server_command(port: int) -> "list[str]":
    """The server: one process, four threads, no access log."""
    options = (
        f"--interface wsgi --host {HOST} --port {port} --workers 1 --blocking-threads 4 "
        "--workers-kill-timeout 5 --log-level warning --no-access-log"
    )
    return [str(environment_python()), "-m", "granian", *options.split(), "wsgi:app"]


def start(name: str, command: "list[str]", environment: "dict[str, str]") -> "tuple":
    """Start a program of ours. Returns its name and its process.

    In a session of its own, so that Ctrl-C reaches this program alone, which then stops each.
    """
    process = subprocess.Popen(
        command,
        cwd=str(ROOT),
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 (there are no threads)
    )
    return name, process


def _end_with_parent() -> None:
    _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != _THIS_PROCESS:  # the parent ended before it could be asked
        os.kill(os.getpid(), signal.SIGTERM)


_THIS_PROCESS = os.getpid()
# Linux alone can be asked to end a child with its parent, even when that one is killed outright.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
end_with_parent = _end_with_parent if _prctl else None


def wait_until_answering(port: int, children: "list[tuple]") -> None:
    """Return once the server takes connections. Raises Halt where it ends or takes too long."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        check_running(children)
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise Halt(f"The server did not answer within {SECONDS_TO_START} seconds. Start it again.")


def check_running(children: "list[tuple]") -> None:
    """Raise Halt where a child has ended by itself."""
    for name, process in children:
        if process.poll() is not None:
            raise Halt(
                f"The {name} ended by itself (exit code {process.returncode}); "
                "the reason stands above. Start Quizapp again."
            )


def stop(children: "list[tuple]") -> None:
    """End the children: politely, and after a while without asking."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    for _, process in children:
        process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for _, process in children:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


# --- testing --------------------------------------------------------------------------------------


def run_tests(arguments: "list[str]") -> int:
    """Install what the tests need and run the checks. Returns the exit code."""
    prepare_environment(EVERYTHING)
    command = [str(environment_python()), "-m", "tests.checks", *arguments]
    return subprocess.run(command, cwd=str(ROOT), check=False).returncode


def say(message: str) -> None:
    """Tell the person at the terminal, at once."""
    print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
