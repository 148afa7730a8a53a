"""A PDF page whose letters are taken down quickly: pdfplumber's, without what is not used here."""

from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent, LTItem, LTPage
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter
from pdfminer.utils import Matrix
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException


class QuickPage(Page):
    """A page that keeps of each letter what words are made of.

    pdfplumber copies every attribute of every letter, colours and marks of structure among them,
    and looks into each for references: more than half of the time that a page of text takes.
    """

    @property
    def layout(self) -> LTPage:
        """The page's letters, lines, curves and pictures as pdfminer gives them."""
        if not hasattr(self, "_layout"):
            device = _Letters(self.pdf.rsrcmgr, pageno=self.page_number)
            try:
                PDFPageInterpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            except MemoryError:
                raise
            except Exception as error:
                raise PdfminerException(error) from error
            self._layout: LTPage = device.get_result()
        return self._layout

    def process_object(self, obj: LTItem) -> dict[str, Any]:
        """What pdfplumber says of an object; of a letter only its text, type and place."""
        if not isinstance(obj, LTChar):
            said: dict[str, Any] = super().process_object(obj)
            return said
        left, over = self.mediabox[:2]
        top = self.height - obj.y1 + over
        return {
            "object_type": "char",
            "text": obj.get_text(),
            "fontname": obj.fontname,
            "size": obj.size,
            "upright": obj.upright,
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "top": top,
            "bottom": self.height - obj.y0 + over,
            "doctop": self.initial_doctop + top,
        }


class _Letter(LTChar):
    """A letter whose box is known."""

    def __init__(
        self, text: str, fontname: str, box: tuple[float, float, float, float], *, upright: bool
    ) -> None:
        LTComponent.__init__(self, box)
        self._text = text
        self.fontname = fontname
        self.upright = upright
        self.size = self.height


class _Letters(PDFPageAggregator):
    """Takes letters down with what each font says of each code looked up once a page."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._known: dict[tuple[PDFFont, int], tuple[str, float]] = {}

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Take down one letter; gives how far it moves the pen."""
        a, b, c, d, e, f = matrix
        if b or c or font.is_vertical():
            return super().render_char(
                matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate
            )
        if (font, cid) not in self._known:
            self._known[font, cid] = self._text_of(font, cid), font.char_width(cid)
        text, width = self._known[font, cid]
        forward = width * fontsize * scaling
        # The box of pdfminer's LTChar, for letters that stand straight.
        low = font.get_descent() * fontsize + rise
        x0, x1 = sorted((e, a * forward + e))
        y0, y1 = sorted((d * low + f, d * (low + fontsize) + f))
        box = (x0, y0, x1, y1)
        self.cur_item.add(_Letter(text, font.fontname, box, upright=a * d * scaling > 0))
        return forward

    def _text_of(self, font: PDFFont, cid: int) -> str:
        try:
            return font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            return self.handle_undefined_char(font, cid)
