"""Files made to make a reader work without end: each is answered in words, and quickly.

No time is measured here; a reader whose work grows with the square of a file would not end.
"""

import pytest

from quizapp.adapters.formats import read_bank
from quizapp.core.errors import Invalid

SIZE = 1024 * 1024
FILES = {
    "open-braces.gift": b"{" * SIZE,
    "lines.gift": b"\n" * SIZE + b"A{T}",
    "answers.gift": b"W{=A" + b"~B" * (SIZE // 2) + b"}",
    "identifiers.gift": b"// " + b"[id:" * (SIZE // 4) + b"\nA{T}",
    "titles.gift": b"::" * (SIZE // 2) + b"{T}",
    "blocks.gift": b"A{\n\n" + b"~\n\n" * (SIZE // 3),
    "tags.gift": b"[html]" + b'<a "' * 45_000 + b"{T}",
    "closed-tags.gift": b"[html]" + b'<a ">' * 39_000 + b"{T}",
    "comments.gift": b"[html]" + b"<!--" * 49_000 + b"{T}",
    "scripts.gift": b"[html]" + b"<script>" * 24_000 + b"{T}",
    "raised.gift": b"[html]" + b"<sup>" * 19_000 + b"</sup>" * 17_000 + b"{T}",
    "numbers.gift": b"A{#" + b"=1" * (SIZE // 2) + b"}",
    "category.gift": b"$CATEGORY: " + b"a/" * (SIZE // 2) + b"\n\nA{T}",
    "signs.gift": b"[markdown]" + b"_a *b `c " * 20_000 + b"{T}",
    "pictures.gift": b"[markdown]" + b"![" * 90_000 + b"{T}",
    "options.txt": b"W\n" + b"A. x\n" * (SIZE // 5) + b"ANSWER: A",
    "blank.txt": b"\n" * SIZE + b"ANSWER: A",
    "commas.csv": b"question,option 1\n" + b"," * SIZE,
    "header.csv": b"question,option 1" + b",x" * (SIZE // 2),
    "quotes.csv": b'question,option 1\n"' + b'""' * (SIZE // 2),
    "tags.xml": b"<quiz>" + b"<a/>" * (SIZE // 4) + b"</quiz>",
    "types.xml": b"<quiz>" + b"<!DOCTYPE" * (SIZE // 9) + b"</quiz>",
    "questions.xml": b"<quiz>" + b"<question/>" * 20_001 + b"</quiz>",
    "nested.xml": b"<quiz>" + b"<q>" * (SIZE // 3),
    "items.xml": b"<questestinterop>" + b"<item/>" * (SIZE // 7) + b"</questestinterop>",
    "responses.xml": (
        b"<questestinterop><item><presentation>"
        + b"<response_lid/>" * (SIZE // 15)
        + b"</presentation></item></questestinterop>"
    ),
    "conditions.xml": (
        b"<questestinterop><item><presentation><response_lid ident='r'><render_choice>"
        + b"<response_label ident='a'/>" * 90
        + b"</render_choice></response_lid></presentation>"
        + b"<resprocessing>"
        + b"<respcondition/>" * (SIZE // 16)
        + b"</resprocessing></item></questestinterop>"
    ),
    "sections.xml": b"<questestinterop>"
    + b"<section>" * 200
    + b"</section>" * 200
    + b"</questestinterop>",
    "interactions.xml": (
        b"<assessmentItem><itemBody>"
        + b"<choiceInteraction/>" * (SIZE // 20)
        + b"</itemBody></assessmentItem>"
    ),
    "feedback.xml": (
        b"<assessmentItem>" + b"<modalFeedback/>" * (SIZE // 16) + b"<itemBody/></assessmentItem>"
    ),
    "subset.xml": b"<!DOCTYPE a [" + b"<!ELEMENT a ANY>" * (SIZE // 16) + b"]><questestinterop/>",
    "defaults.xml": (
        b"<!DOCTYPE a [<!ATTLIST item x CDATA '"
        + b"x" * (SIZE // 2)
        + b"'>]><questestinterop>"
        + b"<item/>" * 50_000
        + b"</questestinterop>"
    ),
    "brackets.toml": b"[[items]]\na = " + b"[" * SIZE,
    "tables.toml": b"[[items]]\n" * (SIZE // 10),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_without_end_is_answered_in_words(name: str):
    try:
        bank = read_bank(FILES[name], name)[1]
    except Invalid as refusal:
        problems = refusal.problems
    else:
        problems = tuple(skipped.reason for skipped in bank.skipped) or ("read",)
    assert all(problem.strip() for problem in problems)
