import pytest

from quizapp.core.furniture import (
    AUTHOR_REASON,
    BUTTON_REASON,
    COMMENTS_REASON,
    CONTENTS_REASON,
    RELATED_REASON,
    SHARE_REASON,
    SIGN_UP_REASON,
    find_furniture,
)

PROSE = (
    "The nurse checks the pulse before each dose and tells the provider when it falls below sixty "
    "beats in a minute."
)


def reasons(*lines: str) -> list[str]:
    found = find_furniture(lines)
    return [found.get(place, "") for place in range(len(lines))]


def test_a_table_of_contents_goes_and_its_headings_stay():
    lines = ("Contents", "1. Causes", "2. Care ..... 3", "1. Causes", PROSE, "2. Care", PROSE)
    assert reasons(*lines) == [CONTENTS_REASON] * 3 + [""] * 4


def test_contents_without_a_title_need_three_entries():
    three = ("Asthma", "Causes", "Signs", "Care", "Causes", PROSE, "Signs", PROSE, "Care", PROSE)
    assert reasons(*three)[:5] == ["", CONTENTS_REASON, CONTENTS_REASON, CONTENTS_REASON, ""]
    two = ("Asthma", "Causes", "Care", "Causes", PROSE, "Care", PROSE)
    assert set(reasons(*two)) == {""}


def test_an_announced_list_whose_items_become_headings_is_no_table_of_contents():
    lines = ("Pain", "There are three types:", "Acute", "Chronic", "Mixed")
    text = (*lines, "Acute", PROSE, "Chronic", PROSE, "Mixed", PROSE)
    assert set(reasons(*text)) == {""}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((PROSE, "Share", "Facebook", "Email"), ["", *[SHARE_REASON] * 3]),
        (("Menu", "Search", "Log in", PROSE), [BUTTON_REASON] * 3 + [""]),
        (
            (PROSE, "Sign up for our newsletter", "Health tips in your inbox.", PROSE),
            ["", SIGN_UP_REASON, SIGN_UP_REASON, ""],
        ),
        (
            (PROSE, "About the author", "Ann Lee has been a nurse for ten years.", PROSE),
            ["", AUTHOR_REASON, AUTHOR_REASON, ""],
        ),
        (
            (PROSE, "Related articles", "Low blood pressure", "Stroke: what to know"),
            ["", RELATED_REASON, RELATED_REASON, RELATED_REASON],
        ),
        ((PROSE, PROSE, "2 Comments", "Mary says:", "Thanks"), ["", "", *[COMMENTS_REASON] * 3]),
    ],
)
def test_furniture_of_several_lines_is_named(lines, expected):
    assert reasons(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        (PROSE, "Email", PROSE),
        (PROSE, "Related conditions", "Stroke", "Heart attack", PROSE),
        (PROSE, PROSE, "Comments", PROSE),
        (PROSE, "Recommended diet", "Low salt", "High fiber", PROSE),
    ],
)
def test_what_could_be_text_is_kept(lines):
    assert set(reasons(*lines)) == {""}


def test_after_related_links_the_next_title_stays():
    lines = (PROSE, "Related articles", "Ten facts about salt", "Treatment", PROSE)
    assert reasons(*lines)[3:] == ["", ""]


@pytest.mark.parametrize(
    "lines",
    [
        ["Unit 9 \u00b7 Alterations of Digestion", "38.3 Appendicitis", "The appendix is a tube."],
        [
            "Northmoor Hospitals NHS Foundation Trust",
            "Patient information \u2013 Eye Unit",
            "Having cataract surgery",
            "A cataract is a cloudy lens.",
        ],
    ],
)
def test_what_stands_above_a_title_is_not_the_title(lines):
    assert sorted(find_furniture(lines)) == list(range(len(lines) - 2))


@pytest.mark.parametrize(
    "lines",
    [
        ["Chapter 5: Fluids", "Learning outcomes", "After this chapter you can name them."],
        ["Public Health", "It is about the health of all the people of a country."],
        ["Appendicitis", "Etiology", "The appendix is a tube."],
    ],
)
def test_a_title_stays(lines):
    assert find_furniture(lines) == {}
