"""What is a kind or a part of what, and which names could stand beside each other in a list."""

import re

from quizapp.core import gazetteer, terms
from quizapp.core.gazetteer import UMBRELLA, Term
from quizapp.core.generation import clauses, wording

_SHORTEST_SHARED = 5


def includes(whole: str, part: str) -> bool:
    """Whether one thing is a kind of the other, as far as the gazetteer and the names show it.

    "Bronchodilators" is broader than all others of its area, a "loop diuretic" is what furosemide
    is said to be, and a long-acting insulin is an insulin.
    """
    above, below = terms.typed(whole), terms.typed(part)
    if _ends_with(part, whole):
        return True
    if above is None or below is None or above.name == below.name:
        return False
    if above.group == UMBRELLA and (above.kind, above.area) == (below.kind, below.area):
        return True
    return above.name.casefold() == below.group.casefold() or _is_said_to_be(below, above)


def related(one: str, other: str) -> bool:
    """Whether two names are of one thing, or either includes the other."""
    return terms.same_thing(one, other) or includes(one, other) or includes(other, one)


def _ends_with(name: str, noun: str) -> bool:
    longer, shorter = _bare(name), _bare(noun)
    return longer != shorter and longer.endswith(f" {shorter}")


def _is_said_to_be(term: Term, above: Term) -> bool:
    label = term.label.casefold()
    names = {*above.names, *(gazetteer.other_number(name) for name in above.names)}
    return any(re.search(rf"\b{re.escape(name.casefold())}$", label) for name in names)


def _bare(name: str) -> str:
    return name.casefold().removesuffix("s")


def without_acronym(term: str) -> str:
    """A term without the short form in brackets behind it."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", term)


def in_number_of(name: str, key: str) -> str | None:
    """A name in the number of the key; None where it cannot be put into it: no "livers"."""
    if clauses.is_plural(name) is clauses.is_plural(key):
        return name
    turned, term = gazetteer.other_number(name), terms.typed(name)
    fits = clauses.is_plural(turned) is clauses.is_plural(key)
    counted = term is None or turned in term.names or term.kind in _COUNTED
    return turned if fits and counted else None


# Kinds whose things are counted, and of which a body or a client may have several.
_COUNTED = ("vessel", "drug class", "kind of cell", "device", "organism")


def are_of_one_form(one: str, other: str) -> bool:
    """Whether neither is a test, a scale, a duct ... where the other is none.

    Beside "hemoglobin", a "CD4 count" is told apart as no protein by its name alone.
    """
    heads = [clauses.head_of(name).removesuffix("s") for name in (one, other)]
    return heads[0] == heads[1] or not any(head in _FORMS for head in heads)


_FORMS = frozenset(
    (
        "test", "count", "time", "level", "rate", "ratio", "culture", "panel", "scale", "score",
        "position", "diet", "duct", "vessel", "therapy", "precaution", "index", "factor",
        "screen", "collection", "profile", "number", "threshold",
    )
)  # fmt: skip


def shares_a_root(name: str, words: str) -> bool:
    """Whether a name is told by its own letters: "eclampsia" beside "preeclampsia"."""
    stems = wording.stems(words.replace("-", " "))
    own = [stem for stem in wording.stems(name.replace("-", " ")) if len(stem) >= _SHORTEST_SHARED]
    return any(
        stem[:_SHORTEST_SHARED] == other[:_SHORTEST_SHARED] or stem in other
        for stem in own
        for other in stems
        if len(other) >= _SHORTEST_SHARED
    )
