"""Paragraphs, headings and lists of a PDF -> one text, with words made whole again."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.adapters.extraction.pdf_blocks import Piece
from quizapp.adapters.extraction.pdf_lines import Line
from quizapp.core.blocks import Block, BlockKind, Unsure
from quizapp.core.sentences import sentences

UNSURE_REASON = "Read from a picture, and not surely{}: compare it with the original."
_MOST_NAMED = 5
_HYPHENS = ("-", "\u2010", "\u00ad")
_EDGE_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_MOST_HYPHENS_AS_WRITTEN = 0.015


@dataclass(frozen=True)
class _Hyphens:
    """What the document itself says about a word that is cut by a line's end."""

    words: frozenset[str]
    cuts_words: bool


@dataclass(frozen=True)
class Written:
    """Text and the blocks that stand in it; `has_headings` when type tells headings apart.

    `unsure` are the sentences with a word that may have been misread.
    """

    text: str
    blocks: tuple[Block, ...]
    has_headings: bool
    unsure: tuple[Unsure, ...] = ()


def _hyphens(lines: Sequence[Line]) -> _Hyphens:
    cut = sum(line.text.endswith(_HYPHENS) for line in lines)
    words = {
        match[0].lower() for line in lines for word in line.words for match in _edges(word) if match
    }
    return _Hyphens(frozenset(words), cut > _MOST_HYPHENS_AS_WRITTEN * len(lines))


def _edges(word: str) -> Iterator[re.Match[str]]:
    return _EDGE_WORD.finditer(word)


def write(pieces: Sequence[Piece], lines: Sequence[Line]) -> Written:
    """The text of the pieces in order; `lines` are all lines, which know the document's words."""
    hyphens = _hyphens(lines)
    out: list[str] = []
    blocks: list[Block] = []
    unsure: list[Unsure] = []
    position = 0
    for index, piece in enumerate(pieces):
        lead, words, bold = _read_out(piece, hyphens)
        text = "\t".join(piece.lines[0].cells) if piece.lines[0].cells else " ".join(words)
        close = index + 1 < len(pieces) and _stands_close(piece, pieces[index + 1])
        start = position + len(lead)
        blocks.append(_block(piece, text, start, _strong(words, bold, piece)))
        unsure += _unsure(piece, text, start)
        out.append(f"{lead}{text}\n" if close else f"{lead}{text}\n\n")
        position += len(out[-1])
    headings = [block for block in blocks if block.kind is BlockKind.HEADING]
    return Written("".join(out), tuple(blocks), len(headings) > 1, tuple(unsure))


def _unsure(piece: Piece, text: str, start: int) -> Iterator[Unsure]:
    """The sentences of a piece in which a word may have been misread, with those words."""
    doubted = {word for line in piece.lines for word in line.unsure}
    for sentence in sentences(text, offset=start) if doubted else ():
        words = [word for word in dict.fromkeys(sentence.text.split()) if word in doubted]
        if words or piece.lines[0].cells:
            named = ", ".join(f"\u201c{word}\u201d" for word in words[:_MOST_NAMED])
            reason = UNSURE_REASON.format(f" {named}" if named else "")
            yield Unsure(sentence.start, sentence.end, reason)


def _stands_close(piece: Piece, following: Piece) -> bool:
    close = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)
    return piece.kind in close and piece.kind is following.kind


def _block(piece: Piece, text: str, start: int, strong: tuple[str, ...]) -> Block:
    return Block(
        piece.kind,
        text,
        start,
        start + len(text),
        level=piece.level,
        ordered=piece.enumerator is not None,
        cells=piece.lines[0].cells,
        strong=strong,
    )


def _read_out(piece: Piece, hyphens: _Hyphens) -> tuple[str, list[str], list[bool]]:
    """What stands before a piece's text, its words across the lines, and which are bold."""
    words: list[str] = []
    bold: list[bool] = []
    for line in piece.lines:
        skipped = piece.marker if line is piece.lines[0] else 0
        own, own_bold = list(line.words[skipped:]), list(line.bold[skipped:])
        if words and own and _is_cut(words[-1], own[0]):
            words[-1] = _mended(words[-1], own.pop(0), hyphens)
            own_bold.pop(0)
        words += own
        bold += own_bold
    lead = ""
    if piece.kind is BlockKind.LIST_ITEM:
        written = piece.enumerator.written if piece.enumerator else "-"
        lead = "  " * (piece.level - 1) + written + " "
    return lead, [word.replace("\u00ad", "") for word in words], bold


def _is_cut(word: str, following: str) -> bool:
    return (
        len(word) > 1 and word.endswith(_HYPHENS) and word[-2].isalpha() and following[0].islower()
    )


def _mended(word: str, following: str, hyphens: _Hyphens) -> str:
    """A word that a line's end cut in two, with its hyphen or without."""
    whole, kept = word[:-1] + following, word + following
    if word.endswith("\u00ad") or _known(whole, hyphens):
        return whole
    if _known(kept, hyphens) or not hyphens.cuts_words:
        return kept
    return whole


def _known(word: str, hyphens: _Hyphens) -> bool:
    found = [match[0].lower() for match in _edges(word)]
    return len(found) == 1 and found[0] in hyphens.words


def _strong(words: list[str], bold: list[bool], piece: Piece) -> tuple[str, ...]:
    """The runs in bold, without the sign that closes them."""
    if piece.lines[0].cells:
        return ()
    runs: list[list[str]] = []
    open_run = False
    for word, is_strong in zip(words, bold, strict=True):
        if is_strong and open_run:
            runs[-1].append(word)
        elif is_strong:
            runs.append([word])
        open_run = is_strong
    return tuple(stripped for run in runs if (stripped := _unclosed(" ".join(run))))


def _unclosed(run: str) -> str:
    """A bold run without the sign after it, and without a bracket that has no partner."""
    run = run.strip(",;:.")
    if run[:1] == "(" and run[-1:] == ")":
        return run[1:-1]
    if run.count("(") > run.count(")"):
        return run.removeprefix("(")
    return run.removesuffix(")") if run.count(")") > run.count("(") else run
