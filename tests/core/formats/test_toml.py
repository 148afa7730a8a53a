from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.core.banks import Bank, BankItem, unlocated
from quizapp.core.errors import Invalid
from quizapp.core.formats import toml
from quizapp.core.item_types import TYPES
from quizapp.core.item_types.choices import Choices, Option
from quizapp.core.items import Bloom, Item, Source, Step

GOOD = """
uuid = "5b1f6c1e-7d0a-4c39-9f44-2a8e6f0b7c15"
title = "Liver"
language = "en"

[[items]]
slug = "organ"
section = "Basics"
type = "multiple_choice"
stem = "Which organ makes bile?"
options = [
  { text = "Liver", correct = true, rationale = "Hepatocytes make bile." },
  { text = "Spleen", correct = false, rationale = "It filters blood." },
  { text = "Stomach", correct = false, rationale = "It makes acid." },
]
rationale = "The liver makes bile."
objective = "Identify the source of bile."
step = "easy"
bloom = "remember"
quote = "The liver makes bile."
"""


CONTROL_CHARACTER = "remove the control character; only line ends and tabs may stay."


def problems(text):
    with pytest.raises(Invalid) as caught:
        toml.loads(text, name="bank.toml")
    return caught.value.problems


def changed(old, new):
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_bank_is_read_with_its_identities():
    bank = toml.loads(GOOD, name="bank.toml")

    assert (bank.uuid, bank.title, bank.language) == (
        "5b1f6c1e-7d0a-4c39-9f44-2a8e6f0b7c15",
        "Liver",
        "en",
    )
    (entry,) = bank.items
    assert (entry.slug, entry.section) == ("organ", "Basics")
    assert entry.item.content.key == (True, False, False)
    assert entry.item.source == unlocated("The liver makes bile.")


def test_an_item_needs_no_quote():
    bank = toml.loads(changed('quote = "The liver makes bile."', ""), name="bank.toml")

    assert bank.items[0].item.source is None


def test_a_byte_order_mark_is_no_part_of_the_bank():
    assert toml.loads("\ufeff" + GOOD, name="bank.toml") == toml.loads(GOOD, name="bank.toml")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'uuid = "5b1f6c1e-7d0a-4c39-9f44-2a8e6f0b7c15"',
            'uuid = "5B1F"',
            "uuid: write 8-4-4-4-12 lower-case hexadecimal digits.",
        ),
        ('title = "Liver"', 'title = " "', "title: write some text."),
        ('title = "Liver"', "", "title: write some text."),
        (
            'language = "en"',
            'language = "English language"',
            'language: write a BCP 47 tag, such as "en" or "pt-BR".',
        ),
        (
            'language = "en"',
            'language = "en"\nauthor = "A"',
            "author: not a field of a bank; remove it or correct its spelling.",
        ),
        (
            'slug = "organ"',
            'slug = "The Organ"',
            "item 1: slug: use lower-case letters and digits, with single hyphens between words.",
        ),
        ('slug = "organ"', "", "item 1: slug: write some text."),
        ('section = "Basics"', "section = 3", "item organ: section: write some text."),
        (
            'type = "multiple_choice"',
            'type = "essay"',
            f"item organ: type: choose one of {', '.join(sorted(TYPES))}.",
        ),
        ('step = "easy"', 'step = "simple"', "item organ: step: choose one of easy, medium, hard."),
        (
            'bloom = "remember"',
            'level = "remember"',
            f"item organ: bloom: choose one of {', '.join(Bloom)}.",
        ),
        (
            'bloom = "remember"',
            'bloom = "remember"\nlevel = 1',
            "item organ: level: not a field of multiple_choice; remove it or correct its spelling.",
        ),
        (
            'quote = "The liver makes bile."',
            'source = { quote = "The liver", start = 0, end = 9 }',
            "item organ: source: write the document's own words in `quote`; the place is found.",
        ),
        ('quote = "The liver makes bile."', "quote = 3", "item organ: quote: write some text."),
        (
            'quote = "The liver makes bile."',
            "generator = 3",
            "item organ: generator: write some text.",
        ),
        (
            'text = "Spleen", correct = false',
            'text = "Spleen", correct = true',
            "item organ: options: mark exactly one as correct.",
        ),
        ('text = "Spleen"', 'text = "liver"', "item organ: options: two of them say the same."),
        (
            'text = "Spleen", correct = false',
            'text = "Spleen", correct = "no"',
            "item organ: option 2: correct must be true or false.",
        ),
        (
            '"It makes acid."',
            '"It\\u0007makes acid."',
            f"item organ: option 3: rationale: {CONTROL_CHARACTER}",
        ),
    ],
)
def test_a_flaw_is_named_with_its_place_and_its_fix(old, new, problem):
    assert f"bank.toml: {problem}" in problems(changed(old, new))


def test_every_problem_is_told_at_once():
    text = GOOD.replace('"Liver"\nlanguage', '""\nlanguage').replace('"easy"', '"low"')
    text = text.replace('"multiple_choice"', '"essay"').replace("Which organ makes bile?", "")

    assert [problem.split(":")[1:3] for problem in problems(text)] == [
        [" title", " write some text."],
        [" item organ", " type"],
        [" item organ", " stem"],
        [" item organ", " step"],
    ]


def test_a_slug_is_used_once():
    again = GOOD[GOOD.index("[[items]]") :]

    (problem,) = problems(GOOD + again)

    assert problem.startswith("bank.toml: item organ: slug: item 1 has it too (this is item 2);")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('uuid = "a"\ntitle "Liver"\n', "line 2, column 7"),
        ('uuid = "a"\ntitle = "Li', "line 2, column 12"),
        ("uuid = ", "line 1, column 8"),
        ('uuid = "a"\nuuid = "b"\n', "line 2, column 11"),
    ],
)
def test_a_syntax_error_is_told_with_line_and_column(text, place):
    (problem,) = problems(text)

    assert problem.startswith(f"bank.toml: {place}: ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("x = " + "[" * 5000, "bank.toml: brackets are nested too deeply; a bank needs three."),
        ("x = " + "1" * 5000, "bank.toml: a number is too long; a bank needs none."),
        (
            'x = "\ud800"',
            "bank.toml: half of a surrogate pair is not text; save the file as UTF-8.",
        ),
        ("items = 3", "bank.toml: items: write each question as an [[items]] table."),
        ("items = [3]", "bank.toml: item 1: write it as an [[items]] table."),
    ],
)
def test_odd_files_are_refused_in_words(text, problem):
    assert problem in problems(text)


def test_a_span_stays_with_its_document():
    bank = toml.loads(GOOD, name="bank.toml")
    (entry,) = bank.items
    placed = replace(entry.item, source=Source("The liver makes bile.", 40, 61))

    text = toml.dumps(replace(bank, items=(replace(entry, item=placed),)))

    assert toml.loads(text, name="bank.toml") == bank


def test_two_items_with_one_slug_are_not_written():
    bank = toml.loads(GOOD, name="bank.toml")

    with pytest.raises(Invalid, match="item organ: slug"):
        toml.dumps(replace(bank, items=bank.items * 2))


@pytest.mark.parametrize("title", ["a\x00b", "a\x7fb", "a\rb", "a\ud800b", "\n", ""])
def test_text_that_cannot_be_kept_is_not_written(title):
    bank = replace(toml.loads(GOOD, name="bank.toml"), title=title)

    with pytest.raises(Invalid):
        toml.dumps(bank)


def texts(alphabet):
    return st.text(alphabet, min_size=1, max_size=30)


def kept(alphabet):
    return texts(alphabet).map(str.strip).filter(bool)


PRINTABLE = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t\"'\\#[]{}=")
ANYTHING = st.characters()
SLUGS = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True)


def marked(type_name, words, rationales, right):
    return Choices(
        type_name,
        tuple(
            Option(word, number in right, rationale)
            for number, (word, rationale) in enumerate(zip(words, rationales, strict=True))
        ),
    )


@st.composite
def contents(draw, text):
    type_name = draw(st.sampled_from(["multiple_choice", "select_all", "true_false"]))
    fewest, most = {"multiple_choice": (3, 6), "select_all": (5, 10), "true_false": (2, 2)}[
        type_name
    ]
    words = draw(st.lists(text, min_size=fewest, max_size=most, unique_by=str.casefold))
    if type_name == "true_false":
        words = ["True", "False"]
    positions = st.integers(0, len(words) - 1)
    most_right = len(words) if type_name == "select_all" else 1
    right = draw(st.sets(positions, min_size=1, max_size=most_right))
    rationales = draw(
        st.lists(text | st.just(""), min_size=len(words), max_size=len(words), unique=False)
    )
    return marked(type_name, words, rationales, right)


def banks(text):
    items = st.builds(
        Item,
        stem=text,
        content=contents(text),
        rationale=text,
        objective=text,
        step=st.sampled_from(Step),
        bloom=st.sampled_from(Bloom),
        source=st.none() | text.map(unlocated),
        generator=st.just("instructor") | text,
        generator_version=st.just("1") | text,
    )
    return st.builds(
        Bank,
        uuid=st.uuids().map(str),
        title=text,
        language=st.sampled_from(["en", "pt-BR", "zh-Hans-CN"]),
        items=st.lists(
            st.builds(BankItem, slug=SLUGS, section=text, item=items),
            max_size=3,
            unique_by=lambda entry: entry.slug,
        ).map(tuple),
    )


@settings(max_examples=25)
@given(banks(kept(PRINTABLE)))
def test_what_is_written_is_read_as_the_same_bank(bank):
    assert toml.loads(toml.dumps(bank), name="bank.toml") == bank


@settings(max_examples=25)
@given(banks(texts(ANYTHING)))
def test_whatever_is_written_can_be_read(bank):
    try:
        text = toml.dumps(bank)
    except Invalid:
        return
    read = toml.loads(text, name="bank.toml")
    assert [entry.slug for entry in read.items] == [entry.slug for entry in bank.items]
    assert toml.loads(toml.dumps(read), name="bank.toml") == read


def told(text):
    """The problems that a reading of the text ends in; none where it is a bank."""
    try:
        toml.loads(text, name="bank.toml")
    except Invalid as error:
        return error.problems
    return ()


@settings(max_examples=50)
@given(st.text())
def test_arbitrary_text_is_refused_in_words(text):
    found = told(text)

    assert found
    assert all(problem.startswith("bank.toml: ") for problem in found)


VALUES = st.recursive(
    st.sampled_from(["1", "-0.5", "nan", "true", "1979-05-27", "07:32:00", '"text"', "''"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]")
        | inner.map(lambda value: f"{{ text = {value}, correct = true }}")
    ),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        *("uuid", "title", "language", "items", "slug", "section", "type", "stem", "options"),
        *("sequence", "pairs", "extras"),
        *("rationale", "objective", "step", "bloom", "quote", "source", "generator", "x"),
    ]
)
LINES = st.tuples(NAMES, VALUES).map(" = ".join)


@settings(max_examples=50)
@given(st.lists(LINES | st.just("[[items]]"), max_size=12).map("\n".join))
def test_values_of_the_wrong_kind_are_refused_in_words(text):
    found = told(text)

    assert found
    assert all(problem.startswith("bank.toml: ") for problem in found)
