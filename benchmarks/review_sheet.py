"""The sheet on which drafted questions are judged, and what the verdicts come to.

A line a question; the judge fills two columns, verdict (one of VERDICTS) and reason.
docs/question-quality.md holds the rubric.
"""

import csv
import hashlib
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quizapp.core.generation import DraftedItem
from quizapp.core.item_types import TYPES
from quizapp.core.items import Item

LETTERS = "ABCDEFGH"
VERDICTS = ("as_is", "small_edit", "reject")
COLUMNS = (
    "id", "document", "section", "rule", "type", "step", "bloom", "objective", "stem", *LETTERS,
    "key", "rationale", "source", "findings", "verdict", "reason",
)  # fmt: skip
_Z = 1.959964


def row_of(document: str, path: Sequence[str], drafted: DraftedItem) -> dict[str, str]:
    """A question as a line of the sheet, not yet judged; `path` are the titles down to it."""
    item, shown = drafted.item, rows_of(drafted.item)
    if len(shown) > len(LETTERS):
        raise AssertionError(f"{len(shown)} options: the sheet holds {len(LETTERS)}.")
    told = json.dumps([document, item.stem, shown])
    row = {
        "id": hashlib.sha256(told.encode()).hexdigest()[:12],
        "document": document,
        "section": " > ".join(path),
        "rule": drafted.rule,
        "type": item.type,
        "step": item.step.value,
        "bloom": item.bloom.value,
        "objective": item.objective,
        "stem": item.stem,
        "key": "".join(letter for letter, (_, right) in zip(LETTERS, shown, strict=False) if right),
        "rationale": item.rationale,
        "source": "" if item.source is None else item.source.quote,
        "findings": "; ".join(f"{f.rule}: {f.message}" for f in drafted.findings),
        "verdict": "",
        "reason": "",
    }
    texts = {letter: text for letter, (text, _) in zip(LETTERS, shown, strict=False)}
    return row | dict.fromkeys(LETTERS, "") | texts


def rows_of(item: Item) -> list[tuple[str, bool]]:
    """The texts of each option, step or pair, and whether it is part of the key.

    Steps stand in their right order, an entry beside its match.
    """
    item_type = TYPES[item.type]
    record = item_type.dump(item.content)
    return [
        (" = ".join(row[column] for column in table.texts), row.get("correct", table.fewest > 0))
        for table in item_type.tables
        for row in record[table.name]
    ]


def sample(rows: list[dict[str, str]], size: int | None, seed: int) -> list[dict[str, str]]:
    """So many of the rows, each as likely as the other, in their order; all where size is None."""
    if size is None or size >= len(rows):
        return rows
    chosen = random.Random(seed).sample(range(len(rows)), size)  # noqa: S311
    return [rows[place] for place in sorted(chosen)]


def write_sheet(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read_sheet(path: Path) -> list[dict[str, str]]:
    """The rows of a filled sheet. Exits naming each line whose verdict is none of VERDICTS."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = [
        f"line {line}: {row.get('verdict')!r}"
        for line, row in enumerate(rows, start=2)
        if row.get("verdict") not in VERDICTS
    ]
    if wrong:
        sys.exit(f"A verdict is one of {', '.join(VERDICTS)}. {'; '.join(wrong)}")
    return rows


def judged_shares(rows: Sequence[dict[str, str]], by: str) -> dict[str, dict[str, Any]]:
    """Group -> n, each verdict's count, and share and interval of the usable ones; "all" last."""
    groups: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        groups[row[by]].append(row["verdict"])
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    everything = [verdict for _, verdicts in ranked for verdict in verdicts]
    return {name: verdict_shares(found) for name, found in [*ranked, ("all", everything)]}


def verdict_shares(verdicts: Sequence[str]) -> dict[str, Any]:
    n, counts = len(verdicts), Counter(verdicts)
    usable = counts["as_is"] + counts["small_edit"]
    return {
        "n": n,
        **{verdict: counts[verdict] for verdict in VERDICTS},
        "as_is_share": ratio(counts["as_is"], n),
        "as_is_interval": wilson(counts["as_is"], n),
        "after_edit_share": ratio(usable, n),
        "after_edit_interval": wilson(usable, n),
    }


def ratio(part: float, whole: float) -> float:
    return round(part / whole, 4) if whole else 0.0


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Wilson's score interval of a share at 95 %; (0, 1) where nothing was counted."""
    if n == 0:
        return (0.0, 1.0)
    share, square = successes / n, _Z * _Z
    centre = (share + square / (2 * n)) / (1 + square / n)
    spread = _Z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return (round(max(0.0, centre - spread), 4), round(min(1.0, centre + spread), 4))


def shares_as_text(shares: dict[str, dict[str, Any]], by: str) -> str:
    """A Markdown table."""
    lines = [
        f"| {by} | n | as it is | small edit | reject | as it is (95 %) | after an edit (95 %) |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in shares.items():
        cells = [name, *(str(one[key]) for key in ("n", *VERDICTS))]
        for kind in ("as_is", "after_edit"):
            low, high = one[f"{kind}_interval"]
            cells.append(f"{one[f'{kind}_share']:.0%} ({low:.0%} to {high:.0%})")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
