"""Which sentences may carry a question: those that stand alone and say something definite."""

import re
from functools import lru_cache

from quizapp.core.generation import advice, clauses, wording
from quizapp.core.verbs import finite_verbs, words_in

FEWEST_WORDS = 5
_MOST_SCRAP_WORDS = 6
MOST_WORDS = 34
MOST_LISTING_WORDS = 62

_REASONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("asks or exclaims", re.compile(r"[?!]")),
    (
        "first or second person",
        re.compile(r"\b(?:I|we|our|ours|us|my|you|your|yours|let's)\b", re.IGNORECASE),
    ),
    (
        "consoles",
        re.compile(
            r"\b(?:despair|not alone|discouraged|scared|hope|pessimis\w+|panacea|enem\w+|"
            r"victim|miracle|"
            r"cherish\w*|end of the world|countdown|killers?|old neighbor|sponge)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "vignette",
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Dr)\.? |\b\d+[- ]year[- ]old\b|\b(?:he|she|his|her|him)\b"
            r"|\bthe nurse (?:enters|notes|finds|is caring)\b|^\d+ ?(?:y/?o )?[MF]\b"
            r"|^an? (?:[\w-]+ ){0,3}(?:client|patient|woman|man|child|person|adult|resident)\b.*"
            r"\b(?:(?:is|was) (?:to be|being|brought|scheduled|about to)|has (?:just|been "
            r"(?:brought|admitted|prescribed|taking)))\b",
            re.IGNORECASE,
        ),
    ),
    (
        "refers elsewhere",
        re.compile(
            r"\b(?:et al|figure|table|chapter|this section|section \d|website|https?|www|video|"
            r"retrieved|discussed|(?:below|above)(?=[,.;)]| shows?\b)|sources?:|n\.d|as mentioned|"
            r"the following|as follows|for more information|recall that|(?:an|this|another|"
            r"following|clinical) example|link|etc)\b"
            r"|\b(?:in|by|with|use|using|see) \."
            r"|\b(?:section|unit|module|lesson|page) (?:will|covers?|pertains?|describes?|deals)\b"
            r"|\b(?:Association|Foundation|Society)['\u2019]s (?:[\w-]+ ){0,2}"
            r"(?:collection|page|site|booklet|leaflet|helpline)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "history, not knowledge",
        re.compile(
            r"\b(?:1[5-9]|20)\d{2}s?\b|\b\d+(?:st|th|nd|rd) century\b|\bin (?:recent|the past)\b"
            r"|\bpast \d+ years\b|\bhistor|\bAct\b|\bDepartment of\b",
            re.IGNORECASE,
        ),
    ),
    (
        "leans on another sentence",
        re.compile(
            r"^(?:it|its|this|these|those|they|their|that|such|both|one|another|other|others|here|"
            r"the (?:first|second|third|latter|former|other|drug|condition|disease|effect|goal|"
            r"results?|patient|main treatment goal)|(?:an)?other|some of|for those|among|in other|"
            r"in this|on the contrary|so|hence|thus|therefore|then|consequently|as a result|for "
            r"example|for instance|similarly|but|and|or|yet|especially|only|not only|also|in "
            r"general|instead|otherwise|after many|if (?:it|they|this))\b"
            r"|\b(?:this|these|those(?! (?:who|whose|with|at|in whom)\b)|latter|"
            r"former|such (?!as))\b"
            r"|^(?:the )?(?:therapy|treatment|doses?|drugs?|medications?|tests?|results?|"
            r"procedures?|"
            r"success|replacement|onset|attacks?|effects?|symptoms?|price|cycle|methods?|change|grouping|difference|distinction|picture|"
            r"mechanism|process|problem|reason|answer|figures?|numbers?|pattern|idea|limits|aim|"
            r"order|list|rule|same|two|three|four) (?!of\b|for\b|with\b|that\b|in\b|which\b)"
            r"|^(?:afterwards?|then|here|today|otherwise|to [a-z]+)\b|\b(?:some|either)[,.]"
            r"|\b(?:they|it|he|she|we|you)['\u2019](?:re|s|ve|ll)\b"
            r"|\bwhat follows\b|^in the (?:last|first|former|latter|second),|\bthe remainder\b"
            r"|\bif (?:still )?none\b|\bthat (?:lumen|tube|site|arm|leg|side|drug|dose|time|point|"
            r"day|night|week|area|line|vein|limb|hand|foot|eye|ear|lung|level|value|test)\b"
            r"|\b(?:at least one|some|none|any|others?|both|neither|each time|each)\.$"
            r"|^(?:the net|the end|the overall) result\b|\bmore often responsible\b"
            r"|^(?!if |when |because |as |once |after |before )(?:\S+ ){1,4}"
            r"(?:it|they|them|he|she)\b(?<!that it)(?<!that they)"
            r"|^(?:if|when|although|because|as|while|once|since|after|before)\b[^,]*"
            r"\b(?:it|they|he|she)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "a story or an example",
        re.compile(
            r"^(?!The |A |An )[A-Z][a-z]+(?: and [A-Z][a-z]+)? (?:went|came|said|told|felt|had|"
            r"was|sat|asked|took)\b"
            r"|^[A-Z][a-z]+, \d+, |\btherefore\b|\bfor instance\b"
            r"|\b(?:nineteenth|twentieth) century\b"
            r"|^(?:Your|The client['\u2019]s) (?:doctor|nurse|surgeon|provider|clinic)"
            r"(?: (?:or|and) \w+)? has "
            # What was done to one reader, or will be: "Your wound has been closed with glue".
            r"|^(?:Your|The client['\u2019]s) (?:[\w-]+ ){1,3}(?:has|have) been (?!shown\b)"
            r"|^(?:You|The client) (?:has|have) (?:had|been (?:given|fitted|prescribed))\b"
            r"|\b(?:six|two|three|four|\d+) (?:weeks|days|months) from now\b"
        ),
    ),
    (
        "local practice",
        re.compile(
            r"^(?:some|many|several|most) (?:units|hospitals|wards|cent(?:er|re)s|clinics|"
            r"facilities|clinicians|authors|experts|schools|agencies|institutions)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "tells somebody to act",
        re.compile(
            r"^(?:consider|use|find|note|remember|recall|monitor|assess|provide|watch|take|avoid|"
            r"check|ensure|give|keep|call|notify|review|do|don['\u2019]t|never|always|make|see|read|learn|"
            r"counting|identify|describe|explain|discuss|define|ask|start|stop|place|follow|"
            r"administer|teach|encourage|instruct|report|document|obtain)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "says nothing definite",
        re.compile(
            r"\bit is (?:necessary|important|possible|difficult)\b|^although\b[^,]*, it\b"
            r"|\baccording to the situation\b|\bbecomes meaningful\b|\bplays? an? \w+ role\b"
            r"|^in order to \w+ (?:it|them)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "unbalanced",
        re.compile(
            r"^[^(]*\)|\([^)]*$|^[^\u201c]*\u201d|\u201c[^\u201d]*$"
            r"|[a-z][a-z]\. [A-Z]|\w = \w|->|\u2192|\d / \d|\b[A-Z]\. [A-Z][a-z]|,\s*\.|\.\s*\.$"
        ),
    ),
)
# "Suppression of the glands, which means that ..." says nothing of its own.
_ASIDE = re.compile(r", (?:which|who|where|whose)\b[^.;]*")
# "Bowel disease (may be absorbed)" has its only verb in brackets.
_IN_BRACKETS = re.compile(r" ?\([^()]*\)")
_LABEL = re.compile(r"^([\w\u2019'()/-]+(?: [\w\u2019'()/-]+){0,3}):")
_HEDGE = re.compile(
    r"\b(?:may|might|could|can|sometimes|perhaps|possibly|probably|some|occasionally)\b", re.I
)
_COMPARES = re.compile(
    r"\b(?:most|main(?:ly)?|preferred|first-line|only|more|less|than|compared|unlike|higher|lower|"
    r"\w+est)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def why_not(sentence: str, *, most_words: int = MOST_WORDS) -> str | None:
    """Why a sentence cannot carry a question, in a word or two; None when it can."""
    text = wording.plain(sentence)
    words = len(text.split())
    if not FEWEST_WORDS <= words <= most_words:
        return "too short or too long"
    if not text.endswith(".") or not (text[0].isupper() or text[0].isdigit()):
        return "not a whole sentence"
    bare = _ASIDE.sub("", _IN_BRACKETS.sub("", text))
    if not _has_verb(bare) or not clauses.has_main_clause(bare):
        return "no verb"
    label = _LABEL.match(text)
    if label and not _has_verb(label[1]):
        return "a label and its note"
    return next((reason for reason, pattern in _REASONS if pattern.search(text)), None)


def stands_alone(sentence: str) -> bool:
    """Whether a sentence of any length can be read without the one before it."""
    return not any(pattern.search(wording.plain(sentence)) for _, pattern in _REASONS)


def hedged(text: str) -> bool:
    """Whether the text says what may be, so that saying the contrary would not be wrong."""
    return _HEDGE.search(text) is not None


def compares(text: str) -> bool:
    """Whether a statement ranks or compares."""
    return _COMPARES.search(text) is not None


def is_scrap(text: str) -> bool:
    """Whether a "sentence" is only the tail of one that was cut."""
    return (
        len(text.split()) <= _MOST_SCRAP_WORDS
        and not _has_verb(text)
        and not text.endswith(":")
        and not _NOTE.search(text)
        and not advice.is_instruction(text)
    )


_NOTE = re.compile(r"[\d:]")


def _has_verb(text: str) -> bool:
    words = words_in(text)
    return bool(words) and finite_verbs(words) > 0
