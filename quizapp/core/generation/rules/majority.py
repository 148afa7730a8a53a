"""What is seldom taken for what is usual: "may be A, but most of them are B" turned round.

The statement that A is the usual case is contradicted by the sentence itself.
"""

import re
from collections.abc import Iterator

from quizapp.core.generation import candidates, subjects, wording
from quizapp.core.generation.candidates import Candidate
from quizapp.core.generation.document import Document, Reading
from quizapp.core.items import Bloom, Step

NAME = "majority"

_CONTRAST = re.compile(
    r"^(?!It |They |This |These |Those |There |He |She |We |You )"
    r"(?P<subject>[A-Z][^,;:]{2,60}?) (?:may|can|might) be (?P<seldom>[^,;:]{3,40}), but "
    r"(?:is|are|most(?: of them| cases)? (?:is|are)) "
    r"(?:usually |mostly |more often |most often )?(?P<usual>[^,;:.]{3,40})"
)
_SAYS_HOW_OFTEN = re.compile(
    r" but (?:most\b|(?:is|are) (?:usually|mostly|more often|most often)\b)"
)


def propose(reading: Reading, _document: Document) -> Iterator[Candidate]:
    """One false statement for each sentence that sets a possible case against the usual one."""
    for sentence in reading.listing:
        text = wording.plain(sentence.text)
        contrast = _CONTRAST.match(text)
        if contrast is None or _SAYS_HOW_OFTEN.search(contrast.group()) is None:
            continue
        subject = wording.uncapitalised(contrast["subject"])
        said = f"{contrast.group()}."
        stem = f"In most cases, {subject} is {contrast['seldom']}."
        if " are " in contrast.group() and contrast["subject"].endswith("s"):
            stem = f"In most cases, {subject} are {contrast['seldom']}."
        yield Candidate(
            rule=NAME,
            type="true_false",
            stem=subjects.placed(stem, reading.subject),
            options=candidates.true_false(
                true=False,
                why=f"That is possible, but not the usual case: \u201c{said}\u201d",
                why_not=f"The statement takes the rarer case for the usual one: \u201c{said}\u201d",
            ),
            rationale=f"Usual and possible are not the same here: \u201c{said}\u201d",
            verb="Describe",
            aspect=subjects.aspect_of(said, reading.section),
            step=Step.MEDIUM,
            bloom=Bloom.UNDERSTAND,
            start=sentence.start,
            end=sentence.end,
            score=0.5,
        )
