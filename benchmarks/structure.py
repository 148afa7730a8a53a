"""How well a document's structure and key terms are found, whatever form it comes in.

    .venv/bin/python benchmarks/structure.py PATH... [--json] [--misses] [--only text,pdf]

Each PATH is an HTML document, or a folder of them, whose h1-h6 outside of nav, aside and footer are
the truth. It is written out as bare text with blank lines around its blocks (`text`), without any
(`tight`), without bullets, as text copied out of a browser is (`pasted`), with neither (`bare`), as
.docx and as .pdf (printed by Chromium). Each is read by the product's own reader and outlined;
beside precision and recall of the headings stands the share of those found whose level is the
publisher's. `terms` compares the lessons' key terms with `glossary` in a structure.toml beside the
document, by file name, or else with the document's own terms in bold:

    ["heart-failure.html"]
    glossary = ["preload", "afterload"]
"""

import argparse
import io
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from docx import Document
from lxml import html as lxml_html

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from quizapp.adapters.extraction import read_document  # noqa: E402
from quizapp.core.generation import draft  # noqa: E402
from quizapp.core.generation.records import draft_to_dict  # noqa: E402
from quizapp.core.outline import outline, walk  # noqa: E402

CHROME_TAGS = ("nav", "aside", "footer", "script", "style", "form", "head")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
Heading = tuple[int, str]
Rendered = Sequence["Part"]


@dataclass(frozen=True)
class Part:
    """A heading (`level` from 1), paragraph, list item or table of a document, as shown."""

    kind: str
    text: str
    level: int = 0
    bold: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counts:
    """Of headings or terms: in truth, found, found rightly; and those at the right level."""

    true: int = 0
    found: int = 0
    right: int = 0
    levels: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.true + other.true,
            self.found + other.found,
            self.right + other.right,
            self.levels + other.levels,
        )

    def figures(self, *, levels: bool) -> dict[str, float]:
        shares = {
            "true": self.true,
            "found": self.found,
            "precision": round(self.right / self.found, 3) if self.found else 1.0,
            "recall": round(self.right / self.true, 3) if self.true else 1.0,
        }
        level = {"levels": round(self.levels / self.right, 3) if self.right else 1.0}
        return shares | (level if levels else {})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--misses", action="store_true", help="say what was missed and what wrong")
    parser.add_argument("--only", default="html,text,tight,pasted,bare,docx,pdf")
    arguments = parser.parse_args()
    kinds = arguments.only.split(",")
    headings: dict[str, Counts] = dict.fromkeys(kinds, Counts())
    terms: dict[str, Counts] = dict.fromkeys(kinds, Counts())
    misses: list[str] = []
    with printing("pdf" in kinds) as print_pdf:
        for path in documents(arguments.paths):
            parts = parts_of(path)
            glossary = glossary_of(path, parts)
            for kind in kinds:
                name, content = rendered(kind, path, parts, print_pdf)
                own, in_terms, said = measure(name, content, parts, glossary)
                headings[kind] += own
                terms[kind] += in_terms
                misses += [f"{path.name} as {kind}: {each}" for each in said]
    figures = {
        kind: {
            "headings": headings[kind].figures(levels=True),
            "terms": terms[kind].figures(levels=False),
        }
        for kind in kinds
    }
    if arguments.json:
        print(json.dumps(figures | ({"misses": misses} if arguments.misses else {}), indent=2))
        return
    say(figures)
    print("\n".join(misses if arguments.misses else ()))


def say(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    print(f"{'':8}{'headings':>10} precision  recall  levels {'terms':>8} precision  recall")
    for kind, own in figures.items():
        titles, terms = own["headings"], own["terms"]
        print(
            f"{kind:8}{titles['true']:10} {titles['precision']:9.3f} {titles['recall']:7.3f}"
            f" {titles['levels']:7.3f} {terms['true']:8} {terms['precision']:9.3f}"
            f" {terms['recall']:7.3f}"
        )


def documents(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.html")) if path.is_dir() else (path,)


def parts_of(path: Path) -> list[Part]:
    """What the document itself holds, in order; its chrome is told by tags alone."""
    root = lxml_html.fromstring(path.read_bytes())
    for element in list(root.iter(*CHROME_TAGS)):
        if element.getparent() is not None:
            element.drop_tree()
    return list(_parts(root))


def _parts(root: Any) -> Iterator[Part]:
    for element in root.iter(*HEADINGS, "p", "li", "tr", "dt", "dd", "pre", "figcaption"):
        if any(above.tag in ("td", "th", "li", "dd") for above in element.iterancestors()):
            continue
        if element.tag == "tr":
            cells = [shown(cell) for cell in element if cell.tag in ("td", "th")]
            yield Part("row", "\t".join(cells))
            continue
        text = shown(element)
        if not text:
            continue
        bold = tuple(shown(inner) for inner in element.iter("strong", "b", "dfn"))
        if element.tag in HEADINGS:
            yield Part("heading", text, int(element.tag[1]))
        elif element.tag in ("li", "dd"):
            numbered = getattr(element.getparent(), "tag", "") == "ol"
            yield Part("numbered" if numbered else "item", text, bold=bold)
        else:
            yield Part("paragraph", text, bold=bold)


def shown(element: Any) -> str:
    return " ".join(element.text_content().split())


def glossary_of(path: Path, parts: Rendered) -> set[str]:
    beside = path.with_name("structure.toml")
    if beside.exists():
        own = tomllib.loads(beside.read_text(encoding="utf-8")).get(path.name, {})
        if "glossary" in own:
            return {folded(term) for term in own["glossary"]}
    return {
        folded(term)
        for part in parts
        for term in part.bold
        if part.kind == "paragraph" and term != part.text and not term.endswith(":")
    }


def folded(text: str) -> str:
    """A title or term for comparing: letters and digits, without a plural's s."""
    bare = re.sub(r"\s*\([^()]*\)", "", text)
    words = re.findall(r"\w+", (bare if bare.strip() else text).casefold())
    return " ".join(word.removesuffix("s") for word in words)


def rendered(
    kind: str, path: Path, parts: Rendered, print_pdf: Callable[[str], bytes]
) -> tuple[str, bytes]:
    if kind == "html":
        return path.name, path.read_bytes()
    if kind == "docx":
        return f"{path.stem}.docx", as_docx(parts)
    if kind == "pdf":
        return f"{path.stem}.pdf", print_pdf(path.read_text(encoding="utf-8"))
    return f"{path.stem}.txt", TEXTS[kind](parts).encode()


def as_text(parts: Rendered) -> str:
    return "\n".join(f"\n{line}" if _opens(parts, at) else line for at, line in _lines(parts))


def as_tight(parts: Rendered) -> str:
    return "\n".join(line for _, line in _lines(parts))


def as_pasted(parts: Rendered) -> str:
    return "\n".join(
        f"\n{part.text}" if part.kind in ("heading", "paragraph") else part.text for part in parts
    )


def as_bare(parts: Rendered) -> str:
    return "\n".join(part.text for part in parts)


def _lines(parts: Rendered) -> Iterator[tuple[int, str]]:
    number = 0
    for at, part in enumerate(parts):
        number = number + 1 if part.kind == "numbered" else 0
        bullet = {"item": "\u2022 ", "numbered": f"{number}. "}.get(part.kind, "")
        yield at, f"{bullet}{part.text}"


def _opens(parts: Rendered, at: int) -> bool:
    """Whether a blank line stands before a part: not within lists and tables."""
    kind = parts[at].kind
    return kind in ("heading", "paragraph") or not at or parts[at - 1].kind != kind


TEXTS = {"text": as_text, "tight": as_tight, "pasted": as_pasted, "bare": as_bare}


def as_docx(parts: Rendered) -> bytes:
    document = Document()
    styles = {"item": "List Bullet", "numbered": "List Number"}
    for part in parts:
        if part.kind == "heading":
            document.add_heading(part.text, part.level)
        elif part.kind == "row":
            cells = part.text.split("\t")
            row = document.add_table(1, len(cells)).rows[0]
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        else:
            paragraph = document.add_paragraph(style=styles.get(part.kind))
            _add_runs(paragraph, part)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_runs(paragraph: Any, part: Part) -> None:
    rest = part.text
    for term in part.bold:
        before, found, after = rest.partition(term)
        if found:
            paragraph.add_run(before)
            paragraph.add_run(found).bold = True
            rest = after
    paragraph.add_run(rest)


class printing:  # noqa: N801 - used as a with statement, like a function
    """Give a function that prints a page to PDF, with one browser for all."""

    def __init__(self, wanted: bool) -> None:
        self._wanted = wanted

    def __enter__(self) -> Callable[[str], bytes]:
        if not self._wanted:
            return lambda _page: b""
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only for this

        from tests.servers import CHROMIUM_OPTIONS, chromium_path  # noqa: PLC0415

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=chromium_path(), args=CHROMIUM_OPTIONS
        )
        sheet = self._browser.new_page(java_script_enabled=False)

        def print_pdf(page: str) -> bytes:
            sheet.set_content(page)
            return sheet.pdf(format="A4", margin=dict.fromkeys(SIDES, "2cm"))

        return print_pdf

    def __exit__(self, *_: object) -> None:
        if self._wanted:
            self._browser.close()
            self._playwright.stop()


SIDES = ("top", "right", "bottom", "left")


def measure(
    name: str, content: bytes, parts: Rendered, glossary: set[str]
) -> tuple[Counts, Counts, list[str]]:
    """Headings and key terms of one document in one form, and in words what went wrong."""
    source = read_document(name, content)
    arranged = outline(source, fallback_title="")
    found = [
        (section.level, section.title)
        for _, section in walk(arranged.sections)
        if section.heading is not None
    ]
    headings, said = compare(true_headings(parts), found)
    own = {
        folded(term["term"])
        for section in _every(draft_to_dict(draft(arranged, source.text))["sections"])
        for term in (section["lesson"] or {}).get("key_terms", ())
    }
    wrong = [f"no such term {term!r}" for term in sorted(own - glossary)]
    missed = [f"term missed {term!r}" for term in sorted(glossary - own)]
    return headings, Counts(len(glossary), len(own), len(own & glossary)), said + wrong + missed


def _every(sections: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for section in sections:
        yield section
        yield from _every(section.get("sections", ()))


def true_headings(parts: Rendered) -> list[Heading]:
    """Depth in the tree, so that a level which the publisher skips does not count."""
    found: list[Heading] = []
    above: list[int] = []
    for part in parts:
        if part.kind == "heading":
            while above and above[-1] >= part.level:
                above.pop()
            above.append(part.level)
            found.append((len(above), part.text))
    return found


def compare(true: Sequence[Heading], found: Sequence[Heading]) -> tuple[Counts, list[str]]:
    one, other = ([folded(title) for _, title in each] for each in (true, found))
    matched = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    pairs = [(m.a + at, m.b + at) for m in matched for at in range(m.size)]
    level = sum(true[a][0] == found[b][0] for a, b in pairs)
    seen, sought = {b for _, b in pairs}, {a for a, _ in pairs}
    said = [f"no such heading {found[at][1]!r}" for at in range(len(found)) if at not in seen]
    said += [f"heading missed {true[at][1]!r}" for at in range(len(true)) if at not in sought]
    said += [
        f"level {found[b][0]} instead of {true[a][0]}: {true[a][1]!r}"
        for a, b in pairs
        if true[a][0] != found[b][0]
    ]
    return Counts(len(true), len(found), len(pairs), level), said


if __name__ == "__main__":
    main()
