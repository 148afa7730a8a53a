import io
import zipfile

import pytest
from hypothesis import given, settings

from quizapp.adapters.extraction import read_document
from quizapp.core.blocks import BlockKind, SourceText
from quizapp.core.errors import Invalid
from quizapp.core.outline import outline, walk

from .damage import damaged, is_read_or_refused, with_damaged_part

PROSE = "The nurse asks the client about pain before each dose and writes the answer down at once."
CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="{path}" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
PAGES = {
    "cover.xhtml": "<p>The Great Book</p>",
    "nav.xhtml": '<nav epub:type="toc"><ol><li><a href="two.xhtml">Care at Home</a><ol><li>'
    '<a href="three.xhtml#top">Diet</a></li></ol></li></ol></nav>',
    "one.xhtml": f"<h1>Causes</h1><p>{PROSE}&nbsp;Caf&eacute;<br/></p><h2>Rare Causes</h2>"
    "<ul><li>dust</li></ul>",
    "two.xhtml": f"<p>{PROSE} Twice.</p>",
    "three.xhtml": f"<p>Diet</p><p>{PROSE} Thrice.</p>",
    "imprint.xhtml": "<p>\u00a9 Some House</p>",
}


def book(
    pages: dict[str, str] = PAGES,
    *,
    guide: str = "",
    base: str = "OEBPS/",
    more: dict[str, bytes] | None = None,
    without: str = "",
) -> bytes:
    """A book of these pages, in their order."""
    items = "".join(
        f'<item id="i{at}" href="{name}" media-type="application/xhtml+xml"'
        + (' properties="nav"/>' if name == "nav.xhtml" else "/>")
        for at, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{at}"/>' for at in range(len(pages)))
    package = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Great Book</dc:title>'
        f"</metadata><manifest>{items}</manifest><spine>{spine}</spine><guide>{guide}</guide>"
        "</package>"
    )
    files = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER.format(path=f"{base}book.opf").encode(),
        f"{base}book.opf": package.encode(),
        **{
            base + name: (
                '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html '
                'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
                f"<head><title>x</title></head><body>{body}</body></html>"
            ).encode()
            for name, body in pages.items()
        },
        **(more or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if name != without:
                archive.writestr(name, content)
    return buffer.getvalue()


def read(content: bytes) -> SourceText:
    return read_document("a.epub", content)


def headings(source: SourceText) -> list[tuple[int, str]]:
    return [(b.level, b.text) for b in source.blocks if b.kind is BlockKind.HEADING]


def problem_with(content: bytes) -> str:
    with pytest.raises(Invalid) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize("base", ["OEBPS/", "", "a/b/"])
def test_chapters_come_in_order_with_their_headings(base):
    source = read(book(base=base))
    assert source.title == "The Great Book"
    assert headings(source) == [
        (1, "Causes"),
        (2, "Rare Causes"),
        (1, "Care at Home"),
        (2, "Diet"),
    ]
    assert source.blocks[1].text == f"{PROSE} Caf\u00e9"
    found = outline(source, fallback_title="x")
    assert [(s.level, s.title) for _, s in walk(found.sections)] == headings(source)
    for block in source.blocks:
        assert source.text[block.start : block.end] == block.text


def test_cover_contents_and_imprint_are_left_out_with_reasons():
    source = read(book())
    assert [(source.text[d.start : d.end], d.reason) for d in source.dropped] == [
        ("The Great Book", "Cover of the book."),
        ("Care at Home Diet", "The book's table of contents."),
        ("\u00a9 Some House", "The book's imprint."),
    ]


@pytest.mark.parametrize(
    ("page", "guide", "reason"),
    [
        (
            "<p>Names</p>",
            '<reference type="toc" href="x1.xhtml"/>',
            "The book's table of contents.",
        ),
        ('<section epub:type="copyright-page"><p>Names</p></section>', "", "The book's imprint."),
        ('<div role="doc-dedication"><p>Names</p></div>', "", "Dedication or acknowledgements."),
        ("<h1>Index</h1><p>Names</p>", "", "The book's index."),
    ],
)
def test_pages_that_are_no_text_are_known_by_any_of_their_marks(page, guide, reason):
    source = read(book({"x1.xhtml": page, "one.xhtml": PAGES["one.xhtml"]}, guide=guide))
    assert [drop.reason for drop in source.dropped] == [reason]


def test_labels_of_an_older_book_name_its_chapters():
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Care'
        '</text></navLabel><content src="two.xhtml"/></navPoint></navMap></ncx>'
    )
    content = book(
        {"two.xhtml": PAGES["two.xhtml"], "toc.ncx": ""}, more={"OEBPS/toc.ncx": ncx.encode()}
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in dict.fromkeys(old.namelist()):
            new.writestr(
                name,
                old.read(name).replace(
                    b'toc.ncx" media-type="application/xhtml+xml"',
                    b'toc.ncx" media-type="application/x-dtbncx+xml"',
                ),
            )
    assert headings(read(buffer.getvalue())) == [(1, "Care")]


def test_notes_are_kept_out_of_the_running_text():
    page = (
        f'<h1>One</h1><p>{PROSE}</p><aside epub:type="footnote" role="doc-footnote">Ibid.</aside>'
    )
    source = read(book({"one.xhtml": page}))
    assert [block.text for block in source.blocks] == ["One", PROSE]
    assert [d.reason for d in source.dropped] == ["Notes, kept out of the running text."]


def test_locked_book_is_refused_and_scrambled_fonts_are_not():
    encryption = (
        '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
        '<enc:EncryptionMethod Algorithm="{way}"/></enc:EncryptedData></encryption>'
    )
    locked = encryption.format(way="http://www.w3.org/2001/04/xmlenc#aes128-cbc").encode()
    fonts = encryption.format(way="http://www.idpf.org/2008/embedding").encode()
    assert "(DRM)" in problem_with(book(more={"META-INF/encryption.xml": locked}))
    assert "(DRM)" in problem_with(book(more={"META-INF/sinf.xml": b"<x/>"}))
    assert headings(read(book(more={"META-INF/encryption.xml": fonts})))


def test_incomplete_book_is_refused_naming_what_is_missing():
    assert "META-INF/container.xml" in problem_with(book(without="META-INF/container.xml"))
    assert "package file" in problem_with(book(without="OEBPS/book.opf"))
    assert "no text" in problem_with(book({"one.xhtml": ""}))


def test_paths_out_of_the_book_lead_nowhere():
    pages = {"../../../../etc/hostname": "", "one.xhtml": PAGES["one.xhtml"]}
    assert headings(read(book(pages, base=""))) == [(1, "Causes"), (2, "Rare Causes")]


def test_entities_of_a_page_are_not_followed():
    page = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y'
        b' "boo">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>A&x;B&y;C</p></body></html>'
    )
    content = book({"two.xhtml": PAGES["two.xhtml"]}, more={"OEBPS/two.xhtml": page})
    assert [block.text for block in read(content).blocks] == ["ABC"]


@pytest.mark.parametrize(
    "more",
    [
        {f"x/{at}": b"" for at in range(10_001)},
        {"big.bin": b"\0" * (201 * 1024 * 1024)},
        {"OEBPS/big.xhtml": b" " * (41 * 1024 * 1024)},
    ],
    ids=["entries", "bytes", "markup"],
)
def test_book_that_unpacks_without_measure_is_refused(more):
    assert "unpacks to far more" in problem_with(book(more=more))


def test_deeply_nested_chapter_is_refused_in_words():
    assert "nested or filled beyond" in problem_with(book({"one.xhtml": "<div>" * 50_000}))


SPECIMEN = book()


@settings(max_examples=40, deadline=None)
@given(damaged(SPECIMEN))
def test_damaged_book_is_read_or_refused(content):
    assert is_read_or_refused("a.epub", content)


@settings(max_examples=60, deadline=None)
@given(with_damaged_part(SPECIMEN))
def test_book_with_damaged_mark_up_is_read_or_refused(content):
    assert is_read_or_refused("a.epub", content)
