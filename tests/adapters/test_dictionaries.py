import stat
from pathlib import Path

import pytest

from quizapp.adapters import dictionaries as adapter
from quizapp.adapters.dictionaries import find_dictionaries, look_up
from quizapp.core.misspellings import find_misspellings, rare_words

pytestmark = pytest.mark.usefixtures("dictionaries")

CLEAN = """
Haemorrhage and hemorrhage are the same. A nephrostomy tube drains the kidney. Label the specimen,
document the colour and the odour, and notify the provider. Hyperkalaemia widens the complex.
"""


def make_program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program of that name before the system's."""
    program = folder / "hunspell"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder), prepend=":")


def test_words_of_both_spellings_and_of_medicine_are_known():
    assert look_up(rare_words(CLEAN)) == {}


def test_an_unknown_word_comes_with_what_is_one_slip_away():
    assert look_up({"theraputic", "effect"}) == {"theraputic": {"therapeutic"}}


def test_an_unknown_word_with_nothing_near_comes_alone():
    assert look_up({"qwertzuiop"}) == {"qwertzuiop": frozenset()}


def test_planted_misspellings_are_found_in_a_clean_text():
    planted = {
        "drains": "drians",
        "specimen": "specimn",
        "document": "documment",
        "provider": "providor",
    }
    text = CLEAN
    for right, wrong in planted.items():
        text = text.replace(right, wrong)
    assert find_misspellings(text, look_up(rare_words(text))) == {
        wrong: right for right, wrong in planted.items()
    }
    assert find_misspellings(CLEAN, look_up(rare_words(CLEAN))) == {}


def test_what_is_no_plain_word_is_never_asked():
    assert look_up({"-d", "@file", "*word", "&", "a b\nc", "^$"}) == {}


def test_no_words_need_no_answer():
    assert look_up(frozenset()) == {}


def test_without_the_program_there_is_no_answer(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert look_up({"theraputic"}) is None


def test_without_dictionaries_there_is_no_answer(monkeypatch):
    monkeypatch.setattr(adapter, "find_dictionaries", list)
    assert look_up({"theraputic"}) is None


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$", "exec sleep 60"])
def test_a_program_that_fails_or_hangs_is_no_answer(script, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(adapter, "_SECONDS", 0.3)
    make_program(tmp_path, script, monkeypatch)
    assert look_up({"theraputic"}) is None
    assert "no answer" in caplog.text


def test_very_many_unknown_words_are_all_told_and_few_looked_at_closely(monkeypatch):
    monkeypatch.setattr(adapter, "_MOST_UNKNOWN", 1)
    assert look_up({"theraputic", "resperatory"}) == {
        "resperatory": {"respiratory"},
        "theraputic": frozenset(),
    }


def test_the_program_sees_nothing_of_our_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("QUIZAPP_SECRET_KEY", "secret")
    make_program(tmp_path, f"env > {tmp_path}/env; cat", monkeypatch)
    look_up({"word"})
    assert "secret" not in (tmp_path / "env").read_text()


def test_extra_words_need_a_base_dictionary(tmp_path):
    (tmp_path / "en_med_glut.dic").touch()
    assert find_dictionaries([tmp_path]) == []
    (tmp_path / "en_GB.dic").touch()
    (tmp_path / "en_GB.aff").touch()
    assert find_dictionaries([tmp_path]) == [tmp_path / "en_GB", tmp_path / "en_med_glut"]
