"""A language model proposes questions beside the rules', within what one document may cost."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from quizapp.core.generation import Document, DraftedSection
from quizapp.core.generation.prompts import (
    MOST_ANSWER_TOKENS,
    Answer,
    NoAnswer,
    Prompt,
    write_prompt,
)
from quizapp.core.generation.proposals import Unreadable, merge_proposals
from quizapp.core.outline import Outline, Section

_MOST_SECONDS = 900.0
_MOST_FAILURES_IN_A_ROW = 2


@dataclass(frozen=True)
class Proposer:
    """A language model at hand: `ask` raises NoAnswer; `tokens` is what one document may cost."""

    name: str
    ask: Callable[[Prompt], Answer]
    tokens: int


@dataclass
class Proposing:
    """What the model has been asked for one document, and what came of it."""

    proposer: Proposer
    outline: Outline
    document: Document
    tokens: int = 0
    seconds: float = 0.0
    added: int = 0
    failed_sections: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    stopped: str = ""
    _in_a_row: int = 0

    def extend(self, ancestors: Sequence[Section], drafted: DraftedSection) -> DraftedSection:
        """The section with what the model proposed and passed; as it was where that failed."""
        reading = self.document.reading_of(drafted.section)
        if self.stopped or drafted.lesson is None or not reading.substantive:
            return drafted
        prompt = write_prompt(self.outline.title, ancestors, drafted.section)
        if self.tokens + prompt.tokens + MOST_ANSWER_TOKENS > self.proposer.tokens:
            self.stopped = "the document's limit of tokens is reached"
            return drafted
        try:
            answer = self.proposer.ask(prompt)
            self._spend(answer.tokens, answer.seconds)
            merged = merge_proposals(
                drafted, answer, reading, self.document.text, unsafe=self._unsafe()
            )
        except NoAnswer as failure:
            self._spend(prompt.tokens, failure.seconds)
            self._fail(str(failure), final=failure.final)
            return drafted
        except Unreadable as failure:
            self._fail(f"its answer cannot be used ({failure})", final=False)
            return drafted
        self._in_a_row = 0
        self.added += merged.added
        self.dropped += merged.dropped
        return merged.section

    def note(self) -> str:
        """What came of it, in words for the instructor."""
        said = [f"The language model {self.proposer.name} added {_count(self.added)}."]
        if self.dropped:
            reasons = "; ".join(f"{n} {reason}" for reason, n in self.dropped.most_common())
            said.append(f"Left out of its proposals: {reasons}.")
        if self.failures:
            reasons = "; ".join(self.failures)
            said.append(
                f"It gave no answer for {self.failed_sections} of the sections ({reasons}):"
                " those have the questions of the rules alone."
            )
        if self.stopped:
            said.append(f"It was not asked for the rest: {self.stopped}.")
        return " ".join(said)

    def _unsafe(self) -> list[tuple[int, int]]:
        spans = [(remark.start, remark.end) for remark in self.outline.doubts]
        return spans + [(remark.start, remark.end) for remark in self.outline.dropped]

    def _spend(self, tokens: int, seconds: float) -> None:
        self.tokens += tokens
        self.seconds += seconds
        if self.seconds > _MOST_SECONDS:
            self.stopped = "it takes too long for a whole document"

    def _fail(self, reason: str, *, final: bool) -> None:
        self._in_a_row += 1
        self.failed_sections += 1
        self.failures[reason] += 1
        if final or self._in_a_row >= _MOST_FAILURES_IN_A_ROW:
            self.stopped = self.stopped or "it fails"


def _count(added: int) -> str:
    if added == 0:
        return "no question"
    return "1 question" if added == 1 else f"{added} questions"
