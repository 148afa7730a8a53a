"""A document comes in: received and queued, then read, outlined, drafted and stored."""

import hashlib
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from quizapp.core.blocks import SourceText
from quizapp.core.difficulty import PRIOR_DIFFICULTY
from quizapp.core.errors import Invalid
from quizapp.core.generation import DraftedItem, DraftedSection, draft_section, read_document
from quizapp.core.items import Step, dump_item
from quizapp.core.misspellings import Unknown, rare_words
from quizapp.core.outline import Outline, outline, walk
from quizapp.core.outline import Section as OutlinedSection
from quizapp.core.pictures import Picture
from quizapp.services import jobs
from quizapp.services.pictures import keep_pictures
from quizapp.services.proposing import Proposer, Proposing
from quizapp.storage.models import (
    Course,
    Document,
    ItemRow,
    ItemStatus,
    ItemVersion,
    Job,
    JobStatus,
    Module,
    ModuleStatus,
    Objective,
    Quiz,
    Section,
    User,
)

IMPORT_DOCUMENT = "import_document"
_LESSON_QUIZ_LENGTH = 5
_MODULE_QUIZ_LENGTH = 20
FEWEST_ITEMS_FOR_A_QUIZ = 3

# A reader that takes long tells its pages read, and its pages in all or None, on the way.
Reading = Generator[tuple[int, int | None], None, SourceText]
Reader = Callable[[str, bytes], SourceText | Reading]
# What the dictionaries say of some words, None where there are none.
LookUp = Callable[[Collection[str]], Unknown | None]


@dataclass(frozen=True)
class Drafted:
    """Everything that is made of a document before anything is stored.

    `sections` are in the document's order, each with the section above it (None at the top). `note`
    says what a language model added or why it did not, "" where none was asked.
    """

    source: SourceText
    outline: Outline
    sections: tuple[tuple[OutlinedSection | None, DraftedSection], ...]
    note: str = ""

    def shown_pictures(self) -> tuple[Picture, ...]:
        """The document's pictures that its lessons show."""
        lessons = (entry.lesson for _above, entry in self.sections if entry.lesson is not None)
        passages = (passage for lesson in lessons for passage in lesson.passages)
        origins = {each.origin for passage in passages for each in passage.pictures}
        return tuple(each for each in self.source.pictures if each.origin in origins)


@dataclass(frozen=True)
class ImportStep:
    """How far one step of an import is; `total` is None while it is not known."""

    name: str
    count: int
    total: int | None
    done: bool


def receive_document(
    session: Session,
    user: User | None,
    course: Course,
    *,
    filename: str,
    content: bytes,
    now: datetime,
) -> Job | Module:
    """Keep an uploaded file and queue its import; a file that is here already gives its module.

    Raises Invalid for an empty file.
    """
    document = keep_document(session, user, course, filename=filename, content=content, now=now)
    module = find_module(session, document)
    if module is not None:
        return module
    running = session.scalar(
        select(Job).where(
            Job.document_id == document.id,
            Job.status.in_((JobStatus.QUEUED, JobStatus.RUNNING)),
        )
    )
    return running or jobs.enqueue(session, IMPORT_DOCUMENT, {}, now=now, document=document)


def keep_document(
    session: Session,
    user: User | None,
    course: Course,
    *,
    filename: str,
    content: bytes,
    now: datetime,
) -> Document:
    """Keep a file as it came, once a course. Raises Invalid for an empty one."""
    name = PurePath(filename.replace("\\", "/")).name.strip() or "document.txt"
    if not content or content.isspace():
        raise Invalid("document: the file is empty. Choose one with text in it.")
    digest = hashlib.sha256(content).hexdigest()
    document = session.scalar(
        select(Document).where(Document.course_id == course.id, Document.sha256 == digest)
    )
    if document is None:
        document = Document(
            course_id=course.id,
            created_by=None if user is None else user.id,
            filename=name,
            content=content,
            sha256=digest,
            created_at=now,
        )
        session.add(document)
        session.flush()
    return document


def find_module(session: Session, document: Document) -> Module | None:
    """The module that was made of a document, None while there is none."""
    return session.scalar(select(Module).where(Module.document_id == document.id))


def find_predecessor(session: Session, document: Document) -> Module | None:
    """The module of an earlier file of the same name in the course: what this one revises."""
    return session.scalar(
        select(Module)
        .join(Document, Document.id == Module.document_id)
        .where(
            Document.course_id == document.course_id,
            Document.filename == document.filename,
            Document.id != document.id,
        )
    )


def read_upload(session: Session, document_id: int) -> tuple[str, bytes]:
    """Name and bytes of an uploaded file."""
    document = session.get_one(Document, document_id, options=[undefer(Document.content)])
    return document.filename, document.content


def draft_document(
    filename: str,
    content: bytes,
    read: Reader,
    look_up: LookUp = lambda _words: None,
    proposer: Proposer | None = None,
) -> Generator[ImportStep | Drafted, None, None]:
    """Read, outline and draft a document: steps as they go, and what was drafted at the end.

    A `proposer` adds its questions to the rules'; without its answer there are the rules' alone.
    Raises Invalid when the file cannot be read. Stores nothing.
    """
    source = read(filename, content)
    if not isinstance(source, SourceText):
        source = yield from _extract(source)
    yield ImportStep("extract", len(source.text), len(source.text), done=True)
    unknown = look_up(rare_words(source.text))
    arranged = outline(source, fallback_title=PurePath(filename).stem, unknown=unknown)
    places = list(walk(arranged.sections))
    yield ImportStep("outline", len(places), len(places), done=True)
    document = read_document(arranged, source.text)
    model = None if proposer is None else Proposing(proposer, arranged, document)
    drafted: list[tuple[OutlinedSection | None, DraftedSection]] = []
    items = 0
    for number, (ancestors, section) in enumerate(places, start=1):
        entry = draft_section(ancestors, section, document)
        if model is not None:
            entry = model.extend(ancestors, entry)
        drafted.append((ancestors[-1] if ancestors else None, entry))
        items += len(entry.items)
        done = number == len(places)
        yield ImportStep("lessons", number, len(places), done=done)
        yield ImportStep("items", items, None, done=done)
    note = "" if model is None else model.note()
    yield Drafted(source, arranged, tuple(drafted), note)


def _extract(reading: Reading) -> Generator[ImportStep, None, SourceText]:
    """Follow a reading to its end. Closed early, it closes the reading."""
    with closing(reading):
        while True:
            try:
                count, total = next(reading)
            except StopIteration as ended:
                source: SourceText = ended.value
                return source
            yield ImportStep("extract", count, total, done=False)


def store_draft(session: Session, document: Document, drafted: Drafted, *, now: datetime) -> Module:
    """Turn what was drafted into a module in review; one that is there already is given back."""
    existing = find_module(session, document)
    if existing is not None:
        return existing
    document.text = drafted.source.text
    module = Module(
        course_id=document.course_id,
        document_id=document.id,
        title=drafted.outline.title,
        status=ModuleStatus.DRAFT,
        facts=[{"key": fact.key, "value": fact.value} for fact in drafted.outline.facts],
        dropped=[{"text": r.text, "reason": r.reason} for r in drafted.outline.dropped],
        doubts=[{"text": r.text, "reason": r.reason} for r in drafted.outline.doubts],
        bank_version=1,
        created_at=now,
    )
    session.add(module)
    session.flush()
    rows: dict[int, Section] = {}
    for place, (above, section) in enumerate(drafted.sections):
        parent = None if above is None else rows[id(above)]
        rows[id(section.section)] = store_section(session, module, section, parent, place, now)
    keep_pictures(session, module, drafted.shown_pictures(), now=now)
    add_module_quiz(session, module)
    return module


def add_module_quiz(session: Session, module: Module) -> None:
    """Give a module its quiz."""
    quiz = Quiz(module_id=module.id, title=f"Quiz: {module.title}", length=_MODULE_QUIZ_LENGTH)
    session.add(quiz)
    session.flush()


def add_section_quiz(session: Session, section: Section) -> None:
    """Give a section a quiz of its own; it has FEWEST_ITEMS_FOR_A_QUIZ questions or more."""
    quiz = Quiz(
        module_id=section.module_id,
        section_id=section.id,
        title=f"Quiz: {section.title}",
        length=_LESSON_QUIZ_LENGTH,
    )
    session.add(quiz)
    session.flush()


def add_item(
    session: Session,
    objective: Objective,
    *,
    slug: str,
    record: dict[str, Any],
    findings: list[dict[str, str]],
    status: ItemStatus,
    user: User | None,
    now: datetime,
) -> ItemRow:
    """Add an item with its first version."""
    prior = PRIOR_DIFFICULTY[Step(record["step"])]
    row = ItemRow(
        section_id=objective.section_id,
        objective_id=objective.id,
        slug=slug,
        status=status,
        latest_number=1,
        prior_difficulty=prior,
        item_difficulty=prior,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.add(
        ItemVersion(
            item_id=row.id,
            number=1,
            record=record,
            findings=findings,
            created_by=None if user is None else user.id,
            created_at=now,
        )
    )
    session.flush()
    return row


def get_or_add_objective(session: Session, section: Section, text: str) -> Objective:
    """The section's objective with these words, added after the others where there is none."""
    objectives = list(
        session.scalars(
            select(Objective).where(Objective.section_id == section.id).order_by(Objective.place)
        )
    )
    for objective in objectives:
        if objective.text == text:
            return objective
    objective = Objective(section_id=section.id, place=len(objectives), text=text)
    session.add(objective)
    session.flush()
    return objective


def store_section(
    session: Session,
    module: Module,
    drafted: DraftedSection,
    parent: Section | None,
    place: int,
    now: datetime,
) -> Section:
    """Add a section with its objectives, its drafted items and its quiz."""
    row = Section(
        module_id=module.id,
        parent_id=None if parent is None else parent.id,
        place=place,
        level=drafted.section.level,
        heading=drafted.section.title,
        title=drafted.section.title,
        start=drafted.section.start,
        end=drafted.section.end,
        lesson=None if drafted.lesson is None else asdict(drafted.lesson),
    )
    session.add(row)
    session.flush()
    for text in () if drafted.lesson is None else drafted.lesson.objectives:
        get_or_add_objective(session, row, text)
    store_new_items(session, row, drafted.items, now)
    if len(drafted.items) >= FEWEST_ITEMS_FOR_A_QUIZ:
        add_section_quiz(session, row)
    return row


def store_new_items(
    session: Session, section: Section, drafted: Sequence[DraftedItem], now: datetime
) -> int:
    """Add the drafted items that the section does not have yet; how many those are."""
    known = set(session.scalars(select(ItemRow.slug).where(ItemRow.section_id == section.id)))
    added = 0
    for entry in drafted:
        slug = f"{entry.rule}-{hashlib.sha256(entry.item.stem.encode()).hexdigest()[:12]}"
        if slug in known:
            continue
        known.add(slug)
        added += 1
        add_item(
            session,
            get_or_add_objective(session, section, entry.item.objective),
            slug=slug,
            record=dump_item(entry.item),
            findings=[asdict(finding) for finding in entry.findings],
            status=ItemStatus.IN_REVIEW,
            user=None,
            now=now,
        )
    return added
