"""A document that was read <-> plain values for JSON, checked on the way in."""

from typing import Any

from quizapp.core.blocks import Block, BlockKind, LeftOut, SourceText, Unsure

_MAX_LEVEL = 100


def dump_source(source: SourceText) -> dict[str, Any]:
    """A document as plain values. Words that stand in the text just so are not said twice."""
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
    }


def load_source(raw: object) -> SourceText:
    """The document that `dump_source` dumped. Raises ValueError for anything else."""
    match raw:
        case {"text": words, "marked_up": bool(marked_up), "title": title, **rest}:
            text = _text(words)
            return SourceText(
                text,
                tuple(_block(each, text) for each in _list(rest.get("blocks"))),
                marked_up=marked_up,
                title=_text(title),
                dropped=tuple(
                    LeftOut(*_reasoned(each, text)) for each in _list(rest.get("dropped"))
                ),
                unsure=tuple(Unsure(*_reasoned(each, text)) for each in _list(rest.get("unsure"))),
            )
    raise ValueError("not a document")


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
