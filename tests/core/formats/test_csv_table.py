"""CSV: what spreadsheets write, and nothing that they would run."""

import csv
import io

import pytest

from quizapp.core.banks import Bank, BankItem
from quizapp.core.errors import Invalid
from quizapp.core.formats.base import ParsedBank
from quizapp.core.formats.csv_table import COLUMNS, FORMAT
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.matching import Matching
from tests.factories import make_item

HEAD = "question,key,option 1,option 2,option 3\n"


def read(text: str) -> ParsedBank:
    assert FORMAT.read is not None
    return FORMAT.read(text.encode(), "bank.csv")


def key_of(text: str) -> tuple[bool, ...]:
    [entry] = read(text).items
    assert isinstance(entry.item.content, Choices)
    return entry.item.content.key


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_part_the_columns(delimiter: str):
    text = (HEAD + "Which?,B,a1,a2,a3\n").replace(",", delimiter)
    assert key_of(text) == (False, True, False)


@pytest.mark.parametrize("key", ["B", "b", "2", "beta", "BETA"])
def test_the_key_is_a_letter_a_number_or_the_words(key: str):
    assert key_of(f"{HEAD}Which?,{key},alpha,beta,gamma\n") == (False, True, False)


def test_columns_go_by_the_names_that_people_give_them():
    text = "Stem,Correct Answer,A,B,C,Explanation,Category\nWhich?,C,x,y,z,Because.,Liver\n"
    [entry] = read(text).items
    assert entry.item.rationale == "Because."
    assert entry.section == ("Liver",)
    assert key_of(text) == (False, False, True)


def test_several_letters_make_a_select_all():
    head = "question,key,a,b,c,d,e\n"
    [entry] = read(f"{head}Which?,A;C,1,2,3,4,5\n").items
    assert entry.item.type == "select_all"


def test_matches_make_a_matching_and_a_match_alone_a_further_choice():
    head = "question,option 1,match 1,option 2,match 2,option 3,match 3,match 4\n"
    [entry] = read(f"{head}Match.,A,1,B,2,C,3,4\n").items
    assert isinstance(entry.item.content, Matching)
    assert entry.item.content.choices == ("1", "2", "3", "4")


def test_a_column_of_another_name_is_told():
    bank = read("question,key,a,b,c,points\nWhich?,A,1,2,3,5\n")
    assert bank.notes == ("Columns left out: points.",)


def test_a_text_over_two_lines_keeps_them_and_later_places_are_right():
    bank = read(f'{HEAD}"Which\nof these?",A,1,2,3\nNext?,D,1,2,3\n')
    assert bank.items[0].item.stem == "Which\nof these?"
    assert [(s.place, s.reason) for s in bank.skipped] == [
        ("line 4", "Its key “D” is none of its options.")
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a,b,c\n1,2,3\n", "the first line does not name the columns"),
        (f'{HEAD}"Which?,A,1,2,3\n', "line 2: the table is damaged there"),
        (f"{HEAD}{'x' * 200_000},A,1,2,3\n", "line 2: the table is damaged there"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_place_and_fix(text: str, problem: str):
    with pytest.raises(Invalid, match=problem):
        read(text)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "'=", "=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(start: str):
    item = make_item(f"{start}1+1", "Explain.", "A quote.")
    bank = Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d13", "A", "en", (BankItem("a", "-s", item),))
    assert FORMAT.write is not None
    content = FORMAT.write(bank).content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content)) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    [entry] = read(content).items
    assert entry.item.stem == item.stem.strip() or entry.item.stem == item.stem
    assert entry.section == ("-s",)


def test_the_columns_are_the_documented_ones():
    assert COLUMNS[:5] == ("id", "section", "type", "question", "key")
    assert COLUMNS[-3:] == ("option 10", "match 10", "reason 10")
