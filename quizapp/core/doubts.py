"""Source doubts: sentences that an instructor should check before publishing."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from quizapp.core.given_names import GIVEN_NAMES
from quizapp.core.lexicon import word_set
from quizapp.core.sentence_spans import sentence_spans
from quizapp.core.titles import ends_sentence, is_title_case
from quizapp.core.verbs import finite_verbs, words_in

_MAX_SENTENCE_CHARS = 2_000
_MIN_CLAUSE_WORDS = 4
_MAX_ASIDE_WORDS = 4
_MAX_IDLE_WORDS = 6
_JUMP_POINTS = 50.0
_FEWEST_NOTES = 5
_SHARE_OF_NOTES = 0.15
_EPONYM_NOUNS = word_set(
    """
    disease syndrome sign test scale score criteria method theory model act foundation hospital
    university institute school law effect operation procedure manoeuvre maneuver clinic college
    """
)

_FULL_NAME = re.compile(
    r"\b([A-Z][a-z]{1,15}) ([A-Z][a-z]{1,20})\b(?:'s|\u2019s)?(?: ([a-z]{2,20}))?"
)
_PARENTHETICAL = re.compile(r"\(([^()]{2,80})\)")
_SAME_TWICE = re.compile(r"\b([a-z]{3,30}) or \1\b", re.IGNORECASE)
_PERCENT_JUMP = re.compile(
    r"from (?:about |only )?([0-9]{1,3}(?:\.[0-9]+)?) ?(?:%|percent)? to (?:about |over )?"
    r"([0-9]{1,3}(?:\.[0-9]+)?) ?(?:%|percent)"
)
_STATISTIC = re.compile(
    r"[0-9]\s?(?:%|percent\b)|\b[0-9]+ (?:in|out of)(?: every)? [0-9]+\b|\b[0-9]/[0-9]\b"
    r"|\bhalf of (?:the|all)\b"
)
_STATISTIC_NOUN = re.compile(
    r"\b(?:patients?|people|persons?|clients?|population|cases?|survival|surviv\w+|incidence"
    r"|prevalence|mortality|rates?|risk|recur\w*|women|men|adults|children|deaths?|chance"
    r"|proportion)\b",
    re.IGNORECASE,
)
_CITATION = re.compile(
    r"\[[0-9]{1,3}[0-9, \u2013-]*\]|\([^()]{0,80}\b(?:1[89]|20)[0-9]{2}[a-z]?\b[^()]{0,40}\)"
    r"|\[\^[^\]\s]{1,20}\]|\bet al\b|[A-Z][a-z]+ \((?:1[89]|20)[0-9]{2}\)"
)
_DATED = re.compile(
    r"\b(?:in|over|during|for) the (?:past|last) (?:[0-9]+|few|several|two|three|five|ten|twenty)"
    r" (?:years?|decades?|months?)\b|\b(?:in recent (?:years|decades|months)|at present|nowadays"
    r"|these days)\b|\b(?:most |more |until )?recently,? (?:has|have|been|was|were|approved|found"
    r"|introduced|shown|developed|published|become|discovered|reported|the|a|an|many|some|new)\b"
    r"|^(?:more |most )?recently,|\bthis (?:year|decade)\b|\b[0-9]+ years (?:ago|since)\b",
    re.IGNORECASE,
)
_YEAR_AND_INTERVAL = re.compile(
    r"\b(?:has|have) been [0-9]+ years\b.{0,200}\b(?:1[89]|20)[0-9]{2}\b", re.DOTALL
)
_MOST = re.compile(
    r"\b(?:most (?:effective|common|important|reliable|accurate|frequent)|best|main|leading|gold"
    r"[- ]standard|first-line|preferred) (method|treatment|cause|test|symptom|sign|drug|means"
    r"|choice|therapy)s?\b",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"\bonly (?:\w+ )?(method|treatment|cause|test|symptom|sign|drug|means|choice|therapy)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"^(.{2,80}?) (?:is|are|remains?) (?:still )?(?:the|a) ((?:single )?(?:most [a-z]+|best|leading"
    r"|first-line|only|preferred) [a-z]+ (?:of|for|in|to) (?:[a-z-]+ ?){1,4})",
    re.IGNORECASE,
)
_ARTICLES = word_set("the a an its their it them this these your his her")
_BEFORE_ARTICLES = word_set(
    """
    of in on at to for with by from into onto than as and or but nor during after before between
    within without about over under through throughout near against among upon like per via until
    since despite including both all half not only even because if when while although whether
    that which who whom then where why how what such quite above below behind beside besides
    beyond across along around toward towards off out up down inside outside except plus also
    this these its their rather so hence thus
    """
)
_GIVES_VALUE = re.compile(r"[:=]")
_STRAY_MARK = re.compile(r"[.,;:] ?\s[.,;:](?=\s|$)|(?:^|\s)[.;:](?=\s|$)|,\s?,|(?<!\.)\.\.(?!\.)")
_RELATIVE = frozenset({"that", "which", "who"})
_ASIDES = frozenset({"yes", "no", "however", "why", "how", "see"})
_IDLE_ENDS = (("and", "so", "on"), ("and", "so", "forth"), ("one", "by", "one"))
_CAPITAL_WORD = re.compile(r"(?<=[a-z,] )([A-Z][a-z]+)\b")
_NAME_GOES_ON = re.compile(r",?(?: (?:and|of|for|on|the|&))*[ -](?:[A-Z0-9])|['\u2019]s [A-Z]")
_NAME_BEFORE = re.compile(r"\b[A-Z][\w'\u2019-]{0,20},?(?: (?:of|and|on|for|the|in|to|&)){0,3} $")
_LIST_LEADERS = re.compile(r"[:\u2022*|/&]|\bvs\b")
_ALWAYS_SMALL = word_set(
    "and the a an or but of in on to for with by is are was as at from that which if when"
)
_MIN_SMALL_USES = 2
_SMALL_WORD = re.compile(r"\b[a-z]{2,40}\b")


@dataclass(frozen=True)
class Passage:
    """A paragraph or list item as it stands in the source from `start` on."""

    text: str
    start: int
    is_item: bool = False


@dataclass(frozen=True)
class Doubt:
    """A sentence at start..end of the source, and why it is doubted: one sentence a reason."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True)
class _Sentence:
    text: str
    words: tuple[str, ...]
    passage: Passage
    start: int
    is_last: bool
    known: "_Known"
    is_cited: bool


@dataclass(frozen=True)
class _Known:
    """What is known of the whole document: its words in small letters, and its misspelt ones.

    `is_in_notes` where many paragraphs begin small: jottings without capitals and full stops.
    """

    small_words: Counter[str]
    misspelt: Mapping[str, str]
    is_in_notes: bool


def find_doubts(
    passages: Sequence[Passage], misspelt: Mapping[str, str] = MappingProxyType({})
) -> list[Doubt]:
    """Sentences of the passages that a rule of this module doubts, in order, one doubt each.

    `misspelt` gives what was meant by each word that is probably misspelt, as
    `misspellings.find_misspellings` does.
    """
    known = _Known(_small_words(passages), misspelt, _are_notes(passages))
    sentences = [sentence for passage in passages for sentence in _sentences(passage, known)]
    superlatives = _conflicting_superlatives(sentences)
    doubts: list[Doubt] = []
    for position, sentence in enumerate(sentences):
        reasons = [reason for rule in RULES if (reason := rule(sentence))]
        if position in superlatives:
            reasons.append("Another sentence says the same superlative of something else.")
        if reasons:
            end = sentence.start + len(sentence.text)
            doubts.append(Doubt(sentence.start, end, " ".join(reasons)))
    return doubts


def _small_words(passages: Sequence[Passage]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for passage in passages:
        counts.update(_SMALL_WORD.findall(passage.text))
    return counts


def _are_notes(passages: Sequence[Passage]) -> bool:
    prose = [passage.text for passage in passages if not passage.is_item]
    small = sum(text[:1].islower() for text in prose)
    return small >= _FEWEST_NOTES and small >= _SHARE_OF_NOTES * len(prose)


def _sentences(passage: Passage, known: _Known) -> Iterator[_Sentence]:
    is_cited = _CITATION.search(passage.text) is not None
    spans = list(sentence_spans(passage.text))
    for place, (start, end) in enumerate(spans):
        text = passage.text[start:end]
        if len(text) <= _MAX_SENTENCE_CHARS:
            yield _Sentence(
                text,
                tuple(words_in(text)),
                passage,
                passage.start + start,
                place == len(spans) - 1,
                known,
                is_cited,
            )


def _missing_end(sentence: _Sentence) -> str:
    if sentence.passage.is_item or not sentence.is_last or len(sentence.words) < _MIN_CLAUSE_WORDS:
        return ""
    if sentence.known.is_in_notes or ":" in sentence.text:
        return ""
    if (
        sentence.text[0] == "("
        or is_title_case(sentence.text)
        or not finite_verbs(list(sentence.words))
    ):
        return ""
    if ends_sentence(sentence.text) or sentence.text.rstrip("*_\"'\u201d )")[-1:] in (
        ":",
        ".",
        ";",
    ):
        return ""
    return "The end of the sentence is missing, or its full stop."


def _fragment(sentence: _Sentence) -> str:
    words = list(sentence.words)
    if sentence.passage.is_item or len(words) <= 1 or not ends_sentence(sentence.text):
        return ""
    if sentence.text.endswith(("?", "!")) or _GIVES_VALUE.search(sentence.text):
        return ""
    reason = "This is a fragment: it has no verb of its own."
    if words[0] in _ASIDES and len(words) <= _MAX_ASIDE_WORDS:
        return ""
    if (finite_verbs(words) == 0 and not _acts_on_something(words)) or _is_idle_phrase(words):
        return reason
    return reason if _is_noun_with_relative_clause(words) else ""


def _is_idle_phrase(words: list[str]) -> bool:
    """Whether few words end as a list or a saying does: "Bin and so on."."""
    return len(words) <= _MAX_IDLE_WORDS and tuple(words[-3:]) in _IDLE_ENDS


def _acts_on_something(words: list[str]) -> bool:
    """Whether a word that is no preposition stands before an article: "lower the level"."""
    return any(
        following in _ARTICLES
        and word not in _BEFORE_ARTICLES
        and not word.endswith(("ing", "ly"))
        and not (word.endswith("ed") and before in _BEFORE_ARTICLES)
        for before, word, following in zip(["", *words], words, words[1:], strict=False)
    )


def _is_noun_with_relative_clause(words: list[str]) -> bool:
    """Whether nothing is said of a noun, as in: Substances that detoxify what others produce."""
    if len(words) < _MIN_CLAUSE_WORDS or words[1] not in _RELATIVE:
        return False
    return words[0].endswith("s") and finite_verbs(words[3:]) == 0


def _stray_capital(sentence: _Sentence) -> str:
    if sentence.passage.is_item and _LIST_LEADERS.search(sentence.text):
        return ""
    for match in _CAPITAL_WORD.finditer(sentence.text):
        small = match[1].lower()
        known_small = small in _ALWAYS_SMALL or sentence.known.small_words[small] >= _MIN_SMALL_USES
        if known_small and not _is_in_a_name(sentence.text, match.start(), match.end()):
            return (
                f"\u201c{match[1]}\u201d is capitalised within the sentence: "
                "two sentences may have run together."
            )
    return ""


def _is_in_a_name(text: str, start: int, end: int) -> bool:
    """Whether a capitalised word belongs to a name: "Department of Health", "Section 4"."""
    if _NAME_GOES_ON.match(text, end):
        return True
    before = text[max(0, start - 60) : start]
    return before.rstrip()[-1:] == "," or _NAME_BEFORE.search(before) is not None


def _repeated_parenthetical(sentence: _Sentence) -> str:
    for match in _PARENTHETICAL.finditer(sentence.text):
        inner = words_in(match[1])
        before = words_in(sentence.text[max(0, match.start() - 90) : match.start()])
        if inner and before[-len(inner) :] == inner:
            return f"The brackets repeat the words before them: \u201c{match[1]}\u201d."
    if same := _SAME_TWICE.search(sentence.text):
        return f"\u201c{same[0]}\u201d names the same thing twice."
    return ""


def _number_jump(sentence: _Sentence) -> str:
    for match in _PERCENT_JUMP.finditer(sentence.text):
        if abs(float(match[2]) - float(match[1])) >= _JUMP_POINTS:
            return f"\u201c{match[0]}\u201d is a great jump: check the figures and their order."
    return ""


def _uncited_statistic(sentence: _Sentence) -> str:
    if sentence.is_cited or not _STATISTIC.search(sentence.text):
        return ""
    if not _STATISTIC_NOUN.search(sentence.text):
        return ""
    return "A figure about people or outcomes, without a citation."


def _dated(sentence: _Sentence) -> str:
    match = _DATED.search(sentence.text) or _YEAR_AND_INTERVAL.search(sentence.text)
    if match is None:
        return ""
    return f"A dated claim (\u201c{' '.join(match[0].split())[:60]}\u201d): is it still so?"


def _most_and_only(sentence: _Sentence) -> str:
    most, only = _MOST.search(sentence.text), _ONLY.search(sentence.text)
    if most and only and most[1].lower() == only[1].lower():
        return f"\u201c{most[0]}\u201d and \u201c{only[0]}\u201d cannot both hold."
    return ""


def _named_person(sentence: _Sentence) -> str:
    for match in _FULL_NAME.finditer(sentence.text):
        if match[1].lower() in GIVEN_NAMES and (match[3] or "") not in _EPONYM_NOUNS:
            return f"It names a person, {match[1]} {match[2]}, in a clinical statement."
    return ""


def _stray_mark(sentence: _Sentence) -> str:
    if _STRAY_MARK.search(sentence.text):
        return "A punctuation mark stands alone: words may be missing before it."
    return ""


def _small_opening(sentence: _Sentence) -> str:
    opening = sentence.text[:12]
    if (
        sentence.passage.is_item
        or not opening[:1].islower()
        or len(sentence.words) < _MIN_CLAUSE_WORDS
    ):
        return ""
    if sentence.known.is_in_notes:
        return ""
    first = sentence.text.split(None, 1)[0]
    if not first.isalpha() or not first.islower():
        return ""
    return "The sentence begins with a small letter: its beginning may be missing."


def _misspelt(sentence: _Sentence) -> str:
    for word in _SMALL_WORD.findall(sentence.text):
        if meant := sentence.known.misspelt.get(word):
            return f"\u201c{word}\u201d may be misspelt: \u201c{meant}\u201d?"
    return ""


def _unclosed(sentence: _Sentence) -> str:
    if sentence.passage.is_item:
        return ""
    if sentence.text.count("(") > sentence.text.count(")"):
        return "A bracket is opened and never closed."
    return ""


Rule = Callable[[_Sentence], str]
RULES: tuple[Rule, ...] = (
    _missing_end,
    _fragment,
    _stray_capital,
    _stray_mark,
    _small_opening,
    _unclosed,
    _repeated_parenthetical,
    _number_jump,
    _uncited_statistic,
    _dated,
    _most_and_only,
    _named_person,
    _misspelt,
)


def _conflicting_superlatives(sentences: Sequence[_Sentence]) -> set[int]:
    """Positions of sentences that say one superlative of different subjects."""
    claims: dict[str, dict[str, list[int]]] = {}
    for position, sentence in enumerate(sentences):
        if match := _SUPERLATIVE.match(sentence.text[:400]):
            subject = " ".join(words_in(match[1]))
            claims.setdefault(match[2].lower().strip(), {}).setdefault(subject, []).append(position)
    return {
        position
        for subjects in claims.values()
        if len(subjects) > 1
        for positions in subjects.values()
        for position in positions
    }
