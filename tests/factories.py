"""Makes what tests need through the application's own services, never by writing rows."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from quizapp.adapters.extraction import read_document
from quizapp.core.banks import Bank, BankItem
from quizapp.core.formats import toml
from quizapp.core.generation import DraftedItem, DraftedSection
from quizapp.core.item_types import TYPES, Content, ItemContent
from quizapp.core.item_types.choices import Option
from quizapp.core.item_types.matching import matched
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.items import Bloom, Item, Source, Step, with_source
from quizapp.services import accounts, bank_files, courses, documents, review, revisions
from quizapp.services.runtime import Runtime
from quizapp.storage.database import Session
from quizapp.storage.models import Course, CourseRole, Module, ModuleStatus, Role, User
from tests.adapters.pictures import drawing, in_address

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EXAMPLES = Path(__file__).parents[1] / "questions" / "examples"
PASSWORD = "correct horse battery"
KEY_CANARY = "canary-key-7f3a"
RATIONALE_CANARY = "canary-rationale-51bc"
STEPS = ("Wash the hands", "Check the name", "Give the drug", "Write it down")
PAIRS = (
    ("Bile", "Made by the liver"),
    ("Insulin", "Made by the pancreas"),
    ("Renin", "Made by the kidney"),
)
EXTRA = "Made by the spleen"

DOCUMENT = """\
# Care of the liver

## Portal circulation

The portal vein carries blood from the gut to the liver. Blood from the stomach, the spleen and the
intestine reaches the liver through the portal vein before it reaches the heart.

## Jaundice

Jaundice is a yellow colour of the skin caused by bilirubin. Bilirubin rises when the liver cannot
clear it from the blood, and the sclera turn yellow before the skin does.
"""

LIVER_DOCUMENT = """\
# Care of the liver

## Portal circulation

The portal vein carries blood from the gut to the liver. Blood from the stomach, the spleen and the
intestine reaches the liver through the portal vein before it reaches the heart. Portal hypertension
is a raised pressure in the portal vein. It is caused by cirrhosis in most adults.

Signs of portal hypertension are:

- ascites
- enlarged spleen
- oesophageal varices
- dilated veins of the abdominal wall

Warning: bleeding varices are an emergency.

## Jaundice

Jaundice is a yellow colour of the skin caused by bilirubin. Bilirubin rises when the liver cannot
clear it from the blood, and the sclera turn yellow before the skin does. Report new jaundice on the
same day. Itching is relieved by cool baths and by keeping the skin moist.

| Finding | Meaning |
|---|---|
| Dark urine | Bilirubin reaches the kidneys |
| Pale stools | No bilirubin reaches the gut |
"""

# Long enough for lessons and drafted questions, which DOCUMENT is not.
LONG_DOCUMENT = """\
# Blood and bile

## How blood reaches the liver

The liver receives blood from two vessels. The portal vein is the vessel that carries blood from
the stomach, intestines, pancreas and spleen to the liver. The hepatic artery is the vessel that
carries oxygen-rich blood from the aorta to the liver. The portal vein supplies about three quarters
of the blood. Sinusoids are the wide capillaries of the liver, with slow flow and gaps in the walls.

## Signs of blocked bile

Jaundice is a yellow color of the skin and eyes caused by a raised level of bilirubin. Tumors that
block the bile ducts cause jaundice, dark urine, pale stools and itching. Ascites is a collection of
fluid in the abdominal cavity. Ascites causes a tight abdomen and weight gain.

The nurse may find:

- fatigue that rest does not relieve
- loss of appetite
- an enlarged, firm liver edge below the ribs
- swelling of the abdomen
"""

ILLUSTRATED = """\
<html><body><main><h1>Care of the liver</h1><h2>Portal circulation</h2>
<p>The portal vein carries blood from the gut to the liver. It reaches it before the heart.</p>
<figure><img src="{described}" alt="A vein from the gut to the liver">
<figcaption>Figure 1. The portal vein</figcaption></figure>
<p>Portal hypertension is a raised pressure in the portal vein. Cirrhosis causes it.</p>
<p><img src="{bare}"></p><p>Report new jaundice on the same day.</p>
<h2>Jaundice</h2><p>Jaundice is a yellow colour of the skin caused by bilirubin.</p>
</main></body></html>
"""

_WITH_A_KEY_CANARY = ("multiple_choice", "select_all", "true_false")

_SECTIONS = {
    "Portal circulation": (
        "Explain how portal blood reaches the liver.",
        "The portal vein carries blood from the gut to the liver.",
    ),
    "Jaundice": (
        "Explain why jaundice appears.",
        "Jaundice is a yellow colour of the skin caused by bilirubin.",
    ),
}


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move ahead by a timedelta's arguments."""
        self.now += timedelta(**span)


@dataclass(frozen=True)
class School:
    """A published module with its course, an instructor and a learner."""

    course: Course
    module: Module
    instructor: User
    learner: User


def make_user(session: Session, name: str, role: Role = Role.LEARNER) -> User:
    """Somebody with an account."""
    return accounts.register(
        session,
        email=f"{name.lower()}@example.org",
        name=name,
        password=PASSWORD,
        now=START,
        role=role,
    )


def make_item(
    stem: str,
    objective: str,
    quote: str,
    step: Step = Step.EASY,
    type_name: str = "multiple_choice",
) -> Item:
    """An item whose key is its first option, where it has options.

    A single key and the rationales carry canaries.
    """
    return Item(
        stem=stem,
        content=make_content(type_name),
        rationale=f"Because the source says so. {RATIONALE_CANARY}",
        objective=objective,
        step=step,
        bloom=Bloom.UNDERSTAND,
        source=Source(quote, 0, len(quote)),
    )


def make_content(type_name: str) -> ItemContent:
    """Sound content of a type, a canary in every rationale."""
    why = f"So it is. {RATIONALE_CANARY}"
    if type_name == "ordered_response":
        return in_order(STEPS, [why] * len(STEPS))
    if type_name == "matching":
        return matched([(*pair, why) for pair in PAIRS], [(EXTRA, why)])
    if type_name not in _WITH_A_KEY_CANARY:
        return _example_of(type_name, why)
    wrong = ["The renal artery", "The femoral vein", "The left ureter", "The cystic duct"]
    texts = {"multiple_choice": wrong[:3], "select_all": wrong, "true_false": ["False"]}[type_name]
    right = "True" if type_name == "true_false" else f"The right answer {KEY_CANARY}"
    options = [Option(right, correct=True, rationale=f"Right. {RATIONALE_CANARY}")]
    options += [Option(text, correct=False, rationale=f"No. {RATIONALE_CANARY}") for text in texts]
    return Content(type_name, tuple(options))


def _example_of(type_name: str, why: str) -> ItemContent:
    """The content of the example bank of a type, a canary in every rationale."""
    path = EXAMPLES / f"{type_name}.toml"
    (entry,) = toml.loads(path.read_text(encoding="utf-8"), name=path.name).items
    item_type = TYPES[type_name]
    record = item_type.dump(entry.item.content)
    for table in item_type.tables:
        for row in record[table.name]:
            if "rationale" in row:
                row["rationale"] = why
    return item_type.load(record)


def make_bank_of(*type_names: str, each: int = 1) -> Bank:
    """Items of these types, so many of each, all on jaundice."""
    objective, quote = _SECTIONS["Jaundice"]
    items = [
        BankItem(
            f"{type_name.replace('_', '-')}-{number}",
            "Jaundice",
            make_item(
                f"Which jaundice {type_name} number {number} fits?",
                objective,
                quote,
                type_name=type_name,
            ),
        )
        for type_name in type_names
        for number in range(each)
    ]
    return Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d13", "Of every type", "en", tuple(items))


def make_bank() -> Bank:
    """For each section of DOCUMENT one objective with an item at each step."""
    items = []
    for section, (objective, quote) in _SECTIONS.items():
        for number, step in enumerate(Step):
            stem = f"Which {section.lower()} statement number {number} fits?"
            type_name = "select_all" if step is Step.HARD else "multiple_choice"
            item = make_item(stem, objective, quote, step, type_name)
            items.append(BankItem(f"{section.split()[0].lower()}-{step}", section, item))
    return Bank("0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d11", "Care of the liver", "en", tuple(items))


def make_module(
    session: Session,
    course: Course,
    *,
    text: str = DOCUMENT,
    questions: bool = True,
    drafts: bool = False,
) -> Module:
    """A module in review, made of a document by the real pipeline.

    Without its drafted questions where a test counts questions: rules come and go. With `drafts`
    each of DOCUMENT's sections has one drafted question in their place, whatever the rules say.
    """
    content = text.encode()
    document = documents.keep_document(
        session, None, course, filename="liver.md", content=content, now=START
    )
    for step in documents.draft_document("liver.md", content, read_document):
        if isinstance(step, documents.Drafted):
            sections = tuple(
                (above, entry if questions else replace(entry, items=_drafts(entry, drafts)))
                for above, entry in step.sections
            )
            return documents.store_draft(
                session, document, replace(step, sections=sections), now=START
            )
    raise AssertionError("nothing was drafted")


def _drafts(entry: DraftedSection, wanted: bool) -> tuple[DraftedItem, ...]:
    title = entry.section.title
    if not wanted or title not in _SECTIONS:
        return ()
    objective, quote = _SECTIONS[title]
    item = make_item(f"Which drafted {title.lower()} statement fits?", objective, quote)
    start = entry.section.start
    return (DraftedItem(with_source(item, Source(quote, start, start + len(quote))), (), "fixed"),)


def make_illustrated(
    session: Session,
    course: Course,
    content: str | None = None,
    *,
    filename: str = "pictures.html",
    published: bool = True,
) -> Module:
    """A module with a picture that the document describes, and one that it does not."""
    page = (content or illustrated()).encode()
    document = documents.keep_document(
        session, None, course, filename=filename, content=page, now=START
    )
    for step in documents.draft_document(filename, page, read_document):
        if isinstance(step, documents.Drafted):
            module, _report = revisions.store_or_revise(session, document, step, now=START)
            if published and module.status is ModuleStatus.DRAFT:
                bank_files.import_bank(session, module, make_bank(), None, now=START)
                review.publish_module(session, module, now=START)
            return module
    raise AssertionError("nothing was drafted")


def illustrated(side: int = 120) -> str:
    """The page of such a module, with pictures so many dots wide."""
    return ILLUSTRATED.format(
        described=in_address(drawing(side)), bare=in_address(drawing(side, colour=90))
    )


def make_module_of(session: Session, school: School, bank: Bank) -> Module:
    """Another published module of the school's course, with this bank alone."""
    course = session.get_one(Course, school.course.id)
    # The same text again would be the same document.
    text = f"{LIVER_DOCUMENT}\nWith {bank.items[0].slug}.\n"
    module = make_module(session, course, text=text, questions=False)
    bank_files.import_bank(session, module, bank, None, now=START)
    review.publish_module(session, module, now=START)
    return module


def make_school(session: Session, *, text: str = DOCUMENT, drafts: bool = False) -> School:
    """A published module with make_bank()'s questions, an instructor and an enrolled learner.

    LIVER_DOCUMENT, other than DOCUMENT, has every kind of passage. With `drafts` one question a
    section waits to be reviewed.
    """
    instructor = make_user(session, "Ines", Role.INSTRUCTOR)
    learner = make_user(session, "Lena")
    course = courses.create_course(session, instructor, title="Adult health", now=START)
    courses.enrol(session, course, learner, CourseRole.LEARNER, now=START)
    module = make_module(session, course, text=text, questions=False, drafts=drafts)
    bank_files.import_bank(session, module, make_bank(), instructor, now=START)
    review.publish_module(session, module, now=START)
    return School(course, module, instructor, learner)


def make_committed_school(
    runtime: Runtime, *, text: str = DOCUMENT, drafts: bool = False
) -> School:
    """make_school(), committed."""
    with runtime.writing.begin() as session:
        return make_school(session, text=text, drafts=drafts)


def sign_in(session: Session, user: User) -> str:
    """A sign-in's token hash, as the hot path takes it."""
    token = accounts.open_sign_in(session, user, now=START, days=30)
    return accounts.hash_token(token)


def as_uuid(text: str) -> UUID:
    """A uuid from a URL's end."""
    return UUID(text.rstrip("/").rsplit("/", 1)[-1])
