"""The block model: what every reader of documents turns its format into."""

from dataclasses import dataclass
from enum import StrEnum

from quizapp.core.pictures import Picture, PlacedPicture


class BlockKind(StrEnum):
    """What a run of the source text is; FIGURE is the caption of a figure or a table."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    QUOTE = "quote"
    CODE = "code"
    FIGURE = "figure"


@dataclass(frozen=True)
class Block:
    """One run of the source: `text` is what a reader sees of source_text[start:end].

    `level` is 1-6 for a marked-up heading and 0 for one that was inferred; for a list item it is
    the nesting depth from 1. `ordered` tells a numbered list item from a bulleted one. `cells` are
    a table row's cells. `strong` are the runs that the source prints in bold, in order.
    """

    kind: BlockKind
    text: str
    start: int
    end: int
    level: int = 0
    ordered: bool = False
    cells: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A run text[start:end] that a reader kept out of the blocks, with the reason in words."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class Unsure:
    """A run text[start:end] that a reader may have misread, with the reason in words."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class SourceText:
    """A document as it was read: the text that all offsets point into, and its blocks in order.

    `marked_up` says whether headings were marked in the source (Markdown) or must be inferred.
    `title` is the title that the document's own metadata gives, "" where there is none. `dropped`
    are the runs that the reader itself saw to be no part of the document: navigation, page numbers.
    `unsure` are runs that it may have misread: words in a picture of a page. `pictures` are those
    that are kept, each once, and `placed` where they stand, in the order of the text.
    """

    text: str
    blocks: tuple[Block, ...]
    marked_up: bool
    title: str = ""
    dropped: tuple[LeftOut, ...] = ()
    unsure: tuple[Unsure, ...] = ()
    pictures: tuple[Picture, ...] = ()
    placed: tuple[PlacedPicture, ...] = ()
