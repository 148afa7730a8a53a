"""HTML of questions to plain text: nothing that runs, and nothing lost in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.core.formats.mapping import Unkeepable
from quizapp.core.formats.markup import MOST_MARKUP, plain_markdown, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("H<sub>2</sub>O and 10<sup>3</sup>", "H₂O and 10³"),
        ("x<sup>ab</sup> y<sub>k</sub>", "x^(ab) y_k"),
        ("&lt;5 &amp; &eacute;&nbsp;!", "<5 & é !"),
        ("pH <7.35 and 5>3, x<y and y>z", "pH <7.35 and 5>3, x<y and y>z"),
        ('<img src="a.png" alt="A vein">', "[Picture: A vein]"),
        ("<img src=a.png>", "[Picture]"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<!-- hidden -->b", "ab"),
        ("a<style>p{}</style>b<svg onload=x><path/></svg>c", "abc"),
        ("a<script>never closed", "a"),
        ("a<!-- never closed", "a"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "1 | 2 |"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("<p onclick='x>y'>z</p>", "z"),
    ],
)
def test_what_html_says_is_kept_as_text(markup: str, text: str):
    assert plain_text(markup).text == text


@pytest.mark.parametrize(
    ("markup", "note"),
    [
        ("<b>a</b>", "Bold, italic and the like were taken out."),
        ("<img src=a.png>", "A picture was left out; its description stands in its place."),
        ("<iframe src=x></iframe>", "Active or hidden content (<iframe>) was taken out."),
        ("<a href=x>a</a>", "A link was written as its words alone."),
        ("<table><tr><td>1</td></tr></table>", "A table was written as lines of text."),
        ("<audio src=x></audio>", "A recording was left out."),
    ],
)
def test_what_text_cannot_hold_is_told(markup: str, note: str):
    assert note in plain_text(markup).notes


def test_the_files_that_are_shown_are_named():
    shown = plain_text('<img src="@@PLUGINFILE@@/a.png"><img src="data:image/png;base64,AAAA">')
    assert shown.media == ["@@PLUGINFILE@@/a.png", "data:"]


def test_markdown_loses_its_signs_and_keeps_its_names():
    assert (
        plain_markdown("**a** _b_ `c` snake_case_name 2*3*4").text == "a b c snake_case_name 2*3*4"
    )


@given(st.text("<>ab/!-'\"=& ;scriptimg\n", max_size=200))
def test_no_mark_up_makes_it_fail_or_leaves_a_script(markup: str):
    assert "<script>" not in plain_text(markup).text


def test_more_mark_up_than_a_question_has_is_not_kept():
    with pytest.raises(Unkeepable, match="200,000"):
        plain_text("<p>" * MOST_MARKUP)
