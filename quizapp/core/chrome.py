"""What a page carries besides its text: site chrome and bylines."""

import re

_MAX_CHROME_CHARS = 160

_CHROME = re.compile(
    r"""(?:
      was\ this\ (?:article|page|information|content)\ (?:helpful|useful)
    | (?:how\ can\ we\ help)
    | (?:thanks|thank\ you)\ for\ (?:the|your)\ feedback
    | (?:give|send|leave)\ (?:us\ )?(?:your\ )?feedback\b
    | rate\ this\ (?:article|page)
    | in\ other\ languages\s*$ | (?:select|change|choose)\ (?:your\ )?language
    | (?:available|read\ this)\ in\ (?:other|more)\ languages
    | share\ this\ (?:page|article|post|story|on|via)\b
    | share\ (?:on|via)\ (?:facebook|twitter|x\b|linkedin|whatsapp|e-?mail|social)
    | share(?:\ this)?\W{0,3}$ | tweet\s*$ | follow\ us\b | print\ this\W{0,3}$
    | (?:e-?mail|print|save|bookmark)\ this\ (?:page|article)
    | (?:we|this\ (?:web)?site)\ uses?\ cookies | cookie\ (?:policy|settings|preferences|notice)
    | accept\ (?:all\ )?cookies | manage\ (?:my\ )?(?:cookies|consent)
    | (?:privacy\ policy|terms\ of\ (?:use|service)|terms\ and\ conditions)\W{0,3}
      (?:$|terms|privacy|cookie|contact)
    | related\ (?:articles?|topics?|posts?|links|pages|content|reading|videos?)\s*:?\s*$
    | (?:you\ (?:may|might)\ also\ (?:like|be\ interested)) | recommended\ (?:for\ you|articles)
    | (?:read|see|show|load)\ (?:more|less)\W{0,4}$ | continue\ reading\W{0,4}$
    | skip\ to\ (?:main\ |the\ )?(?:content|navigation) | back\ to\ (?:the\ )?top\s*$
    | (?:sign\ (?:up|in)|log\ in|subscribe)\b(?=.{0,60}(?:newsletter|account|$)) .{0,80}$
    | (?:previous|next)\ (?:article|page|post|chapter)\W{0,3}$
    | advertisement\s*$ | sponsored\ content | (?:table\ of\ contents|on\ this\ page)\s*:?\s*$
    | (?:\u00a9|\(c\)\ [12][0-9]{3}|copyright\ (?:\u00a9|\(c\)|[12][0-9]{3}))
    | all\ rights\ reserved
    | (?:leave|post)\ a\ (?:comment|reply)\s*$ | [0-9]{1,6}\ (?:comments?|shares?|views?|likes?)\s*$
    | (?:read\ (?:more|next|also)|also\ read|continue\ reading|see\ also)\ ?[:\u203a>]
      \ ?.{0,120}[^.]$
    | (?:accept|reject|allow)\ all(?:\ cookies)?\s*$ | story\ continues\ below
    | [0-9]{1,3}[\ -]?min(?:ute)?s?\ read\s*$
    | (?:tags?|categories|filed\ under|posted\ in):\ .{1,100}$
    | (?:getty\ images|shutterstock|istock)\b.{0,40}$
    | (?:photo|image|picture)(?:graph)?(?:\ credits?|\ courtesy\ of|\ by|\ source)?:?\ .{0,40}
      (?:getty|shutterstock|istock|images|wikimedia|unsplash|cc\ by)\b.{0,40}$
    | (?:(?:first|last|medically|originally)\ )?(?:published|updated|posted|reviewed|modified)
      (?:\ on)?:?\ [a-z]{0,9}\.?\ ?[0-9][\w\ ,./-]{3,18}$
    | (?:(?:jan|febr)uary|march|april|may|june|july|august|(?:septem|octo|novem|decem)ber)
      \ [0-9]{1,2},\ [0-9]{4}\s*$
    | page\ [0-9]{1,4}(?:\ of\ [0-9]{1,4})?\s*$ | home\ (?:>|\u203a|\u00bb|/)(?:\s|$)
    )""",
    re.IGNORECASE | re.VERBOSE,
)

_ABOUT_AUTHOR = re.compile(
    r"(?:about|meet) (?:the|our) (?:authors?|writers?|editors?|reviewers?|contributors?|team)\s*:?$"
    r"|author (?:bio|biography|information)\s*:?$",
    re.IGNORECASE,
)
_NAME = r"[A-Z][\w'\u2019.-]{0,30}(?: (?:[A-Z][\w'\u2019.-]{0,30}|de|van|von|der|bin|al)){1,3}"
_ROLE = (
    r"(?:physicians?|doctors?|professors?|surgeons?|nurses?|lecturers?|instructors?|consultants?"
    r"|editors?|pharmacists?|dietitians?|directors?|chief|authors?|reviewers?|researchers?|fellows?"
    r"|hospital|university|college|department|clinic|institute|faculty|school of)"
)
_DEGREES = (
    r"(?:M\.?D|Ph\.?D|R\.?N|B\.?S\.?N|M\.?S\.?N|D\.?N\.?P|DO|PharmD|MBBS|FRCP|MSc|BSc|MPH|NP|PA-C"
    r"|APRN|FNP(?:-BC)?|CNE|RD)"
)
_CREDIT = re.compile(
    r"(?:(?:medically |clinically )?(?:reviewed|written|edited|authored|updated|posted|prepared)"
    r" by|by|authors?:?|editors?:?|reviewers?:?|contributors?:?)\s+(?:dr\.? |prof\.? )?"
    rf"(?-i:{_NAME})",
    re.IGNORECASE,
)
_NAME_AND_ROLE = re.compile(
    rf"{_NAME}\s*(?:\([^()]{{0,60}}\b(?i:{_ROLE})\b[^()]{{0,60}}\)|, ?(?i:{_ROLE})\b)"
)
_NAME_AND_DEGREE = re.compile(rf"{_NAME},? {_DEGREES}\b\.?(?:\W|$)")
_TITLED_NAME = re.compile(rf"(?:Dr|Prof|Professor)\.? {_NAME}(?:,|\s|$)")
_TITLED_TAIL = re.compile(rf"\b{_ROLE}\b", re.IGNORECASE)
_MAX_BYLINE_WORDS = 25
_MAX_SMALL_WORDS = 5


def is_chrome(text: str) -> bool:
    """Whether a short line is a page's furniture: feedback, share, language, cookie, related."""
    return 0 < len(text) <= _MAX_CHROME_CHARS and _CHROME.match(text) is not None


def is_about_author(text: str) -> bool:
    """Whether a line is the title of a box about who wrote a page."""
    return len(text) <= _MAX_CHROME_CHARS and _ABOUT_AUTHOR.match(text) is not None


def is_byline(text: str) -> bool:
    """Whether a short line names an author, a reviewer or an affiliation."""
    if not text or len(text) > _MAX_CHROME_CHARS or len(text.split()) > _MAX_BYLINE_WORDS:
        return False
    if _CREDIT.match(text):
        return _is_name_like(text)
    if text[-1] in ".!?:;" and not _NAME_AND_DEGREE.match(text):
        return False
    if _NAME_AND_ROLE.match(text) or _NAME_AND_DEGREE.match(text):
        return True
    titled = _TITLED_NAME.match(text)
    return titled is not None and (
        titled.end() >= len(text) or _TITLED_TAIL.search(text) is not None
    )


def _is_name_like(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    lower = sum(1 for word in words if word[0].islower())
    return lower <= _MAX_SMALL_WORDS and text[-1] not in "?!:;"
