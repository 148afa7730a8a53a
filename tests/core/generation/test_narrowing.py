"""What stands under a heading of one kind is said of that kind, though no level is marked."""

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import read_document
from quizapp.core.outline import Outline, Section


def flat(*parts: tuple[str, str], level: int = 0):
    """A document whose headings all came out side by side, as read."""
    text = "\n\n".join(f"{title}\n\n{body}" for title, body in parts)
    sections, at = [], 0
    for title, body in parts:
        at = text.index(title, at)
        heading = Block(BlockKind.HEADING, title, at, at + len(title), level)
        start = at + len(title) + 2
        sections.append(Section(title, 1, start, start + len(body), body, (), heading=heading))
        at = start
    read = read_document(Outline("Diseases of the gallbladder", (), tuple(sections)), text)
    return [reading.topic for reading in read.readings]


BODY = "Pain in the right upper quadrant brings most clients to the hospital."


def test_an_aspect_belongs_to_the_empty_heading_before_it():
    topics = flat(("Acute Cholangitis", ""), ("Causes", BODY), ("Care", BODY))
    assert topics == ["acute cholangitis"] * 3


def test_the_next_heading_that_names_a_thing_ends_it():
    topics = flat(
        ("Acute Cholangitis", ""), ("Care", BODY), ("Biliary Colic", BODY), ("Care", BODY)
    )
    assert topics[1:3] == ["acute cholangitis", "biliary colic"]


def test_aspects_that_come_again_are_each_of_the_heading_before_them():
    topics = flat(
        ("Acute Cholangitis", BODY), ("Treatment", BODY), ("Biliary Colic", BODY),
        ("Treatment", BODY),
    )  # fmt: skip
    assert topics == [
        "acute cholangitis", "acute cholangitis", "biliary colic", "biliary colic",
    ]  # fmt: skip


def test_marked_levels_are_taken_as_they_are():
    topics = flat(("Acute Cholangitis", ""), ("Care", BODY), level=2)
    assert topics[1] != "acute cholangitis"


def test_an_aspect_beside_a_heading_with_words_of_its_own_stays_with_the_document():
    topics = flat(("Acute Cholangitis", BODY), ("Care", BODY))
    assert topics[1] != "acute cholangitis"
