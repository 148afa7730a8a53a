"""Pictures, and whatever else is kept as a file of a kind that we write ourselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from quizapp.storage.base import Base, Identified, foreign_key
from quizapp.storage.models.modules import Module


class Media(Base):
    """Bytes by their hash: kept once, never changed, and known to nobody but through what shows it.

    `details` is what showing it needs to know beforehand: of a picture its width and height.
    `unused_since` is when it was first found that nothing shows it; None while something does.
    """

    __tablename__ = "media"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    media_type: Mapped[str]
    details: Mapped[dict[str, Any]]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]
    unused_since: Mapped[datetime | None]


class Figure(Identified):
    """A picture of a module's document. It stays when a newer version no longer has the picture.

    `origin` is the SHA-256 of what stood in the document, by which lessons name the picture and a
    newer version of the document finds it again. `alternative` is the instructor's alternative
    text, None where the document's own holds.
    """

    __tablename__ = "figures"
    __table_args__ = (UniqueConstraint("module_id", "origin"),)

    module_id: Mapped[int] = mapped_column(foreign_key("modules.id", ondelete="CASCADE"))
    media_id: Mapped[int] = mapped_column(foreign_key("media.id"), index=True)
    origin: Mapped[str]
    alternative: Mapped[str | None]

    module: Mapped[Module] = relationship(lazy="raise")
    media: Mapped[Media] = relationship(lazy="raise")
