"""A browser and a PostgreSQL server for the tests: where they are, and how they are started."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

from run import end_with_parent

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POSTGRESQL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
)
# Durability is not under test here, so nothing waits for the disk.
POSTGRESQL_OPTIONS = ["-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
SECONDS_TO_START = 30


def chromium_path() -> str | None:
    """The browser's executable, the system's before Playwright's own; None where there is none."""
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found and starts(found):
            return found
    own = playwright_chromium()
    return own if own and starts(own) else None


def playwright_chromium() -> str | None:
    """The browser that `playwright install chromium` puts in place."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def starts(program: str) -> bool:
    """Whether the program can say its version. Ubuntu's chromium outside a snap cannot."""
    try:
        return not subprocess.run(
            [program, "--version"], capture_output=True, check=False, timeout=60
        ).returncode
    except (OSError, subprocess.TimeoutExpired):
        return False


def postgresql_folder() -> Path | None:
    """The folder of the newest initdb and postgres; None where there is none."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in POSTGRESQL_FOLDERS:
        found = Path("/").glob(pattern.lstrip("/"))
        folders += sorted(found, key=major_version, reverse=True)
    return next((f for f in folders if (f / "initdb").exists() and (f / "postgres").exists()), None)


def major_version(folder: Path) -> int:
    """The number in a folder such as /usr/lib/postgresql/15/bin; 0 without one."""
    digits = "".join(character for character in folder.parent.name if character.isdigit())
    return int(digits or 0)


@dataclass(frozen=True)
class PostgresqlServer:
    """A running server that listens on a socket in its own folder and nowhere else."""

    folder: Path
    user: str
    _numbers: Iterator[int] = field(default_factory=count)

    def new_database_url(self) -> str:
        """Make an empty database. Returns its SQLAlchemy URL."""
        name = f"quizapp_{next(self._numbers)}"
        self.execute(f"create database {name}")
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement as the superuser, outside a transaction."""
        address = {"host": str(self.folder), "user": self.user, "dbname": "postgres"}
        with psycopg.connect(**address, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running_postgresql(binaries: Path) -> Iterator[PostgresqlServer]:
    """A private server in a temporary folder; stopped and removed at the end."""
    account = server_account()
    folder = Path(tempfile.mkdtemp(prefix="quizapp-pg-"))  # short: a socket's path has 107 bytes
    try:
        os.chown(folder, account.pw_uid, account.pw_gid)
        initialise(binaries, folder, account)
        process = start_postgresql(binaries, folder, account)
        try:
            server = PostgresqlServer(folder, account.pw_name)
            wait_until_answering(server, process)
            yield server
        finally:
            stop_postgresql(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def server_account() -> pwd.struct_passwd:
    """The account that runs the server: our own, but PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def as_account(account: pwd.struct_passwd) -> dict[str, object]:
    """What subprocess needs to run a program as the account."""
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": "/", "LC_ALL": "C"}
    if os.geteuid() != 0:
        return {"env": environment}
    ids = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return {"env": environment, **ids}


def initialise(binaries: Path, folder: Path, account: pwd.struct_passwd) -> None:
    """Make the server's files."""
    command = [binaries / "initdb", "-D", folder / "data", "-U", account.pw_name]
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(
        [*command, *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **as_account(account),
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout}")


def start_postgresql(
    binaries: Path, folder: Path, account: pwd.struct_passwd
) -> subprocess.Popen[bytes]:
    """Start the server, its words going to a file in its folder."""
    command = [binaries / "postgres", "-D", folder / "data", "-k", folder]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*command, "-c", "listen_addresses=", *POSTGRESQL_OPTIONS],
            cwd=folder,
            stdout=log,
            stderr=log,
            preexec_fn=end_with_parent,
            **as_account(account),
        )


def wait_until_answering(server: PostgresqlServer, process: subprocess.Popen[bytes]) -> None:
    """Return once the server takes connections. Raises RuntimeError with its log otherwise."""
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            server.execute("select 1")
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{(server.folder / 'log').read_text()}")


def stop_postgresql(process: subprocess.Popen[bytes]) -> None:
    """End the server without waiting for its clients ("fast shutdown")."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(SECONDS_TO_START)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
