import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.banks import locate, unlocated
from quizapp.core.items import Source

TEXT = "Bile flows slowly.\nBile is made in the\nliver. Bile flows slowly."


def test_first_exact_match_wins():
    assert locate("Bile flows slowly.", TEXT) == Source("Bile flows slowly.", 0, 18)


def test_other_line_breaks_are_found_with_the_document_s_own_words():
    source = locate("made  in the liver.", TEXT)

    assert source is not None
    assert source.quote == "made in the\nliver."
    assert TEXT[source.start : source.end] == source.quote


@pytest.mark.parametrize("quote", ["made in a liver", "", " \n", "bile flows"])
def test_words_that_do_not_stand_there_are_not_found(quote):
    assert locate(quote, TEXT) is None


def test_characters_with_a_meaning_in_patterns_stand_for_themselves():
    text = "a (38 °C)\nfever+ .*"

    assert locate("(38 °C) fever+ .*", text) == Source("(38 °C)\nfever+ .*", 2, 19)
    assert locate("(38 °C) fever+ xx", text) is None


def test_an_unlocated_quote_is_its_own_text():
    source = unlocated("Bile flows slowly.")

    assert locate(source.quote, source.quote) == source


@given(st.text(), st.text(min_size=1), st.text())
def test_a_quote_is_found_wherever_it_stands(before, quote, after):
    text = before + quote + after
    source = locate(quote, text)

    if quote.strip():
        assert source is not None
        assert text[source.start : source.end] == source.quote == quote
        assert source.start <= len(before)
    else:
        assert source is None


@given(st.lists(st.text(min_size=1).filter(lambda word: not word.isspace()), min_size=1))
def test_whitespace_of_any_kind_matches_any_other(words):
    source = locate(" ".join(words), "\n\t ".join(words))

    assert source is not None
    assert source.quote.split() == " ".join(words).split()
