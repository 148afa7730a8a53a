"""Which objectives selection is shown: all of a small scope, the pressing ones of a large one.

A scope of up to `WHOLE` objectives is read whole, and the choice is that of a full scan. Of a
larger one come, by index and with limits: what has been due longest and what is due with the least
stability, or where little is due, what falls due next and the least stable of the rest; what was
answered in this sitting; and the first new objectives of the document. The choice is that of a full
scan among those; docs/adaptivity.md has what that loses.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from quizapp.core.memory import Memory
from quizapp.core.selection import Candidate
from quizapp.services.banks import Bank, Banks, Frontier
from quizapp.storage.models import MemoryState, Objective, Section
from quizapp.storage.queries.answering import MEMORY_FIELDS

WHOLE = 400
DUE = 16
FADING = 24
AHEAD = 16
NEW_SECTIONS = 2
NEW_EACH = 4
_CHUNK = 32
_LARGEST_CHUNK = 512

# Statements are built once: building them costs more than they do.
_memories, _objectives, _sections = (
    MemoryState.__table__,
    Objective.__table__,
    Section.__table__,
)
_COLUMNS = (_memories.c.objective_id, *(_memories.c[name] for name in MEMORY_FIELDS))
_MINE = _memories.c.user_id == bindparam("user_id")
_AMONG = _memories.c.objective_id.in_(bindparam("objective_ids", expanding=True))
_OF_OBJECTIVES = select(*_COLUMNS).where(_MINE, _AMONG)
_MET = select(_memories.c.objective_id).where(_MINE, _AMONG)
_IN_MODULE = (
    select(*_COLUMNS)
    .join(_objectives, _objectives.c.id == _memories.c.objective_id)
    .join(_sections, _sections.c.id == _objectives.c.section_id)
    .where(_MINE, _sections.c.module_id == bindparam("module_id"))
)
_IN_SECTIONS = _IN_MODULE.where(_sections.c.id.in_(bindparam("section_ids", expanding=True)))


class _Statements(NamedTuple):
    overdue: Select[Any]
    fading: Select[Any]
    ahead: Select[Any]
    shaky: Select[Any]


def _statements(scope: Select[Any]) -> _Statements:
    due = scope.where(_memories.c.due_at <= bindparam("now"))
    # What was reviewed today falls due soonest, and another answer today would move nothing.
    later = scope.where(
        _memories.c.due_at > bindparam("now"), _memories.c.reviewed_at < bindparam("today")
    )
    return _Statements(
        due.order_by(_memories.c.due_at).limit(DUE),
        due.order_by(_memories.c.stability).limit(FADING),
        later.order_by(_memories.c.due_at).limit(AHEAD),
        later.order_by(_memories.c.stability).limit(FADING),
    )


_FOR_MODULE, _FOR_SECTIONS = _statements(_IN_MODULE), _statements(_IN_SECTIONS)


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
    zone: tzinfo,
) -> Shortlist:
    """What to choose among, as of `now`. `scope` are section ids, None for the whole module."""
    everything = bank.candidates(scope)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    given: dict[str, Any] = {
        "user_id": user_id,
        "module_id": module_id,
        "now": now,
        "today": today.astimezone(UTC),
    }
    if len(everything) <= WHOLE:
        ids = [candidate.objective_id for candidate in everything]
        return Shortlist(everything, _read(session, _OF_OBJECTIVES, given | {"objective_ids": ids}))
    statements = _FOR_MODULE if scope is None else _FOR_SECTIONS
    if scope is not None:
        given["section_ids"] = sorted(scope)
    memories = _read(session, statements.overdue, given)
    if len(memories) == DUE:
        memories |= _read(session, statements.fading, given)
    else:
        memories |= _read(session, statements.ahead, given)
        memories |= _read(session, statements.shaky, given)
    if sitting:
        answered = {"objective_ids": sorted(set(sitting))}
        memories |= _read(session, _OF_OBJECTIVES, given | answered)
    frontier = banks.frontier(user_id, module_id, scope, bank)
    # What counts more is met first, within that in the document's order.
    sections = sorted(bank.by_section(scope), key=lambda section: -section[0].weight)
    new, frontier = _list_new(session, user_id, sections, frontier)
    banks.keep_frontier(user_id, module_id, scope, frontier)
    known = bank.by_objective
    met = [known[id_] for id_ in memories if id_ in known]
    return Shortlist([*met, *new], memories)


def _read(session: Session, query: Select[Any], given: Mapping[str, Any]) -> dict[int, Memory]:
    rows = session.connection().execute(query, given)
    return {row[0]: Memory(*row[1:]) for row in rows}


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
        ids = [candidate.objective_id for candidate in chunk]
        given = {"user_id": user_id, "objective_ids": ids}
        met = set(session.connection().execute(_MET, given).scalars())
        new = [candidate for candidate in chunk if candidate.objective_id not in met]
        if new:
            return new[:NEW_EACH], place + chunk.index(new[0])
        place += size
        size = min(2 * size, _LARGEST_CHUNK)
    return [], place


__all__ = ["WHOLE", "Shortlist", "list_pressing"]
