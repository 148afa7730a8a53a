"""One <item> of QTI 1.2 -> an item of ours (ASI XML binding, 3.2: the item's elements).

What is asked stands in <presentation>: material and responses, in flows or without. Vendors name
the kind of question in metadata of their own (Canvas question_type, QTI's qmd_itemtype, Blackboard
bbmd_questiontype); it is asked only where the responses leave it open.
"""

from quizapp.adapters.formats.qti12_presentation import (
    Asked,
    Feedback,
    Response,
    asked_in,
    labels_of,
    name_of,
)
from quizapp.adapters.formats.qti12_scoring import (
    Scoring,
    field_of,
    number_of,
    scoring_of,
)
from quizapp.adapters.formats.qti_texts import Texts, identity_in
from quizapp.adapters.formats.xml import Element, child, children, tag_of
from quizapp.core.banks import unlocated
from quizapp.core.formats import composites, mapping
from quizapp.core.formats.base import ParsedItem
from quizapp.core.formats.composites import Group, Row
from quizapp.core.formats.mapping import Answer, Unkeepable
from quizapp.core.item_types import ItemContent
from quizapp.core.items import with_source

_KIND = ("question_type", "qmd_itemtype", "qmd_questiontype", "bbmd_questiontype")
_UNKEPT = {
    "essay_question": "an essay",
    "essay": "an essay",
    "long answer": "an essay",
    "file_upload_question": "a file that is handed in",
    "file upload": "a file that is handed in",
    "calculated_question": "a calculation with drawn numbers",
    "calculated": "a calculation with drawn numbers",
    "arithmetic": "a calculation with drawn numbers",
    "significant figures": "a calculation with drawn numbers",
    "hot_spot_question": "a place on a picture",
    "hot spot": "a place on a picture",
}
# Types whose parts may have the same options by chance.
_GROUPS = ("dropdown_table", "multiple_response_grouping", "bow_tie")
_NOTHING_ASKED = ("text_only_question", "text_only", "text information")


def parsed_item(item: Element, place: str, section: tuple[str, ...], texts: Texts) -> ParsedItem:
    """An item as it is kept. Raises Unkeepable with the reason where it cannot be."""
    kind = field_of(item, *_KIND).casefold()
    if kind in _NOTHING_ASKED:
        raise Unkeepable("It is a text and asks nothing.")
    if kind in _UNKEPT:
        raise mapping.not_kept_yet(_UNKEPT[kind])
    asked = asked_in(item, texts)
    scoring = scoring_of(item)
    feedback = Feedback(item, scoring, texts)
    stem, content, notes = _content(item, kind, asked, scoring, feedback)
    rationale, left = feedback.rationale()
    made, unsaid = mapping.make_item(
        stem,
        content,
        rationale=rationale,
        objective=field_of(item, "quizapp_objective"),
        step=field_of(item, "quizapp_step"),
        bloom=field_of(item, "quizapp_bloom"),
    )
    if quote := field_of(item, "quizapp_quote"):
        made = with_source(made, unlocated(quote))
    return ParsedItem(
        identity_in(item.get("ident", "").strip()),
        place,
        section,
        made,
        tuple(dict.fromkeys(texts.used)),
        texts.told((*notes, *left)),
        unsaid,
    )


# The content by its responses ------------------------------------------------------------------


def _content(
    item: Element, kind: str, asked: Asked, scoring: Scoring, feedback: Feedback
) -> tuple[str, ItemContent, tuple[str, ...]]:
    hint = field_of(item, "quizapp_type")
    if not asked.responses:
        raise Unkeepable("It asks nothing: there is no place for an answer.")
    if any(tag_of(each.element) == "response_xy" for each in asked.responses):
        raise mapping.not_kept_yet("a place on a picture")
    if len(asked.responses) > 1:
        return _of_several(kind, hint, asked, scoring, feedback)
    [response] = asked.responses
    if tag_of(response.element) in ("response_str", "response_num"):
        content, notes = _typed(item, kind, response, scoring, feedback)
        return asked.stem, content, notes
    if not response.labels:
        raise Unkeepable("There is nothing to choose from.")
    if kind == "multiple_dropdowns_question":
        return _blanks(hint, asked, scoring, feedback)
    content, notes = _chosen(kind, hint, response, scoring, feedback)
    gap = f"[{name_of(response)}]" if kind.startswith("fill_in") else ""
    return asked.stem.replace(gap, "______") if gap else asked.stem, content, notes


def _chosen(
    kind: str, hint: str, response: Response, scoring: Scoring, feedback: Feedback
) -> tuple[ItemContent, tuple[str, ...]]:
    """The content of one response that has labels."""
    cardinality = response.element.get("rcardinality", "Single").casefold()
    if any(label.get("match_group") for label in labels_of(response)):
        return _by_match_groups(response, scoring), ()
    if cardinality == "ordered" or "order" in kind:
        return _ordered(response, scoring, feedback), ()
    if kind.startswith("fill_in"):
        return mapping.short_answer(_answers(response, scoring, feedback))
    if cardinality != "multiple":
        return mapping.choices(_answers(response, scoring, feedback), several=False)
    values = [ident for ident, _text in response.labels]
    right = scoring.right_of_several(response.ident, values)
    answers = [
        Answer(text, float(value in right), feedback.of(response.ident, value))
        for value, text in response.labels
    ]
    rendering = child(response.element, "render_choice")
    most = "" if rendering is None else rendering.get("maxnumber", "")
    exactly = 1 < len(right) < len(values) and (hint == "select_n" or most == str(len(right)))
    return mapping.choices(answers, several=True, exactly=exactly)


def _answers(response: Response, scoring: Scoring, feedback: Feedback) -> list[Answer]:
    values = [ident for ident, _text in response.labels]
    shares = scoring.shares(response.ident, values)
    return [
        Answer(text, share, feedback.of(response.ident, value))
        for (value, text), share in zip(response.labels, shares, strict=True)
    ]


def _typed(
    item: Element, kind: str, response: Response, scoring: Scoring, feedback: Feedback
) -> tuple[ItemContent, tuple[str, ...]]:
    ident = response.ident
    rendering = child(response.element, "render_fib")
    type_of = "" if rendering is None else rendering.get("fibtype", "").casefold()
    accepted = [
        text for c in scoring.with_credit() for text in scoring.asked_for(c, ident, "varequal")
    ]
    numeric = (
        type_of in ("decimal", "integer", "scientific")
        or "numeric" in kind
        or tag_of(response.element) == "response_num"
    )
    if numeric:
        numbers = number_of(scoring, ident)
        return mapping.numeric(numbers, field_of(item, "quizapp_unit")), ()
    if not accepted:
        if scoring.with_credit():
            raise Unkeepable("Its scoring cannot be told in listed answers.")
        raise mapping.not_kept_yet("an essay, or an answer without a key")
    return mapping.short_answer(
        [Answer(text, 1.0, feedback.of(ident, text)) for text in accepted[: mapping.MOST_ROWS + 1]]
    )


def _ordered(response: Response, scoring: Scoring, feedback: Feedback) -> ItemContent:
    texts = dict(response.labels)
    for condition in scoring.with_credit():
        order = scoring.asked_for(condition, response.ident)
        order = [part.strip() for each in order for part in each.split(",")]
        if sorted(order) == sorted(texts):
            return mapping.ordered(
                [texts[value] for value in order],
                [feedback.of(response.ident, value) for value in order],
            )
    raise Unkeepable("The right order of its steps cannot be told from its scoring.")


def _by_match_groups(response: Response, scoring: Scoring) -> ItemContent:
    """Entries that name, in match_group, the choices they may be given (4.3: response_grp)."""
    labels = {label.get("ident", ""): label.get("match_group") for label in labels_of(response)}
    texts = dict(response.labels)
    choices = [ident for ident, group in labels.items() if not group]
    entries = [ident for ident, group in labels.items() if group]
    asked = [
        tuple(part.strip() for part in text.split(","))
        for condition in scoring.with_credit()
        for text in scoring.asked_for(condition, response.ident)
    ]
    rows = [
        Row(
            texts[entry],
            tuple(n for n, c in enumerate(choices) if (entry, c) in asked or (c, entry) in asked),
        )
        for entry in entries
    ]
    return composites.rows(rows, [(texts[choice], "") for choice in choices])


# Several responses -----------------------------------------------------------------------------


def _of_several(
    kind: str, hint: str, asked: Asked, scoring: Scoring, feedback: Feedback
) -> tuple[str, ItemContent, tuple[str, ...]]:
    responses = asked.responses
    if any(not response.labels for response in responses):
        raise mapping.not_kept_yet("several gaps that are typed into")
    if all(f"[{name_of(response)}]" in asked.stem for response in responses):
        return _blanks(hint, asked, scoring, feedback, kind)
    several = any(
        response.element.get("rcardinality", "").casefold() == "multiple" for response in responses
    )
    shared = _shared(responses)
    if shared is not None and hint not in _GROUPS:
        rows = []
        for response in responses:
            right, why = _right_of(response, scoring, feedback)
            places = tuple(n for n, text in enumerate(shared) if text in right)
            rows.append(Row(response.prompt, places, why))
        idents = {text: ident for response in responses for ident, text in response.labels}
        choices = [(text, feedback.of("", idents[text])) for text in shared]
        content = composites.rows(rows, choices, hint, several=several)
        return asked.stem, content, ()
    groups = []
    for response in responses:
        right, _why = _right_of(response, scoring, feedback)
        answers = tuple(
            Answer(text, float(text in right), feedback.of(response.ident, value))
            for value, text in response.labels
        )
        groups.append(Group(response.prompt, answers, several))
    return asked.stem, composites.grouping(groups, hint), ()


def _right_of(response: Response, scoring: Scoring, feedback: Feedback) -> tuple[list[str], str]:
    values = [ident for ident, _text in response.labels]
    if response.element.get("rcardinality", "").casefold() == "multiple":
        right = scoring.right_of_several(response.ident, values)
    else:
        shares = scoring.shares(response.ident, values)
        # Blackboard's rows name their match in a condition that says nothing of points.
        right = {v for v, share in zip(values, shares, strict=True) if share > 0} or {
            text
            for condition in scoring.conditions
            if not children(condition, "setvar")
            for text in scoring.asked_for(condition, response.ident)
        }
    told = (feedback.of(response.ident, value) for value in values if value in right)
    why = feedback.of_row(response.ident) or next(filter(None, told), "")
    return [text for value, text in response.labels if value in right], why


def _shared(responses: list[Response]) -> list[str] | None:
    """The choices of all responses where each has those of the first, or some; else None."""
    longest = max(([text for _i, text in r.labels] for r in responses), key=len)
    every = list(dict.fromkeys(text for r in responses for _ident, text in r.labels))
    return longest if set(every) == set(longest) else None


def _blanks(
    hint: str, asked: Asked, scoring: Scoring, feedback: Feedback, kind: str = ""
) -> tuple[str, ItemContent, tuple[str, ...]]:
    ways = {label.get("answer_type", "") for r in asked.responses for label in labels_of(r)}
    if kind.startswith("fill_in") and ways not in ({"dropdown"}, {"wordbank"}):
        raise mapping.not_kept_yet("several gaps that are typed into")
    text = asked.stem
    for number, response in enumerate(asked.responses, start=1):
        text = text.replace(f"[{name_of(response)}]", composites.blank(number), 1)
    order = composites.order_of_blanks(text)
    stem, passage, notes = composites.stem_and_passage(text)
    groups = [
        Group("", tuple(_answers(asked.responses[number - 1], scoring, feedback)))
        for number in order
    ]
    if ways != {"wordbank"}:
        return stem, composites.dropdowns(groups, passage, hint), notes
    words = dict.fromkeys(answer.text for group in groups for answer in group.answers)
    tokens = []
    for word in words:
        held = [
            (number, answer.rationale)
            for number, group in enumerate(groups, start=1)
            for answer in group.answers
            if answer.text == word and answer.share > 0
        ]
        reasons = [a.rationale for g in groups for a in g.answers if a.text == word]
        why = next(filter(None, (*(reason for _n, reason in held), *reasons)), "")
        tokens.append((word, [number for number, _why in held], why))
    return stem, composites.tokens(passage, tokens, hint), notes
