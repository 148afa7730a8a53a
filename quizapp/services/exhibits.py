"""An item's exhibits as pages show them."""

from dataclasses import dataclass

from quizapp.core.exhibits import Passage, read_passages
from quizapp.core.items import Item


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
