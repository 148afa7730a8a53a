"""Response processing of QTI 1.2 (ASI information model, 3.2: <resprocessing>): what earns credit.

A key is never guessed from a condition's looks: a response is put to the conditions as a player
would put it, and what earns credit is right. `continue` is passed over, as vendors do, who leave it
out where conditions add up.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from quizapp.adapters.formats.xml import Element, child, children, tag_of, text_of
from quizapp.core.formats.mapping import Unkeepable

_MOST_CONDITIONS = 2_000
# D2L counts what is wrong in a variable of its own.
_OF_WRONG = re.compile(r"incorrect|wrong", re.IGNORECASE)
_RIGHT = re.compile(r"correct(_fb)?", re.IGNORECASE)

Given = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Scoring:
    """An item's <respcondition> elements."""

    conditions: tuple[Element, ...]

    def score(self, given: Given) -> float:
        """What a response earns, in the file's own points; values by each response's ident."""
        scores: dict[str, float] = {}
        matched = False
        for condition in self.conditions:
            if not _holds(child(condition, "conditionvar"), given, matched):
                continue
            for variable, points, adds in _settings(condition):
                matched = True
                scores[variable] = points + (scores.get(variable, 0.0) if adds else 0.0)
        return sum(points for variable, points in scores.items() if not _OF_WRONG.search(variable))

    def shares(self, ident: str, values: Sequence[str]) -> list[float]:
        """What each value of a response alone earns more than no answer, as shares of the most."""
        nothing = self.score({})
        gains = [self.score({ident: [value]}) - nothing for value in values]
        most = max(gains, default=0.0)
        return [gain / most if most > 0 else 0.0 for gain in gains]

    def right_of_several(self, ident: str, values: Sequence[str]) -> set[str]:
        """The values that together earn the most.

        Each earns by itself, or a condition asks for these and, by <not>, for no other.
        """
        shares = self.shares(ident, values)
        adding = {value for value, share in zip(values, shares, strict=True) if share > 0}
        candidates = [adding, *(
            {value for value in values if value in asked}
            for asked in (self.asked_for(c, ident) for c in self.with_credit())
        )]  # fmt: skip
        nothing = self.score({})
        earned = [self.score({ident: sorted(each)}) for each in candidates]
        best = max(earned)
        if best <= nothing:
            return set()
        return candidates[earned.index(best)]

    def with_credit(self) -> list[Element]:
        """The conditions that earn something."""
        return [c for c in self.conditions if any(p > 0 for _v, p, _a in _settings(c))]

    def asked_for(self, condition: Element, ident: str, *names: str) -> list[str]:
        """The values that a condition asks of a response, not those under <not>, in order."""
        return [
            (each.text or "").strip()
            for each in condition.iter()
            if tag_of(each) in (names or ("varequal", "varsubset"))
            and each.get("respident", "") == ident
            and not any(tag_of(above) == "not" for above in each.iterancestors())
        ]

    def feedback(self) -> list[tuple[str, str, str]]:
        """Each <displayfeedback> as (ident, value, name of the feedback).

        Ident and value are those of a condition that asks for one value; else they are "", and the
        value is "right" where it earns credit.
        """
        found = []
        credit = self.with_credit()
        for condition in self.conditions:
            named = [d.get("linkrefid", "").strip() for d in children(condition, "displayfeedback")]
            equal = [e for e in condition.iter() if tag_of(e) == "varequal"]
            negated = any(tag_of(e) == "not" for e in condition.iter())
            for name in named:
                if len(equal) == 1 and not negated:
                    value = (equal[0].text or "").strip()
                    found.append((equal[0].get("respident", ""), value, name))
                else:
                    found.append(("", "right" if condition in credit else "", name))
        return found


def scoring_of(item: Element) -> Scoring:
    """The conditions of an item. Raises Unkeepable for more than any question has."""
    conditions = [
        each
        for processing in children(item, "resprocessing")
        for each in children(processing, "respcondition")
    ]
    if sum(1 for each in conditions for _part in each.iter()) > _MOST_CONDITIONS:
        raise Unkeepable("Its scoring has more conditions than any question needs.")
    return Scoring(tuple(conditions))


def _settings(condition: Element) -> Iterable[tuple[str, float, bool]]:
    """What a condition does to the score: (variable, points, whether they are added)."""
    settings = children(condition, "setvar")
    marked = _is_marked_right(condition)
    for setting in settings:
        text = (setting.text or "").strip()
        variable = setting.get("varname") or setting.get("variablename") or "SCORE"
        adds = setting.get("action", "Set").casefold() == "add"
        # Blackboard writes the whole credit as "SCORE.max".
        points = 1.0 if text.casefold().endswith(".max") else _number(text)
        sign = -1.0 if setting.get("action", "").casefold() == "subtract" else 1.0
        # New Quizzes marks the key where no answer earns points.
        if not points and condition.get("correctanswer", "").casefold() == "yes":
            points = 1.0
        yield variable, sign * points, adds or sign < 0
    if not settings and marked:
        yield "SCORE", 1.0, False


def _is_marked_right(condition: Element) -> bool:
    return bool(
        _RIGHT.fullmatch(condition.get("title", "").strip())
        or any(
            _RIGHT.fullmatch(each.get("linkrefid", "").strip())
            for each in children(condition, "displayfeedback")
        )
    )


def _holds(condition: Element | None, given: Given, matched: bool) -> bool:
    """Whether a condition is true of a response; its parts are joined by and (3.2.2)."""
    return condition is not None and all(
        _is_true(part, given, matched) for part in children(condition)
    )


def _is_true(part: Element, given: Given, matched: bool) -> bool:
    name = tag_of(part)
    parts = children(part)
    values = given.get(part.get("respident", ""), ())
    text = (part.text or "").strip()
    if name in ("and", "or", "not"):
        truths = [_is_true(each, given, matched) for each in parts]
        return any(truths) if name == "or" else all(truths) != (name == "not")
    if name == "varequal":
        return text in values
    if name == "varsubset":
        return bool(values) and all(each.strip() in values for each in text.split(","))
    if name == "unanswered":
        return not values
    return name == "other" and not matched


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if abs(number) < 1e9 else 0.0  # noqa: PLR2004 - also what is no number


def number_of(scoring: Scoring, ident: str) -> list[tuple[float, float, str]]:
    """The right numbers of a response as (value, tolerance, ""), from equality and bounds.

    Raises Unkeepable for one that cannot be read.
    """
    found = []
    for condition in scoring.with_credit():
        equal = [e for e in condition.iter() if tag_of(e) == "varequal"]
        low = scoring.asked_for(condition, ident, "vargte", "vargt")
        high = scoring.asked_for(condition, ident, "varlte", "varlt")
        try:
            bounds = (float(low[0]), float(high[0])) if low and high else None
            if equal:
                value = float((equal[0].text or "").strip())
                tolerance = _margin(equal[0], value)
                if tolerance is None:
                    within = bounds is not None and bounds[0] <= value <= bounds[1]
                    tolerance = bounds[1] - value if within and bounds else 0.0
                found.append((value, abs(tolerance), ""))
            elif bounds is not None:
                found.append((sum(bounds) / 2, abs(bounds[1] - bounds[0]) / 2, ""))
        except ValueError:
            raise Unkeepable("One of its numbers cannot be read.") from None
    return found


def _margin(equal: Element, value: float) -> float | None:
    """The tolerance that an equality names itself, as Canvas writes it; None for none."""
    if equal.get("margin"):
        margin = float(equal.get("margin", "0"))
        return abs(value) * margin / 100 if equal.get("margintype") == "percent" else margin
    if equal.get("precision") and equal.get("precisiontype") == "decimals":
        return float(0.5 * 10.0 ** -min(int(equal.get("precision", "0")), 12))
    return None


def title_of(element: Element) -> str:
    """The title attribute, "" for one that only names the root."""
    title = (element.get("title") or "").strip()
    return "" if title.casefold() in ("root_section", "root section", "main") else title


def field_of(item: Element, *names: str) -> str:
    """The first <fieldentry> of an item's metadata whose <fieldlabel> is one of these, "" for none.

    Metadata stand in itemmetadata/qtimetadata/qtimetadatafield, or as elements of their own
    (qmd_itemtype, bbmd_questiontype).
    """
    metadata = child(item, "itemmetadata")
    if metadata is None:
        return ""
    for each in metadata.iter():
        if tag_of(each) == "qtimetadatafield" and text_of(each, "fieldlabel").casefold() in names:
            return text_of(each, "fieldentry")
        if tag_of(each).casefold() in names:
            return (each.text or "").strip()
    return ""
