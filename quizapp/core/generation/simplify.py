"""A long sentence as the shorter statements that it holds, each with its own place in the source.

What is cut off is always an addition (after Heilman and Smith, "Extracting simplified statements
for factual question generation", 2010): a second main clause, a relative clause or a name between
commas. What limits a statement ("if", "when", "unless", "in clients with") stays with it, and a
statement about what may be is never cut out of one that says when.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from quizapp.core.generation import clauses, wording
from quizapp.core.sentences import Sentence

_FEWEST_WORDS = 6
# Between two main clauses. A semicolon always stands between such.
_JOINT = re.compile(r";\s+(?:however, |therefore, )?|,\s+(?:and|but|so|yet|whereas|while)\s+")
# Whatever opens with these governs all that follows, or leans on what was cut off.
_GOVERNS = re.compile(
    r"^(?:if|when|whenever|because|since|although|though|unless|until|once|while|as|after|before|in|"
    r"during|for|with|without|by|at|on|among|under|to|despite|over|within)\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:it|its|they|their|this|these|those|that|he|she|which|who|both|the (?:latter|former|other|"
    r"same)|so|then|thus|others?|some|many|most|such|one|another|neither|nor|or|also|even|not)\b",
    re.IGNORECASE,
)
# "Raises a, acts with b" of "raises a, acts with b, and keeps c": the last entry was cut off.
_CUT_LIST = re.compile(
    r", (?!(?:and|or|but|which|who|because|since|when|if|as|the|an?|in|with)\b)[^,]*$"
)
_NON_RESTRICTIVE = re.compile(
    r",\s+(?:(?:which|where|although|though|even though|in part because|partly because|"
    r"largely because|chief among them)\b[^.;]*|(?:who|whose|such as|for example)\b[^.;,]*)(?=\.$)"
)
_BETWEEN_COMMAS = re.compile(
    r"^(?P<subject>[^,;:()]{3,60}), (?:an? |the |which |also |known |such as |first |defined )"
    r"[^,;]{4,80}, (?P<rest>(?:is|are|was|were|has|have|can|may|must|should|will|\w+s)\b.+)$"
)
_SHORT_SENTENCE = 14


def statements_in(sentence: Sentence) -> Iterator[Sentence]:
    """The sentence itself where it is short, and else the statements that it holds."""
    text = sentence.text
    if len(text.split()) <= _SHORT_SENTENCE:
        yield sentence
        return
    parts = list(_parts(sentence))
    if not parts:
        yield _trimmed(sentence)
        return
    for part in parts:
        yield _trimmed(part)


def _parts(sentence: Sentence) -> Iterator[Sentence]:
    """The main clauses of a sentence, where each of them can be read by itself."""
    text = sentence.text
    if _GOVERNS.match(text):
        return
    found: list[Sentence] = []
    begin = 0
    for joint in (*_JOINT.finditer(text), None):
        stop = joint.start() if joint else len(text)
        piece = text[begin:stop]
        if not _is_clause(piece) or _CUT_LIST.search(piece):
            if joint is None and found:
                return
            continue
        stated = wording.capitalised(piece.strip().rstrip(".")) + "."
        start = sentence.start + begin
        if not _LEANS.match(stated):
            found.append(Sentence(stated, start, sentence.start + stop))
        elif not found:
            return
        begin = joint.end() if joint else stop
    if begin:
        yield from found


def _is_clause(piece: str) -> bool:
    bare = piece.strip().rstrip(".")
    if len(bare.split()) < _FEWEST_WORDS:
        return False
    return clauses.split(f"{wording.capitalised(bare)}.") is not None


def _trimmed(sentence: Sentence) -> Sentence:
    """Without a relative clause at its end and without a name between commas."""
    text = _NON_RESTRICTIVE.sub("", sentence.text)
    aside = _BETWEEN_COMMAS.match(text)
    if aside is not None and not _GOVERNS.match(text):
        text = f"{aside['subject']} {aside['rest']}"
    if len(text.split()) < _FEWEST_WORDS or text == sentence.text:
        return sentence
    return replace(sentence, text=text)
