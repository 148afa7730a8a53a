"""What an <item> of QTI 1.2 shows: its question, its responses and its feedback (ASI 3.2, 3.3)."""

import re
from dataclasses import dataclass, field

from quizapp.adapters.formats.qti12_scoring import Scoring
from quizapp.adapters.formats.qti_texts import Texts, markup_of
from quizapp.adapters.formats.xml import Element, child, children, tag_of
from quizapp.core.formats import composites, mapping
from quizapp.core.formats.mapping import Unkeepable

_RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_WHOLE_FEEDBACK = ("general_fb", "general", "solution")
_HTML = re.compile(r"</?(p|div|span|b|i|u|em|strong|ul|ol|li|sup|sub|table|font)\b|<br|<img|&\w+;")
# The label of the material that blanks stand in, in our own files.
PASSAGE = "passage"
_FEEDBACK_LEFT = "Some of its feedback was left out."


@dataclass
class Response:
    """A response: its ident, what stands beside it, and what there is to choose from."""

    element: Element
    ident: str
    prompt: str
    labels: list[tuple[str, str]] = field(default_factory=list)
    # The letters Blackboard gives in place of choices, which stand in a block of their own.
    unnamed: bool = False


@dataclass
class Asked:
    """A presentation as it is read: the question's text and its responses."""

    stem: str
    responses: list[Response]


# What is asked ---------------------------------------------------------------------------------


def asked_in(item: Element, texts: Texts) -> Asked:
    """What an item's <presentation> asks. Raises Unkeepable where it has none, or too much."""
    presentation = child(item, "presentation")
    if presentation is None:
        raise Unkeepable("It has no question text.")
    elements = [each for each in presentation.iter() if tag_of(each) in _RESPONSES]
    if len(elements) > mapping.MOST_ROWS:
        raise Unkeepable(f"It has more parts than any question needs: {mapping.MOST_ROWS}.")
    pieces: list[str] = []
    before: dict[Element, str] = {}
    matches = _walk(presentation, texts, pieces, before)
    responses = [_response(each, before.get(each, ""), texts) for each in elements]
    for response in responses:
        if response.unnamed and len(matches) >= len(response.labels):
            response.labels = [
                (ident, matches[n]) for n, (ident, _text) in enumerate(response.labels)
            ]
    stem = "\n".join(filter(None, pieces))
    if len(responses) == 1 and f"[{name_of(responses[0])}]" not in stem:
        stem = f"{stem}\n{responses[0].prompt}".strip()
    return Asked(stem, responses)


def _walk(
    element: Element, texts: Texts, pieces: list[str], before: dict[Element, str]
) -> list[str]:
    """Gather the text outside responses, and for each of Blackboard's rows what stands before it.

    Gives the texts of its block of matches.
    """
    matches: list[str] = []
    for each in children(element):
        name = tag_of(each)
        kind = each.get("class", "").upper()
        within = [e for e in each.iter() if tag_of(e) in _RESPONSES]
        if kind == "RIGHT_MATCH_BLOCK":
            matches += [_material(flow, texts) for flow in children(each)]
        elif name == "material":
            text = _material(each, texts)
            is_passage = each.get("label") == PASSAGE
            pieces.append(f"{composites.BEGINS}{text}{composites.ENDS}" if is_passage else text)
        elif name == "flow" and len(within) == 1 and kind == "BLOCK" and _has_material(each):
            row: list[str] = []
            _walk(each, texts, row, {})
            before[within[0]] = " ".join(row)
        elif name not in _RESPONSES:
            matches += _walk(each, texts, pieces, before)
    return matches


def _has_material(flow: Element) -> bool:
    return any(
        tag_of(each) == "material"
        and not any(tag_of(above) in _RESPONSES for above in each.iterancestors())
        for each in flow.iter()
    )


def _response(element: Element, before: str, texts: Texts) -> Response:
    labels = [each for each in element.iter() if tag_of(each) == "response_label"]
    prompt = " ".join(filter(None, (_material(e, texts) for e in children(element, "material"))))
    choices = [] if tag_of(element) in ("response_str", "response_num") else labels
    if len(choices) > mapping.MOST_ROWS:
        raise Unkeepable(f"It has more choices than any question needs: {mapping.MOST_ROWS}.")
    read = [(label.get("ident", ""), _material(label, texts)) for label in choices]
    unnamed = bool(read) and not any(text for _ident, text in read)
    ident = element.get("ident") or element.get("respident") or ""
    return Response(element, ident, prompt or before, read, unnamed)


def _material(element: Element, texts: Texts) -> str:
    """The plain text of all material below an element (3.3: mattext, matimage and the like)."""
    pieces = []
    for each in element.iter():
        name = tag_of(each)
        if name in ("mattext", "mat_formattedtext", "matemtext"):
            pieces.append(_text(each, texts))
        elif name in ("matimage", "mataudio", "matvideo", "matapplet") and each.get("uri"):
            texts.keep(each.get("uri", ""))
            texts.notes.append("A picture or recording was left out.")
    return "\n".join(filter(None, pieces))


def _text(element: Element, texts: Texts) -> str:
    """A text by its texttype, of which the default is text/plain; elements in it are HTML."""
    kind = element.get("texttype") or element.get("type") or ""
    if children(element):
        return texts.plain(markup_of(element))
    written = composites.without_marks(element.text or "")
    if kind.casefold() in ("text/html", "html", "text/xhtml") or (
        not kind and _HTML.search(written)
    ):
        return texts.plain(written)
    return written.replace("\xa0", " ").strip()


# Feedback --------------------------------------------------------------------------------------


class Feedback:
    """The feedback of an item: reasons beside its answers, and for the whole ."""

    def __init__(self, item: Element, scoring: Scoring, texts: Texts) -> None:
        self.texts = {
            each.get("ident", ""): _material(each, texts) for each in children(item, "itemfeedback")
        }
        self.shown = scoring.feedback()
        self.used: set[str] = set()

    def of(self, ident: str, value: str) -> str:
        """Why a value of a response is right or wrong, "" where it is not told."""
        names = [name for i, v, name in self.shown if (i, v) == (ident, value)]
        for name in (*names, f"{value}_fb"):
            if self.texts.get(name) and not _is_of_whole(name):
                self.used.add(name)
                return self.texts[name]
        return ""

    def of_row(self, ident: str) -> str:
        """Why an entry has its choices, in our own files; "" where it is not told."""
        return self.of(ident, ident)

    def rationale(self) -> tuple[str, tuple[str, ...]]:
        """The reason for the answer as a whole, and a note where other feedback is left out."""
        told = {name: text for name, text in self.texts.items() if text and name not in self.used}
        right = [name for _i, value, name in self.shown if value == "right"]
        whole = [name for name in told if name.casefold() in _WHOLE_FEEDBACK]
        also = [name for name in told if _is_of_whole(name) and "incorrect" not in name.casefold()]
        for name in (*whole, *right, *also):
            if name in told:
                return told[name], (_FEEDBACK_LEFT,) if len(told) > 1 else ()
        return "", (_FEEDBACK_LEFT,) if told else ()


def _is_of_whole(name: str) -> bool:
    name = name.casefold()
    return name in _WHOLE_FEEDBACK or "correct" in name or name.startswith("general_")


def name_of(response: Response) -> str:
    """The name of a blank in the text, as Canvas writes it: response_color1 is [color1]."""
    name = response.ident.removeprefix("response_")
    return name if name != response.ident else response.prompt


def labels_of(response: Response) -> list[Element]:
    """The elements of what there is to choose from."""
    return [each for each in response.element.iter() if tag_of(each) == "response_label"]
