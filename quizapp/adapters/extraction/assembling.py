"""Pieces in reading order -> one clean text with its blocks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.adapters.extraction.pictures import NOT_KEPT, Album, Sight
from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText
from quizapp.core.errors import Invalid
from quizapp.core.pictures import PlacedPicture

# Programs put a picture's file in the place of its description.
_FILE_NAME = re.compile(
    r"[^\n/:]{1,120}\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)", re.IGNORECASE
)
_INVISIBLE = re.compile("[\x00\u00ad\u200b\u200c\u2060\ufeff]")
_ONE_A_LINE = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@dataclass(frozen=True)
class Piece:
    """A run of a document on its way to a block, with the fields of Block.

    `left_out` is the reason for keeping it out of the blocks, "" where it belongs. `size` is its
    type size in points, 0 where unknown. `sights` are the pictures of a figure; one without words
    is a piece without text.
    """

    kind: BlockKind
    text: str
    level: int = 0
    ordered: bool = False
    cells: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    left_out: str = ""
    size: float = 0
    sights: tuple[Sight, ...] = ()


def paragraph(text: str, left_out: str = "") -> Piece:
    """A paragraph; with a reason, one that is left out."""
    return Piece(BlockKind.PARAGRAPH, one_line(text), left_out=left_out)


def heading(text: str, level: int) -> Piece:
    """A heading of level 1-6; other levels are brought into that range."""
    return Piece(BlockKind.HEADING, one_line(text), level=max(1, min(level, 6)))


def table_row(cells: Iterable[str], strong: tuple[str, ...] = ()) -> Piece:
    """A table row; its text is its cells joined by tabs."""
    plain = tuple(one_line(cell) for cell in cells)
    return Piece(BlockKind.TABLE_ROW, "\t".join(plain), cells=plain, strong=strong)


def figure(caption: str, description: str, sights: Iterable[Sight] = ()) -> Piece | None:
    """A figure or table by its caption, its description (alt text) and its pictures.

    None without any of these; without words, a piece without text.
    """
    caption, description, sights = one_line(caption), one_line(description), tuple(sights)
    if is_file_name(description) or description.casefold() in caption.casefold():
        description = ""
    words = f"{caption} ({description})" if caption and description else caption or description
    if not words:
        return Piece(BlockKind.FIGURE, "", sights=sights) if sights else None
    named = re.match(r"(?:fig(?:ure)?|table|box|image|photo|chart|diagram)\b", words, re.IGNORECASE)
    return Piece(BlockKind.FIGURE, words if named else f"Figure: {words}", sights=sights)


def described(description: str | None) -> str:
    """A picture's description; "" for none, and for the name of a file in its place."""
    words = one_line(description or "")
    return "" if is_file_name(words) else words


def is_file_name(description: str) -> bool:
    """Whether a program put a picture's file in the place of its description."""
    return _FILE_NAME.fullmatch(description) is not None


def one_line(text: str) -> str:
    """A text as a reader sees it on one line: single spaces, nothing invisible."""
    return " ".join(_INVISIBLE.sub("", text).split())


def assemble(pieces: Iterable[Piece], *, title: str = "", album: Album | None = None) -> SourceText:
    """Write pieces into one text, a blank line between them; list items and rows one a line.

    What is left out stands behind the document's own text, so that no section is broken by it.
    `album` holds the pictures that the pieces speak of. Raises Invalid where there is nothing to
    read.
    """
    kept: list[Piece] = []
    gone: list[Piece] = []
    for piece in pieces:
        if piece.text.strip() or (piece.sights and not piece.left_out):
            (gone if piece.left_out else kept).append(piece)
    if not any(piece.text.strip() for piece in kept):
        raise no_text()
    writer = _Writer()
    blocks: list[Block] = []
    placed: list[PlacedPicture] = []
    lost: dict[str, list[str]] = {}
    for piece in kept:
        at = writer.length
        if piece.text.strip():
            blocks.append(_block(piece, *writer.write(piece)))
            at = blocks[-1].start
        for sight in piece.sights:
            if reason := NOT_KEPT if album is None else album.reason(sight):
                lost.setdefault(reason, []).append(piece.text)
            else:
                placed.append(PlacedPicture(at, sight.origin, sight.description))
    gone += [_pictures_left_out(words, reason) for reason, words in lost.items()]
    dropped = tuple(LeftOut(*writer.write(piece), piece.left_out) for piece in _joined(gone))
    return SourceText(
        "".join(writer.parts),
        tuple(blocks),
        marked_up=True,
        title=title,
        dropped=dropped,
        pictures=() if album is None else album.pictures(each.origin for each in placed),
        placed=tuple(placed),
    )


def _pictures_left_out(words: Iterable[str], reason: str) -> Piece:
    """What is said of pictures that are not kept: each by its figure's words, "" without any."""
    named = list(words)
    lines = list(dict.fromkeys(filter(None, named)))
    if wordless := named.count(""):
        lines.append(f"Without caption or description: {wordless}")
    return Piece(BlockKind.FIGURE, "\n".join(lines), left_out=reason)


def no_text() -> Invalid:
    """The refusal of a document that has nothing to read in it."""
    return Invalid(
        "This document holds no text that can be read. Check that it was saved with its text in "
        "it, not as pictures or as a frame around another page, then upload it again."
    )


class _Writer:
    """Adds pieces to a growing text and tells where each of them stands."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.last: BlockKind | None = None

    def write(self, piece: Piece) -> tuple[int, int]:
        if self.last is not None:
            together = piece.kind is self.last and piece.kind in _ONE_A_LINE
            self._add("\n" if together else "\n\n")
        self.last = piece.kind
        start = self.length
        self._add(piece.text)
        return start, self.length

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)


def _block(piece: Piece, start: int, end: int) -> Block:
    return Block(
        piece.kind,
        piece.text,
        start,
        end,
        level=piece.level,
        ordered=piece.ordered,
        cells=piece.cells,
        strong=piece.strong,
    )


def _joined(gone: list[Piece]) -> list[Piece]:
    """Neighbours that are left out for the same reason, as one."""
    groups: list[tuple[str, list[str]]] = []
    for piece in gone:
        if not groups or groups[-1][0] != piece.left_out:
            groups.append((piece.left_out, []))
        groups[-1][1].append(piece.text)
    return [
        Piece(BlockKind.PARAGRAPH, "\n".join(texts), left_out=reason) for reason, texts in groups
    ]
