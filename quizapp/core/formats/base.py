"""What every format of question banks provides. docs/adding-a-format.md lists the edits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quizapp.core.banks import Bank
from quizapp.core.items import Item


@dataclass(frozen=True)
class ParsedItem:
    """A question as it was read.

    `identifier` is the file's own where it has one and "" where not; `assemble` then derives it
    from the question's words. `place` says where it stands, such as "line 12". `section` is the
    path of its category, from the top. `media` are names of files in the bank's `media`; `notes`
    say in words what was changed or lost in reading. `unsaid` are the item's fields that the file
    says nothing of ("rationale", "step", "bloom", "objective"), which hold a default: an import
    that updates an item leaves what is there. `whole` is set where the file holds all that an item
    is; where it is not, exhibits and the place in a case study stay too.
    """

    identifier: str
    place: str
    section: tuple[str, ...]
    item: Item
    media: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True)
class Skipped:
    """Something in the file that is not taken in: where it stands, its first words, and why."""

    place: str
    words: str
    reason: str


@dataclass(frozen=True)
class ParsedBank:
    """A file as it was read; nothing of it is left out in silence.

    `uuid` is the bank's own identity and `language` a BCP 47 tag, both "" where the file has none.
    `notes` are about the file as a whole, `media` the files that it holds, by name.
    """

    title: str
    items: tuple[ParsedItem, ...]
    skipped: tuple[Skipped, ...] = ()
    uuid: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()
    media: Mapping[str, bytes] = field(default_factory=dict)


class Lost(StrEnum):
    """What of an item a format may not carry."""

    ITEM = "item"
    RATIONALE = "rationale"
    ROW_RATIONALES = "row rationales"
    OBJECTIVE = "objective"
    STEP = "step"
    BLOOM = "bloom"
    SOURCE = "source"
    AUTHOR = "author"
    SECTION = "section"
    IDENTITY = "identity"
    LINES = "lines"
    SPACING = "spacing"
    CLOSE = "close spelling"
    EXHIBITS = "exhibits"
    CASE = "case study"


@dataclass(frozen=True)
class Loss:
    """What a file that was written does not hold of one item. `words` is for the person."""

    slug: str
    lost: Lost
    words: str


@dataclass(frozen=True)
class Written:
    """A bank as a file, and everything of it that the file does not hold."""

    content: bytes
    losses: tuple[Loss, ...] = ()

    @property
    def left_out(self) -> int:
        """How many items are not in the file at all."""
        return sum(1 for loss in self.losses if loss.lost is Lost.ITEM)


@dataclass(frozen=True)
class Format:
    """One format of question banks.

    `endings` are those of its files, with the dot; the first is what an export is given. `fits`
    tells by the content whether a file is of this format, and is asked where several share an
    ending. `read` takes the bytes and the file's name, and raises Invalid naming place and fix for
    a file that cannot be used; what is wrong with one question alone is Skipped.
    """

    name: str
    label: str
    endings: tuple[str, ...]
    media_type: str
    fits: Callable[[bytes], bool]
    read: Callable[[bytes, str], ParsedBank] | None = None
    write: Callable[[Bank], Written] | None = None
