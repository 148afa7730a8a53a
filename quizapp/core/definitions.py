"""Definitions that a text itself gives."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.sentences import Sentence


@dataclass(frozen=True)
class Definition:
    """`term` means `meaning`: both as the sentence says it; `start`..`end` is the clause's span."""

    term: str
    meaning: str
    start: int
    end: int


def definitions(sentences: Sequence[Sentence]) -> tuple[Definition, ...]:
    """Definitions that sentences give outright ("X is the amount of ..."), in order."""
    return tuple(found for sentence in sentences for found in _defined_in(sentence))


_MEANING_HEADS = """
ability amount area branch class collection condition degree disease disorder drug enzyme fluid
force form formula framework group hormone inability inflammation instrument intake lack loss
measure measurement mechanism medication method movement number organ pain part percentage
period pressure procedure process proportion quantity rate ratio reduction removal scale science
sensation set space state study substance substances sum surgery symptom syndrome system
technique test tissue tool total treatment tube type unit use volume
"""
_TERM = r"(?:[Tt]he term )?(?P<term>[A-Za-z][\w\u2013'\u2019-]*(?: [\w\u2013'\u2019()-]+){0,5}?)"
_HEAD = rf"(?:[\w-]+ ){{0,2}}(?:{'|'.join(_MEANING_HEADS.split())})\b"
_CLAUSE = re.compile(
    rf"(?:^|, (?:and )?){_TERM} +(?:is|are|refers to|means|is defined as) "
    rf"(?P<meaning>(?:an? |the )?{_HEAD}[^,;.]*?(?: that| which| of| used| in which| between|"
    r" caused| when| needed)\b[^;.]*?)(?=, (?:and )?[a-z]+ is the |\.?$)"
)
_NOT_A_TERM = re.compile(
    r"\b(?:it|this|that|these|those|they|there|which|who|he|she|one|goal|purpose|aim|result|"
    r"cause|because|therefore|if|when|as|although|first|second|other|another|only|main|most|test|drug|method|example|also|not|and|or)\b"
    r"|^(?:the|an?|some|many|all) ",
    re.IGNORECASE,
)
_NOT_A_MEANING = re.compile(
    r"\b(?:considered|often|called|most|main|major|common|one of|important|first|second|only|"
    r"this|these|such|our|it)\b",
    re.IGNORECASE,
)
_FEWEST_MEANING_WORDS = 5
_MOST_MEANING_WORDS = 26


def _defined_in(sentence: Sentence) -> Iterator[Definition]:
    # Brackets would end the pattern's words early; same length keeps the offsets true.
    text = re.sub(
        r"\s\((?:[^()]*\d{4}[^()]*|[A-Z][\w-]*)\)", lambda m: " " * len(m[0]), sentence.text
    )
    for match in _CLAUSE.finditer(text):
        term = " ".join(match["term"].split())
        meaning = " ".join(match["meaning"].split()).rstrip(" .")
        words = len(meaning.split())
        if _NOT_A_TERM.search(term) or _NOT_A_MEANING.search(" ".join(meaning.split()[:5])):
            continue
        if _FEWEST_MEANING_WORDS <= words <= _MOST_MEANING_WORDS:
            yield Definition(
                term, meaning, sentence.start + match.start("term"), sentence.start + match.end()
            )
