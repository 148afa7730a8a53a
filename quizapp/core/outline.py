"""Text with blocks -> a tree of sections, each with its place in the source."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from quizapp.core.blocks import Block, BlockKind, SourceText
from quizapp.core.chrome import is_about_author, is_byline, is_chrome
from quizapp.core.doubts import Passage, find_doubts
from quizapp.core.duplicates import Copy, find_duplicates
from quizapp.core.furniture import find_furniture
from quizapp.core.glossary import MOST_ENTRIES, homes, is_glossary, read_glossary
from quizapp.core.infobox import is_fact_table, is_header_row
from quizapp.core.levels import Titled, infer_levels, names_document
from quizapp.core.misspellings import Unknown, find_misspellings
from quizapp.core.pictures import PlacedPicture, share
from quizapp.core.text_runs import lines_outside
from quizapp.core.titles import file_in_words, may_be_title, names_course, words_of
from quizapp.core.topics import is_general

CHROME_REASON = "Page chrome: it belongs to the website, not to the text."
BYLINE_REASON = "Byline: it names an author or an affiliation."
TABLE_HEAD_REASON = "Column heads of a table whose rows are read as facts."
MARKS_REASON = "No text to read: mark-up, settings, a rule or a link's target."
ENUMERATOR_REASON = "This number or letter does not run on from the one before it."
_MAX_CHROME_ITEM_WORDS = 14
_MAX_BOX_WORDS = 90
_WORDS_COUNTED = 5_000
_COULD_BE_FURNITURE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True)
class Fact:
    """One pair of an infobox or a key/value table."""

    key: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Remark:
    """A run of the source that was dropped or is doubted, with the reason in words."""

    text: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, up to the next heading.

    `start`..`end` spans the body: without its title line, without its children. `text` is
    source_text[start:end]; `blocks` are the body's blocks in order, without what was dropped from
    among them. `level` is 1 for a top-level section and one more for each section above it.
    `heading` is the title's own block, None where the title was supplied. `glossed` are (term,
    meaning) pairs of the document's glossary: those of the terms that are used here first.
    `pictures` are those that stand under the heading, in order.
    """

    title: str
    level: int
    start: int
    end: int
    text: str
    blocks: tuple[Block, ...] = ()
    children: tuple["Section", ...] = ()
    heading: Block | None = None
    glossed: tuple[tuple[str, str], ...] = ()
    pictures: tuple[PlacedPicture, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A document's structure.

    `dropped` is page chrome, bylines and repeats; `doubts` are sentences that an instructor should
    check before publishing.
    """

    title: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]
    dropped: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()


@dataclass
class _Draft:
    """A section in the making."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    level: int = 1
    glossed: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)


def outline(source: SourceText, *, fallback_title: str, unknown: Unknown | None = None) -> Outline:
    """Arrange a document's blocks into sections.

    Never raises. Every line of the source that is not blank ends in a section's body or title, in
    a fact, or among the dropped with its reason. `fallback_title` names a document, and the text
    before its first heading, where the document itself has no title. `unknown` is what the
    dictionaries say of `misspellings.rare_words(source.text)`, None where there are none. Takes
    time linear in the length of the text.
    """
    dropped = [_remark(source.text, gone.start, gone.end, gone.reason) for gone in source.dropped]
    facts: list[Fact] = []
    drafts = _drafts(_sift(source, dropped, facts), source, dropped)
    out_of_order = _set_levels(drafts)
    _drop_duplicates(drafts, source.text, dropped)
    title = _document_title(source, drafts) or file_in_words(fallback_title)
    drafts = _with_words(drafts)
    _spread_glossary(drafts)
    sections = _tree(drafts, source.text, title)
    misspelt = find_misspellings(source.text, unknown)
    doubts = _doubts(drafts, source.text, out_of_order, misspelt)
    doubts += [_remark(source.text, each.start, each.end, each.reason) for each in source.unsure]
    left = lines_outside(source.text, _covered(sections, facts, dropped))
    dropped += [_remark(source.text, *span, MARKS_REASON) for span in left]
    return Outline(
        title=title,
        facts=tuple(facts),
        sections=sections,
        dropped=tuple(sorted(dropped, key=lambda remark: remark.start)),
        doubts=tuple(sorted(doubts, key=lambda remark: remark.start)),
    )


def walk(sections: Iterable[Section]) -> Iterator[tuple[tuple[Section, ...], Section]]:
    """Each section with its ancestors, outermost first, in the order of the document."""
    pending: list[tuple[tuple[Section, ...], Section]] = [
        ((), section) for section in reversed(tuple(sections))
    ]
    while pending:
        ancestors, section = pending.pop()
        yield ancestors, section
        below = (*ancestors, section)
        pending.extend((below, child) for child in reversed(section.children))


def _remark(text: str, start: int, end: int, reason: str) -> Remark:
    return Remark(text[start:end], reason, start, end)


def _sift(source: SourceText, dropped: list[Remark], facts: list[Fact]) -> list[Block]:
    """The blocks that carry text; bylines and chrome go to `dropped`, key/value rows to `facts`."""
    kept: list[Block] = []
    rows: list[Block] = []
    furniture = find_furniture([block.text for block in source.blocks])
    for place, block in enumerate(source.blocks):
        if place in furniture and block.kind in _COULD_BE_FURNITURE:
            dropped.append(_remark(source.text, block.start, block.end, furniture[place]))
            continue
        if block.kind is BlockKind.TABLE_ROW:
            rows.append(block)
            continue
        kept += _sift_rows(rows, source.text, dropped, facts)
        rows = []
        if block.kind not in (BlockKind.CODE, BlockKind.HEADING) and is_chrome(block.text):
            dropped.append(_remark(source.text, block.start, block.end, CHROME_REASON))
        elif block.kind is BlockKind.PARAGRAPH and is_byline(block.text):
            dropped.append(_remark(source.text, block.start, block.end, BYLINE_REASON))
        else:
            kept.append(block)
    return kept + _sift_rows(rows, source.text, dropped, facts)


def _sift_rows(
    rows: list[Block], text: str, dropped: list[Remark], facts: list[Fact]
) -> list[Block]:
    heads = [row for row in rows if is_header_row(row.cells)]
    body = [row for row in rows if not is_header_row(row.cells)]
    if not is_fact_table([row.cells for row in body]):
        return rows
    facts += [Fact(row.cells[0].rstrip(": "), row.cells[1], row.start, row.end) for row in body]
    dropped += [_remark(text, row.start, row.end, TABLE_HEAD_REASON) for row in heads]
    return []


def _drafts(blocks: list[Block], source: SourceText, dropped: list[Remark]) -> list[_Draft]:
    """Blocks grouped under their headings; parts that are nothing but chrome are dropped."""
    text, drafts = source.text, [_Draft(None)]
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            drafts.append(_Draft(block))
        else:
            drafts[-1].blocks.append(block)
    _share_pictures(source, drafts, dropped)
    kept: list[_Draft] = []
    for draft in drafts:
        if draft.heading is None or not _is_chrome_part(draft):
            kept.append(draft)
            continue
        reason = f"Page chrome, under \u201c{draft.heading.text}\u201d."
        dropped.append(_remark(text, draft.heading.start, draft.heading.end, CHROME_REASON))
        dropped += [_remark(text, block.start, block.end, reason) for block in draft.blocks]
    return kept


def _share_pictures(source: SourceText, drafts: list[_Draft], dropped: list[Remark]) -> None:
    """Give each part its pictures; one whose figure is dropped goes with it."""
    gone = {remark.start for remark in dropped}
    kept = (picture for picture in source.placed if picture.at not in gone)
    starts = [draft.heading.start if draft.heading else 0 for draft in drafts]
    for draft, pictures in zip(drafts, share(kept, starts), strict=True):
        draft.pictures = pictures


def _with_words(drafts: list[_Draft]) -> list[_Draft]:
    """The parts with a heading or a body; a picture before all words makes no part of its own."""
    kept = [draft for draft in drafts if draft.heading or draft.blocks]
    if kept and drafts[0] is not kept[0]:
        kept[0].pictures = drafts[0].pictures + kept[0].pictures
    return kept


def _is_chrome_part(draft: _Draft) -> bool:
    if draft.heading is None:
        return False
    if is_about_author(draft.heading.text):
        return sum(words_of(block.text, 100) for block in draft.blocks) <= _MAX_BOX_WORDS
    return is_chrome(draft.heading.text) and all(
        words_of(block.text) <= _MAX_CHROME_ITEM_WORDS for block in draft.blocks
    )


def _set_levels(drafts: list[_Draft]) -> list[_Draft]:
    """Give each draft its level; returns those whose enumerator does not run on."""
    titled = [(draft, _titled(draft)) for draft in drafts if draft.heading is not None]
    levels, out_of_order = infer_levels([title for _, title in titled])
    for (draft, _), level in zip(titled, levels, strict=True):
        draft.level = level
    return [titled[index][0] for index in out_of_order]


def _titled(draft: _Draft) -> Titled:
    heading = draft.heading
    body = "\n".join(block.text for block in draft.blocks)
    return Titled(
        heading.text if heading else "",
        body,
        words_of(body, _WORDS_COUNTED),
        heading.level if heading else 0,
    )


def _document_title(source: SourceText, drafts: list[_Draft]) -> str:
    if source.title.strip():
        return source.title.strip()
    titled = [draft for draft in drafts if draft.heading is not None]
    if not titled or drafts[0].blocks:
        return ""
    first = titled[0].heading
    names_it = names_document([_titled(draft) for draft in titled])
    plain_opening = first is not None and not first.level
    lowest = min(draft.level for draft in titled)
    alone = [draft.level for draft in titled].count(lowest) == 1 and titled[0].level == lowest
    if first is None or not (names_it or plain_opening or alone):
        return ""
    return _subtitle(titled) if names_course(first.text) else first.text


def _subtitle(titled: list[_Draft]) -> str:
    """What a document is about whose first line only names the course: the line below it."""
    opening = titled[0]
    lines = [block.text for block in opening.blocks if may_be_title(block.text)]
    if not opening.blocks and len(titled) > 1 and titled[1].heading is not None:
        lines = [titled[1].heading.text]
    return lines[0] if lines else opening.heading.text if opening.heading else ""


def _drop_duplicates(drafts: list[_Draft], text: str, dropped: list[Remark]) -> None:
    copies = [
        Copy(block.text, _specificity(draft, place), (place, at))
        for place, draft in enumerate(drafts)
        for at, block in enumerate(draft.blocks)
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)
    ]
    gone: set[tuple[int, int]] = set()
    for lost, kept in find_duplicates(copies):
        block, heading = drafts[lost[0]].blocks[lost[1]], drafts[kept[0]].heading
        where = f"under \u201c{heading.text}\u201d" if heading else "at the beginning"
        reason = f"Repeats a paragraph {where}; that copy is kept."
        dropped.append(_remark(text, block.start, block.end, reason))
        gone.add(lost)
    for place in {place for place, _ in gone}:
        draft = drafts[place]
        draft.blocks = [block for at, block in enumerate(draft.blocks) if (place, at) not in gone]


def _spread_glossary(drafts: list[_Draft]) -> None:
    """Give each entry of the document's glossary to the section that uses its term first."""
    glossaries = [draft for draft in drafts if draft.heading and is_glossary(draft.heading.text)]
    others = [draft for draft in drafts if all(draft is not each for each in glossaries)]
    entries = [pair for draft in glossaries for pair in read_glossary(draft.blocks)]
    if not entries:
        return
    bodies = [
        ("\n".join(b.text for b in draft.blocks), [run for b in draft.blocks for run in b.strong])
        for draft in others
    ]
    for place, pair in homes(entries[:MOST_ENTRIES], bodies):
        others[place].glossed.append(pair)


def _specificity(draft: _Draft, place: int) -> tuple[int, int]:
    if draft.heading is None:
        return (0, 0)
    general = place <= 1 or is_general(draft.heading.text)
    return (0 if general else 1, draft.level)


def _tree(drafts: list[_Draft], text: str, title: str) -> tuple[Section, ...]:
    """Nest the drafts by their levels, from the last to the first."""
    waiting: list[tuple[int, list[Section]]] = []
    pending: list[tuple[_Draft, int]] = list(zip(drafts, _depths(drafts), strict=True))
    for draft, depth in reversed(pending):
        children: list[Section] = []
        while waiting and waiting[-1][0] > depth:
            children = waiting.pop()[1] + children
        section = _section(draft, depth, text, title, tuple(reversed(children)))
        if waiting and waiting[-1][0] == depth:
            waiting[-1][1].append(section)
        else:
            waiting.append((depth, [section]))
    return tuple(reversed(waiting[-1][1])) if waiting else ()


def _depths(drafts: list[_Draft]) -> list[int]:
    """Depth of each draft in the tree from 1: levels without the steps that the source skips."""
    depths: list[int] = []
    above: list[int] = []
    for draft in drafts:
        while above and above[-1] >= draft.level:
            above.pop()
        above.append(draft.level)
        depths.append(len(above))
    return depths


def _section(
    draft: _Draft, depth: int, text: str, title: str, children: tuple[Section, ...]
) -> Section:
    after_title = draft.heading.end if draft.heading else 0
    start = draft.blocks[0].start if draft.blocks else after_title
    end = max((block.end for block in draft.blocks), default=after_title)
    return Section(
        title=draft.heading.text if draft.heading else title,
        level=depth,
        start=start,
        end=end,
        text=text[start:end],
        blocks=tuple(draft.blocks),
        children=children,
        heading=draft.heading,
        glossed=tuple(draft.glossed),
        pictures=tuple(draft.pictures),
    )


def _doubts(
    drafts: list[_Draft], text: str, out_of_order: list[_Draft], misspelt: Mapping[str, str]
) -> list[Remark]:
    passages = [
        Passage(text[block.start : block.end], block.start, block.kind is BlockKind.LIST_ITEM)
        for draft in drafts
        for block in draft.blocks
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)
    ]
    doubts = [
        _remark(text, doubt.start, doubt.end, doubt.reason)
        for doubt in find_doubts(passages, misspelt)
    ]
    headings = [draft.heading for draft in out_of_order if draft.heading is not None]
    return doubts + [
        _remark(text, heading.start, heading.end, ENUMERATOR_REASON) for heading in headings
    ]


def _covered(
    sections: tuple[Section, ...], facts: list[Fact], dropped: list[Remark]
) -> list[tuple[int, int]]:
    spans = [(fact.start, fact.end) for fact in facts]
    spans += [(remark.start, remark.end) for remark in dropped]
    for _, section in walk(sections):
        spans.append((section.start, section.end))
        if section.heading is not None:
            spans.append((section.heading.start, section.heading.end))
    return sorted(span for span in spans if span[0] < span[1])
