"""What a page of a document costs: reading, outline and drafting, in time and in memory.

    .venv/bin/python benchmarks/pages.py [--json] [--kinds .md,.pdf] [--pages 1,10,100]

Documents of generated prose with headings, as .md, .html and .pdf, and as .scan: pictures of the
pages, which Tesseract reads. Each is read in the process of its own that the application uses,
under its limits; outline and drafting run in another. Peak memory is told of both. Times are
processor time, so that other work on the machine does not count, but for `waited`: how long the
reading took by the clock, Tesseract included. `growth` compares the seconds per page of the
longest document with those of the second shortest: 1.0 is linear time (the shortest is mostly the
start of a process).
"""

import argparse
import html
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.adapters.pdf_files import BOLD, Run, paragraph, pdf  # noqa: E402
from tests.adapters.scans import scanned  # noqa: E402

WORDS_A_LINE, LINES_A_PARAGRAPH, PARAGRAPHS_A_PAGE = 13, 6, 5
SUBJECTS = ["The nurse", "The client", "A provider", "The liver", "Furosemide", "Fluid overload"]
VERBS = ["monitors", "reduces", "causes", "prevents", "increases", "requires"]
OBJECTS = ["the blood pressure", "edema of the legs", "loss of potassium", "a low heart rate"]
ENDS = ["in older adults", "within 24 hours", "before each dose", "after 3 days of therapy"]
MEASURE = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from quizapp.adapters.sandbox import read_document_apart
from quizapp.core.generation import draft
from quizapp.core.outline import outline
path = Path(sys.argv[2])
name = path.with_suffix(".pdf").name if path.suffix == ".scan" else path.name
start = time.perf_counter()
source = read_document_apart(name, path.read_bytes())
waited = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
marks = [time.process_time()]
arranged = outline(source, fallback_title=path.stem)
marks.append(time.process_time())
drafted = draft(arranged, source.text)
marks.append(time.process_time())
own, child = (resource.getrusage(who).ru_maxrss for who in
    (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
unit = 1 if sys.platform == "darwin" else 1024
print(json.dumps({
    "waited_s": waited, "read_s": used.ru_utime + used.ru_stime,
    "outline_s": marks[1] - marks[0], "draft_s": marks[2] - marks[1],
    "reader_mb": child * unit / 2**20, "own_mb": own * unit / 2**20,
}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--kinds", default=".md,.html,.pdf")
    parser.add_argument("--pages", default="1,10,100,300")
    parser.add_argument("--seconds", type=float, default=220, help="stop before this is over")
    options = parser.parse_args()
    counts = [int(count) for count in options.pages.split(",")]
    deadline = time.monotonic() + options.seconds
    report = {
        kind: measure(kind, KINDS[kind], counts, deadline) for kind in options.kinds.split(",")
    }
    if options.json:
        print(json.dumps(report, indent=2))
        return
    for kind, figures in report.items():
        for row in figures["documents"]:
            print(
                f"{kind:5} {row['pages']:4} pages  read {row['read_s']:7.2f} s  waited"
                f" {row['waited_s']:7.2f} s  outline"
                f" {row['outline_s']:6.2f} s  draft {row['draft_s']:7.2f} s  per page"
                f" {row['seconds_per_page'] * 1000:7.1f} ms  reader {row['reader_mb']:4.0f} MB"
                f"  rest {row['own_mb']:4.0f} MB"
            )
        print(f"{kind:5} growth {figures['growth']}  left out {figures['left_out']}")


def measure(
    kind: str, make: Callable[[int], bytes], counts: list[int], deadline: float
) -> dict[str, object]:
    rows: list[dict[str, float]] = []
    left_out: list[int] = []
    for count in counts:
        row = run(f"pages{kind}", make(count), deadline)
        if row is None:
            left_out.append(count)
            continue
        total = row["read_s"] + row["outline_s"] + row["draft_s"]
        rows.append({"pages": count, **row, "seconds_per_page": total / count})
    per_page = [row["seconds_per_page"] for row in rows]
    growth = round(per_page[-1] / per_page[1], 2) if len(per_page) > 2 else None
    return {"documents": rows, "growth": growth, "left_out": left_out}


def run(name: str, content: bytes, deadline: float) -> dict[str, float] | None:
    """The figures of one document from a fresh process; None when time is up or it is refused."""
    left = deadline - time.monotonic()
    if left <= 0:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        try:
            done = subprocess.run(  # noqa: S603
                [sys.executable, "-c", MEASURE, str(ROOT), str(path)],
                capture_output=True,
                text=True,
                timeout=left,
                check=True,
            )
        except subprocess.TimeoutExpired:
            return None
        except subprocess.CalledProcessError as error:
            print(f"{name}: {error.stderr.strip().splitlines()[-1]}", file=sys.stderr)
            return None
    return dict(json.loads(done.stdout))


def pages_of(count: int) -> list[tuple[str, list[list[str]]]]:
    """Title and paragraphs of each page, a paragraph as its lines; the same on every run."""
    rng = random.Random(11)  # noqa: S311
    pages = []
    for number in range(1, count + 1):
        title = f"{number}. {rng.choice(OBJECTS).title()} {rng.choice(ENDS).title()}"
        pages.append((title, [prose(rng) for _ in range(PARAGRAPHS_A_PAGE)]))
    return pages


def prose(rng: random.Random) -> list[str]:
    words: list[str] = []
    while len(words) < WORDS_A_LINE * LINES_A_PARAGRAPH:
        parts = [rng.choice(each) for each in (SUBJECTS, VERBS, OBJECTS, ENDS)]
        words += f"{' '.join(parts)} by {rng.randrange(2, 90)} percent.".split()
    return [" ".join(words[at : at + WORDS_A_LINE]) for at in range(0, len(words), WORDS_A_LINE)]


def as_markdown(count: int) -> bytes:
    parts = [
        "\n\n".join([f"## {title}", *(" ".join(lines) for lines in paragraphs)])
        for title, paragraphs in pages_of(count)
    ]
    return ("# A textbook\n\n" + "\n\n".join(parts) + "\n").encode()


def as_html(count: int) -> bytes:
    parts = [
        f"<h2>{html.escape(title)}</h2>"
        + "".join(f"<p>{html.escape(' '.join(lines))}</p>" for lines in paragraphs)
        for title, paragraphs in pages_of(count)
    ]
    body = "\n".join(parts)
    page = f"<!doctype html><title>A textbook</title><main><h1>A textbook</h1>{body}</main>"
    return page.encode()


def as_pdf(count: int) -> bytes:
    made: list[list[Run]] = []
    for number, (title, paragraphs) in enumerate(pages_of(count), start=1):
        page = [Run("A textbook", 72, 30, 8), Run(str(number), 300, 770, 8)]
        page.append(Run(title, 72, 90, 14, BOLD))
        for place, lines in enumerate(paragraphs):
            page += paragraph(lines, 72, 120 + place * 110, 9)
        made.append(page)
    return pdf(made, title="A textbook")


def as_scan(count: int) -> bytes:
    return scanned(as_pdf(count))


KINDS: dict[str, Callable[[int], bytes]] = {
    ".md": as_markdown,
    ".html": as_html,
    ".pdf": as_pdf,
    ".scan": as_scan,
}

if __name__ == "__main__":
    main()
