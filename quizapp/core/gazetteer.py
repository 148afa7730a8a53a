"""The gazetteer: words of nursing and medicine, each with its kind, its area and its group.

Compiled for Quizapp from general knowledge; the files are quizapp/core/data/*.txt, and a file's
lines read

    kind: drug
    [cardiovascular] a drug for the heart and vessels ~ renal, blood
    loop diuretics = a loop diuretic: *furosemide|Lasix, *torsemide
    - *digoxin|Lanoxin

A kind holds areas, with how a sentence says what their terms are and, behind "~", the neighbouring
areas. An area holds groups; of two terms in one group either may be right where the other is, so
they never stand beside each other as key and distractor. A line that begins with "-" makes each of
its terms a group of its own. The group "umbrella" holds what is broader than all others of its
area. "*" marks what a student will have met.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from quizapp.core.lexicon import word_set

_DATA = files("quizapp.core") / "data"
# A name of two kinds has that of the earlier file: "oxytocin" is a hormone before it is a drug.
_FILES = (
    "findings",
    "conditions",
    "anatomy",
    "physiology",
    "drugs",
    "drug_classes",
    "laboratory",
    "procedures",
    "devices",
    "organisms",
    "nutrition",
    "practice",
)
UMBRELLA = "umbrella"


@dataclass(frozen=True, slots=True)
class Term:
    """A typed term. Terms of one `kind` but another `group` may stand in for each other.

    `label` says what it is in a sentence ("a loop diuretic"), "" where nothing is known; `common`
    says that a student will have met it.
    """

    name: str
    kind: str
    group: str
    aliases: tuple[str, ...] = ()
    area: str = ""
    common: bool = False
    label: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every way of saying it, the usual one first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Index:
    """Names as their words in small letters; `longest` is the most words behind a first word.

    `phrases` holds None for a phrase that only looks like a name ("at the heart of"); `exact` the
    acronyms that must stand in their own capitals; `verbs` the names that are verbs as well, and
    `whole` those that are no names in running text.
    """

    phrases: Mapping[str, Term | None]
    longest: Mapping[str, int]
    exact: Mapping[str, frozenset[str]]
    verbs: frozenset[str]
    whole: frozenset[str]


def read_terms(text: str) -> Iterator[Term]:
    """The terms of a file's text.

    Raises ValueError naming the line that is neither a kind, an area, a group nor a comment.
    """
    kind = area = area_label = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("kind: "):
            kind = line[6:]
        elif line.startswith("["):
            area, area_label, _ = _area_in(line)
        elif line.startswith("- "):
            for entry in line[2:].split(", "):
                yield _term(entry, kind, "", area, area_label)
        elif ": " in line:
            head, entries = line.split(": ", 1)
            group, _, label = head.partition(" = ")
            for entry in entries.split(", "):
                yield _term(entry, kind, group, area, label or area_label)
        else:
            msg = f"line {number} of the gazetteer is no kind, area or group: {line!r}"
            raise ValueError(msg)


def read_neighbours(text: str) -> Iterator[tuple[tuple[str, str], frozenset[str]]]:
    """(kind, area) and its neighbouring areas, of a file's text."""
    kind = ""
    for line in text.splitlines():
        if line.startswith("kind: "):
            kind = line[6:]
        elif line.startswith("["):
            area, _, near = _area_in(line)
            yield (kind, area), near


def _area_in(line: str) -> tuple[str, str, frozenset[str]]:
    area, _, rest = line[1:].partition("]")
    label, _, near = rest.partition(" ~ ")
    return area, label.strip(), frozenset(near.split(", ")) if near else frozenset()


def _term(entry: str, kind: str, group: str, area: str, label: str) -> Term:
    name, *aliases = entry.split("|")
    common = name[0] == "*"
    bare = name[1:] if common else name
    return Term(bare, kind, group or bare, tuple(aliases), area, common, label)


def _texts() -> Iterator[str]:
    for name in _FILES:
        yield (_DATA / f"{name}.txt").read_text(encoding="utf-8")


def load() -> tuple[Term, ...]:
    """All terms, in the order of the files."""
    return tuple(term for text in _texts() for term in read_terms(text))


@cache
def terms() -> tuple[Term, ...]:
    """All terms, read once."""
    return load()


@cache
def of_kind(kind: str) -> tuple[Term, ...]:
    """All terms of a kind, in the order of the files."""
    return tuple(term for term in terms() if term.kind == kind)


@cache
def neighbours() -> Mapping[tuple[str, str], frozenset[str]]:
    """(kind, area) -> the areas of the same kind that are easily taken for it."""
    return dict(pair for text in _texts() for pair in read_neighbours(text))


def serves(term: Term, text: str) -> bool:
    """Whether a text speaks of something that the term's group is used for.

    Errs on the side of yes: where hypertension is treated, no other drug for it is wrong.
    """
    lowered = text.casefold()
    names = {term.group.casefold(), *(name.casefold() for name in term.names)}
    return any(use in lowered for name in names for use in _uses().get(name, ()))


@cache
def _uses() -> Mapping[str, frozenset[str]]:
    """A group's or a class's name, in small letters -> what tells that its use is meant."""
    found: dict[str, frozenset[str]] = {}
    for line in (_DATA / "uses.txt").read_text(encoding="utf-8").casefold().splitlines():
        if line and not line.startswith("#"):
            groups, uses = line.split(": ", 1)
            for group in groups.split(", "):
                found[group] = found.get(group, frozenset()) | set(uses.split(", "))
    return found


# A word; what stands between two words of a name is a space, or belongs to the second word's key.
_WORD = re.compile(r"[\w-]+")
_MOST_WORDS = 7


def find(text: str) -> Iterator[tuple[Term, int, int]]:
    """(term, start, end) of the names in a text, the longest at each place, left to right."""
    index = _index()
    words = _words(text)
    longest, place, size = index.longest, 0, len(words)
    while place < size:
        most = longest.get(words[place][0])
        last = place
        if most is not None:
            key, last = _longest(text, words[place : place + most], place, index)
            term = index.phrases.get(key)
            if term is not None:
                start, end = words[place][1], words[last][2]
                if not _is_other_word(text[start:end], key, index, words, place, last):
                    yield term, start, end
        place = last + 1


def _longest(
    text: str, words: Sequence[tuple[str, int, int]], place: int, index: Index
) -> tuple[str, int]:
    """The longest phrase that begins with the first of some words, and its last word's place."""
    found, last = "", place
    for number, key in enumerate(_keys(text, words)):
        if key in index.phrases:
            found, last = key, place + number
    return found, last


def lookup(phrase: str) -> Term | None:
    """The term that a whole phrase names, or None."""
    words = _words(phrase)
    return _index().phrases.get(_key(phrase, words)) if 0 < len(words) <= _MOST_WORDS else None


def _words(text: str) -> list[tuple[str, int, int]]:
    return [(match[0].lower(), match.start(), match.end()) for match in _WORD.finditer(text)]


def _keys(text: str, words: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """The keys of the first word, of the first two, and so on."""
    key, before = words[0][0], words[0][2]
    yield key
    for word, start, end in words[1:]:
        gap = text[before:start]
        between = "" if gap.isspace() else gap.replace("\u2019", "'")
        key, before = f"{key} {between}{word}", end
        yield key


def _key(text: str, words: Sequence[tuple[str, int, int]]) -> str:
    *_, key = _keys(text, words)
    return key


def _key_of(name: str) -> str:
    return _key(name, _words(name))


_BEFORE_VERB = word_set(
    "to will can could may might must should would not cannot please you they we who i"
)
_AFTER_VERB = word_set("the a an his her their your my our it them him this that these")


def _is_other_word(
    shown: str, key: str, index: Index, words: Sequence[tuple[str, int, int]], place: int, last: int
) -> bool:
    """Whether a name is not meant: an acronym in another case, the verb, or an everyday word."""
    exact = index.exact.get(key)
    if exact is not None:
        return shown not in exact
    if key not in index.verbs:
        return key in index.whole
    before = words[place - 1][0] if place else ""
    after = words[last + 1][0] if last + 1 < len(words) else ""
    return before in _BEFORE_VERB or after in _AFTER_VERB


@cache
def _index() -> Index:
    phrases: dict[str, Term | None] = {}
    exact: dict[str, frozenset[str]] = {}
    everyday = _everyday()
    for term in terms():
        for name in term.names:
            key = _key_of(name)
            if key in phrases:
                continue
            phrases[key] = term
            if _ACRONYM.match(name):
                exact[key] = frozenset((name, f"{name}s"))
                phrases.setdefault(f"{key}s", term)
                exact[f"{key}s"] = exact[key]
    for term in terms():
        for name in term.names:
            if name.casefold() not in exact:
                for variant in _variants(name):
                    phrases.setdefault(_key_of(variant), term)
    phrases.update(dict.fromkeys(map(_key_of, everyday["not meant"])))
    longest: dict[str, int] = {}
    for key in phrases:
        words = key.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    verbs, whole = frozenset(everyday["also verbs"]), frozenset(everyday["only whole"])
    return Index(phrases, longest, exact, verbs, whole)


def _everyday() -> Mapping[str, Sequence[str]]:
    """Words by how they may be something else than a term: see the file."""
    text = (_DATA / "everyday.txt").read_text(encoding="utf-8")
    lines = [line.split(": ", 1) for line in text.splitlines() if line and line[0] != "#"]
    return {head: entries.split(", ") for head, entries in lines}


# Two capitals or more: "AIDS" is no help and "ALL" is no leukaemia in small letters.
_ACRONYM = re.compile(r"^(?=(?:[\w-]*[A-Z]){2})[\w-]+$")
_EPONYM = re.compile(
    r"^([A-Z][a-z\u00e9]+) (?=(?:disease|syndrome|palsy|phenomenon|sign|chorea|lymphoma|position|"
    r"contracture|thyroiditis|triad|tumor|sarcoma|esophagus|test|stage|stages|theory)\b)"
)
# Only ever used to find a name, so a spelling that nobody writes does no harm.
_BRITISH = tuple(
    (pair.split("/")[0], pair.split("/")[1])
    for pair in sorted(
        word_set(
            """
            anemi/anaemi edema/oedema hemo/haemo hema/haema esoph/oesoph estr/oestr emia/aemia
            orthoped/orthopaed pediatr/paediatr gyneco/gynaeco celiac/coeliac cecum/caecum
            feces/faeces fetal/foetal color/colour fiber/fibre rrhea/rrhoea tumor/tumour
            pnea/pnoea leukemi/leukaemi hemorrh/haemorrh anesthe/anaesthe ischemi/ischaemi
            labor/labour ization/isation sulf/sulph
            """
        )
    )
)


_AMERICAN = re.compile("|".join(american for american, _ in _BRITISH))


def _variants(name: str) -> Iterator[str]:
    """Other spellings of a name: its plural or singular, an eponym's 's, and British spelling."""
    spelt = [name, *_spellings(name)]
    yield from spelt[1:]
    for form in spelt:
        yield other_number(form)


def _spellings(name: str) -> Iterable[str]:
    found: list[str] = []
    eponym = _EPONYM.match(name)
    if eponym:
        rest = name[eponym.end(1) :]
        found += [f"{eponym[1]}'s{rest}", f"{eponym[1]}'{rest}"]
    for american, british in _BRITISH if _AMERICAN.search(name) else ():
        found += [one.replace(american, british) for one in (name, *found) if american in one]
    return dict.fromkeys(found)


_ENDINGS_TURNED = (
    ("ies", "y"),
    ("oses", "osis"),
    ("ss", "sses"),
    ("us", "uses"),
    ("sis", "ses"),
    ("is", "ises"),
    ("as", "ases"),
    ("s", ""),
    ("x", "xes"),
    ("ch", "ches"),
    ("sh", "shes"),
    ("ay", "ays"),
    ("ey", "eys"),
    ("oy", "oys"),
    ("y", "ies"),
)


def other_number(name: str) -> str:
    """A name's plural, or its singular where it is in the plural: by its ending alone."""
    for ending, turned in _ENDINGS_TURNED:
        if name.endswith(ending):
            return f"{name[: -len(ending)]}{turned}"
    return f"{name}s"
