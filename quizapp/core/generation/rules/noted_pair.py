"""Lines that pair a name with a few words, three or more together -> matching.

"uncompensated: other value still normal", "Osmosis = water moves ...", "vomiting -> alkalosis".
Each is the others' wrong match; names that the gazetteer knows are asked for one by one in
`labelled`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import note_contrasts, note_topics, shorthand, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.note_labels import label_named
from quizapp.core.item_types.matching import matched
from quizapp.core.items import Bloom, Step

NAME = "noted_pair"

_PAIR = re.compile(
    r"^(?P<name>[A-Za-z][\w '\u2019/-]{1,40}?)\s*(?P<sign>:|=|->|\u2192| - )"
    r"\s*(?P<words>[A-Za-z][^\n]*)$"
)
_ASKS = {
    ":": "Match each of these with what is true of it.",
    "=": "Match each term with its meaning.",
    "->": "Match each of these with what it leads to.",
}
_FEWEST = 3
_MOST = 5
_MOST_WORDS = 12
_UNCLEAR = re.compile(
    r"[<>=~#?!@\u2192\u2191\u2193;]|->|\d \w+/\w+|\b(?:if|no|not|never|don['\u2019]t|avoid)\b", re.I
)
_NO_NAME = re.compile(
    r"^(?:note|remember|tip|step|day|week|ex|eg|example|case|question|key|then|now|also|but|why|who|what|"
    r"always|never|avoid|don't|early|late|minutes|hours|stage)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Pair:
    name: str
    words: str
    start: int
    end: int


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """One candidate for each run of three pairs or more that are told apart by their words."""
    if not document.notes:
        return
    for sign, run in _runs(reading):
        pairs = _distinct(run)
        if (
            sign == "->"
            and any(_is_drug(pair.words) for pair in pairs)
            and not _is_of_antidotes(reading)
        ):
            continue
        if len(pairs) >= _FEWEST:
            yield _asks(sign, pairs[:_MOST], reading)


def _runs(reading: Reading) -> Iterator[tuple[str, list[_Pair]]]:
    sign, run = "", list[_Pair]()
    for block in reading.section.blocks:
        found = _pair(block)
        if found is not None and found[0] == sign:
            run.append(found[1])
            continue
        yield sign, run
        sign, run = (found[0], [found[1]]) if found is not None else ("", [])
    yield sign, run


def _pair(block: Block) -> tuple[str, _Pair] | None:
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return None
    found = _PAIR.match(" ".join(block.text.split()))
    if found is None or label_named(found["name"]) or _NO_NAME.match(found["name"]):
        return None
    words = re.sub(r"\s*\([^()]*\)", "", found["words"]).rstrip(" .;")
    said = shorthand.expanded(words)
    if _UNCLEAR.search(said) or len(said.split()) > _MOST_WORDS or ". " in said:
        return None
    sign = {"\u2192": "->", " - ": ":"}.get(found["sign"], found["sign"])
    name = wording.capitalised(shorthand.expanded(found["name"].strip()))
    return sign, _Pair(name, wording.capitalised(said), block.start, block.end)


def _distinct(run: list[_Pair]) -> list[_Pair]:
    """Pairs without those whose words tell them by themselves, or would suit another as well."""
    kept: list[_Pair] = []
    for pair in run:
        if wording.stems(pair.name) & wording.stems(pair.words):
            continue
        if any(
            note_contrasts.alike(pair.words, one.words) or pair.name == one.name for one in kept
        ):
            return []
        kept.append(pair)
    return kept


def _is_drug(words: str) -> bool:
    term = terms.typed(words)
    return term is not None and term.kind in ("drug", "drug class")


def _is_of_antidotes(reading: Reading) -> bool:
    first = label_named(re.sub(r"s$", "", note_topics.bare(reading.section.title).split(" ")[0]))
    return first is not None and first.sort == "antidote"


def _asks(sign: str, pairs: list[_Pair], reading: Reading) -> Candidate:
    topic = reading.topic
    joins = {":": ": ", "=": " means: ", "->": " leads to: "}[sign]
    told = [f"{pair.name}{joins}{wording.uncapitalised(pair.words)}." for pair in pairs]
    asked = _ASKS[sign]
    title = note_topics.bare(reading.section.title)
    titled = label_named(title)
    if _is_of_antidotes(reading):
        asked = "Match each of these with its antidote."
    if titled is not None and sign == ":":
        asked = f"{wording.capitalised(titled.are)} {topic}: match each group with what is in it."
    return Candidate(
        rule=NAME,
        type="matching",
        stem=subjects.asked(asked, reading.subject),
        options=(),
        made=matched((pair.name, pair.words, why) for pair, why in zip(pairs, told, strict=True)),
        rationale=" ".join(told),
        verb="Differentiate",
        aspect=subjects.aspect_of("", reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=pairs[0].start,
        end=pairs[-1].end,
        spans=tuple((pair.start, pair.end) for pair in pairs),
        score=0.8,
    )
