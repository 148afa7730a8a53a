"""Wrong options: near enough to be chosen, never right as well."""

import pytest

from quizapp.core import terms
from quizapp.core.generation import clauses, wrong_terms


def ranked(key: str, *, topic: str = "", beside: str = "", kin: bool = False, mentioned=()):
    known = tuple(terms.typed(name) for name in mentioned)
    kind = terms.typed(key).kind
    return list(wrong_terms.ranked(key, kind, known, topic=topic, beside=beside, kin=kin))


def areas(names: list[str]) -> set[str]:
    return {terms.typed(name).area for name in names}


def test_what_the_document_names_of_the_same_area_comes_first():
    found = ranked("pneumonia", mentioned=("psoriasis", "asthma", "tuberculosis"))
    assert found[:2] == ["asthma", "tuberculosis"]
    assert "psoriasis" in found[2:]


def test_without_the_documents_help_they_come_from_the_area_or_its_neighbours():
    assert areas(ranked("hypertension")[:3]) == {"cardiovascular"}
    assert areas(ranked("insulin lispro")[:3]) == {"diabetes"}
    assert "skin" not in areas(ranked("hypertension"))


def test_they_are_terms_that_a_student_has_met():
    assert all(terms.typed(name).common for name in ranked("Escherichia coli")[:6])


@pytest.mark.parametrize("key", ["furosemide", "hepatitis B", "stroke", "type 1 diabetes"])
def test_none_shares_the_group_of_the_key(key):
    group = terms.typed(key).group
    assert group not in {terms.typed(name).group for name in ranked(key)}


def test_no_group_gives_two():
    groups = [terms.typed(name).group for name in ranked("lisinopril")]
    assert len(groups) == len(set(groups))


def test_members_of_the_class_that_is_the_topic_are_left_out():
    found = ranked("digoxin", topic="Loop diuretics")
    assert {"furosemide", "torsemide", "bumetanide"}.isdisjoint(found)
    assert "furosemide" in ranked("mannitol")


def test_what_the_stem_names_is_left_out():
    assert "hyperkalemia" in ranked("hypokalemia")
    assert "hyperkalemia" not in ranked("hypokalemia", beside="not high potassium but")


def test_a_drug_with_the_use_that_is_asked_for_is_no_wrong_answer():
    found = ranked("lisinopril", beside="treat hypertension after a myocardial infarction")
    groups = {terms.typed(name).group for name in found}
    assert groups
    assert groups.isdisjoint(
        {"beta blockers", "calcium channel blockers", "thiazide diuretics", "nitrates"}
    )


def test_a_part_never_stands_beside_its_whole():
    assert "jejunum" in ranked("duodenum")
    found = ranked("duodenum", mentioned=("small intestine", "stomach"))
    assert "small intestine" not in found
    assert "stomach" in found


def test_what_is_broader_than_all_others_has_no_wrong_options():
    assert ranked("anemia") == []
    assert "anemia" not in ranked("hemophilia")


def test_the_contrary_is_the_likeliest():
    assert ranked("hypokalemia")[0] == "hyperkalemia"


def test_they_are_in_the_keys_number_and_register():
    assert all(clauses.is_plural(name) for name in ranked("lungs"))
    assert not any(clauses.is_plural(name) for name in ranked("liver"))
    assert all(name.istitle() for name in ranked("Lasix"))
    assert not any(name.istitle() for name in ranked("furosemide"))


def test_the_keys_own_group_comes_first_where_one_alone_can_be_right():
    group = terms.typed("hepatitis B").group
    found = ranked("hepatitis B", kin=True)
    assert [terms.typed(name).group for name in found[:3]] == [group] * 3


def test_the_order_depends_on_the_words_alone():
    assert ranked("asthma", topic="breathing") == ranked("asthma", topic="breathing")


def test_an_option_is_worded_as_the_document_words_it():
    said = "Heart attack and stroke follow."
    assert wrong_terms.as_said("myocardial infarction", said) == "heart attack"
    assert wrong_terms.as_said("furosemide", "Lasix is given.") == "furosemide"
    assert wrong_terms.as_said("asthma", "") == "asthma"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("spironolactone", "Spironolactone is a potassium-sparing diuretic."),
        ("kidneys", "The kidneys are an organ of the abdomen."),
        ("hyperkalemia", "Hyperkalemia is a blood potassium level that is too high."),
        ("zanubrutinib", "Zanubrutinib is a tyrosine kinase inhibitor."),
        ("a red chair", ""),
    ],
)
def test_a_wrong_option_is_said_to_be_what_it_is(name, sentence):
    assert wrong_terms.description(name) == sentence
