"""Pictures of a document: what is kept of them, where each stands, and how many there may be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# The kinds that pictures are written in when they are kept, and how a file of each begins.
BEGINNINGS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True)
class PictureLimits:
    """What the pictures of one document may take; docs/settings.md explains each.

    `most` is how many are kept, `total_bytes` what they may take together and `bytes_each` what
    one may. A picture of more than `pixels` is not unfolded; one whose longer side has more than
    `side` is made smaller, and one whose longer side has fewer than `least_side` is an ornament.
    `seconds` of processor time go into all of them.
    """

    most: int = 300
    total_bytes: int = 30 * 1024 * 1024
    bytes_each: int = 1024 * 1024
    pixels: int = 40_000_000
    side: int = 1600
    least_side: int = 48
    seconds: int = 60


@dataclass(frozen=True)
class Picture:
    """A picture made anew from its dots, so that nothing else of its file is left.

    `origin` is the SHA-256 of what stood in the document: the name that the picture keeps however
    it is written. `media_type` is one of BEGINNINGS.
    """

    origin: str
    media_type: str
    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class PlacedPicture:
    """Where a picture stands: at a figure's first letter, or behind the words that end at `at`.

    `description` is the alternative text that the document gives, "" where it gives none.
    """

    at: int
    origin: str
    description: str = ""


def share(placed: Iterable[PlacedPicture], starts: Sequence[int]) -> list[list[PlacedPicture]]:
    """The pictures of each part of a text, by where its parts start, in order."""
    parts: list[list[PlacedPicture]] = [[] for _ in starts]
    here = 0
    for picture in sorted(placed, key=lambda each: each.at):
        while here + 1 < len(starts) and starts[here + 1] <= picture.at:
            here += 1
        parts[here].append(picture)
    return parts


def caption_alone(line: str, pictures: Sequence[PlacedPicture]) -> str:
    """A figure's words without those that describe its pictures, which stand in their place."""
    said = [picture.description for picture in pictures if picture.description]
    for described in ("; ".join(said), " ".join(said)):
        if described and line.endswith(f" ({described})"):
            return line.removesuffix(f" ({described})")
        if described and line in (described, f"Figure: {described}"):
            return ""
    return line
