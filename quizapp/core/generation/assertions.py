"""What a document says, of what: the look-up that keeps a second right answer out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import wording

_SHARED = 0.5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Assertions:
    """Every sentence, list entry and row of a document, in small letters and as stems.

    `places` says for each of the gazetteer's names in which of them it stands.
    """

    lowered: tuple[str, ...]
    stems: tuple[frozenset[str], ...]
    places: Mapping[str, tuple[int, ...]]

    def hold(self, phrase: str, predicate: str, *, besides: str = "") -> bool:
        """Whether any of them says `predicate`, more or less, of `phrase`.

        Words of `besides` (the topic) don't count. Errs on the side of yes: what is asserted
        anywhere is never offered as a distractor.
        """
        wanted = wording.stems(predicate) - wording.stems(besides) - wording.stems(phrase)
        term = terms.typed(phrase)
        names = {phrase, *(term.names if term else ())}
        return any(
            len(wanted & self.stems[place]) >= _SHARED * len(wanted)
            for name in names
            for place in self._places_of(name.casefold())
        )

    def _places_of(self, name: str) -> tuple[int, ...]:
        known = self.places.get(name)
        if known is None:
            return tuple(n for n, text in enumerate(self.lowered) if name in text)
        return known


def read_assertions(said: Iterable[tuple[str, str]]) -> Assertions:
    """Index (words, the same with its heading and lead-in) of each sentence, entry and row."""
    pairs = tuple(said)
    lowered = tuple(words.casefold() for words, _ in pairs)
    whole = "\n".join(lowered)
    # To look for each of thousands of names in a book takes seconds; most have a word not in it.
    words = set(_WORD.findall(whole))
    words |= {word.removesuffix("s") for word in words}
    names = {name.casefold() for term in terms.GAZETTEER for name in term.names}
    likely = {name for name in names if words.issuperset(_WORD.findall(name))}
    return Assertions(
        lowered=lowered,
        stems=tuple(wording.stems(context) for _, context in pairs),
        places={
            name: tuple(n for n, text in enumerate(lowered) if name in text)
            if name in likely and name in whole
            else ()
            for name in names
        },
    )
