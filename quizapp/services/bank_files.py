"""Bank files into a module: new items come in, known ones are updated, nothing is doubled."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.banks import Bank, BankItem, locate
from quizapp.core.difficulty import PRIOR_DIFFICULTY
from quizapp.core.errors import Invalid
from quizapp.core.items import Item, Severity, dump_item, with_source
from quizapp.core.quality import check
from quizapp.services.documents import add_item, get_or_add_objective
from quizapp.services.outlines import read_text
from quizapp.services.sections import list_sections
from quizapp.storage.models import ItemRow, ItemStatus, ItemVersion, Module, Section, User


@dataclass(frozen=True)
class BankReport:
    """How many items of a bank file were new, changed, or the same as before."""

    added: int
    changed: int
    unchanged: int


def import_bank(
    session: Session, module: Module, bank: Bank, user: User | None, *, now: datetime
) -> BankReport:
    """Bring a reviewed bank into a module; its items arrive accepted.

    An item is known by the bank's uuid and its own slug, so that the same file again changes
    nothing. Raises Invalid naming each item whose section or quote the module does not have, or
    that a finding blocks; then nothing is brought in.
    """
    sections = {section.title.casefold(): section for section in list_sections(session, module.id)}
    text = read_text(session, module)
    problems: list[str] = []
    ready: list[tuple[BankItem, Section, Item]] = []
    for entry in bank.items:
        section = sections.get(entry.section.casefold())
        if section is None:
            problems.append(
                f"{entry.slug}: the module has no section {entry.section!r}. Use one of its titles."
            )
            continue
        item, problem = _placed(entry, text)
        if problem:
            problems.append(problem)
        else:
            ready.append((entry, section, item))
    if problems:
        raise Invalid(problems)

    known = {
        row.slug: row
        for row in session.scalars(
            select(ItemRow)
            .join(Section, Section.id == ItemRow.section_id)
            .where(Section.module_id == module.id, ItemRow.slug.startswith(f"{bank.uuid}/"))
            .options(joinedload(ItemRow.latest))
        )
    }
    added = changed = 0
    for entry, section, item in ready:
        row = known.get(f"{bank.uuid}/{entry.slug}")
        if row is None:
            _add(session, section, f"{bank.uuid}/{entry.slug}", item, user, now)
            added += 1
        elif row.latest.record != dump_item(item):
            _change(session, row, section, item, user, now)
            changed += 1
    return BankReport(added, changed, len(ready) - added - changed)


def _placed(entry: BankItem, text: str) -> tuple[Item, str]:
    item = entry.item
    if item.source is not None:
        source = locate(item.source.quote, text)
        if source is None:
            return item, f"{entry.slug}: the document does not contain {item.source.quote!r}."
        item = with_source(item, source)
    blocking = [finding.message for finding in check(item) if finding.severity is Severity.BLOCK]
    return item, f"{entry.slug}: {' '.join(blocking)}" if blocking else ""


def _add(
    session: Session, section: Section, slug: str, item: Item, user: User | None, now: datetime
) -> None:
    add_item(
        session,
        get_or_add_objective(session, section, item.objective),
        slug=slug,
        record=dump_item(item),
        findings=[asdict(finding) for finding in check(item)],
        status=ItemStatus.ACCEPTED,
        user=user,
        now=now,
    )


def _change(
    session: Session, row: ItemRow, section: Section, item: Item, user: User | None, now: datetime
) -> None:
    objective = get_or_add_objective(session, section, item.objective)
    row.section_id, row.objective_id = section.id, objective.id
    if not row.difficulty_answers:
        row.prior_difficulty = row.item_difficulty = PRIOR_DIFFICULTY[item.step]
    row.latest_number += 1
    row.status, row.previous_status = ItemStatus.ACCEPTED, None
    session.add(
        ItemVersion(
            item_id=row.id,
            number=row.latest_number,
            record=dump_item(item),
            findings=[asdict(finding) for finding in check(item)],
            created_by=None if user is None else user.id,
            created_at=now,
        )
    )
    session.flush()
