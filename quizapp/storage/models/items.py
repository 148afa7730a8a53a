"""Items and their versions."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.storage.base import Identified, enum_column, foreign_key
from quizapp.storage.models.modules import Objective, Section


class ItemStatus(StrEnum):
    """Where an item stands on its way to learners.

    A drafted item is in review; an instructor accepts or rejects it; publishing shows it to
    learners; retiring takes it away again without losing what was answered.
    """

    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PUBLISHED = "published"
    RETIRED = "retired"


class ItemRow(Identified):
    """An item through all its versions.

    `latest_number` is the version that instructors edit, `published_number` the one that learners
    are asked.
    A `stale` item rests on words that a newer version of the document no longer has: nobody is
    asked it until it is accepted again. `item_difficulty` is a projection of the responses log:
    `prior_difficulty`, moved by `difficulty_answers` of them, for the last time when the module's
    bank had `difficulty_version`. `previous_status` is what undoing the last decision returns to.
    """

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_section_id_status", "section_id", "status"),
        Index("ix_items_section_id_difficulty_version", "section_id", "difficulty_version"),
        UniqueConstraint("section_id", "slug"),
    )

    section_id: Mapped[int] = mapped_column(foreign_key("sections.id", ondelete="CASCADE"))
    objective_id: Mapped[int] = mapped_column(foreign_key("objectives.id"), index=True)
    slug: Mapped[str]
    status: Mapped[ItemStatus] = mapped_column(enum_column(ItemStatus))
    previous_status: Mapped[ItemStatus | None] = mapped_column(
        enum_column(ItemStatus, name="previous_itemstatus")
    )
    stale: Mapped[bool] = mapped_column(default=False)
    rejected_reason: Mapped[str] = mapped_column(default="")
    latest_number: Mapped[int]
    published_number: Mapped[int | None]
    prior_difficulty: Mapped[float]
    item_difficulty: Mapped[float]
    difficulty_answers: Mapped[int] = mapped_column(default=0)
    difficulty_version: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]

    section: Mapped[Section] = relationship(lazy="raise")
    objective: Mapped[Objective] = relationship(lazy="raise")
    latest: Mapped["ItemVersion"] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(ItemVersion.item_id == ItemRow.id,"
        " ItemVersion.number == ItemRow.latest_number)",
    )
    published: Mapped["ItemVersion | None"] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(ItemVersion.item_id == ItemRow.id,"
        " ItemVersion.number == ItemRow.published_number)",
    )


class ItemVersion(Identified):
    """One wording of an item; never changed once written. `record` is the dumped core item."""

    __tablename__ = "item_versions"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    item_id: Mapped[int] = mapped_column(foreign_key("items.id", ondelete="CASCADE"))
    number: Mapped[int]
    record: Mapped[dict[str, Any]]
    findings: Mapped[list[Any]]
    created_by: Mapped[int | None] = mapped_column(
        foreign_key("users.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
