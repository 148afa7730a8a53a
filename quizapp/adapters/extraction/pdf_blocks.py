"""Lines of a PDF -> paragraphs, headings, list items and table rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from quizapp.adapters.extraction.pdf_lines import Line
from quizapp.core.blocks import BlockKind
from quizapp.core.enumerators import Enumerator, read_enumerator
from quizapp.core.titles import ends_sentence, is_capitals

MAX_HEADING_WORDS = 20
_MAX_LEVEL = 6
_LARGER = 1.08
_SMALLEST_HEADING = 0.8
_SAME_SIZE = 0.06
_WIDE_LEADING = 1.25
_INDENT = 0.8
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|box|exhibit|chart)\s+[0-9]+(?:[.\-][0-9]+)*\b", re.IGNORECASE
)
_BULLET = re.compile(
    r"[-*\u2022\u2023\u25aa\u25a0\u25cf\u25cb\u25e6\u2043\u2013\u00b7\uf0b7\uf0a7o]"
)
_NUMBERING = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3}){0,5})\.?\s+[A-Z]")


@dataclass(frozen=True)
class Style:
    """How the document's running text looks: size, boldness, and leading in sizes."""

    size: float
    bold: bool
    leading: float


@dataclass
class Piece:
    """Lines that belong together. `marker` counts the words that a bullet or a number takes."""

    kind: BlockKind
    lines: list[Line]
    marker: int = 0
    enumerator: Enumerator | None = None
    level: int = 0


def pieces_of(lines: Sequence[Line], style: Style) -> list[Piece]:
    """Put lines together into headings, paragraphs, list items, captions and table rows."""
    pieces = list(_pieces(lines, style))
    _demote(pieces, style)
    _set_heading_levels(pieces)
    _set_item_levels(pieces)
    return pieces


def body_style(lines: Sequence[Line]) -> Style:
    """The commonest size and boldness by letters, and the usual distance of lines."""
    letters: Counter[tuple[float, bool]] = Counter()
    for line in lines:
        if not line.cells:
            letters[round(line.size * 2) / 2, is_bold(line)] += sum(map(len, line.words))
    if not letters:
        return Style(10.0, False, 1.2)
    (size, bold), _count = letters.most_common(1)[0]
    steps = [
        (below.bottom - above.bottom) / size
        for above, below in pairwise(lines)
        if above.place == below.place and _is_size(above, size) and _is_size(below, size)
    ]
    steps = [step for step in steps if 0.8 < step < 3]  # noqa: PLR2004
    return Style(size, bold, median(steps) if steps else 1.2)


def is_bold(line: Line) -> bool:
    """Whether every word of the line that has letters is bold."""
    return all(
        bold
        for word, bold in zip(line.words, line.bold, strict=True)
        if any(sign.isalpha() for sign in word)
    ) and any(line.bold)


def _is_size(line: Line, size: float) -> bool:
    return abs(line.size - size) <= _SAME_SIZE * size + 0.3


def _pieces(lines: Sequence[Line], style: Style) -> Iterator[Piece]:
    piece: Piece | None = None
    for index, line in enumerate(lines):
        previous = lines[index - 1] if index else None
        following = lines[index + 1] if index + 1 < len(lines) else None
        opened = _opening(line, piece, previous, following, style)
        if piece is not None and opened is None:
            piece.lines.append(line)
            continue
        if piece is not None:
            yield piece
        piece = opened
    if piece is not None:
        yield piece


def _opening(
    line: Line, piece: Piece | None, previous: Line | None, following: Line | None, style: Style
) -> Piece | None:
    """The piece that this line opens, None where it continues the one before it."""
    if line.cells:
        return Piece(BlockKind.TABLE_ROW, [line])
    if _looks_like_heading(line, previous, following, style):
        continues = (
            piece is not None
            and piece.kind is BlockKind.HEADING
            and _same_heading(piece.lines[-1], line, style)
        )
        return None if continues else Piece(BlockKind.HEADING, [line])
    if piece is not None and piece.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW):
        piece = None
    marker = _bullet_words(line)
    if line.bullet or marker:
        return Piece(BlockKind.LIST_ITEM, [line], marker)
    enumerator = read_enumerator(line.text)
    if enumerator and (piece is None or _runs_on(enumerator, piece, line, style)):
        words = len(line.words) - len(enumerator.rest.split())
        return Piece(BlockKind.LIST_ITEM, [line], words, enumerator)
    if piece is not None and not _CAPTION.match(line.text) and _continues(piece, line, style):
        return None
    is_caption = _CAPTION.match(line.text) is not None
    return Piece(BlockKind.FIGURE if is_caption else BlockKind.PARAGRAPH, [line])


def _bullet_words(line: Line) -> int:
    is_mark = len(line.words) > 1 and _BULLET.fullmatch(line.words[0]) is not None
    # A lone o is a bullet before a capital only, and a dash or a star is one by its wide space.
    return int(is_mark and (line.words[0] != "o" or line.words[1][0].isupper()))


def _runs_on(enumerator: Enumerator, piece: Piece, line: Line, style: Style) -> bool:
    """Whether a numbered line is the next of its list, or the first of one."""
    if piece.enumerator is not None and piece.enumerator.style == enumerator.style:
        return any(value + 1 in enumerator.values for value in piece.enumerator.values)
    if 1 in enumerator.values:
        return not _continues(piece, line, style) or piece.lines[-1].text.endswith(":")
    return piece.kind is BlockKind.LIST_ITEM and not _continues(piece, line, style)


def _looks_like_heading(
    line: Line, previous: Line | None, following: Line | None, style: Style
) -> bool:
    text = line.text
    if len(line.words) > MAX_HEADING_WORDS or text[-1] in ",;:" or _CAPTION.match(text):
        return False
    if line.bullet or _bullet_words(line) or sum(sign.isalpha() for sign in text) < 2:  # noqa: PLR2004
        return False
    if line.size >= _LARGER * style.size:
        return True
    if line.size < _SMALLEST_HEADING * style.size or text[-1] == ".":
        return False
    if is_bold(line) and not style.bold:
        return _stands_apart(line, previous, style) and not _runs_into(line, following, style)
    isolated = _is_gap(previous, line, style) and _is_gap(line, following, style)
    return is_capitals(text) and isolated


def _stands_apart(line: Line, previous: Line | None, style: Style) -> bool:
    return (
        previous is None
        or _is_gap(previous, line, style)
        or is_bold(previous)
        or ends_sentence(previous.text)
        or _is_forced(previous, line)
    )


def _runs_into(line: Line, following: Line | None, style: Style) -> bool:
    """Whether the next line goes on with this line's sentence, so that bold was by the way."""
    if following is None or is_bold(following) or _is_gap(line, following, style):
        return False
    return not _is_forced(line, following)


def _is_gap(above: Line | None, below: Line | None, style: Style) -> bool:
    if above is None or below is None or above.place != below.place:
        return True
    usual = style.leading * max(below.size, style.size)
    return below.bottom - above.bottom > _WIDE_LEADING * usual


def _is_forced(line: Line, following: Line) -> bool:
    """Whether the line ended before it had to: the next word would have fitted on it."""
    return line.x1 + 0.35 * line.size + following.first_width < line.right - 0.1 * line.size


def _same_heading(above: Line, below: Line, style: Style) -> bool:
    return (
        above.place[0] == below.place[0]
        and _is_size(above, below.size)
        and is_bold(above) == is_bold(below)
        and below.top - above.bottom < 0.6 * below.size
        and not _NUMBERING.match(below.text)
        and not (_is_forced(above, below) and is_bold(above) and below.size < _LARGER * style.size)
    )


def _continues(piece: Piece, line: Line, style: Style) -> bool:
    """Whether a line goes on with the paragraph or the list item before it."""
    last = piece.lines[-1]
    if not _is_size(last, line.size):
        return False
    ended = ends_sentence(last.text) or last.text.endswith(":")
    lower = line.words[0][0].islower()
    forced = _is_forced(last, line)
    if last.place != line.place:
        return not ended and (lower or not forced)
    if _is_gap(last, line, style):
        return False
    hanging = line.x0 >= piece.lines[0].x0 + 1 or piece.lines[0].bullet
    if piece.kind is BlockKind.LIST_ITEM and not hanging and (ended or forced):
        return False
    indented = line.x0 - last.x0 > _INDENT * line.size and len(piece.lines) > 1
    if ended and (forced or indented):
        return False
    return lower or not forced


def _demote(pieces: list[Piece], style: Style) -> None:
    """Turn headings that nothing can stand under, or that are too long, into paragraphs."""
    for piece in pieces:
        if piece.kind is BlockKind.HEADING:
            words = sum(len(line.words) for line in piece.lines)
            sentence = piece.lines[-1].text.endswith(".") and len(piece.lines) > 1
            if words > MAX_HEADING_WORDS + 5 or sentence:
                piece.kind = BlockKind.PARAGRAPH
    _demote_subtitles(pieces, style)


def _demote_subtitles(pieces: list[Piece], style: Style) -> None:
    """What stands right under the title in a type of its own is a subtitle or an author."""
    headings = [piece for piece in pieces if piece.kind is BlockKind.HEADING]
    if not headings or pieces[0] is not headings[0]:
        return
    looks = Counter(_look(piece) for piece in headings)
    for piece in pieces[1:]:
        if piece.kind is not BlockKind.HEADING or looks[_look(piece)] > 1:
            return
        if piece.lines[0].place[0] != pieces[0].lines[0].place[0] or _look(piece) >= _look(
            pieces[0]
        ):
            return
        if len(headings) > 2 or _look(piece)[0] < style.size:  # noqa: PLR2004
            piece.kind = BlockKind.PARAGRAPH


def _look(piece: Piece) -> tuple[float, bool]:
    line = piece.lines[0]
    return round(line.size * 2) / 2, is_bold(line)


def _set_heading_levels(pieces: list[Piece]) -> None:
    """Levels by size, then boldness, then the depth of the numbering."""
    headings = [piece for piece in pieces if piece.kind is BlockKind.HEADING]
    shallowest: dict[tuple[float, bool], int] = {}
    for piece in headings:
        if depth := _number_depth(piece):
            look = _look(piece)
            shallowest[look] = min(depth, shallowest.get(look, depth))
    ranks = {
        piece_rank: place
        for place, piece_rank in enumerate(
            sorted({_rank(piece, shallowest) for piece in headings}), start=1
        )
    }
    for piece in headings:
        piece.level = min(ranks[_rank(piece, shallowest)], _MAX_LEVEL)


def _rank(piece: Piece, shallowest: dict[tuple[float, bool], int]) -> tuple[float, bool, int]:
    size, bold = _look(piece)
    depth = _number_depth(piece) or shallowest.get((size, bold), 0)
    return -size, not bold, depth


def _number_depth(piece: Piece) -> int:
    match = _NUMBERING.match(piece.lines[0].text)
    return match[1].count(".") + 1 if match else 0


def _set_item_levels(pieces: list[Piece]) -> None:
    """Depth of list items by how far they are indented below one another."""
    open_items: list[float] = []
    for piece in pieces:
        if piece.kind is not BlockKind.LIST_ITEM:
            open_items = []
            continue
        indent = piece.lines[0].x0 - piece.lines[0].left
        while open_items and open_items[-1] > indent + 3:
            open_items.pop()
        if not open_items or indent > open_items[-1] + 3:
            open_items.append(indent)
        piece.level = len(open_items)
