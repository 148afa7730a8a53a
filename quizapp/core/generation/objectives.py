"""A section's objectives, made from its questions; questions of one objective are its variants."""

import re
from collections import Counter
from collections.abc import Sequence

from quizapp.core import terms
from quizapp.core.generation import clauses, subjects
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.subjects import Subject

MOST_OBJECTIVES = 4
_FEWEST_OF_ITS_OWN = 2
_CONDITION = re.compile(
    r"(?:disease|syndrome|failure|infection|cancer|tumou?r|injur(?:y|ies)|disorders?|itis|emia|osis|"
    r"hemorrhage|metastas[ei]s|illness(?:es)?|attack|shock|ulcers?|pain|poisoning|overdose|edema|"
    r"fractures?|burns?|withdrawal|toxicity|obesity|overweight|depression|anxiety|dementia)$",
    re.IGNORECASE,
)
_MEANS = ("drug", "drug class", "treatment", "cancer treatment")
_PHRASES = {
    "contraindications": "Identify contraindications to {topic}",
    "teaching": "Plan client teaching about {topic}",
    "adverse effects": "Recognize adverse effects of {topic}",
    "outlook": "Describe the outlook in {topic}",
    "treatment": "Describe the treatment of {topic}",
    "uses": "Describe the uses of {topic}",
    "diagnosis": "Explain how {topic} {be} diagnosed",
    "manifestations": "Recognize the clinical manifestations of {topic}",
    "causes": "Explain the causes of {topic} and what raises the risk",
    "pathophysiology": "Explain the pathophysiology of {topic}",
    "risk factors": "Identify risk factors for {topic}",
    "complications": "Identify complications of {topic}",
    "prevention": "Describe how to prevent {topic}",
    "stages": "Classify {topic} by stage or type",
    "indications": "Identify indications for {topic}",
    "mechanism": "Explain how {topic} {work}",
    "assessment": "Describe the assessment of {topic}",
    "dosage": "Describe the dosage and administration of {topic}",
    subjects.TERMS: "Define terms related to {topic}",
    subjects.NURSING: "Apply nursing care related to {topic}",
    subjects.STEPS: "Sequence the steps of {topic}",
}
_FOR_CONDITIONS = (
    "pathophysiology",
    "risk factors",
    "complications",
    "prevention",
    "assessment",
    "outlook",
    "treatment",
    "diagnosis",
    "manifestations",
    "causes",
)
_FOR_MEANS = ("contraindications", "adverse effects", "dosage", "mechanism")
_BY_VERB = {
    "Differentiate": "Differentiate between concepts related to {topic}",
    "Explain": "Explain the reasons behind what is done and seen in {topic}",
    "Identify": "Identify key facts about {topic}",
}
_PLAIN = "Describe the main features of {topic}"
_SHORT = "Describe {topic}"
_LISTS = re.compile(
    r"(?:factors|types|kinds|principles|rules|reasons|ways|phases|stages|steps|measures|signs|"
    r"functions|uses|causes|effects)\b"
)
# "Nursing care during an exacerbation" says already what is applied.
_SAID_BY_TOPIC = {
    "teaching": re.compile(r"\bteaching\b"),
    subjects.NURSING: re.compile(r"\b(?:nursing )?care\b"),
}


def assign(
    chosen: Sequence[Candidate],
    topic: str,
    *,
    said: Sequence[str] = (),
    ability: str | None = None,
) -> list[tuple[Candidate, str]]:
    """Each question with its objective, in the order of the questions; at most four objectives.

    Questions on one aspect share an objective; one that would stand alone joins the others. Many on
    one aspect are divided by what their own words speak of (`said`, the source of each) or by their
    verb, where either part keeps an easier and a harder question. `ability` is what the section's
    own heading says that one will be able to do, if it does.
    """
    aspects = _joined([_suited(candidate.aspect, topic) for candidate in chosen])
    spoken = [_suited(subjects.aspect_in(words), topic) for words in said]
    aspects = _divided(chosen, aspects, spoken or aspects)
    verbs = [candidate.verb for candidate in chosen]
    named = _divided(chosen, aspects, [verb if verb in _BY_VERB else "" for verb in verbs])
    alone = ability is not None and len(set(named)) == 1 and subjects.TERMS not in named
    return [
        (candidate, _worded(subjects.OTHER if alone else name, topic, ability))
        for candidate, name in zip(chosen, named, strict=True)
    ]


def _suited(aspect: str, topic: str) -> str:
    """The aspect, as far as the topic can have it: a scale has no outlook."""
    if aspect == "treatment" and _is_means(topic):
        return "uses"
    if aspect in _FOR_CONDITIONS and not _is_condition(topic):
        return subjects.OTHER
    if aspect in _FOR_MEANS and not _is_means(topic):
        return subjects.OTHER
    return aspect if aspect in _PHRASES else subjects.OTHER


def _is_condition(topic: str) -> bool:
    named = any(mention.term.kind in ("condition", "symptom") for mention in terms.mentions(topic))
    return named or _CONDITION.search(topic.split(" in ", maxsplit=1)[0]) is not None


def _is_means(topic: str) -> bool:
    term = terms.typed(topic)
    return (term is not None and term.kind in _MEANS) or bool(
        re.search(r"(?:therapy|medications?|drugs?|diuretics?|insulins?|vaccines?|ants)$", topic)
    )


def _joined(aspects: Sequence[str]) -> list[str]:
    """Aspects with fewer than two questions, or beyond the fourth, are taken together."""
    sizes = Counter(aspects)
    kept = {name for name, size in sizes.most_common(MOST_OBJECTIVES) if size >= _FEWEST_OF_ITS_OWN}
    if len(sizes) > MOST_OBJECTIVES:
        kept -= {min(kept, key=lambda name: (sizes[name], name))} if len(kept) > 1 else set()
    rest = [aspect if aspect in kept else subjects.OTHER for aspect in aspects]
    left = Counter(rest)
    if kept - {subjects.OTHER} and left[subjects.OTHER] == 1:
        largest = max(kept - {subjects.OTHER}, key=lambda name: (left[name], name))
        return [largest if aspect == subjects.OTHER else aspect for aspect in rest]
    return rest


def _divided(chosen: Sequence[Candidate], names: Sequence[str], marks: Sequence[str]) -> list[str]:
    """The largest group without those that share another mark, where both parts have two steps."""
    largest = Counter(names).most_common(1)[0][0] if names else ""
    own = [place for place, name in enumerate(names) if name == largest]
    for mark, _ in Counter(marks[place] for place in own).most_common():
        apart = [place for place in own if marks[place] == mark]
        rest = [place for place in own if marks[place] != mark]
        taken = mark in ("", largest, subjects.OTHER) or mark in names
        room = len(set(names)) < MOST_OBJECTIVES
        if room and not taken and _varied(chosen, apart) and _varied(chosen, rest):
            return [mark if place in apart else name for place, name in enumerate(names)]
    return list(names)


def _varied(chosen: Sequence[Candidate], places: Sequence[int]) -> bool:
    return len({chosen[place].step for place in places}) >= _FEWEST_OF_ITS_OWN


def _worded(name: str, topic: str, ability: str | None) -> str:
    if name in _BY_VERB:
        return _BY_VERB[name].format(topic=topic)
    if name == subjects.OTHER:
        plain = _SHORT if _LISTS.match(topic) or ": " in topic else _PLAIN
        return ability or plain.format(topic=topic)
    if name in _SAID_BY_TOPIC and _SAID_BY_TOPIC[name].search(topic):
        return f"{'Plan' if name == 'teaching' else 'Apply'} {topic.rsplit(': ', maxsplit=1)[-1]}"
    whole, _, own = topic.partition(": ")
    topic = own if own and (_is_condition(own) or _is_means(own)) else whole
    be, work = ("are", "work") if clauses.is_plural(topic) else ("is", "works")
    return _PHRASES[name].format(topic=topic, be=be, work=work)


def topic_of(subject: Subject) -> str:
    """What a section's objectives name: its topic, or the document's where that is no such thing.

    "Fluids" in a chapter on pancreatitis are told as "acute pancreatitis: fluids"; "questions
    people ask" and "the pain, and where it goes" are no topics at all.
    """
    topic, whole = _of_nobody(subject.topic), _of_nobody(subject.document_topic)
    if _NO_OBJECTIVE.search(topic) and whole:
        return whole
    head = whole.split(" in ")[0]
    of_condition = any(mention.term.kind == "condition" for mention in terms.mentions(head))
    if subject.stands_alone or not of_condition or len(topic.split()) > _MOST_TOPIC_WORDS:
        return topic
    return f"{head}: {topic}"


def _of_nobody(topic: str) -> str:
    return re.sub(r"\byour\b", "the", topic, flags=re.IGNORECASE)


_MOST_TOPIC_WORDS = 5
_NO_OBJECTIVE = re.compile(
    r"[,;:?]|^(?:without|with|before|after|afterwards?|inside|during|seven|uncommon|common|rare)\b|"
    r"\b(?:you|ask|say|people|patients|clients|families|nurses?)\b|\bday\b|"
    r"^(?:this medicine|this drug|nursing process|safety alert|purpose|scope|contact|questions|"
    r"practice|problem|the problem|background|boxed warning|the mother|exercises?|summary|"
    r"introduction)$",
    re.IGNORECASE,
)
