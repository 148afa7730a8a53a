import pytest

from quizapp.core import terms


def test_the_longest_name_is_found_at_each_place():
    text = "The hepatic artery feeds the liver; colorectal cancer may spread there."
    assert [found.term.name for found in terms.mentions(text)] == [
        "hepatic artery",
        "liver",
        "colorectal cancer",
    ]


def test_part_of_a_word_is_no_mention():
    assert terms.mentions("An overheated heartland") == ()


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("the furosemide", "drug"),
        ("Kidneys", "organ"),
        ("trastuzumab", "drug"),
        ("gastritis", "condition"),
        ("a red chair", None),
    ],
)
def test_a_phrase_is_typed_by_the_gazetteer_or_by_its_ending(phrase, kind):
    found = terms.typed(phrase)
    assert (found.kind if found else None) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lasix", "furosemide"),
        ("cancer", "lung cancer"),
        ("body mass index", "BMI"),
        ("kidney", "the kidneys"),
    ],
)
def test_synonyms_narrower_names_and_acronyms_are_the_same_thing(one, other):
    assert terms.same_thing(one, other)
    assert terms.same_thing(other, one)


def test_different_things_are_not_the_same():
    assert not terms.same_thing("lung cancer", "breast cancer")


def test_every_pair_of_opposites_leads_back():
    assert terms.opposite("increases") == "decreases"
    assert terms.opposite("Decreases") == "Increases"
    assert terms.opposite("liver") is None
