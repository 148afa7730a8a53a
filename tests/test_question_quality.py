"""Release-blocking laws of drafted questions, on documents that no rule was tuned on."""

import csv
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import question_quality, review_sheet
from quizapp.adapters.extraction import KINDS_READ
from quizapp.core.generation import DraftedItem
from quizapp.core.item_types import Content
from quizapp.core.item_types.choices import Option
from quizapp.core.item_types.matching import matched
from quizapp.core.item_types.ordered_response import in_order
from quizapp.core.items import Bloom, Item, Severity, Source, Step

DOCUMENTS = Path(__file__).resolve().parent.parent / "benchmarks" / "documents"
TRAPS = tomllib.loads((DOCUMENTS / "traps.toml").read_text(encoding="utf-8"))
REFERENCE_TITLES = re.compile(
    r"references|further reading|bibliography|related|review questions|self-check|on this page"
    r"|\d+ comments|leave a comment|feedback|contacts",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:not|never|avoid\w*|contraindicat\w*|refrain\w*|forbidden|wrong|unsafe|false)\b|n.t\b",
    re.IGNORECASE,
)

# A right deed may well be a wrong answer to what comes first.
ORDER = re.compile(r"\b(?:first|last|next|before|after|then)\b", re.IGNORECASE)

_runs: dict[str, question_quality.Run] = {}


def run_of(name):
    if Path(name).suffix not in KINDS_READ:
        pytest.skip(f"{Path(name).suffix} files are not read")
    if name not in _runs:
        _runs[name] = question_quality.run_document(DOCUMENTS / name)
    return _runs[name]


each_document = pytest.mark.parametrize("name", sorted(TRAPS))


def folded(text):
    return " ".join(re.findall(r"[\w%.]+", text.casefold().replace("\u2019", "'"))).rstrip(".")


@dataclass(frozen=True)
class Claim:
    """A deed of the document as a question puts it: told to do it (or not), and keyed so."""

    deed: str
    negated: bool
    keyed_true: bool


def claims(item, deeds):
    """What an item says of each deed that stands in its options, or in a judged statement."""
    asked = spoken(item.stem)
    for deed in deeds:
        if item.type == "true_false":
            if folded(deed) in folded(item.stem):
                rest = without(deed, asked)
                yield Claim(deed, negates(rest), item.content.options[0].correct)
            continue
        for option in getattr(item.content, "options", ()):
            if folded(deed) in folded(option.text) and not (
                ORDER.search(asked) and not option.correct
            ):
                negated = negates(asked) != negates(without(deed, option.text))
                yield Claim(deed, negated, option.correct)


def spoken(stem):
    """A stem without the titles that lead into it and without what it quotes."""
    return re.sub(r"\u201c[^\u201d]*\u201d", "", stem).rpartition(": ")[2]


def without(deed, text):
    return folded(text).replace(folded(deed), " ")


def negates(text):
    return NEGATION.search(text) is not None


def inversions(item, forbidden, advised):
    wrong = [claim for claim in claims(item, forbidden) if claim.keyed_true is not claim.negated]
    return wrong + [c for c in claims(item, advised) if c.keyed_true is c.negated]


def shown_words(item):
    options = [text for text, _right in review_sheet.rows_of(item)]
    return folded(" ".join([spoken(item.stem), *options]))


def all_words(item):
    return f"{shown_words(item)} {folded(item.source.quote)}"


def test_steps_and_pairs_stand_on_the_sheet_as_they_belong():
    steps = replace(single_choice(), content=in_order(("Wash", "Check", "Give", "Record")))
    row = review_sheet.row_of("one.md", ("Title",), DraftedItem(steps, (), "example"))
    assert ("".join(row[letter] for letter in "ABCDE"), row["key"]) == (
        "WashCheckGiveRecord",
        "ABCD",
    )
    pairs = matched([(n, f"of {n}", "") for n in ("One", "Two", "Three")], [("of none", "")])
    row = review_sheet.row_of(
        "one.md", ("Title",), DraftedItem(replace(steps, content=pairs), (), "example")
    )
    assert (row["A"], row["D"], row["key"]) == ("One = of One", "of none", "ABC")


def test_every_document_has_its_traps_named():
    held = {path.name for path in DOCUMENTS.iterdir() if path.suffix != ".toml"}
    assert held == set(TRAPS)


@each_document
def test_every_trap_stands_in_its_document(name):
    text = folded(re.sub(r"<[^>]+>", "", (DOCUMENTS / name).read_text(encoding="utf-8")))
    for kind, phrases in TRAPS[name].items():
        for phrase in phrases:
            assert folded(phrase) in text, (kind, phrase)


@each_document
def test_nothing_forbidden_is_taught_as_something_to_do(name):
    traps = TRAPS[name]
    for _, drafted in run_of(name).questions():
        assert not inversions(drafted.item, traps["forbidden"], traps["advised"]), drafted.item


def test_both_what_is_forbidden_and_what_is_advised_is_asked_about():
    found = {"forbidden": 0, "advised": 0}
    for name in TRAPS:
        if Path(name).suffix in KINDS_READ:
            for _, drafted in run_of(name).questions():
                for kind in found:
                    found[kind] += len(list(claims(drafted.item, TRAPS[name][kind])))
    assert all(times >= 10 for times in found.values()), found


@each_document
def test_every_quote_stands_verbatim_where_it_says(name):
    run = run_of(name)
    for _, drafted in run.questions():
        source = drafted.item.source
        assert source.quote.strip()
        assert run.text[source.start : source.end] == source.quote


@each_document
def test_page_chrome_and_references_carry_no_question(name):
    for part, drafted in run_of(name).questions():
        assert not REFERENCE_TITLES.match(part.path[-1]), (part.path, drafted.item)
        for phrase in TRAPS[name]["barren"]:
            assert folded(phrase) not in all_words(drafted.item), drafted.item


@each_document
def test_a_broken_sentence_carries_no_question(name):
    for _, drafted in run_of(name).questions():
        for phrase in TRAPS[name]["broken"]:
            assert folded(phrase) not in shown_words(drafted.item), drafted.item


@each_document
def test_no_question_has_a_flaw_that_blocks(name):
    for _, drafted in run_of(name).questions():
        blocking = [f for f in drafted.findings if f.severity is Severity.BLOCK]
        assert not blocking, (drafted.item, blocking)


@pytest.mark.parametrize("name", ["delirium.html", "isolation-precautions.md", "lithium.txt"])
def test_another_process_gives_the_same_draft(name, tmp_path):
    run, sheet = run_of(name), tmp_path / "sheet.csv"
    program = Path(question_quality.__file__)
    # Another seed than this process's, so that the order of a set shows where it decides something.
    subprocess.run(
        [sys.executable, str(program), str(DOCUMENTS / name), "--sheet", str(sheet)],
        env=os.environ | {"PYTHONHASHSEED": "1"},
        check=True,
        capture_output=True,
    )
    here = tmp_path / "here.csv"
    rows = [review_sheet.row_of(name, part.path, drafted) for part, drafted in run.questions()]
    review_sheet.write_sheet(here, rows)
    assert sheet.read_text(encoding="utf-8") == here.read_text(encoding="utf-8")


@each_document
def test_the_document_is_divided_and_asked_about(name):
    figures = question_quality.figures_of([run_of(name)])
    assert figures["substantive_sections"] >= 3
    assert figures["items"] >= 3


def single_choice(stem="Which of these should the nurse take?", quote="The nurse waits."):
    options = (Option("Massage the site", False, "No."), Option("Weigh the patient", True, "Yes."))
    return Item(
        stem=stem,
        content=Content("multiple_choice", options),
        rationale="Because.",
        objective="Know it",
        step=Step.EASY,
        bloom=Bloom.REMEMBER,
        source=Source(quote, 0, len(quote)),
        generator="rules/example",
    )


@pytest.mark.parametrize(
    ("stem", "forbidden", "advised", "sound"),
    [
        ("What should the nurse do?", ["massage the site"], ["weigh the patient"], True),
        ("What should the nurse do?", ["weigh the patient"], ["massage the site"], False),
        ("What should the nurse avoid?", ["weigh the patient"], ["massage the site"], True),
        ("What should the nurse avoid?", ["massage the site"], ["weigh the patient"], False),
        ("What not to do: what should the nurse do?", ["weigh the patient"], [], False),
    ],
)
def test_an_inversion_is_seen_in_a_choice(stem, forbidden, advised, sound):
    found = inversions(single_choice(stem), forbidden, advised)
    assert (not found) is sound


@pytest.mark.parametrize(
    ("stem", "true", "sound"),
    [
        ("Heparin: The nurse should massage the site.", True, False),
        ("Heparin: The nurse should massage the site.", False, True),
        ("Heparin: The nurse should not massage the site.", True, True),
        ("Heparin: The nurse should not massage the site.", False, False),
    ],
)
def test_an_inversion_is_seen_in_a_statement(stem, true, sound):
    options = (Option("True", true, "Yes."), Option("False", not true, "No."))
    item = replace(single_choice(stem), content=Content("true_false", options))
    assert (not inversions(item, ["massage the site"], [])) is sound


def run_with(*items):
    drafted = tuple(DraftedItem(item, (), "example") for item in items)
    part = question_quality.Part(("Title",), _section_with(drafted), substantive=True)
    return question_quality.Run("one.md", "word " * 1000, (part,), 2.0, 4 * 2**20)


def _section_with(drafted):
    run = run_of("heparin.txt")
    return replace(run.parts[0].drafted, items=drafted)


def test_figures_count_what_is_there():
    one = single_choice("What comes first?", "It comes first.")
    again = replace(single_choice("What comes FIRST", "Something else."), step=Step.HARD)
    third = replace(single_choice("And then?", "It comes first!"), objective="Another")
    figures = question_quality.figures_of([run_with(one, again, third)])
    assert figures["items"] == 3
    assert figures["duplicate_stems"] == 1
    assert figures["duplicate_sources"] == 1
    assert figures["objectives_with_two_steps"] == 0.5
    assert figures["coverage_any"] == 1.0
    assert figures["coverage_enough"] == 0.0
    assert figures["key_positions"] == {"B": 3}
    assert figures["longest_is_key"] == {"n": 3, "share": 1.0, "by_chance": 0.5}
    assert figures["seconds_per_page"] == 1.0
    assert figures["peak_mib_per_page"] == 2.0


def test_sheet_is_read_back_as_it_was_written(tmp_path):
    path = tmp_path / "sheet.csv"
    drafted = DraftedItem(single_choice(), (), "example")
    row = review_sheet.row_of("one.md", ("Title", "Below"), drafted)
    assert (row["A"], row["key"], row["section"]) == ("Massage the site", "B", "Title > Below")
    review_sheet.write_sheet(path, [row | {"verdict": "as_is"}])
    assert review_sheet.read_sheet(path) == [row | {"verdict": "as_is"}]


def test_an_unfilled_verdict_is_named(tmp_path):
    path = tmp_path / "sheet.csv"
    row = review_sheet.row_of("one.md", ("Title",), DraftedItem(single_choice(), (), "example"))
    review_sheet.write_sheet(path, [row])
    with pytest.raises(SystemExit, match="line 2"):
        review_sheet.read_sheet(path)


def test_a_sample_is_the_same_for_a_seed_and_keeps_the_order():
    rows = [{"id": str(number)} for number in range(50)]
    one = review_sheet.sample(rows, 10, 3)
    assert one == review_sheet.sample(rows, 10, 3) != review_sheet.sample(rows, 10, 4)
    assert one == sorted(one, key=lambda row: int(row["id"]))
    assert review_sheet.sample(rows, 60, 3) == rows


def test_verdicts_are_counted_by_rule_with_the_whole_last():
    rows = [{"rule": "table", "verdict": verdict} for verdict in ("as_is", "as_is", "reject")]
    rows.append({"rule": "unique", "verdict": "small_edit"})
    shares = review_sheet.judged_shares(rows, "rule")
    assert list(shares) == ["table", "unique", "all"]
    assert (shares["all"]["n"], shares["all"]["as_is_share"]) == (4, 0.5)
    assert shares["all"]["after_edit_share"] == 0.75
    assert "| table | 3 | 2 | 0 | 1 | 67% (21% to 94%)" in review_sheet.shares_as_text(
        shares, "rule"
    )


def test_wilson_interval_agrees_with_the_published_example():
    # Newcombe (1998), Statistics in Medicine 17, table I: 81 of 263 and 15 of 148.
    assert review_sheet.wilson(81, 263) == (0.2553, 0.3662)
    assert review_sheet.wilson(15, 148) == (0.0624, 0.1605)


@given(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share(counted):
    successes, n = counted
    low, high = review_sheet.wilson(successes, n)
    assert 0 <= low <= high <= 1
    assert n == 0 or low - 1e-4 <= successes / n <= high + 1e-4


def test_judgements_that_are_kept_are_whole():
    judged = sorted((DOCUMENTS.parent / "judgements").glob("*.csv"))
    assert judged
    for path in judged:
        rows = review_sheet.read_sheet(path)
        with path.open(newline="", encoding="utf-8") as file:
            assert tuple(csv.DictReader(file).fieldnames or ()) == review_sheet.COLUMNS
        assert all(row["reason"] for row in rows if row["verdict"] != "as_is")
        assert len({row["id"] for row in rows}) == len(rows)
