"""Keys of QTI 2 and 3 items: responseDeclaration (5.1), and what response processing compares.

The standard templates (match_correct, map_response, map_response_point; 8.3) need nothing beside
the declaration. Of processing of an item's own, comparisons of a response with a constant are read:
match, equal, member, contains and stringMatch within a condition that sets an outcome.
"""

from dataclasses import dataclass, field

from quizapp.adapters.formats.qti_packages import attribute, local_name
from quizapp.adapters.formats.xml import Element
from quizapp.core.formats import mapping
from quizapp.core.formats.mapping import Unkeepable

_COMPARISONS = ("match", "equal", "member", "contains", "stringMatch", "equalRounded")
_BOUNDS = ("gte", "lte", "gt", "lt")
_MOST = 2_000


@dataclass
class Key:
    """The right values of a response, in order, and what each is worth, -1 to 1."""

    cardinality: str
    base_type: str
    values: list[str] = field(default_factory=list)
    mapped: dict[str, float] = field(default_factory=dict)
    tolerance: float = 0.0

    def share(self, value: str) -> float:
        """What choosing a value earns: by the correct response where there is one."""
        if value in self.values:
            return self.mapped[value] if self.mapped.get(value, 0) > 0 else 1.0
        return min(self.mapped.get(value, 0.0), 0.0) if self.values else self.mapped.get(value, 0.0)


def keys_of(item: Element) -> dict[str, Key]:
    """The key of each response of an item, by identifier. Raises Unkeepable for far too much."""
    keys = {}
    elements = [each for each in item.iter() if isinstance(each.tag, str)]
    if len(elements) > _MOST:
        raise Unkeepable("It has more parts than any question needs.")
    for each in elements:
        if local_name(each) == "responseDeclaration":
            keys[attribute(each, "identifier")] = _declared(each)
    bounds: dict[str, list[float]] = {}
    for each in elements:
        if local_name(each) in _COMPARISONS:
            _compare(each, keys)
        elif local_name(each) in _BOUNDS:
            _bound(each, keys, bounds)
    for name, numbers in bounds.items():
        _widen(keys[name], min(numbers), max(numbers))
    return keys


def _declared(declaration: Element) -> Key:
    key = Key(attribute(declaration, "cardinality"), attribute(declaration, "baseType"))
    for part in declaration:
        name = local_name(part) if isinstance(part.tag, str) else ""
        if name == "correctResponse":
            key.values = [_value(v) for v in part if isinstance(v.tag, str)]
        elif name == "mapping":
            key.mapped = _mapped(part)
    right = [value for value, share in key.mapped.items() if share > 0]
    if not key.values:
        key.values = right
    elif key.base_type == "string":
        # The correct response of a gap is one wording; the mapping lists the others.
        key.values += [value for value in right if value not in key.values]
    return key


def _mapped(element: Element) -> dict[str, float]:
    entries = {}
    for entry in element:
        if isinstance(entry.tag, str) and local_name(entry) == "mapEntry":
            try:
                entries[attribute(entry, "mapKey")] = float(attribute(entry, "mappedValue"))
            except ValueError:
                raise Unkeepable("The credit of one of its answers is no number.") from None
    most = max(entries.values(), default=0.0)
    return {key: value / most if most > 0 else 0.0 for key, value in entries.items()}


def _value(element: Element) -> str:
    """A value, also one of a record or of a pair with odd spaces."""
    return " ".join(str(element.xpath("string()")).split())


def _compare(comparison: Element, keys: dict[str, Key]) -> None:
    """Take a comparison of a response with constants as its key, where none is declared."""
    parts = [each for each in comparison.iter() if isinstance(each.tag, str)]
    names = [attribute(p, "identifier") for p in parts if local_name(p) == "variable"]
    if len(names) != 1 or names[0] not in keys:
        return
    key = keys[names[0]]
    tolerance = attribute(comparison, "tolerance").split()
    if local_name(comparison) == "equal" and tolerance:
        key.tolerance = _tolerance(attribute(comparison, "toleranceMode"), tolerance, key)
    if key.values or any(local_name(a) in ("not", "isNull") for a in comparison.iterancestors()):
        return
    if _earns(comparison):
        key.values = [_value(part) for part in parts if local_name(part) == "baseValue"]


def _bound(comparison: Element, keys: dict[str, Key], bounds: dict[str, list[float]]) -> None:
    """Note a number that a response is held against, as Moodle writes a tolerance."""
    parts = [each for each in comparison.iter() if isinstance(each.tag, str)]
    names = [attribute(p, "identifier") for p in parts if local_name(p) == "variable"]
    values = [_value(part) for part in parts if local_name(part) == "baseValue"]
    if len(names) == 1 and names[0] in keys and len(values) == 1 and _earns(comparison):
        try:
            bounds.setdefault(names[0], []).append(float(values[0]))
        except ValueError:
            raise Unkeepable("One of its numbers cannot be read.") from None


def _widen(key: Key, low: float, high: float) -> None:
    """Give a number the tolerance of its bounds, or, where it has none, their middle as value."""
    if not low < high:
        return
    if not key.values:
        key.values = [f"{(low + high) / 2:.12g}"]
    try:
        value = float(key.values[0])
    except ValueError:
        return
    if low <= value <= high:
        key.tolerance = max(high - value, value - low)


def _earns(comparison: Element) -> bool:
    """Whether the condition that a comparison stands in sets an outcome above zero."""
    for above in comparison.iterancestors():
        if local_name(above) in ("responseIf", "responseElseIf"):
            return any(
                local_name(part) == "setOutcomeValue" and not _is_zero(part)
                for part in above
                if isinstance(part.tag, str)
            )
    return False


def _is_zero(setting: Element) -> bool:
    values = [p for p in setting.iter() if isinstance(p.tag, str) and local_name(p) == "baseValue"]
    return bool(values) and all(_value(each) in ("0", "0.0", "incorrect") for each in values)


def _tolerance(mode: str, written: list[str], key: Key) -> float:
    try:
        distance = abs(float(written[0]))
        if mode == "relative":
            return abs(float(key.values[0])) * distance / 100 if key.values else 0.0
    except ValueError:
        return 0.0
    return distance if mode == "absolute" and distance < mapping.MOST_TEXT else 0.0
