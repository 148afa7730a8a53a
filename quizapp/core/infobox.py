"""Key and value pairs: the infobox that an encyclopaedia sets beside its article."""

import re

from quizapp.core.lexicon import phrase_set, word_set

MIN_RUN = 6
MIN_KEYED_LINES = 3
MIN_KNOWN_KEYS = 2
_MAX_KEY_WORDS = 5
_MAX_VALUE_WORDS = 25
_MAX_KEY_CHARS = 60
_MAX_VALUE_CHARS = 200
_MAX_LINE_CHARS = 400
_PAIR = 2

_KNOWN_KEYS = phrase_set("""
    name|other name|other names|english name|chinese name|common name|scientific name|trade name
    trade names|brand name|brand names|generic name|alias|aliases|synonym|synonyms|also known as
    pronunciation|abbreviation|department|departments|speciality|specialty|field|site|location
    organ|body part|symptom|symptoms|sign|signs|cause|causes|etiology|risk factor|risk factors
    contagious|infectious|contagiousness|infectivity|transmission|route of transmission|group
    groups|susceptible population|onset|usual onset|age of onset|duration|type|types|frequency
    incidence|prevalence|mortality|deaths|prognosis|treatment|treatments|medication|medications
    diagnosis|diagnostic method|differential diagnosis|prevention|complications|complication
    icd-10|icd-9|icd-11|mesh|mesh id|omim|medlineplus|snomed|class|drug class|therapeutic class
    route|routes|route of administration|routes of administration|dose|dosage|dosage form
    half-life|elimination half-life|bioavailability|metabolism|excretion|protein binding
    pregnancy category|legal status|atc code|cas number|formula|chemical formula|molar mass
    indication|indications|contraindications|side effects|adverse effects|antidote|schedule
    mechanism of action|onset of action|duration of action|peak|origin|insertion|artery|vein
    nerve|action|latin|kingdom|family|genus|species|medical insurance|incubation period
    """)
_HEADER_WORDS = word_set(
    "property properties field item attribute key name value values detail details data"
)
_KEYED_LINE = re.compile(r"([^:\n]{2,60}):[ \t]+(\S.*)", re.DOTALL)


def is_known_key(text: str) -> bool:
    """Whether a line is, or ends with, a key of the lexicon: "Disease site", "Main cause"."""
    words = text.lower().strip(" :*").removeprefix("the ").split()
    if not 0 < len(words) <= _MAX_KEY_WORDS:
        return False
    return any(" ".join(words[first:]) in _KNOWN_KEYS for first in range(min(3, len(words))))


def could_be_key(text: str) -> bool:
    """Whether a line is short and plain enough for a key."""
    return (
        0 < len(text) <= _MAX_KEY_CHARS
        and len(text.split()) <= _MAX_KEY_WORDS
        and text[-1] not in ".,;:!?"
        and text[0].isupper()
    )


def could_be_value(text: str) -> bool:
    """Whether a line is short enough for a value and is no sentence."""
    return (
        0 < len(text) <= _MAX_VALUE_CHARS
        and len(text.split()) <= _MAX_VALUE_WORDS
        and text[-1] not in ".:!?"
    )


def split_keyed_line(text: str) -> tuple[str, str] | None:
    """Split "Key: value"; None where the line is something else."""
    match = _KEYED_LINE.fullmatch(text[:_MAX_LINE_CHARS]) if len(text) <= _MAX_LINE_CHARS else None
    if match is None or not could_be_key(match[1].strip()):
        return None
    value = match[2].strip()
    return (match[1].strip(), value) if len(value.split()) <= _MAX_VALUE_WORDS else None


def is_fact_table(rows: list[tuple[str, ...]]) -> bool:
    """Whether table rows are pairs of which at least two keys are known."""
    if len(rows) < MIN_KEYED_LINES or any(len(row) != _PAIR for row in rows):
        return False
    keys = {row[0].lower() for row in rows if is_known_key(row[0])}
    return len(keys) >= MIN_KNOWN_KEYS and all(could_be_key(row[0].rstrip(":")) for row in rows)


def is_header_row(row: tuple[str, ...]) -> bool:
    """Whether a pair is a column header such as "Property | Value"."""
    return bool(row) and all(cell.lower() in _HEADER_WORDS for cell in row)


def find_pairs(lines: list[str]) -> tuple[int, int] | None:
    """Find alternating key and value lines in a run of short lines.

    Gives (first, past_last) positions of the pairs, or None where the run is no infobox.
    """
    if len(lines) < MIN_RUN:
        return None
    hits = [sum(is_known_key(line) for line in lines[phase::2]) for phase in (0, 1)]
    phase = 0 if hits[0] >= hits[1] else 1
    if hits[phase] < MIN_KNOWN_KEYS:
        return None
    past = phase
    while past + 1 < len(lines) and could_be_key(lines[past]) and could_be_value(lines[past + 1]):
        past += 2
    known = sum(is_known_key(line) for line in lines[phase:past:2])
    return (phase, past) if past - phase >= MIN_RUN and known >= MIN_KNOWN_KEYS else None
