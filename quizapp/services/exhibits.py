"""An item's exhibits as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizapp.core.cases import unfold
from quizapp.core.exhibits import Passage, load_exhibits, read_passages
from quizapp.core.items import Item
from quizapp.storage.models import ItemVersion


@dataclass(frozen=True)
class ExhibitView:
    """One tab: its title and its paragraphs and tables in turn."""

    title: str
    trend: bool
    passages: tuple[Passage, ...]


def show_exhibits(item: Item) -> tuple[ExhibitView, ...]:
    """The exhibits of a question, none of which tells its key."""
    return tuple(
        ExhibitView(exhibit.title, exhibit.trend, read_passages(exhibit))
        for exhibit in item.exhibits
    )


def unfold_item(session: Session, item: Item, before: Sequence[int]) -> Item:
    """The question of a case with what the item versions before it have shown."""
    if not before:
        return item
    rows = session.execute(
        select(ItemVersion.id, ItemVersion.record).where(ItemVersion.id.in_(before))
    )
    found = {row.id: row.record for row in rows}
    earlier = [load_exhibits(found[id_]) for id_ in before]
    return replace(item, exhibits=unfold([*earlier, item.exhibits]))
