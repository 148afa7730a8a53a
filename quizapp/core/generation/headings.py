"""Headings that are clauses ("How cancer reaches the liver"), as what a learner can then do."""

import re

from quizapp.core import verbs
from quizapp.core.generation import bare_titles, wording
from quizapp.core.generation.spelling import Spelling
from quizapp.core.lexicon import word_set

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
    "generating": "generate",
    "evaluating": "evaluate",
    "analyzing": "analyze",
    "prioritizing": "prioritize",
    "dressing": "dress",
    "advancing": "advance",
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
    bare = spelling.in_sentence(bare_titles.bare(title)).rstrip("?! ")
    bare = _YOUR.sub("the", wording.uncapitalised(bare))
    judgement = _JUDGEMENT.match(bare)
    if judgement:
        return f"{wording.capitalised(_in_bases(bare))} in {topic}"
    if _DANGER.match(bare):
        return f"Recognize the dangers of {topic}"
    inverted = _INVERTED.match(bare)
    if inverted:
        return _straightened(inverted, topic)
    for pattern, template in _CLAUSES:
        match = pattern.match(bare)
        if match:
            return match.expand(template).format(topic=topic)
    first, _, rest = bare.partition(" ")
    return f"Describe how to {_in_bases(bare)}" if rest and base_of(first) else None


def base_of(gerund: str) -> str | None:
    """The verb that a heading's first word is made of: "confirm" of "confirming"; None for a noun.

    "Nursing care" and "bleeding disorders" tell nobody to do anything.
    """
    return None if gerund in _NOUNS else _verb_of(gerund)


def _verb_of(gerund: str) -> str | None:
    if gerund in _BASES:
        return _BASES[gerund]
    if not gerund.endswith("ing"):
        return None
    stem = gerund.removesuffix("ing")
    tries = [stem, f"{stem}e"]
    if len(stem) > 2 and stem[-1] == stem[-2]:  # noqa: PLR2004 - a doubled letter: "stopping"
        tries.insert(0, stem[:-1])
    return next((verb for verb in tries if verbs.finite_verbs([verb])), None)


def _in_bases(bare: str) -> str:
    """The heading with its gerunds as plain verbs: "prepare and give the injection"."""
    first, _, rest = bare.partition(" ")
    base = base_of(first)
    if base is not None:
        rest = _SECOND.sub(lambda match: f"{match[1]}{_verb_of(match[2]) or match[2]}", rest)
    return f"{base or first} {rest}"


_SECOND = re.compile(
    r"(\band )(\w+ing)\b(?= (?:the|an?|cues|actions?|hypotheses|off|down|out)\b|$)"
)
_YOUR = re.compile(r"\byour\b")
_NOUNS = word_set(
    """
    nursing bleeding clotting dressing breathing swelling vomiting feeding screening staging testing
    imaging wheezing itching coughing snoring hearing building meaning spelling training being
    boiling clubbing cramping flushing shivering sneezing stinging tingling wasting during morning
    evening string ring drowning choking fainting underlying existing
    """
)
# The steps of clinical judgement say nothing without what is judged.
_JUDGEMENT = re.compile(
    r"(?:recogniz|analyz|prioritiz|generat|tak|evaluat|refin|form)(?:e|ing)? (?:and \w+ )?"
    r"(?:cues|hypotheses|solutions|actions?|outcomes)\b",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"(?:safety (?:alert|note|first)|(?:fda )?(?:black )?box(?:ed)? warning|warnings?|cautions?|"
    r"alert|red flags[^,]*)$",
    re.IGNORECASE,
)


_CLAUSES = (
    (re.compile(r"comparing (.+)$"), r"Compare \1"),
    (re.compile(r"defining (.+)$"), r"Define \1"),
    (re.compile(r"classifying (.+)$"), r"Classify \1"),
    (_TELLING, r"Distinguish \g<one> from \g<other>"),
    (re.compile(r"(how to .+)$"), r"Describe \1"),
    (re.compile(r"(when to .+)$"), r"Recognize \1"),
    (re.compile(r"((?:how|why) .+)$"), r"Explain \1"),
    (re.compile(r"(who .*at risk)$"), r"Identify \1 of {topic}"),
    (re.compile(r"(who .+)$"), r"Identify \1"),
    (re.compile(r"(when .+(?<! is)(?<! are))$"), r"Describe what to do \1"),
    (re.compile(r"(what (?!(?:is|are) ).+(?<! is)(?<! are))$"), r"Describe \1"),
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
