"""Web pages that a browser saved in one file (MHTML): a letter whose first page is the text."""

from email import message_from_bytes, policy

from quizapp.adapters.extraction import html
from quizapp.core.blocks import SourceText
from quizapp.core.errors import Invalid


def read(content: bytes) -> SourceText:
    """Read the page itself; its pictures, styles and frames are passed over.

    Raises Invalid for a file without a page in it.
    """
    letter = message_from_bytes(content, policy=policy.compat32)
    for part in letter.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return html.read(page)
    raise Invalid(
        "There is no page in this web archive. Open it in a browser and save it anew, as a "
        "complete page or as a PDF, then upload that."
    )
