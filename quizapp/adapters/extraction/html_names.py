"""What the names of an element's classes and id say of it, as websites usually give them."""

import re

from quizapp.core.lexicon import phrase_set, word_set

MUCH_PROSE = 120
NAVIGATION = "Navigation of the website."
LINKS = "Links to other pages."
CONTENTS = "Table of contents."
HEAD = "Head of the website."
FOOT = "Foot of the website."
WINDOW = "A window over the page."
_SHARE = "Share buttons."
_TOOL = "A tool of the website."
_COMMENTS = "Comments of readers."
_OFFER = "Offer of a newsletter or a membership."
_COOKIES = "Cookie notice."
_ADVERTISEMENT = "Advertisement."

# A name says something where each of its words is one of these or tells nothing of its own.
_WORDS = {
    _COOKIES: word_set("cookie cookies consent gdpr ccpa onetrust"),
    _ADVERTISEMENT: word_set(
        "ad ads advert adverts advertisement advertising adsbygoogle sponsor sponsored promo"
    ),
    _OFFER: word_set("newsletter subscribe subscription signup paywall donate donation"),
    _COMMENTS: word_set("comment comments respond disqus replies"),
    _SHARE: word_set("share sharing social addthis sharedaddy sharethis"),
    LINKS: word_set("related recommended popular trending"),
    NAVIGATION: word_set(
        "nav navbar navigation menu submenu breadcrumb breadcrumbs pagination pager masthead navbox"
        " catlinks skiplink language languages lang locale"
    ),
    CONTENTS: word_set("toc"),
    "Side bar of the website.": word_set("sidebar widget widgets rail"),
    WINDOW: word_set("popup modal overlay lightbox toast snackbar"),
    "Question to readers about the page.": word_set("feedback rating survey helpful"),
    _TOOL: word_set("headerlink permalink anchorlink noprint printfriendly"),
    FOOT: word_set("colophon copyright"),
}
_NAMES = {
    HEAD: phrase_set("site header|global header|top bar"),
    FOOT: phrase_set("footer|site footer|page footer|global footer"),
    _SHARE: phrase_set("follow us|jp relatedposts"),
    LINKS: phrase_set(
        "read more|read next|more stories|more articles|you may also like|also like|see also links"
    ),
    CONTENTS: phrase_set("table of contents|on this page"),
    NAVIGATION: phrase_set("skip link|skip to content|site map|interlanguage link"),
    _OFFER: phrase_set("sign up|mailing list|call to action"),
    _TOOL: phrase_set("mw editsection|header anchor|anchor link|print link|edit link|jump link"),
    "Question to readers about the page.": phrase_set("was this helpful|article feedback"),
}
_TELLS_NOTHING = word_set(
    """
    a site page main top bottom left right header footer banner bar bars box block button buttons
    btn container content contents group icon icons inner item items link links list module notice
    outer panel post posts primary row secondary section text title tools toolbar tool wrap wrapper
    wrapping article articles story stories topic topics pages area form slot unit global mobile
    desktop count counter switch switcher select selector picker this reader readers media videos
    video thread the id js el component region placeholder dropdown toggle sticky fixed floating
    """
)
_WHATEVER_THEIR_LENGTH = frozenset((_COOKIES, _ADVERTISEMENT, _OFFER, _COMMENTS))
_MOST_NAMES = 30
_MOST_CHARS = 1_000


def reason_by_names(names: str, prose: int) -> str:
    """Why an element of these names is no part of the text; "" where they don't say so.

    `prose` is how many letters of running text it holds: some names are used for more than one
    purpose, so they are believed of elements with little.
    """
    for name in names[:_MOST_CHARS].split()[:_MOST_NAMES]:
        reason = _reason(name)
        if reason and (reason in _WHATEVER_THEIR_LENGTH or prose < MUCH_PROSE):
            return reason
    return ""


def _reason(name: str) -> str:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = [word for word in re.split(r"[\W_]+", apart.lower()) if word]
    plain = " ".join(words)
    for reason, phrases in _NAMES.items():
        if plain in phrases:
            return reason
    found = ""
    for word in words:
        said = next((reason for reason, known in _WORDS.items() if word in known), "")
        found = found or said
        if not said and word not in _TELLS_NOTHING and not any(sign.isdigit() for sign in word):
            return ""
    return found
