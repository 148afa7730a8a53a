"""What a text says that a word means, in whatever way it says so: for a lesson's key terms.

Wider than `definitions`, whose findings become questions: here a name is often given (a word in
bold), and a meaning is shown beside its own text.
"""

import re
from collections.abc import Iterator

from quizapp.core.lexicon import word_set
from quizapp.core.sentences import without_marks
from quizapp.core.terms import typed
from quizapp.core.verbs import finite_verbs, words_in

MOST_TERM_WORDS = 8
_MOST_MEANING_WORDS = 45
_MOST_FOUND_TERM_WORDS = 4
_MOST_CALLED_WORDS = 7
_MOST_BRACKETED_WORDS = 9
_MOST_SENTENCE_WORDS = 60
_MOST_CHARS = 1_000
_FEWEST_TOLD_WORDS = 4

_ASIDE = re.compile(
    r"\s*\((?:[^()]*\b(?:1[89]|20)\d\d[a-z]?\b[^()]*|[^()]*\bn\.d\.[^()]*|see\b[^()]*"
    r"|sources?:[^()]*|[^()]*\b(?:Figure|Fig\.|Table|Chapter|Section) ?[\dA-Z.]*[^()]*)\)"
    r"|\s*\[\d+(?:[\u2013,-]\s*\d+)*\]"
)
_SAYS = (
    r"(?:(?:is|are|was|were|can be|may be) (?:(?:also|often|usually|best|sometimes) )?"
    r"(?:defined|described) as|(?:refers?|referred) to|means?|describes?|denotes?|(?:is|are)"
    r"(?: simply)?)"
)
_CALLED = (
    r"(?:(?:is|are|was|were|also|often|commonly|sometimes|traditionally|generally|usually|simply"
    r"|which|that) ){0,4}(?:called|known as|termed|referred to as|named)"
)
_COPULA = re.compile(r"(?:is|are|means?|refers? to|describes?|denotes?|represents?) ")
_STARTS = r"(?:^|; (?:and )?|, (?:and |while |whereas |but )?|^[^,;:]{3,70}, )"
_ACRONYM = r"(?: \([^()]{1,40}\))?"
_ALIAS = rf"(?:,? (?:or|also|sometimes|often)?,? ?{_CALLED} [^,;]{{2,60}},|, or [^,;]{{2,40}},)?"
_AND_ANOTHER = (
    r"(?=, (?:and )?(?:the )?[\w-]+(?: [\w-]+){0,3} (?:(?:is|are) (?:an? |the )|refers to |means )"
    r"|\.?$)"
)

_NOT_A_MEANING = word_set(
    """
    able about acceptable also always among as associated at available based because being best
    better by cheap clear common commonly considered critical crucial dangerous difficult
    due easy effective especially essential fatal first for frequent frequently from fundamental
    generally given good harmful high how important in it key known likely linked low main major
    more most mostly much necessary needed never no normal not now of often on one only other our
    particularly possible present preventable prone rare rarely related required responsible safe
    second serious similar so sometimes still successful such that these this those to too true
    typically under unlikely useful usually very vital well what why with you your
    """
)
_WEAK_HEADS = word_set(
    "cause causes concern concerns example examples issue issues goal goals aim aims reason reasons"
    " key result results priority priorities challenge problem choice option factor symptom sign"
    " complication consequence way ways time day matter topic topics part"
)
_SMALL = word_set("a an and as at by for from in into of on or the to with without no not")
_NOT_A_TERM = re.compile(
    r"\b(?:it|this|that|these|those|they|there|here|which|who|whom|he|she|we|you|one|ones|goal"
    r"|purpose|aim|result|results|cause|causes|because|therefore|if|when|where|as|although|first"
    r"|second|third|other|another|only|main|most|example|also|not|and|or|but|is|are|was|has|have"
    r"|can|may|step|steps|figure|table|chapter|section|client|clients|patient|patients|nurse|nurses"
    r"|people|person|some|many|each|every|all|any|such|its|their|his|her|your|our|to|than|with"
    r"|finding|findings|test|tests|method|methods|option|approach|way|ways|reason|key|question)\b",
    re.IGNORECASE,
)
_NOT_IN_A_NAME = re.compile(r"\b(?:it|this|that|these|those|they|which|he|she|we|you)\b", re.I)
_WORD_OF_MEDICINE = re.compile(
    r"[a-z]{2,}(?:itis|a?emia|uria|pn(?:o)?ea|algia|ectomy|otomy|ostomy|scopy|graphy|plasty|pathy"
    r"|plegia|paresis|penia|cytosis|osis|megaly|rrh(?:o)?ea|rrhage|rrhagia|trophy|phagia|phasia"
    r"|esthesia|tension|cardia|thermia|toxicity|edema|lysis|ptysis|emesis|esis|icterus|ites)s?",
    re.IGNORECASE,
)
_HEADS = """
abnormality accumulation act action agent amount antibiotic antibody approach area arm array
artery assessment awareness bacterium barrier behavior belief blockage blood body bond branch
breakdown buildup bulge cavity cell chemical circuit class clot cluster collection combination
complication component compound concentration concept condition connection contraction counter
covering damage death decline decrease deficiency deposit device difference difficulty dilation
discipline disease disorder disruption distance disturbance drop drug dysfunction elevation
emergency enlargement enzyme episode event examination exchange expansion experience expression
failure family feeling field finding flow fluid force form formation formula framework frequency
function fungus gas gland group growth hardening heart hormone illness imbalance impairment
inability increase index infection inflammation injury instrument intake interruption intervention
irritation joint lack layer level ligament line liquid loss mass material measure measurement
mechanism medication medicine membrane method microorganism mineral molecule movement muscle
narrowing need nerve network neurotransmitter nutrient object obstruction opening organ organism
pain part passage pathogen pattern percentage perception period person phase phenomenon physician
pigment plan point portion position practice presence pressure principle procedure process product
professional program property proportion protein provider pump quantity range rate ratio reaction
receptor record reduction reflex region relationship removal resistance response rhythm ring
rupture sac scale science screening secretion sensation sense sequence series set sheet site skill
softening space specialty spread stage standard state statement stiffening stiffness stoppage
stretch strip structure study substance substances sugar sum surface surgery swelling symptom
syndrome system technique tendency test theory therapy thickening thinning time tissue tool total
toxin transfer transmission treatment tube tumor type unit use vaccine valve variation vein vessel
virus vitamin volume wall waste wave weakening weakness widening yellowing
"""
_HEAD = rf"(?:(?!(?:of|in|for|to)\b)[\w-]+ ){{0,3}}(?:{'|'.join(_HEADS.split())})s?\b"
_NAME = r"[A-Za-z][\w\u2013'\u2019-]*(?: [\w\u2013'\u2019-]+){0,4}?"
_TIES = (
    r"(?:that|which|of|used|in which|in|between|caused|when|where|needed|by which|made|for|to|from"
    r"|within|with|who|characterized|produced|resulting|designed|given|found)"
)
_STATED = (
    re.compile(
        rf"{_STARTS}(?:[Tt]he term |[Tt]he |[Aa]n? )?(?P<term>{_NAME}){_ACRONYM}{_ALIAS}"
        rf" (?:is|are) (?P<meaning>(?:an? |the )?{_HEAD} {_TIES}\b.*?){_AND_ANOTHER}"
    ),
    re.compile(
        rf"{_STARTS}(?:[Tt]he term |[Tt]he |[Aa]n? )?(?P<term>{_NAME}){_ACRONYM}{_ALIAS}"
        rf" (?:refers? to|means|(?:is|are|can be) (?:best )?defined as|is the term for)"
        rf" (?P<meaning>.*?){_AND_ANOTHER}"
    ),
    re.compile(
        rf"{_STARTS}(?:[Tt]he |[Aa]n? )?(?P<term>{_NAME}){_ACRONYM},"
        rf" (?:which (?:is|are|refers to|means)|or)"
        rf" (?P<meaning>(?:an? |the ){_HEAD}[^,;]*)(?:,|\.?$)"
    ),
)
_REVERSED = re.compile(
    rf"(?:^|[,;:] )(?P<meaning>[^,;:]*?(?:, [^,;:]{{3,60}})?),? (?P<how>{_CALLED})"
    r" (?:an? |the )?(?P<term>[A-Za-z][^,.;:()]*)"
)
_ENDS_A_NAME = re.compile(
    r" (?:and|or|which|that|who|is|are|was|were|can|may|will|has|have|when|where|if|because|occurs?"
    r"|begins?|develops?|forms?|as|to|in|on|by|from|at|for|within|during|after|before)\b.*"
)
_OR_APPOSITION = re.compile(
    r"(?:^|\b(?:by|of|in|the|an?|is|as|called|measures?|assess|and) )"
    rf"(?P<term>[A-Za-z][\w-]*(?: [\w-]+){{0,2}}){_ACRONYM}, or"
    rf" (?P<meaning>(?:an? |the ){_HEAD} {_TIES}\b[^,;]*)"
)
_MEDICAL_SUBJECT = re.compile(
    rf"(?:The |An? )?(?P<term>[A-Za-z][\w-]*(?: [\w-]+){{0,2}}){_ACRONYM}(?:, which (?:is|means)|,|"
    rf" (?:is|are)) (?P<meaning>(?:an?|the) [^,;]+|[\w-]+ (?:caused|produced|in which|of) [^,;]+)"
    r"(?:,|\.?$)"
)
_OR_NAMED = re.compile(
    r"(?:^|, )(?P<meaning>[A-Za-z][\w'\u2019-]*(?: [\w'\u2019-]+){1,6}), or (?P<term>[a-z][\w-]+),"
)
_BRACKETED = re.compile(
    r"(?P<term>[A-Za-z][\w-]*(?: [a-z][\w-]*)?) \((?P<meaning>[a-z][^()]{4,80})\)"
)
_IN_BRACKETS = re.compile(
    r"(?P<meaning>[A-Za-z][\w'\u2019-]*(?: [\w'\u2019-]+){1,9})"
    r" \((?P<term>[a-z][\w-]*(?: [a-z][\w-]*)?)\)"
)
_BOUNDS = re.compile(
    r"^.*\b(?:and|or|include|includes|including|as|with|develop|develops|cause|causes|have|has|is"
    r"|are|be|experience|report|from|by|for|to|reduce|reduces|prevent|prevents|produce|produces"
    r"|monitor|assess|their|his|her|may|can|into|if|when|shows?|indicates?|both|either|like)\s+",
    re.IGNORECASE,
)
_NO_GLOSS = re.compile(
    r"e\.g\b|i\.e\b|such as|see\b|includ|for example|or\b|and\b|also|formerly|about|up to|usually"
    r"|especially|if\b|when\b|with\b|without\b|in\b|on\b|at\b|by\b|for\b|from\b|to\b|not\b|given\b"
    r"|which\b|that\b|both\b|mild|moderate|severe|acute|chronic|due\b|related|greater|less|more",
    re.IGNORECASE,
)


def without_asides(text: str) -> str:
    """A sentence as it is shown: without marks of emphasis, citations and pointers to figures."""
    return " ".join(_ASIDE.sub("", without_marks(text)).split())


def stated(sentence: str) -> Iterator[tuple[str, str]]:
    """Terms with their meanings that a sentence gives outright, whatever is printed in bold."""
    text = _read(sentence)
    for pattern in _STATED:
        for match in pattern.finditer(text):
            if _could_name(match["term"]) and _means(match["meaning"]):
                yield _trimmed(match["term"]), _trimmed(match["meaning"])
    yield from _of_medicine(text)
    for match in _OR_APPOSITION.finditer(text):
        if _could_name(match["term"]) and _means(match["meaning"]):
            yield match["term"], _trimmed(match["meaning"])
    for match in _REVERSED.finditer(text):
        term, meaning = _ENDS_A_NAME.sub("", match["term"]).strip(), _before(text, match)
        if meaning and len(term) > 2 and _could_name(term, _MOST_CALLED_WORDS):  # noqa: PLR2004
            yield term, meaning
    yield from _bracketed(text)


def meaning_of(term: str, sentence: str) -> str | None:
    """What a sentence says that `term` is, given that it is a term; None where it does not."""
    text = _read(sentence)
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", term)
    if not bare or bare.casefold() not in text.casefold():
        return None
    named = rf"(?:the term |the |an? )?(?:{re.escape(term)}|{re.escape(bare)}{_ACRONYM})"
    return next(filter(None, (said(named, text) for said in _ANCHORED)), None)


def _read(sentence: str) -> str:
    """A sentence without asides; "" for one that no person would read as one."""
    text = without_asides(sentence) if len(sentence) <= _MOST_CHARS else ""
    return text if len(text.split()) <= _MOST_SENTENCE_WORDS else ""


def speaks_of(term: str, sentence: str) -> bool:
    """Whether a term is what a sentence is about: it opens it, alone or after a few words."""
    text = _read(sentence)
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", term)
    opening = rf"(?:^|^[^,;:]{{3,70}}, )(?:the |an? )?{re.escape(bare)}(?:e?s)?{_ACRONYM},? [a-z]"
    return re.search(opening, text, re.IGNORECASE) is not None


def is_medical(term: str) -> bool:
    """Whether a term is one of medicine but no drug, by the gazetteer or by its ending."""
    words = term.split()
    known = typed(term)
    return bool(words) and (
        (known is not None and known.kind != "drug")
        or _WORD_OF_MEDICINE.fullmatch(words[-1]) is not None
    )


def _copula(named: str, text: str) -> str | None:
    pattern = rf"{_STARTS}{named}{_ALIAS},? {_SAYS} (?P<meaning>.+?){_AND_ANOTHER}"
    match = re.search(pattern, text, re.IGNORECASE)
    return _trimmed(match["meaning"]) if match and _means(match["meaning"]) else None


def _defined(named: str, text: str) -> str | None:
    match = re.search(rf"\bdefine[sd]? {named} as (?P<meaning>.+?)\.?$", text, re.IGNORECASE)
    return _trimmed(match["meaning"]) if match else None


def _label(named: str, text: str) -> str | None:
    match = re.match(rf"{named} ?(?::| [\u2013\u2014-]) ?(?P<meaning>[^:]+)$", text, re.IGNORECASE)
    return _trimmed(match["meaning"]) if match and reads_as_meaning(match["meaning"]) else None


def _which(named: str, text: str) -> str | None:
    match = re.search(
        rf"{named}, (?:which|that|or|meaning) (?P<meaning>(?!called|known)[^,;]+)(?:,|;|\.?$)",
        text,
        re.I,
    )
    if match is None or len(match["meaning"].split()) < 3:  # noqa: PLR2004 - "or fever" is a name
        return None
    return _COPULA.sub("", _trimmed(match["meaning"]))


def _apposition(named: str, text: str) -> str | None:
    match = re.search(
        rf"{named}(?:, |: | ?[\u2013\u2014] ?)(?P<meaning>(?:an?|the) [^,;\u2013\u2014]{{8,}}?)"
        rf"(?:[,;\u2013\u2014]|\.?$)",
        text,
        re.IGNORECASE,
    )
    return _trimmed(match["meaning"]) if match and _means(match["meaning"]) else None


def _in_brackets(named: str, text: str) -> str | None:
    match = re.search(rf"{named} \((?P<meaning>[a-z][^()]{{4,100}})\)", text)
    if match and not _NO_GLOSS.match(match["meaning"]):
        return _trimmed(match["meaning"])
    return None


def _called(named: str, text: str) -> str | None:
    match = re.search(
        rf"(?:^|[,;:] )(?P<meaning>[^,;:]*?(?:, [^,;:]{{3,60}})?),? (?P<how>{_CALLED}) {named}"
        r"(?=[,.;:()]|$| (?:and|or|which|that|is|are|can|may|when|occurs?|has|have)\b)",
        text,
        re.IGNORECASE,
    )
    return _before(text, match) if match else None


_ANCHORED = (_label, _defined, _copula, _called, _which, _apposition, _in_brackets)


def reads_as_meaning(text: str) -> bool:
    """Whether what follows a label tells its meaning, not what to do or how much to give."""
    words = text.split()
    if len(words) < 3 or not words[0][0].isalpha():  # noqa: PLR2004 - "80 mg", "see below"
        return False
    if words[0].lower() in ("a", "an", "the", "any"):
        return True
    return not _orders(words)


def _orders(words: list[str]) -> bool:
    """Whether the words open with a verb's bare form: "Monitor the pulse"."""
    first = words_in(words[0])[:1]
    return bool(first) and not first[0].endswith("s") and finite_verbs(first) > 0


def _means(meaning: str) -> bool:
    words = meaning.casefold().split()
    if not 2 <= len(words) <= _MOST_MEANING_WORDS:  # noqa: PLR2004 - one word is a synonym
        return False
    opening = words[1:] if words[0] in ("a", "an", "the") else words
    if not opening or opening[0].strip(",") in _NOT_A_MEANING:
        return False
    if words == opening and (opening[0].endswith(("ed", "ing", "ly")) and len(opening[0]) > 4):  # noqa: PLR2004
        return False
    return not any(word.strip(",.") in _WEAK_HEADS for word in opening[:2])


def _could_name(term: str, most_words: int = _MOST_FOUND_TERM_WORDS) -> bool:
    named = _NOT_IN_A_NAME if most_words > _MOST_FOUND_TERM_WORDS else _NOT_A_TERM
    return len(term.split()) <= most_words and named.search(term) is None


def _before(text: str, match: re.Match[str]) -> str | None:
    """What a name stands for, of the words before "called"; the whole sentence if they are thin."""
    meaning = _trimmed(match["meaning"])
    words = meaning.split()
    opens = bool(words) and words[0].lower() in ("a", "an", "the", "any", "this", "these")
    if len(words) > 3 and opens and not _NOT_A_TERM.match(meaning):  # noqa: PLR2004
        return meaning
    whole = text.split()
    fits = len(whole) <= _MOST_MEANING_WORDS and len(whole) > 5 and text[0].isupper()  # noqa: PLR2004
    leans = re.match(r"(?:it|this|these|they|he|she|such|that)\b", text, re.IGNORECASE)
    return text if fits and not leans and text[-1] in ".\u201d" else None


def _of_medicine(text: str) -> Iterator[tuple[str, str]]:
    """Terms of medicine, of which less is asked: they are seldom named for anything else."""
    match = _MEDICAL_SUBJECT.match(text)
    if match and _is_told(match["meaning"]) and is_medical(match["term"]):
        yield _trimmed(match["term"]), _trimmed(match["meaning"])
    for match in _OR_NAMED.finditer(text):
        meaning = _BOUNDS.sub("", match["meaning"])
        if _WORD_OF_MEDICINE.fullmatch(match["term"]) and len(meaning.split()) > 1:
            yield match["term"], _trimmed(meaning)


def _is_told(meaning: str) -> bool:
    return len(meaning.split()) >= _FEWEST_TOLD_WORDS and _means(meaning)


def _bracketed(text: str) -> Iterator[tuple[str, str]]:
    for match in _BRACKETED.finditer(text):
        if (
            _NO_GLOSS.match(match["meaning"])
            or len(match["meaning"].split()) > _MOST_BRACKETED_WORDS
        ):
            continue
        term = match["term"].split()[-1]
        if _WORD_OF_MEDICINE.fullmatch(term) and len(match["meaning"].split()) > 1:
            yield term, _trimmed(match["meaning"])
    for match in _IN_BRACKETS.finditer(text):
        meaning = _BOUNDS.sub("", match["meaning"])
        words = len(meaning.split())
        if match["term"].partition(" ")[0] in _SMALL:
            continue
        if 1 < words < _MOST_BRACKETED_WORDS and _WORD_OF_MEDICINE.fullmatch(
            match["term"].split()[-1]
        ):
            yield match["term"], _trimmed(meaning)


def _trimmed(text: str) -> str:
    return " ".join(text.split()).strip(" ,;:").removesuffix(".").strip()
