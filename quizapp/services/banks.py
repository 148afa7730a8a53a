"""The published bank of a module as selection sees it, kept in the process by its version."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from quizapp.core.cases import Judgment, whole_cases
from quizapp.core.items import Step, guess_floor, load_item
from quizapp.core.selection import Candidate, Variant
from quizapp.storage.models import (
    CourseRole,
    Enrolment,
    ItemRow,
    ItemStatus,
    ItemVersion,
    Module,
    Objective,
    Section,
)


@dataclass(frozen=True)
class Bank:
    """A module's published questions, by section in the document's order.

    `version` and `structure_version` are the module's when it was read; `learners` are those of its
    course that exposure is a share of, 0 where they are too few for that. `cases` are the whole
    case studies by title, each with its six item versions in order.
    """

    version: int
    structure_version: int
    learners: int
    sections: tuple[tuple[int, tuple[Candidate, ...]], ...]
    cases: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def candidates(self, section_ids: frozenset[int] | None = None) -> tuple[Candidate, ...]:
        """The objectives that may be asked, of all sections or of the given ones."""
        if section_ids is None:
            return self._everything
        return tuple(chain.from_iterable(self.by_section(section_ids)))

    def by_section(
        self, section_ids: frozenset[int] | None = None
    ) -> tuple[tuple[Candidate, ...], ...]:
        """The same, a tuple for each section."""
        if section_ids is None:
            return self._in_sections
        wanted = sorted(self._places[id_] for id_ in section_ids if id_ in self._places)
        return tuple(self.sections[place][1] for place in wanted)

    def count_items(self, section_ids: frozenset[int] | None = None) -> int:
        """How many questions there are."""
        return sum(len(candidate.variants) for candidate in self.candidates(section_ids))

    @cached_property
    def by_objective(self) -> dict[int, Candidate]:
        """Every candidate by the id of its objective."""
        return {candidate.objective_id: candidate for candidate in self._everything}

    @cached_property
    def structure(self) -> int:
        """The same as long as objectives, their order and weights are."""
        return hash(tuple((one.objective_id, one.weight) for one in self._everything))

    @cached_property
    def _everything(self) -> tuple[Candidate, ...]:
        return tuple(chain.from_iterable(self._in_sections))

    @cached_property
    def _in_sections(self) -> tuple[tuple[Candidate, ...], ...]:
        return tuple(candidates for _id, candidates in self.sections)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {section_id: place for place, (section_id, _) in enumerate(self.sections)}


@dataclass(frozen=True)
class Frontier:
    """Up to where in a scope a learner has met every objective: a section and a place in it.

    Only a hint that saves reading: memories are never taken back, so it can only lie too early.
    """

    structure: int
    section: int = 0
    place: int = 0


class Banks:
    """Banks by module id, each brought up to date when its version has grown. One per process.

    Most often answers have moved a few difficulties, and only those are read. Keeps the variants of
    each wording too, because a wording never changes.
    """

    def __init__(self) -> None:
        self._banks: dict[int, Bank] = {}
        self._wordings: dict[int, Wording] = {}
        self._frontiers: dict[tuple[int, int, frozenset[int] | None], Frontier] = {}

    def get(self, session: Session, module: Module) -> Bank:
        """The module's bank as of `module.bank_version`, or with difficulties newer than that."""
        bank = self._banks.get(module.id)
        moved = None
        if bank is not None and bank.structure_version == module.structure_version:
            if bank.version >= module.bank_version:
                return bank
            moved = move_difficulties(session, module, bank)
        loaded = moved or load_bank(session, module, self._wordings)
        # This session may see less than the one that another request has loaded by.
        if bank is None or loaded.version > bank.version:
            self._banks[module.id] = loaded
        return loaded

    def frontier(
        self, user_id: int, module_id: int, scope: frozenset[int] | None, bank: Bank
    ) -> Frontier:
        """Where new objectives begin, as far as it is known here."""
        known = self._frontiers.get((user_id, module_id, scope))
        if known is None or known.structure != bank.structure:
            return Frontier(bank.structure)
        return known

    def keep_frontier(
        self, user_id: int, module_id: int, scope: frozenset[int] | None, frontier: Frontier
    ) -> None:
        """Remember where new objectives begin."""
        if len(self._frontiers) >= _MOST_FRONTIERS:
            self._frontiers.clear()
        self._frontiers[user_id, module_id, scope] = frontier


@dataclass(frozen=True)
class Wording:
    """What selection needs of an item version's record."""

    guess_floor: float
    step: Step
    case: str
    judgment: Judgment | None


_MOST_FRONTIERS = 20_000
_WORDINGS_AT_ONCE = 500


def load_bank(session: Session, module: Module, wordings: dict[int, Wording] | None = None) -> Bank:
    """Read the published questions of a module that are not in an excluded section.

    `wordings` are known ones by version id; those that are read here are added.
    """
    rows = session.execute(
        select(
            Section.id,
            Section.importance,
            Objective.id,
            ItemRow.id,
            ItemRow.item_difficulty,
            ItemRow.difficulty_answers,
            ItemVersion.id,
        )
        .join(Objective, Objective.section_id == Section.id)
        .join(ItemRow, ItemRow.objective_id == Objective.id)
        .join(
            ItemVersion,
            (ItemVersion.item_id == ItemRow.id) & (ItemVersion.number == ItemRow.published_number),
        )
        .where(
            Section.module_id == module.id,
            Section.excluded.is_(False),
            ItemRow.status.in_(ASKABLE),
            ItemRow.stale.is_(False),
        )
        .order_by(Section.place, Objective.place, Objective.id, ItemRow.id)
    ).all()
    known = {} if wordings is None else wordings
    _read_wordings(session, [row[6] for row in rows if row[6] not in known], known)
    learners = _count_learners(session, module)
    asked = [(known[row[6]].case, known[row[6]].judgment, row[6]) for row in rows]
    sections: dict[int, dict[int, list[Variant]]] = {}
    weights: dict[int, float] = {}
    for section_id, importance, objective_id, item_id, b, answers, version_id in rows:
        # A question of a case is asked within it alone: without the others it says too little.
        if known[version_id].case:
            continue
        weights[section_id] = importance.weight
        variant = Variant(
            item_id=item_id,
            version_id=version_id,
            item_difficulty=b,
            guess_floor=known[version_id].guess_floor,
            step=known[version_id].step,
            exposure=_exposure(answers, learners),
        )
        sections.setdefault(section_id, {}).setdefault(objective_id, []).append(variant)
    place = 0
    ordered = []
    for section_id, objectives in sections.items():
        candidates = []
        for objective_id, variants in objectives.items():
            weight = weights[section_id]
            candidates.append(Candidate(objective_id, place, tuple(variants), section_id, weight))
            place += 1
        ordered.append((section_id, tuple(candidates)))
    return Bank(
        module.bank_version, module.structure_version, learners, tuple(ordered), whole_cases(asked)
    )


def move_difficulties(session: Session, module: Module, bank: Bank) -> Bank | None:
    """A bank with the difficulties that have moved since it was read; equal to one loaded anew.

    None where the course's learners have become more or fewer: then every exposure is another.
    """
    if bank.learners != _count_learners(session, module):
        return None
    rows = session.execute(
        select(
            ItemRow.id,
            ItemRow.objective_id,
            ItemRow.item_difficulty,
            ItemRow.difficulty_answers,
        )
        .join(Section, Section.id == ItemRow.section_id)
        .where(Section.module_id == module.id, ItemRow.difficulty_version > bank.version)
    ).all()
    moved = {item_id: (b, answers) for item_id, _objective_id, b, answers in rows}
    objectives = {row.objective_id for row in rows}

    def renew(variant: Variant) -> Variant:
        if variant.item_id not in moved:
            return variant
        b, answers = moved[variant.item_id]
        return replace(variant, item_difficulty=b, exposure=_exposure(answers, bank.learners))

    sections = tuple(
        (
            section_id,
            tuple(
                replace(candidate, variants=tuple(map(renew, candidate.variants)))
                if candidate.objective_id in objectives
                else candidate
                for candidate in candidates
            ),
        )
        for section_id, candidates in bank.sections
    )
    return replace(bank, version=module.bank_version, sections=sections)


def _read_wordings(session: Session, version_ids: list[int], known: dict[int, Wording]) -> None:
    for first in range(0, len(version_ids), _WORDINGS_AT_ONCE):
        some = version_ids[first : first + _WORDINGS_AT_ONCE]
        for id_, record in session.execute(
            select(ItemVersion.id, ItemVersion.record).where(ItemVersion.id.in_(some))
        ):
            item = load_item(record)
            known[id_] = Wording(guess_floor(item), item.step, item.case, item.judgment)


def _exposure(answers: int, learners: int) -> float:
    """Difficulty is moved by first meetings, and little else."""
    return min(1.0, answers / learners) if learners else 0.0


def _count_learners(session: Session, module: Module) -> int:
    """The course's learners; 0 where they are so few that a share of them says nothing."""
    count = session.scalar(
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.course_id == module.course_id, Enrolment.role == CourseRole.LEARNER)
    )
    return count if count is not None and count >= FEWEST_FOR_EXPOSURE else 0


# With fewer learners in a course, a share of them says nothing.
FEWEST_FOR_EXPOSURE = 20

# A published question that is being reworded is accepted, or in review while a finding blocks the
# new wording; learners still get the published version until the new one replaces it. What was
# never published has no version to ask.
ASKABLE = (ItemStatus.PUBLISHED, ItemStatus.ACCEPTED, ItemStatus.IN_REVIEW)
