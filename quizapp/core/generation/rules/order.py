"""The steps of a procedure: which comes first, and which comes next; other steps are wrong."""

import re
from collections.abc import Iterator, Sequence

from quizapp.core.blocks import Block
from quizapp.core.generation import advice, bare_titles, candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.generation.runs import ListRun
from quizapp.core.item_types import ordered_response
from quizapp.core.items import Bloom, Step

NAME = "order"

_FEWEST_STEPS = 4
_MOST_STEP_WORDS = 22
_SEQUENCE = re.compile(
    r"\b(?:steps?|procedure|order|sequence|stages?|phases?|process|how to|insertion|inserting|"
    r"insert|"
    r"removal|removing|technique|administering|administration|giving|collecting|changing|performing|"
    r"starting|preparing|putting|taking|using|suctioning|feeding)\b",
    re.IGNORECASE,
)
# What is to be seen to before or after, and in which order, is seldom fixed.
_NO_ORDER = re.compile(
    r"^(?:before|after)\b|\b(?:checklist|considerations|principles|rules|tips|reasons|rights|"
    r"any order|"
    r"assessment|equipment|criteria)\b",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"^(?P<lead>[^:]{8,120}\b(?:in (?:this|the following) order|"
    r"in this sequence)): (?P<steps>[^.;]+)\.$"
)


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """First and next step for each list that is a sequence, in a list or in a sentence."""
    for run in reading.lists:
        steps = [] if run.negative else _steps(run, reading)
        if steps:
            places = [(b.start, b.end) for b in run.entries]
            what = _procedure(reading, run)
            yield from _arranged(steps, places, what)
            yield from _asked(steps, places, what)
    for sentence in reading.sentences:
        match = _INLINE.match(" ".join(sentence.text.split()))
        entries = wording.split_list(match["steps"]) if match else ()
        if match and len(entries) >= _FEWEST_STEPS:
            place = (sentence.start, sentence.end)
            yield from _named(entries, place, match["lead"], reading)


def _steps(run: ListRun, reading: Reading) -> list[str]:
    """The entries as steps, or nothing where the list is no sequence."""
    top = [block for block in run.entries if block.level <= 1]
    lead = run.lead_in.text if run.lead_in else ""
    titled = _SEQUENCE.search(f"{reading.section.title} {lead}") is not None
    if _NO_ORDER.search(f"{reading.section.title} {lead}"):
        return []
    if len(top) != len(run.entries) or len(top) < _FEWEST_STEPS or not all(b.ordered for b in top):
        return []
    steps = [_step(block) for block in top]
    told = sum(advice.is_instruction(step) for step in steps)
    return steps if titled and told * 4 >= len(steps) * 3 else []


def _step(block: Block) -> str:
    """The whole step where it is short; else its first sentence, if that says all that is done."""
    whole = wording.without_stop(wording.plain(" ".join(block.text.split())))
    if len(whole.split()) <= _MOST_STEP_WORDS:
        return whole
    first, *rest = re.split(r"(?<=[a-z)])[.:] ", whole)
    return whole if any(advice.is_instruction(one) for one in rest) else first


def _arranged(
    steps: Sequence[str], places: Sequence[tuple[int, int]], what: str
) -> Iterator[Candidate]:
    """The steps to be put in order: all of them, or the first few; none may be left out between."""
    chosen = steps[:_MOST_ARRANGED]
    if len(set(chosen)) == len(chosen) and all(map(_can_be_asked, chosen)):
        told = "; ".join(f"{n}. {step}" for n, step in enumerate(chosen, start=1))
        yield Candidate(
            rule=NAME,
            type="ordered_response",
            stem=f"{what}: put these steps in order.",
            options=(),
            rationale=f"The order is: {told}.",
            verb="Sequence",
            aspect=subjects.STEPS,
            step=Step.HARD,
            bloom=Bloom.UNDERSTAND,
            start=places[0][0],
            end=places[len(chosen) - 1][1],
            score=0.93,
            spans=tuple(places[: len(chosen)]),
            made=ordered_response.in_order(chosen),
        )


def _can_be_asked(step: str) -> bool:
    return len(step.split()) <= _MOST_STEP_WORDS and _TELLS_PLACE.search(step) is None


_MOST_ARRANGED = 5
_TELLS_PLACE = re.compile(
    r"^(?:first|second|third|next|then|finally|last(?:ly)?|afterwards?|repeat|if)\b", re.IGNORECASE
)


def _asked(
    steps: Sequence[str], places: Sequence[tuple[int, int]], what: str
) -> Iterator[Candidate]:
    if not all(len(step.split()) <= _MOST_STEP_WORDS for step in steps):
        return
    shown = wording.stable_order(range(1, len(steps)), what)[: candidates.SINGLE_OPTIONS - 1]
    yield _candidate(
        f"{what}: which of these steps is done first?",
        (steps[0], f"It is step 1 of {len(steps)}."),
        [(steps[n], f"It is step {n + 1} of {len(steps)}.") for n in shown],
        places[:1],
        Step.EASY,
    )
    middle = list(range(1, len(steps) - 2)) or [1]
    for at in wording.stable_order(middle, "next")[:2]:
        near = [n for n in range(len(steps)) if n not in (at, at + 1)]
        near.sort(key=lambda n: abs(n - at - 1))
        yield _candidate(
            f"{what}: which step comes directly after this one? \u201c{steps[at]}\u201d",
            (steps[at + 1], f"It is step {at + 2}; the step in the question is step {at + 1}."),
            [(steps[n], f"It is step {n + 1}, not step {at + 2}.") for n in near],
            places[at : at + 2],
            Step.MEDIUM,
        )


def _named(
    entries: Sequence[str], place: tuple[int, int], lead: str, reading: Reading
) -> Iterator[Candidate]:
    what = re.sub(
        r"^this ", "It ", re.sub(r" in (?:this|the following) (?:order|sequence)$", "", lead)
    )
    what = re.sub(r"^It ", f"{wording.capitalised(reading.topic)} ", what)
    said = f"The order is {', '.join(entries)}."
    for at, question in ((0, "comes first"), (len(entries) - 1, "comes last")):
        yield _candidate(
            f"{what} in a fixed order. Which {question}?",
            (entries[at], said),
            [(entry, said) for n, entry in enumerate(entries) if n != at],
            [place],
            Step.EASY if at == 0 else Step.MEDIUM,
        )


def _procedure(reading: Reading, run: ListRun) -> str:
    """What is done in these steps: the topic, the heading that says so, and the lead-in."""
    title = bare_titles.bare(reading.section.title).rstrip("?. ")
    whole = subjects.is_named(title, reading.subject) or title.casefold().startswith("how to ")
    topic = "" if whole else subjects.lead(reading.subject)
    lead = _LEAD.match(run.lead_in.text) if run.lead_in else None
    told = lead["what"].strip() if lead is not None and len(reading.lists) > 1 else ""
    doing = "" if _PLAIN_TITLE.match(title) and not whole else title
    parts = [part for part in (topic, doing, told) if part]
    parts = [part for n, part in enumerate(parts) if not _is_said(part, parts[:n])]
    named = [parts[0], *(wording.uncapitalised(part) for part in parts[1:])]
    return ", ".join(named)


def _is_said(part: str, before: Sequence[str]) -> bool:
    return any(part.casefold() in other.casefold() for other in before)


_PLAIN_TITLE = re.compile(r"^(?:the )?(?:procedure|steps?|method|technique|what to do)$", re.I)
_LEAD = re.compile(r"^(?P<what>[^:,.]{3,60}):$")


def _candidate(
    stem: str,
    key: tuple[str, str],
    wrong: Sequence[tuple[str, str]],
    places: Sequence[tuple[int, int]],
    step: Step,
) -> Candidate:
    return Candidate(
        rule=NAME,
        type="multiple_choice",
        stem=stem,
        options=candidates.single_choice(key[0], wrong, why=key[1], seed=stem),
        rationale=key[1],
        verb="Sequence",
        aspect=subjects.STEPS,
        step=step,
        bloom=Bloom.UNDERSTAND,
        start=places[0][0],
        end=places[-1][1],
        score=0.88,
    )
