from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.sentences import sentences, sentences_of, without_marks


def test_each_sentence_stands_where_it_says():
    text = "Give 5 mg. of it, e.g. at noon.  Then wait.\nA second line follows here."
    found = sentences(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert found[-1].text == "A second line follows here."


def test_a_repeated_sentence_keeps_its_own_place():
    text = "Wash your hands. Open the pack. Wash your hands."
    found = [one for one in sentences(text) if one.text == "Wash your hands."]
    assert [one.start for one in found] == [0, text.rindex("Wash")]


def test_an_offset_moves_every_span():
    shifted = sentences("Rest well. Eat well.", offset=100)
    plain = sentences("Rest well. Eat well.")
    assert [one.start - 100 for one in shifted] == [one.start for one in plain]


def test_abbreviations_do_not_end_a_sentence():
    found = sentences("Dr. Ames gave 2.5 mg of it. The pain went.")
    assert [one.text for one in found] == ["Dr. Ames gave 2.5 mg of it.", "The pain went."]


def test_blank_text_has_no_sentences():
    assert sentences(" \n\n ") == ()


@given(st.text(alphabet="abc. ?!\n(", max_size=80))
def test_spans_are_in_order_and_verbatim(text: str):
    found = sentences(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_marks_are_taken_off_and_plain_signs_stay():
    assert without_marks("*E. coli* and **fever** in `lab`") == "E. coli and fever in lab"
    assert without_marks("see [the chart](a.md) now") == "see the chart now"
    assert without_marks("2 * 3 * 4 and snake_case_name") == "2 * 3 * 4 and snake_case_name"


def test_a_sentence_goes_on_over_the_lines_that_a_source_wraps():
    text = "1. Poorly controlled asthma is\n   a greater risk than\nthe medicine. Keep on."
    block = Block(BlockKind.LIST_ITEM, " ".join(text[3:].split()), 0, len(text))
    first, second = sentences_of(block, text)
    assert first.text == "Poorly controlled asthma is a greater risk than the medicine."
    assert " ".join(text[first.start : first.end].split()) == first.text
    assert text[second.start : second.end] == second.text == "Keep on."


def test_a_line_ends_a_sentence_where_the_block_keeps_its_lines():
    text = "First line\nSecond line"
    block = Block(BlockKind.PARAGRAPH, text, 0, len(text))
    assert [one.text for one in sentences_of(block, text)] == ["First line", "Second line"]


@given(st.lists(st.sampled_from(["abc", "de.", "f?", "(g", "h)."]), min_size=1, max_size=12))
def test_sentences_of_wrapped_lines_cover_the_same_words(words: list[str]):
    text = "\n ".join(words)
    found = sentences_of(Block(BlockKind.PARAGRAPH, " ".join(words), 0, len(text)), text)
    assert all(" ".join(text[one.start : one.end].split()) == one.text for one in found)
    assert " ".join(one.text for one in found).split() == words
