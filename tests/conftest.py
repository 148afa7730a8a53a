"""What every test has at hand: a browser, a PostgreSQL server, and no way out of this machine."""

import ipaddress
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.provision import BROWSER, DICTIONARIES, NEEDS, POSTGRESQL, WITHOUT, Need, left_out
from tests.servers import CHROMIUM_OPTIONS, PostgresqlServer, running_postgresql

pytest_plugins = ["tests.fixtures"]

USUAL_PROFILE = "suite"
# A machine that is busy with other tests misses deadlines without being wrong.
settings.register_profile(USUAL_PROFILE, deadline=None, max_examples=25)
# For a night: HYPOTHESIS_PROFILE=thorough python3 run.py test tests/services/test_rebuild.py
settings.register_profile("thorough", deadline=None, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", USUAL_PROFILE))


class OutsideWorld(BaseException):
    """A test tried to leave this machine. Not an Exception, so that no retry swallows it."""


def refuse_outside_world(event: str, arguments: tuple[object, ...]) -> None:
    """Audit hook: sockets reach this machine alone, and names are not looked up elsewhere."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        if isinstance(address, tuple) and not is_here(address[0]):
            raise OutsideWorld(f"{event} to {address[0]}")
    elif event == "socket.getaddrinfo" and not is_here(arguments[0]):
        raise OutsideWorld(f"look-up of {arguments[0]}")


def is_here(host: object) -> bool:
    """Whether the host is this machine: an address of the loopback, localhost, or none at all."""
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    if name in {"localhost", "0.0.0.0", "::"}:  # noqa: S104 (compared, not bound)
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


sys.addaudithook(refuse_outside_world)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = found(BROWSER)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A PostgreSQL server of this test process's own; new_database_url() makes a database."""
    with running_postgresql(found(POSTGRESQL)) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: PostgresqlServer) -> str:
    """The URL of a database that was empty when this test process began to use it."""
    return postgresql_server.new_database_url()


@pytest.fixture(scope="session")
def dictionaries() -> object:
    """The paths of the system's English dictionaries."""
    return found(DICTIONARIES)


def found(need: Need) -> object:
    """Where the program is. Skips the test where the person goes without, fails otherwise."""
    assert need in NEEDS
    if need.name in left_out(os.environ):
        pytest.skip(f"{WITHOUT} leaves out {need.name}")
    path = need.find()
    if path is None:
        pytest.fail(f"{need.title} is missing: python3 run.py test installs it or says how to")
    return path
