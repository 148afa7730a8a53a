"""A module's questions, or a whole course's, as a bank to write to a file."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.banks import Bank, BankItem
from quizapp.core.errors import Invalid, NotFound
from quizapp.core.formats.assembling import shortened
from quizapp.core.formats.base import Format, Lost, Written
from quizapp.core.items import load_item
from quizapp.storage.models import Course, ItemRow, ItemStatus, Module, Section

_OUT = (ItemStatus.REJECTED, ItemStatus.RETIRED)
# No module says which language it is in; this is the tag for just that.
_UNKNOWN_LANGUAGE = "und"
_SLUG = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z0-9]+(?:-[a-z0-9]+)*)")


def export(session: Session, course_slug: str, module_uuid: UUID | None) -> Bank:
    """The bank of a module of a course, or of the whole course. Raises NotFound."""
    course = session.scalar(select(Course).where(Course.slug == course_slug))
    if course is None:
        raise NotFound("There is no such course.")
    if module_uuid is None:
        return export_course(session, course)
    module = session.scalar(
        select(Module).where(Module.course_id == course.id, Module.uuid == module_uuid)
    )
    if module is None:
        raise NotFound("There is no such module in this course.")
    return export_module(session, module)


def export_module(session: Session, module: Module) -> Bank:
    """A module's questions in their latest wording, those rejected or retired left out.

    An item that came from a bank keeps its identity there, another goes by its own uuid: an import
    finds both again. Raises Invalid where there is none.
    """
    rows = _rows(session, [module.id])
    entries = [(row, row.section.title) for row in rows]
    return _bank(module.uuid, module.title, entries)


def export_course(session: Session, course: Course) -> Bank:
    """The questions of all modules of a course; each section is named with its module."""
    modules = {
        module.id: module
        for module in session.scalars(select(Module).where(Module.course_id == course.id))
    }
    entries = [
        (row, f"{modules[row.section.module_id].title} / {row.section.title}")
        for row in _rows(session, list(modules))
    ]
    return _bank(course.uuid, course.title, entries)


@dataclass(frozen=True)
class ExportView:
    """What a format holds of a module's questions.

    `left_out` are questions that it does not hold at all, by their first words, each with the
    reason; `lost` says what is missing of how many others.
    """

    module_uuid: UUID
    module_title: str
    course_slug: str
    format_name: str
    format_label: str
    total: int
    written: int
    left_out: tuple[tuple[str, str], ...]
    lost: tuple[tuple[str, int], ...]


def describe_export(session: Session, module: Module, form: Format) -> ExportView:
    """What an export would hold and lose. Raises Invalid where there is no question."""
    bank = export_module(session, module)
    written = _write(form, bank)
    stems = {entry.slug: entry.item.stem for entry in bank.items}
    gone = [loss for loss in written.losses if loss.lost is Lost.ITEM]
    return ExportView(
        module_uuid=module.uuid,
        module_title=module.title,
        course_slug=module.course.slug,
        format_name=form.name,
        format_label=form.label,
        total=len(bank.items),
        written=len(bank.items) - len(gone),
        left_out=tuple((shortened(stems[loss.slug]), loss.words) for loss in gone),
        lost=tuple(
            Counter(
                loss.words for loss in written.losses if loss.lost is not Lost.ITEM
            ).most_common()
        ),
    )


def write_export(session: Session, module: Module, form: Format) -> tuple[str, bytes]:
    """The name and the bytes of a file with a module's questions. Raises Invalid for none."""
    bank = export_module(session, module)
    return file_name(bank, form.endings[0]), _write(form, bank).content


def _write(form: Format, bank: Bank) -> Written:
    if form.write is None:
        raise AssertionError("a format to write without a writer")
    return form.write(bank)


def file_name(bank: Bank, ending: str) -> str:
    """What a file with this bank is called: "care-of-the-liver.gift"."""
    words = re.sub(r"[^a-z0-9]+", "-", bank.title.casefold()).strip("-")
    return f"{words[:60].strip('-') or 'questions'}{ending}"


def _rows(session: Session, module_ids: Sequence[int]) -> Sequence[ItemRow]:
    return session.scalars(
        select(ItemRow)
        .join(Section, Section.id == ItemRow.section_id)
        .where(Section.module_id.in_(module_ids), ItemRow.status.not_in(_OUT))
        .options(joinedload(ItemRow.latest), joinedload(ItemRow.section))
        .order_by(Section.module_id, Section.place, ItemRow.id)
    ).all()


def _bank(own: UUID, title: str, entries: list[tuple[ItemRow, str]]) -> Bank:
    if not entries:
        raise Invalid("There is no question here to export.")
    slugs = {row.id: _SLUG.fullmatch(row.slug) for row, _section in entries}
    origins = Counter(found[1] for found in slugs.values() if found is not None)
    uuid = next((origin for origin, _count in origins.most_common(1)), str(own))
    items = []
    taken: set[str] = set()
    for row, section in entries:
        found = slugs[row.id]
        slug = str(row.uuid) if found is None or found[1] != uuid else found[2]
        slug = str(row.uuid) if slug in taken else slug
        taken.add(slug)
        items.append(BankItem(slug, section, load_item(row.latest.record)))
    return Bank(uuid, title, _UNKNOWN_LANGUAGE, tuple(items))
