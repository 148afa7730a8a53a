"""Which objectives selection is shown: all of a small scope, the pressing ones of a large one.

A scope of up to `WHOLE` objectives is read whole, and the choice is that of a full scan. Of a
larger one come, by index and with limits: what has been due longest and what is due with the least
stability, or where little is due, what falls due next and the least stable of the rest; what was
answered in this sitting; and the first new objectives of the document. The choice is that of a full
scan among those; docs/adaptivity.md has what that loses.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select, union_all
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
_CHUNK = 64
_LARGEST_CHUNK = 512
# A range of ids may hold so many times those that are asked for.
_SPREAD = 2

# Statements are built once: building them costs more than they do. Their text never changes with
# what is asked for, so that PostgreSQL's driver prepares them.
_memories, _objectives, _sections = (
    MemoryState.__table__,
    Objective.__table__,
    Section.__table__,
)
_COLUMNS = (_memories.c.objective_id, *(_memories.c[name] for name in MEMORY_FIELDS))
_MINE = _memories.c.user_id == bindparam("user_id")
_AMONG = _memories.c.objective_id.in_(bindparam("objective_ids", expanding=True))
# Ids of objectives mostly follow each other, and a range is read faster than a long list.
_IN_RANGE = _memories.c.objective_id.between(bindparam("first"), bindparam("last"))
_OF_OBJECTIVES = select(*_COLUMNS).where(_MINE, _AMONG)
_OF_RANGE = select(*_COLUMNS).where(_MINE, _IN_RANGE)
_MET = select(_memories.c.objective_id).where(_MINE, _AMONG)
_MET_OF_RANGE = select(_memories.c.objective_id).where(_MINE, _IN_RANGE)
_IN_MODULE = (
    select(_memories.c.objective_id)
    .join(_objectives, _objectives.c.id == _memories.c.objective_id)
    .join(_sections, _sections.c.id == _objectives.c.section_id)
    .where(_MINE, _sections.c.module_id == bindparam("module_id"))
)
_IN_SECTIONS = _IN_MODULE.where(_sections.c.id.in_(bindparam("section_ids", expanding=True)))


def _pressing_in(scope: Select[Any]) -> Select[Any]:
    """What is due, overdue and least stable; with little due, what is next and least stable."""
    due = scope.where(_memories.c.due_at <= bindparam("now"))
    # What was reviewed today falls due soonest, and another answer today would move nothing.
    later = scope.where(
        _memories.c.due_at > bindparam("now"), _memories.c.reviewed_at < bindparam("today")
    )
    overdue = due.order_by(_memories.c.due_at).limit(DUE).cte("overdue")
    is_much = select(func.count()).select_from(overdue).scalar_subquery() == DUE
    others = (
        due.where(is_much).order_by(_memories.c.stability).limit(FADING),
        later.where(~is_much).order_by(_memories.c.due_at).limit(AHEAD),
        later.where(~is_much).order_by(_memories.c.stability).limit(FADING),
    )
    ids = union_all(select(overdue), *(select(other.subquery()) for other in others))
    return select(*_COLUMNS).where(_MINE, _memories.c.objective_id.in_(ids))


_PRESSING_IN_MODULE, _PRESSING_IN_SECTIONS = _pressing_in(_IN_MODULE), _pressing_in(_IN_SECTIONS)


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
        ids = {candidate.objective_id for candidate in everything}
        statement, named = _name(ids, _OF_RANGE, _OF_OBJECTIVES)
        read = _read(session, statement, given | named)
        return Shortlist(everything, {id_: read[id_] for id_ in read if id_ in ids})
    statement = _PRESSING_IN_MODULE
    if scope is not None:
        statement = _PRESSING_IN_SECTIONS
        given["section_ids"] = sorted(scope)
    memories = _read(session, statement, given)
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


def _name(
    ids: Collection[int], of_range: Select[Any], of_list: Select[Any]
) -> tuple[Select[Any], dict[str, Any]]:
    """The statement that reads these ids and its parameters; a range may bring others along."""
    first, last = min(ids, default=0), max(ids, default=0)
    if last - first < _SPREAD * len(ids):
        return of_range, {"first": first, "last": last}
    return of_list, {"objective_ids": list(ids)}


def _list_new(
    session: Session,
    user_id: int,
    sections: Sequence[Sequence[Candidate]],
    frontier: Frontier,
) -> tuple[list[Candidate], Frontier]:
    """The first new objectives of the first sections that have any, and where those begin.

    Of more than one section, so that two of the same need not follow each other.
    """
    new: dict[int, list[Candidate]] = {}
    begin = Frontier(frontier.structure, len(sections), 0)
    for chunk in _chunks_from(sections, frontier):
        ids = [candidate.objective_id for _number, _place, candidate in chunk]
        statement, named = _name(ids, _MET_OF_RANGE, _MET)
        given = {"user_id": user_id} | named
        met = set(session.connection().execute(statement, given).scalars())
        for number, place, candidate in chunk:
            if candidate.objective_id in met:
                continue
            if not new:
                begin = Frontier(frontier.structure, number, place)
            if number in new or len(new) < NEW_SECTIONS:
                new.setdefault(number, []).append(candidate)
        if len(new) == NEW_SECTIONS:
            break
    return [candidate for some in new.values() for candidate in some[:NEW_EACH]], begin


def _chunks_from(
    sections: Sequence[Sequence[Candidate]], frontier: Frontier
) -> Iterator[list[tuple[int, int, Candidate]]]:
    """What stands from the frontier on with its section and place, in larger and larger chunks."""
    rest = (
        (number, place, section[place])
        for number, section in enumerate(sections[frontier.section :], frontier.section)
        for place in range(frontier.place if number == frontier.section else 0, len(section))
    )
    size = _CHUNK
    while chunk := list(islice(rest, size)):
        yield chunk
        size = min(2 * size, _LARGEST_CHUNK)


__all__ = ["WHOLE", "Shortlist", "list_pressing"]
