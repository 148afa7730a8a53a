import io

import pdfplumber
import pytest
from pdfplumber.page import Page

from quizapp.adapters.extraction.pdf_page import QuickPage
from tests.adapters.pdf_files import BOLD, Run, pdf

KEPT = ("text", "fontname", "size", "upright", "x0", "x1", "top", "bottom", "doctop")
STRAIGHT = "BT /F1 9 Tf 72 300 Td (Straight) Tj ET"
RAISED = "BT /F1 9 Tf 3 Ts 80 Tz 2 Tc 72 320 Td (Raised, narrow and apart) Tj ET"
TURNED = "BT /F1 9 Tf 0 1 -1 0 40 300 Tm (Turned) Tj ET"
SLANTED = "BT /F1 9 Tf 1 0 0.3 1 72 340 Tm (Slanted) Tj ET"
UPSIDE_DOWN = "BT /F1 9 Tf -1 0 0 -1 200 360 Tm (Upside down) Tj ET"
MIRRORED = "BT /F1 9 Tf -1 0 0 1 200 380 Tm (Mirrored) Tj ET"
UNKNOWN = "BT /F1 9 Tf 72 400 Td <0001> Tj ET"


def quick(slow: Page) -> QuickPage:
    return QuickPage(slow.pdf, slow.page_obj, slow.page_number, slow.initial_doctop)


@pytest.mark.parametrize(
    "drawn", [STRAIGHT, RAISED, TURNED, SLANTED, UPSIDE_DOWN, MIRRORED, UNKNOWN]
)
def test_letters_stand_where_pdfplumber_sees_them(drawn):
    page = [Run("Care of the liver", 72, 90, 14, BOLD), Run("It makes bile.", 72, 120)]
    with pdfplumber.open(io.BytesIO(pdf([page, page], drawn=drawn))) as document:
        for slow in document.pages:
            expected = [{name: char[name] for name in KEPT} for char in slow.chars]
            found = [{name: char[name] for name in KEPT} for char in quick(slow).chars]
            assert len(found) > 30
            assert found == expected


def test_lines_and_pictures_are_what_they_were():
    picture = "q 90 0 0 40 72 500 cm BI /W 1 /H 1 /BPC 8 /CS /G ID @ EI Q"
    drawn = f"70 600 m 370 600 l S 70 620 300 8 re S {picture}"
    with pdfplumber.open(io.BytesIO(pdf([[Run("Liver", 72, 90)]], drawn=drawn))) as document:
        [slow] = document.pages
        fast = quick(slow)
        assert (len(fast.lines), len(fast.rects), len(fast.images)) == (1, 1, 1)
        sides = ("x0", "x1", "top", "bottom", "orientation")
        found = [[edge[side] for side in sides] for edge in fast.edges]
        assert found == [[edge[side] for side in sides] for edge in slow.edges]
