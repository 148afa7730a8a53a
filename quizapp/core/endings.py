"""Words typed by their ending, where the gazetteer does not list them: medicine names by rule."""

from functools import cache
from importlib.resources import files

from quizapp.core.gazetteer import Term

_FEWEST_LETTERS_BEFORE = 2


def by_ending(word: str) -> Term | None:
    """A term typed by a word's ending, or None; the word must hold more than the ending."""
    endings, exceptions = _rules()
    lowered = word.casefold()
    if lowered in exceptions or lowered.removesuffix("s") in exceptions:
        return None
    for ending, kind, area, group, label in endings:
        if lowered.endswith(ending) and len(lowered) - len(ending) >= _FEWEST_LETTERS_BEFORE:
            return Term(word, kind, group, area=area, label=label)
    return None


@cache
def _rules() -> tuple[tuple[tuple[str, str, str, str, str], ...], frozenset[str]]:
    """(ending, kind, area, group, label) of each rule, and the words that only end so."""
    text = (files("quizapp.core") / "data" / "endings.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    exceptions = frozenset(lines.pop().removeprefix("exceptions: ").split())
    found = []
    for line in lines:
        ending, kind, area, group, label = (part.strip() for part in line.split("|"))
        found.append((ending, kind, area, group, label))
    return tuple(found), exceptions
