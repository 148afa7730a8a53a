"""The optional library that fits schedules: what goes in, what comes out, and life without it."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from quizapp.adapters import schedule_fitting
from quizapp.adapters.schedule_fitting import find_fitter, fit
from quizapp.cli import ROOT
from quizapp.core.schedule_fitting import History, judge, split_point, until
from quizapp.core.schedules import DEFAULT, ScheduleParameters, is_usable
from tests.forgetting import FORGETFUL, simulate


def as_given(histories: Sequence[History]) -> list[list[tuple[int, int]]]:
    return [[(int(r.rating), r.days) for r in history.reviews] for history in histories]


def test_a_fit_beats_the_defaults_on_what_it_has_not_seen() -> None:
    histories = simulate(FORGETFUL, 60)
    since = split_point(histories)
    weights = fit(as_given(until(histories, since)))
    assert weights is not None
    assert is_usable(weights)
    fitted = ScheduleParameters("fitted", weights)
    verdict = judge(histories, since, lambda _course_id: DEFAULT, fitted)
    assert verdict is not None
    assert verdict.better


def test_the_same_histories_give_the_same_parameters() -> None:
    given = as_given(simulate(FORGETFUL, 40))
    assert fit(given) == fit(given)


@pytest.mark.parametrize("given", [[], [[(3, 0)]], [[(3, 0), (1, 2)]], [[(3, 0), (3, 0)]] * 500])
def test_few_reviews_give_the_defaults(given: list[list[tuple[int, int]]]) -> None:
    assert fit(given) == DEFAULT.weights


@pytest.mark.parametrize("history", [[(5, 0)], [(0, 0)], [(3, 1)], [(3, 0), (3, -1)]])
def test_what_is_no_history_is_refused(history: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="rating of 1 to 4"):
        fit([history])


def test_a_long_history_counts_by_its_beginning() -> None:
    histories = as_given(simulate(FORGETFUL, 40))
    long = [(3, 0), *[(3, 1 + place % 5) for place in range(500)]]
    assert fit([*histories, long]) == fit([*histories, long[:64]])


def test_without_the_library_there_is_no_fitter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_fitter() is fit
    monkeypatch.setattr(schedule_fitting, "_LIBRARY", "a_library_that_nobody_installed")
    assert find_fitter() is None


def test_the_extra_is_pinned_alike_for_operators_and_tests_and_needed_by_nothing_else() -> None:
    assert pins_of("requirements-fit.txt") < pins_of("requirements-dev.txt")
    assert not pins_of("requirements-fit.txt") & pins_of("requirements.txt")
    importing = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "quizapp").rglob("*.py"))
        if "fsrs_rs_python" in path.read_text(encoding="utf-8")
    ]
    assert importing == ["quizapp/adapters/schedule_fitting.py"]


def pins_of(name: str) -> set[str]:
    text = Path(ROOT / name).read_text(encoding="utf-8")
    return set(re.findall(r"^[\w.-]+==\S+", text, re.MULTILINE))
