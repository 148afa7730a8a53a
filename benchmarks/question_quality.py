"""How good the drafted questions are: figures that need no judge, and a sheet for one who judges.

    question_quality.py PATH... [--sheet FILE.csv] [--json] [--sample N --seed S]
    question_quality.py --judged FILE.csv [--by COLUMN] [--json]

Every document goes reader -> outline -> draft, twice: once against the clock, once with its memory
counted; the two drafts must agree. The sheet has a line a question with two empty columns, verdict
(as_is, small_edit or reject) and reason; docs/question-quality.md holds the rubric. A filled sheet
gives the shares of each verdict with Wilson's 95 % interval (Wilson, 1927).
"""

import argparse
import json
import re
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.review_sheet import (  # noqa: E402
    COLUMNS,
    LETTERS,
    judged_shares,
    ratio,
    read_sheet,
    row_of,
    sample,
    shares_as_text,
    write_sheet,
)
from quizapp.adapters.extraction import KINDS_READ, read_document  # noqa: E402
from quizapp.core import generation  # noqa: E402
from quizapp.core.blocks import SourceText  # noqa: E402
from quizapp.core.errors import Invalid  # noqa: E402
from quizapp.core.generation import DraftedItem, DraftedSection  # noqa: E402
from quizapp.core.item_types.choices import Option  # noqa: E402
from quizapp.core.items import Item  # noqa: E402
from quizapp.core.outline import outline, walk  # noqa: E402

WORDS_PER_PAGE = 500
HEADS = (
    "document                        words sect. subst. items /subst.   >=1 >=3,2 2 steps  dup."
    " s/1000w MiB/1000w"
)
_ENOUGH_ITEMS = 3
_ENOUGH_TYPES = 2


@dataclass(frozen=True)
class Part:
    """One section as it was drafted; `path` holds the titles down to it."""

    path: tuple[str, ...]
    drafted: DraftedSection
    substantive: bool


@dataclass(frozen=True)
class Run:
    """One document as it was drafted. `peak` is the most bytes that drafting it held at a time."""

    name: str
    text: str
    parts: tuple[Part, ...]
    seconds: float
    peak: int

    @property
    def words(self) -> int:
        return len(self.text.split())

    def questions(self) -> Iterator[tuple[Part, DraftedItem]]:
        for part in self.parts:
            for drafted in part.drafted.items:
                yield part, drafted


def main() -> None:
    options = parse_arguments()
    if options.judged:
        shares = judged_shares(read_sheet(options.judged), options.by)
        print(json.dumps(shares, indent=2) if options.json else shares_as_text(shares, options.by))
        return
    runs = []
    for path in find_documents(options.paths):
        try:
            runs.append(run_document(path))
        except Invalid as error:
            print(f"{path}: left out. {error}", file=sys.stderr)
    if not runs:
        sys.exit(f"No document to read: {', '.join(KINDS_READ)} are read.")
    figures = {"documents": {run.name: figures_of([run]) for run in runs}, "all": figures_of(runs)}
    print(json.dumps(figures, indent=2) if options.json else figures_as_text(figures))
    if options.sheet:
        rows = [row_of(r.name, part.path, drafted) for r in runs for part, drafted in r.questions()]
        write_sheet(options.sheet, sample(rows, options.sample, options.seed))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("paths", nargs="*", type=Path, help="documents, or folders of them")
    parser.add_argument("--sheet", type=Path, help="write a review sheet here")
    parser.add_argument("--sample", type=int, help="so many questions in the sheet, not all")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--judged", type=Path, help="a filled sheet, to be counted")
    parser.add_argument("--by", choices=COLUMNS, default="rule", help="count verdicts by this")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if bool(options.paths) is bool(options.judged):
        parser.error("give documents, or a filled sheet with --judged")
    return options


def find_documents(paths: Iterable[Path]) -> list[Path]:
    """The files named, and of the folders named the files of a kind that is read, in order."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            files = (file for file in path.rglob("*") if file.suffix.lower() in KINDS_READ)
            found += sorted(files)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def run_document(path: Path) -> Run:
    """Draft a document twice. Raises Invalid for one that can't be read."""
    began = time.perf_counter()
    text, parts = draft_document(path)
    seconds = time.perf_counter() - began
    tracemalloc.start()
    try:
        again = draft_document(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if (text, parts) != again:
        raise AssertionError(f"{path.name} gave two different drafts.")
    return Run(path.name, text, parts, seconds, peak)


def draft_document(path: Path) -> tuple[str, tuple[Part, ...]]:
    """Reader -> outline -> draft: the text that all offsets point into, and its sections."""
    source = last_of(read_document(path.name, path.read_bytes()))
    arranged = outline(source, fallback_title=path.stem)
    document = generation.read_document(arranged, source.text)
    parts = tuple(
        Part(
            tuple(one.title for one in (*ancestors, section)),
            generation.draft_section(ancestors, section, document),
            document.reading_of(section).substantive,
        )
        for ancestors, section in walk(arranged.sections)
    )
    return source.text, parts


def last_of(reading: Any) -> SourceText:
    """What was read; a reader that tells its pages on the way is followed to its end."""
    if isinstance(reading, SourceText):
        return reading
    while True:
        try:
            next(reading)
        except StopIteration as ended:
            source: SourceText = ended.value
            return source


# Figures


def figures_of(runs: Sequence[Run]) -> dict[str, Any]:
    """Every automatic figure of some documents together."""
    parts = [part for run in runs for part in run.parts]
    substantive = [part.drafted.items for part in parts if part.substantive]
    questions = [drafted for run in runs for _, drafted in run.questions()]
    words = sum(run.words for run in runs)
    seconds = sum(run.seconds for run in runs)
    per_word = max(run.peak / max(run.words, 1) for run in runs) / 2**20
    return {
        "words": words,
        "sections": len(parts),
        "substantive_sections": len(substantive),
        "items": len(questions),
        "items_per_substantive_section": ratio(len(questions), len(substantive)),
        "coverage_any": ratio(sum(1 for items in substantive if items), len(substantive)),
        "coverage_enough": ratio(sum(map(is_enough, substantive)), len(substantive)),
        "types": count(drafted.item.type for drafted in questions),
        "rules": count(drafted.rule for drafted in questions),
        "bloom": count(drafted.item.bloom.value for drafted in questions),
        "steps": count(drafted.item.step.value for drafted in questions),
        "objectives_with_two_steps": share_with_two_steps(runs),
        "duplicate_stems": sum(repeats(stem_of(d.item) for _, d in r.questions()) for r in runs),
        "duplicate_sources": sum(
            repeats(source_of(d.item) for _, d in r.questions()) for r in runs
        ),
        "findings": count(f"{f.severity.value}:{f.rule}" for d in questions for f in d.findings),
        "key_positions": count(LETTERS[place] for place in key_places(questions)),
        "longest_is_key": longest_is_key(questions),
        "seconds": round(seconds, 3),
        "seconds_per_1000_words": round(ratio(1000 * seconds, words), 3),
        "seconds_per_page": round(ratio(WORDS_PER_PAGE * seconds, words), 3),
        "peak_mib": round(max(run.peak for run in runs) / 2**20, 2),
        "peak_mib_per_1000_words": round(1000 * per_word, 2),
        "peak_mib_per_page": round(WORDS_PER_PAGE * per_word, 2),
    }


def count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))


def is_enough(items: Sequence[DraftedItem]) -> bool:
    types = {drafted.item.type for drafted in items}
    return len(items) >= _ENOUGH_ITEMS and len(types) >= _ENOUGH_TYPES


def share_with_two_steps(runs: Sequence[Run]) -> float:
    """Of the objectives, the share that can be practised at two difficulty steps or more."""
    steps: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for run in runs:
        for part, drafted in run.questions():
            objective = (run.name, part.drafted.section.start, drafted.item.objective)
            steps[objective].add(drafted.item.step.value)
    return ratio(sum(1 for found in steps.values() if len(found) > 1), len(steps))


def stem_of(item: Item) -> str:
    return " ".join(re.findall(r"\w+", item.stem.casefold()))


def source_of(item: Item) -> str:
    return "" if item.source is None else " ".join(re.findall(r"\w+", item.source.quote.casefold()))


def repeats(values: Iterable[str]) -> int:
    """How many of the values have come before."""
    return sum(times - 1 for times in Counter(values).values())


def choices_of(questions: Iterable[DraftedItem]) -> list[tuple[Option, ...]]:
    return [d.item.content.options for d in questions if d.item.type == "multiple_choice"]


def key_places(questions: Iterable[DraftedItem]) -> list[int]:
    """Of each single choice, where among its options the key stands, from 0."""
    return [
        next(place for place, option in enumerate(options) if option.correct)
        for options in choices_of(questions)
    ]


def longest_is_key(questions: Iterable[DraftedItem]) -> dict[str, float]:
    """Of single choices with one longest option, how many have it for their key, and by chance."""
    clear = [options for options in choices_of(questions) if longest(options) is not None]
    right = [options for options in clear if (found := longest(options)) and found.correct]
    chance = sum(1 / len(options) for options in clear)
    return {
        "n": len(clear),
        "share": ratio(len(right), len(clear)),
        "by_chance": ratio(chance, len(clear)),
    }


def longest(options: Sequence[Option]) -> Option | None:
    ranked = sorted(options, key=lambda option: -len(option.text))
    return None if len(ranked[0].text) == len(ranked[1].text) else ranked[0]


def figures_as_text(figures: dict[str, Any]) -> str:
    lines = [HEADS]
    for name, one in [*figures["documents"].items(), ("all", figures["all"])]:
        lines.append(
            f"{name[:30]:30} {one['words']:6} {one['sections']:5} {one['substantive_sections']:6}"
            f" {one['items']:5} {one['items_per_substantive_section']:7.1f}"
            f" {one['coverage_any']:5.0%} {one['coverage_enough']:5.0%}"
            f" {one['objectives_with_two_steps']:7.0%}"
            f" {one['duplicate_stems'] + one['duplicate_sources']:5}"
            f" {one['seconds_per_1000_words']:7.2f} {one['peak_mib_per_1000_words']:9.1f}"
        )
    whole = figures["all"]
    for name in ("types", "rules", "bloom", "steps", "findings", "key_positions"):
        listed = ", ".join(f"{key} {value}" for key, value in whole[name].items())
        lines.append(f"{name.replace('_', ' ')}: {listed or 'none'}")
    length = whole["longest_is_key"]
    lines += [
        (
            f"longest option is the key: {length['share']:.0%} of {length['n']:.0f} "
            f"(by chance {length['by_chance']:.0%})"
        ),
        f"duplicates: {whole['duplicate_stems']} stems, {whole['duplicate_sources']} sources",
        (
            f"a page of {WORDS_PER_PAGE} words: {whole['seconds_per_page']:.2f} s, "
            f"{whole['peak_mib_per_page']:.1f} MiB at its peak"
        ),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
