"""Which terms stand beside a key as wrong options: near enough to be chosen, never right as well.

A half-prepared student takes one thing for another of the same kind and body system; nobody takes
acne for a use of a diuretic.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from quizapp.core import gazetteer, terms
from quizapp.core.gazetteer import UMBRELLA, Term
from quizapp.core.generation import clauses, wording

# Ranks: the key's own kin come before all; from _FAR on a term is too far off to be taken for it.
_KIN = -1
_FAR = 6
_KEPT = 16


def ranked(
    key: str, kind: str, mentioned: Sequence[Term], *, topic: str, beside: str, kin: bool
) -> Iterator[str]:
    """Names of terms of a kind, the likeliest wrong options for `key` first; one of each group.

    First what the document itself names of the key's area; then the area's common terms; then
    the same of neighbouring areas; then rarer terms. Where the key has no area, terms of anywhere.
    Nothing that shares a group with the key or with what `topic` and `beside` (the stem) name, and
    nothing broader or narrower. With `kin`, terms of the key's own group come before all others.
    """
    term = terms.typed(key)
    # Of what is broader than all others ("infection"), too many others are a kind.
    if term is not None and term.group == UMBRELLA:
        return
    related = tuple({found.term: None for found in terms.mentions(f"{topic}. {beside}")})
    names = {name: None for name in (key, topic, *(one.name for one in related)) if name}
    groups = {one.group for one in related}
    if term is not None:
        groups = groups - {term.group} if kin else groups | {term.group}
    taken = 0
    for one in _in_tiers(term, kind, mentioned, seed=topic, kin=kin):
        own = kin and term is not None and one.group == term.group
        spare = term is None or taken < _KEPT or one in mentioned
        shown = _as_the_key(one, key, term)
        if not spare or shown is None or (one.group in groups and not own):
            continue
        if gazetteer.serves(one, beside) or _is_right_too(one, term, names, related):
            continue
        groups.add(one.group)
        taken += 1
        yield shown


def _is_right_too(
    one: Term, key: Term | None, names: Iterable[str], related: Sequence[Term]
) -> bool:
    """Whether a term is the same, broader or narrower than the key or than what the stem names."""
    return (
        _is_part(one, key)
        or any(terms.same_thing(one.name, name) for name in names)
        or any(_is_class_of(one, other) or _is_class_of(other, one) for other in related)
    )


def _is_part(one: Term, key: Term | None) -> bool:
    """Whether one of the two is a part of the other: jejunum, of the small intestine."""
    if key is None:
        return False
    return one.name.casefold() in key.area.casefold() or key.name.casefold() in one.area.casefold()


def _is_class_of(whole: Term, part: Term) -> bool:
    """Whether a term names another's group: loop diuretics, of furosemide."""
    return whole.kind != part.kind and whole.name.casefold() == part.group.casefold()


def _in_tiers(
    key: Term | None, kind: str, mentioned: Sequence[Term], *, seed: str, kin: bool
) -> list[Term]:
    known = {term: place for place, term in enumerate(mentioned) if term.kind == kind}
    near = gazetteer.neighbours().get((kind, key.area), frozenset()) if key else frozenset()
    head = _head(key.name) if key else ""
    contrary = terms.opposite(key.name) if key else None
    found: list[tuple[tuple[int, int, int, int], Term]] = []
    for term in (*known, *(one for one in gazetteer.of_kind(kind) if one not in known)):
        rank = _rank(term, key, near, known)
        if kin and key is not None and term.group == key.group:
            rank = _KIN
        if rank < _FAR and term.group != UMBRELLA:
            unlike = 0 if term.name == contrary else 1 if _head(term.name) == head else 2
            place = known[term] if term in known else _number(seed, term.name)
            found.append(((rank, int(term not in known), unlike * (rank > 0), place), term))
    return [term for _, term in sorted(found, key=lambda pair: pair[0])]


def _rank(term: Term, key: Term | None, near: Collection[str], known: Mapping[Term, int]) -> int:
    if key is None or not key.area:
        return 0 if term in known else 2 if term.common else 5
    if _acts_on(term) != _acts_on(key):
        return 5 if term in known else _FAR
    if term.area == key.area:
        return 0 if term in known else 1 if term.common else 4
    if term.area in near:
        return 2 if term in known else 3 if term.common else _FAR
    return 5 if term in known else _FAR


@lru_cache(maxsize=8192)
def _acts_on(term: Term) -> str:
    """What sort of germ a drug acts on; "" for bacteria and for all other terms.

    Beside two antivirals and an antifungal, an antibiotic is told apart by its ending.
    """
    if term.kind not in ("drug", "drug class"):
        return ""
    said = f"{term.group} {term.label}".casefold()
    return next((germ for germ, words in _GERMS if re.search(words, said)), "")


_GERMS = (
    ("virus", r"vir(?:al|us)|influenza|herpes"),
    ("fungus", r"fung"),
    ("parasite", r"malaria|worm|anthelmint|lice"),
    ("skin", r"antiseptic"),
)


@lru_cache(maxsize=16384)
def _number(seed: str, name: str) -> int:
    return wording.stable_number(seed, name)


@lru_cache(maxsize=8192)
def _head(name: str) -> str:
    return clauses.head_of(name)


@lru_cache(maxsize=16384)
def _is_plural(name: str) -> bool:
    return clauses.is_plural(name)


# Kinds whose things are counted: "loop diuretics" may stand as "loop diuretic".
_COUNTED = ("vessel", "drug class", "kind of cell", "device")


def _as_the_key(term: Term, key: str, known: Term | None) -> str | None:
    """The term's name in the key's number, and a brand beside a brand; None where it has none."""
    if not key:
        return term.name
    if known is not None and known.kind == "drug" and key in known.aliases and key[0].isupper():
        return next((name for name in term.aliases if name.istitle()), None)
    if _is_plural(term.name) is _is_plural(key):
        return term.name
    turned = gazetteer.other_number(term.name)
    return turned if turned in term.aliases or term.kind in _COUNTED else None


def as_said(name: str, sentence: str) -> str:
    """A term's name as a sentence of the document says it, in the same number and case; or `name`.

    An option in other words than the learner has read would be told apart by that alone.
    """
    term, lowered = terms.typed(name), sentence.casefold()
    if term is None or name.casefold() in lowered:
        return name
    alike = (
        other
        for other in sorted(term.names, key=len, reverse=True)
        if _is_plural(other) is _is_plural(name) and other[0].isupper() is name[0].isupper()
    )
    return next((other for other in alike if f" {other.casefold()}" in f" {lowered}"), name)


# What a sentence names with "the", as there is one of it in the body.
_ONE_IN_A_BODY = ("organ", "vessel", "bone", "muscle")


def description(name: str) -> str:
    """What the gazetteer knows of a term, as a sentence: "Torsemide is a loop diuretic."; or ""."""
    term = terms.typed(name)
    if term is None or not term.label:
        return ""
    be = "are" if _is_plural(name) else "is"
    subject = f"the {name}" if term.kind in _ONE_IN_A_BODY else name
    return f"{wording.capitalised(subject)} {be} {term.label}."
