import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.conftest import OutsideWorld
from tests.servers import PostgresqlServer, major_version

ROOT = Path(__file__).parent.parent


def test_each_database_is_new_and_empty(postgresql_server: PostgresqlServer):
    first, second = (postgresql_server.new_database_url().replace("+psycopg", "") for _ in range(2))
    assert first != second
    with psycopg.connect(first) as connection:
        connection.execute("create table answers (id int)")
    with psycopg.connect(second) as connection:
        row = connection.execute("select to_regclass('answers')").fetchone()
    assert row == (None,)


def test_the_database_of_the_session_is_real_postgresql(postgresql_url: str):
    with psycopg.connect(postgresql_url.replace("+psycopg", "")) as connection:
        row = connection.execute("select version()").fetchone()
    assert row[0].startswith("PostgreSQL ")


def test_the_database_server_listens_on_no_port(postgresql_server: PostgresqlServer):
    address = {"host": str(postgresql_server.folder), "user": postgresql_server.user}
    with psycopg.connect(dbname="postgres", **address) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)


def test_a_database_server_ends_with_the_tests_that_started_it(postgresql_server: PostgresqlServer):
    program = (
        "import os, sys; from tests.servers import *\n"
        "with running_postgresql(postgresql_folder()) as server:\n"
        "    print((server.folder / 'data/postmaster.pid').read_text().split()[0], flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        server = int(process.stdout.readline())
        assert is_running(server)
        process.communicate("\n")
    assert process.returncode == 0
    assert not is_running(server)


def is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_browser_shows_a_page(browser: Browser):
    page = browser.new_page()
    page.set_content("<h1>Liver</h1>")
    assert page.get_by_role("heading").inner_text() == "Liver"
    page.close()


@pytest.mark.parametrize(
    ("folder", "version"),
    [
        ("/usr/lib/postgresql/15/bin", 15),
        ("/opt/homebrew/opt/postgresql@9/bin", 9),
        ("/usr/bin", 0),
    ],
)
def test_the_version_is_read_from_the_folder(folder: str, version: int):
    assert major_version(Path(folder)) == version


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_test_cannot_reach_another_machine(host: str):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as outside, pytest.raises(OutsideWorld, match=host):
        outside.connect((host, 80))


def test_a_test_cannot_look_up_a_name():
    with pytest.raises(OutsideWorld, match=r"quizapp\.example"):
        socket.getaddrinfo("quizapp.example", 80)


def test_a_test_can_talk_to_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname()) as client:
            client.sendall(b"here")
        connection, _ = server.accept()
        with connection:
            assert connection.recv(4) == b"here"
