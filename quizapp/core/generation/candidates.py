"""What a rule proposes, and how its options are put together and in order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import figures, wording, wrong_terms
from quizapp.core.generation.document import Document
from quizapp.core.item_types import Content, ItemContent
from quizapp.core.item_types.choices import Option
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.items import Bloom, Step

SINGLE_OPTIONS = 4


@dataclass(frozen=True)
class Candidate:
    """A question that a rule would ask of source text [start, end).

    `verb` and `aspect` make its objective. `score` ranks it, higher is better, about 0-1. `made` is
    the content of a question that is not made of options. `spans` are the sentences that it shows
    as they are or asks about, `start`..`end` where it names none; `contradicts` are sentences that
    a wrong option turns round.
    """

    rule: str
    type: str
    stem: str
    options: tuple[Option, ...]
    rationale: str
    verb: str
    aspect: str
    step: Step
    bloom: Bloom
    start: int
    end: int
    score: float
    spans: tuple[tuple[int, int], ...] = ()
    contradicts: tuple[tuple[int, int], ...] = ()
    made: ItemContent | None = None

    @property
    def content(self) -> ItemContent:
        """What the question holds: `made`, or its options."""
        return self.made or Content(self.type, self.options)

    @property
    def keys(self) -> tuple[str, ...]:
        """The words of what is right, one entry an option, pair or step."""
        if isinstance(self.made, Matching):
            return tuple(pair.match for pair in self.made.pairs)
        if isinstance(self.made, OrderedResponse):
            return tuple(entry.text for entry in self.made.sequence)
        return tuple(option.text for option in self.options if option.correct)

    @property
    def rests_on(self) -> tuple[tuple[int, int], ...]:
        """The places of the source that the question asks about."""
        return self.spans or ((self.start, self.end),)

    @property
    def affirms(self) -> bool:
        """Whether it shows what the source says word for word, as true."""
        if self.type == "true_false":
            return self.options[0].correct
        return bool(self.contradicts)


def single_choice(
    key: str, distractors: Sequence[tuple[str, str]], *, why: str, seed: str
) -> tuple[Option, ...]:
    """Options of which `key` is right; `distractors` are (text, rationale), the best first.

    Numbers stand in their order, words in an order that depends on the words alone.
    """
    options = [Option(_as_option(key), True, why)]
    options += [
        Option(_as_option(text), False, reason)
        for text, reason in distractors[: SINGLE_OPTIONS - 1]
    ]
    return in_order(options, seed)


def select_all(
    right: Sequence[str], wrong: Sequence[tuple[str, str]], *, why: str, seed: str
) -> tuple[Option, ...]:
    """Options of which every one of `right` is right."""
    options = [Option(_as_option(text), True, why) for text in right]
    options += [Option(_as_option(text), False, reason) for text, reason in wrong]
    return in_order(options, seed)


def true_false(*, true: bool, why: str, why_not: str) -> tuple[Option, ...]:
    """The two options of a statement; `why` explains the right one, `why_not` the wrong one."""
    return (
        Option("True", true, why if true else why_not),
        Option("False", not true, why_not if true else why),
    )


def in_order(options: Sequence[Option], seed: str) -> tuple[Option, ...]:
    """Options sorted by number where all start with one, else shuffled by a stable hash."""
    numbers = [leading_number(option.text) for option in options]
    if all(number is not None for number in numbers):
        return tuple(sorted(options, key=lambda option: leading_number(option.text) or 0.0))
    return tuple(sorted(options, key=lambda option: wording.stable_number(seed, option.text)))


def leading_number(text: str) -> float | None:
    """The number that an option begins with, in digits or as a word, or None.

    "Less than 30" comes before "30 to 49", and "more than 10 mm" behind "5 to 10 mm".
    """
    bare = _ABOUT.sub("", text)
    bound = _BOUND.match(bare)
    bare = bare[bound.end() :] if bound else bare
    shift = 0.0 if bound is None else _EDGE if bound["above"] else -_EDGE
    spelt = figures.in_words(bare.split(" ", 1)[0])
    if spelt is not None:
        return spelt + shift
    found = re.match(r"[<>\u2264\u2265]?\s*(\d[\d,]*(?:\.\d+)?)", bare)
    return float(found[1].replace(",", "")) + shift if found else None


_EDGE = 0.001
_ABOUT = re.compile(r"^(?:about|around|approximately|at least|at most|up to) ", re.IGNORECASE)
_BOUND = re.compile(
    r"^(?:(?:less than|fewer than|under|below)|(?P<above>more than|greater than|over|above)) ",
    re.IGNORECASE,
)


def alternatives(
    key: str,
    document: Document,
    *,
    topic: str,
    kind: str | None = None,
    kin: bool = False,
    beside: str = "",
) -> list[tuple[str, str]]:
    """Terms of the key's kind, with a rationale each, the likeliest to be taken for it first.

    See `wrong_terms.ranked`. `beside` is what the stem says besides the topic. With `kin`, terms
    of the key's own group come first: where one alone can hold a rank, its kin cannot.
    """
    if kind is None:
        term = terms.typed(key)
        if term is None:
            return []
        kind = term.kind
    names = wrong_terms.ranked(key, kind, document.mentioned, topic=topic, beside=beside, kin=kin)
    said = [wrong_terms.as_said(name, document.says_of(name) or "") for name in names]
    return [(name, rationale_for(name, key, document)) for name in said]


def distractor_terms(
    key: str, predicate: str, document: Document, *, topic: str, kind: str | None = None
) -> list[tuple[str, str]]:
    """Alternatives to the key that the document does not say the predicate of, anywhere."""
    return [
        (name, why)
        for name, why in alternatives(key, document, topic=topic, kind=kind, beside=predicate)
        if not document.asserts(name, predicate, besides=topic)
    ]


def rationale_for(name: str, key: str, document: Document) -> str:
    """What a wrong option is, and what the source says of it; else that the key is meant here."""
    what = wrong_terms.description(name)
    said = document.says_of(name)
    if said is not None and not (what and terms.same_thing(said, key)):
        told = f"The source says of it: {said}"
        return f"{what} {told}" if what else f"The source says something else of this: {said}"
    return what or f"It is {wording.uncapitalised(key)}, not {name}."


def gives_away(key: str, stem: str) -> bool:
    """Whether the stem already holds the weightiest words of the key."""
    wanted = wording.stems(key)
    return bool(wanted) and len(wanted & wording.stems(stem)) * 2 >= len(wanted)


def _as_option(text: str) -> str:
    bare = wording.without_stop(text.strip())
    # "pH" and "qSOFA" keep their small letter.
    return bare if re.match(r"[a-z]+[A-Z]", bare) else wording.capitalised(bare)
