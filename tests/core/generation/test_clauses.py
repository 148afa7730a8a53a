import pytest

from quizapp.core.generation import advice, clauses, figures, headings, leaning
from quizapp.core.generation.spelling import read_spelling
from quizapp.core.sentences import sentences


@pytest.mark.parametrize(
    ("statement", "subject", "verb"),
    [
        ("Smoking damages the cilia of the airways.", "Smoking", "damages"),
        ("Soap and water must be used after care.", "Soap and water", "must"),
        ("Clients who are weak fall.", None, None),
        ("Blood tests show a low level of iron.", "Blood tests", "show"),
        ("In shock, the pulse is weak.", None, None),
        ("Urine output of less than 30 mL is reported.", "Urine output of less than 30 mL", "is"),
    ],
)
def test_a_statement_is_split_at_its_verb(statement, subject, verb):
    clause = clauses.split(statement)
    assert (clause and clause.subject, clause and clause.verb) == (subject, verb)


@pytest.mark.parametrize(
    ("statement", "question"),
    [
        ("Older adults are at risk.", "Why are older adults at risk?"),
        (
            "Malnutrition delays healing of wounds.",
            "Why does malnutrition delay healing of wounds?",
        ),
        ("Clients need more protein.", "Why do clients need more protein?"),
        ("Gloves should be removed first.", "Why should gloves be removed first?"),
        ("The heart cannot fill with blood.", "Why can the heart not fill with blood?"),
        ("The child has a fever.", "Why does the child have a fever?"),
    ],
)
def test_a_statement_is_asked_why(statement, question):
    assert clauses.why(clauses.split(statement)) == question


@pytest.mark.parametrize(
    ("phrase", "plural"),
    [
        ("signs of shock", True),
        ("diabetes", False),
        ("the pancreas", False),
        ("children", True),
        ("calcium and phosphate", True),
        ("pus", False),
        ("loss of reflexes", False),
    ],
)
def test_number_is_told_by_the_noun_that_a_phrase_rests_on(phrase, plural):
    assert clauses.is_plural(phrase) is plural


def upright(text: str) -> list[str]:
    return [read.text for _, read in leaning.upright(sentences(text))]


def test_a_leaning_sentence_takes_up_the_subject_before_it():
    assert upright("Croup is a viral illness. It mainly affects infants.") == [
        "Croup is a viral illness.",
        "Croup mainly affects infants.",
    ]
    assert upright("Serotonin syndrome is dangerous. Its signs include fever.")[1] == (
        "Signs of serotonin syndrome include fever."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Croup is a viral illness. They mainly affect infants.",
        "Croup is a viral illness. It is important to stay calm.",
        "Many clients with croup are afraid. It mainly affects infants.",
        "Use of oxygen is common. It mainly affects infants.",
        "When a child has croup, stay near. It mainly affects infants.",
    ],
)
def test_a_sentence_that_may_lean_on_something_else_stays_as_it_is(text):
    assert upright(text)[1] == text.partition(". ")[2]


@pytest.mark.parametrize(
    ("order", "stated"),
    [
        ("Turn clients every two hours.", "The nurse should turn clients every two hours."),
        ("Never give food by mouth.", "The nurse should never give food by mouth."),
        ("Do not massage the skin.", "The nurse should not massage the skin."),
        ("Avoid long periods of rest.", "The nurse should avoid long periods of rest."),
        ("Support groups help many clients.", None),
        ("Remember that rest helps.", None),
        ("Tell us about your day.", None),
    ],
)
def test_an_order_is_stated_with_its_polarity(order, stated):
    assert advice.as_statement(order, advice.NURSE) == stated


def test_a_leaflet_speaks_to_the_client():
    leaflet = advice.is_leaflet("Take your tablets when you wake. Call your doctor if you faint.")
    assert advice.actor_of("Tablets", leaflet=leaflet) == advice.CLIENT
    assert advice.actor_of("Nursing care", leaflet=False) == advice.NURSE


def test_other_figures_lie_on_the_scale_and_apart():
    figure = figures.lone_figure("The dose is repeated every 4 hours.")
    numbers = [value for (value,) in figures.others(figure)]
    assert numbers == sorted(numbers)
    assert 4.0 not in numbers
    assert figures.shown(figure, (1.0,)) == "1 hour"


@pytest.mark.parametrize(
    ("text", "threshold", "loose"),
    [
        ("It is repeated every 4 hours.", False, False),
        ("A rate below 60 beats per minute is slow.", True, True),
        ("It peaks at about 4 hours.", False, True),
        ("Honey is unsafe before 12 months.", True, True),
        ("A loss of 500 mL or more is a sign of it.", True, True),
    ],
)
def test_a_bound_is_no_exact_figure(text, threshold, loose):
    figure = figures.lone_figure(text)
    assert (figures.is_threshold(figure), figures.is_loose(figure)) == (threshold, loose)


@pytest.mark.parametrize(
    ("title", "ability"),
    [
        ("How Cancer Reaches the Liver", "Explain how cancer reaches the liver"),
        (
            "Telling secondary from primary liver cancer",
            "Distinguish secondary from primary liver cancer",
        ),
        ("How is asthma diagnosed?", "Explain how asthma is diagnosed"),
        ("How does asthma start?", "Explain how asthma starts"),
        ("Foods to avoid", "Identify foods to avoid, in relation to asthma"),
        ("Managing asthma at home", "Describe how to manage asthma at home"),
        ("Inhaled corticosteroids", None),
        ("What is asthma?", None),
    ],
)
def test_a_clause_heading_states_an_ability(title, ability):
    spelling = read_spelling("The cancer reaches the liver. Asthma starts early in life.")
    assert headings.ability(title, "asthma", spelling) == ability


def test_a_noun_that_could_be_an_order_is_none():
    for said in (
        "Spread to the liver usually means that the cancer is at stage IV.",
        "Swelling and spread to the other leg is common in older clients.",
    ):
        assert advice.as_statement(said, advice.NURSE) is None
    assert advice.as_statement("Check that the tube is in place.", advice.NURSE) is not None


def test_a_sections_first_sentence_may_take_up_its_heading():
    found = [
        read.text
        for _, read in leaning.upright(
            sentences("These form in acid urine. They dissolve when the urine is less acid."),
            "uric acid stones",
        )
    ]
    assert found == [
        "Uric acid stones form in acid urine.",
        "Uric acid stones dissolve when the urine is less acid.",
    ]


@pytest.mark.parametrize(
    ("heading", "sentence"),
    [
        ("nasogastric tubes", "This procedure covers insertion at the bedside."),
        ("nursing care", "They are turned every two hours."),
        ("uric acid stones", "These stones form in acid urine."),
        ("uric acid stones", "It forms in acid urine."),
    ],
)
def test_a_heading_is_not_taken_up_where_something_else_is_meant(heading, sentence):
    assert [read.text for _, read in leaning.upright(sentences(sentence), heading)] == [sentence]


def test_examples_are_no_part_of_the_subject_taken_up():
    found = upright(
        "Anti-inflammatory drugs such as ketorolac are the first choice. They relieve the pain."
    )
    assert found[1] == "Anti-inflammatory drugs relieve the pain."


@pytest.mark.parametrize(
    "statement",
    [
        "People whose score is high enough are usually offered a blood thinner.",
        "Without prevention, about half of patients form another stone within ten years.",
        "Splinting the incision with a pillow during coughing reduces the strain.",
        "Morning headache and a flapping tremor of the hands suggest retention of carbon dioxide.",
    ],
)
def test_a_statement_has_a_main_clause_wherever_its_verb_stands(statement):
    assert clauses.has_main_clause(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "Typical start 5 mg twice daily.",
        "Nifedipine modified release if labetalol is unsuitable.",
        "Tear in the lens capsule.",
        "Full blood count twice a week.",
    ],
)
def test_a_fragment_has_none(statement):
    assert not clauses.has_main_clause(statement)
