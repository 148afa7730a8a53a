"""What a section is about: its topic, and the aspect of it that a sentence speaks of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quizapp.core import terms
from quizapp.core.generation import wording
from quizapp.core.generation.spelling import Spelling
from quizapp.core.outline import Section

_ENUMERATOR = re.compile(r"^\s*(?:\(?(?:[A-Z]|[IVX]+|\d+)\)|(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)\.)\s+")
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
implementation|monitoring|medical|surgical|general|clinical|common)
""".replace("\n", "")
_ASPECT_RUN = rf"(?:the |a )?{_ASPECT_WORDS}(?:(?:,? and | & |, |/| ){_ASPECT_WORDS})*"
_OF_TOPIC = re.compile(rf"^{_ASPECT_RUN} (?:of|for|in|to) (?:the )?(.+)$", re.IGNORECASE)
_QUESTION = re.compile(r"^what (?:is|are) (?:the |an? )?(.+?)\??$", re.IGNORECASE)
_ONLY_ASPECT = re.compile(rf"^{_ASPECT_RUN}(?: of {_ASPECT_RUN})?(?: from .+)?$", re.IGNORECASE)
_GERUND = re.compile(
    r"^(?:measuring|calculating|assessing|understanding|using|managing|preventing|treating) ",
    re.IGNORECASE,
)
_NOT_A_NOUN = re.compile(
    r"^(?:find|assess|know|use|understand|prepare|prevent|manage|learn|how|why|when|who|where)\b"
    r"|[.:;!]|^.{71,}$",
    re.IGNORECASE,
)

_ASPECTS: tuple[tuple[str, str, str], ...] = (
    ("contraindications", "contraindications to", r"\bcontraindicat"),
    ("teaching", "client teaching about", r"\b(?:client|patient)s? .{0,60}\bshould\b|\binstruct"),
    ("adverse effects", "adverse effects of", r"\badverse|\bside effects?|\btoxic"),
    ("outlook", "the outlook in", r"\bsurviv|\bprognos|\brecur|\bmortality|\bcurable"),
    (
        "treatment",
        "the treatment of",
        r"\btreat|\bsurg|\bresect|\btherap|chemotherap|\bmedication|\bdrug|\bablation",
    ),
    (
        "diagnosis",
        "the diagnosis of",
        r"\bdiagnos|\bexaminat|\btests?\b|\bCT\b|\bimaging|\bbiops|\bdistinguish|\bidentif",
    ),
    (
        "manifestations",
        "the clinical manifestations of",
        r"\bsymptoms?|\bsigns\b|\bmanifest|\bpain\b|\bappear",
    ),
    (
        "causes",
        "the causes of",
        r"\bcaus|\bdue to\b|\brisk factor|\bspread|\bmetasta\w+ to\b|\binvade|\binfiltrat",
    ),
    ("dosage", "the dosage and administration of", r"\bmg\b|\bdose|\badministered"),
)
_SECTION_ASPECTS: tuple[tuple[str, str], ...] = (
    ("contraindications", r"contraindicat"),
    ("diagnosis", r"diagnos|examin|test|identif|differentiat|classif|staging"),
    ("treatment", r"treatment|therapy|management"),
    ("manifestations", r"manifest|symptom|signs"),
    ("causes", r"cause|etiolog|pathophys|risk"),
    ("adverse effects", r"adverse|side effect"),
)
OTHER = "characteristics"
TERMS = "terms"
NURSING = "nursing care"
_NAMES = {name: phrase for name, phrase, _ in _ASPECTS} | {
    OTHER: "the characteristics of",
    TERMS: "the terms used for",
    NURSING: "nursing care related to",
}


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


def topic_in(title: str) -> str | None:
    """The noun that a heading names, or None for "Diagnosis", "Find the cause" and the like."""
    bare = bare_title(title)
    bare = _GERUND.sub("", bare)
    question = _QUESTION.match(bare)
    if question:
        return question[1]
    if _ONLY_ASPECT.match(bare) or _NOT_A_NOUN.search(bare):
        return None
    with_topic = _OF_TOPIC.match(bare)
    if with_topic:
        return re.sub(r" disease$", "", with_topic[1]) if "cancer" in bare else with_topic[1]
    return bare


def topic(
    section: Section, ancestors: Sequence[Section], document_title: str, spelling: Spelling
) -> str:
    """The nearest heading that names something, spelt as inside a sentence."""
    titles = [section.title, *(ancestor.title for ancestor in reversed(ancestors)), document_title]
    found = next((topic_in(title) for title in titles if topic_in(title)), None)
    return spelling.in_sentence(found or bare_title(document_title))


def aspect_of(sentence: str, section: Section) -> str:
    """Which aspect of its topic a sentence speaks of: one of a fixed list of names."""
    titled = (
        name
        for name, pattern in _SECTION_ASPECTS
        if re.search(pattern, section.title, re.IGNORECASE)
    )
    named = (name for name, _, pattern in _ASPECTS if re.search(pattern, sentence, re.IGNORECASE))
    return next(titled, None) or next(named, OTHER)


def objective(verb: str, aspect: str, subject: str) -> str:
    """An objective in a lesson's words: "Identify the treatment of heart failure"."""
    phrase = "the uses of" if aspect == "treatment" and _is_means(subject) else _NAMES[aspect]
    return f"{verb} {phrase} {subject}"


def _is_means(subject: str) -> bool:
    """Whether a topic is itself what one treats with."""
    term = terms.typed(subject)
    return term is not None and term.kind in ("drug", "drug class", "treatment")


def placed(statement: str, subject: Subject) -> str:
    """The statement, led by its topic where it does not name it itself."""
    named = wording.stems(statement)
    wanted = wording.stems(subject.topic)
    told = (subject.mark & named) if subject.mark else (len(wanted & named) * 3 >= len(wanted))
    if told or (subject.acronym and subject.acronym in statement):
        return statement
    broader = wording.stems(subject.document_topic)
    same = terms.same_thing(subject.topic, subject.document_topic)
    if broader and not broader & wanted and not broader <= named and not same:
        lead = f"{wording.capitalised(subject.document_topic)}, {subject.topic}"
    else:
        lead = wording.capitalised(subject.topic)
    return f"{lead}: {statement}"


def asked(question: str, subject: Subject) -> str:
    """The question, led by its topic where it does not name it itself."""
    led = placed(question, subject)
    if led == question:
        return question
    return f"{led.removesuffix(question)}{wording.uncapitalised(question)}"
