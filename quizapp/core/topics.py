"""Topics that health and nursing texts are divided by, in the order of rank that they use them."""

import re
from enum import IntEnum

_MAJOR = """
what is|what are|overview|introduction|background|definition|pathophysiology|etiology|aetiology
cause|causes|risk factors|epidemiology|incidence|prevalence|symptoms|signs and symptoms
clinical manifestations?|clinical features|clinical presentation|manifestations|presentation
assessment|diagnosis|diagnostics?|diagnosing|evaluation|classification|staging|treatments?
management|medical management|therapy|pharmacologic(?:al)?|nonpharmacologic(?:al)?
non-pharmacologic(?:al)?|nursing|interventions|planning|implementation|prevention|prognosis
outlook|complications|patient education|client education|client teaching|patient teaching
follow-up|health promotion|adverse (?:effects|reactions|events)|side effects|contraindications
indications|mechanisms? of action|dosage|dosing|interactions|precautions|warnings
pharmacokinetics|pharmacodynamics|anatomy|physiology|learning (?:outcomes|objectives)|objectives
summary|chapter summary|conclusions?|key (?:points|terms|takeaways|concepts)|glossary|references
further reading|bibliography|review questions|acknowledge?ments|methods|results|discussion
abstract|history of|discharge|mechanism|history$|society and culture|research|documentation
screening|see also|external links|health teaching|(?:subjective|objective) assessment
when to (?:see|seek|call|get)|living with|(?:before|during|after|about) (?:your|the|this|an?)
on the day|going home|contact us|frequently asked questions|evaluating
""".strip()

_MINOR = """
auxiliary exam(?:ination)?s?|physical exam(?:ination)?|differential diagnos[ie]s
(?:laboratory|lab|blood|imaging|genetic|diagnostic) (?:tests?|studies|testing|findings|values)
imaging|biopsy|history taking|medications?|medicines|surgery|surgical|radiotherapy|chemotherapy
radiation|diet|dietary|lifestyle|exercise|physical activity|special populations|older adults
in (?:children|older adults|pregnancy)|pediatric|paediatric|self-care|monitoring|self-monitoring
client teaching guidelines|(?:black )?box(?:ed)? warning|safety alert|clinical tip|special
case (?:study|reflection)|when to see a doctor
""".strip()

_LEAF = """
learning (?:outcomes|objectives)|objectives|summary|chapter summary|conclusions?
key (?:points|terms|takeaways|concepts)|glossary|references|further reading|bibliography
review questions|acknowledge?ments|abstract
""".strip()

_COLLECTIVE = r"""
(?:\w+ )?(?:types|kinds|forms|levels|stages|phases|roles|functions|steps|components|elements
classes|categories|classification|chain|principles|parts|sources|standards|codes|models|rights) of
understanding|classification|(?:[\w-]+ )?(?:interventions|approaches|treatments|precautions|drugs
medications|therapies|measures|techniques|methods|routes|factors|tests|complications|causes
disorders|conditions|problems|diseases)$|factors (?:affecting|influencing|that|associated)
""".strip()

_ENDS_MAJOR = re.compile(
    r"\b(?:assessment|management|interventions?|treatments?|diagnosis|prevention|evaluation|planning"
    r"|implications|considerations|manifestations|complications|classification|promotion|health"
    r"|wellness)$",
    re.IGNORECASE,
)
_PROCESS = re.compile(r"(?:the )?nursing (?:process|care plan)\b", re.IGNORECASE)
_PROCESS_STEP = re.compile(
    r"(?:nursing )?(?:assessment|diagnos[ie]s|planning|plan|implementation|interventions?"
    r"|evaluation|outcomes?|goals)(?: \w+)?$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:what|how|why|when|where|who|which|can|could|do|does|is|are|should|will)\b.*\?$", re.I
)

_GENERAL = """
what is|what are|overview|introduction|background|summary|chapter summary|conclusions?
key (?:points|terms|takeaways|concepts)|abstract|at a glance|in brief
""".strip()


def _begins_with(lexicon: str) -> re.Pattern[str]:
    return re.compile(rf"(?:the |an? )?(?:{'|'.join(lexicon.splitlines())})\b", re.IGNORECASE)


_MAJOR_PREFIX = _begins_with(_MAJOR)
_MINOR_PREFIX = _begins_with(_MINOR)
_GENERAL_PREFIX = _begins_with(_GENERAL)
_LEAF_PREFIX = _begins_with(_LEAF)
_COLLECTIVE_PREFIX = _begins_with(_COLLECTIVE)


class Topic(IntEnum):
    """Rank of a title by the words that it begins with."""

    NONE = 0
    MAJOR = 1
    MINOR = 2


def topic_of(title: str) -> Topic:
    """Rank of a title: "Diagnosis of asthma" is major, "Differential diagnosis" minor."""
    head = title[:80]
    if _MINOR_PREFIX.match(head):
        return Topic.MINOR
    return Topic.MAJOR if _MAJOR_PREFIX.match(head) else Topic.NONE


def has_no_subsections(title: str) -> bool:
    """Whether a title names a part that is never divided: objectives, summary, references."""
    return bool(_LEAF_PREFIX.match(title[:80]))


def is_general(title: str) -> bool:
    """Whether a title names a part that speaks of the whole: overview, introduction, summary."""
    return bool(_GENERAL_PREFIX.match(title[:80]))


def announces_parts(title: str) -> bool:
    """Whether a title names several things that its subsections then take one by one."""
    return bool(_COLLECTIVE_PREFIX.match(title[:80]))


def ends_like_part(title: str) -> bool:
    """Whether a title ends with what texts are divided by: "Pain Assessment"."""
    return bool(_ENDS_MAJOR.search(title[-80:]))


def asks(title: str) -> bool:
    """Whether a title is a question."""
    return bool(_ASKS.match(title[:160]))


def is_step_of(title: str, parent: str) -> bool:
    """Whether a title is a step of the nursing process that the parent announces."""
    return bool(_PROCESS.match(parent[:80]) and _PROCESS_STEP.match(title[:80]))
