"""What a section says that its terms mean, as questions need it: a meaning that reads by itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quizapp.core import definitions, glosses
from quizapp.core.blocks import BlockKind
from quizapp.core.definitions import Definition
from quizapp.core.generation import clauses, wording
from quizapp.core.outline import Section
from quizapp.core.sentences import Sentence
from quizapp.core.terms import typed
from quizapp.core.verbs import finite_verbs, words_in

_FEWEST_WORDS = 5
_MOST_WORDS = 26
_MOST_TERM_WORDS = 5
_LEANS = re.compile(
    r"\b(?:it|its|they|their|this|these|those|such|former|latter|he|she|his|her|here|we|our|you|"
    r"your|also|others)\b|\?",
    re.IGNORECASE,
)
_NO_MEANING = re.compile(
    r"^(?:(?:an? )?(?:common|important|good|major|key|useful|frequent|serious|risk|sign|symptom|"
    r"cause|result|example)\b"
    r"|the (?:most|main|first|best|only|same|cause|result|reason|key|goal|aim)\b"
    r"|one of|part of)|[;:]|, (?:an?|the) [\w-]+$",
    re.IGNORECASE,
)
# What ranks, praises or names a thing does not say what it is: "the single most useful test".
_RANKS = re.compile(
    r"^(?:then|now|still|often|usually) "
    r"|^(?:an?|the|any) (?:[\w-]+ ){0,2}?(?:single|preferred|only|alternative|standard|"
    r"collective|name|term|word|choice|gold|usual|better|\w+est|antidote|"
    r"mainstay|treatment|cornerstone|hallmark|option)\b(?! of (?:the )?(?:number|amount|removal))"
    r"|\b(?:most|more|least|less) (?:widely|often|commonly|useful|important|sensitive|effective)\b",
    re.IGNORECASE,
)
# A meaning is a noun phrase: "the volume of ...", "drugs that ...", "inflammation of ...".
_NOUN_PHRASE = re.compile(
    r"^(?:an?|the|any) |^(?!defined|caused|used|known|made|found)(?:[\w-]+ ){1,4}(?:that|which|who|"
    r"in which|of|used|between|caused|produced|made|given|within|without)\b",
    re.IGNORECASE,
)
# Where the source goes on like this, a list was cut in two: "the change in size" of "size, shape".
_CUT_SHORT = re.compile(
    r"^,? (?:and|or) |^, [\w'\u2019-]+(?: [\w'\u2019-]+)?,? (?:and|or) |^, [\w-]+, "
)
_NO_TERM = re.compile(
    r"^(?:the|an?|this|that|these|it|they|some|many|most|all|other|both|each|if|when|in|for|first|"
    r"what|who|how|severe|mild|"
    r"second|note|goal|aim|purpose)\b|\b(?:is|are|and|or|that|which)\b|[,;:.?!]",
    re.IGNORECASE,
)
# A class and where it comes from fits a dozen things: "a transport protein made by the liver".
_IS_BROAD = re.compile(
    r"^(?:an?|the) [\w -]+? (?:made|produced|released|secreted|found|located|used) (?:by|in|for) "
    r"(?:an?|the) [\w-]+(?: [\w-]+)?$"
    # A measure without its circumstances fits whatever falls as far.
    r"|^an? (?:drop|fall|rise|increase|decrease) of at least "
    r"(?!.*\b(?:within|on|when|after|during)\b)",
    re.IGNORECASE,
)
# Cut before its last noun: "hormones that are made by the adrenal".
_LACKS_ITS_NOUN = re.compile(
    r"\b(?:an?|the) (?!hospital|animal|canal|clinic|individual|interval|capillary|pituitary|ovary|"
    r"pelvic|renal)[a-z]+(?:al|ic|ous|ary|ive)$"
)
_NOT_PRINTED_FOR_TERMS = (BlockKind.TABLE_ROW, BlockKind.CODE, BlockKind.FIGURE)


def meanings(section: Section, spoken: Sequence[Sentence]) -> tuple[Definition, ...]:
    """Terms and what they mean, in the order of the source, each term once."""
    found: dict[str, Definition] = {}
    for one in map(_trimmed, sorted(_all(section, spoken), key=lambda one: one.start)):
        if _reads_alone(one):
            found.setdefault(one.term.casefold().removesuffix("s"), one)
    return tuple(found.values())


def _trimmed(one: Definition) -> Definition:
    """Without a second statement behind the meaning: "..., and each gram supplies energy"."""
    for match in _AND.finditer(one.meaning):
        if clauses.split(f"{wording.capitalised(one.meaning[match.end() :])}.") is not None:
            return replace(one, meaning=one.meaning[: match.start()])
    tail = _AND_IS.search(one.meaning)
    if tail and not _OPENS.search(one.meaning[: tail.start()]):
        return replace(one, meaning=one.meaning[: tail.start()])
    return one


# "The volume of blood ... in one minute and is the product of ...".
_AND_IS = re.compile(r",? (?:and|but) (?:is|are|was|were|has|equals|depends)\b")
_OPENS = re.compile(r"\b(?:that|which|who|whose)\b")
_AND = re.compile(r",? (?:and|but) (?=(?:an?|the|each|every|it|they)\b)")


def _all(section: Section, spoken: Sequence[Sentence]) -> Iterator[Definition]:
    yield from definitions.definitions(spoken)
    bold = _bold_by_sentence(section, spoken)
    for sentence in spoken:
        printed = bold.get(sentence.start, [])
        found = [(term, glosses.meaning_of(term, sentence.text) or "") for term in printed]
        found += [
            (term, meaning)
            for term, meaning in glosses.stated(sentence.text)
            if (term in printed or typed(term) is not None)
            and not _is_listed(term, meaning, sentence.text)
        ]
        for term, meaning in found:
            if meaning and not _is_cut(meaning, sentence.text):
                shown = wording.uncapitalised(meaning)
                yield Definition(term, shown, sentence.start, sentence.end)


def _is_listed(term: str, meaning: str, text: str) -> bool:
    """Whether two things of a list stand side by side: "loss of weight, ketosis, or a fever"."""
    one, other = re.escape(term), re.escape(meaning)
    listed = rf"{one} or {other}|(?:,|\band|\bor) {one}, (?:and|or) {other}"
    return re.search(listed, text, re.IGNORECASE) is not None


def _is_cut(meaning: str, text: str) -> bool:
    """Whether the source goes on where the meaning ends: a list, a clause or its noun was cut."""
    whole = glosses.without_asides(text)
    at = whole.find(meaning)
    if at < 0:
        return False
    behind = whole[at + len(meaning) :]
    if _CUT_SHORT.match(behind):
        return True
    # Behind a name in apposition the sentence itself goes on; behind "is" the meaning does.
    if _COPULA.search(whole[:at]) and _NARROWED.match(behind):
        return True
    clause = _CLAUSE.search(meaning)
    verbless = clause is not None and not finite_verbs(words_in(clause["rest"]))
    return behind.startswith(",") and (verbless or _OPEN_END.search(meaning) is not None)


# What follows narrows the meaning: without it, it fits other things too.
_NARROWED = re.compile(
    r"^,? (?:on|in|at|within|without|for|if|when|unless|after|before|during|that|whose|but)\b"
)
_COPULA = re.compile(r"\b(?:is|are|means|refers to|defined as|describes) (?:an? |the )?$")
_CLAUSE = re.compile(r"\b(?:in which|that|which|who|where)\b(?P<rest>.*)$")
_OPEN_END = re.compile(r"\b(?:an?|the|with|of|and|by|in) [\w-]+$")


def _bold_by_sentence(section: Section, spoken: Sequence[Sentence]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for block in section.blocks:
        if block.kind in _NOT_PRINTED_FOR_TERMS or not block.strong:
            continue
        inside = [one for one in spoken if block.start <= one.start < block.end]
        for run in block.strong:
            term = " ".join(run.strip(" .:,;").split())
            for one in inside:
                if term and term in one.text:
                    found.setdefault(one.start, []).append(term)
                    break
    return found


def _reads_alone(one: Definition) -> bool:
    meaning, term = wording.plain(one.meaning), one.term
    return (
        _FEWEST_WORDS <= len(meaning.split()) <= _MOST_WORDS
        and 0 < len(term.split()) <= _MOST_TERM_WORDS
        and not _LEANS.search(meaning)
        and _NOUN_PHRASE.match(meaning) is not None
        and not _NO_MEANING.search(meaning)
        and not _RANKS.search(meaning)
        and not _IS_BROAD.match(meaning)
        and not _LACKS_ITS_NOUN.search(meaning)
        and not _is_statement(meaning)
        and not _NO_TERM.search(term)
        and term.casefold() not in meaning.casefold()
        and meaning.count("(") == meaning.count(")")
    )


def _is_statement(meaning: str) -> bool:
    if _LISTED_SIGNS.search(meaning) and not re.search(r"\b(?:that|which|who)\b", meaning):
        return True
    clause = clauses.split(f"{wording.capitalised(meaning)}.")
    return clause is not None and not _HAS_RELATIVE.search(clause.subject)


_LISTED_SIGNS = re.compile(r"\band\b.* (?:suggest|indicate|mean|are|point|call)\b")
_HAS_RELATIVE = re.compile(r"\b(?:of|in|that|which|who|from|by|for|to|with|between)\b")
