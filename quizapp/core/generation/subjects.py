"""What a section is about: its topic, and the aspect of it that a sentence speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import wording
from quizapp.core.generation.spelling import Spelling
from quizapp.core.outline import Section

_ENUMERATOR = re.compile(
    r"^\s*(?:(?:chapter|unit|module|lecture|part|section|week|lesson|session|day) \d+"
    r"\s*[.:\u2013-]?\s+|"
    r"(?:\(?(?:[A-Z]|[IVX]+|\d+)\)|(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)\.)\s+)",
    re.IGNORECASE,
)
_ASPECT_WORDS = r"""
(?:causes?|etiology|pathophysiology|risk factors|risks?|clinical manifestations?|manifestations?|
signs|
symptoms|diagnos(?:is|tics?)|differential diagnosis|identification|auxiliary|examinations?|
differentiation(?:\sfrom)?|assessment|evaluation|classification|staging|treatments?|management|
therapy|pharmacologic(?:al)?|nonpharmacologic(?:al)?|nursing|implications|interventions|care|
prevention|prognosis|complications|adverse|side|effects|reactions|contraindications|indications|
interactions|introduction|use|uses|overview|definition|basic|background|types|mechanisms?|actions?|
client|patient|teaching|education|medications?|medicines|drugs?|safety|pharmacology|summary|history|what\s(?:is|are)|measuring|calculating|origin|
related|findings|tests|testing|laboratory|imaging|administration|dosage|dosing|planning|
implementation|monitoring|medical|surgical|general|clinical|common|considerations?|cautions?|
precautions|warnings?|procedures?|removal|insertion|preparation|follow-up|aftercare|epidemiology|
incidence|prevalence|outcomes?|goals|steps?|technique|equipment|priorities|screening|options|
approach|features|presentation|preventive|supportive|key|points|facts|family|caregiver|discharge|
home|self-care|advice|tips|guidelines?|protocol|notes?|of\saction|physical|levels?|values?|response|recovery|nutrition|diet|
rehabilitation|outlook|course|stages|forms|phases?|emergency|initial|acute\streatment|long-term|immediate|essentials|basics)
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
    r"inserting|taking|removing|giving|administering|caring for|living with|recognizing|reducing|"
    r"monitoring|controlling|diagnosing|about|introducing|exploring|teaching|planning) "
    r"(?:the |your )?",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?: types| basics| overview| essentials| monograph| guidelines?| handbook| leaflet|"
    r" fact sheet|"
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
    r"|[.:;!?]|^.{71,}$| to (?:avoid|expect|know|do|report)$",
    re.IGNORECASE,
)

# "Heparin sodium: drug monograph", "Falls \u2013 a guideline for the ward".
_SUBTITLE = re.compile(r"(?<=\w\w\w)(?::| [\u2013\u2014-]) .+$")

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
    ("treatment", r"treatment|therapy|management"),
    ("manifestations", r"manifest|symptom|signs"),
    ("causes", r"cause|etiolog|risk"),
    ("teaching", r"teaching|education"),
    ("dosage", r"dos(?:age|ing)|administration"),
    (NURSING, r"nursing (?:care|interventions|considerations|management)|preventive care"),
    ("adverse effects", r"adverse|side effect"),
)


@dataclass(frozen=True)
class Subject:
    """What a section is about, as its stems need it.

    `mark` are the stems that tell `topic` from the document's other topics; where it is empty, a
    third of the topic's words is enough to name it. `acronym` is one that the text gives for it.
    """

    topic: str
    document_topic: str
    mark: frozenset[str] = frozenset()
    acronym: str = ""


def bare_title(title: str) -> str:
    """A heading without its enumerator."""
    return _ENUMERATOR.sub("", title).strip()


def trimmed_title(title: str) -> str:
    """A heading without its enumerator, and without what kind of text it heads."""
    bare = _SUBTITLE.sub("", bare_title(title))
    for _ in range(2):
        bare = _TRAILING.sub("", bare).strip(" :")
    return bare


def topic_in(title: str) -> str | None:
    """The noun that a heading names, or None for "Diagnosis", "Find the cause" and the like."""
    bare = trimmed_title(title)
    question = _QUESTION.match(bare)
    if question:
        found = next(part for part in question.groups() if part)
        return None if _NOT_A_NOUN.search(found) or _HAS_MODAL.search(found) else found
    bare = _GERUND.sub("", bare)
    if _ONLY_ASPECT.match(bare) or _NOT_A_NOUN.search(bare):
        return None
    with_topic = _OF_TOPIC.match(bare)
    if with_topic:
        return re.sub(r" disease$", "", with_topic[1]) if "cancer" in bare else with_topic[1]
    return re.sub(r"^your ", "", bare, flags=re.IGNORECASE)


_HAS_MODAL = re.compile(r"\b(?:should|can|must|may|will|to)\b", re.IGNORECASE)


def topic(
    section: Section, ancestors: Sequence[Section], document_title: str, spelling: Spelling
) -> str:
    """The nearest heading that names something, spelt as inside a sentence."""
    titles = [section.title, *(ancestor.title for ancestor in reversed(ancestors)), document_title]
    found = next((topic_in(title) for title in titles if topic_in(title)), None)
    return spelling.in_sentence(found or bare_title(document_title))


def aspect_of(sentence: str, section: Section) -> str:
    """Which aspect of its topic a sentence speaks of: one of a fixed list of names."""
    # A clause ("Who is at risk") is its own objective: see `headings.ability`.
    is_clause = _NOT_A_NOUN.search(bare_title(section.title)) is not None
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
    named = wording.stems(statement)
    wanted = wording.stems(subject.topic)
    told = (subject.mark & named) if subject.mark else (len(wanted & named) * 3 >= len(wanted))
    if told or (subject.acronym and subject.acronym in statement):
        return statement
    lead = wording.capitalised(subject.topic)
    if _is_adrift(subject) and not wording.stems(subject.document_topic) <= named:
        lead = f"{wording.capitalised(subject.document_topic)}, {subject.topic}"
    return f"{lead}: {statement}"


def named(subject: Subject) -> str:
    """The topic as a question about it names it, with the document's own where it needs that."""
    if _is_adrift(subject):
        return f"{subject.topic}, in relation to {subject.document_topic},"
    return subject.topic


def _is_adrift(subject: Subject) -> bool:
    """Whether a topic ("food and drink") says too little without the document's."""
    broader, own = wording.stems(subject.document_topic), wording.stems(subject.topic)
    if not broader or broader & own or terms.same_thing(subject.topic, subject.document_topic):
        return False
    if terms.mentions(subject.topic):
        return False
    return " " not in subject.topic or bool(terms.mentions(subject.document_topic))


def asked(question: str, subject: Subject) -> str:
    """The question, led by its topic where it does not name it itself."""
    led = placed(question, subject)
    if led == question:
        return question
    return f"{led.removesuffix(question)}{wording.uncapitalised(question)}"
