"""Small pictures, some written by hand, and what was kept of those in a document."""

import base64
import io
import zlib

from PIL import Image, ImageDraw

from quizapp.core.blocks import SourceText


def picture(side: int) -> bytes:
    """A PNG that says it has this many dots a side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    size = side.to_bytes(4, "big") * 2
    head = chunk(b"IHDR", size + bytes([8, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def drawing(
    side: int = 120, *, mode: str = "RGB", kind: str = "PNG", colour: int = 200, **saved: object
) -> bytes:
    """A picture with something on it, half as high as it is wide."""
    image = Image.new("RGB", (side, side // 2), (255, 255, 255))
    pen = ImageDraw.Draw(image)
    pen.ellipse((side // 8, side // 8, side // 2, side // 2 - 4), fill=(colour, 40, 40))
    pen.line((0, 0, side, side // 2), fill=(0, 0, 0), width=3)
    out = io.BytesIO()
    image.convert(mode).save(out, kind, **saved)
    return out.getvalue()


def in_address(content: bytes, kind: str = "image/png") -> str:
    """A picture as the address of itself."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def unfolded(content: bytes) -> Image.Image:
    """A picture as Pillow reads it."""
    return Image.open(io.BytesIO(content))


def placed(source: SourceText) -> list[tuple[str, str]]:
    """What stands before each picture, or at its start, and how it is described."""
    found = []
    for each in source.placed:
        block = next((b for b in reversed(source.blocks) if b.start <= each.at), None)
        found.append(("" if block is None else block.text, each.description))
    return found


def left_out(source: SourceText) -> list[tuple[str, str]]:
    """What was left out, and why."""
    return [(source.text[gone.start : gone.end], gone.reason) for gone in source.dropped]
