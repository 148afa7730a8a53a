import io
import subprocess
import sys
import zipfile

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from quizapp.adapters.extraction import read_document, reading
from quizapp.core.blocks import BlockKind
from quizapp.core.errors import Invalid
from quizapp.core.outline import outline, walk

ARTICLE = """\
---
title: "Asthma for nurses"
author: someone
---

# Asthma

**Asthma** is a *chronic* disease of the [airways](https://example.org).

## Causes

Common triggers are:

- dust
- pollen
  1. grass
  2. birch

| Drug | Dose |
|------|------|
| albuterol | 2 **puffs** |

### Rare causes

```
# not a heading
```

> A quoted line.

Care at home
------------

<div>Rest well.</div>
"""


def problem_with(name: str, content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read_document(name, content)
    return str(caught.value)


def test_markdown_article_becomes_blocks():
    source = read_document("asthma.md", ARTICLE.encode())
    assert [(block.kind.value, block.text, block.level) for block in source.blocks] == [
        ("heading", "Asthma", 1),
        ("paragraph", "Asthma is a chronic disease of the airways.", 0),
        ("heading", "Causes", 2),
        ("paragraph", "Common triggers are:", 0),
        ("list_item", "dust", 1),
        ("list_item", "pollen", 1),
        ("list_item", "grass", 2),
        ("list_item", "birch", 2),
        ("table_row", "Drug\tDose", 0),
        ("table_row", "albuterol\t2 puffs", 0),
        ("heading", "Rare causes", 3),
        ("code", "# not a heading", 0),
        ("quote", "A quoted line.", 0),
        ("heading", "Care at home", 2),
        ("paragraph", "Rest well.", 0),
    ]
    assert source.marked_up
    assert source.title == "Asthma for nurses"
    assert source.text == ARTICLE


def test_markdown_blocks_stand_at_their_raw_words():
    source = read_document("asthma.md", ARTICLE.encode())
    raw = {block.text: source.text[block.start : block.end] for block in source.blocks}
    assert raw["Asthma"] == "# Asthma"
    assert raw["Asthma is a chronic disease of the airways."].startswith(
        "**Asthma** is a *chronic*"
    )
    assert raw["grass"] == "1. grass"
    assert raw["Care at home"] == "Care at home\n------------"
    assert raw["albuterol\t2 puffs"] == "| albuterol | 2 **puffs** |"
    assert [b.strong for b in source.blocks if b.strong] == [("Asthma",), ("puffs",)]


def test_markdown_outline_nests_by_marked_levels():
    found = outline(read_document("asthma.md", ARTICLE.encode()), fallback_title="x")
    assert found.title == "Asthma for nurses"
    assert [(section.level, section.title) for _, section in walk(found.sections)] == [
        (1, "Asthma"),
        (2, "Causes"),
        (3, "Rare causes"),
        (2, "Care at home"),
    ]
    assert [remark.text for remark in found.dropped][:2] == ["---", 'title: "Asthma for nurses"']


def test_bold_lines_are_the_headings_of_markdown_that_has_no_others():
    source = read_document("a.md", b"**Causes**\n\nDust does it.\n\n**Care:**\n\nRest does it.\n")
    headings = [block.text for block in source.blocks if block.kind is BlockKind.HEADING]
    assert headings == ["Causes", "Care"]
    assert not source.marked_up


def test_markdown_without_marks_is_read_as_plain_text():
    body = "A long sentence that says rather much about the care of the client at home every day."
    source = read_document("a.md", f"Home Care\n\n{body}\n\nDiet Plan\n\n{body}\n".encode())
    headings = [block.text for block in source.blocks if block.kind is BlockKind.HEADING]
    assert headings == ["Home Care", "Diet Plan"]


@pytest.mark.parametrize(
    "content",
    [
        "Café “naïve”".encode(),
        b"\xef\xbb\xbf" + "Café “naïve”".encode(),
        "Café “naïve”".encode("utf-16"),
        b"\xfe\xff" + "Café “naïve”".encode("utf-16-be"),
        "Café “naïve”".encode("windows-1252"),
    ],
)
def test_encodings_are_told_apart(content):
    assert read_document("a.txt", content).text == "Café “naïve”"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_line_ends_become_plain_and_offsets_fit_them(name):
    source = read_document(
        name, b"Title Line\r\n\r\nFirst sentence is here.\rSecond one is here.\r\n"
    )
    assert "\r" not in source.text
    last = source.blocks[-1]
    assert source.text[last.start : last.end].endswith("Second one is here.")


def test_ending_of_the_name_may_be_in_capitals_and_behind_a_path():
    assert read_document(r"C:\notes\A.TXT", b"Some words.").text == "Some words."


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(content):
    assert problem_with("a.txt", content).startswith("“a.txt” is empty.")


@pytest.mark.parametrize("content", [b"a\x00b", bytes(range(1, 32)) * 9, "ab".encode("utf-16-le")])
def test_binary_file_is_refused_with_the_fix(content):
    assert "save it as plain text in UTF-8 (.txt)" in problem_with("a.txt", content)


HTML = b"<!doctype html><html><body><h1>Asthma Care</h1><p>Dust makes it worse.</p></body></html>"


@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.md", "a.pdf", "a.epub", "a.htm", "a"])
def test_page_under_any_name_is_read_as_a_page(name):
    first, second = read_document(name, HTML).blocks
    assert (first.kind, first.text, first.level) == (BlockKind.HEADING, "Asthma Care", 1)
    assert second.text == "Dust makes it worse."


@pytest.mark.parametrize("name", ["a.html", "a.docx", "a.pptx", "a.txt"])
def test_plain_words_under_any_name_are_read_as_plain_text(name):
    source = read_document(name, b"Dust makes it worse if 3 < 4.\n\nRest makes it better.\n")
    assert [block.text for block in source.blocks] == [
        "Dust makes it worse if 3 < 4.",
        "Rest makes it better.",
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.pptx", "a.zip", "a.doc"])
def test_word_document_under_any_name_is_read_as_one(name):
    document = Document()
    document.add_heading("Asthma Care", 1)
    document.add_paragraph("Dust makes it worse.")
    buffer = io.BytesIO()
    document.save(buffer)
    assert read_document(name, buffer.getvalue()).blocks[0].level == 1


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped("xl/workbook.xml"), "a spreadsheet"),
        (zipped("mimetype", "content.xml"), "an OpenDocument file"),
        (zipped("one.docx", "two.docx"), "a zip archive"),
        (b"PK\x03\x04...", "damaged or incomplete"),
        (OLE + "WordDocument".encode("utf-16-le"), "save it as .docx"),
        (OLE + "PowerPoint Document".encode("utf-16-le"), "save it as .pptx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (OLE, "a document of an old kind"),
        (b"{\\rtf1 words}", "a rich-text document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.docx", "a.xyz"])
def test_other_kinds_are_named_with_the_way_out_and_the_kinds_that_are_read(name, content, what):
    said = problem_with(name, content)
    assert said.startswith(f"\u201c{name}\u201d cannot be read.")
    assert what in said
    assert ".txt, .md, .html, .mhtml, .epub, .docx, .pptx and .pdf" in said


@pytest.mark.parametrize("name", ["a.csv", "a", "", "a.txt.exe"])
def test_unsupported_kind_is_refused_naming_the_kinds_read(name):
    assert ".txt, .md, .html, .mhtml, .epub, .docx, .pptx and .pdf" in problem_with(name, b"words")


@pytest.mark.parametrize("name", ["a.markdown", "a.MD", "a.htm", "a.xhtml"])
def test_other_endings_of_a_kind_are_read_too(name):
    source = read_document(name, HTML if "htm" in name else b"# Asthma Care\n\nDust.\n")
    assert source.blocks[0].level == 1


def test_libraries_of_a_kind_are_loaded_with_its_first_document():
    program = (
        "import sys; from quizapp.adapters.extraction import read_document;"
        "read_document('a.md', b'words');"
        "print([name for name in ('lxml', 'docx', 'pptx', 'PIL') if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_more_text_than_a_document_may_have_is_refused_naming_the_limit(name, monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHARS", 2_000_000)
    paragraph = b"<p>The nurse weighs the client each day.</p>\n"
    said = problem_with(name, paragraph * 60_000)
    assert "million letters; a document may have up to 2 million. Split it" in said


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("unit", ["word ", "[", "*a ", "(", "_a_", "Ab. ", "> ", "<"])
def test_one_gigantic_line_is_read(name, unit):
    """Quadratic work would show here as a test that takes minutes; benchmarks/ has the figures."""
    content = (unit * (300_000 // len(unit))).encode()
    assert outline(read_document(name, content), fallback_title="x").title


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cc"])
        | st.sampled_from("\n#*->|`[]() 1.")
    )
)
def test_markdown_spans_lie_in_the_text_and_outline_keeps_its_slices(text):
    try:
        source = read_document("a.md", text.encode())
    except Invalid:
        return
    assert all(0 <= block.start <= block.end <= len(source.text) for block in source.blocks)
    previous = 0
    for _, section in walk(outline(source, fallback_title="x").sections):
        assert section.text == source.text[section.start : section.end]
        assert section.start >= previous
        previous = section.end
