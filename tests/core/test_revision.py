"""Which sections of a changed document are the ones that were there before."""

from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.revision import Match, Outlined, match_sections, stands_in


def section(heading: str, text: str, *above: str) -> Outlined:
    return Outlined(heading, above, text)


OLD = (
    section("Liver", ""),
    section("Causes", "Tumors spread by blood.", "Liver"),
    section("Signs", "Jaundice is common.", "Liver"),
)

sections = st.lists(
    st.builds(
        Outlined,
        heading=st.sampled_from(["Causes", "Signs", "Care"]),
        above=st.sampled_from([(), ("Liver",)]),
        text=st.sampled_from(["", "Jaundice is common.", "Blood  carries cells.", "Rest helps."]),
    ),
    max_size=6,
)


def test_the_same_document_matches_itself() -> None:
    assert match_sections(OLD, OLD) == tuple(Match(n, n, same=True) for n in range(3))


def test_line_breaks_are_no_change() -> None:
    again = (*OLD[:2], section("Signs", "Jaundice\nis   common.", "Liver"))
    assert match_sections(OLD, again)[2] == Match(2, 2, same=True)


def test_a_section_inserted_before_leaves_the_others_alone() -> None:
    new = (OLD[0], section("Care", "Rest helps.", "Liver"), *OLD[1:])
    assert match_sections(OLD, new) == (
        Match(0, 0, same=True),
        Match(None, 1, same=False),
        Match(1, 2, same=True),
        Match(2, 3, same=True),
    )


def test_a_renamed_section_is_known_by_its_words() -> None:
    new = (OLD[0], section("Origins", "Tumors spread by blood.", "Liver"), OLD[2])
    assert match_sections(OLD, new)[1] == Match(1, 1, same=True)


def test_a_rewritten_section_is_known_by_its_heading() -> None:
    new = (OLD[0], section("Causes", "Cells travel in the portal vein.", "Liver"), OLD[2])
    assert match_sections(OLD, new)[1] == Match(1, 1, same=False)


def test_a_section_that_is_gone_is_named() -> None:
    assert match_sections(OLD, OLD[:2])[-1] == Match(2, None, same=False)


@given(old=sections, new=sections)
def test_every_section_is_in_exactly_one_match(old: list[Outlined], new: list[Outlined]) -> None:
    matches = match_sections(old, new)
    assert sorted(m.old for m in matches if m.old is not None) == list(range(len(old)))
    assert [m.new for m in matches if m.new is not None] == list(range(len(new)))


@given(old=sections)
def test_nothing_changes_when_nothing_changed(old: list[Outlined]) -> None:
    assert all(m.same and m.old is not None for m in match_sections(old, old))


def test_a_quote_stands_in_a_text_whatever_its_line_breaks() -> None:
    assert stands_in("Jaundice is common.", "Note: jaundice\n  is common. Rest.")
    assert not stands_in("Jaundice is rare.", "Jaundice is common.")
    assert not stands_in("  ", "Jaundice is common.")
