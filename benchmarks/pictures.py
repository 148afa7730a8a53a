"""What a picture of a document costs: reading time, memory of the reading process, and room.

    .venv/bin/python benchmarks/pictures.py [--count 40]

Documents with so many different pictures, each read in the process of its own that the application
uses, and once more without pictures, which is subtracted. Times are processor time.
"""

import argparse
import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from docx import Document
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.adapters.pdf_files import BOLD, HEIGHT, Run, paragraph, pdf  # noqa: E402

PROSE = "The liver makes bile, which helps with the digestion of fat in the small intestine."
MEASURE = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from quizapp.adapters.sandbox import PICTURES, read_document_apart
path = Path(sys.argv[2])
limits = None if sys.argv[3] == "none" else PICTURES
source = read_document_apart(path.name, path.read_bytes(), pictures=limits)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"seconds": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024,
    "kept": len(source.pictures), "bytes": sum(len(each.content) for each in source.pictures)}))
"""


def photograph(number: int, wide: int, high: int, kind: str) -> bytes:
    image = Image.radial_gradient("L").resize((wide, high))
    grain = Image.effect_noise((wide // 4, high // 4), 25).resize((wide, high))
    whole = Image.merge("RGB", (image, grain, Image.blend(image, grain, number % 10 / 10)))
    ImageDraw.Draw(whole).rectangle(
        (number, number, number + 200, number + 90), fill=(9, 9, number)
    )
    out = io.BytesIO()
    whole.save(out, kind)
    return out.getvalue()


def drawing(number: int) -> bytes:
    image = Image.new("RGBA", (1200, 800), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    for step in range(40):
        pen.line((step * 30, number, 1200 - step * number, 800), fill=(step, 90, 90, 255), width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def word(pictures: list[bytes]) -> bytes:
    document = Document()
    document.add_heading("Liver", 1)
    for content in pictures:
        document.add_paragraph(PROSE)
        document.add_picture(io.BytesIO(content))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def portable(count: int) -> bytes:
    pages, drawn = [], []
    for number in range(count):
        lines = [f"{PROSE} Number {number}." for _ in range(12)]
        pages.append([Run(f"Organ {number}", 72, 80, 16, BOLD), *paragraph(lines, 72, 110)])
        dots = photograph(number, 400, 300, "JPEG")
        drawn.append(
            f"q 400 0 0 300 72 {HEIGHT - 700} cm BI /W 400 /H 300 /BPC 8 /CS /RGB"
            f" /F [/AHx /DCT] ID {dots.hex()}> EI Q"
        )
    return pdf(pages, drawn=drawn)


def measure(name: str, content: bytes, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with_, without = (
            json.loads(
                subprocess.run(  # noqa: S603 - our own program
                    [sys.executable, "-c", MEASURE, str(ROOT), str(path), how],
                    check=True,
                    capture_output=True,
                ).stdout
            )
            for how in ("all", "none")
        )
    each = 1000 * (with_["seconds"] - without["seconds"]) / count
    print(
        f"{with_['kept']:4} kept: {each:6.0f} ms each, {with_['bytes'] / count / 1024:5.0f} kB each"
        f", reader {without['mb']:.0f} -> {with_['mb']:.0f} MB, from {len(content) / 2**20:.1f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=40)
    count = parser.parse_args().count
    for label, make in (
        ("Word, photographs of 12 megapixels", lambda n: photograph(n, 4000, 3000, "JPEG")),
        ("Word, photographs of 2 megapixels, PNG", lambda n: photograph(n, 1600, 1200, "PNG")),
        ("Word, drawings of 1 megapixel", drawing),
    ):
        print(label, end=": ")
        measure("a.docx", word([make(number) for number in range(count)]), count)
    print("PDF, one a page", end=": ")
    measure("a.pdf", portable(count), count)


if __name__ == "__main__":
    main()
