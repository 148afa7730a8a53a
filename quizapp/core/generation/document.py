"""A document as the rules read it: sections with sentences, lists and tables, and look-ups."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from quizapp.core import terms
from quizapp.core.blocks import Block, BlockKind
from quizapp.core.definitions import Definition
from quizapp.core.generation import (
    advice,
    bare_titles,
    filters,
    headings,
    meanings,
    narrowing,
    run_listings,
    speech,
    subjects,
    wording,
)
from quizapp.core.generation.assertions import Assertions, read_assertions
from quizapp.core.generation.listings import Listing
from quizapp.core.generation.note_reading import Part, read_notes
from quizapp.core.generation.notes import Note
from quizapp.core.generation.pools import Pools, read_pools
from quizapp.core.generation.runs import (
    ListRun,
    Spans,
    TableRun,
    lists_in,
    tables_in,
    touches,
    within,
)
from quizapp.core.generation.spelling import Spelling, read_spelling
from quizapp.core.generation.subjects import Subject
from quizapp.core.outline import Fact, Outline, Remark, Section, walk
from quizapp.core.sentences import Sentence, sentences_of

FEWEST_BODY_WORDS = 30
_FEWEST_NOTES = 2
_NO_LESSON = re.compile(
    r"learning (?:outcomes|objectives)|objectives|references|bibliography|further reading|"
    r"glossary|review questions|acknowledge?ments|feedback|related|in other languages",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """A section, read: `usable` are the sentences that may carry a question.

    `listing` are those and others too long for a question, but for a list that they hold.
    `standing` are those that can be read by themselves, whatever their length. `orders` are the
    sentences of paragraphs as they stand: what they tell somebody to do is still to be found.
    """

    section: Section
    ancestors: tuple[Section, ...]
    subject: Subject
    sentences: tuple[Sentence, ...]
    usable: tuple[Sentence, ...]
    listing: tuple[Sentence, ...]
    lists: tuple[ListRun, ...]
    tables: tuple[TableRun, ...]
    facts: tuple[Fact, ...]
    mentioned: frozenset[terms.Term]
    standing: tuple[Sentence, ...]
    listings: tuple[Listing, ...] = ()
    ability: str | None = None
    actor: str = advice.NURSE
    orders: tuple[Sentence, ...] = ()
    meanings: tuple[Definition, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def topic(self) -> str:
        """What the section is about, spelt as inside a sentence."""
        return self.subject.topic

    @property
    def readable(self) -> bool:
        """Whether a learner has words or pictures to look at: neither empty nor references."""
        titled = _NO_LESSON.match(bare_titles.bare(self.section.title)) is None
        return titled and bool(self.section.text.strip() or self.section.pictures)

    @property
    def substantive(self) -> bool:
        """Whether the section's body is enough for questions: real prose, list or table."""
        return (
            self.readable
            and len(self.section.text.split()) >= FEWEST_BODY_WORDS
            and (
                len(self.sentences) >= speech.FEWEST_PROSE_SENTENCES
                or bool(self.lists)
                or len(self.notes) >= _FEWEST_NOTES
            )
        )


@dataclass(frozen=True)
class Document:
    """Everything that the rules may look up beyond their own section."""

    title: str
    topic: str
    text: str
    readings: tuple[Reading, ...]
    definitions: tuple[Definition, ...]
    mentioned: tuple[terms.Term, ...]
    pools: Pools = field(repr=False)
    notes: tuple[Note, ...]
    listings: Mapping[str, Sequence[Listing]] = field(repr=False)
    _assertions: Assertions = field(repr=False)
    _first_said: Mapping[terms.Term, str] = field(repr=False)

    def reading_of(self, section: Section) -> Reading:
        """What was read of a section of this document."""
        return next(
            reading
            for reading in self.readings
            if (reading.section.start, reading.section.title) == (section.start, section.title)
        )

    def asserts(self, phrase: str, predicate: str, *, besides: str = "") -> bool:
        """Whether any sentence, list or row says `predicate` of `phrase`: see `Assertions`."""
        return self._assertions.hold(phrase, predicate, besides=besides)

    def says_of(self, phrase: str) -> str | None:
        """A clean sentence of the document that speaks of a typed term, for a rationale."""
        term = terms.typed(phrase)
        return None if term is None else self._first_said.get(term)


def read_document(outline: Outline, text: str) -> Document:
    """Read an outline's sections against the text that their offsets point into."""
    readings = _with_notes(tuple(_read(outline, text)), outline, text)
    return Document(
        title=outline.title,
        topic=_document_topic(outline, read_spelling(_prose(outline))),
        text=text,
        readings=readings,
        definitions=tuple(one for reading in readings for one in reading.meanings),
        mentioned=tuple(dict.fromkeys(mention.term for mention in terms.mentions(text))),
        listings=_listings_by_sort(readings),
        notes=tuple(note for reading in readings for note in reading.notes),
        pools=read_pools(sentence for reading in readings for sentence in reading.listing),
        _assertions=read_assertions(_said(readings, outline.facts)),
        _first_said=_first_said(readings),
    )


def _read(outline: Outline, text: str) -> Iterator[Reading]:
    all_hidden = Spans([*_places(outline.dropped), *_places(outline.facts)])
    all_doubted = Spans(_places(outline.doubts))
    facts = _facts_by_section(outline)
    spelling = read_spelling(_prose(outline))
    whole = _document_topic(outline, spelling)
    topics = _stems_of_topics(outline, spelling)
    leaflet = advice.is_leaflet(text)
    above = {id(section): under for under, section in narrowing.walk(outline.sections)}
    for ancestors, section in walk(outline.sections):
        hidden = all_hidden.around(section.start, section.end)
        doubted = all_doubted.around(section.start, section.end)
        blocks = [block for block in _blocks(section) if not within(block, hidden)]
        runs = tuple(lists_in(blocks, text, doubted))
        announced = _ANNOUNCES.match(bare_titles.bare(section.title)) is not None
        listed = {entry for run in runs if run.lead_in or announced for entry in run.entries}
        spoken = tuple(
            sentence
            for block in blocks
            if block.kind in _PROSE and block not in listed
            for sentence in sentences_of(block, text)
        )
        actor = advice.actor_of(section.title, leaflet=leaflet)
        heading = subjects.topic_in(section.title) or ""
        told = speech.told(
            spoken, blocks, section, actor, spelling.in_sentence(heading), leaflet=leaflet
        )
        sound = tuple(speech.sound(told, doubted))
        listing = tuple(
            one
            for one in sound
            if filters.why_not(one.text, most_words=filters.MOST_LISTING_WORDS) is None
        )
        subject = _subject(section, above[id(section)], outline, spelling, whole, topics)
        yield Reading(
            section=section,
            ancestors=ancestors,
            subject=subject,
            sentences=spoken,
            usable=tuple(speech.usable(sound)),
            listing=listing,
            lists=runs,
            tables=tuple(tables_in(blocks)),
            facts=facts.get(section.start, ()),
            mentioned=frozenset(
                mention.term for one in spoken for mention in terms.mentions(one.text)
            ),
            standing=speech.standing(spoken, doubted),
            actor=actor,
            meanings=meanings.meanings(
                section,
                [one for one in spoken if not touches(one.start, one.end, doubted)],
            ),
            orders=tuple(
                sentence
                for block in blocks
                if block.kind in _PARAGRAPHS
                for sentence in sentences_of(block, text)
                if not touches(sentence.start, sentence.end, doubted)
            ),
            ability=headings.ability(
                section.title, subject.document_topic or subject.topic, spelling
            ),
            listings=tuple(run_listings.of_section(listing, runs, section.title, doubted)),
        )


def _with_notes(readings: Sequence[Reading], outline: Outline, text: str) -> tuple[Reading, ...]:
    """The readings with what fragments say, where the text is written in notes."""
    parts = [
        Part(one.section, one.ancestors, one.topic, one.subject.document_topic, one.tables)
        for one in readings
    ]
    found = read_notes(parts, _places(outline.dropped), text)
    return (
        tuple(
            replace(reading, subject=replace(reading.subject, topic=topic), notes=notes)
            for reading, (topic, notes) in zip(readings, found, strict=True)
        )
        if found
        else tuple(readings)
    )


def _places(remarks: Iterable[Remark | Fact]) -> list[tuple[int, int]]:
    return [(remark.start, remark.end) for remark in remarks]


# Under "Call 911 if" or "When to get help", an entry is no statement of its own.
_ANNOUNCES = re.compile(
    r"(?:when to|who (?:should|is|are)|reasons (?:to|for)|(?:warning |danger )?signs|symptoms|"
    r"(?:call|see|tell|contact|get|seek|go) \b.*\b(?:if|when|help)\b)",
    re.IGNORECASE,
)
_PARAGRAPHS = (BlockKind.PARAGRAPH, BlockKind.QUOTE)
_PROSE = (BlockKind.PARAGRAPH, BlockKind.QUOTE, BlockKind.LIST_ITEM)


def _subject(
    section: Section,
    ancestors: tuple[Section, ...],
    outline: Outline,
    spelling: Spelling,
    whole: str,
    topics: Counter[str],
) -> Subject:
    topic = subjects.topic(section, ancestors, outline.title, spelling)
    return Subject(
        topic=topic,
        document_topic=whole,
        mark=frozenset(
            stem for stem in wording.stems(topic) - wording.stems(whole) if topics[stem] == 1
        ),
        acronym=spelling.acronym_of(topic),
        stands_alone=subjects.stands_alone(section.title, topic, whole),
        label=subjects.label_of(section.title, whole, spelling),
    )


def _prose(outline: Outline) -> str:
    """The text without its headings: where a word's usual spelling is seen."""
    return "\n".join(section.text for _, section in walk(outline.sections))


def _document_topic(outline: Outline, spelling: Spelling) -> str:
    return spelling.in_sentence(
        subjects.topic_in(outline.title) or subjects.trimmed_title(outline.title)
    )


def _stems_of_topics(outline: Outline, spelling: Spelling) -> Counter[str]:
    """Stem -> the number of the document's different topics that it occurs in."""
    topics = {
        subjects.topic(section, above, outline.title, spelling)
        for above, section in narrowing.walk(outline.sections)
    }
    return Counter(stem for topic in topics for stem in wording.stems(topic))


def _facts_by_section(outline: Outline) -> dict[int, tuple[Fact, ...]]:
    """Start of a section -> the facts that stand in it or right behind it."""
    starts = sorted(section.start for _, section in walk(outline.sections) if section.text)
    found: dict[int, tuple[Fact, ...]] = {}
    for fact in outline.facts:
        place = bisect_right(starts, fact.start)
        home = starts[max(0, place - 1)] if starts else 0
        found[home] = (*found.get(home, ()), fact)
    return found


def _blocks(section: Section) -> tuple[Block, ...]:
    if section.blocks:
        return section.blocks
    offset = section.end - len(section.text)
    return tuple(
        Block(BlockKind.PARAGRAPH, line.group(), offset + line.start(), offset + line.end())
        for line in re.finditer(r"\S[^\n]*", section.text)
    )


def _said(readings: Sequence[Reading], facts: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    """What is said, and the same with the heading and lead-in that it stands under."""
    for reading in readings:
        title = f"{reading.section.title} {reading.topic}"
        for sentence in reading.sentences:
            yield sentence.text, f"{title} {sentence.text}"
        for run in reading.lists:
            lead = run.lead_in.text if run.lead_in else ""
            for entry in run.entries:
                yield entry.text, f"{title} {lead} {entry.text}"
        for table in reading.tables:
            header = " ".join(table.rows[0].cells)
            for row in table.rows:
                yield row.text, f"{title} {header} {row.text}"
    for fact in facts:
        yield fact.value, f"{fact.key} {fact.value}"


def _listings_by_sort(readings: Sequence[Reading]) -> dict[str, list[Listing]]:
    found: dict[str, list[Listing]] = {}
    for reading in readings:
        for one in reading.listings:
            found.setdefault(one.sort, []).append(one)
    return found


def _first_said(readings: Sequence[Reading]) -> dict[terms.Term, str]:
    """Term -> the first usable sentence that names it."""
    found: dict[terms.Term, str] = {}
    for reading in readings:
        for sentence in reading.usable:
            for mention in terms.mentions(sentence.text):
                if mention.term not in found:
                    found[mention.term] = wording.plain(sentence.text)
    return found
