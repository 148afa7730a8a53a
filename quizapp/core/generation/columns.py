"""How a table's cells are asked about and told in sentences, by the words of their headers.

"Role: assists cell division" in the row of zinc is asked as "Which nutrient assists cell
division?" and told as "Zinc assists cell division." What has no plain wording is not asked: None.
"""

import re
from collections.abc import Sequence

from quizapp.core import terms, verbs
from quizapp.core.generation import clauses, wording

_SORTS = re.compile(
    r"^(?:type|kind|form|class|category|group|system|body system|zone|phase|stage|grade|degree|"
    r"severity|level|pattern)$"
)
_PLACES = re.compile(r"^(?:zone|phase|stage|system|body system)$")
_SCALES = re.compile(r"\b(?:grade|stage|zone|phase|severity|level|degree|size|age|category)\b")
_PEOPLE = re.compile(r"\b(?:patients?|clients?|age|age group|population|person)$")
_CODE = re.compile(r"[A-Z]{0,5} ?\d\w*|[A-Z]{1,2}|[IVX]+")

_EXAMPLE = re.compile(r"^(?:common |typical )?(?:examples?|example drugs?|agents?)$")
_SOURCE = re.compile(r"^(?:(?:food|dietary|main|good|common|major) )*sources?$")
_DEED = re.compile(
    r"^(?:(?:main|key|major) )?(?:roles?|functions?|actions?|effects?|mechanism(?: of action)?|"
    r"definition|description|purpose|task)$"
)
_DESCRIBES = re.compile(r"^(?:definition|description|meaning|interpretation)$")
_INDICATED = re.compile(r"^(?:category|classification|diagnosis|meaning)$")
_WORKS = re.compile(r"^how (?:it|they) works?$")
_USE = re.compile(r"^uses?$")
_CLINICAL = re.compile(
    r"^(?:(?:clinical|typical) )?(?:manifestations?|signs?|symptoms?|findings?)$"
)
_DONE_FOR = re.compile(r"^(?:used|given|indicated|taken|prescribed|ordered) (?:for|in|to|as|with)$")
_MODAL = re.compile(r"^(?P<modal>may|can|must|should) (?P<verb>[a-z]+) (?P<object>.+)$")
_VALUES = re.compile(r"^(?P<which>.+ (?:values|levels|results)) (?P<verb>suggest|mean|indicate)$")
_VERB = re.compile(r"^(?:supports|suggests|requires|indicates|confirms|excludes|prevents) \w")
# What may hold of other rows as well, whatever the table says of it where.
_SHARED = re.compile(
    r"\b(?:limit\w*|consider\w*|cautions?|notes?|comments?|remarks?|advantages?|disadvantages?|"
    r"approach\w*|managements?|treatments?|recommend\w*|plans?|actions? to take|"
    r"nursing\w*|precautions?|side effects?|adverse\w*|monitoring)\b"
)
# A header that is a clause ("What to do") does not name what stands under it.
_NO_NOUN = re.compile(
    r"^(?:how|what|may|can|should|must|has|have|why|when|where|who|is|are|to|if|in|for|watch|these|"
    r"this|act|then|there\w*|after\w*|before\w*|do|don|avoid|call|see|then|next|first|now|you|your)\b"
    r"|\b(?:you|your|it|if|them)\b"
)


def name_of(header: str) -> str:
    """A header as it reads inside a question: "Typical Organisms" -> "typical organisms"."""
    return " ".join(word if _KEEPS_CASE.match(word) else word.lower() for word in header.split())


_KEEPS_CASE = re.compile(r".+[A-Z]|[A-Z]-\w")


def name_things(header: Sequence[str]) -> bool:
    """Whether a table's first column is of named things, and no column tells somebody what to do.

    "You can" over what one may do, or "Please don't", are no names of what stands below.
    """
    label = name_of(header[0])
    return _NO_NOUN.search(label) is None and not any(_TELLS.search(name) for name in header)


_TELLS = re.compile(r"\bplease\b|n['\u2019]t\b|\bnot\b|!|^(?:you|we)\b", re.IGNORECASE)


def is_scale(name: str) -> bool:
    """Whether labels under a header have an order of their own: grades, stages, sizes."""
    return _SCALES.search(name) is not None


def asks_value(name: str, label: str, attribute: str, value: str) -> str | None:
    """The question for a row's cell, its label being given."""
    it = _thing(name, label)
    bare, unit = split_unit(_counted(attribute, value))
    if _SHARED.search(bare) or _NOTHING.match(value):
        return None
    for asked in (_of_sorts, _of_clauses):
        question = asked(name, label, it, bare, value)
        if question is not None:
            return question
    if _NO_NOUN.match(bare) or _VERB.match(bare):
        return None
    be = "are" if clauses.is_plural(bare) else "is"
    if unit and _CODE.fullmatch(label):
        return f"Which {bare}, in {unit}, corresponds to {it}?"
    return f"What {be} the {bare}{f', in {unit},' if unit else ''} {_tie(name, it)} {it}?"


def _of_sorts(_name: str, label: str, it: str, bare: str, value: str) -> str | None:
    several = _is_several(value)
    if _EXAMPLE.match(bare):
        some = "are examples" if several else "is an example"
        return f"Which of these {some} of {it}?"
    if _SOURCE.match(bare):
        return f"Which of these {'are sources' if several else 'is a source'} of {it}?"
    if _DESCRIBES.match(bare):
        return f"Which of these describes {it}?"
    if _CLINICAL.match(bare) and it.endswith("system"):
        return f"Which of these are {wording.uncapitalised(label)} {bare}?"
    if _USE.match(bare):
        return f"Which of these describes the use of {it}?"
    return f"Which of these says how {it} works?" if _WORKS.match(bare) else None


def _of_clauses(_name: str, label: str, it: str, bare: str, _value: str) -> str | None:
    if _DONE_FOR.match(bare):
        return f"What is {it} {bare}?"
    if _VERB.match(bare):
        return f"With {it}, which finding {bare}?"
    if (match := _VALUES.match(bare)) is not None:
        return f"{label}: what do {match['which']} {match['verb']}?"
    if (match := _MODAL.match(bare)) is not None:
        return f"Which {match['object']} {match['modal']} {it} {match['verb']}?"
    return None


def asks_label(name: str, attribute: str, value: str) -> str | None:
    """The question for the label of the row in which a cell stands."""
    bare, unit = split_unit(_counted(attribute, value))
    if _SHARED.search(bare) or _VERB.match(bare) or _VALUES.match(bare) or _NOTHING.match(value):
        return None
    shown = _shown(value, unit)
    for asked in (_label_of_deeds, _label_of_sorts):
        question = asked(name, bare, value, shown)
        if question is not None:
            return question
    if _NO_NOUN.match(bare):
        return None
    which = "these" if clauses.is_plural(bare) else "this"
    verb = "goes with" if _SORTS.match(name) or _PEOPLE.search(name) else "has"
    return f"Which {name} {verb} {which} {bare}: {shown}?"


def _label_of_deeds(name: str, bare: str, value: str, _shown: str) -> str | None:
    if _DEED.match(bare) and _is_deed(value):
        return f"Which {name} {_as_predicate(value)}?"
    if _DONE_FOR.match(bare):
        return f"Which {name} is {bare} {wording.uncapitalised(value)}?"
    if (match := _MODAL.match(bare)) is not None:
        return f"Which {name} {match['modal']} {match['verb']} these {match['object']}: {value}?"
    return None


def _label_of_sorts(name: str, bare: str, value: str, shown: str) -> str | None:
    if _EXAMPLE.match(bare) and not _is_several(value):
        return f"To which {name} does {wording.uncapitalised(value)} belong?"
    if _SOURCE.match(bare):
        return f"Which {name} is found in {'these foods: ' if _is_several(value) else ''}{shown}?"
    if _DESCRIBES.match(bare):
        return f"Which {name} does this describe: {shown}?"
    if _INDICATED.match(bare):
        return f"Which {name} indicates this: {shown}?"
    return f"Which {name} works in this way: {shown}?" if _WORKS.match(bare) else None


def told(header: Sequence[str], cells: Sequence[str], first: int) -> str:
    """A row in sentences, the column `first` before the others: what a cell means is taught so."""
    name, label = name_of(header[0]), cells[0]
    others = [n for n in range(1, len(header)) if n != first]
    shown = [first, *(n for n in others if not _SHARED.search(name_of(header[n])))]
    said = (_says(name, label, name_of(header[n]), cells[n]) for n in shown)
    return " ".join(dict.fromkeys(wording.capitalised(one) for one in said if one))


def _says(name: str, label: str, attribute: str, value: str) -> str | None:
    it = _thing(name, label)
    bare, unit = split_unit(_counted(attribute, value))
    low = _low(wording.without_stop(value))
    for says in (_says_of_sorts, _says_of_deeds):
        said = says(label, it, bare, low)
        if said is not None:
            return said
    if _NO_NOUN.match(bare):
        return None
    what = f"The {bare} {_tie(name, it)} {it}"
    if clauses.split(f"{wording.capitalised(low)}.") is not None or ";" in low:
        return f"{what}: {low}."
    be = "are" if clauses.is_plural(bare) else "is"
    return f"{what} {be} {with_unit(low, unit)}."


def _says_of_sorts(_label: str, it: str, bare: str, low: str) -> str | None:
    if _EXAMPLE.match(bare):
        if _is_several(low):
            return f"Examples of {it} are {low}."
        return f"{wording.capitalised(low)} is an example of {it}."
    if _DESCRIBES.match(bare) and not _is_deed(low):
        how = "" if re.match(r"(?:acquired|caused|made|used)\b", low) else "described as "
        return f"{wording.capitalised(it)} is {how}{low}."
    return f"How {it} works: {low}." if _WORKS.match(bare) else None


def _says_of_deeds(label: str, it: str, bare: str, low: str) -> str | None:
    if _DEED.match(bare) and _is_deed(low):
        return f"{it} {_as_predicate(low)}."
    if _DONE_FOR.match(bare):
        return f"{it} is {bare} {low}."
    if _VERB.match(bare):
        return f"With {it}, this {bare}: {low}."
    if (match := _VALUES.match(bare)) is not None:
        return f"{label}: {match['which']} {match['verb']} {low}."
    if (match := _MODAL.match(bare)) is not None:
        return f"{it} {match['modal']} {match['verb']} these {match['object']}: {low}."
    return None


def _thing(name: str, label: str) -> str:
    """How a sentence speaks of a row: "zinc", "stage G2", "the red zone", "a child"."""
    low = _low(label)
    if _CODE.fullmatch(label) and (_SORTS.match(name) or len(label) < _SHORT):
        return f"{name} {label}"
    if (sized := re.match(r"size of (?P<thing>[\w ]+)$", name)) is not None:
        return f"{_article(sized['thing'])} {sized['thing']} of {low}"
    if _PEOPLE.search(name) and label.isalpha():
        return f"{_article(low)} {low}"
    if re.match(r"[<>\u2264\u2265\d]|(?:less|more|under|over|below|above)\b", low):
        return f"the {name} \u201c{label}\u201d"
    return _sort_of_thing(name, label, low) if _SORTS.match(name) else _named(low)


def _named(low: str) -> str:
    return f"the {low}" if _NEEDS_THE.search(low) else low


def _sort_of_thing(name: str, label: str, low: str) -> str:
    if _names_things(label):
        return low if clauses.is_plural(low) else f"{_article(low)} {low}"
    return f"the {low} {name}"


_SHORT = 4
_NEEDS_THE = re.compile(r" (?:ratio|time|rate|count|index|test|scale|score|level)$")


def _low(text: str) -> str:
    """A cell as it reads inside a sentence; "D-dimer" stays."""
    return text if re.match(r"[A-Z](?:[-\d ,]|$)", text) else wording.uncapitalised(text)


def _names_things(label: str) -> bool:
    """Whether a label is a noun, "short-acting beta-2 agonist", and not what a noun is: "red"."""
    words = label.split()
    return any(terms.typed(" ".join(words[n:])) is not None for n in range(len(words))) and not (
        len(words) == 1 and not clauses.is_plural(label)
    )


def _article(low: str) -> str:
    return "an" if low[0] in "aeiou" else "a"


def _tie(name: str, it: str) -> str:
    if _PEOPLE.search(name) or "\u201c" in it or name.startswith("size of "):
        return "for"
    return "in" if _PLACES.match(name) else "of"


def _is_deed(value: str) -> bool:
    """Whether a cell says what its row does: "Assists cell division"."""
    first = re.split(r"[ ,;]", value, maxsplit=1)[0].lower()
    rest = value[len(first) :].strip()
    first = first.rpartition("-")[2]
    known = first.endswith("s") and not first.endswith("ss") and verbs.finite_verbs([first]) > 0
    return known and bool(rest) and rest[0] not in ",;"


def _as_predicate(value: str) -> str:
    return wording.uncapitalised(wording.without_stop(value)).replace("; ", " and ")


def _is_several(value: str) -> bool:
    return re.search(r",|;|\band\b|\bor\b", value) is not None


def _counted(attribute: str, value: str) -> str:
    """A header in the plural where its cell lists several: "manifestation" of "pallor, fatigue"."""
    if "," in value and _COUNTED.search(attribute) and not clauses.is_plural(attribute):
        return f"{attribute}s"
    return attribute


def _shown(value: str, unit: str) -> str:
    if unit:
        return with_unit(value, unit)
    short = len(value.split()) <= 3  # noqa: PLR2004
    return _low(value) if short else f"\u201c{value}\u201d"


_COUNTED = re.compile(
    r"(?:manifestation|sign|symptom|finding|cause|organism|example|source|treatment|complication|"
    r"trigger|drug|factor)$"
)
_NOTHING = re.compile(r"^(?:none|nil|n/a|not applicable|unknown|varies|-|\u2013|\u2014)$", re.I)
_UNIT = re.compile(r"\s*\((?P<unit>[^()]*(?:%|/|\bm[A-Za-z]+\b|\bh\b|hours?|minutes?)[^()]*)\)$")


def split_unit(attribute: str) -> tuple[str, str]:
    """A header and the unit that stands in brackets behind it, "" where none does."""
    match = _UNIT.search(attribute)
    return (attribute[: match.start()], match["unit"]) if match else (attribute, "")


def with_unit(value: str, unit: str) -> str:
    """A figure with its unit: "80% predicted or more"."""
    if not unit:
        return value
    gap = "" if unit.startswith("%") else " "
    return re.sub(r"^(.*?)( or (?:more|less|higher|lower))?$", rf"\1{gap}{unit}\2", value)
