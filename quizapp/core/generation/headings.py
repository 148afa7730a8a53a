"""Headings that are clauses ("How cancer reaches the liver"), as what a learner can then do."""

import re

from quizapp.core import verbs
from quizapp.core.generation import subjects, wording
from quizapp.core.generation.spelling import Spelling

_BASES = {
    "preventing": "prevent",
    "managing": "manage",
    "treating": "treat",
    "assessing": "assess",
    "measuring": "measure",
    "calculating": "calculate",
    "inserting": "insert",
    "removing": "remove",
    "giving": "give",
    "administering": "administer",
    "taking": "take",
    "using": "use",
    "recognizing": "recognize",
    "reducing": "reduce",
    "monitoring": "monitor",
    "controlling": "control",
    "diagnosing": "diagnose",
    "caring": "care",
    "choosing": "choose",
    "starting": "start",
    "stopping": "stop",
    "planning": "plan",
    "avoiding": "avoid",
    "living": "live",
    "communicating": "communicate",
    "teaching": "teach",
    "interpreting": "interpret",
    "preparing": "prepare",
    "putting": "put",
    "making": "make",
    "keeping": "keep",
    "finding": "find",
    "getting": "get",
    "talking": "talk",
    "handling": "handle",
    "storing": "store",
    "mixing": "mix",
}
_ORDERS = re.compile(
    r"^(?:find|assess|know|use|prepare|prevent|manage|learn|watch|avoid|choose|keep|take|give|call|"
    r"check|report|recognize|treat|plan|monitor|teach|protect|stop|start) .+$",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^(?P<ask>how|why|when|where|what) (?P<aux>is|are|can|should|do|does|must|may|"
    r"will) (?P<rest>.+)$",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"^(?:telling|distinguishing|differentiating) (?P<one>.+?) (?:from|and) (?P<other>.+)$", re.I
)


def ability(title: str, topic: str, spelling: Spelling) -> str | None:
    """The objective that a clause heading states, or None for a heading that names a thing."""
    bare = spelling.in_sentence(subjects.bare_title(title)).rstrip("?! ")
    bare = wording.uncapitalised(bare)
    inverted = _INVERTED.match(bare)
    if inverted:
        return _straightened(inverted, topic)
    for pattern, template in _CLAUSES:
        match = pattern.match(bare)
        if match:
            return match.expand(template).format(topic=topic)
    first, _, rest = bare.partition(" ")
    return f"Describe how to {_BASES[first]} {rest}" if first in _BASES and rest else None


_CLAUSES = (
    (re.compile(r"comparing (.+)$"), r"Compare \1"),
    (re.compile(r"classifying (.+)$"), r"Classify \1"),
    (_TELLING, r"Distinguish \g<one> from \g<other>"),
    (re.compile(r"(how to .+)$"), r"Describe \1"),
    (re.compile(r"(when to .+)$"), r"Recognize \1"),
    (re.compile(r"((?:how|why) .+)$"), r"Explain \1"),
    (re.compile(r"(who .*at risk)$"), r"Identify \1 of {topic}"),
    (re.compile(r"(who .+)$"), r"Identify \1"),
    (re.compile(r"((?:what (?!(?:is|are) )|when ).+(?<! is)(?<! are))$"), r"Describe \1"),
    (re.compile(r"(.+ to (?:avoid|report|expect))$"), r"Identify \1, in relation to {topic}"),
    (_ORDERS, r"Describe how to \g<0>"),
)


def _straightened(question: re.Match[str], topic: str) -> str | None:
    """As in: "How is asthma diagnosed" -> "Explain how asthma is diagnosed"."""
    ask, aux, rest = question["ask"], question["aux"], question["rest"]
    if ask == "what" and aux in ("is", "are"):
        return None
    found = re.match(rf"(?P<subject>(?:the |an? )?{re.escape(topic)}) (?P<rest>.+)$", rest, re.I)
    if found is None:
        return None
    after = found["rest"]
    if aux in ("do", "does"):
        verb, _, more = after.partition(" ")
        verb = verbs.third_person(verb) if aux == "does" else verb
        return f"Explain {ask} {found['subject']} {verb}{' ' + more if more else ''}"
    return f"Explain {ask} {found['subject']} {aux} {after}"
