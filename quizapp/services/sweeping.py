"""Pictures that nothing shows any more go, once nothing has shown them for a week.

A picture is in use while a lesson of a module that has it names it, also one that is excluded or
whose section is gone from the document: learners may look at what they answered about. A picture
is first marked, and goes with the first sweep after the grace period that still finds it unused.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from quizapp.services.sections import kept_pictures
from quizapp.storage.models import Figure, Media, Module, Section
from quizapp.storage.queries.banks import in_batches

SWEEP_MEDIA = "sweep_media"
GRACE = timedelta(days=7)


@dataclass(frozen=True)
class Sweep:
    """What a sweep takes away: pictures and their bytes; and how many more wait for their time."""

    gone: int
    size: int
    waiting: int


def foresee_sweep(session: Session, *, now: datetime) -> Sweep:
    """What `sweep_media` would take away now; reads only."""
    unused = _find_unused(session)
    due = _find_due(unused, now)
    return Sweep(len(due), _count_bytes(session, due), len(unused) - len(due))


def sweep_media(session: Session, *, now: datetime) -> Sweep:
    """Mark what has come out of use, and take away what has been so for the grace period."""
    unused = _find_unused(session)
    _mark(session, unused, now)
    due = _hold_unused(session, _find_due(unused, now))
    report = Sweep(len(due), _count_bytes(session, due), len(unused) - len(due))
    for ids in in_batches(due):
        session.execute(delete(Figure).where(Figure.media_id.in_(ids)))
        session.execute(delete(Media).where(Media.id.in_(ids)))
    session.flush()
    return report


def _find_unused(session: Session) -> dict[int, datetime | None]:
    """Media that no lesson shows, by id, each with since when that is known."""
    used = _find_used(session)
    rows = session.execute(select(Media.id, Media.unused_since)).all()
    return {media_id: since for media_id, since in rows if media_id not in used}


def _find_used(session: Session, *where: ColumnElement[bool]) -> set[int]:
    """Media that a lesson shows, of all modules or of some."""
    figures = session.execute(
        select(Figure.module_id, Figure.origin, Figure.media_id)
        .join(Module, Module.id == Figure.module_id)
        .where(*where)
    ).all()
    with_figures = select(Figure.module_id).join(Module, Module.id == Figure.module_id)
    lessons = session.scalars(
        select(Section)
        .where(Section.module_id.in_(with_figures.where(*where)), Section.lesson.is_not(None))
        .execution_options(yield_per=100, populate_existing=True)
    )
    shown = {
        (section.module_id, picture.origin)
        for section in lessons
        for picture in kept_pictures(section)
    }
    return {media_id for module_id, origin, media_id in figures if (module_id, origin) in shown}


def _find_due(unused: dict[int, datetime | None], now: datetime) -> list[int]:
    return [
        media_id for media_id, since in unused.items() if since is not None and since <= now - GRACE
    ]


def _mark(session: Session, unused: Collection[int], now: datetime) -> None:
    """Note since when media are unused; those that came into use again are unmarked."""
    marked = set(session.scalars(select(Media.id).where(Media.unused_since.is_not(None))))
    changes: tuple[tuple[Iterable[int], datetime | None], ...] = (
        (set(unused) - marked, now),
        (marked - set(unused), None),
    )
    for media_ids, since in changes:
        for ids in in_batches(media_ids):
            session.execute(update(Media).where(Media.id.in_(ids)).values(unused_since=since))


def _hold_unused(session: Session, due: Collection[int]) -> set[int]:
    """Those of them that are still unused, once nobody can bring them into use any more.

    An import that brings a picture which is here already holds its module, then the picture
    (`services.pictures.keep_pictures`). What one holds already is left for the next sweep: waiting
    for one picture while holding another could keep both from ever going on.
    """
    modules: set[int] = set()
    for ids in in_batches(due):
        having = select(Figure.module_id).where(Figure.media_id.in_(ids))
        modules.update(
            session.scalars(
                select(Module.id)
                .where(Module.id.in_(having))
                .order_by(Module.id)
                .with_for_update(key_share=True)
            )
        )
    held: set[int] = set()
    for ids in in_batches(due):
        held.update(
            session.scalars(
                select(Media.id).where(Media.id.in_(ids)).with_for_update(skip_locked=True)
            )
        )
    if held:
        held -= _find_used(session, Module.id.in_(modules))
    for ids in in_batches(held):
        # A module that got one of them meanwhile is not among those that are held.
        others = select(Figure.media_id).where(
            Figure.media_id.in_(ids), Figure.module_id.not_in(modules)
        )
        held -= set(session.scalars(others))
    return held


def _count_bytes(session: Session, media_ids: Iterable[int]) -> int:
    return sum(
        session.scalar(select(func.sum(func.length(Media.content))).where(Media.id.in_(ids))) or 0
        for ids in in_batches(media_ids)
    )
