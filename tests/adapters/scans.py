"""Scans: PDFs whose pages are pictures of the pages of other PDFs."""

import io
from collections.abc import Container

import pypdfium2


class _All:
    def __contains__(self, _number: object) -> bool:
        return True


def scanned(content: bytes, pages: Container[int] = _All(), dots_an_inch: int = 200) -> bytes:
    """The PDF with these of its pages (from 1) as pictures, the others as they were."""
    old, new = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    for place, page in enumerate(old):
        if place + 1 not in pages:
            new.import_pages(old, [place])
            continue
        image = pypdfium2.PdfImage.new(new)
        image.set_bitmap(page.render(scale=dots_an_inch / 72, grayscale=True))
        image.set_matrix(pypdfium2.PdfMatrix().scale(*page.get_size()))
        made = new.new_page(*page.get_size())
        made.insert_obj(image)
        made.gen_content()
    out = io.BytesIO()
    new.save(out)
    new.close()
    old.close()
    return out.getvalue()
