"""The pictures of one document: each is kept once, or left out with a reason."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quizapp.core.pictures import Picture, PictureLimits

if TYPE_CHECKING:
    from PIL.Image import Image

NOT_KEPT = "The picture itself is not kept: Quizapp keeps its caption and its description."
ELSEWHERE = "The picture is not in the file, only its address, and Quizapp fetches nothing."
MISSING = "The file names a picture that is not in it."
DECORATIVE = "The document marks this picture as decorative."
REPEATED = "It stands in many places: a logo or an ornament."
TOO_MANY = "The document has more pictures than are kept of one."
TOO_MUCH = "The pictures before it take all the room that a document has for pictures."
TOO_LONG = "The pictures before it took all the time that a document has for pictures."
_MOST_PLACES = 3

# What pictures may take; None where none is kept. Set by whoever starts a reading.
picture_limits: ContextVar[PictureLimits | None] = ContextVar(
    "picture_limits",
    default=PictureLimits(),  # noqa: B039 - it is frozen
)
# Told before the first picture of a document is unfolded, in case that breaks the process.
picture_watcher: ContextVar[Callable[[], None] | None] = ContextVar("picture_watcher", default=None)


class Unfit(Exception):
    """A picture that is not kept, with the reason in words."""


@dataclass(frozen=True)
class Sight:
    """A picture where a reader met it; `reason` says why it is not kept, "" while nothing does."""

    origin: str = ""
    description: str = ""
    reason: str = ""


class Album:
    """Takes the pictures of one document as its reader meets them, each file once."""

    def __init__(self) -> None:
        self._limits = picture_limits.get()
        self._names: dict[str, str] = {}
        self._found: dict[str, Picture | str] = {}
        self._places: Counter[str] = Counter()
        self._kept = self._bytes = 0
        self._began: float | None = None

    @property
    def limits(self) -> PictureLimits | None:
        """What may be kept, None where nothing is."""
        return self._limits

    def see(self, name: str, read: Callable[[], bytes], description: str) -> Sight:
        """A picture that stands in the document as a file; `read` is asked once for each `name`.

        However often a document shows a large file, it is read and hashed once.
        """
        if self._limits is None:
            return Sight(description=description, reason=NOT_KEPT)
        limits, content = self._limits, b""
        if name not in self._names:
            content = read()
            self._names[name] = hashlib.sha256(content).hexdigest()

        def unfold() -> "Image":
            # Pillow is loaded with the first picture: most documents have none.
            from quizapp.adapters.extraction.picture_dots import unfolded  # noqa: PLC0415

            return unfolded(content, limits)

        return self.see_drawn(self._names[name], description, unfold)

    def see_drawn(self, origin: str, description: str, unfold: Callable[[], "Image"]) -> Sight:
        """A picture that `unfold` makes; it is asked once for each `origin`, a SHA-256."""
        if self._limits is None:
            return Sight(description=description, reason=NOT_KEPT)
        self._places[origin] += 1
        if origin not in self._found:
            try:
                self._found[origin] = self._keep(origin, unfold, self._limits)
            except Unfit as unfit:
                self._found[origin] = str(unfit)
        return Sight(origin, description)

    def reason(self, sight: Sight) -> str:
        """Why a picture is not kept; "" where it is. Known once the document is read."""
        found = self._found.get(sight.origin, MISSING)
        if sight.reason or isinstance(found, str):
            return sight.reason or str(found)
        return REPEATED if self._places[sight.origin] > _MOST_PLACES else ""

    def pictures(self, origins: Iterable[str]) -> tuple[Picture, ...]:
        """The pictures of these origins, each once and in this order."""
        found = (self._found[origin] for origin in dict.fromkeys(origins))
        return tuple(picture for picture in found if isinstance(picture, Picture))

    def _keep(self, origin: str, unfold: Callable[[], "Image"], limits: PictureLimits) -> Picture:
        if self._kept >= limits.most:
            raise Unfit(TOO_MANY)
        if self._began is None:
            self._began = time.process_time()
            if (watcher := picture_watcher.get()) is not None:
                watcher()
        if time.process_time() - self._began > limits.seconds:
            raise Unfit(TOO_LONG)
        from quizapp.adapters.extraction.picture_dots import made_anew  # noqa: PLC0415

        picture = made_anew(origin, unfold, limits)
        if self._bytes + len(picture.content) > limits.total_bytes:
            raise Unfit(TOO_MUCH)
        self._kept += 1
        self._bytes += len(picture.content)
        return picture
