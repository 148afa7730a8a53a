"""What a heading looks like when nothing marks it."""

import re

from quizapp.core.lexicon import word_set
from quizapp.core.topics import Topic, topic_of
from quizapp.core.verbs import finite_verbs, words_in

MAX_TITLE_WORDS = 12
LONG_PARAGRAPH_WORDS = 14
_MAX_TITLE_CHARS = 140
_MOST_COLON_WORDS = 4
_MAX_ACRONYM_LETTERS = 5
_CITATION = re.compile(r"\[[0-9]{1,3}\]|\([^()]{0,60}\b(?:1[89]|20)[0-9]{2}[a-z]?\)")
_CAPTION = re.compile(
    r"(?:figure|fig\.?|table|box|source|sources|photo)\s+[0-9]|\(?sources?:", re.I
)
_BULLET = re.compile(r"[-*+\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2043\u2013\u2014\u00b7o]\s")
_SMALL_WORDS = word_set(
    "a an and as at but by for from in into of on or per the to versus vs via with without"
)
_TRAILING_BRACKETS = re.compile(r"(?:\s{0,3}(?:\[[^\[\]]{1,40}\]|\([^()]{1,120}\))){1,6}$")
_NOTE = re.compile(
    r"->|\u2192|\u2191|\u2193|\w = \w"
    r"|^(?:normal|total|range|level)\b.*\d [mk\u00b5]?[a-zA-Z]+/[a-zA-Z]+$"
    r"|^(?:problem|causes?|signs|symptoms|s/s|sx|rx|tx|dx|hx|labs?|treatment|dose|onset|ecg|ekg):"
    r"\s+[a-z0-9]",
    re.IGNORECASE,
)
_COURSE = re.compile(r"[A-Z]{2,6}(?:[ -]?\d{3,4}[A-Z]?\b|(?: [IVX]+)? ?/)")
_SESSION = re.compile(r"\b(?:week|wk|lecture|session|class|unit|module|day)\s*\d+", re.I)
_COURSE_IN_WORDS = re.compile(
    r"(?:(?:med(?:ical)?[ -]?surg\w*|pharm\w*|patho\w*|fundamentals?|nursing|ob|peds|pediatrics|"
    r"psych|maternity|anatomy|a&p|micro\w*|nutrition)\b[ ./&-]*)+(?:[IVX]+|\d)?\b",
    re.IGNORECASE,
)
# "1342   Unit 11   Sensory Function": what a book prints above each of its pages.
_RUNNING_HEAD = re.compile(
    r"\d{1,4}\s+(?:unit|chapter|section|part|module)\s+\d|(?:unit|chapter|section|part|module)\s+\d+"
    r"\b.{0,60}\s\d{1,4}$",
    re.IGNORECASE,
)
_SENTENCE_MARKS = frozenset(".!?\u2026")
_CLOSERS = "\"'\u201d\u2019)]"


def may_be_title(text: str, *, after_enumerator: bool = False) -> bool:
    """Whether a line has the shape of a heading: short, unpunctuated, no citation, no figures."""
    if not text or len(text) > _MAX_TITLE_CHARS or text[-1] in ".,;:%":
        return False
    words = text.split()
    if len(words) > MAX_TITLE_WORDS or _CITATION.search(text) or _CAPTION.match(text):
        return False
    if "\t" in text or " | " in text or _BULLET.match(text) or is_note(text):
        return False
    plain = without_brackets(text).split() or words
    return _opens_like_title(words, after_enumerator) and _is_mostly_words(plain)


def is_note(text: str) -> bool:
    """Whether a line says something in shorthand: "Problem: air trapped -> CO2 kept", "A = b"."""
    return _NOTE.search(text) is not None


def names_course(text: str) -> bool:
    """Whether a line names a course and a week of it: "NUR 312 Acute Care - Week 6"."""
    if _RUNNING_HEAD.match(text):
        return True
    named = _COURSE.match(text) or _COURSE_IN_WORDS.match(text)
    return named is not None and _SESSION.search(text) is not None


def without_brackets(text: str) -> str:
    """The line without what stands in brackets at its end."""
    return _TRAILING_BRACKETS.sub("", text).rstrip()


def _opens_like_title(words: list[str], after_enumerator: bool) -> bool:
    opening = words[0].lstrip("\"'\u201c\u2018([")
    if not opening:
        return False
    if opening[0].isdigit():
        return opening.isdigit() and len(words) > 1 and words[1][0].isupper()
    return opening[0].isalpha() and (after_enumerator or not opening[0].islower())


def _is_mostly_words(words: list[str]) -> bool:
    lettered = sum(1 for word in words if any(letter.isalpha() for letter in word))
    return lettered * 2 > len(words)


def is_title_case(text: str) -> bool:
    """Whether two words or more are capitalised and no weighty word is not."""
    weighty = [
        word
        for word in re.split(r"[\s/\u2013\u2014-]+", text)
        if word and word[0].isalpha() and (word.lower() not in _SMALL_WORDS or word == "A")
    ]
    return len(weighty) > 1 and all(word[0].isupper() for word in weighty)


def is_emphatic(text: str) -> bool:
    """Whether a line's own words speak for a heading: title case, capitals or a known topic."""
    return is_title_case(text) or is_capitals(text) or topic_of(text) is not Topic.NONE


def is_topic_with_colon(text: str) -> bool:
    """Whether a line only names a topic, with a colon: "Side effects:", no lead-in to a list."""
    title = text.rstrip(": ")
    return (
        text.endswith(":")
        and words_of(title) <= _MOST_COLON_WORDS
        and may_be_title(title)
        and topic_of(title) is not Topic.NONE
        and not finite_verbs(words_in(title))
    )


def is_capitals(text: str) -> bool:
    """Whether a line is written in capitals throughout (an acronym alone does not count)."""
    return text.isupper() and sum(letter.isalpha() for letter in text) > _MAX_ACRONYM_LETTERS


def ends_sentence(text: str) -> bool:
    """Whether the text ends with a sentence's mark, looking past quotes, brackets and citations."""
    tail = text[-200:].rstrip().rstrip(_CLOSERS)
    if tail[-1:] in _SENTENCE_MARKS:
        return True
    tail = _TRAILING_BRACKETS.sub("", text[-200:].rstrip()).rstrip().rstrip(_CLOSERS)
    return tail[-1:] in _SENTENCE_MARKS


def words_of(text: str, most: int = 60) -> int:
    """Number of words, counted up to `most`."""
    pieces = text.split(None, most)
    return min(len(pieces), most)


def file_in_words(file_name: str) -> str:
    """A file's name as a title: "acute-pancreatitis_v2" -> "Acute pancreatitis v2"."""
    words = " ".join(re.split(r"[-_\s]+", file_name.strip()))
    return words[:1].upper() + words[1:]
