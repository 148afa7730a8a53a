"""What a section lists: in a sentence, or as entries under their lead-in."""

from collections.abc import Iterator, Sequence

from quizapp.core.generation import bare_titles, listings
from quizapp.core.generation.listings import Listing
from quizapp.core.generation.runs import ListRun, touches
from quizapp.core.sentences import Sentence


def of_section(
    spoken: Sequence[Sentence],
    runs: Sequence[ListRun],
    title: str,
    doubted: Sequence[tuple[int, int]],
) -> Iterator[Listing]:
    """The listings of a section; none of a list that forbids, or that holds a doubted entry."""
    yield from listings.in_sentences(spoken)
    for run in runs:
        if run.negative or any(touches(b.start, b.end, doubted) for b in run.entries):
            continue
        lead = run.lead_in.text if run.lead_in else ""
        found = listings.in_list(lead, bare_titles.bare(title), run.entries)
        if found is not None:
            yield found
