"""Up, down or unchanged: the word that completes a statement.

For a statement that rests on one word with a plain opposite and a state between the two. The
source's own word is right, so its opposite and the state between are both contradicted by it.
"""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, claims, referents, subjects, teaching, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import Sentence

NAME = "direction"

_MOST_WORDS = 26
_MOST_COMMAS = 2
_FEWEST_BEFORE = 1
_SCALES: tuple[tuple[str, ...], ...] = (
    ("increases", "decreases", "does not change"),
    ("increase", "decrease", "do not change"),
    ("raises", "lowers", "does not change"),
    ("raise", "lower", "do not change"),
    ("raises", "reduces", "does not change"),
    ("increased", "decreased", "unchanged"),
    ("elevated", "lowered", "normal"),
    ("raised", "lowered", "normal"),
    ("high", "low", "normal"),
    ("higher", "lower", "unchanged"),
    ("hyperkalemia", "hypokalemia", "a normal potassium level"),
    ("hypernatremia", "hyponatremia", "a normal sodium level"),
    ("hypercalcemia", "hypocalcemia", "a normal calcium level"),
    ("hypermagnesemia", "hypomagnesemia", "a normal magnesium level"),
    ("hyperphosphatemia", "hypophosphatemia", "a normal phosphate level"),
    ("hyperglycemia", "hypoglycemia", "a normal glucose level"),
    ("hypertension", "hypotension", "a normal blood pressure"),
    ("tachycardia", "bradycardia", "a normal heart rate"),
    ("tachypnea", "bradypnea", "a normal respiratory rate"),
    ("hyperthermia", "hypothermia", "a normal temperature"),
    ("hypervolemia", "hypovolemia", "a normal blood volume"),
    ("before meals", "after meals", "with meals"),
    ("dilates", "constricts", "does not change"),
    ("dilate", "constrict", "do not change"),
    ("vasodilation", "vasoconstriction", "no change in the vessels"),
    ("stimulates", "inhibits", "has no effect on"),
    ("stimulate", "inhibit", "have no effect on"),
    ("blocks", "stimulates", "has no effect on"),
    ("block", "stimulate", "have no effect on"),
)
_ACID_BASE = (
    "metabolic acidosis",
    "metabolic alkalosis",
    "respiratory acidosis",
    "respiratory alkalosis",
)
_ANY_ACID_BASE = re.compile(rf"\b(?:{'|'.join(_ACID_BASE)})\b", re.IGNORECASE)


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One candidate for each statement with one such word that it does not compare."""
    for sentence in reading.usable:
        text = wording.plain(sentence.text)
        if len(text.split()) > _MOST_WORDS or text.count(",") > _MOST_COMMAS:
            continue
        found = list(_ANY_ACID_BASE.finditer(text))
        if len(found) == 1 and len(re.findall(r"osis\b", text)) == 1:
            yield from _candidate(sentence, text, found[0], _ACID_BASE, reading)
            continue
        words = [word for word in claims.claims(text) if _scale_of(word.group())]
        if len(words) == 1 and _is_said_so(text, words[0]):
            yield from _candidate(sentence, text, words[0], _scale_of(words[0].group()), reading)


def _is_said_so(text: str, word: re.Match[str]) -> bool:
    """Whether the statement says the word of its subject, and does not only name a thing by it."""
    before, after = text[: word.start()], text[word.end() :]
    if len(before.split()) < _FEWEST_BEFORE or re.search(r"\bboth\b", before):
        return False
    if _STATE.match(word.group()):
        return _SAID.search(before) is not None and _GOES_ON.match(after) is not None
    if _FINDING.match(word.group()):
        return _CAUSED.search(before) is not None and _GOES_ON.match(after) is not None
    return True


_STATE = re.compile(r"(?:increased|decreased|elevated|lowered|raised|high|low|higher|lower)$", re.I)
_FINDING = re.compile(r"(?:hyp[eo]|tachy|brady|vaso)", re.IGNORECASE)
_SAID = re.compile(r"\b(?:is|are|becomes?|remains?|stays?|runs?) (?:\w+ly )?$")
_CAUSED = re.compile(
    r"\b(?:causes?|leads? to|results? in|produces?|develops?|triggers?|signs? of|due to) "
    r"(?:an? )?(?:\w+ )?$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"^(?:[.,]| (?:in|when|if|because|during|after|with|as|by|for|at|and|but)\b)")


# "Which oppose insulin, so glucose often climbs" tells which word was left out.
_TELLS = re.compile(
    r"(?:, (?:which|so|thus|thereby|and so|causing|resulting|leading)| and (?:is|are) treated)"
    r"\b[^.]*\.$"
)


def _scale_of(word: str) -> tuple[str, ...]:
    lowered = word.casefold()
    return next((scale for scale in _SCALES if lowered in scale), ())


def _candidate(
    sentence: Sentence,
    text: str,
    word: re.Match[str],
    scale: tuple[str, ...],
    reading: Reading,
) -> Iterator[Candidate]:
    key = word.group().casefold()
    blanked = f"{text[: word.start()]}{wording.BLANK}{_TELLS.sub('.', text[word.end() :])}"
    blanked = re.sub(r"\b([Aa])n? (?=_____)", r"\1(n) ", blanked)
    placed = referents.placed(blanked, sentence, reading, statement=text)
    if not placed:
        return
    taught = teaching.told(sentence, reading)
    wrong = [(other, f"It is \u201c{key}\u201d: {taught}") for other in scale if other != key]
    yield Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=f"Which words complete the statement? {placed}",
        options=candidates.single_choice(key, wrong, why=taught, seed=text),
        rationale=taught,
        verb="Explain",
        aspect=subjects.aspect_of(text, reading.section),
        step=Step.MEDIUM,
        bloom=Bloom.UNDERSTAND,
        start=sentence.start,
        end=sentence.end,
        score=0.64,
    )
