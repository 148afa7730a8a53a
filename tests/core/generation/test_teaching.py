"""A rationale says more than its statement wherever the section does."""

from quizapp.core.generation import teaching
from quizapp.core.generation.rules import RULES
from tests.core.generation.texts import document


def told(body: str, place: int = 0, title: str = "Iron deficiency"):
    reading = document(body, title=title, document_title=title).readings[0]
    return teaching.told(reading.sentences[place], reading)


def test_the_next_sentence_on_the_same_thing_is_told_too():
    body = (
        "Ferrous sulfate is taken on an empty stomach. "
        "Food in the stomach reduces the absorption of ferrous sulfate."
    )
    assert told(body) == body


def test_the_sentence_before_teaches_the_last_one():
    body = (
        "Tea contains tannins, which bind ferrous sulfate in the gut. "
        "Ferrous sulfate is therefore swallowed with water and not with tea."
    )
    assert "tannins" in told(body, 1)


def test_an_order_is_told_as_advice():
    body = (
        "Ferrous sulfate elixir stains the enamel of the teeth. "
        "Give the elixir of ferrous sulfate through a straw."
    )
    assert told(body).endswith(
        "The nurse should give the elixir of ferrous sulfate through a straw."
    )


def test_a_sentence_that_leans_is_never_told():
    body = (
        "Ferrous sulfate darkens the stools of most clients. "
        "Another salt of iron darkens the stools less."
    )
    assert told(body) == "Ferrous sulfate darkens the stools of most clients."


def test_what_has_nothing_to_do_with_the_statement_is_not_told():
    body = "Ferrous sulfate darkens the stools of most clients. Vegetarians often eat many lentils."
    assert "lentils" not in told(body)


def test_a_statement_that_gives_its_own_reason_needs_no_other():
    body = (
        "Ferrous sulfate darkens the stools because some iron stays in the gut. "
        "Ferrous sulfate is taken once a day before breakfast."
    )
    assert told(body) == "Ferrous sulfate darkens the stools because some iron stays in the gut."


def test_both_words_to_be_chosen_are_explained_by_the_text():
    body = (
        "Digoxin increases contractility and slows the ventricular rate. "
        "With digoxin the ventricle has more time to fill between two beats."
    )
    read = document(body, title="Digoxin", document_title="Digoxin")
    grids = [one for one in RULES["opposite"](read.readings[0], read) if one.type != "true_false"]
    assert grids
    assert all("time to fill" in one.rationale for one in grids)
