"""What is taken for what: the file of families, and how it is read."""

import re
from collections import Counter

import pytest

from quizapp.core import families, terms


def everything():
    return [member for member, _ in families._read()]


def test_a_term_is_found_by_any_of_its_names_and_in_either_number():
    assert families.member("anaemia").name == "anemia"
    assert families.member("acute pancreatitis").name == "pancreatitis"
    assert families.member("nephrons").name == "nephron"
    assert families.member("a red chair") is None


def test_the_likest_of_a_family_come_first():
    assert families.mates("insulin")[0].name == "glucagon"
    assert "clubbing" in [mate.name for mate in families.mates("koilonychia")]
    assert families.mates("a red chair") == ()


def test_every_family_has_enough_for_a_question():
    sizes = Counter(member.family for member in everything())
    assert {family for family, size in sizes.items() if size < 4} == set()


def test_no_two_of_a_family_name_the_same():
    named = Counter((one.family, (terms.typed(one.name) or one).name) for one in everything())
    assert [pair for pair, times in named.items() if times > 1] == []


def test_what_a_term_is_reads_behind_is_or_are():
    for one in everything():
        assert not one.meaning.endswith("."), one
        assert re.search(rf"\b{re.escape(one.name)}\b", one.meaning, re.IGNORECASE) is None, one


def test_a_line_that_is_neither_family_nor_member_is_named():
    assert len(list(families.read_families("# why\n[nails]\nclubbing|drumsticks = a bulge"))) == 1
    with pytest.raises(ValueError, match="line 2"):
        list(families.read_families("[nails]\nclubbing"))
    with pytest.raises(ValueError, match="line 1"):
        list(families.read_families("clubbing = a bulge"))
