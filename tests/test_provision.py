from collections.abc import Collection
from dataclasses import replace

import pytest

from tests.provision import BROWSER, DICTIONARIES, POSTGRESQL, Missing, left_out, provide


class Machine:
    """A machine on which some commands bring the programs that are needed."""

    def __init__(self, there: Collection[str] = (), brought_by: dict[str, str] | None = None):
        self.there = set(there)
        self.brought_by = brought_by or {}
        self.commands: list[str] = []

    def run(self, command: Collection[str]) -> bool:
        line = " ".join(command)
        self.commands.append(line)
        self.there |= {name for name, words in self.brought_by.items() if words in line}
        return True

    def needs(self):
        return [
            replace(need, find=lambda name=need.name: name in self.there or None)
            for need in (BROWSER, POSTGRESQL)
        ]


def test_what_is_there_is_not_installed():
    machine = Machine(there=["browser", "postgresql"])
    provide(machine.needs(), (), machine.run, may_install=True)
    assert machine.commands == []


def test_root_on_debian_gets_only_what_is_missing_from_apt():
    machine = Machine(there=["browser"], brought_by={"postgresql": "apt-get install"})
    provide(machine.needs(), (), machine.run, may_install=True)
    assert machine.commands[0].startswith("apt-get update")
    assert [line.split()[-1] for line in machine.commands[1:]] == ["postgresql"]


def test_several_packages_of_one_need_are_asked_for_one_by_one():
    machine = Machine(brought_by={"dictionaries": "hunspell-en-med"})
    need = replace(DICTIONARIES, find=lambda: "dictionaries" in machine.there or None)
    provide([need], (), machine.run, may_install=True)
    assert [line.split()[-1] for line in machine.commands[1:]] == DICTIONARIES.package.split()


def test_the_browser_comes_from_playwright_where_apt_has_none():
    machine = Machine(there=["postgresql"], brought_by={"browser": "playwright install chromium"})
    provide(machine.needs(), (), machine.run, may_install=True)
    assert "apt-get install" in machine.commands[1]
    assert machine.commands[-1].endswith("playwright install chromium")


def test_without_root_apt_is_left_alone():
    machine = Machine(there=["postgresql"], brought_by={"browser": "playwright install chromium"})
    provide(machine.needs(), (), machine.run, may_install=False)
    assert not any("apt-get" in line for line in machine.commands)


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("browser", ["PostgreSQL", "apt install postgresql", "QUIZAPP_TEST_WITHOUT=postgresql"]),
        ("postgresql", ["Chromium", "apt install chromium", "QUIZAPP_TEST_WITHOUT=browser"]),
    ],
)
def test_what_cannot_be_had_is_named_with_what_to_do(there: str, words: list[str]):
    machine = Machine(there=[there])
    with pytest.raises(Missing) as missing:
        provide(machine.needs(), (), machine.run, may_install=True)
    assert all(word in str(missing.value) for word in words)


def test_what_the_person_goes_without_is_not_fetched():
    machine = Machine()
    provide(machine.needs(), {"browser", "postgresql"}, machine.run, may_install=True)
    assert machine.commands == []


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("", set()),
        ("browser", {"browser"}),
        (" postgresql, browser ", {"browser", "postgresql"}),
        ("tesseract", {"tesseract"}),
    ],
)
def test_the_setting_names_what_to_go_without(setting: str, names: set[str]):
    assert left_out({"QUIZAPP_TEST_WITHOUT": setting}) == names


def test_a_misspelt_name_is_refused():
    known = "postgres; it can name browser, dictionaries, postgresql, tesseract"
    with pytest.raises(Missing, match=known):
        left_out({"QUIZAPP_TEST_WITHOUT": "postgres"})
