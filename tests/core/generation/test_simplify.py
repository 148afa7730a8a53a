"""Long sentences are taken apart into statements that are true by themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.generation.simplify import statements_in
from quizapp.core.sentences import Sentence


def stated(text):
    return [one.text for one in statements_in(Sentence(text, 100, 100 + len(text)))]


def test_two_main_clauses_are_two_statements_each_with_its_own_place():
    text = (
        "Ultrasound shows small kidneys in advanced disease of the kidney; "
        "kidneys of normal size suggest diabetes or an obstruction of the ureter."
    )
    first, second = statements_in(Sentence(text, 100, 100 + len(text)))
    assert first.text == "Ultrasound shows small kidneys in advanced disease of the kidney."
    assert second.text.startswith("Kidneys of normal size suggest")
    assert text[first.start - 100 : first.end - 100] == first.text.rstrip(".")
    assert text[second.start - 100 : second.end - 100].startswith("kidneys of normal size")


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        (
            (
                "The best access for a long time is an arteriovenous fistula in the arm, which "
                "needs two to three months to mature."
            ),
            "The best access for a long time is an arteriovenous fistula in the arm.",
        ),
        (
            (
                "Persistent albuminuria, the first sign of damage in many, shows injury to the "
                "filter and predicts its later loss."
            ),
            "Persistent albuminuria shows injury to the filter and predicts its later loss.",
        ),
    ],
)
def test_what_only_adds_to_a_statement_is_left_off(text, statement):
    assert stated(text) == [statement]


@pytest.mark.parametrize(
    "text",
    [
        # A condition governs both halves.
        (
            "If the urine output falls below the limit, the tubing is checked for kinks, and the "
            "bladder is scanned by the nurse."
        ),
        # The second half leans on the first.
        (
            "Warfarin reaches its effect after several days of treatment, and it is stopped before "
            "any larger operation."
        ),
        # The last entry of a list of deeds would be cut off.
        (
            "Calcitriol raises the uptake of calcium in the gut, acts with the parathyroid on the "
            "bone, and keeps the serum level up."
        ),
    ],
)
def test_no_statement_loses_what_limits_or_explains_it(text):
    for statement in stated(text):
        assert statement == text or "it is stopped" not in statement
        assert not statement.startswith(("The bladder is scanned", "It is stopped"))
        assert "acts with the parathyroid" not in statement or "keeps the serum" in statement


@given(st.text(alphabet="abc ,;.", min_size=1, max_size=120))
def test_every_statement_lies_within_its_sentence(text):
    for one in statements_in(Sentence(text, 7, 7 + len(text))):
        assert 7 <= one.start <= one.end <= 7 + len(text)
