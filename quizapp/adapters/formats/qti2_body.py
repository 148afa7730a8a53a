"""What an item of QTI 2 or 3 shows: its itemBody (QTI 2.2, 6), interactions (7) and feedback."""

import re
from dataclasses import dataclass, field

from quizapp.adapters.formats.qti_packages import attribute, local_name
from quizapp.adapters.formats.qti_texts import Texts, markup_of
from quizapp.adapters.formats.xml import Element
from quizapp.core.formats import composites, mapping
from quizapp.core.formats.composites import BEGINS, CLOSES, ENDS, OPENS, blank
from quizapp.core.formats.mapping import Unkeepable

# The classes by which our own files tell the text that blanks stand in, a unit, and the pieces of
# a text between those that can be selected.
PASSAGE, UNIT, PART = "passage", "unit", "part"
# The feedback on a typed answer, with its place after it.
ANSWER = "ANSWER_"
_INTERACTION = re.compile(r"[a-zA-Z]+Interaction")
_INLINE = ("inlineChoiceInteraction", "textEntryInteraction")
_CHOICES = ("simpleChoice", "simpleAssociableChoice", "inlineChoice", "gapText", "gapImg")
_FEEDBACK = ("feedbackBlock", "feedbackInline", "modalFeedback")
_ENDS_PART = f"{OPENS}/{CLOSES}"
_PARTS = re.compile(f"{OPENS}(h?)([0-9]+){CLOSES}(.*?){_ENDS_PART}", re.DOTALL)
_TOLD = re.compile(r"general|solution|rationale|explanation|correct|right|true", re.IGNORECASE)
_NOT_TOLD = re.compile(r"incorrect|wrong|false|partial", re.IGNORECASE)
_LEFT_OUT = "Some of its feedback was left out."


@dataclass(frozen=True)
class Choice:
    """Something to choose; `most` is how often it may be used, 0 for as often as one likes."""

    identifier: str
    text: str
    rationale: str = ""
    most: int = 0


@dataclass
class Interaction:
    """One interaction; `most` is how many may be chosen, 0 for as many as one likes.

    `sets` are those of a match, `gaps` the identifiers of a text's gaps in order, `reasons` the
    feedback on typed answers.
    """

    kind: str
    response: str
    prompt: str = ""
    most: int = 1
    choices: list[Choice] = field(default_factory=list)
    sets: tuple[list[Choice], list[Choice]] = field(default_factory=lambda: ([], []))
    gaps: list[str] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    unit: str = ""


@dataclass
class Body:
    """The text, where blank n is interaction n (or gap n of a gap match), and the rest."""

    text: str
    interactions: list[Interaction]
    rationale: str

    def without_blanks(self) -> str:
        """The text alone."""
        return mapping.tidy(composites.without_marks(_MARKED.sub("", self.text)))


_MARKED = re.compile(f"{OPENS}[^{CLOSES}]*{CLOSES}")


def body_of(item: Element, texts: Texts) -> Body:
    """What an item shows. Raises Unkeepable where there is nothing, or it is drawn by chance."""
    below = [each for each in item if isinstance(each.tag, str)]
    bodies = [each for each in below if local_name(each) == "itemBody"]
    if not bodies:
        raise Unkeepable("It has no question text.")
    if any(local_name(each) == "templateDeclaration" for each in below):
        raise mapping.not_kept_yet("one with figures drawn by chance")
    reader = _Reader(texts)
    for each in below:
        if local_name(each) == "modalFeedback":
            reader.feedback[attribute(each, "identifier")] = reader.plain(each)
    text = reader.plain(bodies[0])
    for interaction in reader.interactions:
        interaction.unit = reader.unit
        interaction.reasons = reader.reasons()
    return Body(text, reader.interactions, reader.rationale())


class _Reader:
    """One pass over a body, which gathers interactions and feedback."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.interactions: list[Interaction] = []
        self.feedback: dict[str, str] = {}
        self.used: set[str] = set()
        self.unit = ""

    def plain(self, element: Element) -> str:
        """The plain text of an element, what asks something replaced by its mark."""
        return self.texts.plain(markup_of(element, self._replaced))

    def reasons(self) -> dict[str, str]:
        """Feedback on typed answers, which our own files name by the answer's place."""
        named = {n: text for n, text in self.feedback.items() if n.startswith(ANSWER)}
        self.used.update(named)
        return named

    def rationale(self) -> str:
        """The reason for the answer as a whole, "" for none; what else there is leaves a note."""
        left = {n: t for n, t in self.feedback.items() if t and n not in self.used}
        named = [n for n in left if _TOLD.search(n) and not _NOT_TOLD.search(n)]
        first = next(iter(sorted(named, key=lambda n: "general" not in n.casefold())), "")
        if len(left) > bool(first):
            self.texts.notes.append(_LEFT_OUT)
        return left.get(first, "")

    def _replaced(self, element: Element) -> str | None:
        name = local_name(element)
        if _INTERACTION.fullmatch(name):
            return self._interaction(element, name)
        if name in _FEEDBACK:
            self.feedback.setdefault(attribute(element, "identifier"), self.plain(element))
            return ""
        if name in ("printedVariable", "templateBlock", "templateInline"):
            raise mapping.not_kept_yet("one with figures drawn by chance")
        if name == "rubricBlock" and "candidate" not in attribute(element, "view"):
            self.texts.notes.append("Notes for those who grade were left out.")
            return ""
        kinds = (element.get("class") or "").split()
        if name == "div" and PASSAGE in kinds:
            return f"<div>{BEGINS}{markup_of(element, self._replaced)}{ENDS}</div>"
        if name == "span" and UNIT in kinds:
            self.unit = self.plain(element)
            return ""
        return "" if name in ("stylesheet", "catalogInfo") else None

    def _interaction(self, element: Element, name: str) -> str:
        interaction = Interaction(name, attribute(element, "responseIdentifier"))
        interaction.most = _number(attribute(element, "maxChoices"), 1)
        self.interactions.append(interaction)
        number = len(self.interactions)
        if number > mapping.MOST_ROWS:
            raise Unkeepable("It has more parts than any question needs.")
        if name == "gapMatchInteraction":
            return self._gap_match(element, interaction)
        for below in element:
            if isinstance(below.tag, str) and local_name(below) == "prompt":
                interaction.prompt = self.plain(below)
        if name == "hottextInteraction":
            self._hottexts(element, interaction)
            return ""
        if name == "matchInteraction":
            sets = [e for e in element if _is(e, "simpleMatchSet")]
            if len(sets) != 2:  # noqa: PLR2004 - a match has two sets
                raise Unkeepable("Its two sets cannot be told.")
            interaction.sets = (self._choices(sets[0]), self._choices(sets[1]))
        interaction.choices = self._choices(element)
        return blank(number) if name in _INLINE else ""

    def _choices(self, element: Element) -> list[Choice]:
        found = [e for e in element if isinstance(e.tag, str) and local_name(e) in _CHOICES]
        if len(found) > mapping.MOST_ROWS:
            raise Unkeepable("It has more choices than any question needs.")
        return [self._choice(each) for each in found]

    def _choice(self, element: Element) -> Choice:
        before = dict(self.feedback)
        self.feedback = {}
        text = self.plain(element)
        within, self.feedback = self.feedback, before
        identifier = attribute(element, "identifier")
        why = next(filter(None, within.values()), "") or self._of(identifier)
        return Choice(identifier, text, why, _number(attribute(element, "matchMax"), 1))

    def _of(self, identifier: str) -> str:
        """The feedback that has a choice's name."""
        self.used.add(identifier)
        return self.feedback.get(identifier, "")

    def _gap_match(self, element: Element, interaction: Interaction) -> str:
        def replaced(below: Element) -> str | None:
            name = local_name(below)
            if name == "gap":
                interaction.gaps.append(attribute(below, "identifier"))
                return blank(len(interaction.gaps))
            if name == "prompt":
                interaction.prompt = self.plain(below)
                return ""
            if name in _CHOICES:
                return ""
            return self._replaced(below)

        interaction.choices = self._choices(element)
        return f"<div>{BEGINS}{markup_of(element, replaced)}{ENDS}</div>"

    def _hottexts(self, element: Element, interaction: Interaction) -> None:
        found: list[str] = []

        def replaced(below: Element) -> str | None:
            name = local_name(below)
            selectable = name == "hottext"
            if selectable or (name == "span" and below.get("class") == PART):
                found.append(attribute(below, "identifier" if selectable else "id"))
                mark = f"{OPENS}{'h' if selectable else ''}{len(found) - 1}{CLOSES}"
                return f"{mark}{markup_of(below, self._replaced)}{_ENDS_PART}"
            return "" if name == "prompt" else self._replaced(below)

        text, end = self.texts.plain(markup_of(element, replaced)), 0
        for part in _PARTS.finditer(text):
            interaction.choices.append(Choice("", text[end : part.start()].strip()))
            identifier = found[int(part[2])] if part[1] else ""
            interaction.choices.append(
                Choice(identifier, part[3].strip(), self._of(found[int(part[2])]))
            )
            end = part.end()
        interaction.choices.append(Choice("", text[end:].strip()))
        interaction.choices = [each for each in interaction.choices if each.text]


def _is(element: Element, name: str) -> bool:
    return isinstance(element.tag, str) and local_name(element) == name


def _number(text: str, default: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else default  # noqa: PLR2004
