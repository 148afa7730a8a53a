"""Small documents for the generation tests, and a reader for them."""

from quizapp.core.blocks import Block, BlockKind
from quizapp.core.generation import Document, read_document
from quizapp.core.outline import Fact, Outline, Remark, Section


def section(text: str, title: str, body: str, *blocks: Block, **more: object) -> Section:
    """A section whose body stands verbatim in the text."""
    start = text.index(body) if body else text.index(title)
    end = start + len(body)
    return Section(title, 1, start, end, body, blocks, **more)  # type: ignore[arg-type]


def block(text: str, words: str, kind: BlockKind, *cells: str) -> Block:
    start = text.index(words)
    level = 1 if kind is BlockKind.LIST_ITEM else 0
    return Block(kind, words, start, start + len(words), level, False, cells)


def one_section(
    body: str,
    *,
    title: str = "Heart failure",
    document_title: str = "Heart failure",
    facts: tuple[Fact, ...] = (),
    doubts: tuple[str, ...] = (),
) -> tuple[Outline, str]:
    """A document of one section of plain paragraphs."""
    text = f"{title}\n\n{body}"
    remarks = tuple(
        Remark(words, "check this", text.index(words), text.index(words) + len(words))
        for words in doubts
    )
    outline = Outline(document_title, facts, (section(text, title, body),), doubts=remarks)
    return outline, text


def document(body: str, **more: object) -> Document:
    return read_document(*one_section(body, **more))  # type: ignore[arg-type]


DIURETIC_LINES = (
    "The client taking a loop diuretic should:",
    "Weigh themselves every morning and keep a record of it",
    "Change position slowly when standing up from a chair",
    "Report ringing in the ears to the provider",
    "Drink the amount of fluid that the provider has prescribed",
    "The client taking a loop diuretic should not:",
    "Abruptly stop the medication without asking the provider",
    "Take the medication late in the evening",
    "Drive or operate machinery while feeling dizzy",
)
DIURETIC_PROSE = (
    "Loop diuretics increase urinary output and are given for edema in heart failure. "
    "Furosemide is the most common loop diuretic in hospital use today. "
    "The provider measures the potassium level of the blood before the first dose and again "
    "after one week of treatment with the medication."
)


def diuretic_guidance(lines: tuple[str, ...] = DIURETIC_LINES) -> tuple[Outline, str]:
    """A section that says in two lists what a client should and should not do."""
    body = "\n".join((DIURETIC_PROSE, *lines))
    text = f"Loop diuretics\n\n{body}"
    kinds = [
        BlockKind.PARAGRAPH if line.endswith(":") or line == DIURETIC_PROSE else BlockKind.LIST_ITEM
        for line in (DIURETIC_PROSE, *lines)
    ]
    blocks = [block(text, line, kind) for line, kind in zip(body.split("\n"), kinds, strict=True)]
    own = section(text, "Loop diuretics", body, *blocks)
    return Outline("Loop diuretics", (), (own,)), text
