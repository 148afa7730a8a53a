"""How many sentences are doubted, and how many misspelt words are found.

    doubts.py PATH... [--seed N] [--show]

For each file: words, doubts per 1,000 words, words doubted as misspelt with the system's
dictionaries and without, and of one slip planted in every hundred words how many are found. A slip
that makes another word is counted apart: no dictionary can tell it.
"""

import argparse
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from quizapp.adapters.dictionaries import look_up  # noqa: E402
from quizapp.adapters.extraction import read_document  # noqa: E402
from quizapp.core.errors import Invalid  # noqa: E402
from quizapp.core.misspellings import find_misspellings, rare_words  # noqa: E402
from quizapp.core.outline import Outline, outline  # noqa: E402

WORD = re.compile(r"(?<![\w@/.\\&'\u2019-])[a-z]{5,30}(?![\w@/\\&'\u2019-])")
HEADS = (
    "document                        words doubts /1000w  misspelt alone planted other-word  found"
    "  alone  s/1000w"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true", help="Print each doubt.")
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - slips, no secrets
    print(HEADS)
    totals = [0] * 8
    for path, text, arranged, seconds in documents(options.paths):
        figures = measure(text, arranged, rng)
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        print(line(path.name, figures), f"{1000 * seconds / figures[0]:8.2f}")
        for doubt in arranged.doubts if options.show else ():
            print(f"    {' '.join(doubt.text.split())[:90]} | {doubt.reason}")
    print(line("all", totals))


def documents(paths: list[Path]) -> Iterator[tuple[Path, str, Outline, float]]:
    """Each file that can be read, outlined; and the seconds that the dictionaries took."""
    for path in paths:
        inside = sorted(file for file in path.iterdir() if file.is_file()) if path.is_dir() else []
        for file in inside or [path]:
            try:
                source = read_document(file.name, file.read_bytes())
            except Invalid:
                continue
            began = time.perf_counter()
            unknown = look_up(rare_words(source.text))
            seconds = time.perf_counter() - began
            yield file, source.text, outline(source, fallback_title="", unknown=unknown), seconds


def measure(text: str, arranged: Outline, rng: random.Random) -> list[int]:
    unknown = look_up(rare_words(text))
    spoilt, planted = plant(text, rng)
    seen = look_up(rare_words(spoilt))
    with_dictionaries = find_misspellings(spoilt, seen)
    alone = find_misspellings(spoilt)
    return [
        len(text.split()),
        len(arranged.doubts),
        len(find_misspellings(text, unknown)),
        len(find_misspellings(text)),
        len(planted),
        sum(word not in (seen or {}) for word in planted),
        sum(word in with_dictionaries for word in planted),
        sum(word in alone for word in planted),
    ]


def plant(text: str, rng: random.Random) -> tuple[str, set[str]]:
    """The text with one slip in every hundred words, and the words that came of them."""
    places = list(WORD.finditer(text))
    count = min(len(places), max(5, len(text.split()) // 100))
    known = set(re.findall(r"\w+", text.casefold()))
    planted: set[str] = set()
    for place in sorted(rng.sample(places, count), key=lambda place: -place.start()):
        word = slip(place[0], rng)
        if word not in known and word not in planted:
            planted.add(word)
            text = text[: place.start()] + word + text[place.end() :]
    return text, planted


def slip(word: str, rng: random.Random) -> str:
    """The word with a letter lost, put in or doubled, changed over, or changed: each as likely."""
    at = rng.randrange(1, len(word) - 1)
    letter = rng.choice([word[at], rng.choice(ascii_lowercase)])
    return rng.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + rng.choice(ascii_lowercase) + word[at + 1 :],
        ]
    )


def line(name: str, figures: list[int]) -> str:
    words, doubts, misspelt, alone, planted, other, found, found_alone = figures
    return (
        f"{name[:30]:<30}{words:7}{doubts:7}{1000 * doubts / max(1, words):7.2f}{misspelt:10}"
        f"{alone:6}{planted:8}{other:11}{found:7}{found_alone:7}"
    )


if __name__ == "__main__":
    main()
