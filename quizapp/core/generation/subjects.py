"""What a section is about: its topic, and the aspect of it that a sentence speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import bare_titles, wording
from quizapp.core.generation.spelling import Spelling
from quizapp.core.lexicon import word_set
from quizapp.core.outline import Section
from quizapp.core.titles import names_course

_ASPECT_WORDS = r"""
(?:causes?|etiology|pathophysiology|risk factors|risks?|clinical manifestations?|manifestations?|
signs|
symptoms|diagnos(?:is|tics?)|differential diagnosis|identification|auxiliary|examinations?|
differentiation(?:\sfrom)?|pathogenesis|prophylaxis|assessment|evaluation|classification|staging|treatments?|management|
therapy|pharmacologic(?:al)?|nonpharmacologic(?:al)?|nursing|implications|interventions|care|
prevention|prognosis|complications|adverse|side|effects|reactions|contraindications|indications|
interactions|introduction|use|uses|overview|definition|basic|background|types|mechanisms?|actions?|
client|patient|teaching|education|medications?|medicines|drugs?|safety|pharmacology|summary|history|what\s(?:is|are)|measuring|calculating|origin|
related|findings|tests|testing|laboratory|imaging|administration|dosage|dosing|planning|
implementation|monitoring|medical|surgical|general|clinical|common|considerations?|cautions?|
precautions|warnings?|procedures?|removal|insertion|preparation|follow-up|aftercare|epidemiology|
incidence|prevalence|outcomes?|goals|steps?|technique|equipment|priorities|screening|options|
approach|information|deficienc(?:y|ies)|toxicity|excess|functions?|sources?|intake|requirements?|structure|normal|features|presentation|preventive|supportive|key|points|facts|family|caregiver|discharge|
home|self-care|advice|tips|guidelines?|protocol|notes?|of\saction|physical|levels?|values?|response|recovery|nutrition|diet|
rehabilitation|outlook|course|stages|forms|phases?|emergency|initial|acute\streatment|long-term|immediate|essentials|basics|
s/s|s/sx|sx|rx|tx|dx|hx|labs?|meds|patho|etio|mgmt|nsg|signs/symptoms|s/e|moa|contras?)
""".replace("\n", "")
_ASPECT_RUN = rf"(?:the |a |your )?{_ASPECT_WORDS}(?:(?:,? and | & |, |/| ){_ASPECT_WORDS})*"
_OF_TOPIC = re.compile(rf"^{_ASPECT_RUN} (?:of|for|in|to|with) (?:the |an? )?(.+)$", re.IGNORECASE)
_QUESTION = re.compile(
    r"^what (?:is|are) (?:the |an? )?(.+?)\??$"
    r"|^what (?:happens|changes|goes wrong|occurs) (?:in|during) (?:the |an? )?(.+?)\??$"
    r"|^what (?:the |an? )?(.+?) (?:is|are|does|do|means)\??$",
    re.IGNORECASE,
)
_ONLY_ASPECT = re.compile(rf"^{_ASPECT_RUN}(?: of {_ASPECT_RUN})?(?: from .+)?$", re.IGNORECASE)
_GERUND = re.compile(
    r"^(?:measuring|calculating|assessing|understanding|using|managing|preventing|treating|"
    r"inserting|taking|removing|giving|administering|caring for|living with|having|"
    r"recognizing|reducing|"
    r"monitoring|controlling|diagnosing|about|introducing|exploring|teaching|planning) "
    r"(?:the |your )?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?: types| basics| overview| essentials| monograph| guidelines?| handbook| leaflet|"
    r" fact sheet| chapter|"
    r" facts| safely| lecture| notes| care plan| for (?:nurses|students|nursing students|patients)|"
    r":? (?:an? )?(?:lecture|nursing|study|patient|client|care|quick|clinical|practice|short)"
    r"(?: \w+)? (?:notes|guide|guidelines?|overview|plan|leaflet|summary|introduction|primer))$",
    re.IGNORECASE,
)
_NOT_A_NOUN = re.compile(
    r"^(?:find|assess|know|use|understand|prepare|prevent|manage|learn|how|why|when|who|where|"
    r"telling|distinguishing|choosing|deciding|if|should|can|do|does|is|are|will|what|getting|"
    r"comparing|classifying|differences?|making|keeping|looking|talking|working|finding|knowing|putting|things?|before|after|during|"
    r"call|calling|ask|asking|tell|watch|avoid|avoiding|living|staying|stop|start|starting)\b"
    r"|^(?:at|in|on|for|with|during|beyond|under|from|by)\b|\b(?:it|them|this)$"
    r"|[.:;!?]|^.{71,}$|\bat a glance$|^(?:all|this|these)\b| to (?:avoid|expect|know|do|report)$"
    r"|^(?:the |all |your |other )?(?:[\w-]+ )?(?:patients?|clients?|famil(?:y|ies)|"
    r"caregivers?|nurses?|staff|contacts|people|persons?)$",
    re.IGNORECASE,
)

# "A self-study unit for mental health nursing" says what kind of text it is.
_SUBTITLE_LINE = re.compile(
    r"^(?:an? |the )?(?:[\w-]+ ){0,3}(?:unit|handbook|guide|manual|module|course|lecture|workbook|"
    r"primer|leaflet|monograph|textbook|curriculum)\b",
    re.IGNORECASE,
)
# "Heparin sodium: drug monograph", "Falls \u2013 a guideline for the ward".
_SUBTITLE = re.compile(r"(?<=\w\w[\w)])(?::| +[\u2013\u2014-]) .+$")

# Nouns that name nothing by themselves: which tube, a level of what?
BARE_NOUNS = word_set(
    """
    abscess agent amount antidote area bag band bottle canister cannula capsule catheter
    center change chart clot condition cuff curve device difference disease disorder dose
    dressing drip drug effect exchange feed figure film finding fluid graft group infusion
    injection kit level line liquid mask medication medicine method needle operation pad
    patch pattern plan pouch powder problem procedure process product protocol pump range
    rate reading regimen result ring rise risk sample scale scan score set sheet site
    solution spray stage step stone strip surface surgery syringe tablet technique test
    therapy tip tool total treatment tube tubing value valve vial volume
    """
)
_BARE_STEMS = frozenset(wording.stem(noun) for noun in BARE_NOUNS)

OTHER = "characteristics"
TERMS = "terms"
NURSING = "nursing care"
STEPS = "steps"

_ASPECTS: tuple[tuple[str, str], ...] = (
    ("contraindications", r"\bcontraindicat"),
    ("teaching", r"\b(?:client|patient)s? .{0,60}\bshould\b|\binstruct"),
    ("adverse effects", r"\badverse|\bside effects?|\btoxic"),
    ("outlook", r"\bsurviv|\bprognos|\brecur|\bmortality|\bcurable"),
    (
        "treatment",
        r"\btreat|\bsurg|\bresect|\btherap|chemotherap|\bmedication|\bdrug|\bablation",
    ),
    (
        "diagnosis",
        r"\bdiagnos|\bexaminat|\btests?\b|\bCT\b|\bimaging|\bbiops|\bdistinguish|\bidentif",
    ),
    (
        "manifestations",
        r"\bsymptoms?|\bsigns\b|\bmanifest|\bpain\b|\bappear",
    ),
    (
        "causes",
        r"\bcaus|\bdue to\b|\brisk factor|\bspread|\bmetasta\w+ to\b|\binvade|\binfiltrat",
    ),
    ("dosage", r"\bmg\b|\bdose|\badministered"),
)
_SECTION_ASPECTS: tuple[tuple[str, str], ...] = (
    ("contraindications", r"contraindicat"),
    ("pathophysiology", r"pathophys|pathogenesis"),
    ("risk factors", r"risk factor"),
    ("complications", r"complication"),
    ("prevention", r"^prevention|preventive|^preventing"),
    ("stages", r"staging|classif|^types|^stages"),
    ("indications", r"(?<!contra)indications?\b"),
    ("mechanism", r"mechanism|^action"),
    ("assessment", r"assessment|monitoring"),
    ("diagnosis", r"diagnos|examin|\btests?\b|identif|differentiat"),
    ("treatment", r"treatment|therapy|management|\b[tr]x\b"),
    ("manifestations", r"manifest|symptom|signs|\bs/?sx?\b"),
    ("causes", r"cause|etiolog|risk"),
    ("teaching", r"teaching|education"),
    ("dosage", r"dos(?:age|ing)|administration"),
    (NURSING, r"nursing (?:care|interventions|considerations|management)|preventive care"),
    ("adverse effects", r"adverse|side effect"),
)


@dataclass(frozen=True)
class Subject:
    """What a section is about, as its stems need it.

    `topic` is the nearest heading's noun, `document_topic` the title's. `mark` are the stems that
    tell `topic` from the document's other topics. `stands_alone` says whether `topic` means
    something without the document's own; where it does not, `label` is the heading as a stem's lead
    says it. `acronym` is one that the text gives for the topic.
    """

    topic: str
    document_topic: str
    mark: frozenset[str] = frozenset()
    acronym: str = ""
    stands_alone: bool = True
    label: str = ""


def trimmed_title(title: str) -> str:
    """A heading without its enumerator, and without what kind of text it heads."""
    bare = _SUBTITLE.sub("", bare_titles.bare(title))
    for _ in range(2):
        bare = _TRAILING.sub("", bare).strip(" :")
    return bare


def is_aspect(title: str) -> bool:
    """Whether a heading only names an aspect, or one of something: "Care", "Outlook and spread"."""
    bare = trimmed_title(title)
    return _ONLY_ASPECT.match(bare) is not None or _OF_TOPIC.match(bare) is not None


def topic_in(title: str) -> str | None:
    """The noun that a heading names, or None for "Diagnosis", "Find the cause" and the like."""
    if names_course(title):
        return None
    bare = _FIGURES_BEHIND.sub("", trimmed_title(_after_box(title)))
    question = _QUESTION.match(bare)
    if question:
        found = next(part for part in question.groups() if part)
        return None if _NOT_A_NOUN.search(found) or _HAS_MODAL.search(found) else found
    stripped = _GERUND.sub("", bare)
    bare = bare if stripped.startswith("and ") else stripped
    if _ONLY_ASPECT.match(bare) or _NOT_A_NOUN.search(bare) or _SUBTITLE_LINE.search(bare):
        return None
    with_topic = _OF_TOPIC.match(bare)
    if with_topic and _NO_TOPIC.match(with_topic[1]):
        return None
    if with_topic:
        return re.sub(r" disease$", "", with_topic[1]) if "cancer" in bare else with_topic[1]
    return re.sub(r"^(?:your|an?) ", "", bare, flags=re.IGNORECASE)


def _unnumbered(section: Section) -> str:
    """A section's title without its number: "2 Assessing risk" over "2.1 Who is at risk"."""
    number = re.match(r"(\d{1,2}) +(?=[A-Z])", section.title)
    if number and any(child.title.startswith(f"{number[1]}.") for child in section.children):
        return section.title[number.end() :]
    return section.title


# "Respiratory acidosis (pH < 7.35, PaCO2 > 45)", "NORMAL VALUES (arterial)".
_FIGURES_BEHIND = re.compile(r"(?<=\w)\s+\((?=[^()]*[\d<>])[^()]*\)$|(?<=[A-Z]{2})\s+\([^()]*\)$")
_NO_TOPIC = re.compile(
    r"(?:all|each|every|any|adults|children|people|patients|clients|parents|carers)\b",
    re.IGNORECASE,
)
_HAS_MODAL = re.compile(r"\b(?:should|can|must|may|will|to)\b", re.IGNORECASE)


def topic(
    section: Section, ancestors: Sequence[Section], document_title: str, spelling: Spelling
) -> str:
    """The nearest heading that names something, spelt as inside a sentence."""
    named = [section, *reversed(ancestors)]
    titles = [*map(_unnumbered, named), document_title]
    found = next((topic_in(title) for title in titles if topic_in(title)), None)
    return spelling.in_sentence(found or bare_titles.bare(document_title))


def aspect_of(sentence: str, section: Section) -> str:
    """Which aspect of its topic a sentence speaks of: one of a fixed list of names."""
    # A clause ("Who is at risk") is its own objective: see `headings.ability`.
    is_clause = _NOT_A_NOUN.search(bare_titles.bare(section.title)) is not None
    titled = (
        name
        for name, pattern in _SECTION_ASPECTS
        if not is_clause and re.search(pattern, section.title, re.IGNORECASE)
    )
    return next(titled, None) or aspect_in(sentence)


def aspect_in(sentence: str) -> str:
    """Which aspect of its topic a sentence speaks of by its own words."""
    return next(
        (name for name, pattern in _ASPECTS if re.search(pattern, sentence, re.IGNORECASE)), OTHER
    )


def placed(statement: str, subject: Subject) -> str:
    """The statement, led by its topic where it does not name it itself."""
    return statement if is_named(statement, subject) else f"{lead(subject)}: {statement}"


def led(statement: str, subject: Subject) -> str:
    """The statement, led by its topic unless it says all of its name."""
    if wording.stems(subject.topic) <= wording.stems(statement):
        return statement
    return f"{lead(subject)}: {statement}"


def asked(question: str, subject: Subject) -> str:
    """The question, led by its topic where it does not name it itself."""
    if is_named(question, subject):
        return question
    return f"{lead(subject)}: {wording.uncapitalised(question)}"


def lead(subject: Subject) -> str:
    """What leads a stem that does not name its topic: "Postpartum haemorrhage, first response"."""
    if _WHEN.match(subject.label):
        about = subject.topic if subject.stands_alone else subject.document_topic
        return f"{wording.capitalised(about)}, {subject.label}"
    if subject.stands_alone and (" " in subject.topic or terms.typed(subject.topic) is not None):
        return wording.capitalised(subject.topic)
    if subject.stands_alone and subject.topic != subject.document_topic:
        return f"{wording.capitalised(subject.document_topic)}, {subject.topic}"
    if subject.stands_alone:
        return wording.capitalised(subject.topic)
    return ", ".join(filter(None, (wording.capitalised(subject.document_topic), subject.label)))


def asked_broadly(question: str, subject: Subject) -> str:
    """The question, led by the document's topic alone: a narrower heading would give the key."""
    if _holds(wording.stems(question), wording.stems(subject.document_topic)):
        return question
    return f"{wording.capitalised(subject.document_topic)}: {wording.uncapitalised(question)}"


def label_of(title: str, document_topic: str, spelling: Spelling) -> str:
    """The heading as a stem's lead says it, or "" where it only names a step or a kind of box."""
    bare = spelling.in_sentence(trimmed_title(_after_box(title)))
    words = len(bare.split())
    if words <= _MOST_LABEL_WORDS and _WHEN.match(bare):
        return wording.uncapitalised(bare)
    if words > _MOST_LABEL_WORDS or _NO_LABEL.search(bare) or _ONLY_ASPECT.match(bare):
        return ""
    if not wording.stems(bare) - wording.stems(document_topic):
        return ""
    return wording.uncapitalised(bare) if topic_in(title) or _GERUND.match(bare) else ""


_MOST_LABEL_WORDS = 5
# "When an abdomen opens": what a section's deeds are for.
_WHEN = re.compile(
    r"^(?:when|if|after|before|during)\b(?!.*\b(?:your?|we|our|I|my|it)\b)[^?:;!]+$", re.IGNORECASE
)
_NO_LABEL = re.compile(
    r"\b(?:recogniz\w*|analyz\w*|cues|hypothes[ei]s|solutions|evaluat\w+|nursing process|"
    r"taking action|"
    r"safety|alert|clinical tip|tip|box|case|summary|questions?|you|your|we|our|i|my|how|why|"
    r"what|when|who|"
    r"is|are|can|can['\u2019]t|don['\u2019]t|not|must|should|but)\b|[?!:;,]",
    re.IGNORECASE,
)
_BOX = re.compile(
    r"^(?:(?:client|patient|family) (?:teaching|education)(?: guidelines)?|safety (?:alert|note|"
    r"first)|"
    r"clinical tip|tip|nursing (?:note|alert|tip)|case study|note|box \d+[.\d]*|"
    r"fda black box warning|"
    r"black box warning|special considerations|trending today|unfolding case study|key point|alert|"
    r"warning|caution)s?\s*[:\u2013\u2014-]\s+(?=\w)",
    re.IGNORECASE,
)


def _after_box(title: str) -> str:
    """What a boxed note is about: "Caring for a fistula" of "Client teaching: ..."."""
    return _BOX.sub("", bare_titles.bare(title))


def is_named(words: str, subject: Subject) -> bool:
    """Whether words say themselves what they are about: half of what makes up its name."""
    if subject.acronym and re.search(rf"\b{re.escape(subject.acronym)}\b", words):
        return True
    said = wording.stems(words)
    if _says_only_the_noun(words, subject.topic):
        return False
    if not subject.stands_alone:
        return _holds(said, wording.stems(subject.document_topic))
    return (
        _holds(said, subject.mark) if subject.mark else _holds(said, wording.stems(subject.topic))
    )


def _says_only_the_noun(words: str, topic: str) -> bool:
    """Whether words say "failure" and never "heart", where the topic is heart failure."""
    name = topic.split()
    if len(name) != _TWO_WORDS:
        return False
    first, noun = (wording.stem(word.casefold()) for word in name)
    return noun in wording.stems(words) and first not in wording.stems(words)


_TWO_WORDS = 2


def _holds(said: frozenset[str], wanted: frozenset[str]) -> bool:
    telling = wanted - _BARE_STEMS or wanted
    return len(said & telling) * 2 >= len(telling)


def stands_alone(title: str, topic: str, document_topic: str) -> bool:
    """Whether a section's topic says what it is about without the document's.

    "Asthma attack" does in a document on asthma, and so does "lithium" in any; "first response"
    does not. Where the document itself is about no one thing, each section's topic must do.
    """
    own, broader = wording.stems(topic), wording.stems(document_topic)
    if not broader or own & broader or _BROAD.search(document_topic):
        return True
    if _GENERAL.search(topic):
        return False
    if _GERUND.match(_after_box(title)):
        return False
    return any(mention.term.kind in _TELLING_KINDS for mention in terms.mentions(topic))


# What any disease has: "Infection" in a chapter on sickle cell disease.
_GENERAL = re.compile(
    r"^(?:infections?|surgery|bleeding|pain|fever|an(?:a?e)?sthe\w+|pregnancy|diet|exercise|stroke|shock|"
    r"anemia|surgical \w+)$|\bcomplications\b|\bother\b",
    re.IGNORECASE,
)
# Documents about many things side by side.
_BROAD = re.compile(
    r"^(?:reading|understanding|introduction|principles|fundamentals|basics|foundations|what)\b"
    r"|\b(?:notes|results|electrolytes|nursing|nutrition|pharmacology|handbook)$| (?:and|&) ",
    re.IGNORECASE,
)
_TELLING_KINDS = frozenset(
    ("condition", "drug", "drug class", "pathogen", "hormone", "mineral", "nutrient", "vaccine")
)
