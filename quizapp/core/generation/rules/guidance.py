"""Lists of what somebody should and should not do.

Every entry is asked under its own lead-in's polarity: what stands under "should not" is right only
where the question asks what to avoid, and is what makes an option wrong where it asks what to do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizapp.core.blocks import Block
from quizapp.core.generation import advice, candidates, clauses, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.deeds import tells_apart
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.runs import ListRun, TableRun
from quizapp.core.generation.subjects import Subject
from quizapp.core.item_types.choices import Option
from quizapp.core.items import Bloom, Step
from quizapp.core.sentences import sentences

NAME = "guidance"

_LEAD_IN = re.compile(
    r"^(?P<who>(?:The |An? )?(?:[\w-]+ ){0,3}?(?:client|patient|nurse|person|family|caregiver)s?\b"
    r"[^.:]{0,80}?) (?:should|must)(?P<verdict> not| never| avoid)?"
    r"(?: be (?:taught|instructed|advised) to)?(?: do the following)?(?P<whom> for [^.:]{3,80})?:$",
    re.IGNORECASE,
)
_REASON = re.compile(r"(?:;|,? because\b|,? since\b|\s\u2014|\u2014|\. ).*$", re.DOTALL)
_NOT_AN_ACTION = re.compile(
    r"^(?:avoid|do not|don['\u2019]t|not|never|refrain|stop|see|if|when|the|a|an|this|these|it|"
    r"they)\b",
    re.IGNORECASE,
)
_AVOID = "should avoid"
_MOST_BARE_WORDS = 2
_MOST_WORDS = 22
_FEWEST_WRONG = 2
_MOST_WRONG = 3
_MOST_RIGHT = 4
_LEANS = re.compile(r"\b(?:this|these|it|see below)\b(?! medication| drug)", re.IGNORECASE)


@dataclass(frozen=True)
class _Action:
    words: str
    block: Block
    start: int
    end: int


@dataclass(frozen=True)
class _Advice:
    subject: Subject
    who: str
    whom: str
    verdict: str
    negative: bool
    actions: tuple[_Action, ...]


def propose(reading: Reading, document: Document) -> Iterator[Candidate]:
    """Select-all where both polarities are listed for the same people; single statements else."""
    advice = [
        found for run in reading.lists if (found := _advice(run, reading, document)) is not None
    ]
    for table in reading.tables:
        if len(table.rows) > 1 and tells_apart(table.rows[0].cells):
            advice += _columns(table, reading, document)
    for own in advice:
        contrary = next(
            (
                other
                for other in advice
                if other.negative is not own.negative
                and _AVOID not in (own.verdict, other.verdict)
                and wording.stems(other.who) == wording.stems(own.who)
            ),
            None,
        )
        yield from _statements(own)
        if contrary is not None:
            yield from _choices(own, contrary)


def _advice(run: ListRun, reading: Reading, document: Document) -> _Advice | None:
    match = _LEAD_IN.match(" ".join(run.lead_in.text.split())) if run.lead_in else None
    if match is None:
        return None
    actions = tuple(action for block in run.entries if (action := _action(block, document)))
    if not actions:
        return None
    verdict = f"should{match['verdict'] or ''}".lower()
    return _Advice(
        reading.subject, match["who"], (match["whom"] or "").strip(), verdict, run.negative, actions
    )


def _columns(table: TableRun, reading: Reading, document: Document) -> list[_Advice]:
    """The two columns of a table of what to do and what not to do, as two lists of advice."""
    who = reading.actor
    columns = []
    for place, verdict in enumerate(("should", "should not")):
        actions = tuple(
            action for row in table.rows[1:] if (action := _cell(row, place, document)) is not None
        )
        if actions:
            columns.append(_Advice(reading.subject, who, "", verdict, place == 1, actions))
    return columns


def _cell(row: Block, place: int, document: Document) -> _Action | None:
    if len(row.cells) <= place or not row.cells[place].strip():
        return None
    start = document.text.find(row.cells[place], row.start, row.end)
    words = wording.without_stop(wording.plain(row.cells[place]))
    if start < 0 or _NOT_AN_ACTION.match(words) or len(words.split()) > _MOST_WORDS:
        return None
    return _Action(words, row, start, start + len(row.cells[place]))


def _action(block: Block, document: Document) -> _Action | None:
    begin = document.text.find(block.text[:20], block.start, block.end)
    if begin < 0 or block.level > 1:
        return None
    first = sentences(document.text[begin : block.end].replace("\n", " "), offset=begin)[0]
    words = wording.without_stop(_REASON.sub("", wording.plain(first.text)))
    too_long = len(words.split()) > _MOST_WORDS
    if too_long or _NOT_AN_ACTION.match(words) or _LEANS.search(words):
        return None
    if clauses.split(f"{words}.") is not None and not advice.is_instruction(words):
        return None
    return _Action(words, block, first.start, first.end)


def _statements(own: _Advice) -> Iterator[Candidate]:
    for action in own.actions:
        deed = wording.uncapitalised(action.words)
        shown = _shown_verdict(own, deed)
        why = _explained(own, action)
        yield Candidate(
            rule=NAME,
            type="true_false",
            stem=_placed(own, _sentence(own, shown, deed)),
            options=candidates.true_false(
                true=shown == own.verdict,
                why=why,
                why_not=why,
            ),
            rationale=why,
            verb="Apply",
            aspect=_aspect(own),
            step=Step.EASY,
            bloom=Bloom.UNDERSTAND,
            start=action.start,
            end=action.end,
            score=0.7 if own.negative else 0.5,
        )


def _shown_verdict(own: _Advice, deed: str) -> str:
    """What a statement says; never "should not", which reads as a negative question."""
    if own.verdict != _AVOID:
        return "should"
    return _AVOID if wording.stable_number(deed) % 2 else "do not need to avoid"


def _choices(own: _Advice, contrary: _Advice) -> Iterator[Candidate]:
    right, wrong = own.actions[:_MOST_RIGHT], contrary.actions
    if len(right) >= 2 and len(wrong) >= _FEWEST_WRONG and len(right) + len(wrong) >= 5:  # noqa: PLR2004
        yield _select_all(own, right, contrary, wrong[:_MOST_WRONG])
    if len(wrong) >= candidates.SINGLE_OPTIONS - 1:
        # The last entry, so that the select-all above, which takes the first, is not repeated.
        yield _single(own, own.actions[-1], contrary, wrong)


def _aspect(own: _Advice) -> str:
    return subjects.NURSING if "nurse" in own.who.lower() else "teaching"


def _sentence(own: _Advice, verdict: str, deed: str) -> str:
    """As in: For clients who take it, the nurse should weigh them."""
    if own.whom:
        who = wording.uncapitalised(own.who)
        return f"{wording.capitalised(own.whom)}, {who} {verdict} {deed}."
    return f"{wording.capitalised(own.who)} {verdict} {deed}."


def _question(own: _Advice) -> str:
    who = wording.uncapitalised(own.who)
    ending = "avoid" if own.negative else "take"
    return f"should {who} {ending}{f' {own.whom}' if own.whom else ''}?"


def _placed(own: _Advice, words: str) -> str:
    """Led by the topic where the advice is for "the nurse" or "the client" and says no more."""
    bare = not own.whom and len(own.who.split()) <= _MOST_BARE_WORDS
    return subjects.asked(words, own.subject) if bare else words


def _explained(own: _Advice, action: _Action) -> str:
    """The advice as a sentence, with the reason that the source gives for it."""
    said = _sentence(own, own.verdict, wording.uncapitalised(action.words))
    reason = wording.plain(action.block.text).partition(action.words)[2].strip(" .").rstrip(";:,")
    if not _REASONED.match(reason) or not reason.strip(";:, "):
        return said
    return f"{said.rstrip('.')}{'' if reason[0] in ',;:' else ' '}{reason}."


_REASONED = re.compile(r"(?:[;,:\u2014]|because\b|since\b|as\b|to\b|so\b)", re.IGNORECASE)


def _explained_all(own: _Advice, actions: Sequence[_Action]) -> list[tuple[str, str]]:
    return [(action.words, _explained(own, action)) for action in actions]


def _select_all(
    own: _Advice, right: Sequence[_Action], contrary: _Advice, wrong: Sequence[_Action]
) -> Candidate:
    question = _placed(own, f"Which of the following actions {_question(own)}")
    stem = f"{question} Select all that apply."
    options = [Option(words, True, why) for words, why in _explained_all(own, right)]
    options += [Option(words, False, why) for words, why in _explained_all(contrary, wrong)]
    shown = candidates.in_order(options, stem)
    return _as_candidate("select_all", stem, shown, right, own, Step.HARD, 0.95)


def _single(own: _Advice, key: _Action, contrary: _Advice, wrong: Sequence[_Action]) -> Candidate:
    stem = _placed(own, f"Which of these actions {_question(own)}")
    by_length = sorted(wrong, key=lambda action: abs(len(action.words) - len(key.words)))
    options = candidates.single_choice(
        key.words, _explained_all(contrary, by_length), why=_explained(own, key), seed=stem
    )
    return _as_candidate("multiple_choice", stem, options, (key,), own, Step.MEDIUM, 0.9)


def _as_candidate(
    type_name: str,
    stem: str,
    options: tuple[Option, ...],
    right: Sequence[_Action],
    own: _Advice,
    step: Step,
    score: float,
) -> Candidate:
    deeds = wording.joined([wording.uncapitalised(action.words) for action in right])
    told = _explained(own, right[0]) if len(right) == 1 else _sentence(own, own.verdict, deeds)
    return Candidate(
        rule=NAME,
        type=type_name,
        stem=stem,
        options=options,
        rationale=told,
        verb="Apply",
        aspect=_aspect(own),
        step=step,
        bloom=Bloom.UNDERSTAND,
        start=right[0].start,
        end=right[-1].end,
        score=score,
    )
