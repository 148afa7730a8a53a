"""The section tree of a module as rows."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.lessons import Passage
from quizapp.core.pictures import PlacedPicture
from quizapp.storage.models import Section

# The start and end of a section that came with a bank and not with the document: it has no place
# in the text, and a newer version of the document leaves it as it is.
NOWHERE = -1


def list_sections(session: Session, module_id: int) -> list[Section]:
    """All sections of a module in the document's order."""
    return list(
        session.scalars(
            select(Section).where(Section.module_id == module_id).order_by(Section.place)
        )
    )


def descendants_of(session: Session, section: Section) -> frozenset[int]:
    """Ids of a section and of everything below it."""
    parents = session.execute(
        select(Section.id, Section.parent_id)
        .where(Section.module_id == section.module_id)
        .order_by(Section.place)
    )
    found = {section.id}
    for section_id, parent_id in parents:
        if parent_id in found:
            found.add(section_id)
    return frozenset(found)


def kept_passages(section: Section) -> tuple[Passage, ...]:
    """The text of a section's lesson as it was kept; one of an older Quizapp lacks later fields."""
    return tuple(
        Passage(
            **record
            | {
                "lines": tuple(record["lines"]),
                "depths": tuple(record.get("depths", ())),
                "pictures": tuple(PlacedPicture(**each) for each in record.get("pictures", ())),
            }
        )
        for record in (section.lesson or {}).get("passages", ())
    )


def kept_pictures(section: Section) -> tuple[PlacedPicture, ...]:
    """The pictures of a section's lesson, in order."""
    return tuple(
        PlacedPicture(**picture)
        for record in (section.lesson or {}).get("passages", ())
        for picture in record.get("pictures", ())
    )
