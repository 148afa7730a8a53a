"""Anki packages: notes of other people's decks by example, and our own as they come back."""

import io
import sqlite3
import zipfile
from dataclasses import replace
from typing import Any

import genanki
import pytest

from quizapp.adapters.formats import FORMATS, read_bank
from quizapp.core.banks import Bank
from quizapp.core.errors import Invalid
from quizapp.core.formats.base import ParsedBank, ParsedItem
from quizapp.core.items import dump_item
from tests.adapters.formats.packages import zipped
from tests.interchange import full_bank

BASIC = ("Front", "Back")
CHOICES = ("Question", "Title", "QType (0=kprim,1=mc,2=sc)", "Q_1", "Q_2", "Q_3", "Answers")


def package(*notes: tuple[str, ...], names: tuple[str, ...] = BASIC, cloze: bool = False) -> bytes:
    """A package with a note type of these fields, as Anki exports it."""
    model = genanki.Model(
        1_607_392_319,
        "A note type",
        fields=[{"name": name} for name in names],
        templates=[{"name": "Card 1", "qfmt": f"{{{{cloze:{names[0]}}}}}", "afmt": "x"}]
        if cloze
        else [{"name": "Card 1", "qfmt": f"{{{{{names[0]}}}}}", "afmt": f"{{{{{names[-1]}}}}}"}],
        model_type=genanki.Model.CLOZE if cloze else genanki.Model.FRONT_BACK,
    )
    deck = genanki.Deck(2_059_400_110, "Nursing::Heart")
    for number, fields in enumerate(notes):
        deck.add_note(genanki.Note(model=model, fields=list(fields), guid=f"guid{number}"))
    file = io.BytesIO()
    genanki.Package([deck]).write_to_file(file, timestamp=0.0)
    return file.getvalue()


def read(content: bytes) -> ParsedBank:
    form, bank = read_bank(content, "deck.apkg")
    assert form.name == "apkg"
    return bank


def only(content: bytes) -> tuple[ParsedItem, dict[str, Any]]:
    bank = read(content)
    assert bank.skipped == ()
    return bank.items[0], dump_item(bank.items[0].item)


def test_a_short_back_is_an_answer_to_type():
    entry, record = only(package(("Largest <b>artery</b>?", "Aorta")))
    assert (record["stem"], record["type"]) == ("Largest artery?", "short_answer")
    assert [answer["text"] for answer in record["answers"]] == ["Aorta"]
    assert entry.section == ("Nursing", "Heart")
    assert any("became a short answer" in note for note in entry.notes)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (("Explain.", "word " * 40), "longer than an answer that is typed"),
        (("List.", "one<br>two"), "longer than an answer that is typed"),
        (("Nothing?", "<img src=x.png>" * 0), "It has no answer."),
    ],
)
def test_a_card_to_think_about_is_skipped_with_its_reason(fields: tuple[str, ...], reason: str):
    [skipped] = read(package(fields)).skipped
    assert reason in skipped.reason
    assert skipped.place == "note 1 (A note type)"
    assert skipped.words == fields[0]


def test_one_gap_is_a_short_answer_and_several_are_skipped():
    one, several = ("The {{c1::aorta::vessel}} is large.",), ("{{c1::a}} and {{c2::b}}",)
    bank = read(package(one, several, names=("Text",), cloze=True))
    assert bank.items[0].item.stem == "The ______ is large."
    assert bank.skipped[0].reason.endswith("several gaps that are typed into.")


def test_notes_with_choices_are_read():
    names = ("Question", "QType", *CHOICES[3:])
    entry, record = only(package(("Which?", "2", "a", "b", "c", "0 1 0"), names=names))
    assert record["type"] == "multiple_choice"
    assert [option["correct"] for option in record["options"]] == [False, True, False]
    assert entry.identifier.startswith("guid0")


def test_pictures_are_kept_by_the_names_of_the_package():
    content = package(('<img src="vein.png">Which?', "Vena cava"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        collection = archive.read("collection.anki2")
    bank = read(zipped({"collection.anki2": collection, "media": '{"0": "vein.png"}', "0": b"png"}))
    assert bank.media == {"vein.png": b"png"}
    assert bank.items[0].media == ("vein.png",)


# Our own ---------------------------------------------------------------------------------------


def written(bank: Bank) -> bytes:
    form = FORMATS["apkg"]
    assert form.write is not None
    result = form.write(bank)
    assert result.losses == ()
    return result.content


def changed(content: bytes, field: int, text: str) -> bytes:
    """A package whose first note was edited in Anki."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    [fields] = database.execute("SELECT flds FROM notes").fetchone()
    parts = fields.split("\x1f")
    parts[field] = text
    database.execute("UPDATE notes SET flds = ?", ("\x1f".join(parts),))
    database.commit()
    collection = database.serialize()
    database.close()
    return zipped({"collection.anki2": collection, "media": "{}"})


def test_a_question_changed_in_anki_comes_back_with_its_answers():
    bank = full_bank("multiple_choice")
    entry, _record = only(changed(written(bank), 0, "A better question?"))
    assert entry.item == replace(
        bank.items[0].item, stem="A better question?", source=entry.item.source
    )
    assert entry.notes == (
        "It was changed in Anki: its question is as it is there, its answers are as they were.",
    )


@pytest.mark.parametrize("record", ["", "{}", "[]", "null", '{"type": "x"}', "[" * 5_000])
def test_a_record_that_was_damaged_is_skipped_with_its_reason(record: str):
    [skipped] = read(changed(written(full_bank("multiple_choice")), 5, record)).skipped
    assert skipped.reason.startswith("Its record was changed")


def test_a_card_shows_no_order_that_is_the_key():
    content = written(full_bank("ordered_response"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    [fields] = database.execute("SELECT flds FROM notes").fetchone()
    database.close()
    asked, answer = fields.split("\x1f")[1:3]
    first = answer.removeprefix("1. ").partition(" (")[0].partition("<br>")[0]
    assert first in asked
    assert not asked.startswith(f"A. {first}<br>")


# Made to do harm -------------------------------------------------------------------------------


def collection(*statements: str) -> bytes:
    database = sqlite3.connect(":memory:")
    for statement in statements:
        database.execute(statement)
    database.commit()
    content = database.serialize()
    database.close()
    return content


MODELS = '{"1": {"name": "B", "flds": [{"name": "Front"}]}}'
COL = (
    "CREATE TABLE col (models TEXT, decks TEXT)",
    "INSERT INTO col VALUES ('MODELS', '{}')".replace("MODELS", MODELS),
    "CREATE TABLE cards (nid, did)",
)
ENDLESS = (
    "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
    " SELECT id, 'g' guid, 1 mid, 'x' flds FROM n"
)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"collection.anki21b": b"x"}, "Support older Anki versions"),
        ({"collection.anki2": b"not a database"}, "its collection is damaged"),
        ({"collection.anki2": collection(*COL)}, "its collection is damaged"),
        ({"collection.anki2": collection(*COL, ENDLESS)}, "far more than a bank"),
        ({"collection.anki2": package(("a", "b"))[:500]}, "its collection is damaged"),
    ],
    ids=["newest", "no database", "no notes", "endless", "cut off"],
)
def test_a_package_that_cannot_be_used_is_refused_in_words(files: dict[str, bytes], problem: str):
    with pytest.raises(Invalid, match=problem):
        read(zipped(files))


def test_what_media_says_is_no_path_out_of_the_package():
    notes = (
        "CREATE TABLE notes (id, guid, mid, flds)",
        "INSERT INTO notes VALUES (1, 'g', 1, 'x')",
    )
    for listed in ("[]", "{", '{"0": ["a"]}', '{"0": "../../etc/passwd"}'):
        files = {"collection.anki2": collection(*COL, *notes), "media": listed}
        assert read(zipped(files)).media == {}


def test_every_field_of_a_note_of_the_wrong_kind_is_refused_or_skipped():
    for models in ("[]", '{"1": 5}', '{"1": {"flds": 3}}', '{"2": {}}', "null", '"x"'):
        statements = (COL[0], COL[1].replace(MODELS, models), COL[2])
        notes = "CREATE TABLE notes (id, guid, mid, flds)"
        content = collection(*statements, notes, "INSERT INTO notes VALUES (1, x'ff', 1, x'00ff')")
        with pytest.raises(Invalid, match="its collection is damaged"):
            read(zipped({"collection.anki2": content}))
