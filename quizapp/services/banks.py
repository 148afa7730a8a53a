"""The published bank of a module as selection sees it, kept in the process by its version."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.items import guess_floor, load_item
from quizapp.core.selection import Candidate, Variant
from quizapp.storage.models import ItemRow, ItemStatus, ItemVersion, Module, Objective, Section


@dataclass(frozen=True)
class Bank:
    """A module's published questions, by section in the document's order."""

    version: int
    sections: tuple[tuple[int, tuple[Candidate, ...]], ...]

    def candidates(self, section_ids: frozenset[int] | None = None) -> tuple[Candidate, ...]:
        """The objectives that may be asked, of all sections or of the given ones."""
        return tuple(
            candidate
            for section_id, candidates in self.sections
            if section_ids is None or section_id in section_ids
            for candidate in candidates
        )

    def count_items(self, section_ids: frozenset[int] | None = None) -> int:
        """How many questions there are."""
        return sum(len(candidate.variants) for candidate in self.candidates(section_ids))


class Banks:
    """Banks by module id, each loaded again when its version has grown. One per process."""

    def __init__(self) -> None:
        self._banks: dict[int, Bank] = {}

    def get(self, session: Session, module: Module) -> Bank:
        """The module's bank as of `module.bank_version`."""
        bank = self._banks.get(module.id)
        if bank is None or bank.version != module.bank_version:
            bank = load_bank(session, module)
            self._banks[module.id] = bank
        return bank


def load_bank(session: Session, module: Module) -> Bank:
    """Read the published questions of a module that are not in an excluded section."""
    rows = session.execute(
        select(
            Section.id,
            Section.place,
            Objective.id,
            Objective.place,
            ItemRow.id,
            ItemRow.item_difficulty,
            ItemVersion.id,
            ItemVersion.record,
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
    )
    sections: dict[int, dict[int, list[Variant]]] = {}
    for section_id, _place, objective_id, _objective_place, item_id, b, version_id, record in rows:
        item = load_item(record)
        variant = Variant(
            item_id=item_id,
            version_id=version_id,
            item_difficulty=b,
            guess_floor=guess_floor(item),
            step=item.step,
        )
        sections.setdefault(section_id, {}).setdefault(objective_id, []).append(variant)
    place = 0
    ordered = []
    for section_id, objectives in sections.items():
        candidates = []
        for objective_id, variants in objectives.items():
            candidates.append(Candidate(objective_id, place, tuple(variants)))
            place += 1
        ordered.append((section_id, tuple(candidates)))
    return Bank(module.bank_version, tuple(ordered))


# A published question that is being reworded is accepted, or in review while a finding blocks the
# new wording; learners still get the published version until the new one replaces it. What was
# never published has no version to ask.
ASKABLE = (ItemStatus.PUBLISHED, ItemStatus.ACCEPTED, ItemStatus.IN_REVIEW)
