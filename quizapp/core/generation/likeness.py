"""Whether two meanings are of things of one sort, and how a sentence says what a thing is."""

import re

from quizapp.core import families, terms
from quizapp.core.definitions import Definition
from quizapp.core.generation import clauses, kinship, wording

# Kinds so wide that a body system or a family must be shared as well.
LOOSE = ("condition", "symptom", "risk factor", "process", "laboratory test")

_SORTS = (
    "amount area volume quantity number rate ratio proportion percentage level measure degree",
    "condition disease disorder syndrome infection inflammation illness",
    "fall rise drop loss increase decrease reduction change lack excess narrowing",
    "process procedure method technique practice system movement breakdown removal formation",
    "ability capacity property tendency power belief pattern attitude view",
    "substance drug medication agent hormone enzyme protein compound drugs substances",
    "person people group nurse professional",
    "symptom sign sensation feeling pain",
)


def are_alike(one: Definition, other: Definition) -> bool:
    """Whether two terms are of one sort: of a family, of a kind, or said to be the same."""
    names = [kinship.without_acronym(each.term) for each in (one, other)]
    own = families.member(names[0])
    if own is not None:
        return names[1].casefold() in _mates_of(names[0])
    left, right = terms.typed(names[0]), terms.typed(names[1])
    if left is not None and right is not None:
        near = left.kind not in LOOSE or left.area == right.area != ""
        return left.kind == right.kind and near and kinship.are_of_one_form(*names)
    if families.member(names[1]) is not None:
        return False
    if left is None and right is None:
        return True
    return _sort_of(one.meaning) is not None and _sort_of(one.meaning) == _sort_of(other.meaning)


def _mates_of(name: str) -> set[str]:
    return {mate.name.casefold() for mate in families.mates(name)}


def _sort_of(meaning: str) -> int | None:
    head = _head(meaning)
    return next((n for n, heads in enumerate(_SORTS) if head in heads.split()), None)


def _head(meaning: str) -> str:
    """The noun that a meaning begins with: "volume" of "the volume of plasma"."""
    before = re.split(r" (?:of|in|that|which|for|to|between|with|from|by) ", meaning)[0]
    return clauses.head_of(before)


def said_to_be(term: str, meaning: str, sentence: str = "") -> str:
    """As in: A prebiotic is a fiber. The article is the one that the sentence has, if any."""
    if clauses.is_plural(term):
        return f"{wording.capitalised(term)} are {meaning}."
    named = re.search(rf"\b(an?|the) {re.escape(term)}\b", sentence, re.IGNORECASE)
    article = f"{named[1].lower()} " if named else _article(term, meaning)
    shown = f"{article}{wording.uncapitalised(term)}" if article else term
    return f"{wording.capitalised(shown)} is {meaning}."


def _article(term: str, meaning: str) -> str:
    if _ONE_OF_ITS_KIND.match(meaning):
        return "the "
    if _COUNTED.search(term):
        return "an " if term[0].lower() in "aeiou" else "a "
    return ""


_ONE_OF_ITS_KIND = re.compile(
    r"^an? (?:[a-z]+ )?(?:organ|tube|duct|canal|unit|knot|funnel|position|scale|score|ring|gland)\b"
)
# Names that are counted, so that none stands without its article.
_COUNTED = re.compile(
    r"(?:oxidant|agonist|biotic|drug|antibody|antigen|vaccine|stereotype|hematoma|seroma|fistula|"
    r"keloid|abscess)$",
    re.IGNORECASE,
)
