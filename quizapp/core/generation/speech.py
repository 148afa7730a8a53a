"""What the sentences of a section state: said of somebody, set upright, and taken apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import advice, clauses, filters, leaning, negatives, simplify
from quizapp.core.generation.runs import touches
from quizapp.core.outline import Section
from quizapp.core.sentences import Sentence

FEWEST_PROSE_SENTENCES = 3


def told(
    spoken: Sequence[Sentence],
    blocks: Sequence[Block],
    section: Section,
    actor: str,
    heading: str,
    *,
    leaflet: bool,
) -> tuple[tuple[Sentence, Sentence], ...]:
    """(as it stands, as it can be read alone) of each sentence that is said as being so.

    Only prose is turned from an order into advice: an entry of a list may stand under a "not" that
    its own words don't show.
    """
    if negatives.denies(section.title):
        return ()
    forbidden = negatives.forbidden_entries(blocks, section.title)
    entries = [(b.start, b.end) for b in blocks if b.kind is BlockKind.LIST_ITEM]
    shut = [(block.start, block.end) for block in forbidden]
    found = []
    for sentence, upright in leaning.upright(spoken, heading):
        if touches(sentence.start, sentence.end, shut):
            continue
        listed = touches(sentence.start, sentence.end, entries)
        stated = advice.as_statement(sentence.text, actor)
        ordered = advice.is_instruction(sentence.text) and clauses.split(upright.text) is None
        if (stated and listed) or (ordered and not stated):
            continue
        said = replace(sentence, text=stated) if stated else upright
        if leaflet:
            said = replace(said, text=advice.of_the_client(said.text))
        found.append((sentence, said))
    return tuple(found)


def sound(
    told: Sequence[tuple[Sentence, Sentence]], doubted: Sequence[tuple[int, int]]
) -> Iterator[Sentence]:
    """Sentences set upright where they lean on the one before; none that is doubted or cut off."""
    for (sentence, read), following in zip_longest(told, told[1:]):
        # A scrap behind a sentence means that the sentence itself was cut in two.
        cut = following is not None and filters.is_scrap(following[0].text)
        if not cut and not touches(sentence.start, sentence.end, doubted):
            yield read


def usable(sound: Iterable[Sentence]) -> Iterator[Sentence]:
    """What the sentences state, long ones taken apart, as far as it may carry a question."""
    for sentence in sound:
        for statement in simplify.statements_in(sentence):
            if filters.why_not(statement.text) is None:
                yield statement


def standing(
    spoken: Sequence[Sentence], doubted: Sequence[tuple[int, int]]
) -> tuple[Sentence, ...]:
    """Sentences fit for a summary; where too few stand alone, all that are not doubted."""
    sure = tuple(one for one in spoken if not touches(one.start, one.end, doubted))
    alone = tuple(one for one in sure if filters.stands_alone(one.text))
    return alone if len(alone) >= FEWEST_PROSE_SENTENCES else sure
