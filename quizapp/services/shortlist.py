"""Which objectives selection is shown: all of a small scope, the pressing ones of a large one.

A scope of up to `WHOLE` objectives is read whole, and the choice is that of a full scan. Of a
larger one come, by index and with limits, what has been due longest and what fell due last, what
falls due next, what was answered in this sitting, and the first new objectives of the document: the
choice is that of a full scan among those.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from quizapp.core.memory import Memory
from quizapp.core.selection import Candidate
from quizapp.services.banks import Bank, Banks, Frontier
from quizapp.storage.models import MemoryState, Objective, Section
from quizapp.storage.queries.answering import MEMORY_FIELDS

WHOLE = 120
DUE = 24
AHEAD = 12
NEW_SECTIONS = 2
NEW_EACH = 4
_CHUNK = 32
_LARGEST_CHUNK = 512

_COLUMNS = [MemoryState.objective_id, *(getattr(MemoryState, name) for name in MEMORY_FIELDS)]


class Shortlist(NamedTuple):
    """Candidates with the learner's memories of them."""

    candidates: Sequence[Candidate]
    memories: Mapping[int, Memory]


def list_pressing(
    session: Session,
    banks: Banks,
    bank: Bank,
    *,
    user_id: int,
    module_id: int,
    scope: frozenset[int] | None,
    sitting: Sequence[int],
    now: datetime,
) -> Shortlist:
    """What to choose among, as of `now`. `scope` are section ids, None for the whole module."""
    everything = bank.candidates(scope)
    if len(everything) <= WHOLE:
        ids = [candidate.objective_id for candidate in everything]
        return Shortlist(everything, _read(session, _of(user_id, ids)))
    in_scope = _in_module(user_id, module_id, scope)
    due = in_scope.where(MemoryState.due_at <= now)
    memories = _read(session, due.order_by(MemoryState.due_at).limit(DUE))
    if len(memories) == DUE:
        memories |= _read(session, due.order_by(MemoryState.due_at.desc()).limit(DUE))
    else:
        ahead = in_scope.where(MemoryState.due_at > now).order_by(MemoryState.due_at)
        memories |= _read(session, ahead.limit(AHEAD))
    if sitting:
        memories |= _read(session, _of(user_id, sorted(set(sitting))))
    frontier = banks.frontier(user_id, module_id, scope, bank)
    new, frontier = _list_new(session, user_id, bank.by_section(scope), frontier)
    banks.keep_frontier(user_id, module_id, scope, frontier)
    known = bank.by_objective
    met = [known[id_] for id_ in memories if id_ in known]
    return Shortlist([*met, *new], memories)


def _of(user_id: int, objective_ids: Sequence[int]) -> Select[Any]:
    return select(*_COLUMNS).where(
        MemoryState.user_id == user_id, MemoryState.objective_id.in_(objective_ids)
    )


def _in_module(user_id: int, module_id: int, scope: frozenset[int] | None) -> Select[Any]:
    query = (
        select(*_COLUMNS)
        .join(Objective, Objective.id == MemoryState.objective_id)
        .join(Section, Section.id == Objective.section_id)
        .where(MemoryState.user_id == user_id, Section.module_id == module_id)
    )
    return query if scope is None else query.where(Section.id.in_(sorted(scope)))


def _read(session: Session, query: Select[Any]) -> dict[int, Memory]:
    return {row[0]: Memory(*row[1:]) for row in session.execute(query)}


def _list_new(
    session: Session,
    user_id: int,
    sections: Sequence[Sequence[Candidate]],
    frontier: Frontier,
) -> tuple[list[Candidate], Frontier]:
    """The first new objectives of the first sections that have any, and where those begin.

    Of more than one section, so that two of the same need not follow each other.
    """
    new: list[Candidate] = []
    found = 0
    place = frontier.place
    for number in range(frontier.section, len(sections)):
        some, first = _new_in(session, user_id, sections[number], place)
        place = 0
        if some and not found:
            frontier = Frontier(frontier.structure, number, first)
        found += bool(some)
        new += some
        if found == NEW_SECTIONS:
            return new, frontier
    if not found:
        frontier = Frontier(frontier.structure, len(sections), 0)
    return new, frontier


def _new_in(
    session: Session, user_id: int, section: Sequence[Candidate], place: int
) -> tuple[list[Candidate], int]:
    """The section's first new objectives from a place on, and the place of the first of them."""
    size = _CHUNK
    while place < len(section):
        chunk = section[place : place + size]
        met = _met(session, user_id, (candidate.objective_id for candidate in chunk))
        new = [candidate for candidate in chunk if candidate.objective_id not in met]
        if new:
            return new[:NEW_EACH], place + chunk.index(new[0])
        place += size
        size = min(2 * size, _LARGEST_CHUNK)
    return [], place


def _met(session: Session, user_id: int, objective_ids: Iterable[int]) -> set[int]:
    return set(
        session.scalars(
            select(MemoryState.objective_id).where(
                MemoryState.user_id == user_id, MemoryState.objective_id.in_(list(objective_ids))
            )
        )
    )


__all__ = ["WHOLE", "Shortlist", "list_pressing"]
