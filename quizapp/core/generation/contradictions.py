"""False versions of a true statement: one thing in it changed, so that the source contradicts it.

Each change is of a kind whose result cannot be true beside the statement: a word turned into its
opposite, a prohibition lifted, a figure moved on its scale, two sides of a contrast exchanged.
Hedged clauses are left alone: what "may" be does not shut out its opposite.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.core import terms, verbs
from quizapp.core.generation import clauses, figures, filters, wording

OPPOSITE = "opposite"
POLARITY = "polarity"
FIGURE = "figure"
EXCHANGE = "exchange"
SUBJECT = "subject"
TERM = "term"
DUTY = "duty"


@dataclass(frozen=True)
class Contradiction:
    """A false statement; `was` are the source's words, `now` what stands in their place."""

    kind: str
    text: str
    was: str
    now: str

    @property
    def reason(self) -> str:
        """Why it is false, in a few words."""
        if self.kind == POLARITY:
            return "This leaves out the \u201cnot\u201d, and says the reverse."
        if self.kind == DUTY:
            return f"It \u201c{self.was}\u201d be so."
        if self.kind == EXCHANGE:
            return f"\u201c{self.was}\u201d and \u201c{self.now}\u201d are exchanged."
        if self.kind == SUBJECT:
            was, now = wording.uncapitalised(self.was), wording.uncapitalised(self.now)
            return f"This is true of {was}, not of {now}."
        return f"It is \u201c{self.was}\u201d, not \u201c{self.now}\u201d."


def contradictions(text: str) -> tuple[Contradiction, ...]:
    """The ways to make a plain sentence false, the surest first.

    The reason that a sentence gives is left off: "not done, because ..." with its "not" taken away
    would give a reason for the contrary.
    """
    core = _core(text)
    return tuple(
        change
        for find in (_exchanged, _turned, _lifted, _moved, _waived)
        for change in find(core)
        if change.text != core and change.was.casefold() != change.now.casefold()
    )


_TAIL = re.compile(r",? because [^.]*\.$|, (?:since|so|as|for) (?!that\b)[^.]*\.$")


def _core(text: str) -> str:
    leading = _LEADING_REASON.match(text)
    core = wording.capitalised(leading["main"]) if leading else _TAIL.sub(".", text)
    return core if len(core.split()) >= filters.FEWEST_WORDS else text


_LEADING_REASON = re.compile(r"^(?:Because|Since) [^,;:]+, (?P<main>[^;:]+)$")


JOINT = re.compile(
    r", (?:but|so|although|while|whereas|which)\b|; "
    r"|, and (?=[^,]*\b(?:is|are|has|have|may|can|do|does|will|often|usually)\b)"
)
# Words that are no claim where they stand: a threshold, a dose form, part of a fixed name.
_NO_CLAIM = re.compile(
    r"\b(?:more|less|higher|lower|larger|smaller|longer|shorter) (?:than|and more|or)\b"
    r"|\b(?:high|low)(?:er)? (?:proportion|blood pressure|in |extremit|limb|back|leg|airway|"
    r"respiratory|abdom|lobe|urinary)|\bor (?:more|less|longer|shorter|higher|lower|better|"
    r"worse|above|below)\b"
    r"|\bsystemic (?!disease|infection|illness)|\b(?:no|as|so) (?:long|short)er\b"
    r"|\b(?:other|more|once|no) more\b|\blarge (?:part|extent|body|intestine|bowel|amount|number)\b"
    r"|\bsmall(?:er)? (?:part|intestine|bowel|portion|amount|number)\b"
    r"|\b(?:the|an?) (?:increase|decrease)\b"
    r"|\b(?:more|less) (?:common(?:ly)?|often|frequent\w*)\b|\bpositive pressure\b|"
    r"\bfirst (?:aid|degree)\b"
    r"|\b(?:long|short)[- ]term\b|\bhigh[- ](?:dose|quality|protein)|\bincreased risk\b(?= of)"
    r"|\b(?:low|high)[- ](?:molecular|density|birth|alert|risk|flow|fiber|sodium|fat|fowler)"
    r""
    r"|\bsudden (?:infant |cardiac )?death|\bforced expiratory"
    r"|\b(?:arterial|venous) (?:blood gas|line|catheter|access|thrombo\w+|"
    r"ulcer)"
    r"|\bmore \w+ly\b|\bto (?:clear|open|dry|warm|cool|empty|narrow)\b"
    r"|\bdry (?:mouth|weight)|\bsoft (?:diet|tissue)|\bbefore (?:and|or) after\b"
    r"|\b(?:before|after) (?=\d|a few|several|one |two |three |meals|each|every|surgery|that)"
    r"|\bacute care|\bchronic obstructive|\bpositive (?:end|air)|\b(?:above|below)(?= and)|"
    r"\bat rest"
    r"|\b(?:early|late) (?:pregnancy|childhood|adulthood)|\b(?:right|left) and (?:right|left)\b",
    re.IGNORECASE,
)
# Whom or when a statement is about: it may well hold for others too.
_RESTRICTS = re.compile(
    r"\b(?:clients?|patients?|people|persons?|individuals|adults|those|women|men|children|infants) "
    r"(?:with|who|whose|at) (?:(?!is |are |has |have |often |usually )[\w-]+ ){0,3}$"
    r"|\b(?:in|for|if|when|with|during) (?:an? |the )?$|\bcontraindicat"
    r"|\b(?:if|when|even|once|although|though|whose|unless)\b[^,]*$",
    re.IGNORECASE,
)


_ONLY = re.compile(r"\bthe only\b", re.IGNORECASE)


def claims(text: str) -> list[re.Match[str]]:
    """Words with an opposite that a sentence rests on, outside of hedged clauses."""
    if _ONLY.search(text):
        return []
    blocked = [match.span() for match in _NO_CLAIM.finditer(text)]
    found = [
        match
        for match in terms.opposites_in(text)
        if not any(start <= match.start() < end for start, end in blocked)
        and not _RESTRICTS.search(text[: match.start()])
        and not re.search(r"\b(?:not|no|than|nor|rather) (?:\w+ )?$", text[: match.start()])
        and not _is_listed(text, match)
        and not _only_narrows(text, match)
        and not filters.hedged(_clause(text, match))
    ]
    seen = [match.group().casefold() for match in found]
    # A word that stands beside its own opposite is compared, not claimed.
    return [
        match
        for match in found
        if not re.search(rf"\b{terms.opposite(match.group())}\b", text, re.IGNORECASE)
        and seen.count(match.group().casefold()) == 1
    ]


def _only_narrows(text: str, word: re.Match[str]) -> bool:
    """Whether a word only says which things the statement is about: acute ones may do the same.

    A direction ("hypokalemia") is more than that, but not where its thing is merely named.
    """
    if verbs.finite_verbs(verbs.words_in(text[: word.end()])):
        return False
    names_it = re.match(
        r"[^,.]{0,40}?\b(?:is|are)\b(?! (?:the (?:most|main|first)|an? \w+ (?:sign|cause)))",
        text[word.end() :],
    )
    return _DIRECTION.match(word.group()) is None or names_it is not None


_DIRECTION = re.compile(
    r"hyper|hypo|tachy|brady|high|low|increas|decreas|elevated|reduced|left|right|excess|deficit|"
    r"raised|lowered|vaso|acidosis|alkalosis|weight|para|symp|arter|ven|systol|diastol|contract|relax",
    re.IGNORECASE,
)


def _is_listed(text: str, word: re.Match[str]) -> bool:
    """Whether a word belongs to an entry of a series: what is left out of it may be so too."""
    series = _SERIES.search(text)
    if series is None:
        return False
    comma = text.index(",")
    if word.end() <= comma:
        near = len(text[word.end() : comma].split()) < _LISTED_WORDS
        return near and not _SAID.search(text[word.end() : comma])
    behind = text[series.end() : word.start()]
    return len(behind.split()) < _LISTED_WORDS and not _SAID.search(behind)


_SERIES = re.compile(
    r",[^,;]+,? (?:and|or) (?!(?:is|are|has|have|may|can|does|do|\w+s the)\b)|,[^,;]+, (?:and|or) "
)
_SAID = re.compile(r"\b(?:is|are|have|has|should|must|can|may|will)\b")
_LISTED_WORDS = 4


def _clause(text: str, word: re.Match[str]) -> str:
    """The part of the sentence, between its joints, that a word stands in."""
    ends = [match.start() for match in JOINT.finditer(text)]
    start = max((end for end in ends if end <= word.start()), default=0)
    stop = min((end for end in ends if end > word.start()), default=len(text))
    return text[start:stop]


def _turned(text: str) -> Iterator[Contradiction]:
    for word in claims(text):
        now = terms.opposite(word.group()) or ""
        changed = with_article(text[: word.start()], now, text[word.end() :])
        yield Contradiction(OPPOSITE, changed, word.group(), now)


_LIFTED = (
    (re.compile(r"\b(should|must) (?:not|never) (?=\w)"), r"\1 "),
    (
        re.compile(r"\b(is|are) not (?!only|always|necessarily|just|usually|yet|known|uncommon)"),
        r"\1 ",
    ),
    (re.compile(r"\b(is|are) contraindicated in\b"), r"\1 safe in"),
    (re.compile(r"\bcannot\b"), "can"),
    (re.compile(r"\bdo not (?!always|necessarily|usually|yet|have to|need to)(?=\w)"), ""),
    (
        re.compile(r"\bdoes not (?!always|necessarily|usually|yet|have to|need to)(?P<verb>\w+)"),
        None,
    ),
)
_NOT_LIFTED = re.compile(
    r"\b(?:unless|except|until|without|only|but not|neither|nor|alone|rather)\b|, not\b|, but\b"
    r"|\b(?:should|must) be avoided\b",
    re.IGNORECASE,
)


def _lifted(text: str) -> Iterator[Contradiction]:
    """A prohibition without its "not". With an exception beside it, it would be half true."""
    if _NOT_LIFTED.search(text) or len(_NOT.findall(text)) != 1:
        return
    for pattern, into in _LIFTED:
        match = pattern.search(text)
        if match is None or re.search(
            r"\b(?:if|when|that|who|which) [^,]*$", text[: match.start()]
        ):
            continue
        now = third_person(match["verb"]) if into is None else match.expand(into)
        changed = f"{text[: match.start()]}{now}{text[match.end() :]}"
        was = match.group().strip()
        yield Contradiction(POLARITY, wording.capitalised(changed), was, now.strip())
        return


_DUTY = re.compile(
    r"\b(?:should|must) (?P<deed>(?:always |immediately )?(?!not\b|never\b|have\b|only\b)[a-z]+)"
)


def _waived(text: str) -> Iterator[Contradiction]:
    """What should be done, as something that there is no need to do."""
    found = list(_DUTY.finditer(text))
    clause = clauses.split(text)
    if len(found) != 1 or clause is None or _NOT.search(text) or _EXCEPTION.search(text):
        return
    match = found[0]
    if match.start() > len(clause.subject) + 2:
        return
    need = "do not need to" if clause.plural else "does not need to"
    deed = match["deed"].removeprefix("always ")
    changed = f"{text[: match.start()]}{need} {deed}{text[match.end() :]}"
    yield Contradiction(DUTY, changed, match.group().split(" ")[0], need)


_EXCEPTION = re.compile(r"\b(?:unless|except|until|without|only|if|when|may|can)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no|cannot|contraindicated)\b", re.IGNORECASE)


def third_person(verb: str) -> str:
    """The form of a verb behind a singular: "dissolve" -> "dissolves", "have" -> "has"."""
    if verb == "have":
        return "has"
    if verb.endswith(("ss", "sh", "ch", "x", "z", "o")):
        return f"{verb}es"
    return f"{verb[:-1]}ies" if re.search(r"[^aeiou]y$", verb) else f"{verb}s"


def _moved(text: str) -> Iterator[Contradiction]:
    figure = figures.lone_figure(text)
    if figure is None or filters.hedged(text) or figures.is_loose(figure):
        return
    others = figures.others(figure)
    if not others:
        return
    value = others[wording.stable_number(text) % len(others)]
    was, now = figures.shown(figure, figures.values(figure)), figures.shown(figure, value)
    changed = text[: figure.start()] + now + text[figure.end() :]
    yield Contradiction(FIGURE, changed, was, now)


def _exchanged(text: str) -> Iterator[Contradiction]:
    """The two sides of "A is p, whereas B is q" or "more p than q" in each other's place."""
    yield from _compared(text)
    sides = contrasted(text)
    if sides is None:
        return
    one, other = sides
    first, second = wording.uncapitalised(one[0]), wording.capitalised(other[0])
    joint = re.search(r", (whereas|while|but) ", text)
    word = joint.group(1) if joint else "whereas"
    yield Contradiction(
        EXCHANGE, f"{second} {one[1]}, {word} {first} {other[1]}.", one[0], other[0]
    )


_PREFERRED = re.compile(
    r"^(?P<one>[\w' -]{3,50}?) (?P<said>(?:is|are) (?:\w+ly )?preferred (?:over|to)) "
    r"(?P<other>[\w'-]+(?: (?!when|for|in|because|as)[\w'-]+){0,3}?)(?P<rest>"
    r" (?:when|for|in|because|as)\w*\b[^.]*)?\.$"
)
_COURSE = re.compile(r"\bfrom (?:the )?([a-z]{3,}) to (?:the )?([a-z]{3,})(?=[ ,.])")
_RATHER = re.compile(
    r"\b(?:is|are|become|becomes|appears?|sounds?) (?P<one>[\w-]+) (?:rather than|but not) "
    r"(?P<other>[\w-]+)(?=[ .,;])"
)
_THAN = re.compile(
    r"^(?P<one>(?:The |An? )?[\w' -]{3,40}?) (?P<said>(?:is|are|has|have|causes?|lasts?|acts?) "
    r"(?:an? )?(?:far |much |about twice as )?(?:more |less |\w+er |often )[^,;.]*?than) "
    r"(?P<other>(?:the |an? )?[\w'-]+(?: [\w'-]+){0,3})(?P<rest>(?:,? (?:because|"
    r"since)\b[^.]*)?\.)$"
)


def _compared(text: str) -> Iterator[Contradiction]:
    preferred = _PREFERRED.search(text)
    if preferred is not None:
        one, other = preferred["one"], preferred["other"]
        turned = wording.capitalised(f"{other} {preferred['said']} {wording.uncapitalised(one)}")
        rest = preferred["rest"] or ""
        changed = f"{text[: preferred.start()]}{turned}{rest}."
        yield Contradiction(EXCHANGE, wording.capitalised(changed), one, other)
        return
    course = _COURSE.search(text)
    if course is not None and not filters.hedged(text):
        changed = f"{text[: course.start()]}from {course[2]} to {course[1]}{text[course.end() :]}"
        yield Contradiction(
            EXCHANGE,
            changed,
            f"from {course[1]} to {course[2]}",
            f"from {course[2]} to {course[1]}",
        )
        return
    rather = _RATHER.search(text)
    if rather is not None and rather["one"].islower() and rather["other"].islower():
        joint = text[rather.end("one") : rather.start("other")]
        changed = (
            f"{text[: rather.start('one')]}{rather['other']}{joint}{rather['one']}"
            f"{text[rather.end() :]}"
        )
        if not filters.hedged(text):
            yield Contradiction(EXCHANGE, changed, rather["one"], rather["other"])
        return
    than = _THAN.match(text)
    if than is not None and clauses.is_plural(than["one"]) is clauses.is_plural(than["other"]):
        one, other = wording.uncapitalised(than["one"]), wording.capitalised(than["other"])
        if not _NO_SIDE.search(f"{one} {other}"):
            yield Contradiction(
                EXCHANGE, f"{other} {than['said']} {one}.", than["one"], than["other"]
            )


_NO_SIDE = re.compile(
    r"\b(?:they|it|those|that|this|usual|normal|other|others|expected|any|one|before|in|at|for)\b|\d",
    re.IGNORECASE,
)


def contrasted(text: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """((subject, predicate), (subject, predicate)) of "A is p, whereas B is q", or None."""
    parts = re.split(r", (?:whereas|while) ", wording.without_stop(text))
    if len(parts) != 2:  # noqa: PLR2004
        return None
    found = [_sides(part) for part in parts]
    if found[0] is None or found[1] is None:
        return None
    one, other = found[0], found[1]
    if re.match(r"(?:it|they|this|these|both|others?)\b", other[0], re.IGNORECASE):
        return None
    return one, other


def _sides(part: str) -> tuple[str, str] | None:
    clause = clauses.split(f"{wording.capitalised(part)}.")
    if clause is None:
        return None
    subject = part[: len(clause.subject)]
    return subject, f"{clause.verb} {clause.rest}"


def with_article(before: str, word: str, after: str) -> str:
    """The sentence with a word put in, "a" or "an" before it set right."""
    article = "an" if word[:1].lower() in "aeiou" else "a"
    return re.sub(r"\b(a)n?( )$", rf"{article}\2", before) + word + after


def any_article(before: str) -> str:
    """Text before a blank, with an article that does not tell what comes."""
    return re.sub(r"\b([Aa])n? $", r"\1(n) ", before)
