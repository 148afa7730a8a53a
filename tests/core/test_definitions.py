import pytest

from quizapp.core.definitions import definitions
from quizapp.core.sentences import sentences


def test_definitions_of_one_sentence_are_told_apart():
    text = (
        "Preload is the volume of blood returning to the heart, afterload is the amount of "
        "pressure that the left ventricle must push against, and contractility is the ability of "
        "the left ventricle to squeeze."
    )
    found = definitions(sentences(text))
    assert [one.term for one in found] == ["Preload", "afterload", "contractility"]
    assert found[0].meaning == "the volume of blood returning to the heart"
    assert all(one.meaning in text[one.start : one.end] for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "It is the amount of blood that leaves the heart.",
        "Surgery is the main form of treatment that cures it.",
        "The liver is an organ with a large blood flow.",
        "Because preload is part of diastole, the ratio of volumes stays the same.",
    ],
)
def test_what_only_looks_like_a_definition_is_left_alone(text):
    assert definitions(sentences(text)) == ()
