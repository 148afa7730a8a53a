"""Boxes and sections inside a text: their headings hold what is theirs and nothing behind it.

A heading's section ends where the next heading begins. A boxed note in the middle of a section
would so take what follows the box. Such a note, with its heading, is therefore set behind the rest
of the section that it stands in; that is where a book's boxes float, too.
"""

from dataclasses import dataclass, field, replace

from quizapp.adapters.extraction.assembling import Piece
from quizapp.core.blocks import BlockKind

_DEEPEST = 6


@dataclass
class _Segment:
    """A heading with its own text, and the boxes and sections within that have headings."""

    level: int = 0
    own: list[Piece] = field(default_factory=list)
    floats: list[Piece] = field(default_factory=list)


@dataclass
class _Frame:
    boxed: bool
    segments: list[_Segment] = field(default_factory=lambda: [_Segment()])


class Nest:
    """Takes pieces as they come, with the openings and ends of boxes and sections."""

    def __init__(self) -> None:
        self._frames = [_Frame(boxed=False)]

    def add(self, piece: Piece) -> None:
        """Add one piece to the innermost open box."""
        segments = self._frames[-1].segments
        if piece.kind is BlockKind.HEADING and not piece.left_out:
            segments.append(_Segment(level=piece.level))
        segments[-1].own.append(piece)

    def open(self, *, boxed: bool) -> None:
        """Open a box, or a section that is no box."""
        self._frames.append(_Frame(boxed))

    def close(self) -> None:
        """Close what was opened last."""
        closed = self._frames.pop()
        around = self._frames[-1].segments
        headless, *headed = closed.segments
        around[-1].own += headless.own
        around[-1].floats += headless.floats
        if not headed:
            return
        outer = self._outer_level()
        if around[-1].level and headed[0].level > around[-1].level:
            around[-1].floats += _flat(headed)
        elif closed.boxed and outer:
            around[-1].floats += _lowered(_flat(headed), outer + 1 - headed[0].level)
        else:
            around += headed

    def pieces(self) -> list[Piece]:
        """All pieces in reading order; call it once, when everything is closed."""
        while len(self._frames) > 1:
            self.close()
        return _flat(self._frames[0].segments)

    def _outer_level(self) -> int:
        """Level of the nearest heading that is open, 0 before the first one."""
        levels = (frame.segments[-1].level for frame in reversed(self._frames))
        return next((level for level in levels if level), 0)


def _flat(segments: list[_Segment]) -> list[Piece]:
    return [piece for segment in segments for piece in (*segment.own, *segment.floats)]


def _lowered(pieces: list[Piece], steps: int) -> list[Piece]:
    if steps <= 0:
        return pieces
    return [
        replace(piece, level=min(piece.level + steps, _DEEPEST))
        if piece.kind is BlockKind.HEADING
        else piece
        for piece in pieces
    ]
