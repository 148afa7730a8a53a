import pytest

from quizapp.core.glossary import is_glossary
from quizapp.core.key_terms import key_terms
from quizapp.core.outline import outline, walk
from quizapp.core.plain_text import read_plain_text

PROSE = (
    "The stretch of the muscle before it contracts, its preload, decides with afterload and the "
    "heart rate how much blood leaves the heart."
)
OTHER = "The nurse weighs the client each morning, for the fluid of an edema is weight at once."


@pytest.mark.parametrize("title", ["Glossary", "Key Terms", "Vocabulary", "Terms to Know"])
def test_a_glossary_is_known_by_its_title(title):
    assert is_glossary(title)


@pytest.mark.parametrize("title", ["Key Points", "Definition of Shock", "Long-Term Care"])
def test_other_titles_announce_no_glossary(title):
    assert not is_glossary(title)


@pytest.mark.parametrize(
    "entries",
    [
        "Preload: the stretch of the muscle\nEdema: swelling by fluid",
        "- Preload \u2013 the stretch of the muscle\n- Edema \u2013 swelling by fluid",
        "Preload\tthe stretch of the muscle\nEdema\tswelling by fluid",
    ],
)
def test_each_entry_goes_to_the_section_that_uses_its_term(entries):
    text = f"Heart\n\nPumping\n\n{PROSE}\n\nWeight\n\n{OTHER}\n\nKey Terms\n\n{entries}\n"
    found = outline(read_plain_text(text), fallback_title="")
    glossed = {section.title: section.glossed for _, section in walk(found.sections)}
    assert glossed["Pumping"] == (("Preload", "the stretch of the muscle"),)
    assert glossed["Weight"] == (("Edema", "swelling by fluid"),)
    pumping = next(section for _, section in walk(found.sections) if section.title == "Pumping")
    terms = [(one.term, one.definition) for one in key_terms(pumping, ())]
    assert terms == [("Preload", "the stretch of the muscle")]
