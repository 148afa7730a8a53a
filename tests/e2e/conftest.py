"""The real thing: server and worker as processes, the demo's data, a browser in front."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from run import ROOT, end_with_parent, server_command

STARTING_SECONDS = 60


@dataclass(frozen=True)
class Service:
    """A running Quizapp with its demo; `sign_ins` are e-mail -> password of its people."""

    url: str
    sign_ins: dict[str, str]
    folder: Path


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Server and worker, started as run.py starts them, on a port and data of their own.

    One for each file of tests: what one of them publishes, no other should meet.
    """
    port = free_port()
    folder = tmp_path_factory.mktemp("service")
    environment = dict(
        os.environ,
        QUIZAPP_DATA_DIR=str(folder),
        QUIZAPP_DATABASE_URL=f"sqlite:///{folder / 'quizapp.sqlite3'}",
        QUIZAPP_DEMO="1",
    )
    flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
    subprocess.run(
        [*flask, "demo", "prepare", "--migrate"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server = [sys.executable, *server_command(port)[1:]]
    with (folder / "log").open("wb") as log:
        processes = [
            subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
                preexec_fn=end_with_parent,
            )
            for command in (server, [*flask, "worker"])
        ]
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(url + "/sign-in", folder / "log")
        yield Service(url, json.loads((folder / "demo-sign-ins.json").read_text()), folder)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=20)


@pytest.fixture
def context(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """A browser of one's own, at the service."""
    opened = browser.new_context(base_url=service.url, viewport={"width": 1280, "height": 800})
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails the test when its script fails or its policy is broken."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda message: complaints.append(message.text) if is_complaint(message.text) else None,
    )
    yield opened
    assert complaints == []


def is_complaint(text: str) -> bool:
    """Whether the browser's console speaks of the page's policy."""
    return "Content Security Policy" in text or "Refused to" in text


def continue_as(page: Page, role: str) -> None:
    """Enter the demo."""
    page.goto("/sign-in")
    page.get_by_role("button", name=f"Continue as {role}").click()
    page.wait_for_url(re.compile(r"/$"))


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(url: str, log: Path) -> None:
    """Return once the address answers."""
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The service did not start:\n{log.read_text(errors='replace')[-2000:]}")
