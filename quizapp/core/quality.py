"""Item-writing flaws: what keeps a question from being published, or should make one look twice.

Sources: Haladyna, Downing and Rodriguez, "A review of multiple-choice item-writing guidelines"
(2002); the flaw lists used on nursing items by Tarrant et al. (2006); abbreviations after the Joint
Commission's "Do Not Use" list.

Flaws of options are looked for where there are options; flaws of the wording, in every type.
"""

import re
from collections.abc import Callable, Iterator

from quizapp.core.item_texts import (
    TRUE_FALSE,
    counts_of,
    judged_texts,
    options_of,
    read_side_by_side,
    settings_of,
    split_options,
)
from quizapp.core.item_types.ordered_response import OrderedResponse
from quizapp.core.items import INSTRUCTOR, Finding, Item, Severity, problems_of
from quizapp.core.readability import grade
from quizapp.core.verbs import form_of_verb

Check = Callable[[Item], Iterator[str]]

_SELECT_ALL = "select_all"


def check(item: Item) -> tuple[Finding, ...]:
    """Every flaw found, those that block first. Messages say what to change, in plain words."""
    return tuple(
        Finding(name, severity, message)
        for severity, checks in ((Severity.BLOCK, BLOCKING), (Severity.WARN, WARNING))
        for name, find in checks.items()
        for message in find(item)
    )


def no_source(item: Item) -> Iterator[str]:
    """A drafted question rests on no words of a document."""
    if not _is_sourced(item) and item.generator != INSTRUCTOR:
        yield "No sentence of the source stands behind this question: point to one."


def unsourced(item: Item) -> Iterator[str]:
    """A question that a person wrote rests on no words of a document: theirs to answer for."""
    if not _is_sourced(item) and item.generator == INSTRUCTOR:
        yield "No sentence of the document stands behind this question: learners see no source."


def _is_sourced(item: Item) -> bool:
    return item.source is not None and bool(item.source.quote.strip())


def unusable_options(item: Item) -> Iterator[str]:
    """The options don't make a question of this type: no key, too few, one of them blank."""
    yield from problems_of(item)


def unusual_number(item: Item) -> Iterator[str]:
    """A drafted question has more or fewer options, steps or pairs than a good one has."""
    if item.generator != INSTRUCTOR:
        yield from _unusual_number(item)


def many_or_few(item: Item) -> Iterator[str]:
    """The same in a question that a person wrote or brought along: theirs to decide."""
    if item.generator == INSTRUCTOR:
        yield from _unusual_number(item)


def _unusual_number(item: Item) -> Iterator[str]:
    for label, count, usual in counts_of(item):
        if count not in usual and not problems_of(item):
            yield f"{label}: {usual[0]} to {usual[-1]} are usual; there are {count}."


def duplicate_options(item: Item) -> Iterator[str]:
    """Two options, or rows of another kind, differ in case, spacing, an article or punctuation."""
    if any(" say the same" in problem for problem in problems_of(item)):
        return
    for row, texts in read_side_by_side(item):
        if len({_folded(text) for text in texts}) < len(texts):
            yield f"Two {row}s say the same: change one of them."


def key_in_stem(item: Item) -> Iterator[str]:
    """The right answer stands in the question, and no wrong one does."""
    if item.type == TRUE_FALSE:
        return
    stem = f" {_folded(item.stem)} "
    held = [option for option in options_of(item) if f" {_folded(option.text)} " in stem]
    if held and all(option.correct for option in held):
        yield f"The question itself says \u201c{held[0].text}\u201d, which is a right answer."


def all_or_none(item: Item) -> Iterator[str]:
    """An option refers to all or none of the others."""
    for option in options_of(item):
        if _ALL_OR_NONE.match(option.text.strip()):
            yield f"\u201c{option.text}\u201d can be found without knowing the answer: replace it."


def two_supported(item: Item) -> Iterator[str]:
    """The source names a wrong option in one breath with a right one."""
    if item.source is None or item.type == TRUE_FALSE:
        return
    quote = _folded(item.source.quote)
    right, wrong = split_options(item)
    for key in right:
        for option in wrong:
            one, other = re.escape(_folded(key.text)), re.escape(_folded(option.text))
            pair = rf"\b(?:{one} (?:and|or) {other}|{other} (?:and|or) {one})\b"
            if re.search(pair, quote):
                yield f"The source says \u201c{option.text}\u201d beside \u201c{key.text}\u201d."


def negative_stem(item: Item) -> Iterator[str]:
    """The question asks what is not so; "why not" and "that does not" are no such question."""
    asked = _BESIDE_THE_POINT.sub("", _without_quotes(item.stem))
    if item.type != TRUE_FALSE and _NEGATIVE.search(asked):
        yield "The question asks for what is not so: ask for what is, where you can."


def absolute_terms(item: Item) -> Iterator[str]:
    """Words like "always" tell a test-wise reader that an option is wrong."""
    for text in judged_texts(item):
        found = _ABSOLUTE.search(text)
        if found and not _ALL_OR_NONE.match(text.strip()):
            yield f"\u201c{found[0]}\u201d is absolute, and often gives an answer away."


def vague_terms(item: Item) -> Iterator[str]:
    """Words like "often" in an option mean different things to different readers."""
    if item.type == TRUE_FALSE:
        return
    for option in options_of(item):
        found = _VAGUE.search(option.text)
        if found:
            yield f"\u201c{found[0]}\u201d in an option is vague: give a figure or leave it out."


def longest_right(item: Item) -> Iterator[str]:
    """The key is at least 4 words and 0.75 x the length of the longest distractor beyond it."""
    right, wrong = split_options(item)
    if item.type == TRUE_FALSE or len(right) != 1 or not wrong:
        return
    key = len(right[0].text.split())
    longest = max(len(option.text.split()) for option in wrong)
    if key - longest >= max(4, 0.75 * longest):
        yield "The right answer is much the longest: shorten it or fill out the others."


def word_repeat(item: Item) -> Iterator[str]:
    """A weighty word of the question comes back in the key alone."""
    right, wrong = split_options(item)
    if item.type == TRUE_FALSE or len(right) != 1 or not wrong or any(key_in_stem(item)):
        return
    shared = _weighty(item.stem) & _weighty(right[0].text)
    shared -= {word for option in wrong for word in _weighty(option.text)}
    if shared:
        words = ", ".join(f"\u201c{word}\u201d" for word in sorted(shared))
        yield f"Only the right answer repeats {words} from the question."


def convergence(item: Item) -> Iterator[str]:
    """The key shares words with every distractor, while no distractor shares any with another."""
    right, wrong = split_options(item)
    if item.type != "multiple_choice" or len(right) != 1 or len(wrong) < 3:  # noqa: PLR2004
        return
    key, others = _weighty(right[0].text), [_weighty(option.text) for option in wrong]
    apart = all(not (a & b) for n, a in enumerate(others) for b in others[n + 1 :])
    if apart and all(key & other for other in others):
        yield "Each wrong answer shares a word with the right one, and with nothing else."


def grammatical_cue(item: Item) -> Iterator[str]:
    """The article at the end of the question fits only some of the options."""
    article = re.search(r"\b(an?)[\s_:]*$", item.stem.strip(), re.IGNORECASE)
    if article is None or item.type == TRUE_FALSE:
        return
    vowel = article[1].lower() == "an"
    fits = [(option.text[:1].lower() in "aeiou") is vowel for option in options_of(item)]
    if any(fits) and not all(fits):
        yield f"\u201c{article[1]}\u201d fits only some of the options: write \u201ca(n)\u201d."


def number_cue(item: Item) -> Iterator[str]:
    """A plural question with one option in the plural, or the other way round."""
    asks = re.match(r"(?:which|what) (?:\w+ )?(is|are)\b", item.stem.strip(), re.IGNORECASE)
    right, wrong = split_options(item)
    if asks is None or len(right) != 1 or not wrong or item.type != "multiple_choice":
        return
    plural = asks[1].lower() == "are"
    if _is_plural(right[0].text) is plural and all(
        _is_plural(option.text) is not plural for option in wrong
    ):
        yield f"Only the right answer agrees with \u201c{asks[1]}\u201d."


def tense_cue(item: Item) -> Iterator[str]:
    """The key alone has another form of the verb than the options around it."""
    right, wrong = split_options(item)
    if item.type == TRUE_FALSE or len(right) != 1 or len(wrong) < 2:  # noqa: PLR2004
        return
    forms = {form_of_verb(option.text) for option in wrong}
    key = form_of_verb(right[0].text)
    if len(forms) == 1 and key and "" not in forms and key not in forms:
        yield f"Only \u201c{right[0].text}\u201d has that form of the verb: make all alike."


def reading_level(item: Item) -> Iterator[str]:
    """The question reads harder than a text for graduates (Flesch-Kincaid grade over 18).

    Terms of the gazetteer count as easy words: they are what is learnt.
    """
    text = _without_quotes(item.stem)
    if len(text.split()) < _FEWEST_WORDS_TO_GRADE:
        return
    if grade(text) > _HARDEST_GRADE:
        yield "The question is hard to read: use shorter sentences and plainer words."


def k_type(item: Item) -> Iterator[str]:
    """An option is made of other options ("both A and B", "1 and 3")."""
    for option in options_of(item):
        if _K_TYPE.match(option.text.strip()):
            yield f"\u201c{option.text}\u201d combines other options: ask select-all instead."


def lost_numeric_order(item: Item) -> Iterator[str]:
    """Options that are numbers don't stand in order."""
    numbers = [_number(option.text) for option in options_of(item)]
    values = [number for number in numbers if number is not None]
    if len(values) == len(numbers) > 2 and values not in (sorted(values), sorted(values)[::-1]):  # noqa: PLR2004
        yield "The options are numbers: set them in order."


def unfocused_stem(item: Item) -> Iterator[str]:
    """The question can't be answered before the options are read."""
    if item.type == TRUE_FALSE:
        return
    stem = _without_quotes(item.stem)
    if len(item.stem.split()) < 4 or _UNFOCUSED.match(stem.strip()):  # noqa: PLR2004
        yield "The question does not say what it asks about: name it."


def window_dressing(item: Item) -> Iterator[str]:
    """The question is longer than what it asks needs."""
    if len(item.stem.split()) > _MOST_STEM_WORDS:
        yield f"The question has over {_MOST_STEM_WORDS} words: leave out what is not needed."


def banned_abbreviations(item: Item) -> Iterator[str]:
    """An abbreviation or a way of writing a dose that has led to medication errors."""
    shown = (text for _row, texts in read_side_by_side(item) for text in texts)
    for text in (item.stem, *settings_of(item), *shown):
        found = _BANNED.search(text)
        if found:
            yield f"\u201c{found[0].strip()}\u201d can be misread in a prescription: write it out."


def cued_number(item: Item) -> Iterator[str]:
    """A select-all question says how many answers are right."""
    if item.type == _SELECT_ALL and _CUED_NUMBER.search(item.stem):
        yield "The question says how many answers are right: leave the number out."


def told_place(item: Item) -> Iterator[str]:
    """A step to be put in order says itself which place it has."""
    if not isinstance(item.content, OrderedResponse):
        return
    for step in item.content.sequence:
        if _PLACE_WORD.match(step.text.strip()):
            yield f"\u201c{step.text}\u201d tells its own place: leave that word out."


def missing_rationale(item: Item) -> Iterator[str]:
    """An option does not say why it is right or wrong."""
    missing = [option.text for option in options_of(item) if not option.rationale.strip()]
    if missing:
        named = "\u201d, \u201c".join(missing)
        yield f"No rationale for \u201c{named}\u201d."


BLOCKING: dict[str, Check] = {
    "no_source": no_source,
    "unusable_options": unusable_options,
    "unusual_number": unusual_number,
    "duplicate_options": duplicate_options,
    "key_in_stem": key_in_stem,
    "all_or_none": all_or_none,
    "two_supported": two_supported,
}
WARNING: dict[str, Check] = {
    "unsourced": unsourced,
    "many_or_few": many_or_few,
    "negative_stem": negative_stem,
    "absolute_terms": absolute_terms,
    "vague_terms": vague_terms,
    "longest_right": longest_right,
    "word_repeat": word_repeat,
    "convergence": convergence,
    "grammatical_cue": grammatical_cue,
    "number_cue": number_cue,
    "tense_cue": tense_cue,
    "reading_level": reading_level,
    "k_type": k_type,
    "lost_numeric_order": lost_numeric_order,
    "unfocused_stem": unfocused_stem,
    "window_dressing": window_dressing,
    "banned_abbreviations": banned_abbreviations,
    "cued_number": cued_number,
    "told_place": told_place,
    "missing_rationale": missing_rationale,
}

_MOST_STEM_WORDS = 70
_FEWEST_WORDS_TO_GRADE = 12
_HARDEST_GRADE = 18
_ALL_OR_NONE = re.compile(
    r"(?:all|none|any|both|neither) (?:of )?(?:the |these )?(?:above|(?:other )?(?:options|answers|"
    r"choices)|others)\b|(?:all|none|any|both|neither) of (?:these|them|those)\W*$",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:not|except|(?<!at )least|never|neither)\b|n't\b|n\u2019t\b"
    r"|\b(?:is|are) (?:incorrect|false|untrue|wrong)\b",
    re.IGNORECASE,
)
_BESIDE_THE_POINT = re.compile(
    r"\bwhy\b.*|\b(?:that|who|whose|in which|when|if|unless|because)\b[^,?]*|_____.*", re.IGNORECASE
)
_ABSOLUTE = re.compile(
    r"\b(?:always|never|all|every|none|completely|absolutely|without exception|"
    r"under no circumstances)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:often|sometimes|usually|frequently|occasionally|generally|rarely|seldom|might|"
    r"at times|from time to time|now and then|once in a while)\b",
    re.IGNORECASE,
)
_K_TYPE = re.compile(
    r"(?:[Bb]oth )?(?:[A-F]|[1-6]|I{1,3}|IV)(?:, (?:[A-F]|[1-6]|I{1,3}|IV))*,? (?:and|&) "
    r"(?:[A-F]|[1-6]|I{1,3}|IV)(?: only)?\.?$"
)
_UNFOCUSED = re.compile(
    r"which (?:one )?of (?:the following|these)(?: \w+)? (?:is|are) (?:true|correct|false|right)"
    r"\s*[?:.]*$|(?:the following|which is true|true statement)\b[^?]{0,12}\??$",
    re.IGNORECASE,
)
_BANNED = re.compile(
    r"(?<![\w.])(?:[Qq]\.?[Dd]\.?|[Qq]\.?[Oo]\.?[Dd]\.?|IU|MSO4|MgSO4|MS(?= \d)|\u00b5g|\u03bcg|"
    r"cc(?=\b)|H\.?S\.?(?= \b)|D/C|SQ|T\.?I\.?W\.?)(?![\w])"
    r"|\b\d+ ?U\b|(?<!\d)\.\d+ ?(?:mg|mL|g|mcg)\b|\b\d+\.0+ ?(?:mg|mL|g|mcg)\b"
)
_CUED_NUMBER = re.compile(
    r"\b(?:select|choose|mark|which) (?:the )?(?:two|three|four|five|[2-5])\b", re.IGNORECASE
)
_PLACE_WORD = re.compile(
    r"(?:first|second|third|next|last|afterwards?),|(?:firstly|secondly|then|finally|lastly|"
    r"step \d+)\b|\d+[.):]",
    re.IGNORECASE,
)
_LIGHT_WORDS = """
about above after also among because before being below between cause causes client clients does
following from have into named nurse other patient patients should source statement their them
then there these they this those through what when where which while with words would
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())


def _folded(text: str) -> str:
    words = re.findall(r"[\w%<>=\u2264\u2265+.-]+", text.casefold())
    # The last word is no article: "vitamin A".
    bare = [word for word in words[:-1] if word not in ("a", "an", "the")] + words[-1:]
    return " ".join(word.rstrip(".") for word in bare)


def _weighty(text: str) -> set[str]:
    words = re.findall(r"[a-z]{4,}", text.casefold())
    return {word.removesuffix("s") for word in words if word not in _LIGHT}


def _without_quotes(text: str) -> str:
    return re.sub(r"\u201c[^\u201d]*\u201d", "", text)


def _is_plural(text: str) -> bool:
    last = text.strip().rpartition(" ")[2].rstrip(".")
    return " and " in text or (last.endswith("s") and not last.endswith(("ss", "is", "us")))


def _number(text: str) -> float | None:
    found = re.match(r"[<>\u2264\u2265]?\s*(\d[\d,]*(?:\.\d+)?)", text.strip())
    return float(found[1].replace(",", "")) if found else None
