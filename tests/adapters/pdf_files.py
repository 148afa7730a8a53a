"""Small PDFs, written by hand: lines of text at places, in a type and a size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 612, 792
PLAIN, BOLD = "F1", "F2"


@dataclass(frozen=True)
class Run:
    """Words at a place, in points from the page's top left."""

    text: str
    x: float
    y: float
    size: float = 10.0
    font: str = PLAIN


def paragraph(lines: Sequence[str], x: float, y: float, size: float = 10.0) -> list[Run]:
    """Lines under one another."""
    return [Run(line, x, y + place * 1.2 * size, size) for place, line in enumerate(lines)]


def pdf(
    pages: Iterable[Sequence[Run]], *, title: str = "", drawn: str | Sequence[str] = ""
) -> bytes:
    """A PDF with these pages; `drawn` is drawn on each, or one a page, in PDF's own words."""
    pages = list(pages)
    each = [drawn] * len(pages) if isinstance(drawn, str) else drawn
    contents = [_content(page, its) for page, its in zip(pages, each, strict=True)]
    kids = " ".join(f"{6 + 2 * place} 0 R" for place in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        f"<< /Title ({_escaped(title)}) >>".encode(),
    ]
    for place, content in enumerate(contents):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents"
            f" {7 + 2 * place} 0 R /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return assemble(objects)


def assemble(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """A PDF file of these objects, the catalogue first, with their places in its table."""
    out = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R {trailer} >>\n".encode()
    return bytes(out + f"startxref\n{table}\n%%EOF\n".encode())


def _content(runs: Sequence[Run], drawn: str) -> bytes:
    lines = [
        f"BT /{run.font} {run.size} Tf {run.x} {HEIGHT - run.y} Td ({_escaped(run.text)}) Tj ET"
        for run in runs
    ]
    return "\n".join([drawn, *lines]).encode("cp1252")


def _font(name: str) -> bytes:
    encoding = "/Encoding /WinAnsiEncoding"
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} {encoding} >>".encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
