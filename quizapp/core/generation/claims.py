"""Words that a sentence rests on: those whose opposite would make it false."""

import re

from quizapp.core import terms, verbs
from quizapp.core.generation import filters

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
    r"|\b(?:lower|slow|clear|open|warm|cool)(?= (?:the|a|an|your|his|her|their|him)\b)"
    r"|\b(?:lower|upper|higher) (?:right|left|outer|inner|side|half|third|part)"
    r"|\bcommon (?:pathway|bile|carotid|iliac|hepatic|peroneal|cold|denominator|variable)\b"
    r"|\bprone to\b|\bblood thinn?er|\babove all\b|\b(?:pulmonary|portal|intracranial|"
    r"ocular) hyp\w+"
    r"|\bmore \w+ly\b|\bto (?:clear|open|dry|warm|cool|empty|narrow)\b"
    r"|\bdry (?:mouth|weight)|\bsoft (?:diet|tissue)|\bbefore (?:and|or) after\b"
    r"|\b(?:before|after) (?=\d|a few|several|one |two |three |four |five |six |eight |ten "
    r"|meals|each|every|surgery|that)"
    r"|\bacute (?:care|phase)|\bchronic obstructive|\bpositive (?:end|air)|"
    r"\b(?:above|below)(?= and)|"
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


# Chronic loss of blood makes anemia, and so does acute loss: only what a thing is, shuts out more.
_COURSES = re.compile(r"(?:acute|chronic)$", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are) (?:usually |often |\w+ly )?(?:an? )?(?:[\w-]+, )?$")
# "Plenty of people have high uric acid": plenty have a low one, too.
_SOME_OF_MANY = re.compile(
    r"(?:plenty|many|some|several|a few|few|a (?:number|minority|majority|proportion)|most)\b",
    re.IGNORECASE,
)
# Once one half of "formerly common, but now rare" is turned, the other contradicts it.
_CONTRASTS = re.compile(r", (?:but|yet)\b|\b(?:formerly|no longer|used to)\b", re.IGNORECASE)
_ONLY = re.compile(r"\bthe only\b", re.IGNORECASE)


def claims(text: str) -> list[re.Match[str]]:
    """Words with an opposite that a sentence rests on, outside of hedged clauses."""
    if _ONLY.search(text) or _SOME_OF_MANY.match(text) or _CONTRASTS.search(text):
        return []
    blocked = [match.span() for match in _NO_CLAIM.finditer(text)]
    found = [
        match
        for match in terms.opposites_in(text)
        if not any(start <= match.start() < end for start, end in blocked)
        and not _RESTRICTS.search(text[: match.start()])
        and not re.search(r"\b(?:not|no|than|nor|neither|rather) (?:\w+ )?$", text[: match.start()])
        and not _is_listed(text, match)
        and not _only_narrows(text, match)
        and not (_COURSES.match(match.group()) and not _IS.search(text[: match.start()]))
        and not filters.hedged(_clause(text, match))
    ]
    found = [match for match in found if not _turns_absurd(text, match)]
    seen = [match.group().casefold() for match in found]
    # A word that stands beside its own opposite is compared, not claimed.
    return [
        match
        for match in found
        if not re.search(rf"\b{terms.opposite(match.group())}\b", text, re.IGNORECASE)
        and seen.count(match.group().casefold()) == 1
    ]


def _turns_absurd(text: str, word: re.Match[str]) -> bool:
    """Whether the opposite would clash with the rest of the sentence, so that nobody believes it.

    "A drop in pressure is called hypertension", "the aim is to increase injuries", "secondary
    haemorrhage is normal bleeding": false, but no misconception.
    """
    said, before = word.group(), text[: word.start()]
    is_said = _IS.search(before) is not None
    rest = f"{before} {text[word.end() :]}"
    ways = (_DOWN, _UP)
    return (
        _NEVER_TURNED.match(said) is not None
        or _DENIED.search(before) is not None
        or _PAIRED.search(before) is not None
        or _ANSWERS_ITSELF.match(said) is not None
        or _is_told_already(text, word)
        or _is_meant_to_help(text, word)
        or (_PACE.match(said) is not None and _SUDDEN.search(rest) is not None)
        or (_ONLY_SAID.match(said) is not None and not is_said)
        or (_BEARS.match(said) is not None and not text[word.end() :].startswith(" to "))
        or (_WHEN.match(said) is not None and not _WHEN_TOLD.match(text[word.end() :]))
        or (_WANTED.search(rest) is not None and not _BODY_WORD.match(said))
        or re.search(r"\b(?:takes?|that (?:is|are)|leg|arm) $", before) is not None
        or (_RANK.match(said) is not None and _MORE.search(rest) is not None)
        or (_FINDINGS.match(said) is not None and _beside_another(text, word))
        or (
            any(way.match(said) for way in ways)
            and any(way.match(one) for way in ways for one in re.findall(r"[\w-]+", rest))
        )
    )


def _is_told_already(text: str, word: re.Match[str]) -> bool:
    """Whether the opposite stands in the sentence in another form: "constricted ... constrict"."""
    others = f"{text[: word.start()]} {text[word.end() :]}".casefold()
    roots = [one.casefold()[:_ROOT] for one in (terms.opposite(word.group()) or "", word.group())]
    return any(len(root) == _ROOT and root in others for root in roots)


def _is_meant_to_help(text: str, word: re.Match[str]) -> bool:
    """Whether a treatment lowers a harm: that prophylaxis raises infection, nobody believes."""
    if _LESSENS.match(word.group()) is None or _HARM.match(text[word.end() :]) is None:
        return False
    before = text[: word.start()]
    kinds = {mention.term.kind for mention in terms.mentions(before)}
    return bool(kinds & _GIVEN) or _HELP.search(before) is not None


_LESSENS = re.compile(r"(?:reduces?|decreases?|lowers?|lessens?|limits?|cuts?)$", re.IGNORECASE)
_HARM = re.compile(
    r"^ (?:both |the |all )?"
    r"(?:(?:risk|rate|incidence|number|frequency|severity|duration|need|chance) (?:of|for) )?"
    r"(?:the )?(?:[\w-]+ ){0,2}(?:deaths?|mortality|infections?|(?:re)?admissions?|bleeding|"
    r"hospitali[sz]ations?|complications?|relapses?|recurrences?|exacerbations?|attacks?|falls|"
    r"injur(?:y|ies)|pain|symptoms?|disability|fractures?|strokes?|inflammation|swelling|"
    r"nausea|vomiting|anxiety|transmission|spread|errors)\b",
    re.IGNORECASE,
)
_GIVEN = frozenset(("drug", "drug class", "treatment", "vaccine", "cancer treatment", "operation"))
_HELP = re.compile(
    r"\b(?:prophyla\w+|treatment|therapy|exercise|rehabilitation|screening|hygiene|vaccination|"
    r"immunization|prevention|precautions?|offering|programs?|gloves|training|teaching)\b",
    re.IGNORECASE,
)
_PACE = re.compile(r"(?:rapid|slow)(?:ly)?$|(?:gradual|sudden)(?:ly)?$", re.IGNORECASE)
_SUDDEN = re.compile(r"\b(?:acute|sudden|flash|emergency|chronic|insidious)\b", re.IGNORECASE)
_ROOT = 7
# "Never fully reversible" and "neither sensitive nor specific" turn into riddles.
_DENIED = re.compile(r"\b(?:never|neither|nor|no longer|hardly|rarely|seldom)\b", re.IGNORECASE)
# "The upper and lower tract": each of the two names its own thing.
_PAIRED = re.compile(
    r"\b(?:upper|lower|left|right|high|low|systolic|diastolic|arterial|venous|sensory|motor|afferent|"
    r"efferent|early|late) and $",
    re.IGNORECASE,
)
# Nobody takes the commonest of anything for the rarest.
_ANSWERS_ITSELF = re.compile(r"most (?:common|commonly|often)$", re.IGNORECASE)


def _beside_another(text: str, word: re.Match[str]) -> bool:
    before, behind = text[: word.start()], text[word.end() :]
    return re.search(r"(?:\band|\bor|,) $", before) is not None or (
        re.match(r"^(?:,| and| or) ", behind) is not None
    )


_FINDINGS = re.compile(
    r"(?:hyp[eo]r?\w+|tachy\w+|brady\w+|diarrhea|constipation|weight (?:loss|gain))$", re.IGNORECASE
)


# Words whose opposite reads as nonsense more often than as a misconception.
_NEVER_TURNED = re.compile(
    r"(?:adequate|inadequate|sufficient|insufficient|intact|broken|firm|soft|normal|abnormal|"
    r"conscious|unconscious|better|worse|improves?|worsens?|damages|protects|absent|brisk|"
    r"excessively|slightly|impairs?|untreatable|treatable|benign|malignant|outside|inside|"
    r"with food|loses|gains|thick|thin|flat|upright|prevents|relieves?|mature|immature|"
    r"upwards|downwards|large|small|larger|smaller|strengthens|weakens|diluted|concentrated|"
    r"effective|ineffective|appropriate|inappropriate|compatible|incompatible|able to|unable to|"
    r"minimum|maximum|warm|cool|painful|painless|tender|nontender|deep|superficial|regular rhythm|"
    r"allows|opens|closes|enlarges|shrinks|softens|hardens|loosens|tightens|superior|inferior|"
    r"shortened|prolonged|contagious|non-contagious|present|abnormally|curable|incurable|"
    r"improving|worsening|narrow|wide|most important|"
    r"least important|inflated|deflated|inflate|deflate|too much|too little|majority|minority)$",
    re.IGNORECASE,
)
# "Also slow the disease" is a verb, "mildly reduced ejection fraction" a name: only what something
# is said to be, is turned.
_ONLY_SAID = re.compile(
    r"(?:slow|rapid|more|less|mild|severe|increased|decreased|reduced|raised|lowered|elevated)$",
    re.IGNORECASE,
)
# "Most often by a and less often by b" would contradict itself.
_RANK = re.compile(r"(?:most|least) (?:often|common|commonly)$", re.IGNORECASE)
_MORE = re.compile(r"\b(?:more|less|typically|usually|rarely|seldom)\b", re.IGNORECASE)
# A test is sensitive without being resistant; germs and cells are one or the other to a drug.
_BEARS = re.compile(r"(?:sensitive|resistant)$", re.IGNORECASE)
# Before and after are worth mixing up where something is done, not where one follows the other.
_WHEN = re.compile(r"(?:before|after)$", re.IGNORECASE)
_WHEN_TOLD = re.compile(
    r"^ (?:meals?|food|eating|breakfast|bedtime|giving|administ\w+|starting|each|every|"
    r"the (?:procedure|"
    r"test|dose|injection|insertion)|insertion|antibiotics|glucose|surgery|exercise|transport)\b",
    re.IGNORECASE,
)
_WANTED = re.compile(
    r"\b(?:aims?|goals?|purposes?|intended|helps?|in order to|to (?:prevent|reduce|avoid|protect|"
    r"relieve|improve|ensure|promote))\b",
    re.IGNORECASE,
)
_BODY_WORD = re.compile(
    r"hyp[eo]|tachy|brady|vaso|dilat|constrict|retain|excret|sympath|parasymp|acid|alkal|before|after|"
    r"increas|decreas|inhibit|stimulat|block|contract|relax|lower|rais|slow",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"(?:hypo\w+|brady\w+|low|lower|lowers|lowered|lowering|drops?|falls?|fell|loss|losses|los(?:es|ing)|"
    r"decreas\w+|reduc\w+|declin\w+|deficien\w+|deficits?|depriv\w+|insufficien\w+|less|fewer|lack|"
    r"constipation|dehydrat\w+)$",
    re.IGNORECASE,
)
_UP = re.compile(
    r"(?:hyper\w+|tachy\w+|high|higher|rais\w+|ris(?:es?|ing)|increas\w+|excess\w*|gains?|elevat\w+|"
    r"overload\w*|more|greater)$",
    re.IGNORECASE,
)


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
    r"raised|lowered|vaso|acidosis|alkalosis|weight|para|symp|arter|ven|systol|diastol"
    r"|contract|relax",
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
