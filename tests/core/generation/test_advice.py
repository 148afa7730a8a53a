"""Orders and what a leaflet tells its reader, told of somebody else in whole sentences."""

import pytest

from quizapp.core.generation import advice


@pytest.mark.parametrize(
    ("leaflet", "told"),
    [
        (
            "You start with a small dose and step it up until you reach your target.",
            "The client starts with a small dose and steps it up until they reach their target.",
        ),
        (
            "You must tell your employer that you\u2019ve had a seizure.",
            "The client must tell their employer that they have had a seizure.",
        ),
        (
            "If you hit your head, call an ambulance even if you feel well.",
            "If the client hits their head, they should call an ambulance even if they feel well.",
        ),
        ("A nurse will show you.", "A nurse will show the client."),
        (
            "You need to stop and call your doctor if it hurts you.",
            "The client needs to stop and call their doctor if it hurts them.",
        ),
    ],
)
def test_the_reader_is_named_once_and_the_verbs_agree(leaflet, told):
    assert advice.of_the_client(leaflet) == told


@pytest.mark.parametrize(
    "words",
    [
        "Complete rest benefits every client with a concussion.",
        "Support from the family helps most clients.",
        "Clamp for transport.",
        "Give IV push or IM.",
        "Strip or milk routinely.",
    ],
)
def test_what_is_no_order_or_leaves_out_its_object_is_not_told_as_one(words):
    assert advice.as_statement(words, advice.NURSE) is None


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("Clamp the drain for transport.", "The nurse should clamp the drain for transport."),
        ("Never give potassium as a push.", "The nurse should never give potassium as a push."),
    ],
)
def test_a_whole_order_is_told_as_advice(order, told):
    assert advice.as_statement(order, advice.NURSE) == told
