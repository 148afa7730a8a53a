"""A heading's own words: without its number, its week and what is only printed for weight."""

import re

_ENUMERATOR = re.compile(
    r"^\s*(?:(?:chapter|unit|module|lecture|part|section|week|lesson|session|day) \d+"
    r"\s*[.:\u2013-]?\s+|"
    r"(?:\(?(?:[A-Z]|[IVX]+|\d+)\)|(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)\.|\d+\.\d+(?:\.\d+)*)\s+)",
    re.IGNORECASE,
)


def bare(title: str) -> str:
    """A heading without its enumerator, the number of a course, and what is only there for weight.

    "NUR 210 - Wk 3 - Shock <- KNOW THIS" heads what is about shock.
    """
    words = _COURSE.sub("", _ENUMERATOR.sub("", title))
    words = _WEEK.sub("", words)
    return _EMPHASIS.sub("", _REMARK.sub("", words)).strip(" :!*") or title


_WEEK = re.compile(
    r"^(?:wk|week|lecture|lec|session|module|day|class)\.? ?\d+\s*[:.\u2013-]\s+", re.I
)
# What somebody wrote behind an arrow or in capitals, on the heading and not in it.
_REMARK = re.compile(r"(?<=\w)\W*(?:\u2190|\u2192|<-+|-+>|=>|\u21d0|\u21d2).*$")
_EMPHASIS = re.compile(
    r"(?:\s*[\u2013\u2014:-]+\s*|\s+|\s*\()"
    r"(?:EMERGENCY|IMPORTANT|ALERT|STAT|URGENT|NB|KNOW THIS|HIGH YIELD|MUST KNOW|"
    r"ON (?:THE )?EXAM|EXAM)\W*$"
)


_COURSE = re.compile(
    r"^(?:[A-Z]{2,5}[ -]?\d{3,4}[A-Z]?|[A-Z]{3,}(?: [IVX]+)? ?/ ?(?:lecture|week|session|unit) \d+)"
    r"[:,\s\u2013-]+"
)
