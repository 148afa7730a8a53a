"""Runs of blocks that belong together: a list with what leads into it, a table."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import negatives
from quizapp.core.sentences import Sentence, sentences_of


@dataclass(frozen=True)
class ListRun:
    """A list with the words that lead into it; `negative` when they forbid what the list says."""

    lead_in: Sentence | None
    entries: tuple[Block, ...]

    @property
    def negative(self) -> bool:
        """Whether the lead-in turns every entry into something not to do or not so."""
        return self.lead_in is not None and negatives.is_negative(self.lead_in.text)


@dataclass(frozen=True)
class TableRun:
    """The rows of one table, each with its place."""

    rows: tuple[Block, ...]


class Spans:
    """Spans of the document, found by place: a long document has too many to try each."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._longest = max((end - start for start, end in self._spans), default=0)

    def around(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """The spans that may touch start..end, and a few beside it."""
        first = bisect_left(self._spans, (start - self._longest, 0))
        return self._spans[first : bisect_left(self._spans, (end, 0))]


def within(block: Block, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a block lies inside one of the spans."""
    return any(start <= block.start and block.end <= end for start, end in spans)


def touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether start..end shares a place with one of the spans."""
    return any(start < stop and begin < end for begin, stop in spans)


def lists_in(
    blocks: Sequence[Block], text: str, doubted: Sequence[tuple[int, int]]
) -> Iterator[ListRun]:
    """The lists among the blocks; a lead-in that is doubted leads into none."""
    lead_in: Sentence | None = None
    run: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.LIST_ITEM:
            run.append(block)
            continue
        if run:
            yield ListRun(lead_in, tuple(run))
        run = []
        spoken = sentences_of(block, text)
        lead_in = spoken[-1] if spoken and spoken[-1].text.endswith(":") else None
        if lead_in and touches(lead_in.start, lead_in.end, doubted):
            lead_in = None
    if run:
        yield ListRun(lead_in, tuple(run))


def tables_in(blocks: Sequence[Block]) -> Iterator[TableRun]:
    """The tables among the blocks."""
    run: list[Block] = []
    for block in blocks:
        if block.kind is BlockKind.TABLE_ROW and block.cells:
            run.append(block)
            continue
        if run:
            yield TableRun(tuple(run))
        run = []
    if run:
        yield TableRun(tuple(run))
