"""Headings that are only printed like headings: short paragraphs in bold or in larger type."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from quizapp.adapters.extraction.assembling import Piece
from quizapp.core.blocks import BlockKind
from quizapp.core.titles import may_be_title, words_of

_WORDS_PER_HEADING = 1_500
_LARGER = 1.15
_DEEPEST = 6


def promote_headings(pieces: Sequence[Piece]) -> list[Piece]:
    """Make headings of title-like paragraphs in bold or larger type, where real ones are few.

    A line that ends with a colon leads in what follows and stays what it is. Without real headings
    the levels follow the type sizes; with one size only they stay 0, to be inferred.
    """
    kept = [piece for piece in pieces if not piece.left_out]
    real = [piece for piece in kept if piece.kind is BlockKind.HEADING]
    words = sum(words_of(piece.text, 5_000) for piece in kept)
    if len(real) > 1 and words < _WORDS_PER_HEADING * len(real):
        return list(pieces)
    usual = _usual_size(kept)
    fakes = {id(piece) for piece in kept if _is_fake(piece, usual)}
    prose = sum(piece.kind is BlockKind.PARAGRAPH for piece in kept) - len(fakes)
    if not fakes or prose < len(fakes) / 2:
        return list(pieces)
    return _promoted(pieces, fakes)


def _promoted(pieces: Sequence[Piece], fakes: set[int]) -> list[Piece]:
    sizes = sorted({piece.size for piece in pieces if id(piece) in fakes}, reverse=True)
    above = 0
    found: list[Piece] = []
    for piece in pieces:
        if piece.kind is BlockKind.HEADING and not piece.left_out:
            above = piece.level
        if id(piece) not in fakes:
            found.append(piece)
            continue
        step = sizes.index(piece.size) + 1 if len(sizes) > 1 else 0
        level = above + max(step, 1) if above else step
        found.append(replace(piece, kind=BlockKind.HEADING, level=min(level, _DEEPEST)))
    return found


def _usual_size(pieces: Sequence[Piece]) -> float:
    sizes: Counter[float] = Counter()
    for piece in pieces:
        if piece.kind is BlockKind.PARAGRAPH and piece.size:
            sizes[piece.size] += len(piece.text)
    return sizes.most_common(1)[0][0] if sizes else 0


def _is_fake(piece: Piece, usual: float) -> bool:
    if piece.kind is not BlockKind.PARAGRAPH or not may_be_title(piece.text):
        return False
    return piece.strong == (piece.text,) or bool(usual and piece.size >= _LARGER * usual)
