import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.doubts import Passage, find_doubts
from quizapp.core.sentence_spans import sentence_spans


def reasons(text: str, *, is_item: bool = False) -> str:
    return " ".join(doubt.reason for doubt in find_doubts([Passage(text, 0, is_item)]))


@pytest.mark.parametrize(
    ("text", "part_of_reason"),
    [
        ("The nurse takes the sample and sends it to the", "end of the sentence is missing"),
        ("The spleen was removed. The main problem of recovery.", "fragment"),
        ("Tablets that dissolve the stones formed by the kidney.", "fragment"),
        ("Patient recovery time.", "fragment"),
        ("The fluid and more fluid stay. It fills lungs Fluid is heard.", "capitalised"),
        ("Bed rest helps the wound And the skin heals.", "capitalised"),
        ("It forms in the lung. .", "stands alone"),
        ("The dose is given with .", "stands alone"),
        ("begins in the lung and then spreads to bone.", "small letter"),
        ("The lobe is removed (or a part of it.", "never closed"),
        ("Stomach cancer (stomach cancer) is common in men.", "repeat"),
        ("It needs partial or partial removal.", "twice"),
        ("Survival rises from 10% to 90% with surgery.", "great jump"),
        ("About 60% of patients recover.", "without a citation"),
        ("One in three: 1/3 of the cases recur.", "without a citation"),
        ("In the past 30 years the treatment has changed.", "dated"),
        ("It has been 70 years since surgery began in 1940.", "dated"),
        ("Surgery is the most effective method and also the only method that cures.", "both hold"),
        ("Some tumors, such as that of Steve Smith, grow slowly.", "names a person"),
    ],
)  # fmt: skip
def test_doubtful_sentences_are_named_with_the_reason(text, part_of_reason):
    assert part_of_reason in reasons(text)


@pytest.mark.parametrize(
    "text",
    [
        "Heart failure occurs when the heart cannot pump enough blood.",
        "Monitor the client for dizziness.",
        "About 60% of patients recover (Smith, 2020).",
        "About 60% of patients recover. [3]",
        "Oxygen saturation stays at 95% or more.",
        "The rate rose from 10% to 15% (Lee et al., 2019).",
        "The Food and Drug Administration approved it; the drug is taken with food.",
        "It is graded with the Glasgow Coma Scale and explained in Section 4.",
        "The Frank Starling law describes the heart.",
        "Give 2.5 mg, e.g. at night, as Dr. Lee ordered.",
        "Which drug is first?",
        "The drug (furosemide) is a loop diuretic.",
        "Give fluids, i.e. water ... then rest.",
    ],
)
def test_sound_sentences_are_left_alone(text):
    assert reasons(text) == ""


# Every kind of doubt: a sentence that has it, and one that is near to it and sound.
NEAR_MISSES = [
    ("end of the sentence", "The nurse takes the sample and sends it to the",
     "The nurse takes it: now"),
    ("end of the sentence", "Give the drug with food and then check the",
     "Giving the Drug With Food"),
    ("fragment", "The main problem of survival.", "Survival is the main problem."),
    ("fragment", "The large size of the lower dose.", "A diet of salt and water lowers the level."),
    ("fragment", "Bin and so on.", "Wash the cup, the lid and so on, and let them dry."),
    ("fragment", "Medicines for the airway.", "Relievers open the airways within minutes."),
    ("fragment", "Sodium below the usual level.", "Hyponatremia = sodium below 135."),
    ("capitalised", "Rest helps the wound And the skin heals.", "The Food And Drug Act holds."),
    ("stands alone", "The effect can be seen in .", "The level rises ... and stays."),
    ("small letter", "is a table of common drugs for adults.", "mRNA is read by the ribosome."),
    ("never closed", "The lobe is cut (or a part.", "The lobe (or a part of it) is cut."),
    ("repeat", "Colorectal cancer (colorectal cancer) is common.", "Cancer (a tumor) is common."),
    ("twice", "It is a partial or partial removal.", "It is a partial or total removal."),
    ("great jump", "Survival rises from 10% to 90% with it.", "Saturation rises from 85% to 95%."),
    ("without a citation", "About 60% of cases recur.", "Give oxygen at 60% by mask."),
    ("without a citation", "About 60% of cases recur.", "About 60% of cases recur (Lee, 2020)."),
    ("dated", "In recent years, care has improved.", "In the first years of life, bones grow."),
    ("dated", "It has been 70 years since 1940.", "The first dose came 70 minutes before."),
    ("dated", "It was recently found to help.", "Ask which drug was given recently."),
    ("dated", "Recently, the drug has been approved.", "A client who fell recently is at risk."),
    ("both hold", "It is the most effective method and the only method that cures.",
     "It is the most effective method and needs only one incision."),
    ("names a person", "Some tumors, such as that of Steve Smith, grow slowly.",
     "The Frank Starling law holds."),
]  # fmt: skip


@pytest.mark.parametrize(("part_of_reason", "doubtful", "near_to_it"), NEAR_MISSES)
def test_each_kind_of_doubt_is_raised_and_its_near_miss_is_not(
    part_of_reason, doubtful, near_to_it
):
    assert part_of_reason in reasons(doubtful)
    assert reasons(near_to_it) == ""


def test_jottings_without_capitals_and_stops_are_no_broken_sentences():
    lines = [f"the sodium falls below {number} and the client gets weak" for number in range(6)]
    assert find_doubts([Passage(line, n * 100) for n, line in enumerate(lines)]) == []
    (alone,) = find_doubts([Passage(lines[0], 0), *(Passage("It is so.", 99) for _ in range(40))])
    assert "small letter" in alone.reason


def test_a_superlative_that_two_subjects_share_in_other_respects_is_no_conflict():
    passages = [
        Passage("Smoking is the most common cause of lung disease.", 0),
        Passage("Gallstones are the most common cause of pancreatitis.", 100),
    ]
    assert find_doubts(passages) == []


def test_list_items_may_be_phrases():
    assert reasons("shortness of breath on exertion and at", is_item=True) == ""


def test_one_superlative_of_two_subjects_is_doubted_in_both_places():
    passages = [
        Passage("Smoking is the most common cause of lung disease.", 0),
        Passage("Dust is the most common cause of lung disease.", 100),
        Passage("Smoking is the most common cause of lung disease.", 200),
    ]
    assert [doubt.start for doubt in find_doubts(passages)] == [0, 100, 200]
    assert find_doubts(passages[::2]) == []


def test_doubt_stands_at_its_sentence():
    text = "The airway is clear. About 60% of patients recover. The nurse stays."
    (doubt,) = find_doubts([Passage(text, 50)])
    assert text[doubt.start - 50 : doubt.end - 50] == "About 60% of patients recover."


def test_several_reasons_are_one_doubt():
    (doubt,) = find_doubts([Passage("Survival of patients rises from 5% to 90% with surgery.", 0)])
    assert "great jump" in doubt.reason
    assert "citation" in doubt.reason


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Give 2.5 mg. by mouth.", ["Give 2.5 mg. by mouth."]),
        ("Ask Dr. Lee. Then go.", ["Ask Dr. Lee.", "Then go."]),
        ("It heals. [1] [2] Next it fades. [3]", ["It heals. [1] [2]", "Next it fades. [3]"]),
        ("It ends. .", ["It ends. ."]),
        ("She has hepatitis B. It heals.", ["She has hepatitis B.", "It heals."]),
        ("J. Smith and A. B. Jones met.", ["J. Smith and A. B. Jones met."]),
        ("It lasts a day. 5 mg is given.", ["It lasts a day.", "5 mg is given."]),
        ("no stop at the end", ["no stop at the end"]),
    ],
)
def test_sentences_are_split_where_they_end(text, sentences):
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


@given(st.text(alphabet=st.sampled_from("aB1 .!?\n()[]'\"%,")))
def test_sentences_lose_nothing_but_space(text):
    spans = list(sentence_spans(text))
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(
        text.split()
    )


@given(st.lists(st.text(max_size=200), max_size=5))
def test_doubts_never_raise_and_stay_in_their_passage(texts):
    position = 0
    passages = []
    for text in texts:
        passages.append(Passage(text, position))
        position += len(text) + 1
    for doubt in find_doubts(passages):
        assert any(p.start <= doubt.start < doubt.end <= p.start + len(p.text) for p in passages)
