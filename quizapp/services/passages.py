"""The text of a lesson as it is shown: marked, with its pictures and the questions to stop for."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.banks import locate
from quizapp.core.item_types import TYPES
from quizapp.core.lesson_checks import Stretch, place_checks
from quizapp.core.lessons import Passage, has_head, mark
from quizapp.core.pictures import caption_alone
from quizapp.core.selection import Candidate
from quizapp.services.outlines import read_text
from quizapp.services.pictures import PictureView, find_pictures
from quizapp.services.sections import kept_passages, kept_pictures
from quizapp.storage.models import ItemRow, ItemVersion, Section


@dataclass(frozen=True)
class CheckView:
    """A question to answer while reading: what it asks, without its options."""

    item_uuid: UUID
    stem: str
    type_label: str


@dataclass(frozen=True)
class PassageView:
    """A run of the lesson. `parts` are its lines, each a run of (text, marked) pieces.

    `depths` and `numbered` are as in the core's Passage; `has_head` says that a table's first row
    names its columns.

    `check` is the question to stop for after it, None where there is none. `pictures` are those of
    a figure, whose `parts` are then its caption alone.
    """

    kind: str
    lines: tuple[str, ...]
    start: int
    end: int
    parts: tuple[tuple[tuple[str, bool], ...], ...]
    depths: tuple[int, ...] = ()
    numbered: bool = False
    has_head: bool = False
    check: CheckView | None = None
    pictures: tuple[PictureView, ...] = ()


def describe_passages(
    session: Session, section: Section, candidates: Iterable[Candidate], quote: str | None
) -> tuple[PassageView, ...]:
    """The lesson's text, with a question to stop for after every few hundred words."""
    passages = kept_passages(section)
    pictures = find_pictures(session, section.module_id, kept_pictures(section))
    checks, offsets = _checks(session, section, candidates)
    placed = place_checks(
        [
            Stretch(one.start, one.end, sum(len(line.split()) for line in one.lines))
            for one in passages
        ],
        offsets,
    )
    return tuple(
        PassageView(
            kind=passage.kind,
            lines=passage.lines,
            start=passage.start,
            end=passage.end,
            parts=tuple(mark(line, quote) for line in _shown_lines(passage, quote)),
            depths=passage.depths,
            numbered=passage.numbered,
            has_head=passage.kind == "table" and has_head(passage),
            check=checks[placed[place]] if place in placed else None,
            pictures=tuple(
                pictures[each.origin].of(each)
                for each in passage.pictures
                if each.origin in pictures
            ),
        )
        for place, passage in enumerate(passages)
    )


def _shown_lines(passage: Passage, quote: str | None) -> tuple[str, ...]:
    """A passage's lines; a picture's caption without the words that the picture is described by."""
    if not passage.pictures:
        return passage.lines
    lines = (
        line if quote and quote in line else caption_alone(line, passage.pictures)
        for line in passage.lines
    )
    return tuple(filter(None, lines))


def _checks(
    session: Session, section: Section, candidates: Iterable[Candidate]
) -> tuple[list[CheckView], list[int]]:
    """The section's published questions that rest on its text, and where each does."""
    ids = [variant.version_id for candidate in candidates for variant in candidate.variants]
    rows = session.execute(
        select(ItemRow.uuid, ItemVersion.record)
        .join(ItemRow, ItemRow.id == ItemVersion.item_id)
        .where(ItemVersion.id.in_(ids))
        .order_by(ItemRow.id)
    ).all()
    body = read_text(session, section.module)[section.start : section.end] if rows else ""
    checks, offsets = [], []
    for uuid, record in rows:
        found = locate(record.get("source", {}).get("quote", ""), body)
        if found is not None:
            checks.append(CheckView(uuid, record["stem"], TYPES[record["type"]].label))
            offsets.append(section.start + found.start)
    return checks, offsets
