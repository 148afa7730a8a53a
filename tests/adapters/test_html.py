from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.adapters.extraction import read_document
from quizapp.adapters.extraction.pictures import ELSEWHERE, NOT_KEPT
from quizapp.core.blocks import Block, BlockKind, SourceText
from quizapp.core.errors import Invalid
from quizapp.core.lexicon import word_set
from quizapp.core.outline import outline, walk

from .damage import is_read_or_refused
from .pages import CHROME_WORDS, HEADINGS, PAGES, page

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "documents"
PROSE = "The nurse asks the client about pain before each dose and writes the answer down at once."


def read(body: str, title: str = "") -> SourceText:
    return read_document("a.html", page(body, title).encode())


def shown(source: SourceText) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in source.blocks]


def kinds(source: SourceText, kind: BlockKind) -> list[Block]:
    return [block for block in source.blocks if block.kind is kind]


def headings(source: SourceText) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in kinds(source, BlockKind.HEADING)]


def problem_with(content: bytes, name: str = "a.html") -> str:
    with pytest.raises(Invalid) as caught:
        read_document(name, content)
    return str(caught.value)


@pytest.mark.parametrize("layout", PAGES)
def test_page_keeps_its_text_and_loses_what_the_website_puts_around_it(layout):
    source = read_document("a.html", PAGES[layout]().encode())
    assert headings(source) == HEADINGS
    text = "\n".join(block.text for block in source.blocks)
    assert "coronary artery disease" in text
    assert "blood to meet the needs of the body, whether at rest or during exercise [1]." in text
    assert not [word for word in CHROME_WORDS if word in text]
    assert "tracker" not in source.text
    assert "color: red" not in source.text


@pytest.mark.parametrize("layout", PAGES)
def test_what_is_dropped_is_handed_on_with_a_reason(layout):
    source = read_document("a.html", PAGES[layout]().encode())
    gone = {source.text[drop.start : drop.end]: drop.reason for drop in source.dropped}
    for word in CHROME_WORDS:
        assert any(word in text for text in gone), word
    reasons = {next(r for t, r in gone.items() if word in t) for word in ("cookies", "Facebook")}
    assert reasons == {"Cookie notice.", "Share buttons."}
    found = outline(source, fallback_title="x")
    assert {remark.text for remark in found.dropped} >= set(gone)
    assert found.title == "Heart Failure"


@pytest.mark.parametrize("name", ["heart-failure", "loop-diuretics", "what-is-nutrition"])
def test_published_modules_keep_every_heading_at_its_level(name):
    file = SAMPLES / f"{name}.html"
    if not file.exists():
        pytest.skip("the sample documents are not on this machine")
    marked = [
        (int(line[2]), line[4 : line.rindex("</h")].strip())
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("<h") and line[2].isdigit()
    ]
    source = read_document(file.name, file.read_bytes())
    assert sorted(headings(source)) == sorted(marked)
    assert not source.dropped


def test_boxed_note_does_not_take_what_follows_the_box():
    file = SAMPLES / "loop-diuretics.html"
    if not file.exists():
        pytest.skip("the sample documents are not on this machine")
    found = outline(read_document(file.name, file.read_bytes()), fallback_title="x")
    by_title = {section.title: section for _, section in walk(found.sections)}
    assert "should not:" not in by_title["Furoscix Subcutaneous Drug Delivery System"].text
    assert "The client taking a loop diuretic should not:" in by_title["Nursing Implications"].text
    assert "most frequently prescribed" not in by_title["Learning Outcomes"].text


def test_box_stands_behind_the_rest_of_its_section_one_level_deeper():
    source = read(
        f"<h1>Asthma</h1><h2>Care</h2><p>One.</p><div class='safety-note'><h2>Watch Out</h2>"
        f"<p>Boxed.</p></div><p>{PROSE}</p><h2>Diet</h2><p>Two.</p>"
    )
    assert headings(source) == [(1, "Asthma"), (2, "Care"), (3, "Watch Out"), (2, "Diet")]
    texts = [block.text for block in source.blocks]
    assert texts.index(PROSE) < texts.index("Watch Out") < texts.index("Boxed.")


def test_text_after_a_closed_section_belongs_to_the_one_around_it():
    source = read(
        f"<h1>Asthma</h1><section><h2>Outcomes</h2><p>One.</p></section><p>{PROSE}</p>"
        "<section><h2>Care</h2><p>Two.</p></section>"
    )
    first = outline(source, fallback_title="x").sections[0]
    assert first.text == PROSE
    assert [child.title for child in first.children] == ["Outcomes", "Care"]


def test_lists_keep_order_nesting_and_lead_in():
    source = read(
        "<p>The client should not:</p><ol><li>stop <b>abruptly</b><ul><li>at night</li></ul>after"
        "</li><li><p>drive</p><p>a car</p></li></ol>"
    )
    assert [(b.text, b.level, b.ordered) for b in kinds(source, BlockKind.LIST_ITEM)] == [
        ("stop abruptly", 1, True),
        ("at night", 2, False),
        ("after", 1, True),
        ("drive a car", 1, True),
    ]
    assert source.blocks[0].text == "The client should not:"
    assert source.blocks[1].strong == ("abruptly",)
    assert "stop abruptly\nat night\nafter\ndrive a car" in source.text


def test_pictures_are_left_out_by_the_words_of_their_figures():
    source = read(
        "<figure><img src=a.png alt='Four chambers'><figcaption>Figure 1. Heart</figcaption>"
        "</figure><figure><svg></svg><figcaption>Blood flow</figcaption></figure>"
        "<figure><img src=b.png></figure><p>Text of the page.<img src=dot.gif alt=''></p>"
        "<p><img src=c.png alt='A nurse listens to the heart'></p>"
    )
    figures = [
        "Figure 1. Heart (Four chambers)",
        "Figure: Blood flow",
        "Figure: A nurse listens to the heart",
    ]
    assert [block.text for block in kinds(source, BlockKind.FIGURE)] == figures
    assert [(source.text[g.start : g.end], g.reason) for g in source.dropped] == [
        (f"{figures[0]}\n{figures[2]}\nWithout caption or description: 2", ELSEWHERE),
        (figures[1], NOT_KEPT),
    ]


def test_terms_and_definitions_become_list_items():
    source = read("<dl><dt>Dyspnea</dt><dd>short breath</dd><dt>Edema</dt><dd>swelling</dd></dl>")
    assert shown(source) == [
        ("list_item", "Dyspnea: short breath"),
        ("list_item", "Edema: swelling"),
    ]
    assert source.blocks[0].strong == ("Dyspnea",)


def test_table_rows_keep_their_cells_in_their_columns():
    source = read(
        "<table><caption>Doses</caption><tr><th>Drug</th><th colspan=2>Dose</th></tr>"
        "<tr><td rowspan=2>furosemide</td><td>oral</td><td>20 mg</td></tr>"
        "<tr><td>IV</td><td><b>Adult</b><br>20 mg<br>40 mg</td></tr></table>"
    )
    assert source.blocks[0].kind is BlockKind.FIGURE
    assert [block.cells for block in kinds(source, BlockKind.TABLE_ROW)] == [
        ("Drug", "Dose"),
        ("furosemide", "oral", "20 mg"),
        ("furosemide", "IV", "Adult: 20 mg; 40 mg"),
    ]
    assert "furosemide\toral\t20 mg\nfurosemide\tIV" in source.text


def test_figures_quotes_code_and_formulas_survive():
    source = read(
        f"<p>{PROSE}</p><figure><img src='x' alt='A heart with four chambers'><figcaption>"
        "Figure 2. The heart</figcaption></figure><blockquote><p>First, do no harm.</p>"
        "</blockquote><pre>rate = drops\n  * 15</pre><p>BMI is kg/m<sup>2</sup>, H<sub>2</sub>O is "
        "water"
        '<sup><a href="#n1">1</a></sup>.</p><img alt="logo">'
    )
    assert shown(source)[1:] == [
        ("figure", "Figure 2. The heart (A heart with four chambers)"),
        ("quote", "First, do no harm."),
        ("code", "rate = drops\n  * 15"),
        ("paragraph", "BMI is kg/m\u00b2, H2O is water[1]."),
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>",
        "<p style='display: none'>",
        "<div aria-hidden='true'>",
        "<template>",
        "<style>",
    ],
)
def test_hidden_text_is_no_text(hidden):
    source = read(f"<p>{PROSE}</p>{hidden}Secret words</p>")
    assert [block.text for block in source.blocks] == [PROSE]


def test_names_of_subject_matter_are_not_taken_for_furniture():
    source = read(
        "<main><h1>Care</h1>"
        + "".join(
            f"<div class='{name}'><p>Words of {name}.</p></div>"
            for name in ("trending-today", "related-disorders", "market-share", "social-history")
        )
        + "</main>"
    )
    assert not source.dropped
    assert len(source.blocks) == 5


def test_bold_paragraphs_are_the_headings_of_a_page_that_has_no_others():
    source = read(
        f"<p><b>Causes</b></p><p>{PROSE}</p><p><b>The client should not:</b></p>"
        f"<ul><li>run</li></ul><p><strong>Home</strong> <b>Care</b></p><p>{PROSE} Again.</p>"
    )
    assert [title for _, title in headings(source)] == ["Causes", "Home Care"]
    found = outline(source, fallback_title="x")
    assert "should not:" in found.sections[0].text


def test_title_comes_from_the_page_without_the_name_of_the_site():
    assert read(f"<h2>One</h2><p>{PROSE}</p>", "Asthma | Example Health").title == "Asthma"
    assert read(f"<h1>Asthma Care</h1><p>{PROSE}</p>", "Home").title == "Asthma Care"


NAIVE = "Caf\u00e9 \u201cna\u00efve\u201d"


@pytest.mark.parametrize(
    "content",
    [
        f'<meta charset="utf-8"><p>{NAIVE}</p>'.encode(),
        f"<html><p>{NAIVE}</p>".encode("utf-16"),
        b"\xef\xbb\xbf" + f"<html><p>{NAIVE}</p>".encode(),
        f'<meta charset="iso-8859-1"><p>{NAIVE}</p>'.encode("cp1252"),
        f"<html><p>{NAIVE}</p>".encode("cp1252"),
        f'<meta http-equiv=x content="text/html; charset=gb18030"><p>{NAIVE}</p>'.encode("gb18030"),
        f'<?xml version="1.0" encoding="windows-1252"?><html><p>{NAIVE}</p>'.encode("cp1252"),
        f'<meta charset="rot13"><p>{NAIVE}</p>'.encode(),
    ],
)
def test_encodings_of_pages_are_told_apart(content):
    assert [block.text for block in read_document("a.html", content).blocks] == [NAIVE]


def test_entities_and_foreign_files_are_never_followed():
    content = (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">'
        b'<!ENTITY y "boo">]><html><body><p>A &amp; B &x; &y; &nbsp; end</p></body></html>'
    )
    text = read_document("a.html", content).text
    assert "A & B" in text
    assert "boo" not in text


@pytest.mark.parametrize(
    "content",
    [
        b"<html>" + b"<div>" * 100_000 + b"text",
        b"<html><p " + b" ".join(b"a%d=1" % i for i in range(100_000)) + b">x",
        b"<html><p title='" + b"a" * 9_900_000 + b"'>x" + b"<b>" * 300,
    ],
    ids=["nesting", "attributes", "attribute"],
)
def test_page_beyond_all_reason_is_refused_in_words(content):
    assert "nested or filled beyond" in problem_with(content)


@pytest.mark.parametrize(
    "content", [b"<html><body></body></html>", b"<html><body><script>x</script><img>", b"<html>"]
)
def test_page_without_text_is_refused(content):
    assert "no text that can be read" in problem_with(content)


@pytest.mark.parametrize(
    "unit",
    [
        f"<h2>Title</h2><p>{PROSE} <b>Bold</b> <a href='x'>link</a></p>",
        "<ul><li>some words here</li></ul>",
        "<table><tr><td rowspan=60 colspan=60>b</td></tr></table>",
        "<div class=note><h3>t</h3><p>words</p></div>loose ",
        "<dt>term here</dt>",
        "<b>x</b><br>",
        "<a ='",
        "<!--",
        "<script",
    ],
)
def test_a_long_page_of_one_kind_of_mark_is_read_or_refused(unit):
    """Quadratic work would show here as a test that takes minutes; benchmarks/ has the figures."""
    content = ("<html><body>" + unit * (600_000 // len(unit))).encode()
    assert is_read_or_refused("a.html", content)


TAGS = st.sampled_from(
    sorted(
        word_set(
            """
            p div h1 h2 h6 ul ol li table tr td th caption dl dt dd b strong sup br img figure span
            figcaption blockquote pre section aside details summary main nav a article footer math
            """
        )
    )
)
MARKUP = st.one_of(
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    TAGS.map(
        lambda tag: f"<{tag} class='note figure caption nav' rowspan=3 colspan=2 alt='a b c d'>"
    ),
    st.sampled_from(
        ["words ", "Some more words: ", "<", "&amp;", "<!--", "\x00", " \u00a0", PROSE]
    ),
    st.text(max_size=5),
)


@settings(max_examples=50)
@given(st.lists(MARKUP, max_size=60).map("".join))
def test_any_mark_up_gives_blocks_at_their_places_or_a_refusal(markup):
    try:
        source = read_document("a.html", f"<html><body>{markup}".encode())
    except Invalid:
        return
    previous = 0
    for block in source.blocks:
        assert source.text[block.start : block.end] == block.text
        assert previous <= block.start < block.end
        previous = block.end
    for drop in source.dropped:
        assert source.text[drop.start : drop.end].strip()
    outline(source, fallback_title="x")


@settings(max_examples=25)
@given(st.data())
def test_damaged_page_is_read_or_refused(data):
    content = bytearray(PAGES["main"]().encode())
    for _ in range(data.draw(st.integers(0, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    assert is_read_or_refused("a.html", bytes(content[:cut]))


@pytest.mark.parametrize("main", ["main", "article", "section"])
def test_a_page_may_leave_out_its_body_tag(main):
    content = f"<!doctype html><title>Pain</title><{main}><h1>Pain</h1><p>{PROSE}</p></{main}>"
    source = read_document("a.html", content.encode())
    assert shown(source) == [("heading", "Pain"), ("paragraph", PROSE)]


@pytest.mark.parametrize(
    "marked",
    [
        "<dfn>preload</dfn>",
        '<span data-type="term">preload</span>',
        '<span class="key-term no-emphasis">preload</span>',
        "<b>preload</b>",
    ],
)
def test_terms_are_marked_however_their_publisher_marks_them(marked):
    page_of_one = f"<html><body><p>The stretch is called {marked} by nurses.</p></body></html>"
    found = read_document("a.html", page_of_one.encode())
    assert found.blocks[0].strong == ("preload",)
