"""What stands before the colon in notes, and what it makes of the words behind it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DATA = files("quizapp.core") / "data"


@dataclass(frozen=True)
class Label:
    """A sort of note: the fields are described in data/note_labels.toml."""

    sort: str
    are: str
    marked: str
    match: str
    aspect: str
    single: bool = False


def label_named(written: str) -> Label | None:
    """The sort that a label names: "S/S" and "Signs & symptoms" both name findings."""
    return _by_name().get(" ".join(written.casefold().strip(" :.-*").split()))


@cache
def _by_name() -> dict[str, Label]:
    record = tomllib.loads((_DATA / "note_labels.toml").read_text(encoding="utf-8"))
    found: dict[str, Label] = {}
    for sort, each in record.items():
        label = Label(
            sort,
            each["are"],
            each["marked"],
            each["match"],
            each["aspect"],
            each.get("single", False),
        )
        found |= dict.fromkeys(each["labels"].split("|"), label)
    return found
