"""What a line of bare text looks like: before its neighbours are asked, and after."""

from enum import Enum, auto


class Shape(Enum):
    """What a run looks like before its neighbours are asked, and after."""

    PARAGRAPH = auto()
    SHORT = auto()
    BULLET = auto()
    NUMBERED = auto()
    ROW = auto()
    RULE = auto()
    FURNITURE = auto()
    FACT = auto()
    HEADING = auto()
    ITEM = auto()
