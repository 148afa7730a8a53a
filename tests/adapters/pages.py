"""Web pages with all that websites put around their texts."""

NAV = (
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/drugs">Drugs A to Z</a></li>'
    '<li><a href="/about">About us</a></li></ul></nav>'
)
COOKIES = (
    '<div id="cookie-banner" class="cookie-consent">We use cookies to give you the best experience'
    " on our website and to show you content that fits you. <button>Accept all</button></div>"
)
SHARE = (
    '<div class="share-buttons"><span>Share on</span><a href="#">Facebook</a>'
    '<a href="#">WhatsApp</a></div>'
)
RELATED = (
    '<div class="related-articles"><h3>Related articles</h3><ul><li><a href="/1">Ten foods for a '
    'strong heart</a></li><li><a href="/2">When to call an ambulance at night</a></li></ul></div>'
)
COMMENTS = (
    '<section id="comments"><h2>Comments</h2><article class="comment"><p>Thanks, this helped me a '
    "great deal while I was preparing for my exam in the spring.</p></article></section>"
)
LANGUAGES = (
    '<ul class="language-menu"><li><a href="/es">Espa\u00f1ol</a></li>'
    '<li><a href="/fr">Fran\u00e7ais</a></li></ul>'
)
AD = (
    '<div class="ad-slot ad-728x90"><p>Advertisement: buy the best compression stockings in town '
    "at half the price until Sunday evening.</p></div>"
)
FOOTER = (
    "<footer><p>\u00a9 2024 Example Health. All rights reserved.</p><p>Privacy policy</p></footer>"
)
TEXT = """
<p>Heart failure occurs when the heart is no longer able to pump enough blood to meet the needs of
the body, whether at rest or during exercise [1].</p>
<h2>Causes of Heart Failure</h2>
<p>Coronary artery disease and long-standing high blood pressure are the most common causes, and
both of them strain the muscle of the left ventricle.</p>
<ul><li>coronary artery disease</li><li>high blood pressure<ol><li>untreated</li></ol></li></ul>
<h3>Rare Causes</h3>
<p>Infections of the heart muscle and some medicines for cancer may also weaken the heart, often
within a few months.</p>
<h2>Nursing Care</h2>
<p>The nurse weighs the client each morning and reports a gain of more than 1 kg in one day to the
provider without delay.</p>
"""
HEADINGS = [
    (1, "Heart Failure"),
    (2, "Causes of Heart Failure"),
    (3, "Rare Causes"),
    (2, "Nursing Care"),
]
CHROME_WORDS = (
    "About us",
    "cookies",
    "Facebook",
    "Ten foods",
    "preparing for my exam",
    "Espa\u00f1ol",
    "stockings",
    "All rights reserved",
    "Privacy",
)


def page(body: str, title: str = "Heart Failure | Example Health") -> str:
    """A page with this body."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>p {{ color: red }}</style></head><body>{body}<script>var tracker = 1;</script>"
        "</body></html>"
    )


def in_main() -> str:
    """A page that marks its main text."""
    return page(
        f"{COOKIES}<header>{NAV}{LANGUAGES}</header><main><h1>Heart Failure</h1>{SHARE}{TEXT}{AD}"
        f"{RELATED}</main><aside>{RELATED}</aside>{COMMENTS}{FOOTER}"
    )


def in_article() -> str:
    """A page whose text is an article, with share buttons and a byline within."""
    return page(
        f'{COOKIES}<header class="site-header">{NAV}</header><div class="wrap"><article><header>'
        f"<h1>Heart Failure</h1></header>{SHARE}{TEXT}{AD}</article><div class='sidebar'>{RELATED}"
        f"{LANGUAGES}</div></div>{COMMENTS}{FOOTER}"
    )


def in_divs() -> str:
    """A page that marks nothing."""
    return page(
        f"{COOKIES}<div id='top'><h1>Heart Failure</h1>{LANGUAGES}</div><div class='outer'>"
        f"<div class='left'>{NAV}</div><div class='content-area'><div class='entry'>{TEXT}{SHARE}"
        f"{AD}</div></div></div>{RELATED}{COMMENTS}{FOOTER}"
    )


def in_tables() -> str:
    """A page that is laid out by tables."""
    return page(
        f"<table><tr><td colspan=2>{LANGUAGES}</td></tr><tr><td>{NAV}{COOKIES}</td>"
        f"<td><h1>Heart Failure</h1>{TEXT}</td></tr></table>{AD}{SHARE}{RELATED}{COMMENTS}{FOOTER}"
    )


PAGES = {"main": in_main, "article": in_article, "divs": in_divs, "tables": in_tables}
