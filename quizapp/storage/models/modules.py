"""A document and the module made of it: sections, lessons and objectives."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.core.choices import Importance
from quizapp.storage.base import Identified, enum_column, foreign_key
from quizapp.storage.models.courses import Course


class ModuleStatus(StrEnum):
    """Whether learners see the module."""

    DRAFT = "draft"
    PUBLISHED = "published"


class Document(Identified):
    """An uploaded file, kept as it came; `text` is what was read from it, None until it was.

    Every source span points into `text`. The same bytes are kept once a course.
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("course_id", "sha256"),)

    course_id: Mapped[int] = mapped_column(foreign_key("courses.id", ondelete="CASCADE"))
    created_by: Mapped[int | None] = mapped_column(
        foreign_key("users.id", ondelete="SET NULL"), index=True
    )
    filename: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str]
    text: Mapped[str | None] = mapped_column(deferred=True)
    created_at: Mapped[datetime]

    course: Mapped[Course] = relationship(lazy="raise")


class Module(Identified):
    """What a document becomes.

    `bank_version` grows with every change of what learners may be asked, and `structure_version` is
    what it was at the last one that was more than a moved difficulty. `facts`, `dropped` and
    `doubts` are lists of small records, as the outline gave them.
    """

    __tablename__ = "modules"

    course_id: Mapped[int] = mapped_column(
        foreign_key("courses.id", ondelete="CASCADE"), index=True
    )
    document_id: Mapped[int] = mapped_column(
        foreign_key("documents.id", ondelete="CASCADE"), unique=True
    )
    title: Mapped[str]
    status: Mapped[ModuleStatus] = mapped_column(enum_column(ModuleStatus))
    facts: Mapped[list[Any]]
    dropped: Mapped[list[Any]]
    doubts: Mapped[list[Any]]
    bank_version: Mapped[int] = mapped_column(default=1)
    structure_version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]

    course: Mapped[Course] = relationship(lazy="raise")
    document: Mapped[Document] = relationship(lazy="raise")


class Section(Identified):
    """A section of the document. `start`..`end` spans its body in the document's text.

    `heading` is the document's own, `title` what the instructor made of it. `lesson` is the dumped
    core lesson, None where there is only a heading. A section that a newer version of the document
    no longer has is `stale` and excluded.
    """

    __tablename__ = "sections"

    module_id: Mapped[int] = mapped_column(
        foreign_key("modules.id", ondelete="CASCADE"), index=True
    )
    parent_id: Mapped[int | None] = mapped_column(
        foreign_key("sections.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int]
    level: Mapped[int]
    heading: Mapped[str]
    title: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    excluded: Mapped[bool] = mapped_column(default=False)
    stale: Mapped[bool] = mapped_column(default=False)
    importance: Mapped[Importance] = mapped_column(
        enum_column(Importance), default=Importance.NORMAL, server_default=Importance.NORMAL.value
    )
    lesson: Mapped[dict[str, Any] | None]

    module: Mapped[Module] = relationship(lazy="raise")


class Objective(Identified):
    """What a learner should be able to do after a section. Memory is kept per objective."""

    __tablename__ = "objectives"
    __table_args__ = (UniqueConstraint("section_id", "text"),)

    section_id: Mapped[int] = mapped_column(foreign_key("sections.id", ondelete="CASCADE"))
    place: Mapped[int]
    text: Mapped[str]

    section: Mapped[Section] = relationship(lazy="raise")


class Quiz(Identified):
    """A fixed-length test over a module, or over one section of it."""

    __tablename__ = "quizzes"

    module_id: Mapped[int] = mapped_column(
        foreign_key("modules.id", ondelete="CASCADE"), index=True
    )
    section_id: Mapped[int | None] = mapped_column(
        foreign_key("sections.id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str]
    length: Mapped[int]

    module: Mapped[Module] = relationship(lazy="raise")
