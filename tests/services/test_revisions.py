"""A changed document: what still holds is kept, the rest is named, nothing is deleted."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from quizapp.adapters.extraction import read_document
from quizapp.services import access, documents, review, revisions
from quizapp.services.banks import load_bank
from quizapp.services.revisions import RevisionReport
from quizapp.services.sections import list_sections
from quizapp.storage.database import Session
from quizapp.storage.models import Document, ItemRow, ItemStatus, ItemVersion, Module, Section
from tests.factories import DOCUMENT, START, School, make_school

PORTAL = "The portal vein carries blood from the gut to the liver."
INSERTED = """
## Bleeding

Vitamin K is stored in the liver, and a failing liver makes fewer clotting factors. Clients bruise
easily, and small cuts bleed for longer than before.
"""


@dataclass
class Bench:
    """The school within an open session, and a hand that uploads new versions."""

    session: Session
    school: School

    def upload(self, text: str) -> RevisionReport | None:
        """Bring in another version of the document."""
        document = documents.keep_document(
            self.session,
            None,
            self.school.course,
            filename="liver.md",
            content=text.encode(),
            now=START,
        )
        for step in documents.draft_document("liver.md", text.encode(), read_document):
            if isinstance(step, documents.Drafted):
                module, report = revisions.store_or_revise(self.session, document, step, now=START)
                assert module is self.module or module.id == self.module.id
                return report
        raise AssertionError("nothing was drafted")

    @property
    def module(self) -> Module:
        return self.school.module

    def section(self, title: str) -> Section:
        """The section of this title."""
        return next(s for s in list_sections(self.session, self.module.id) if s.title == title)

    def items(self, title: str) -> list[ItemRow]:
        """The items of a section."""
        return list(
            self.session.scalars(
                select(ItemRow)
                .where(ItemRow.section_id == self.section(title).id)
                .order_by(ItemRow.id)
            )
        )

    def versions(self) -> int:
        """How many item versions there are."""
        return len(self.session.scalars(select(ItemVersion.id)).all())


@pytest.fixture
def bench(session: Session) -> Bench:
    return Bench(session, make_school(session))


def test_the_same_document_again_changes_nothing(bench: Bench) -> None:
    before = bench.versions()
    assert bench.upload(DOCUMENT) is None
    assert bench.versions() == before


def test_a_section_inserted_before_keeps_every_item(bench: Bench) -> None:
    uuids = [item.uuid for item in bench.items("Jaundice")]
    report = bench.upload(DOCUMENT.replace("## Jaundice", f"{INSERTED}\n## Jaundice"))
    assert report is not None
    assert (report.sections_added, report.sections_gone, report.items_stale) == (1, 0, 0)
    assert [item.uuid for item in bench.items("Jaundice")] == uuids
    assert [s.title for s in list_sections(bench.session, bench.module.id)] == [
        "Care of the liver",
        "Portal circulation",
        "Bleeding",
        "Jaundice",
    ]


def test_spans_point_into_the_new_text(bench: Bench) -> None:
    text = DOCUMENT.replace("## Portal", f"{INSERTED}\n## Portal")
    bench.upload(text)
    section = bench.section("Portal circulation")
    assert PORTAL in text[section.start : section.end]


def test_an_item_whose_sentence_is_gone_is_stale_and_asked_of_nobody(bench: Bench) -> None:
    report = bench.upload(DOCUMENT.replace(PORTAL, "Two vessels bring blood to the liver."))
    assert report is not None
    assert report.sections_changed == 1
    stale = [item for item in bench.items("Portal circulation") if item.stale]
    assert len(stale) == report.items_stale == 3
    assert {item.status for item in stale} == {ItemStatus.IN_REVIEW}
    asked = {
        variant.item_id
        for candidate in load_bank(bench.session, bench.module).candidates()
        for variant in candidate.variants
    }
    assert asked.isdisjoint(item.id for item in stale)
    assert asked == {item.id for item in bench.items("Jaundice") if item.published_number}


def test_accepting_a_stale_item_makes_it_askable_again(bench: Bench) -> None:
    bench.upload(DOCUMENT.replace(PORTAL, "Two vessels bring blood to the liver."))
    item = next(item for item in bench.items("Portal circulation") if item.stale)
    item = access.get_item_for(bench.session, bench.school.instructor, item.uuid)
    review.accept(bench.session, item, now=START)
    assert not item.stale
    review.publish_module(bench.session, bench.module, now=START)
    variants = {
        variant.item_id
        for candidate in load_bank(bench.session, bench.module).candidates()
        for variant in candidate.variants
    }
    assert item.id in variants


def test_a_section_that_is_gone_is_kept_aside(bench: Bench) -> None:
    report = bench.upload(DOCUMENT.partition("## Jaundice")[0])
    assert report is not None
    assert report.sections_gone == 1
    gone = bench.section("Jaundice")
    assert gone.stale
    assert gone.excluded
    assert len(bench.items("Jaundice")) >= 3


def test_a_title_of_the_instructors_own_stays(bench: Bench) -> None:
    bench.section("Jaundice").title = "Yellow skin"
    bench.upload(DOCUMENT.replace("## Jaundice", f"{INSERTED}\n## Jaundice"))
    assert bench.section("Yellow skin").heading == "Jaundice"


def test_going_back_to_the_old_document_brings_its_sections_back(bench: Bench) -> None:
    bench.upload(DOCUMENT.replace("## Jaundice", f"{INSERTED}\n## Jaundice"))
    report = bench.upload(DOCUMENT)
    assert report is not None
    assert report.sections_gone == 1
    assert len(bench.session.scalars(select(Document.id)).all()) == 2


def test_a_file_of_another_name_is_another_module(bench: Bench) -> None:
    document = documents.keep_document(
        bench.session,
        None,
        bench.school.course,
        filename="other.md",
        content=INSERTED.encode(),
        now=START,
    )
    assert documents.find_predecessor(bench.session, document) is None
