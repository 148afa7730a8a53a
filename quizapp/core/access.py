"""Who may do what: the whole policy as one pure function."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What a person may want to do with something that belongs to a course."""

    LEARN = "learn"
    TEACH = "teach"


@dataclass(frozen=True)
class Standing:
    """A person's place: across the installation, and in the course at hand."""

    is_admin: bool = False
    learns_here: bool = False
    teaches_here: bool = False


def can(standing: Standing, action: Action) -> bool:
    """Whether somebody of this standing may do this. What is not allowed here is refused."""
    if standing.is_admin:
        return True
    if action is Action.TEACH:
        return standing.teaches_here
    return standing.learns_here or standing.teaches_here
