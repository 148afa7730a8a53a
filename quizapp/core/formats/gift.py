"""GIFT, Moodle's text format: choices, true or false, matching, short answers and numbers.

Objective, difficulty, Bloom level and quote travel in comments, which other programs pass over.
"""

from collections.abc import Iterator

from quizapp.core.banks import Bank, BankItem, unlocated
from quizapp.core.formats import mapping
from quizapp.core.formats.assembling import assemble, shortened
from quizapp.core.formats.base import Format, Loss, Lost, ParsedBank, ParsedItem, Skipped, Written
from quizapp.core.formats.decoding import decoded
from quizapp.core.formats.gift_syntax import Answer, Question, Text, escaped, questions
from quizapp.core.formats.losses import identity_of, left_out, losses_of
from quizapp.core.formats.mapping import NO_REASON, Unkeepable
from quizapp.core.formats.markup import Plain, plain_markdown, plain_text
from quizapp.core.item_types import ItemContent
from quizapp.core.item_types.choices import Choices
from quizapp.core.item_types.matching import Matching
from quizapp.core.item_types.numeric import Numeric
from quizapp.core.item_types.short_answer import ShortAnswer
from quizapp.core.items import Item, with_source

_LABEL = "GIFT"
_PLACES = 5
_STAR = r"\*"
_WHOLE = 100


def _read(content: bytes, name: str) -> ParsedBank:
    text, notes = decoded(content, name)
    return assemble(map(_entry, questions(text)), name=name, notes=notes)


def _entry(question: Question) -> ParsedItem | Skipped:
    place = f"line {question.line}{f' ({question.title[:60]})' if question.title else ''}"
    try:
        return _item(question, place)
    except Unkeepable as reason:
        words = question.stem.text or question.title
        return Skipped(place, shortened(words), str(reason))


def _item(question: Question, place: str) -> ParsedItem:
    if question.problem:
        raise Unkeepable(question.problem)
    reading = _Texts()
    stem = reading.plain(question.stem)
    content, notes = _content(question, reading)
    item, unsaid = mapping.make_item(
        stem,
        content,
        rationale=reading.plain(question.general),
        objective=question.said.get("objective", ""),
        step=question.said.get("step", ""),
        bloom=question.said.get("bloom", ""),
    )
    if quote := question.said.get("quote"):
        item = with_source(item, unlocated(quote))
    if question.tags:
        notes = (*notes, "Its tags were left out.")
    return ParsedItem(
        question.said.get("id", ""),
        place,
        question.category,
        item,
        tuple(dict.fromkeys(reading.media)),
        tuple(dict.fromkeys((*notes, *reading.notes))),
        unsaid,
    )


class _Texts:
    """Turns texts of one question into plain ones, and gathers what that loses."""

    def __init__(self) -> None:
        self.media: list[str] = []
        self.notes: list[str] = []

    def plain(self, text: Text | None) -> str:
        """The plain text, "" for none."""
        if text is None:
            return ""
        if text.format == "plain":
            return text.text
        plain: Plain = (plain_markdown if text.format == "markdown" else plain_text)(text.text)
        self.media += plain.media
        self.notes += plain.notes
        return plain.text


def _content(question: Question, reading: _Texts) -> tuple[ItemContent, tuple[str, ...]]:
    if question.kind == "choices":
        several = not any(answer.right for answer in question.answers)
        return mapping.choices(_weighed(question.answers, reading), several=several)
    if question.kind == "true_false":
        # The first feedback is for who answers wrongly, the second for who is right.
        wrong, right = (*question.feedbacks, None, None)[:2]
        reasons = reading.plain(right), reading.plain(wrong)
        of_true, of_false = reasons if question.is_true else reasons[::-1]
        return mapping.true_false(question.is_true, of_true, of_false), ()
    if question.kind == "matching":
        pairs = [
            (reading.plain(a.text), a.match, reading.plain(a.feedback)) for a in question.answers
        ]
        return mapping.matching([p for p in pairs if p[0]], [p[1:] for p in pairs if not p[0]]), ()
    if question.kind == "short":
        return mapping.short_answer(_weighed(question.answers, reading), wildcards=True)
    if question.kind == "numerical":
        numbers = [
            (n.value, n.tolerance, reading.plain(n.feedback))
            for n in question.numbers
            if n.weight is None or n.weight >= _WHOLE
        ]
        return mapping.numeric(numbers), ()
    if question.kind == "essay":
        raise mapping.not_kept_yet("an essay")
    raise Unkeepable("It is a description and asks nothing.")


def _weighed(answers: tuple[Answer, ...], reading: _Texts) -> list[mapping.Answer]:
    return [
        mapping.Answer(
            reading.plain(answer.text),
            float(answer.right) if answer.weight is None else answer.weight / 100,
            reading.plain(answer.feedback),
        )
        for answer in answers[: mapping.MOST_ROWS + 1]
    ]


def _write(bank: Bank) -> Written:
    losses: list[Loss] = []
    blocks: list[str] = []
    section = None
    for entry in bank.items:
        answers = _answers_of(entry.item)
        if answers is None:
            losses.append(left_out(entry, _LABEL))
            continue
        losses += losses_of(entry, _lacking(entry.item), _LABEL)
        if entry.section != section:
            section = entry.section
            blocks.append(f"$CATEGORY: $course$/top/{_category(section)}")
        blocks.append("\n".join((*_comments(bank, entry), _question(entry, answers))))
    return Written(("\n\n".join(blocks) + "\n").encode(), tuple(losses))


def _lacking(item: Item) -> set[Lost]:
    lacking = {Lost.AUTHOR, Lost.CLOSE}
    return lacking | {Lost.ROW_RATIONALES} if isinstance(item.content, Matching) else lacking


def _comments(bank: Bank, entry: BankItem) -> Iterator[str]:
    yield f"// [id:{identity_of(bank, entry)}]"
    item = entry.item
    quote = "" if item.source is None else item.source.quote
    said = {"objective": item.objective, "step": item.step, "bloom": item.bloom, "quote": quote}
    yield from (f"// {name}: {escaped(value)}" for name, value in said.items() if value)


def _question(entry: BankItem, answers: list[str]) -> str:
    item = entry.item
    general = [] if item.rationale == NO_REASON else [f"####{_marked(item.rationale)}"]
    lines = [*answers, *general]
    body = "".join(f"\n\t{line}" for line in lines)
    return f"[plain]{escaped(item.stem)} {{{body}\n}}"


def _answers_of(item: Item) -> list[str] | None:
    """The answers' lines, None for what GIFT cannot carry."""
    content = item.content
    if isinstance(content, Choices) and content.type != "select_n":
        return _choices_of(content)
    if isinstance(content, Matching):
        # "->" parts the two and cannot be escaped; what is asked goes up to the first of them.
        if any("->" in text for pair in content.pairs for text in (pair.text, pair.match)):
            return None
        pairs = [f"={_marked(pair.text)} -> {escaped(pair.match)}" for pair in content.pairs]
        return [*pairs, *(f"= -> {escaped(extra.text)}" for extra in content.extras)]
    if isinstance(content, ShortAnswer):
        return [
            f"={_marked(answer.text.replace('*', _STAR))}{_reason(answer.rationale)}"
            for answer in content.answers
        ]
    if isinstance(content, Numeric) and not content.unit:
        number = mapping.plain_number(content)
        return None if number is None else [f"#{number[0]}:{number[1]}"]
    return None


def _choices_of(content: Choices) -> list[str]:
    if content.type == "true_false":
        true, false = content.options
        right, wrong = (true, false) if true.correct else (false, true)
        reasons = f"#{_marked(wrong.rationale)}#{_marked(right.rationale)}"
        return [f"{right.text.upper()}{reasons if reasons != '##' else ''}"]
    share = round(100 / max(sum(content.key), 1), _PLACES)
    marks = {True: "=", False: "~"}
    if content.type == "select_all":
        marks = {True: f"~%{share:g}%", False: f"~%-{share:g}%"}
    return [
        f"{marks[option.correct]}{_marked(option.text)}{_reason(option.rationale)}"
        for option in content.options
    ]


def _reason(text: str) -> str:
    return f"#{_marked(text)}" if text else ""


def _marked(text: str) -> str:
    """A text whose beginning might be taken for a weight or a mark of its format."""
    return f"[plain]{escaped(text)}" if text.startswith(("%", "[")) else escaped(text)


def _category(title: str) -> str:
    return " ".join(title.split()).replace("/", "//")


FORMAT = Format(
    name="gift",
    label=_LABEL,
    endings=(".gift", ".txt"),
    media_type="text/plain",
    fits=lambda content: b"{" in content and b"}" in content,
    read=_read,
    write=_write,
)
