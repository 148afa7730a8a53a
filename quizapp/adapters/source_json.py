"""A document that was read <-> plain values for JSON, checked on the way in."""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Any

from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText, Unsure
from quizapp.core.pictures import BEGINNINGS, Picture, PictureLimits, PlacedPicture

_MAX_LEVEL = 100
_ORIGIN = re.compile(r"[0-9a-f]{64}")


def dump_source(source: SourceText) -> dict[str, Any]:
    """A document as plain values; its pictures go one by one, by `dump_picture`.

    Words that stand in the text just so are not said twice.
    """
    return {
        "text": source.text,
        "marked_up": source.marked_up,
        "title": source.title,
        "blocks": [
            [
                block.kind.value,
                None if block.text == source.text[block.start : block.end] else block.text,
                block.start,
                block.end,
                block.level,
                block.ordered,
                block.cells,
                block.strong,
            ]
            for block in source.blocks
        ],
        "dropped": [[gone.start, gone.end, gone.reason] for gone in source.dropped],
        "unsure": [[each.start, each.end, each.reason] for each in source.unsure],
        "placed": [[each.at, each.origin, each.description] for each in source.placed],
    }


def dump_picture(picture: Picture) -> list[Any]:
    """A picture as plain values."""
    content = base64.b64encode(picture.content).decode("ascii")
    return [picture.origin, picture.media_type, picture.width, picture.height, content]


def load_picture(raw: object, limits: PictureLimits) -> Picture:
    """The picture that `dump_picture` dumped. Raises ValueError for anything else.

    It is not decoded, for that is the reading process's to do: it begins as its kind begins, and
    is no larger than one may be.
    """
    match raw:
        case [origin, str(media_type), width, height, str(coded)] if media_type in BEGINNINGS:
            try:
                content = base64.b64decode(coded, validate=True)
            except binascii.Error:
                raise ValueError("not the bytes of a picture") from None
            if not content.startswith(BEGINNINGS[media_type]) or len(content) > limits.bytes_each:
                raise ValueError("not a picture of its kind and size")
            wide, high = _whole(width, limits.side), _whole(height, limits.side)
            return Picture(_origin(origin), media_type, max(wide, 1), max(high, 1), content)
    raise ValueError("not a picture")


def load_source(raw: object, pictures: Sequence[Picture] = ()) -> SourceText:
    """The document that `dump_source` dumped, with these pictures.

    Raises ValueError for anything else.
    """
    match raw:
        case {"text": words, "marked_up": bool(marked_up), "title": title, **rest}:
            text = _text(words)
            known = {picture.origin for picture in pictures}
            return SourceText(
                text,
                tuple(_block(each, text) for each in _list(rest.get("blocks"))),
                marked_up=marked_up,
                title=_text(title),
                dropped=tuple(
                    LeftOut(*_reasoned(each, text)) for each in _list(rest.get("dropped"))
                ),
                unsure=tuple(Unsure(*_reasoned(each, text)) for each in _list(rest.get("unsure"))),
                pictures=tuple(pictures),
                placed=tuple(_placed(each, text, known) for each in _list(rest.get("placed", []))),
            )
    raise ValueError("not a document")


def _placed(raw: object, text: str, known: set[str]) -> PlacedPicture:
    match raw:
        case [at, origin, description] if origin in known:
            return PlacedPicture(_whole(at, len(text)), _origin(origin), _text(description))
    raise ValueError("not a place of a picture")


def _origin(value: object) -> str:
    if not isinstance(value, str) or not _ORIGIN.fullmatch(value):
        raise ValueError("not the name of a picture")
    return value


def _block(raw: object, text: str) -> Block:
    match raw:
        case [kind, words, start, end, level, bool(ordered), cells, strong]:
            start, end = _span(start, end, text)
            return Block(
                BlockKind(_text(kind)),
                text[start:end] if words is None else _text(words),
                start,
                end,
                level=_whole(level, _MAX_LEVEL),
                ordered=ordered,
                cells=tuple(_text(cell) for cell in _list(cells)),
                strong=tuple(_text(run) for run in _list(strong)),
            )
    raise ValueError("not a block")


def _reasoned(raw: object, text: str) -> tuple[int, int, str]:
    match raw:
        case [start, end, reason]:
            return (*_span(start, end, text), _text(reason))
    raise ValueError("not a run with a reason")


def _span(start: object, end: object, text: str) -> tuple[int, int]:
    last = _whole(end, len(text))
    return _whole(start, last), last


def _whole(value: object, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError("not a number in its range")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise ValueError("not a list")
    return value


def _text(value: object) -> str:
    """Text that a database can keep: without half characters (UnicodeEncodeError) and NULs."""
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError("not text")
    value.encode()
    return value
