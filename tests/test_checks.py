import pytest

from tests import checks


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were run, none of them for real; "mypy" fails."""
    commands: list[str] = []

    def run(command) -> int:
        commands.append(" ".join(str(word) for word in command))
        return int("mypy" in commands[-1])

    monkeypatch.setattr(checks, "run", run)
    monkeypatch.setattr(checks, "provide", lambda *_: None)
    return commands


def test_without_arguments_every_check_runs_even_after_one_failed(
    ran: list[str], capsys: pytest.CaptureFixture[str]
):
    assert checks.main([]) == 1
    programs = ["ruff check", "ruff format", "mypy", "lint-imports", "-m pytest"]
    assert [[name in line for line in ran].index(True) for name in programs] == list(
        range(len(programs))
    )
    assert "Checks failed: mypy (" in capsys.readouterr().out


def test_arguments_go_to_pytest_alone(ran: list[str]):
    assert checks.main(["tests/core", "-k", "memory"]) == 0
    [line] = ran
    assert line.endswith("-m pytest tests/core -k memory")


def test_when_all_is_well_the_summary_says_so():
    assert checks.summary({"mypy": 0, "pytest": 0}, 61.2) == "Checks all well: mypy, pytest (61 s)"


def test_a_need_that_cannot_be_met_stops_before_any_check(
    ran: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def provide(needs, without) -> None:
        raise checks.Missing("no browser")

    monkeypatch.setattr(checks, "provide", provide)
    assert checks.main([]) == 1
    assert ran == []
    assert "no browser" in capsys.readouterr().err
