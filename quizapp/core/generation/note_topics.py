"""What a note is of, and which other topics stand beside it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import bare_titles, subjects, wording
from quizapp.core.generation.clauses import is_plural
from quizapp.core.outline import Section

_ADJECTIVE = re.compile(r"^[a-z]+(?:ic|ory|ive|al|ed|ous|ible|ary|id)$")
_ONE_OF = {
    "stages": "stage", "phases": "phase", "types": "type", "kinds": "kind", "forms": "form",
    "levels": "level", "grades": "grade", "classes": "class",
}  # fmt: skip
_NOUNS_OF_KIND = {
    "condition": "condition",
    "drug": "drug",
    "drug class": "drug class",
    "symptom": "condition",
    "hormone": "hormone",
    "pathogen": "organism",
}


@dataclass(frozen=True)
class Topic:
    """`name` as inside a sentence; topics of one `family` stand side by side in the text."""

    name: str
    family: str

    @property
    def head(self) -> str:
        """The noun that the name ends in, "" where it is a single word."""
        before, _, last = self.name.partition(" of ")[0].rpartition(" ")
        return last if before else ""

    @property
    def kind(self) -> str:
        """What the gazetteer takes the topic for, or ""."""
        term = terms.typed(self.name)
        return term.kind if term else ""


def bare(title: str) -> str:
    """A heading without its number and what stands in brackets behind it."""
    return re.sub(r"\s*\([^()]*\)$", "", bare_titles.bare(title)).strip(" :")


def of_section(
    section: Section, ancestors: Sequence[Section], topic: str, document_topic: str
) -> Topic:
    """The topic that the nearest heading names: `topic`, with the noun that its parent lends it."""
    line = (*ancestors, section)
    places = [place for place, one in enumerate(line) if subjects.topic_in(one.title)]
    place = places[-1] if places else 0
    above = line[place - 1].title if place else ""
    name = re.sub(r" \([^()]*\)$", "", topic)
    if _ADJECTIVE.match(name) and terms.typed(name) is None and above:
        last = bare(above).casefold().split(" ")[-1]
        if last in _ONE_OF:
            name = f"the {name} {_ONE_OF[last]} of {document_topic}"
        else:
            name = f"{name} {last}"
    return Topic(name, above)


def inline(name: str, section: Section) -> Topic:
    """A topic that a line begins with."""
    return Topic(name, f"in {section.title}")


def are_siblings(one: Topic, other: Topic) -> bool:
    """Whether a learner may take one topic for the other: they stand beside each other, or are of
    one kind; neither is a part or a name of the other.
    """
    first, second = wording.stems(one.name), wording.stems(other.name)
    if not first or not second or first <= second or second <= first:
        return False
    parts = first <= wording.stems(other.family) or second <= wording.stems(one.family)
    if parts and first & second:
        return False
    if terms.same_thing(one.name, other.name):
        return False
    return (
        one.family == other.family
        or (bool(one.head) and one.head == other.head)
        or (bool(one.kind) and one.kind == other.kind)
    )


def are_degrees(one: Topic, other: Topic) -> bool:
    """Whether one topic is the crisis of what the other is: myxedema coma and hypothyroidism.

    What is seen in the one may then be seen in the other too.
    """
    crises = [_CRISIS.search(topic.name) is not None for topic in (one, other)]
    above = wording.stems(one.name) <= wording.stems(other.family)
    below = wording.stems(other.name) <= wording.stems(one.family)
    return (one.family == other.family or above or below) and crises[0] is not crises[1]


_CRISIS = re.compile(r"\b(?:coma|crisis|storm|emergency|attack|exacerbation)\b", re.IGNORECASE)


def are_opposed(one: Topic, other: Topic) -> bool:
    """Whether two names say the contrary: hypothyroidism and hyperthyroidism."""
    turned = _TOO_LITTLE.sub("hyper", one.name.casefold())
    back = _TOO_LITTLE.sub("hyper", other.name.casefold())
    return turned == back and one.name.casefold() != other.name.casefold()


_TOO_LITTLE = re.compile(r"\bhypo")


def which(topics: Sequence[Topic]) -> str:
    """What asks for one of the topics: "Which type of shock", "Which condition"."""
    heads = {topic.head for topic in topics}
    if len(heads) == 1 and (head := heads.pop()):
        return f"Which {head}" if head in _ONE_OF.values() else f"Which type of {head}"
    kinds = {_NOUNS_OF_KIND.get(topic.kind, "") for topic in topics}
    noun = kinds.pop() if len(kinds) == 1 else ""
    return f"Which {noun}" if noun else "Which of these"


def be(name: str) -> str:
    """The verb's form with a topic."""
    return "are" if is_plural(name) else "is"
