import random
import zlib

import pytest

from quizapp.adapters.extraction import pdf as reader
from quizapp.adapters.extraction.picture_dots import ONE_COLOUR
from quizapp.adapters.extraction.watching import page_watcher
from quizapp.core.blocks import BlockKind, SourceText
from quizapp.core.errors import Invalid
from quizapp.core.outline import outline, walk
from tests.adapters.pdf_files import BOLD, Run, assemble, paragraph, pdf

LIVER = [
    "The liver makes bile and stores sugar for the body, and it also breaks down many drugs and",
    "toxins that come with the blood from the gut, which is why a nurse watches for the signs of",
    "its failure in each client.",
]
KIDNEY = [
    "The kidneys filter the blood and keep the balance of water and of salts. A nurse weighs cli-",
    "ents each day and reports a gain of more than two pounds, which points to fluid retention in",
    "many clients.",
]


def shown(source: SourceText) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in source.blocks]


def texts(source: SourceText, kind: BlockKind) -> list[str]:
    return [block.text for block in source.blocks if block.kind is kind]


def chapter(number: int) -> list[Run]:
    return [
        Run("Adult health", 72, 30, 8),
        Run(f"Page {number} of 4", 500, 770, 8),
        Run(f"{number}. Organ {'abcd'[number - 1]}", 72, 110, 14, BOLD),
        *paragraph(LIVER, 72, 140),
        Run(f"{number}.1 Its care", 72, 200, 14, BOLD),
        *paragraph(KIDNEY, 72, 225),
    ]


def problem_with(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        reader.read(content)
    return str(caught.value)


def test_headings_are_told_by_type_and_numbering_and_paragraphs_are_whole_again():
    first = [Run("Care of organs", 72, 70, 20, BOLD), *chapter(1)]
    source = reader.read(pdf([first, chapter(2)]))
    assert source.marked_up
    assert source.title == "Care of organs"
    assert shown(source)[:5] == [
        ("heading", 1, "Care of organs"),
        ("heading", 2, "1. Organ a"),
        ("paragraph", 0, " ".join(LIVER)),
        ("heading", 3, "1.1 Its care"),
        ("paragraph", 0, " ".join(KIDNEY).replace("cli- ents", "clients")),
    ]


def test_text_and_blocks_say_the_same():
    source = reader.read(pdf([chapter(1), chapter(2)]))
    assert all(source.text[block.start : block.end] == block.text for block in source.blocks)


def test_lines_that_repeat_at_the_edges_are_dropped_with_the_reason():
    source = reader.read(pdf([chapter(number) for number in range(1, 5)]))
    dropped = [source.text[gone.start : gone.end] for gone in source.dropped]
    assert dropped == ["Adult health", "Page 1 of 4"]
    assert not any("Adult health" in block.text for block in source.blocks)
    remarks = outline(source, fallback_title="x").dropped
    assert ("Adult health", reader.FURNITURE_REASON) in [(r.text, r.reason) for r in remarks]


def test_a_line_on_one_page_only_is_kept_though_it_stands_at_the_edge():
    pages = [chapter(number) for number in range(1, 5)]
    pages[1].append(Run("A note that stands on this page alone.", 72, 40))
    source = reader.read(pdf(pages))
    assert "A note that stands on this page alone." in texts(source, BlockKind.PARAGRAPH)


def test_a_paragraph_runs_on_over_the_page():
    words = LIVER[0].split()
    one = [Run("Liver", 72, 100, 16, BOLD), *paragraph([LIVER[1]], 72, 700)]
    two = [*paragraph(["its failure in each client who takes drugs."], 72, 100)]
    two += [Run("Kidneys", 72, 200, 16, BOLD), Run(" ".join(words), 72, 230)]
    source = reader.read(pdf([one, two]))
    assert f"{LIVER[1]} its failure in each client who takes drugs." in texts(
        source, BlockKind.PARAGRAPH
    )


def test_two_columns_are_read_one_after_the_other():
    left = [f"left column line {number} has words to fill it" for number in range(12)]
    right = [f"right column line {number} has words to fill" for number in range(12)]
    page = [
        Run("A title that spans both of the columns of this page", 72, 60, 16, BOLD),
        *paragraph(left, 72, 100),
        *paragraph(right, 330, 100),
    ]
    source = reader.read(pdf([page]))
    assert source.text.index("left column line 11") < source.text.index("right column line 0")
    assert source.text.startswith("A title that spans both of the columns of this page")


LONG_ITEM = "Take two doses at once, even when a dose was missed on the day before, or"


def test_a_list_keeps_its_lead_in_and_its_wrapped_items_whole():
    page = [
        Run("Teaching", 72, 80, 16, BOLD),
        *paragraph(LIVER, 72, 110),
        Run("The client should not:", 72, 170, 10, BOLD),
        Run("\u2022 Stop the drug.", 84, 184),
        Run(
            "\u2022 Take two doses at once, even when a dose was missed on the day before, or",
            84,
            196,
        ),
        Run("share the drug.", 92, 208),
        Run("1. Weigh daily.", 84, 240),
        Run("2. Write it down.", 84, 252),
        Run("Rest", 72, 290, 16, BOLD),
        *paragraph(KIDNEY, 72, 320),
    ]
    source = reader.read(pdf([page]))
    items = [block for block in source.blocks if block.kind is BlockKind.LIST_ITEM]
    assert "The client should not:" in texts(source, BlockKind.PARAGRAPH)
    assert [(item.text, item.ordered) for item in items] == [
        ("Stop the drug.", False),
        (f"{LONG_ITEM} share the drug.", False),
        ("Weigh daily.", True),
        ("Write it down.", True),
    ]


CELLS = [("Drug", "Class"), ("furosemide", "loop diuretic"), ("enalapril", "ACE inhibitor")]


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_becomes_rows_with_cells(ruled):
    rows = [
        Run(cell, 80 + 150 * across, 200 + 20 * down)
        for down, row in enumerate(CELLS)
        for across, cell in enumerate(row)
    ]
    lines = [f"70 {792 - y} m 370 {792 - y} l S" for y in (187, 207, 227, 247)]
    lines += [f"{x} {792 - 187} m {x} {792 - 247} l S" for x in (70, 220, 370)]
    page = [Run("Drugs", 72, 80, 16, BOLD), *paragraph(LIVER, 72, 110), *rows]
    page += [Run("Care", 72, 300, 16, BOLD), *paragraph(KIDNEY, 72, 330)]
    source = reader.read(pdf([page], drawn="\n".join(lines) if ruled else ""))
    found = [block.cells for block in source.blocks if block.kind is BlockKind.TABLE_ROW]
    assert found == CELLS
    assert texts(source, BlockKind.HEADING) == ["Drugs", "Care"]


def test_captions_are_no_headings():
    page = [
        Run("Liver", 72, 80, 16, BOLD),
        *paragraph(LIVER, 72, 110),
        Run("Figure 3 The liver from below", 72, 170, 10, BOLD),
        Run("Kidneys", 72, 200, 16, BOLD),
        *paragraph(KIDNEY, 72, 230),
    ]
    source = reader.read(pdf([page]))
    assert texts(source, BlockKind.FIGURE) == ["Figure 3 The liver from below"]
    assert texts(source, BlockKind.HEADING) == ["Liver", "Kidneys"]


def test_pages_with_pictures_are_named_and_their_captions_kept():
    picture = "q 200 0 0 150 72 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID @ EI Q"
    ornament = "q 20 0 0 20 72 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID @ EI Q"
    pages = [[*chapter(1), Run("Figure 1. The liver from below", 72, 600)], chapter(2)]
    source = reader.read(pdf(pages, drawn=[picture, ornament]))
    assert texts(source, BlockKind.FIGURE) == ["Figure 1. The liver from below"]
    assert ("Page 1", ONE_COLOUR) in [
        (source.text[gone.start : gone.end], gone.reason) for gone in source.dropped
    ]


def test_words_in_bold_are_kept_as_strong():
    page = [
        *chapter(1),
        Run("Bile", 72, 300, 10, BOLD),
        Run("helps with the digestion of fat.", 95, 300),
    ]
    source = reader.read(pdf([page]))
    [block] = [block for block in source.blocks if block.text.startswith("Bile")]
    assert (block.kind, block.strong) == (BlockKind.PARAGRAPH, ("Bile",))


def test_type_that_is_the_same_throughout_leaves_headings_to_the_words():
    page = [
        Run("Home Care", 72, 80),
        *paragraph(LIVER, 72, 110),
        Run("Diet Plan", 72, 180),
        *paragraph(KIDNEY, 72, 210),
    ]
    source = reader.read(pdf([page]))
    assert not source.marked_up
    assert texts(source, BlockKind.HEADING) == ["Home Care", "Diet Plan"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Asthma care", "Asthma care"), ("Microsoft Word - a.docx", "Liver"), ("a.pdf", "Liver")],
)
def test_the_title_is_what_a_person_wrote_or_else_the_largest_words(title, expected):
    page = [Run("Liver", 72, 80, 20, BOLD), *paragraph(LIVER, 72, 110)]
    assert reader.read(pdf([page], title=title)).title == expected


def test_the_watcher_is_told_each_page():
    told: list[tuple[int, int]] = []
    token = page_watcher.set(lambda number, total: told.append((number, total)))
    try:
        reader.read(pdf([chapter(1), chapter(2)]))
    finally:
        page_watcher.reset(token)
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_a_protected_pdf_is_refused_with_the_way_out():
    guard = "/Encrypt << /Filter /Standard /V 1 /R 2 /O (" + "a" * 32 + ") /U (" + "b" * 32
    guard += ") /P -4 >> /ID [(abcdefghijklmnop) (abcdefghijklmnop)]"
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]
    assert "save a copy without one" in problem_with(assemble(objects, guard))


def test_a_pdf_without_any_words_is_refused():
    assert "no text in it" in problem_with(pdf([[]]))


@pytest.mark.parametrize("content", [b"", b"words", b"\x00" * 5000, b"MZ%PDF"])
def test_what_is_no_pdf_is_refused(content):
    assert "no PDF" in problem_with(content)


@pytest.mark.parametrize("tenths", range(1, 10))
def test_a_pdf_that_is_cut_off_is_refused(tenths):
    whole = pdf([chapter(number) for number in range(1, 5)])
    assert "its end is missing" in problem_with(whole[: len(whole) * tenths // 10])


def test_damage_anywhere_is_refused_or_read_and_never_breaks():
    whole = pdf([chapter(1), chapter(2)])
    rng = random.Random(7)  # noqa: S311 - the same damage each time
    outcomes = {"read": 0, "refused": 0}
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(rng.randrange(1, 30)):
            broken[rng.randrange(len(broken) - 60)] = rng.randrange(256)
        try:
            outline(reader.read(bytes(broken)), fallback_title="x")
            outcomes["read"] += 1
        except Invalid:
            outcomes["refused"] += 1
    assert min(outcomes.values()) > 0


@pytest.mark.parametrize(
    "objects",
    [
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"[" * 50_000 + b"]" * 50_000],
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"],
        [b"<< /Type /Catalog /Pages 1 0 R >>", b"<< /Length 99999999 >>"],
    ],
)
def test_objects_that_nest_or_lead_round_in_circles_are_refused(objects):
    assert problem_with(assemble(objects))


def test_a_page_with_a_compressed_body_is_read():
    body = zlib.compress(b"BT /F1 10 Tf 72 700 Td (Enough words to be read as text.) Tj ET")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(body), body),
        b"<< >>",
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>",
    ]
    assert reader.read(assemble(objects)).text.startswith("Enough words to be read as text.")


def test_sections_of_the_outline_stand_in_the_text():
    source = reader.read(pdf([chapter(number) for number in range(1, 5)]))
    sections = [section for _, section in walk(outline(source, fallback_title="x").sections)]
    assert len(sections) == 8
    assert all(source.text[each.start : each.end] == each.text for each in sections)
