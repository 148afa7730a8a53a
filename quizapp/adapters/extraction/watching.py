"""How far a long reading is, for whoever wants to know."""

from collections.abc import Callable
from contextvars import ContextVar

# Told the pages read and the pages in all. A reader asks for it; nobody passes it along.
page_watcher: ContextVar[Callable[[int, int], None] | None] = ContextVar(
    "page_watcher", default=None
)
