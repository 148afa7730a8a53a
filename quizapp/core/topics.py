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
abstract|history of|discharge
""".strip()

_MINOR = """
auxiliary exam(?:ination)?s?|physical exam(?:ination)?|differential diagnos[ie]s
(?:laboratory|lab|blood|imaging|genetic|diagnostic) (?:tests?|studies|testing|findings|values)
imaging|biopsy|history taking|medications?|medicines|surgery|surgical|radiotherapy|chemotherapy
radiation|diet|dietary|lifestyle|exercise|physical activity|special populations|older adults
in (?:children|older adults|pregnancy)|pediatric|paediatric|self-care|monitoring|self-monitoring
""".strip()

_LEAF = """
learning (?:outcomes|objectives)|objectives|summary|chapter summary|conclusions?
key (?:points|terms|takeaways|concepts)|glossary|references|further reading|bibliography
review questions|acknowledge?ments|abstract
""".strip()

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
