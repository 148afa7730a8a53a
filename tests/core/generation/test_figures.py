"""Figures stand beside others of their scale, never beside one that holds as well."""

import pytest

from quizapp.core.generation import figures


def others(text):
    found = figures.lone_figure(text)
    assert found is not None
    return [figures.shown(found, value) for value in figures.others(found)]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The catheter stays for two weeks.", ["one week", "four weeks", "six weeks"]),
        ("It is given over 30 minutes.", ["10 minutes", "15 minutes", "60 minutes", "90 minutes"]),
        ("It is checked every 6 months.", ["3 months", "12 months", "18 months"]),
        (
            "A fever is above 38.5 degrees.",
            ["37 degrees", "37.5 degrees", "39.5 degrees", "40 degrees"],
        ),
        ("The loss is more than 1000 mL.", ["250 mL", "500 mL", "2000 mL", "3000 mL"]),
        ("About 80% of clients improve.", ["50%", "60%", "70%", "90%"]),
    ],
)
def test_a_figure_has_neighbours_written_as_it_is(text, shown):
    assert others(text) == shown


def test_a_range_shares_no_place_with_its_neighbours():
    found = figures.lone_figure("The dose is repeated after 4 to 6 hours.")
    for low, high in figures.others(found):
        assert high < 4 or low > 6


def test_a_measured_value_stays_within_what_a_body_bears():
    found = figures.lone_figure("Seizures occur when the sodium falls below 120 mmol/L.")
    assert all(90 <= value <= 160 for (value,) in figures.others(found))


@pytest.mark.parametrize(
    "text",
    [
        "It is kept between 2 mmol/L and 8 mmol/L.",
        "A diary is kept for two or three months.",
        "The tubing is clamped for up to 15 to 30 minutes.",
        "Give 1 mg.",
        "There are no figures here.",
    ],
)
def test_an_end_of_two_and_the_trivial_are_not_asked(text):
    assert figures.lone_figure(text) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The target saturation is 88% to 92%.", "94% to 98%"),
        ("Vials are kept at 36\u00b0F to 46\u00b0F.", "51\u00b0F to 61\u00b0F"),
        ("The feed is stopped for one to two hours.", "four to six hours"),
    ],
)
def test_a_range_is_asked_whole(text, shown):
    assert shown in others(text)


def test_a_share_near_the_whole_has_near_neighbours():
    assert others("The saturation falls below 90%.") == ["78%", "82%", "86%", "94%", "98%"]


def test_words_and_digits_do_not_mix_in_one_figure():
    found = figures.lone_figure("It lasts three to six days.")
    assert figures.shown(found, (14.0, 21.0)) == "fourteen to twenty-one days"
    assert figures.shown(found, (9.0, 13.0)) == "9 to 13 days"
    assert figures.shown(found, (7.0, 10.0)) == "seven to ten days"


def test_nobody_errs_who_looks_after_somebody_more_often():
    assert others("The nurse should give mouth care every four hours.") == [
        "eight hours",
        "twelve hours",
    ]


def test_the_same_figure_in_other_units_is_left_out():
    assert figures.without_other_units(" (2\u00b0C to 8\u00b0C) in the dark.") == " in the dark."


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("It lasts 30 minutes.", "time"),
        ("The limit is below 70 mg/dL.", "limit"),
        ("The dose is 40 mg.", "figure"),
    ],
)
def test_a_question_says_what_kind_of_figure_it_asks_for(text, asked):
    assert figures.asked_for(figures.lone_figure(text)) == asked


def test_no_pregnancy_lasts_longer_than_its_term():
    assert others("Birth is planned at 37 weeks.") == ["29 weeks", "33 weeks", "41 weeks"]


@pytest.mark.parametrize(
    ("text", "arguable"),
    [
        ("The heels are raised at 30 degrees.", "45 degrees"),
        ("The drain stays for 6 weeks.", "4 weeks"),
        ("The culture is read after 24 hours.", "36 hours"),
    ],
)
def test_no_figure_is_offered_that_is_taught_as_well_somewhere(text, arguable):
    assert others(text)
    assert arguable not in others(text)


def test_a_syringe_is_of_a_size_that_is_made():
    sizes = {"1 mL", "3 mL", "5 mL", "10 mL", "20 mL", "60 mL"}
    found = others("Attach a 10 mL syringe to the port.")
    assert found
    assert set(found) <= sizes


def test_no_odd_range_of_percents_is_made_up():
    assert others("A fraction of 41% to 49% is called mildly reduced.") == []
