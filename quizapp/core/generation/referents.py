"""Statements that speak of a thing named before them ("the tube", "a value below"), given that.

A statement cut out of its paragraph is put behind the sentence before it, where that sentence names
what it speaks of. Where nothing does, the statement asks of something that a learner can't see.
"""

import re
from collections.abc import Iterable

from quizapp.core import terms
from quizapp.core.generation import advice, filters, subjects, wording
from quizapp.core.generation.document import Reading
from quizapp.core.generation.subjects import Subject
from quizapp.core.lexicon import word_set
from quizapp.core.sentences import Sentence

_MOST_CONTEXT_WORDS = 26
_MOST_WORDS = 52
_BESIDE = 3

# Beside what names no topic, what is only ever one of something: its way, its picture, its box.
_OF_SOMETHING = word_set("ratio way picture option choice box wire lead sequel exudate room")
_BARE = rf"(?:{'|'.join(sorted(subjects.BARE_NOUNS | _OF_SOMETHING))})s?"
_SAYS_WHICH = r"(?! (?:of|for|that|which|who|to|between|with(?! \d)|from|in|called|named|used)\b)"
_DEFINITE = re.compile(rf"\b(?:the|such an?|each|either) (?P<noun>{_BARE})\b{_SAYS_WHICH}", re.I)
_SIZE = (
    r"(?:low|high|normal|surest|best|safest|quickest|simplest|easiest|only|main|raised|single|second|first|larger|lower|higher|large|small|short|new|usual|"
    r"target)"
)
_SUBJECT = re.compile(
    rf"^(?:The|An?|Each|Any|This) (?P<noun>{_SIZE}?[ -]?(?:(?:dose|\d\S*(?: ?\w+)?) )?{_BARE})\b"
    rf"{_SAYS_WHICH}",
    re.IGNORECASE,
)
# "A low dose" is one of the drug that was named before.
_SOME_DOSE = re.compile(
    r"\ban? (?:low|high|small|large|lower|higher|single|loading|maintenance) (?P<noun>dose)\b"
    rf"{_SAYS_WHICH}",
    re.IGNORECASE,
)
_REFERRING = (_SUBJECT, _DEFINITE, _SOME_DOSE)
_NOUN = re.compile(rf"\b{_BARE}\b", re.IGNORECASE)
# "Most are viral", "practically confirms it", "five times as concentrated": as what?
_OPEN = re.compile(
    r"^(?:most|many|some|all|both|few|several|others?)(?: of (?:them|these|those))? "
    r"(?:are|is|have|has|can|may|will|should|need|occur|arise|do)\b"
    r"|\b(?:confirms?|excludes?|suggests?|prevents?|treats?|causes?|worsens?) (?:it|them)\b"
    r"|\bat the same time\b|\b(?:to|doing|does|do) so\b|\btimes as \w+(?= ?[,.])"
    r"|\b(?:increases?|rises?|falls?|improves?|recovers?|returns?|heals?|begins?|starts?|appears?|"
    r"peaks?|resolves?|subsides?|(?:re)?checked|repeated|measured|reviewed|restarted) "
    r"(?:\w+ )?(?:within|in|by|after) "
    r"(?:about |the first )?[\w.]+(?: to [\w.]+)? (?:minutes|hours|days|weeks|months)(?= ?[,.])",
    re.IGNORECASE,
)


# "The client will need them for a week": nothing stands before that could be meant.
_POINTS = re.compile(
    r"^(?:(?:If|When|Once|Unless) \w+,? )?(?:(?:The|A|An|Most|Some|Many) )?"
    r"(?:nurses?|clients?|patients?|people|persons?|women|men|child|children|adults?|"
    r"caregivers?)? ?"
    r"(?:(?:will|should|must|may|can|usually|often|not|never|need|take|use|keep|stop|get|have|give|wear|"
    r"put|do|avoid|start|to) )*(?:it|them)\b"
    r"|^The (?:nurse|client) should (?:(?!the\b|an?\b|their\b|any\b|all\b)\w+ ){1,5}(?:it|them)\b"
    r"|\bthat follows\.$",
    re.IGNORECASE,
)


# What was told before: "the last two", "if so", "another test", "later doses".
_BACK = re.compile(
    r"\bthe (?:last|first|other|latter|former|remaining) (?:two|three|four|five|ones?)\b"
    r"|^(?:If|When|Where) (?:so|not|that|this)\b"
    r"|^(?:Failing|Despite|After|Before|Without) (?:that|this)\b"
    r"|\b(?:is|are|as|be|becomes?|needs?|have|has|takes?) another "
    r"(?!(?:person|client|patient|nurse)\b)"
    r"|^(?:Another|Other|Later|Earlier|Further|Subsequent|Additional) "
    r"(?!than\b|(?:people|clients)\b)"
    r"|\bthe (?:commonest|most (?:common|frequent|important)|rarest|usual|main|chief)(?: ones?)? "
    r"(?:is|are)\b"
    r"|^(?:Values|Levels|Readings|Results|Scores|Ratios|Counts|Rates|Doses|Figures|Numbers) "
    r"(?!of (?!\d|_)|for\b|in\b)"
    r"|\bfrom now\b|\bfirst(?=[.,]| if\b| when\b)(?<!at first)",
    re.IGNORECASE,
)
# What a reader has to know from before: safer than what, back at what, within hours of what.
_UNSAID = re.compile(
    r"\b(?:is|are|be) (?:not |quite |usually |\w+ly )?(?:back|enough|safe|at (?:\w+ )?risk)"
    r"(?=\.|,| within\b)"
    r"|\b(?:needs?|takes?|lasts?|requires?) (?:longer|shorter|more|less|fewer|sooner|later)\.$"
    r"|\bthe (?:safer|better|cheaper|stronger|weaker|quicker|slower|easier|worse|larger|smaller|"
    r"earlier|later) (?!than\b|of\b|the\b)(?!.*\bthan\b)\w+"
    r"|^Within [\w.]+(?: to [\w.]+)?(?: (?:minutes|hours|days|weeks|months|years))?,? "
    r"(?!of\b|after\b|from\b)(?!\w+ (?:of|after|from)\b)"
    r"|\bfollows?, (?:\w+ )?(?:within|after|in)\b"
    r"|\b(?:the )?(?:side|adverse) effects? (?:is|are) (?:similar|the same)\b"
    r"|\bwithout asking\.$",
    re.IGNORECASE,
)


def leans(statement: str, subject: Subject) -> bool:
    """Whether a statement speaks of a thing that neither it nor its subject names."""
    titles = [wording.stems(one) for one in (subject.document_topic, subject.topic, subject.label)]
    # "The tube" under "Nasogastric tube" is that one; "the risk" under "Risks" is any.
    named = frozenset(stem for stems in titles if len(stems) > 1 for stem in stems)
    typed = (terms.typed(subject.topic), terms.typed(subject.document_topic))
    kinds = {term.kind for term in typed if term is not None}
    if any(pattern.search(statement) for pattern in (_OPEN, _POINTS, _BACK, _UNSAID)):
        return True
    for match in (found for one in _REFERRING for found in one.finditer(statement)):
        before = wording.stems(statement[: match.start()])
        nouns = wording.stems(match["noun"])
        of_topic = any(kinds & _KINDS.get(noun, frozenset()) for noun in nouns)
        if not of_topic and not nouns & (named | before):
            return True
    return False


def placed(
    shown: str,
    sentence: Sentence,
    reading: Reading,
    *,
    statement: str = "",
    keys: Iterable[str] = (),
) -> str:
    """What a stem shows of a statement: behind what it leans on, and led by its topic.

    Empty where it leans on something that is not near. `statement` is what stands behind a blank in
    `shown`; `keys` are words that a stem must not show.
    """
    said = statement or shown
    if not leans(said, reading.subject):
        of_topic = _OF_TOPIC.search(said) is not None
        return (subjects.led if of_topic else subjects.placed)(shown, reading.subject)
    context = _context(sentence, reading)
    passage = f"{context} {shown}"
    if not context or len(passage.split()) > _MOST_WORDS or _shows(context, keys):
        return ""
    return subjects.placed(passage, reading.subject)


# "The disease" is the topic, which then has to be named.
_OF_TOPIC = re.compile(
    r"\b(?:the|this) (?:disease|disorder|condition|drug|medicine|medication|procedure|"
    r"operation|surgery|"
    r"treatment|test|tablets?|dose)\b",
    re.IGNORECASE,
)


def _context(sentence: Sentence, reading: Reading) -> str:
    """The sentence before, where it can be read alone and names what the statement leans on."""
    spoken = reading.sentences
    at = next((n for n, one in enumerate(spoken) if one.start <= sentence.start < one.end), None)
    if not at:
        return ""
    before, own = spoken[at - 1], spoken[at]
    text = wording.plain(before.text)
    apart = own.start - before.end > _BESIDE
    if apart or sentence.start - own.start > _BESIDE or len(text.split()) > _MOST_CONTEXT_WORDS:
        return ""
    if filters.why_not(before.text) is not None or advice.is_instruction(text):
        return ""
    if leans(text, reading.subject):
        return ""
    return text if _names(text, sentence.text) else ""


def _names(text: str, statement: str) -> bool:
    """Whether a sentence names what a statement speaks of, by its noun or a thing of its kind."""
    if _DENIES.search(text):
        return False
    kinds = {mention.term.kind for mention in terms.mentions(text)}
    if _OPEN.search(statement):
        return bool(kinds)
    nouns = {wording.stem(noun.casefold()) for noun in _NOUN.findall(statement)}
    if nouns & wording.stems(text):
        return True
    return any(kinds & _KINDS.get(noun, frozenset()) for noun in nouns)


# A statement to judge may not stand behind a ban that is no part of it.
_DENIES = re.compile(
    r"\b(?:not|no|never|cannot|avoid\w*|contraindicated|unless|except)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_MEASURED = frozenset(
    ("laboratory test", "electrolyte", "hormone", "enzyme", "examination", "nutrient")
)
_GIVEN = frozenset(("drug", "drug class", "vaccine", "hormone", "nutrient"))
_DONE = frozenset(("operation", "treatment", "examination"))
_KINDS_BY_NOUN = (
    ("value level reading result score range rate", _MEASURED),
    ("drug medicine medication dose agent tablet capsule infusion injection antidote", _GIVEN),
    ("disease disorder", frozenset(("condition",))),
    ("test method scan film procedure process operation surgery treatment therapy", _DONE),
    ("device tube catheter cannula line cuff mask pump valve tubing", frozenset(("device",))),
)
_KINDS = {wording.stem(noun): kinds for nouns, kinds in _KINDS_BY_NOUN for noun in nouns.split()}


def _shows(context: str, keys: Iterable[str]) -> bool:
    said = context.casefold()
    return any(key.casefold() in said for key in keys)
