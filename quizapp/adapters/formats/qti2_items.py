"""One assessmentItem of QTI 2.1, 2.2 or 3.0 -> an item of ours (QTI 2.2 information model, 4 to 8).

QTI 3.0 has the same elements under names with hyphens, which `local_name` undoes. A key stands in
correctResponse or mapping (5.1: responseDeclaration), whatever the response processing is; where
neither says it, it is looked for in the processing's comparisons with constants.
"""

from quizapp.adapters.formats.qti2_body import ANSWER, Body, Interaction, body_of
from quizapp.adapters.formats.qti2_keys import Key, keys_of
from quizapp.adapters.formats.qti_packages import attribute, local_name
from quizapp.adapters.formats.qti_texts import Texts, identity_in
from quizapp.adapters.formats.xml import Element
from quizapp.core.banks import unlocated
from quizapp.core.formats import composites, mapping
from quizapp.core.formats.base import ParsedItem
from quizapp.core.formats.composites import Group, Row
from quizapp.core.formats.mapping import Answer, Unkeepable
from quizapp.core.item_types import ItemContent
from quizapp.core.items import with_source

_UNKEPT = {
    "extendedTextInteraction": "an essay",
    "uploadInteraction": "a file that is handed in",
    "drawingInteraction": "a drawing",
    "mediaInteraction": "a recording that is played",
    "sliderInteraction": "a slider",
    "hotspotInteraction": "a place on a picture",
    "selectPointInteraction": "a place on a picture",
    "positionObjectInteraction": "a place on a picture",
    "graphicOrderInteraction": "an order on a picture",
    "graphicAssociateInteraction": "pairs on a picture",
    "graphicGapMatchInteraction": "labels dragged onto a picture",
    "customInteraction": "one of a vendor's own making",
    "portableCustomInteraction": "one of a vendor's own making",
}
_NO_KEY = "Its key cannot be told: there is no correct response, and no mapping."
_Read = tuple[str, ItemContent, tuple[str, ...]]


def parsed_item(
    item: Element,
    place: str,
    section: tuple[str, ...],
    said: dict[str, str],
    texts: Texts,
) -> ParsedItem:
    """An item as it is kept. Raises Unkeepable with the reason where it cannot be.

    `said` is what the manifest tells of it.
    """
    keys = keys_of(item)
    body = body_of(item, texts)
    hint = attribute(item, "label") if attribute(item, "toolName") == "Quizapp" else ""
    stem, content, notes = _content(body, keys, hint)
    made, unsaid = mapping.make_item(
        stem,
        content,
        rationale=body.rationale,
        objective=said.get("objective", ""),
        step=said.get("step", ""),
        bloom=said.get("bloom", ""),
    )
    if quote := said.get("quote"):
        made = with_source(made, unlocated(quote))
    return ParsedItem(
        identity_in(attribute(item, "identifier")),
        place,
        section,
        made,
        tuple(dict.fromkeys(texts.used)),
        texts.told(notes),
        unsaid,
    )


def _content(body: Body, keys: dict[str, Key], hint: str) -> _Read:
    interactions = body.interactions
    for each in interactions:
        if each.kind in _UNKEPT:
            raise mapping.not_kept_yet(_UNKEPT[each.kind])
    kinds = {each.kind for each in interactions}
    if not interactions:
        raise Unkeepable("It asks nothing: there is no place for an answer.")
    if kinds == {"inlineChoiceInteraction"}:
        return _inline_choices(body, keys, hint)
    if kinds == {"hottextInteraction"}:
        return _hottexts(body, keys, hint)
    if len(interactions) > 1 and kinds == {"choiceInteraction"}:
        return _choices_in_groups(body, keys, hint)
    if len(interactions) > 1:
        if kinds == {"textEntryInteraction"}:
            raise mapping.not_kept_yet("several gaps that are typed into")
        raise mapping.not_kept_yet("several questions in one")
    [interaction] = interactions
    if interaction.kind not in _READING:
        raise mapping.not_kept_yet(f"“{interaction.kind[:40]}”")
    return _READING[interaction.kind](body, interaction, keys, hint)


def _key(interaction: Interaction, keys: dict[str, Key]) -> Key:
    key = keys.get(interaction.response)
    if key is None or not key.values:
        raise Unkeepable(_NO_KEY)
    return key


def _stem(body: Body, interaction: Interaction) -> str:
    return "\n".join(filter(None, (body.without_blanks(), interaction.prompt)))


def _choice(body: Body, interaction: Interaction, keys: dict[str, Key], hint: str) -> _Read:
    key = _key(interaction, keys)
    several = interaction.most != 1 and key.cardinality != "single"
    answers = _answers(interaction, key)
    right = sum(answer.share > 0 for answer in answers)
    exactly = 1 < right < len(answers) and (interaction.most == right or hint == "select_n")
    content, notes = mapping.choices(answers, several=several, exactly=exactly)
    return _stem(body, interaction), content, notes


def _answers(interaction: Interaction, key: Key) -> list[Answer]:
    return [
        Answer(choice.text, key.share(choice.identifier), choice.rationale)
        for choice in interaction.choices
    ]


def _order(body: Body, interaction: Interaction, keys: dict[str, Key], _hint: str) -> _Read:
    key = _key(interaction, keys)
    choices = {choice.identifier: choice for choice in interaction.choices}
    if sorted(key.values) != sorted(choices):
        raise Unkeepable("Its right order does not have each step once.")
    ordered = [choices[value] for value in key.values]
    content = mapping.ordered([c.text for c in ordered], [c.rationale for c in ordered])
    return _stem(body, interaction), content, ()


def _match(body: Body, interaction: Interaction, keys: dict[str, Key], hint: str) -> _Read:
    """Two sets, of which a choice of one belongs to choices of the other (7.3: matchInteraction).

    The set whose choices may be used once only holds the entries: vendors write either first.
    """
    pairs = {tuple(value.split()) for value in _key(interaction, keys).values}
    entries, columns = interaction.sets
    if any(entry.most != 1 for entry in entries) and all(column.most == 1 for column in columns):
        entries, columns = columns, entries
        pairs = {pair[::-1] for pair in pairs}
    rows = [
        Row(
            entry.text,
            tuple(n for n, c in enumerate(columns) if (entry.identifier, c.identifier) in pairs),
            entry.rationale,
        )
        for entry in entries
    ]
    several = hint == "matrix_multiple_response" or any(len(row.right) > 1 for row in rows)
    choices = [(column.text, column.rationale) for column in columns]
    content = composites.rows(rows, choices, hint, several=several)
    return _stem(body, interaction), content, ()


def _associate(body: Body, interaction: Interaction, keys: dict[str, Key], _hint: str) -> _Read:
    """One set, of which two belong together (7.3: associateInteraction): the first is the entry."""
    choices = {choice.identifier: choice for choice in interaction.choices}
    pairs = [value.split() for value in _key(interaction, keys).values]
    paired = [name for pair in pairs for name in pair]
    if len(set(paired)) < len(paired) or not set(paired) <= set(choices):
        raise Unkeepable("One of its choices belongs to several others.")
    content = mapping.matching(
        [(choices[one].text, choices[other].text, "") for one, other in pairs],
        [(c.text, "") for name, c in choices.items() if name not in paired],
    )
    return _stem(body, interaction), content, ()


def _gap_match(body: Body, interaction: Interaction, keys: dict[str, Key], hint: str) -> _Read:
    """Words for gaps (7.3: gapMatchInteraction); a pair of the key names the word first."""
    pairs = {tuple(value.split()) for value in _key(interaction, keys).values}
    stem, passage, notes = composites.stem_and_passage(
        "\n".join(filter(None, (interaction.prompt, body.text)))
    )
    gaps = [interaction.gaps[number - 1] for number in composites.order_of_blanks(body.text)]
    tokens = [
        (
            word.text,
            [n for n, gap in enumerate(gaps, start=1) if (word.identifier, gap) in pairs],
            word.rationale,
        )
        for word in interaction.choices
    ]
    return stem, composites.tokens(passage, tokens, hint), notes


def _text_entry(body: Body, interaction: Interaction, keys: dict[str, Key], _hint: str) -> _Read:
    key = _key(interaction, keys)
    # A gap within words shows where the answer goes; one at the end is the line to write on.
    text = body.text.replace(composites.blank(1), "______")
    stem = text.removesuffix("______").strip() if text.endswith("\n______") else text
    if key.base_type in ("float", "integer"):
        try:
            numbers = [(float(value), key.tolerance, "") for value in key.values]
        except ValueError:
            raise Unkeepable("One of its numbers cannot be read.") from None
        return stem, mapping.numeric(numbers, interaction.unit), ()
    content, notes = mapping.short_answer(
        [
            Answer(value, key.share(value), interaction.reasons.get(f"{ANSWER}{n}", ""))
            for n, value in enumerate(key.values[: mapping.MOST_ROWS + 1])
        ]
    )
    return stem, content, notes


def _inline_choices(body: Body, keys: dict[str, Key], hint: str) -> _Read:
    stem, passage, notes = composites.stem_and_passage(body.text)
    ordered = [body.interactions[n - 1] for n in composites.order_of_blanks(body.text)]
    groups = [Group("", tuple(_answers(each, _key(each, keys)))) for each in ordered]
    return stem, composites.dropdowns(groups, passage, hint), notes


def _choices_in_groups(body: Body, keys: dict[str, Key], hint: str) -> _Read:
    groups = [
        Group(each.prompt, tuple(_answers(each, _key(each, keys))), each.most != 1)
        for each in body.interactions
    ]
    return body.without_blanks(), composites.grouping(groups, hint), ()


def _hottexts(body: Body, keys: dict[str, Key], hint: str) -> _Read:
    """Texts of which parts can be selected (7.4: hottextInteraction); several are rows."""
    several = len(body.interactions) > 1 or hint == "highlight_table"
    parts = []
    for each in body.interactions:
        key = keys.get(each.response)
        row = each.prompt if several else ""
        for part in each.choices:
            right = bool(part.identifier) and key is not None and key.share(part.identifier) > 0
            parts.append((part.text, bool(part.identifier), right, part.rationale, row))
    if not any(right for _text, _selectable, right, _why, _row in parts):
        raise Unkeepable(_NO_KEY)
    prompts = "" if several else body.interactions[0].prompt
    stem = "\n".join(filter(None, (body.without_blanks(), prompts)))
    return stem or composites.COMPLETE, composites.highlighted(parts), ()


_READING = {
    "choiceInteraction": _choice,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "gapMatchInteraction": _gap_match,
    "textEntryInteraction": _text_entry,
}


def is_item(element: Element) -> bool:
    """Whether an element is an item of QTI 2 or 3."""
    return local_name(element) == "assessmentItem"
