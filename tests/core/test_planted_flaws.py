"""About two hundred questions with planted flaws: how many of them are found, and how many wrongly.

Sixty clean questions, and for each flaw nine of them with that flaw put in. For every flaw its
precision (planted / flagged) and recall (flagged / planted) are printed and held to a floor: 1.0
for what keeps a question from being published, the measured figure for what only warns. Questions
that only come near to a flaw must not be flagged with it.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from quizapp.core.item_types.choices import Choices, Option
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.items import Bloom, Item, Source, Step
from quizapp.core.quality import BLOCKING, WARNING, check

# stem; key; three distractors; the sentence that it rests on
FACTS = (
    ("Which organ stores bile?", "Gallbladder", "Pancreas", "Spleen", "Duodenum",
     "Bile is stored in the gallbladder."),
    ("Which electrolyte is lost with loop diuretics?", "Potassium", "Iodide", "Lead", "Fluoride",
     "Loop diuretics waste potassium."),
    ("Which drug reverses the effect of opioids?", "Naloxone", "Flumazenil", "Atropine", "Heparin",
     "Naloxone reverses the effect of opioids."),
    ("Which test confirms airflow limitation?", "Spirometry", "Colonoscopy", "Biopsy", "Audiometry",
     "Spirometry is used to confirm airflow limitation."),
    ("Which position is used for a client in respiratory distress?", "High Fowler", "Prone",
     "Trendelenburg", "Supine", "Clients in distress are placed in a high Fowler position."),
    ("Which virus causes most croup in toddlers?", "Parainfluenza", "Rotavirus", "Measles",
     "Hepatitis", "Parainfluenza virus causes most croup."),
    ("Which hormone raises blood glucose between meals?", "Glucagon", "Insulin", "Calcitonin",
     "Oxytocin", "Glucagon raises blood glucose."),
    ("What is the first action for a boggy fundus?", "Massage it", "Call the surgeon",
     "Start an infusion", "Insert a catheter", "A boggy fundus is massaged until it is firm."),
    ("Which vitamin is needed to make clotting factors?", "Vitamin K", "Vitamin C", "Vitamin D",
     "Vitamin A", "The liver needs vitamin K to make clotting factors."),
    ("Which finding points to digoxin toxicity?", "Halo vision", "Dry cough", "Gum overgrowth",
     "Red urine", "Halo vision is a sign of digoxin toxicity."),
    ("Which insulin has no pronounced peak?", "Glargine", "Lispro", "Regular", "NPH",
     "Insulin glargine has no pronounced peak."),
    ("Which precaution applies to tuberculosis?", "Airborne", "Droplet", "Contact", "Protective",
     "Tuberculosis calls for airborne precautions."),
    ("What does a positive Chvostek sign suggest?", "Hypocalcemia", "Hyperkalemia", "Anemia",
     "Alkaptonuria", "Chvostek sign points to hypocalcemia."),
    ("Which blood cells rise in allergic reactions?", "Eosinophils", "Platelets", "Osteoclasts",
     "Erythrocytes", "Eosinophils rise in allergic reactions."),
    ("Where is insulin made?", "Beta cells", "Alpha cells", "Chief cells", "Parietal cells",
     "Insulin is made in the beta cells of the pancreas."),
    ("Which scale rates the risk of pressure injury?", "Braden", "Glasgow", "Apgar", "Morse",
     "The Braden scale rates the risk of pressure injury."),
    ("Which injury is intact skin with redness that does not blanch?", "Stage 1", "Stage 2",
     "Stage 3", "Stage 4", "A stage 1 injury is intact skin with redness that does not blanch."),
    ("Why are donut cushions avoided?", "They concentrate pressure", "They cause infection",
     "They raise the heels", "They slow digestion",
     "Donut cushions are avoided because they concentrate pressure."),
    ("How soon is tranexamic acid given after birth?", "Within 3 hours", "Within 12 hours",
     "Within 24 hours", "Within 72 hours", "Tranexamic acid is given within 3 hours of birth."),
    ("How many grams of carbohydrate treat a conscious client?", "15", "30", "45", "60",
     "A conscious client is given 15 grams of carbohydrate."),
    ("Which dose is the usual first dose?", "0.5 mg", "1 mg", "2 mg", "4 mg",
     "The usual first dose is 0.5 mg."),
    ("What is measured at least every eight hours?", "Urine output", "Serum lipase", "Body height",
     "Visual acuity", "Urine output is measured at least every eight hours."),
    ("Which drug class causes a dry cough?", "ACE inhibitors", "Statins", "Nitrates", "Antacids",
     "ACE inhibitors cause a dry cough."),
    ("What should the nurse remove first?", "Gloves", "Gown", "Mask", "Goggles",
     "Gloves are removed first."),
    ("Which artery feeds the heart muscle?", "Coronary", "Renal", "Carotid", "Femoral",
     "The coronary arteries feed the heart muscle."),
    ("Which symptom comes before a migraine?", "Aura", "Rash", "Tremor", "Jaundice",
     "An aura may come before a migraine."),
    ("What is the antidote for heparin?", "Protamine", "Vitamin K", "Naloxone", "Glucagon",
     "Protamine is the antidote for heparin."),
    ("Which drainage is clear and watery?", "Serous", "Purulent", "Sanguineous", "Bilious",
     "Serous drainage is clear and watery."),
    ("Nevertheless, which food is limited with warfarin?", "Spinach", "Rice", "Apples", "Bread",
     "Spinach is limited with warfarin."),
    ("Which gas is exchanged for oxygen in the alveoli?", "Carbon dioxide", "Nitrogen", "Helium",
     "Methane", "Oxygen is exchanged for carbon dioxide in the alveoli."),
)  # fmt: skip
STATEMENTS = (
    "The drainage bag is kept below the level of the bladder.",
    "Tachycardia appears before hypotension in shock.",
    "Warfarin takes several days to reach its full effect.",
    "Clients with neutropenia should avoid crowds.",
    "Lochia changes from red to pink and then to white.",
    "Hand hygiene prevents the spread of infection.",
    "The gallbladder contracts after a fatty meal.",
    "Moisture softens the skin and makes it easier to injure.",
    "Used needles are placed in a puncture-resistant container.",
    "Early signs of hypoglycemia come from epinephrine.",
    "A spacer increases the drug that reaches the lungs.",
    "Antibiotics do not kill viruses.",
    "Insulin glargine is a long-acting insulin.",
    "A full bladder pushes the uterus to the side.",
    "Alcohol-based rub does not kill spores.",
)
SELECTIONS = (
    ("signs of left-sided heart failure", ("Crackles", "Orthopnea"), ("Ascites", "Leg edema")),
    ("signs of hypoglycemia", ("Shakiness", "Sweating"), ("Thirst", "Polyuria")),
    ("triggers of asthma", ("Dust mites", "Cold air"), ("Ripe fruit", "Soft light")),
    ("risk factors for pressure injury", ("Moisture", "Immobility"), ("Hydration", "Walking")),
    ("foods that hold much potassium", ("Bananas", "Oranges"), ("Rice", "Bread")),
    ("signs of wound infection", ("Purulent drainage", "Fever"), ("Dry scab", "Pale scar")),
    ("adverse effects of opioids", ("Constipation", "Sedation"), ("Diarrhea", "Euphoric sleep")),
    ("parts of the chain of infection", ("Reservoir", "Portal of exit"), ("Ventricle", "Valve")),
    ("phases of wound healing", ("Hemostasis", "Maturation"), ("Diastole", "Systole")),
    ("microvascular complications", ("Retinopathy", "Nephropathy"), ("Stroke", "Angina")),
    ("signs of preeclampsia", ("Proteinuria", "Headache"), ("Hypotension", "Polyuria")),
    ("signs of croup", ("Stridor", "Barking cough"), ("Drooling", "Rash")),
    ("uses of furosemide", ("Edema", "Hypertension"), ("Gout", "Asthma")),
    ("signs of dehydration", ("Dry mouth", "Dark urine"), ("Crackles", "Weight gain")),
    ("signs of digoxin toxicity", ("Nausea", "Halo vision"), ("Dry cough", "Gum growth")),
)


def question(place: int) -> Item:
    stem, key, *wrong, quote = FACTS[place % len(FACTS)]
    options = [Option(text, text == key, f"{quote} So much for {text}.") for text in (key, *wrong)]
    if not key.startswith(("15", "0.5", "Within")):
        options = options[place % 4 :] + options[: place % 4]
    return Item(
        stem=stem,
        content=Choices("multiple_choice", tuple(options)),
        rationale=quote,
        objective="Identify what the text teaches",
        step=Step.MEDIUM,
        bloom=Bloom.REMEMBER,
        source=Source(quote, 0, len(quote)),
    )


def statement(place: int) -> Item:
    stem = STATEMENTS[place % len(STATEMENTS)]
    options = (Option("True", True, stem), Option("False", False, stem))
    return replace(
        question(0),
        stem=stem,
        content=Choices("true_false", options),
        source=Source(stem, 0, len(stem)),
    )


def selection(place: int) -> Item:
    subject, right, wrong = SELECTIONS[place % len(SELECTIONS)]
    quote = f"The {subject} include {', '.join(right).lower()}, among others."
    options = [Option(text, text in right, quote) for text in (*right, *wrong, "Clubbed thumbs")]
    return replace(
        question(0),
        stem=f"Which of the following are {subject}? Select all that apply.",
        content=Choices("select_all", tuple(options)),
        source=Source(quote, 0, len(quote)),
    )


CLEAN = [
    *(question(place) for place in range(30)),
    *(statement(place) for place in range(15)),
    *(selection(place) for place in range(15)),
]


def with_options(item: Item, *options: Option) -> Item:
    return replace(item, content=replace(item.content, options=options))


def key_of(item: Item) -> Option:
    return next(option for option in item.content.options if option.correct)


def wrong_of(item: Item) -> list[Option]:
    return [option for option in item.content.options if not option.correct]


def instead(item: Item, old: Option, text: str) -> Item:
    new = replace(old, text=text)
    return with_options(item, *(new if one is old else one for one in item.content.options))


def no_source(place: int) -> Item:
    item = replace(question(place), generator="rules/which")
    return replace(item, source=None if place % 2 else Source("  ", 0, 2))


def unsourced(place: int) -> Item:
    return replace(no_source(place), generator="instructor")


def unusable_options(place: int) -> Item:
    item = question(place)
    if place % 3 == 0:
        return with_options(item, *(replace(one, correct=False) for one in item.content.options))
    if place % 3 == 1:
        return with_options(item, *item.content.options[:1])
    return instead(item, wrong_of(item)[0], "")


def many_or_few(place: int) -> Item:
    item = question(place)
    if place % 2:
        return with_options(item, key_of(item), wrong_of(item)[0])
    more = (Option(f"Choice number {number}", False, "It is not so.") for number in range(4))
    return with_options(item, *item.content.options, *more)


def unusual_number(place: int) -> Item:
    return replace(many_or_few(place), generator="rules/which")


def duplicate_options(place: int) -> Item:
    item = question(place)
    one, other = wrong_of(item)[:2]
    shapes = ("The {}", "{}.", "{} ", "a {}")
    return instead(item, other, shapes[place % 4].format(one.text.lower()))


def key_in_stem(place: int) -> Item:
    item = question(place)
    key = key_of(item).text
    shapes = ("{} is at hand. {}", "A text on {} asks: {}", "With {} in mind, {}")
    return replace(item, stem=shapes[place % 3].format(key, item.stem))


def all_or_none(place: int) -> Item:
    shapes = ("All of the above", "None of the above", "None of these", "All of these options",
              "Any of the above", "Both of these", "All the above", "None of the other answers",
              "All of the above are correct")  # fmt: skip
    item = question(place)
    return instead(item, wrong_of(item)[-1], shapes[place % len(shapes)])


def two_supported(place: int) -> Item:
    item = question(place)
    key, other = key_of(item).text, wrong_of(item)[0].text
    joined = f"{key} and {other}" if place % 2 else f"{other} or {key}"
    quote = f"The text names {joined.lower()} in one breath."
    return replace(item, source=Source(quote, 0, len(quote)))


def negative_stem(place: int) -> Item:
    shapes = ("Which of these is NOT right here?", "Which of these would not be expected?",
              "All of these fit EXCEPT which one?", "Which choice is least likely here?",
              "Which of these should never be chosen?", "Which one doesn't belong here?",
              "Which of these is incorrect?", "Which statement is false?",
              "Which answer is odd?")  # fmt: skip
    return replace(question(place), stem=shapes[place % len(shapes)])


def absolute_terms(place: int) -> Item:
    words = ("always", "never", "completely", "absolutely", "at every", "without exception",
             "under no circumstances", "at all", "in any case")  # fmt: skip
    item = question(place)
    return instead(item, wrong_of(item)[0], f"Rest {words[place % len(words)]} when ill")


def vague_terms(place: int) -> Item:
    words = ("often", "sometimes", "usually", "rarely", "frequently", "seldom", "at times",
             "from time to time", "now and then")  # fmt: skip
    item = question(place)
    return instead(item, wrong_of(item)[0], f"Rest {words[place % len(words)]}")


def longest_right(place: int) -> Item:
    item = question(place)
    key = key_of(item)
    tail = "as it has been laid down in the plan of care"
    tail = tail if place % 3 else "as laid down"
    return instead(item, key, f"{key.text}, {tail}")


def word_repeat(place: int) -> Item:
    item = question(place)
    word = max(item.stem.rstrip("?").split(), key=len).lower()
    if place % 3 == 2:
        word = f"{word[:-2]}ing"
    return instead(item, key_of(item), f"{key_of(item).text} {word}")


def convergence(place: int) -> Item:
    item = question(place)
    texts = ("Warm dressing nightly", "Warm bandage", "Clean dressing", "Loose splint nightly")
    options = [Option(text, text is texts[0], "The plan says so.") for text in texts]
    return with_options(replace(item, stem=f"What helps in case {place}?"), *options)


def grammatical_cue(place: int) -> Item:
    texts = ("Antidote", "Solvent", "Pigment", "Toxin") if place % 2 else (
        "Solvent", "Antidote", "Enzyme", "Irritant")  # fmt: skip
    options = [Option(text, text is texts[0], "The text says so.") for text in texts]
    stem = f"In case {place}, the substance is {'an' if place % 2 else 'a'}"
    return with_options(replace(question(0), stem=stem), *options)


def number_cue(place: int) -> Item:
    many, one = ("Crackles", "Tremor"), ("Crackle", "Tremors")
    key, other = many if place % 2 else one
    wrong = [f"{other}{place + n}" for n in range(2)] if place % 2 else ["Rashes", "Cramps"]
    options = [Option(text, text == key, "The text says so.") for text in (key, other, *wrong)]
    be = "are" if place % 2 else "is"
    return with_options(replace(question(0), stem=f"What {be} heard in case {place}?"), *options)


def tense_cue(place: int) -> Item:
    verbs = ("check", "open", "clean", "record", "warm", "turn", "lift", "fill", "pull")
    things = ("airway", "valve", "wound", "weight", "bag", "client", "bed", "syringe", "curtain")
    texts = [f"{verb} the {thing}" for verb, thing in zip(verbs, things, strict=True)]
    texts = texts[place:] + texts[:place]
    shapes = ("{}ed the {}", "{}ing the {}", "{}s the {}")
    first, thing = texts[0].split(" the ")
    key = shapes[place % 3].format(first, thing)
    options = [Option(text, text is key, "The text says so.") for text in (key, *texts[1:4])]
    return with_options(replace(question(0), stem="Which step comes first?"), *options)


def reading_level(place: int) -> Item:
    openings = (
        "Notwithstanding institutional heterogeneity and interprofessional communication",
        "Considering multifactorial aetiological characteristics and organisational limitations",
        "Acknowledging individualised psychosocial vulnerabilities and environmental influences",
    )
    tails = (
        "which documentation responsibility necessitates immediate prioritisation?",
        "which characteristic abnormality differentiates pathophysiological entities?",
        "which is the most apt of the following steps for the person who is in the bed?",
    )
    stem = f"{openings[place % 3]}, {tails[place // 3]}"
    return replace(question(place), stem=stem)


def k_type(place: int) -> Item:
    shapes = ("A and B", "Both A and C", "1 and 3", "I and II", "A, B and C", "B and D only")
    item = question(place)
    return instead(item, wrong_of(item)[-1], shapes[place % len(shapes)])


def lost_numeric_order(place: int) -> Item:
    numbers = (4, 16, 8, 12)
    options = [Option(f"{n + place} mL", n == 8, "The text says so.") for n in numbers]
    return with_options(replace(question(0), stem="How much fluid is given an hour?"), *options)


def unfocused_stem(place: int) -> Item:
    shapes = ("Which of the following is true?", "Which of these is correct?", "Croup:",
              "Which one of these statements is true?", "Which is true?", "The following is false:",
              "Which of the following are true?", "Regarding croup:", "And shock?")  # fmt: skip
    return replace(question(place), stem=shapes[place % len(shapes)])


def window_dressing(place: int) -> Item:
    item = question(place)
    story = "The day is fine and the ward is busy and the nurse has a great deal to do. "
    story *= 5 if place % 3 else 3
    return replace(item, stem=f"{story}{item.stem}")


def banned_abbreviations(place: int) -> Item:
    shapes = ("10 U of insulin", "QD", "q.o.d.", "5.0 mg", ".5 mg", "MSO4", "100 IU", "MgSO4",
              "5.00 mcg")  # fmt: skip
    item = question(place)
    return instead(item, wrong_of(item)[0], f"Give {shapes[place % len(shapes)]}")


def cued_number(place: int) -> Item:
    shapes = ("Select two.", "Choose three.", "Select the 3 that apply.", "Mark four.")
    item = selection(place)
    stem = item.stem.replace("Select all that apply.", shapes[place % len(shapes)])
    return replace(item, stem=stem)


def in_steps(place: int) -> Item:
    """A clean question of another type: steps of a task, in their order."""
    steps = ("Wash the hands", "Check the name", "First aid kit in hand", "Thenar pulse felt")
    return replace(question(0), stem="In which order is this done?", content=in_order(steps))


def told_place(place: int) -> Item:
    words = ("First, ", "Then ", "Next, ", "Finally ", "2. ", "Step 3: ", "Lastly, ", "last, ")
    steps = [entry.text for entry in in_steps(place).content.sequence]
    steps[place % 4] = words[place % len(words)] + steps[place % 4].lower()
    return replace(in_steps(place), content=in_order(steps))


def missing_rationale(place: int) -> Item:
    item = question(place)
    one = item.content.options[place % len(item.content.options)]
    blank = replace(one, rationale="  ")
    return with_options(item, *(blank if each is one else each for each in item.content.options))


PLANTERS: dict[str, Callable[[int], Item]] = {
    plant.__name__: plant
    for plant in (
        no_source, unusable_options, duplicate_options, key_in_stem, all_or_none, two_supported,
        unsourced, negative_stem, absolute_terms, vague_terms, longest_right, word_repeat,
        convergence, grammatical_cue, number_cue, tense_cue, reading_level,
        k_type, lost_numeric_order, unfocused_stem, window_dressing, banned_abbreviations,
        cued_number, told_place, missing_rationale, many_or_few, unusual_number,
    )
}  # fmt: skip
EACH = 9
PLANTED = [(name, plant(place)) for name, plant in PLANTERS.items() for place in range(EACH)]


def choice(stem: str, key: str, *wrong: str, quote: str = "So says the text.") -> Item:
    options = [Option(text, text is key, "The text says so.") for text in (key, *wrong)]
    return replace(
        with_options(question(0), *options), stem=stem, source=Source(quote, 0, len(quote))
    )


# For each flaw, sound questions that come near to it.
NEAR: dict[str, list[Item]] = {
    "no_source": [question(0)],
    "unusable_options": [choice("Which organ stores bile?", "Gallbladder", "Liver", "Spleen")],
    "many_or_few": [choice("Which organ stores bile?", "Gallbladder", "Liver", "Spleen")],
    "unusual_number": [choice("Which organ stores bile?", "Gallbladder", "Liver")],
    "duplicate_options": [
        choice("Which vitamin is it?", "Vitamin A", "Vitamin B", "Vitamin C"),
        choice("Which level is right?", "< 5 mg", "> 5 mg", "5 mg"),
    ],
    "key_in_stem": [
        choice("Which bone is near the radius and ulna?", "Humerus", "Radius", "Ulna"),
        choice("Which is the renal vessel?", "Renal artery", "Aorta", "Vena cava"),
    ],
    "all_or_none": [
        choice("Who gets the vaccine?", "All of the staff", "Visitors", "Students"),
        choice("What is left in the bag?", "None of the fluid", "Half of the fluid", "A clot"),
    ],
    "two_supported": [
        choice("Which is lost?", "Potassium", "Calcium", "Iron", quote="Potassium, not calcium."),
    ],
    "unsourced": [question(1)],
    "negative_stem": [
        choice("Why is the bag not held up?", "Urine flows back", "It leaks", "It clots"),
        choice("Which test is done at least once a day?", "Weight", "Biopsy", "Scan"),
        choice("Which drug suits a client who does not eat?", "Insulin", "Iron", "Folate"),
    ],
    "absolute_terms": [
        choice("Which organ stores bile?", "Gallbladder", "Nevertheless", "Smallest bowel"),
        choice("When is it checked?", "On allergy", "Overall", "In the evening"),
    ],
    "vague_terms": [choice("Which is right?", "Softening", "A mighty cough", "A general ward")],
    "longest_right": [
        choice("Which is right?", "A cough that is dry", "A cough", "A rash on the arm"),
    ],
    "word_repeat": [
        choice("Which artery feeds it?", "Renal artery", "Hepatic artery", "Aortic arch"),
    ],
    "convergence": [
        choice("Which is right?", "Warm dressing", "Warm bandage", "Clean dressing", "Clean sheet"),
    ],
    "grammatical_cue": [
        choice("The drug is an", "Opioid", "Antacid", "Enzyme"),
        choice("The drug is a(n)", "Opioid", "Statin", "Enzyme"),
    ],
    "number_cue": [
        choice("Which are heard?", "Crackles", "Wheezes", "Rubs"),
        choice("What is it?", "Diabetes", "Rickets", "Gout"),
    ],
    "tense_cue": [
        choice("What comes first?", "Check the airway", "Call the team", "Open the bag"),
        choice("What is seen?", "Bleeding", "Fever", "Cough"),
        choice("What is seen?", "Increased pressure", "Cough", "Swelling of the leg"),
    ],
    "reading_level": [
        choice(
            "Which electrolyte abnormality is a client with hyperparathyroidism and chronic kidney"
            " disease most likely to have?", "Hypercalcemia", "Hypokalemia", "Anemia",
        ),
    ],
    "k_type": [
        choice("Which vitamins are stored?", "Vitamins A and D", "Vitamin C", "Folate"),
        choice("Which type is it?", "Type II", "Type I", "Type III"),
    ],
    "lost_numeric_order": [
        choice("Which stage is it?", "Stage 2", "Stage 1", "Stage 3"),
        choice("How much is given?", "4 mL", "8 mL", "16 mL"),
    ],
    "unfocused_stem": [
        choice("Which is true of croup in toddlers?", "It barks", "It itches", "It bleeds"),
    ],
    "window_dressing": [
        choice(
            "A client is short of breath at night and sleeps on three pillows. "
            "Her ankles swell and she gains weight. Which is likely?", "Failure", "Gout", "Croup",
        ),
    ],
    "banned_abbreviations": [
        choice("Which dose is given?", "0.5 mg", "5 mg", "50 mg"),
        choice("Which is the source of infection?", "Hands", "UV light", "A CUP of tea"),
    ],
    "cued_number": [selection(0), selection(7)],
    "missing_rationale": [question(2)],
    "told_place": [in_steps(0)],
}  # fmt: skip
EVERY = [("", item) for item in CLEAN] + PLANTED


def flags(item: Item) -> set[str]:
    return {finding.rule for finding in check(item)}


FOUND = [(name, flags(item)) for name, item in EVERY]


def figures(flaw: str) -> tuple[float, float]:
    """(precision, recall) of one flaw over all the questions."""
    flagged = [name for name, found in FOUND if flaw in found]
    hits = flagged.count(flaw)
    return hits / max(1, len(flagged)), hits / EACH


def report(line: str) -> None:
    print(line)  # noqa: T201 - the figures are what the test is for: pytest -rP shows them


def test_there_are_about_two_hundred_questions_and_every_flaw_is_planted():
    assert len(CLEAN) == 60
    assert len(PLANTED) == EACH * len(PLANTERS) > 200
    assert set(PLANTERS) == set(BLOCKING) | set(WARNING)


@pytest.mark.parametrize("flaw", list(NEAR))
def test_what_only_comes_near_to_a_flaw_is_not_flagged(flaw):
    assert set(NEAR) == set(PLANTERS)
    assert [item.stem for item in NEAR[flaw] if flaw in flags(item)] == []


@pytest.mark.parametrize("flaw", list(BLOCKING))
def test_whatever_keeps_a_question_from_being_published_is_found(flaw):
    precision, recall = figures(flaw)
    report(f"{flaw:22} precision {precision:.2f} recall {recall:.2f}")
    assert recall == 1.0
    assert precision >= FLOORS.get(flaw, (1.0, 1.0))[0]


@pytest.mark.parametrize("flaw", list(WARNING))
def test_a_warning_is_as_sure_as_it_was_measured_to_be(flaw):
    precision, recall = figures(flaw)
    report(f"{flaw:22} precision {precision:.2f} recall {recall:.2f}")
    lowest = FLOORS.get(flaw, (1.0, 1.0))
    assert precision >= lowest[0]
    assert recall >= lowest[1]


def test_clean_steps_carry_no_flag():
    assert flags(in_steps(0)) == set()


def test_most_clean_questions_carry_no_flag():
    flagged = [(item.stem, flags(item)) for item in CLEAN if flags(item)]
    report(f"clean questions with a flag: {len(flagged)} of {len(CLEAN)}: {flagged}")
    assert len(flagged) <= CLEAN_FLAGGED


CLEAN_FLAGGED = 0
# (precision, recall), measured. What is missed: "odd", "in any case", a key longer by three
# words, a word that comes back in another form, a story of under seventy words, and a
# hard beginning before plain words.
FLOORS: dict[str, tuple[float, float]] = {
    "negative_stem": (0.88, 0.88),
    "absolute_terms": (1.0, 0.88),
    "longest_right": (1.0, 0.66),
    "word_repeat": (1.0, 0.66),
    "reading_level": (1.0, 0.77),
    "unfocused_stem": (0.9, 1.0),
    "window_dressing": (1.0, 0.66),
}
