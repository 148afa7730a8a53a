import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from quizapp.core import gazetteer, terms


def test_the_longest_name_is_found_at_each_place():
    text = "The hepatic artery feeds the liver; colorectal cancer may spread there."
    assert [found.term.name for found in terms.mentions(text)] == [
        "hepatic artery",
        "liver",
        "colorectal cancer",
    ]


def test_part_of_a_word_is_no_mention():
    assert terms.mentions("An overheated heartland") == ()


def test_a_mention_covers_the_whole_word_in_either_number():
    [found] = terms.mentions("Both kidneys fail.")
    assert "Both kidneys fail."[found.start : found.end] == "kidneys"
    assert [
        one.term.name for one in terms.mentions("One diuretic, or loop diuretic, is given")
    ] == [
        "diuretics",
        "loop diuretics",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Iron-deficiency anaemia is common.", "iron deficiency anemia"),
        ("Oedema of the legs", "edema"),
        ("Crohn\u2019s disease", "Crohn's disease"),
        ("Parkinson's disease", "Parkinson disease"),
        ("infection with E. coli", "Escherichia coli"),
        ("heart\nfailure", "heart failure"),
    ],
)
def test_other_spellings_name_the_same_term(text, name):
    assert name in [found.term.name for found in terms.mentions(text)]


@pytest.mark.parametrize(
    "text",
    [
        "This may lead to harm, and the nurse will iron the gown.",
        "It lies at the heart of the matter, and on the other hand it does not.",
        "She will stroke the child and mask the smell.",
        "He aids those who are all at sea; it pales beside this.",
        "Raise the head of the bed and keep eye contact.",
        "They dress in the morning and walk on the sole road.",
        "The cold weather and the gas bill came to the lead author.",
        "Stool, patient, will, period, discharge, second, back, order, plan, right.",
        "Use warm water, or soap and water.",
        "The projection on the screen, a strain on the budget, tears of joy and a flat battery.",
        "See the appendix; the evaluation needs no inspection, and seeds are sown in a radius.",
    ],
)
def test_everyday_words_are_not_taken_for_terms(text):
    assert [one.term.name for one in terms.mentions(text)] == []


def test_an_everyday_word_is_a_term_where_it_is_all_that_is_said():
    assert terms.typed("Projection").area == "defense mechanisms"
    assert terms.typed("the radius").kind == "bone"


def test_acronyms_are_found_in_their_own_capitals_only():
    assert [found.term.name for found in terms.mentions("AIDS and COPD")] == [
        "AIDS",
        "chronic obstructive pulmonary disease",
    ]
    assert terms.mentions("What aids the nurse, it was all of us.") == ()


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("the furosemide", "drug"),
        ("Kidneys", "organ"),
        ("trastuzumab", "drug"),
        ("gastritis", "condition"),
        ("zanubrutinib", "drug"),
        ("oophoropexy", "operation"),
        ("baseline", None),
        ("increase", None),
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


def test_the_gazetteer_is_broad_and_every_term_has_its_place():
    assert sum(len(term.names) for term in terms.GAZETTEER) >= 4000
    kinds = {term.kind for term in terms.GAZETTEER}
    assert {"condition", "symptom", "drug", "drug class", "operation", "device", "vaccine"} <= kinds
    assert all(term.area and term.group for term in terms.GAZETTEER)


def test_labels_read_as_what_a_thing_is():
    labels = {term.label for term in terms.GAZETTEER}
    assert [label for label in labels if label.split(" ")[0] not in ("a", "an", "the")] == []


def test_neighbouring_areas_are_areas_of_their_kind():
    areas = {(term.kind, term.area) for term in terms.GAZETTEER}
    near = gazetteer.neighbours()
    assert set(near) == areas
    wrong = [
        (place, other)
        for place, others in near.items()
        for other in others
        if (place[0], other) not in areas
    ]
    assert wrong == []


def test_no_term_stands_twice_in_a_kind():
    seen = Counter((term.kind, term.name.casefold()) for term in terms.GAZETTEER)
    assert [name for name, times in seen.items() if times > 1] == []


def test_a_line_of_the_gazetteer_that_says_nothing_is_named():
    with pytest.raises(ValueError, match=r"line 2 .* 'nonsense'"):
        list(gazetteer.read_terms("kind: drug\nnonsense"))


def test_every_pair_of_opposites_leads_back():
    assert terms.opposite("increases") == "decreases"
    assert terms.opposite("Decreases") == "Increases"
    assert terms.opposite("liver") is None


@pytest.mark.parametrize(
    ("word", "contrary"),
    [
        ("Hyponatremia", "Hypernatremia"),
        ("leukocytosis", "leukopenia"),
        ("afferent", "efferent"),
        ("antagonists", "agonists"),
        ("left ventricle", "right ventricle"),
        ("rises", "falls"),
    ],
)
def test_words_of_medicine_have_their_contrary(word, contrary):
    assert terms.opposite(word) == contrary


def test_a_word_that_may_be_a_noun_has_no_opposite_as_a_verb():
    assert terms.opposite("falls") is None


def test_a_word_has_one_opposite_only():
    text = (files("quizapp.core") / "data" / "opposites.toml").read_text(encoding="utf-8")
    record = tomllib.loads(text)
    words = [word for pair in record["pairs"] for word in pair]
    words += [one for one, _ in record["one_way"]]
    assert [word for word, times in Counter(words).items() if times > 1] == []
