r"""GIFT text -> questions as they are written, before anything is made of them.

The grammar is Moodle's (question/format/gift): questions stand between blank lines, "//" begins a
comment, a backslash takes the meaning from ~ = # { } : and itself, and \n is a line end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from quizapp.core.formats.mapping import MOST_ROWS

BLANK = "_____"
# "~=" before a right answer is two marks.
_MOST_MARKS = 2 * (MOST_ROWS + 1)
_MOST_LEVELS = 20
_MOST_NOTED = 2_000

# While a question is taken apart, noncharacters stand for what was escaped.
_ESCAPED = "\\~=#{}:"
_STAND_INS = "".join(chr(0xFDD0 + number) for number in range(len(_ESCAPED)))
_LINE_END = chr(0xFDD0 + len(_ESCAPED))
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_TO_STAND_IN = dict(zip(_ESCAPED, _STAND_INS, strict=True)) | {"n": _LINE_END}
_BACK = str.maketrans(_STAND_INS + _LINE_END, _ESCAPED + "\n")
_NONE = {ord(each): None for each in _STAND_INS + _LINE_END}

_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
_TRUE_FALSE = re.compile(r"(TRUE|FALSE|T|F)\s*(#.*)?", re.IGNORECASE | re.DOTALL)
_WEIGHT = re.compile(r"\s*%(-?[0-9]{1,4}(?:\.[0-9]{0,12})?)%")
_NUMBER = r"\s*([+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?)\s*"
_WITHIN = re.compile(rf"{_NUMBER}(?::{_NUMBER})?")
_BETWEEN = re.compile(rf"{_NUMBER.replace('.[0-9]{0,30}', '.[0-9]{1,30}')}\.\.{_NUMBER}")
_MARKED = re.compile(r"[~=]")
_COMMENT = re.compile(r"\s*//(.*)")
_NOTED = re.compile(r"\[(id|tag):((?:\\.|[^\\\]]){0,500}+)\]")
_NAMED = re.compile(r"\s*(objective|step|bloom|quote):\s*(.+)", re.IGNORECASE)
_MOODLE_NUMBER = re.compile(r"\s*question:\s*([0-9]{1,19})\s+name:")
_CATEGORY = re.compile(r"\s*\$CATEGORY:(.*)")


@dataclass(frozen=True)
class Text:
    """Words and how they are marked up: "html", "markdown", "plain" or "moodle"."""

    format: str
    text: str


@dataclass(frozen=True)
class Answer:
    """One answer. `weight` is in per cent, None where none is given; `match` only in pairs."""

    right: bool
    weight: float | None
    text: Text
    feedback: Text | None = None
    match: str = ""


@dataclass(frozen=True)
class Number:
    """A number that counts as an answer, within a tolerance on either side."""

    value: float
    tolerance: float
    weight: float | None = None
    feedback: Text | None = None


@dataclass(frozen=True)
class Question:
    """A question as written. `kind` is "choices", "short", "matching", "true_false", "numerical",
    "essay" or "description"; what cannot be read has a `problem` instead.

    `feedbacks` are those of a true or false question, in the order written. `said` is what
    comments before it say: "id", "objective", "step", "bloom", "quote".
    """

    line: int
    category: tuple[str, ...]
    title: str
    stem: Text
    kind: str
    answers: tuple[Answer, ...] = ()
    numbers: tuple[Number, ...] = ()
    is_true: bool = False
    feedbacks: tuple[Text | None, ...] = ()
    general: Text | None = None
    said: dict[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    problem: str = ""


@dataclass
class _Block:
    line: int
    lines: list[str]
    comments: list[str]
    category: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def questions(text: str) -> Iterator[Question]:
    """Every question of a file, in its order."""
    text = _ESCAPE.sub(lambda found: _TO_STAND_IN[found[1]], text.translate(_NONE))
    for block in _joined(_blocks(text)):
        yield _question(block)


def escaped(text: str) -> str:
    """A text as GIFT writes it on one line."""
    text = re.sub(r"([\\~=#{}:])", r"\\\1", text.translate(_NONE))
    return text.replace("\n", "\\n")


def category_of(written: str) -> tuple[str, ...]:
    """The path of a category: "$course$/top/A/B" gives A and B, and "//" is a slash in a name."""
    names = re.split(r"(?<!/)/(?!/)", written.translate(_BACK).strip(), maxsplit=_MOST_LEVELS)
    parts = [name.replace("//", "/").strip() for name in names]
    if parts and re.fullmatch(r"\$\w+\$", parts[0]):
        parts = parts[1:]
        if parts and parts[0] == "top":
            parts = parts[1:]
    return tuple(filter(None, parts))[:_MOST_LEVELS]


def _blocks(text: str) -> Iterator[_Block]:
    """What stands between blank lines, without comments, under its category."""
    category: tuple[str, ...] = ()
    lines: list[str] = []
    comments: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if comment := _COMMENT.match(line):
            comments.append(comment[1])
        elif not lines and (named := _CATEGORY.match(line)):
            category = category_of(named[1])
        elif line.strip():
            start = start if lines else number
            lines.append(line)
        elif lines:
            yield _Block(start, lines, comments, category)
            lines, comments = [], []
    if lines:
        yield _Block(start, lines, comments, category)


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Blocks with those joined that a blank line within the answers took apart."""
    open_block: _Block | None = None
    for block in blocks:
        if open_block is not None:
            start, end = block.text.find("{"), block.text.find("}")
            if end >= 0 and (start < 0 or end < start):
                open_block.lines += ["", *block.lines]
                yield open_block
                open_block = None
                continue
            if start < 0 and block.lines[0].lstrip().startswith(("~", "=", "#")):
                open_block.lines += ["", *block.lines]
                continue
            yield open_block
        is_open = block.text.rfind("{") > block.text.rfind("}")
        open_block = block if is_open else None
        if not is_open:
            yield block
    if open_block is not None:
        yield open_block


def _question(block: _Block) -> Question:
    said, tags = _said(block.comments)
    text, title = block.text, ""
    if named := _TITLE.match(text):
        title, text = _plain(named[1]), text[named.end() :]
    form = "moodle"
    if marked := _FORMAT.match(text):
        form, text = marked[1].lower(), text[marked.end() :]
    before, opening, rest = text.partition("{")
    answers, closing, after = rest.partition("}")
    stem, kind, problem = _text(before, form), "description", ""
    if opening and not closing:
        problem = "Its answers begin with { and do not end with }."
    elif "{" in after or "}" in before or "}" in after:
        problem = "It has more than one place for answers, or a { or } without a backslash."
    elif opening and after.strip():
        tail = _text(after, form)
        stem = Text(form, f"{stem.text} {BLANK} {tail.text}".strip())
    if opening and not problem:
        return _answered(block, title, stem, answers, said, tags)
    return Question(
        block.line, block.category, title, stem, kind, said=said, tags=tags, problem=problem
    )


def _answered(
    block: _Block, title: str, stem: Text, written: str, said: dict[str, str], tags: tuple[str, ...]
) -> Question:
    written, general = _split_general(written.strip(), stem.format)
    kind, problem = "essay", ""
    answers: tuple[Answer, ...] = ()
    numbers: tuple[Number, ...] = ()
    feedbacks: tuple[Text | None, ...] = ()
    is_true = False
    if true_false := _TRUE_FALSE.fullmatch(written):
        kind, is_true = "true_false", true_false[1].upper().startswith("T")
        feedbacks = tuple(
            _feedback(each, stem.format) for each in (true_false[2] or "").split("#", 3)[1:3]
        )
    elif written.startswith("#"):
        kind = "numerical"
        try:
            numbers = tuple(_numbers(written[1:].strip(), stem.format))
        except ValueError:
            problem = "Its number cannot be read: write {#3.14:0.01} or {#3.1..3.2}."
    elif written and written[0] not in "~=":
        problem = "Its answers begin with neither = nor ~."
    elif written:
        answers = tuple(_answers(written, stem.format))
        pairs = "~" not in written and "->" in written
        kind = "choices" if "~" in written else "matching" if pairs else "short"
        if pairs:
            answers = tuple(map(_paired, answers))
    return Question(
        block.line,
        block.category,
        title,
        stem,
        kind,
        answers,
        numbers,
        is_true,
        feedbacks,
        general,
        said,
        tags,
        problem,
    )


def _answers(written: str, form: str) -> Iterator[Answer]:
    # More than a question may have are as good as all of them, whatever somebody wrote.
    starts = [found.start() for found in islice(_MARKED.finditer(written), _MOST_MARKS)]
    for start, end in zip(starts, [*starts[1:], len(written)], strict=True):
        if written[start] == "~" and not written[start + 1 : end].strip():
            continue  # Moodle writes "~=" for a right answer among choices.
        body, weight = _weighted(written[start + 1 : end])
        words, mark, feedback = body.partition("#")
        yield Answer(
            written[start] == "=",
            weight,
            _text(words, form),
            _feedback(feedback, form) if mark else None,
        )


def _paired(answer: Answer) -> Answer:
    entry, _arrow, match = answer.text.text.partition("->")
    return Answer(
        answer.right,
        answer.weight,
        Text(answer.text.format, entry.strip()),
        answer.feedback,
        match.strip(),
    )


def _numbers(written: str, form: str) -> Iterator[Number]:
    if not written.startswith(("=", "~")):
        written = f"={written}"
    for part in _MARKED.split(written, _MOST_MARKS)[1:]:
        if not part.strip():
            continue
        body, weight = _weighted(part)
        words, mark, feedback = body.partition("#")
        value, tolerance = _range(words.translate(_BACK))
        yield Number(value, tolerance, weight, _feedback(feedback, form) if mark else None)


def _range(written: str) -> tuple[float, float]:
    """Value and tolerance of "3.14", "3.14:0.01" and "3.1..3.2". Raises ValueError."""
    if between := _BETWEEN.fullmatch(written):
        low, high = sorted((float(between[1]), float(between[2])))
        return (low + high) / 2, (high - low) / 2
    within = _WITHIN.fullmatch(written)
    if within is None:
        raise ValueError(written)
    return float(within[1]), abs(float(within[2] or 0))


def _weighted(written: str) -> tuple[str, float | None]:
    found = _WEIGHT.match(written)
    return (written[found.end() :], float(found[1])) if found else (written, None)


def _split_general(written: str, form: str) -> tuple[str, Text | None]:
    answers, mark, general = written.partition("####")
    return (answers.rstrip(), _feedback(general, form)) if mark else (written, None)


def _feedback(written: str, form: str) -> Text | None:
    text = _text(written, form)
    return text if text.text else None


def _text(written: str, form: str) -> Text:
    if marked := _FORMAT.match(written):
        form, written = marked[1].lower(), written[marked.end() :]
    if form == "moodle":
        written = re.sub(r"\s+", " ", written)
    return Text(form, written.strip().translate(_BACK))


def _plain(written: str) -> str:
    return " ".join(written.translate(_BACK).split())


def _said(comments: list[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    said: dict[str, str] = {}
    tags: list[str] = []
    for comment in comments:
        for kind, value in _NOTED.findall(comment[:_MOST_NOTED]):
            words = re.sub(r"\\(.)", r"\1", value).translate(_BACK).strip()
            if kind == "tag":
                tags.append(words)
            else:
                said["id"] = words
        if named := _NAMED.match(comment):
            said[named[1].lower()] = named[2].translate(_BACK).strip()
        elif (numbered := _MOODLE_NUMBER.match(comment)) and int(numbered[1]):
            said.setdefault("id", numbered[1])
    return said, tuple(tags)
