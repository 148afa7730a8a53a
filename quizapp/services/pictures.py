"""The pictures of a module: kept with it, shown in its lessons, described by its instructors."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from quizapp.core.errors import Invalid
from quizapp.core.pictures import Picture, PlacedPicture
from quizapp.storage.models import Figure, Media, Module
from quizapp.storage.queries.media import insert_media

_LONGEST_ALTERNATIVE = 1000


@dataclass(frozen=True)
class PictureView:
    """A picture as a page shows it. `alternative` is "" where nobody wrote any.

    `written` is what the instructor wrote of it, "" where the document's own words hold.
    """

    uuid: UUID
    sha256: str
    width: int
    height: int
    alternative: str
    written: str

    def of(self, placed: PlacedPicture) -> "PictureView":
        """The picture in one of its places, with the words that the document has for it there."""
        return replace(self, alternative=self.written or placed.description)


def keep_pictures(
    session: Session, module: Module, pictures: Iterable[Picture], *, now: datetime
) -> None:
    """Keep pictures with a module; those that it has already stay as they are.

    The module is held until the end of the transaction, so that a sweep of unused pictures takes
    none away that is brought here, and none that it has taken away is thought to be here.
    """
    session.execute(select(Module.id).where(Module.id == module.id).with_for_update(key_share=True))
    known = set(session.scalars(select(Figure.origin).where(Figure.module_id == module.id)))
    for picture in pictures:
        if picture.origin in known:
            continue
        known.add(picture.origin)
        media_id = _keep_media(session, picture, now)
        session.add(Figure(module_id=module.id, media_id=media_id, origin=picture.origin))
    session.flush()


def find_pictures(
    session: Session, module_id: int, placed: Iterable[PlacedPicture]
) -> dict[str, PictureView]:
    """The pictures that stand in these places, by origin. Nothing is asked where there are none."""
    origins = {picture.origin for picture in placed}
    if not origins:
        return {}
    figures = session.scalars(
        select(Figure)
        .where(Figure.module_id == module_id, Figure.origin.in_(origins))
        .options(joinedload(Figure.media))
    )
    return {figure.origin: _view(figure) for figure in figures}


def read_content(session: Session, media: Media) -> bytes:
    """The bytes of a picture."""
    return session.scalars(select(Media.content).where(Media.id == media.id)).one()


def describe_picture(session: Session, figure: Figure, alternative: str) -> None:
    """Give a picture another alternative text; without words the document's own holds again.

    Raises Invalid for one that is longer than anybody would listen to.
    """
    words = " ".join(alternative.split())
    if len(words) > _LONGEST_ALTERNATIVE:
        raise Invalid(
            f"alternative: say it in {_LONGEST_ALTERNATIVE} letters at most. What takes longer to "
            "explain belongs into the lesson\u2019s text."
        )
    figure.alternative = words or None
    session.flush()


def _keep_media(session: Session, picture: Picture, now: datetime) -> int:
    digest = hashlib.sha256(picture.content).hexdigest()
    wanted = (
        select(Media.id).where(Media.sha256 == digest).with_for_update(read=True, key_share=True)
    )
    found = session.scalar(wanted)
    if found is None:
        # Two imports may bring the same picture at once.
        session.execute(
            insert_media(session.get_bind().dialect.name),
            {
                "sha256": digest,
                "media_type": picture.media_type,
                "details": {"width": picture.width, "height": picture.height},
                "content": picture.content,
                "created_at": now,
            },
        )
        found = session.scalars(wanted).one()
    return found


def _view(figure: Figure) -> PictureView:
    media = figure.media
    written = figure.alternative or ""
    return PictureView(
        uuid=figure.uuid,
        sha256=media.sha256,
        width=media.details["width"],
        height=media.details["height"],
        alternative=written,
        written=written,
    )
