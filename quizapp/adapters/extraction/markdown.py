"""Markdown -> blocks with their places in the raw text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quizapp.core.blocks import Block, BlockKind, SourceText
from quizapp.core.plain_text import read_plain_text
from quizapp.core.titles import may_be_title

# Emphasis and links in one unbroken paragraph cost quadratic time; no person writes such a one.
_MAX_INLINE_CHARS = 20_000
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_MATTER_LINE = re.compile(r"[\w-]{1,60}[ \t]*:|[ \t]*-|[ \t]*#|[ \t]+\S|[ \t]*$")
_FRONT_TITLE = re.compile(r"^title[ \t]*:[ \t]*(.{1,300})$", re.MULTILINE | re.IGNORECASE)
_TAG = re.compile(r"<!--.*?-->|<[^<>]{0,500}>", re.DOTALL)


def read_markdown(text: str) -> SourceText:
    """Read CommonMark with tables. Without a heading of any kind, read it as plain text."""
    body, title = _without_front_matter(text)
    blocks = tuple(_Reader(text, body).read())
    marked = any(block.kind is BlockKind.HEADING for block in blocks)
    if not marked:
        blocks = tuple(_bold_titles(blocks))
        if not any(block.kind is BlockKind.HEADING for block in blocks) and _is_prose(blocks):
            plain = read_plain_text(body)
            return SourceText(text, plain.blocks, marked_up=False, title=title)
    return SourceText(text, blocks, marked_up=marked, title=title)


def _without_front_matter(text: str) -> tuple[str, str]:
    """The text with its front matter blanked out, offsets unchanged, and the title given there."""
    match = _FRONT_MATTER.match(text)
    if match is None or not all(_FRONT_MATTER_LINE.match(line) for line in match[1].split("\n")):
        return text, ""
    titled = _FRONT_TITLE.search(match[1])
    title = titled[1].strip().strip("\"'") if titled else ""
    blank = re.sub(r"[^\n]", " ", match[0])
    return blank + text[match.end() :], title


def _bold_titles(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Paragraphs that are nothing but bold, as headings: how they are often written by hand."""
    for block in blocks:
        title = block.text.rstrip(":")
        bold = block.strong in ((block.text,), (title,))
        if bold and block.kind is BlockKind.PARAGRAPH and may_be_title(title):
            yield replace(block, kind=BlockKind.HEADING, text=title)
        else:
            yield block


def _is_prose(blocks: tuple[Block, ...]) -> bool:
    return all(block.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) for block in blocks)


@dataclass
class _Reader:
    """Walks the token stream once, remembering which containers are open."""

    text: str
    body: str
    lists: list[bool] = field(default_factory=list)
    quotes: int = 0

    def read(self) -> Iterator[Block]:
        parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table")
        parser.core.ruler.disable("inline")
        environment: dict[str, object] = {}
        tokens = parser.parse(self.body, environment)
        offsets = [0, *accumulate(len(line) + 1 for line in self.body.split("\n"))]
        cells: list[str] = []
        strong: list[str] = []
        row: tuple[int, int] = (0, 0)
        for index, token in enumerate(tokens):
            self._enter_or_leave(token)
            span = self._span(token, offsets)
            if token.type == "tr_open":
                cells, strong, row = [], [], span
            elif token.type == "tr_close":
                yield Block(
                    BlockKind.TABLE_ROW,
                    "\t".join(cells),
                    *row,
                    cells=tuple(cells),
                    strong=tuple(strong),
                )
            elif token.type == "inline":
                words, bold = _visible(token.content, parser, environment)
                opening = tokens[index - 1]
                if opening.type in ("td_open", "th_open"):
                    cells.append(words)
                    strong += bold
                elif words:
                    place = self._span(opening if opening.map else token, offsets)
                    yield self._text_block(opening, words, tuple(bold), place)
            elif token.type in ("fence", "code_block") and token.content.strip():
                yield Block(BlockKind.CODE, token.content.strip("\n"), *span)
            elif token.type == "html_block" and (words := _untagged(token.content)):
                yield Block(BlockKind.PARAGRAPH, words, *span)

    def _enter_or_leave(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self.lists.append(token.type == "ordered_list_open")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting

    def _text_block(
        self, opening: Token, words: str, strong: tuple[str, ...], span: tuple[int, int]
    ) -> Block:
        if opening.type == "heading_open" and not self.lists and not self.quotes:
            return Block(BlockKind.HEADING, words, *span, level=int(opening.tag[1]), strong=strong)
        if self.lists:
            return Block(
                BlockKind.LIST_ITEM,
                words,
                *span,
                level=len(self.lists),
                ordered=self.lists[-1],
                strong=strong,
            )
        kind = BlockKind.QUOTE if self.quotes else BlockKind.PARAGRAPH
        return Block(kind, words, *span, strong=strong)

    def _span(self, token: Token, offsets: list[int]) -> tuple[int, int]:
        """A token's place in the raw text, from its first sign to its last that is no space."""
        if token.map is None:
            return 0, 0
        start = offsets[token.map[0]]
        end = min(offsets[min(token.map[1], len(offsets) - 1)], len(self.text))
        source = self.text[start:end]
        lead = len(source) - len(source.lstrip())
        return start + lead, start + max(len(source.rstrip()), lead)


def _visible(
    content: str, parser: MarkdownIt, environment: dict[str, object]
) -> tuple[str, list[str]]:
    """What a reader sees of an inline run, and the parts of it in bold."""
    if len(content) > _MAX_INLINE_CHARS:
        return " ".join(content.split()), []
    pieces: list[str] = []
    strong: list[str] = []
    opened: list[int] = []
    tokens: list[Token] = []
    parser.inline.parse(content, parser, environment, tokens)
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif token.type == "strong_open":
            opened.append(len(pieces))
        elif token.type == "strong_close" and opened:
            strong.append(" ".join("".join(pieces[opened.pop() :]).split()))
        elif token.type in ("text", "code_inline", "image", "text_special"):
            pieces.append(token.content)
    return " ".join("".join(pieces).split()), [words for words in strong if words]


def _untagged(content: str) -> str:
    return " ".join(_TAG.sub(" ", content).split())
