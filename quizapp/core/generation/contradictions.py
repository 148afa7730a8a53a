"""False versions of a true statement: one thing in it changed, so that the source contradicts it.

Each change is of a kind whose result cannot be true beside the statement: a word turned into its
opposite, a prohibition lifted, a figure moved on its scale, two sides of a contrast exchanged.
Hedged clauses are left alone: what "may" be does not shut out its opposite.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.core import terms, verbs
from quizapp.core.generation import claims, clauses, figures, filters, wording

OPPOSITE = "opposite"
POLARITY = "polarity"
FIGURE = "figure"
EXCHANGE = "exchange"
TERM = "term"


@dataclass(frozen=True)
class Contradiction:
    """A false statement; `was` are the source's words, `now` what stands in their place."""

    kind: str
    text: str
    was: str
    now: str

    @property
    def reason(self) -> str:
        """Why it is false, in a few words; "" where the true statement says it all."""
        if self.kind == POLARITY:
            return ""
        if self.kind == EXCHANGE:
            return f"\u201c{self.was}\u201d and \u201c{self.now}\u201d are exchanged."
        return f"It is \u201c{self.was}\u201d, not \u201c{self.now}\u201d."


def contradictions(text: str) -> tuple[Contradiction, ...]:
    """The ways to make a plain sentence false, the surest first.

    The reason that a sentence gives is left off: "not done, because ..." with its "not" taken away
    would give a reason for the contrary.
    """
    claim = core(text)
    return tuple(
        change
        for find in (_exchanged, _turned, _lifted, _moved)
        for change in find(claim)
        if change.text != claim and change.was.casefold() != change.now.casefold()
    )


# What stands behind a colon explains or repeats, and would tell that the rest was changed.
_BEHIND = re.compile(
    r"(?:(?<=\w)[:;] [^.]*|(?<=\w) [\u2013\u2014] [^.]*|(?<=\w) \([^()]*\)"
    r"|, (?:producing|causing|leading to|resulting in|which (?:causes|produces|explains|leads))\b"
    r"[^.]*)\.$"
)
_TAIL = re.compile(r",? because [^.]*\.$|, (?:since|so|as|for) (?!that\b)[^.]*\.$")


def core(text: str) -> str:
    """The claim of a sentence, without the reason, aside or afterthought that explains it."""
    leading = _LEADING_REASON.match(text)
    bare = wording.capitalised(leading["main"]) if leading else _TAIL.sub(".", text)
    short = _BEHIND.sub(".", bare)
    return next((one for one in (short, bare) if len(one.split()) >= filters.FEWEST_WORDS), text)


_LEADING_REASON = re.compile(r"^(?:Because|Since) [^,;:]+, (?P<main>[^;:]+)$")


def _turned(text: str) -> Iterator[Contradiction]:
    for word in claims.claims(text):
        now = _unchanging(text, word) or terms.opposite(word.group()) or ""
        before, behind = _half(text, word)
        changed = with_article(before, now, behind)
        yield Contradiction(OPPOSITE, changed, word.group(), now)


def _half(text: str, word: re.Match[str]) -> tuple[str, str]:
    """What stands before and behind a word, in its own half of "A does p and is q".

    The other half stays true, and tells that the one beside it was changed.
    """
    before, behind = text[: word.start()], text[word.end() :]
    for joint in _AND_DOES.finditer(text):
        first = f"{text[: joint.start()]}."
        clause = clauses.split(first)
        if clause is None or "," in first or len(first.split()) < filters.FEWEST_WORDS:
            continue
        if joint.start() >= word.end():
            return before, f"{text[word.end() : joint.start()]}."
        if joint.end() <= word.start():
            return f"{clause.subject} {text[joint.end() : word.start()]}", behind
    return before, behind


_AND_DOES = re.compile(
    r" and (?=(?:is|are|was|were|has|have|can|cannot|may|must|should|does|do|will)\b"
    r"|[a-z]+s (?:the|an?|in|into|to|just|under|by|with|on|from|not|about|usually|only|at|below|"
    r"above|behind|near)\b)"
)


def _unchanging(text: str, word: re.Match[str]) -> str | None:
    """What raises a risk is seldom believed to lower it, but often to make no difference."""
    if not _OF_RISK.match(text[word.end() :]):
        return None
    return _NO_CHANGE.get(word.group().casefold())


_OF_RISK = re.compile(
    r"^ (?:the|a client['\u2019]s|their|your) (?:\w+ )?(?:risk|chance|likelihood)\b"
)
_NO_CHANGE = {
    "increases": "does not change",
    "raises": "does not change",
    "increase": "do not change",
    "raise": "do not change",
}
_AVOIDS = re.compile(r"\b(?:should|must) (?P<deed>avoid|be avoided)\b")
_LIFTED = (
    (
        re.compile(
            r"\b(should|must) (?:not|never) "
            r"(?!be forgotten|forget|delay|ignore|exceed|interfere|replace|cause|harm|worsen)(?=\w)"
        ),
        r"\1 ",
    ),
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
    r"^what(?:ever)?\b|"
    r"\b(?:unless|except|until|without|only|but not|neither|nor|alone|rather|but|yet)\b|, not\b"
    r"|\b(?:should|must) be avoided\b",
    re.IGNORECASE,
)


def _lifted(text: str) -> Iterator[Contradiction]:
    """A prohibition without its "not". With an exception beside it, it would be half true."""
    avoids = _AVOIDS.search(text)
    if avoids is not None and _WHERE_POSSIBLE.search(text):
        return
    if avoids is not None and not _EXCEPTION.search(text) and not _NOT.search(text):
        clause = clauses.split(text)
        need = "do not need to" if clause and clause.plural else "does not need to"
        changed = f"{text[: avoids.start()]}{need} {avoids['deed']}{text[avoids.end() :]}"
        if clause is not None:
            yield Contradiction(POLARITY, changed, avoids.group(), f"{need} {avoids['deed']}")
        return
    if _NOT_LIFTED.search(text) or len(_NOT.findall(text)) != 1:
        return
    for pattern, into in _LIFTED:
        match = pattern.search(text)
        if match is None or _NOT_MAIN.search(text[: match.start()]):
            continue
        now = verbs.third_person(match["verb"]) if into is None else match.expand(into)
        changed = f"{_without_first_half(text[: match.start()])}{now}{text[match.end() :]}".replace(
            " either", ""
        )
        was = match.group().strip()
        yield Contradiction(POLARITY, wording.capitalised(changed), was, now.strip())
        return


# A condition, or an order behind one: "If the names differ, do not transfuse".
_NOT_MAIN = re.compile(r"\b(?:if|when|that|who|which) [^,]*$|^(?:If|When|Where|Unless)\b.*, $")


def _without_first_half(before: str) -> str:
    """Only the subject of "Oral iron is poorly absorbed and cannot ...": the rest would tell."""
    halves = _AND_THEN.match(before)
    clause = clauses.split(f"{halves['first']}.") if halves else None
    return f"{clause.subject} " if clause and "," not in clause.subject else before


_AND_THEN = re.compile(r"^(?P<first>[^,;]+?),? and (?:so |therefore |thus )?$")
_WHERE_POSSIBLE = re.compile(
    r"\b(?:where|if|when|whenever|wherever|as far as|as much as) (?:at all )?possible\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(r"\b(?:unless|except|until|without|only|if|when|may|can)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never|no|cannot|contraindicated)\b", re.IGNORECASE)


def _moved(text: str) -> Iterator[Contradiction]:
    figure = figures.lone_figure(text)
    if figure is None or filters.hedged(text) or figures.is_loose(figure):
        return
    others = figures.others(figure)
    if not others:
        return
    own = figures.values(figure)[0]
    near = sorted(others, key=lambda value: abs(value[0] - own))[:_NEAREST]
    value = near[wording.stable_number(text) % len(near)]
    was, now = figures.shown(figure, figures.values(figure)), figures.shown(figure, value)
    changed = text[: figure.start()] + now + figures.without_other_units(text[figure.end() :])
    yield Contradiction(FIGURE, changed, was, now)


_NEAREST = 2


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
# Which way one looks over a body, or that one rises before standing, is not worth turning round.
_COURSE = re.compile(
    r"(?<!range )(?<!ranges )(?<!ranging )(?<!vary )(?<!varies )(?<!varying )\bfrom (?:the )?"
    r"((?!head|toe|lying|sitting|standing)[a-z]{3,}) to (?:the )?([a-z]{3,})(?=[ ,.])"
)
_RATHER = re.compile(
    r"\b(?:is|are|become|becomes|appears?|sounds?) (?P<one>[\w-]+) (?:rather than|but not) "
    r"(?P<other>[\w-]+)(?=[ .,;])"
)
_THAN = re.compile(
    r"^(?P<one>(?:The |An? )?[\w' -]{3,40}?) (?P<said>(?:is|are|has|have|causes?|lasts?|acts?) "
    r"(?:an? )?(?:far |much |about twice as )?(?:more (?!than)|less (?!than)|\w+er |"
    r"often )[^,;.]*?than) "
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
    r"\b(?:they|it|those|that|this|usual|normal|other|others|expected|any|one|before|in|at"
    r"|for)\b|\d",
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
