"""How a text spells its words inside its sentences, so that headings can be quoted in them."""

import re
from dataclasses import dataclass

from quizapp.core.generation import wording

_WORD = re.compile(r"[^\W\d_][\w\u2013'\u2019-]*")
_AFTER_WORD = re.compile(r"(?<=[a-z,] )[A-Z][\w\u2013'\u2019-]*")
_BRACKETED = re.compile(r"([\w\u2013 -]{3,90}) \(([A-Za-z]*[A-Z][A-Za-z]*)\)")
_SHORT_WORD = 2
_LONGEST_ACRONYM = 5


@dataclass(frozen=True)
class Spelling:
    """Words of a text: `usual` as written, `named` with a capital inside a sentence.

    `short_forms` are (words before a bracket, acronym in it), the words in small letters.
    """

    usual: frozenset[str]
    named: frozenset[str]
    short_forms: tuple[tuple[str, str], ...]

    def in_sentence(self, title: str) -> str:
        """A heading's words with the capitals that only a heading needs taken off."""
        if title.isupper() and (" " in title or len(title) > _LONGEST_ACRONYM):
            title = " ".join(
                word if word in self.usual else word.capitalize() for word in title.split()
            )
        return " ".join(
            word if place and self._is_letter(word) else self._spelt(word)
            for place, word in enumerate(title.split())
        )

    def _spelt(self, word: str) -> str:
        parts = word.split("-")
        return "-".join(part if self._keeps_capital(part) else part.lower() for part in parts)

    @staticmethod
    def _is_letter(word: str) -> bool:
        """Whether a word is a letter that names one of a kind: "vitamin A", "hepatitis B"."""
        core = word.strip("(),")
        return len(core) == 1 and core.isupper()

    def acronym_of(self, topic: str) -> str:
        """The short form that the text has for a topic, or ""."""
        lowered = topic.casefold()
        for before, short in self.short_forms:
            if before.endswith(lowered):
                return short
        initials = "".join(word[0] for word in topic.split() if len(word) > _SHORT_WORD).upper()
        return initials if len(initials) > _SHORT_WORD and initials in self.usual else ""

    def _keeps_capital(self, word: str) -> bool:
        core = word.strip("(),\u2019'")
        if len(core) > 1 and core[1:] != core[1:].lower():
            return True
        if wording.is_proper(core):
            return True
        return core[:1].isupper() and core in self.named and core.lower() not in self.usual


def read_spelling(prose: str) -> Spelling:
    """Read the spelling of a text; `prose` should be without its headings."""
    return Spelling(
        usual=frozenset(_WORD.findall(prose)),
        named=frozenset(_AFTER_WORD.findall(prose)),
        short_forms=tuple(
            (before.casefold(), short) for before, short in _BRACKETED.findall(prose)
        ),
    )
