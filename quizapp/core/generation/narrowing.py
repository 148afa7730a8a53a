"""Which heading narrows a section whose own only names an aspect, where no levels are marked.

"Viral meningitis", "Causes", "Care": in a text without marked headings all three may come out side
by side, and what "Care" says is then said of the whole document's topic.
"""

from collections.abc import Iterable, Iterator, Sequence

from quizapp.core.generation import subjects
from quizapp.core.outline import Section


def walk(
    sections: Sequence[Section], above: tuple[Section, ...] = ()
) -> Iterator[tuple[tuple[Section, ...], Section]]:
    """(the headings that a section stands under, the section), as `outline.walk` orders them.

    A heading without words of its own, or one of several whose aspects come again ("Care" twice),
    is taken to run on over the aspects beside it.
    """
    again = _come_again(sections)
    narrower: tuple[Section, ...] = ()
    for section in sections:
        aspect = subjects.is_aspect(section.title)
        unmarked = section.heading is not None and not section.heading.level
        if not aspect or not unmarked:
            runs_on = unmarked and (again or not section.text.strip())
            narrower = (section,) if runs_on and subjects.topic_in(section.title) else ()
        under = (*above, *narrower) if aspect and unmarked else above
        yield under, section
        yield from walk(section.children, (*under, section))


def _come_again(sections: Iterable[Section]) -> bool:
    aspects = [one.title.casefold() for one in sections if subjects.is_aspect(one.title)]
    return len(set(aspects)) < len(aspects)
