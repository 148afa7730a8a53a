"""A plain statement taken apart: its subject, its verb, and the rest, to be asked about."""

import re
from dataclasses import dataclass
from functools import lru_cache

from quizapp.core import verbs
from quizapp.core.generation import wording
from quizapp.core.lexicon import word_set

_AUXILIARY = word_set(
    """
    is are was were has have can may might must should will could would cannot
    """
)
_MOST_SUBJECT_WORDS = 7
_MOST_WORDS_BEFORE_AUXILIARY = 9
_NO_SUBJECT = re.compile(
    r"\b(?:that|which|who|whose|when|where|if|because|although|while|whereas|it|they|this|these|"
    r"those|there|he|she|we|you|not|unless|until|after|before|during|since|to|in order|as|"
    r"without|instead|unlike|like|whenever|over|once|at first)\b|[,;:(]",
    re.IGNORECASE,
)
_OPENS_PHRASE = re.compile(
    r"^(?:for|in|with|on|at|of|from|under|among|about|against|between|within|despite|due|when|"
    r"how|what|why|to|not|per)\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"^(?:\w+ly|also|often|usually|always|never|then|soon)$")
_PLURALS = word_set(
    """
    people children men women bacteria fungi data criteria feet teeth
    """
)
_SINGULAR_ENDINGS = ("ss", "is", "us")
_SINGULARS = word_set(
    """
    diabetes herpes rabies measles mumps series scabies pancreas biceps triceps rickets
    """
)


_MORE_VERBS = word_set(
    """
    need delay soften thicken narrow widen relax dilate constrict absorb suppress irritate harm
    lessen thin rub slide speed depress inflame scar swell stiffen clot dissolve
    neutralize buffer mimic mask predispose irrigate rotate filter calm soothe numb trap
    line coat surround arise depend precede accompany complicate favor house anchor
    cushion coordinate govern initiate convert inactivate bypass obstruct displace
    compress perforate rupture erode attract engulf
    """
)


@dataclass(frozen=True)
class Clause:
    """A statement "subject verb rest.": the rest is without the mark that ends it."""

    subject: str
    verb: str
    rest: str

    @property
    def plural(self) -> bool:
        """Whether the subject is in the plural."""
        return is_plural(self.subject)


@lru_cache(maxsize=8192)
def split(statement: str) -> Clause | None:
    """The statement's parts, or None where its subject is not plainly the words before its verb."""
    words = wording.without_stop(statement).split(" ")
    if _OPENS_PHRASE.match(statement):
        return None
    for place in range(1, min(len(words) - 1, _MOST_WORDS_BEFORE_AUXILIARY + 1)):
        subject = " ".join(words[:place])
        if _NO_SUBJECT.search(subject):
            return None
        word, following = _bare(words[place]), _bare(words[place + 1])
        if not _is_verb_of(word, subject, place) or _is_verb_of(
            following, f"{subject} {word}", place + 1
        ):
            continue
        if _ADVERB.match(words[place - 1]) and place > 1:
            subject, word = " ".join(words[: place - 1]), f"{words[place - 1]} {word}"
        return Clause(subject, word, " ".join(words[place + 1 :]))
    return None


def has_main_clause(statement: str) -> bool:
    """Whether a statement has a verb of its own: "Typical start 5 mg twice daily." has none.

    Where a phrase or a clause stands first ("If the pressure rises, the pupil widens."), what
    stands behind its comma is looked at.
    """
    main = _SUBORDINATE.sub("", statement)
    words = [_bare(word).casefold() for word in main.split()]
    if any(word in _FINITE for word in words):
        return True
    if any(_agree(*pair) for pair in zip(words, words[1:], words[2:], strict=False)):
        return True
    parts = [main, *re.split(r"[,;:] ", main)[1:]]
    return any(split(wording.capitalised(part)) is not None for part in parts)


# "Nifedipine if labetalol is unsuitable" has a verb only in its condition.
_SUBORDINATE = re.compile(r"(?<=\w) (?:if|when|where|unless|because|until|while)\b[^,;:]*")


def _agree(noun: str, verb: str, following: str) -> bool:
    """Whether a word is plainly the verb of the one before: "patients form", "reduces the"."""
    if verb.endswith(("ed", "ing", "ss")) or not verbs.finite_verbs([verb]):
        return False
    if verb.endswith("s"):
        return following in _BEHIND_VERB
    return noun in _PLURALS or (noun.endswith("s") and not noun.endswith(_SINGULAR_ENDINGS))


_BEHIND_VERB = word_set(
    """
    the a an to in on from by into onto with without more less most its their his her them it no any
    some all both as at about over under through for that how
    """
)
_FINITE = _AUXILIARY | word_set("does do did cannot isn't aren't don't doesn't can't won't")


def is_plural(phrase: str) -> bool:
    """Whether a noun phrase is in the plural, by the noun before its first preposition."""
    head = head_of(phrase)
    if re.search(r"\b(?:and|both)\b", phrase):
        return True
    if head in _PLURALS:
        return True
    return head.endswith("s") and head not in _SINGULARS and not head.endswith(_SINGULAR_ENDINGS)


def head_of(phrase: str) -> str:
    """The noun that a phrase rests on: "injury" of "a stage 1 injury"; acronyms keep capitals."""
    before = re.split(r" (?:of|in|for|with|from|on|at|to|by|between|under|among) ", phrase)[0]
    noun = _bare(before.split(" ")[-1])
    return noun if len(noun) > 1 and noun[1:] != noun[1:].lower() else noun.casefold()


def why(clause: Clause) -> str:
    """The question for a clause's reason: "Why is the bag kept low?"."""
    subject = wording.uncapitalised(clause.subject)
    verb, rest = clause.verb, clause.rest
    adverb, _, last = verb.rpartition(" ")
    if last == "cannot":
        return f"Why can {subject} not {rest}?"
    if last in _AUXILIARY and not (last in ("has", "have") and not _is_participle(rest)):
        return f"Why {last} {subject} {adverb + ' ' if adverb else ''}{rest}?"
    base = base_form(last)
    do = "do" if is_plural(clause.subject) else "does"
    return f"Why {do} {subject} {adverb + ' ' if adverb else ''}{base} {rest}?"


def base_form(verb: str) -> str:
    """A verb's base: "causes" -> "cause", "carries" -> "carry", "has" -> "have"."""
    if verb == "has":
        return "have"
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    if verb.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return verb[:-2]
    return verb.removesuffix("s") if not verb.endswith("ss") else verb


def _is_participle(rest: str) -> bool:
    first = rest.split(" ", 1)[0]
    return first.endswith("ed") or first in ("been", "not")


def _is_verb_of(word: str, subject: str, place: int) -> bool:
    lowered = word.casefold()
    if lowered in _AUXILIARY:
        return True
    known = lowered in _MORE_VERBS or lowered.removesuffix("s") in _MORE_VERBS
    if place > _MOST_SUBJECT_WORDS or lowered != word or lowered in ("be", "been", "lead"):
        return False
    if not known and not verbs.finite_verbs([lowered]):
        return False
    past = lowered.endswith("ed") and not lowered.endswith("eed")
    if past or lowered in ("used", "read", "cut", "set", "put", "shut"):
        return False
    if lowered.endswith("s") and not lowered.endswith("ss"):
        return not is_plural(subject)
    return is_plural(subject)


def _bare(word: str) -> str:
    return word.strip("(),;:.\u201c\u201d")
