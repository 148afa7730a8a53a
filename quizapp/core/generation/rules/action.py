"""What somebody should do, among what the source forbids or says otherwise.

Wrong options are deeds that the section tells the same person not to do, and its own deeds with one
word turned round or one figure moved. A client's deeds are also asked as what a client says: the
statement that "shows a need for further teaching" is what the source forbids, so that no polarity
is lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.generation import (
    advice,
    candidates,
    contradictions,
    deeds,
    filters,
    referents,
    subjects,
    teaching,
    wording,
)
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.deeds import Deed
from quizapp.core.generation.document import Document, Reading
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Step

NAME = "action"

_FEWEST_OPTIONS = 5
_MOST_RIGHT = 4
_FEWEST_RIGHT = 2
_FEWEST_WRONG = 2
_MOST_WRONG = 3
_RIGHT_BESIDE_A_WRONG_ONE = 3
_TURNED = (contradictions.OPPOSITE, contradictions.FIGURE)


@dataclass(frozen=True)
class _Wrong:
    words: str
    why: str
    source: Deed
    turned: bool


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """Select-all, single choice and, for clients, what shows (no) need for further teaching."""
    found = [
        deed
        for deed in deeds.deeds_in(reading, document)
        if not referents.leans(f"The nurse should {deed.words}.", reading.subject)
    ]
    for client in (False, True):
        own = [deed for deed in found if deed.client is client]
        wrong = [*_forbidden(own), *_turned(own)]
        yield from _select_all(own, wrong, reading, client=client)
        yield from _single(own, wrong, reading, client=client)
        yield from _statements(own, wrong, reading)
        if client:
            yield from _taught(own, wrong, reading)


def _forbidden(own: Sequence[Deed]) -> Iterator[_Wrong]:
    for deed in own:
        if deed.forbidden:
            yield _Wrong(deed.words, _why_forbidden(deed), deed, turned=False)


def _why_forbidden(deed: Deed) -> str:
    """Why a deed is wrong; an entry of a list is forbidden by its lead-in, not by its own words."""
    if not deed.said.casefold().startswith(deed.words.casefold()):
        return _said(deed)
    who = wording.capitalised(_who(client=deed.client))
    return f"{who} should not {wording.uncapitalised(_as_said(deed))}"


def _turned(own: Sequence[Deed]) -> Iterator[_Wrong]:
    for deed in own:
        if deed.forbidden or filters.hedged(deed.words):
            continue
        stated = f"The nurse should {wording.uncapitalised(deed.words)}."
        for change in contradictions.contradictions(stated):
            if change.kind not in _TURNED or not change.text.startswith("The nurse should "):
                continue
            words = wording.without_stop(change.text.removeprefix("The nurse should "))
            why = f"{change.reason} {_said(deed)}".strip()
            yield _Wrong(wording.capitalised(words), why, deed, turned=True)
            break


def _said(deed: Deed) -> str:
    """What the source says of a deed, told of whoever does it."""
    said = _as_said(deed)
    if deed.forbidden and not _FORBIDS.match(said):
        return said
    return advice.as_statement(said, advice.CLIENT if deed.client else advice.NURSE) or said


def _as_said(deed: Deed) -> str:
    return f"{deed.said.rstrip(' .;:,')}."


_FORBIDS = re.compile(r"(?:do not|don['\u2019]t|never|avoid)\b", re.IGNORECASE)


def _right(own: Sequence[Deed], wrong: Sequence[_Wrong]) -> list[Deed]:
    """Deeds to do that no wrong option is made of; those that cannot be turned round first."""
    used = {one.source.start for one in wrong if one.turned}
    return [deed for deed in own if not deed.forbidden and deed.start not in used]


def _chosen(own: Sequence[Deed], wrong: Sequence[_Wrong], most: int) -> list[_Wrong]:
    """The forbidden ones first; no more of the turned ones than leave deeds to be right."""
    todo = sum(not deed.forbidden for deed in own)
    kept: list[_Wrong] = []
    for one in wrong:
        if len(kept) < most and (not one.turned or todo - 1 >= _FEWEST_RIGHT):
            kept.append(one)
            todo -= one.turned
    return kept


def _select_all(
    own: Sequence[Deed], wrong: Sequence[_Wrong], reading: Reading, *, client: bool
) -> Iterator[Candidate]:
    false = _chosen(own, wrong, _MOST_WRONG)
    right = _right(own, false)[:_MOST_RIGHT]
    if len(false) < _FEWEST_WRONG or len(right) < _FEWEST_RIGHT:
        return
    if len(false) + len(right) < _FEWEST_OPTIONS:
        return
    asked = f"Which of the following actions should {_who(client)} take? Select all that apply."
    stem = subjects.asked(asked, reading.subject)
    options = candidates.select_all(
        [deed.words for deed in right],
        [(one.words, one.why) for one in false],
        why="The source tells to do this.",
        seed=stem,
    )
    options = tuple(_explained(option, right) if option.correct else option for option in options)
    yield _candidate("select_all", stem, options, right, false, client=client, score=0.84)


def _single(
    own: Sequence[Deed], wrong: Sequence[_Wrong], reading: Reading, *, client: bool
) -> Iterator[Candidate]:
    false = _chosen(own, wrong, candidates.SINGLE_OPTIONS - 1)
    right = _right(own, false)
    if len(false) < candidates.SINGLE_OPTIONS - 1 or not right:
        return
    length = sum(len(one.words) for one in false) / len(false)
    key = min(reversed(right), key=lambda deed: abs(len(deed.words) - length))
    stem = subjects.asked(f"Which of these actions should {_who(client)} take?", reading.subject)
    options = candidates.single_choice(
        key.words, [(one.words, one.why) for one in false], why=_said(key), seed=stem
    )
    yield _candidate("multiple_choice", stem, options, [key], false, client=client, score=0.82)


def _statements(
    own: Sequence[Deed], wrong: Sequence[_Wrong], reading: Reading
) -> Iterator[Candidate]:
    """What is (not) to be done, to be judged: forbidden and turned deeds as false statements."""
    for one in wrong:
        yield _statement(one.words, one.source, reading, why=one.why, true=False)
    used = {one.source.start for one in wrong}
    for deed in own:
        if deed.start not in used and not deed.forbidden and _REASONED.search(deed.said):
            yield _statement(deed.words, deed, reading, why=_said(deed), true=True)


_REASONED = re.compile(
    r"\b(?:because|since|so that|to (?:prevent|reduce|avoid|protect|keep|help))\b|[;:]"
)


def _statement(words: str, deed: Deed, reading: Reading, *, why: str, true: bool) -> Candidate:
    who = wording.capitalised(_who(client=deed.client))
    shown = f"{who} should {wording.uncapitalised(words)}."
    told = why if why.startswith(who) or not true else f"{who} should {wording.uncapitalised(why)}"
    told = f"{told} {_beyond(deed, reading)}".strip()
    return Candidate(
        rule=NAME,
        type="true_false",
        stem=subjects.placed(shown, reading.subject),
        options=candidates.true_false(true=true, why=told, why_not=told),
        rationale=told,
        verb="Apply",
        aspect="teaching" if deed.client else subjects.NURSING,
        step=Step.EASY,
        bloom=Bloom.UNDERSTAND,
        start=deed.start,
        end=deed.end,
        score=0.55 if not true else 0.42,
    )


def _beyond(deed: Deed, reading: Reading) -> str:
    """What the section says beside the order, where the order gives no reason itself."""
    spoken = next((one for one in reading.sentences if one.start == deed.start), None)
    if spoken is None or _REASONED.search(deed.said):
        return ""
    more = teaching.beyond(spoken, reading)
    return advice.of_the_client(more) if deed.client else more


def _taught(own: Sequence[Deed], wrong: Sequence[_Wrong], reading: Reading) -> Iterator[Candidate]:
    if not wrong:
        return
    key = wrong[0]
    right = _right(own, [key])[:_RIGHT_BESIDE_A_WRONG_ONE]
    if len(right) < _RIGHT_BESIDE_A_WRONG_ONE:
        return
    asked = f"Which statement by a client {_about(reading)} shows a need for further teaching?"
    options = candidates.single_choice(
        deeds.in_first_person(key.words),
        [(deeds.in_first_person(deed.words), _said(deed)) for deed in right],
        why=key.why,
        seed=asked,
    )
    yield _candidate(
        "multiple_choice", asked, options, [key.source], [], client=True, score=0.9, apply=True
    )


def _about(reading: Reading) -> str:
    return f"who is taught about {reading.topic}"


def _who(client: bool) -> str:
    return "the client" if client else "the nurse"


def _explained(option: Option, right: Sequence[Deed]) -> Option:
    said = next((_said(deed) for deed in right if deed.words == option.text), option.rationale)
    return Option(option.text, option.correct, said)


def _candidate(
    type_name: str,
    stem: str,
    options: tuple[Option, ...],
    right: Sequence[Deed],
    false: Sequence[_Wrong],
    *,
    client: bool,
    score: float,
    apply: bool = False,
) -> Candidate:
    places = sorted((deed.start, deed.end) for deed in right)
    return Candidate(
        rule=NAME,
        type=type_name,
        stem=stem,
        options=options,
        rationale=next(option.rationale for option in options if option.correct)
        if len(right) == 1
        else " ".join(_said(deed) for deed in right),
        verb="Apply",
        aspect="teaching" if client else subjects.NURSING,
        step=Step.HARD if type_name == "select_all" else Step.MEDIUM,
        bloom=Bloom.APPLY if apply else Bloom.UNDERSTAND,
        start=places[0][0],
        end=places[-1][1],
        score=score,
        spans=tuple(places),
        contradicts=tuple((one.source.start, one.source.end) for one in false if one.turned),
    )
