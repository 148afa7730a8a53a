"""Text with blocks -> a tree of sections, each with its place in the source."""

from dataclasses import dataclass

from quizapp.core.blocks import Block, SourceText


@dataclass(frozen=True)
class Fact:
    """One pair of an infobox or a key/value table."""

    key: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Remark:
    """A run of the source that was dropped or is doubted, with the reason in words."""

    text: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading.

    `start`..`end` spans the section without its children; `text` is source_text[start:end] of its
    body. `level` is 1 for a top-level section.
    """

    title: str
    level: int
    start: int
    end: int
    text: str
    blocks: tuple[Block, ...] = ()
    children: tuple["Section", ...] = ()


@dataclass(frozen=True)
class Outline:
    """A document's structure.

    `dropped` is page chrome, bylines and repeats; `doubts` are sentences that an instructor should
    check before publishing.
    """

    title: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    dropped: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()


def outline(source: SourceText, *, fallback_title: str) -> Outline:
    """Arrange a document's blocks into sections."""
    raise NotImplementedError
