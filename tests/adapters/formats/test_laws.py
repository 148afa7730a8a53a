"""Laws of every format: nothing is lost unsaid, and any bytes are answered in words."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.adapters.formats import FORMATS, read_bank, readable, writable
from quizapp.core.banks import Bank, BankItem, unlocated
from quizapp.core.cases import Judgment
from quizapp.core.errors import Invalid
from quizapp.core.exhibits import Exhibit
from quizapp.core.formats.base import Format, Loss, Lost, ParsedBank, ParsedItem
from quizapp.core.formats.losses import without
from quizapp.core.formats.mapping import NO_REASON
from quizapp.core.item_types import TYPES, ItemContent
from quizapp.core.item_types.matrices import Matrix
from quizapp.core.item_types.tables import Column
from quizapp.core.items import Bloom, Item, Step
from tests.adapters.formats.packages import zipped
from tests.kinds import KINDS, WORDS

UUID = "0b7c5a52-6f1e-4d6e-9a2f-2f3d8f0f5d13"
BOTH = [entry for entry in writable() if entry.read is not None]
READERS = [pytest.param(entry, id=entry.name) for entry in readable()]
AGAIN = [pytest.param(entry, id=entry.name) for entry in BOTH]
TYPE_NAMES = sorted(TYPES)

# Whatever people write: any letter and sign, and those that formats have a use for.
SIGNS = st.text("ab C1~=#{}:\\[]%<>&;,\"'`*_|/-+@$()?!.\tÄé😀", min_size=1, max_size=40)
TEXTS = (SIGNS | WORDS).map(str.strip).filter(bool)
LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)


def is_free(type_name: str, table: str, column: Column) -> bool:
    """Whether a column holds words that are nobody's name, number or mark."""
    if column.flag or column.several or column.groups:
        return False
    if column.name == "rationale" or type_name == "short_answer":
        return True
    named = {"true_false", "matrix_multiple_choice", "matrix_multiple_response", "numeric"}
    held = type_name in named and table in ("options", "columns", "other_units", "variables")
    return not held and (not column.secret)


@st.composite
def contents(draw: st.DrawFn, type_name: str) -> ItemContent:
    """Content of a type whose texts hold any sign."""
    item_type = TYPES[type_name]
    drawn: ItemContent = draw(KINDS[type_name].contents)
    record = item_type.dump(drawn)
    for table in item_type.tables:
        for row in record[table.name]:
            for column in table.columns:
                if is_free(type_name, table.name, column) and row[column.name]:
                    row[column.name] += draw(st.just("") | SIGNS)
    content: ItemContent = item_type.load({"type": type_name} | record)
    # Some texts mean something to their type, such as "True".
    kept = drawn if item_type.problems(content) else content
    return in_order_of_columns(kept) if isinstance(kept, Matrix) else kept


def in_order_of_columns(content: Matrix) -> Matrix:
    """The matrix whose rows name their columns in the columns' order, which means nothing."""
    rows = (
        replace(row, right=tuple(name for name in content.columns if name in row.right))
        for row in content.rows
    )
    return replace(content, rows=tuple(rows))


@st.composite
def items(draw: st.DrawFn, type_name: str) -> Item:
    return Item(
        stem=draw(LINES),
        content=draw(contents(type_name)),
        rationale=draw(st.just(NO_REASON) | LINES),
        objective=draw(TEXTS),
        step=draw(st.sampled_from(Step)),
        bloom=draw(st.sampled_from(Bloom)),
        source=draw(st.none() | TEXTS.map(unlocated)),
        generator=draw(st.sampled_from(["instructor", "definition"])),
        exhibits=tuple(
            Exhibit(f"Tab {number}", draw(LINES)) for number in range(draw(st.integers(0, 2)))
        ),
        judgment=draw(st.none() | st.sampled_from(Judgment)),
    )


@st.composite
def banks(draw: st.DrawFn, *type_names: str) -> Bank:
    kinds = draw(st.lists(st.sampled_from(type_names), min_size=1, max_size=3))
    drawn = [draw(items(kind)) for kind in kinds]
    stems = [f"{number}. {item.stem}" for number, item in enumerate(drawn)]
    entries = [
        BankItem(f"item-{number}", draw(WORDS), with_stem(item, stem))
        for number, (item, stem) in enumerate(zip(drawn, stems, strict=True))
    ]
    return Bank(UUID, "A bank", "en", tuple(entries))


def with_stem(item: Item, stem: str) -> Item:
    return Item(**{**vars(item), "stem": stem})


def read_back(form: Format, content: bytes) -> ParsedBank:
    assert form.read is not None
    return form.read(content, f"bank{form.endings[0]}")


def expected_of(entry: BankItem, losses: tuple[Loss, ...], found: ParsedItem) -> Item | None:
    """The item that must come back; what the reader put for what is lost is the reader's."""
    left = without(entry, losses)
    if left is None:
        return None
    lost = {loss.lost for loss in losses if loss.slug == entry.slug}
    item = left.item
    if Lost.OBJECTIVE in lost:
        item = Item(**{**vars(item), "objective": found.item.objective})
    return item


@pytest.mark.parametrize("type_name", TYPE_NAMES)
@pytest.mark.parametrize("form", AGAIN)
@settings(max_examples=8)
@given(data=st.data())
def test_what_is_written_is_read_as_the_same_or_without_what_was_told(
    form: Format, type_name: str, data: st.DataObject
):
    bank = data.draw(banks(type_name))
    assert form.write is not None
    written = form.write(bank)
    assert {loss.slug for loss in written.losses} <= {entry.slug for entry in bank.items}
    gone = {loss.slug for loss in written.losses if loss.lost is Lost.ITEM}
    kept = [entry for entry in bank.items if entry.slug not in gone]
    if not kept:
        return
    parsed = read_back(form, written.content)
    assert parsed.skipped == ()
    assert len(parsed.items) == len(kept)
    # Packages of decks keep the order within each section; what has no identity, that of the file.
    by_slug = {found.identifier.rpartition("/")[2]: found for found in parsed.items}
    for entry, next_one in zip(kept, parsed.items, strict=True):
        found = by_slug.get(entry.slug, next_one)
        assert found.item == expected_of(entry, written.losses, found)
        lost = {loss.lost for loss in written.losses if loss.slug == entry.slug}
        if Lost.IDENTITY not in lost:
            assert found.identifier in (entry.slug, f"{UUID}/{entry.slug}")
        if Lost.SECTION not in lost:
            assert [part.split() for part in found.section] == [entry.section.split()]


@pytest.mark.parametrize("form", READERS)
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_bank_or_refused_in_words(form: Format, content: bytes):
    is_answered(lambda: read_back(form, content))


@pytest.mark.parametrize("form", AGAIN)
@settings(max_examples=20)
@given(data=st.data())
def test_a_damaged_file_is_a_bank_or_refused_in_words(form: Format, data: st.DataObject):
    bank = data.draw(banks(*TYPE_NAMES))
    assert form.write is not None
    good = form.write(bank).content
    is_answered(lambda: read_back(form, data.draw(damaged(good))))


@pytest.mark.parametrize(
    "form", [entry for entry in AGAIN if entry.values[0].endings[0] in (".zip", ".apkg")]
)
@settings(max_examples=20)
@given(data=st.data())
def test_a_package_with_a_damaged_file_is_a_bank_or_refused_in_words(
    form: Format, data: st.DataObject
):
    bank = data.draw(banks(*TYPE_NAMES))
    assert form.write is not None
    with zipfile.ZipFile(io.BytesIO(form.write(bank).content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(files)))
    content = zipped(files | {name: data.draw(damaged(files[name]))})
    is_answered(lambda: read_back(form, content))


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """Cut off, cut out, doubled, or with other bytes in it."""
    start = draw(st.integers(0, len(good)))
    end = draw(st.integers(start, len(good)))
    within = draw(
        st.sampled_from([b"", good[start:end] * 2, b"\x00", b"\xff\xfe", b"<", b"}", b"]]>"])
    )
    return good[:start] + (draw(st.binary(max_size=20)) or within) + good[end:]


@given(content=st.binary(max_size=200), name=st.text(max_size=20))
def test_any_upload_is_a_bank_or_refused_in_words(content: bytes, name: str):
    is_answered(lambda: read_bank(content, name)[1])


def is_answered(read: Callable[[], ParsedBank]) -> None:
    try:
        bank = read()
    except Invalid as refusal:
        problems = refusal.problems
    else:
        is_whole(bank)
        return
    assert problems
    assert all(problem.strip() for problem in problems)


def is_whole(bank: ParsedBank) -> None:
    identifiers = [entry.identifier for entry in bank.items]
    assert len(set(identifiers)) == len(identifiers)
    assert all(entry.item.objective and entry.place for entry in bank.items)
    assert all(entry.reason and entry.place for entry in bank.skipped)


@pytest.mark.parametrize("form", READERS)
def test_an_empty_file_is_refused(form: Format):
    with pytest.raises(Invalid, match="empty"):
        read_bank(b"", f"bank{form.endings[0]}", form.name)


def test_names_of_formats_are_those_of_the_command_line():
    assert all(name == entry.name and entry.endings for name, entry in FORMATS.items())
    assert all(ending.startswith(".") for entry in FORMATS.values() for ending in entry.endings)
