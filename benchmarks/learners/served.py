"""The running service as a policy: what it asks is read off its pages, answers are sent as forms.

Knows of the engine what its pages say and nothing else; nothing is read from the database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
from lxml import html

from benchmarks.learners.service import RIGHT_TEXT, Service, instant_of
from benchmarks.learners.treatment import Asked, Told
from benchmarks.learners.truths import Bools, Floats, Ints, World
from benchmarks.learners.visitor import Page, Visitor

# How long the last question of a day is looked at: its seconds are known to the simulation alone.
_LAST_SECONDS = 30.0
_ROUNDS = (5, 10, 20)
_STEM = "//h1[@class='stem']"


@dataclass
class _Pending:
    at: float
    asked: Asked
    form: html.FormElement
    right: bool = False


@dataclass
class Seat:
    """One learner at the service."""

    visitor: Visitor
    day: int = -1
    following: str = ""
    pending: _Pending | None = None


@dataclass
class Served:
    """Asks the service. `minutes` is the round that is chosen, the longest that is not too long."""

    world: World
    service: Service
    days: int
    minutes: float
    seats: list[Seat] = field(init=False)
    log: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.round = max(m for m in _ROUNDS if m <= max(self.minutes, _ROUNDS[0]))
        self.service.clock.now = instant_of(0.0)
        self.seats = [self._join(number) for number in range(self.world.learners)]

    def _join(self, number: int) -> Seat:
        visitor = Visitor(self.service.port, f"learner{number}@example.org")
        visitor.register(f"Learner {number}", self.service.code)
        form = visitor.open("/plan").form("/plan")
        exam = instant_of(self.days).date().isoformat()
        visitor.submit(
            form,
            minutes=f"{max(5, round(self.minutes))}",
            **{f"exam-{self.service.course_slug}": exam},
        )
        return Seat(visitor)

    def choose(self, rows: Ints, at: Floats) -> tuple[Ints, Ints]:
        asked = [self._ask(int(row), float(when)) for row, when in zip(rows, at, strict=True)]
        return np.array([a.objective for a in asked]), np.array([a.step for a in asked])

    def learn(self, rows: Ints, columns: Ints, items: Ints, right: Bools, at: Floats) -> None:  # noqa: ARG002
        """Take the answers down; each is sent when the learner has finished with it."""
        for row, ok in zip(rows.tolist(), right.tolist(), strict=True):
            pending = self.seats[row].pending
            assert pending is not None
            pending.right = ok

    def finish(self) -> None:
        """Send what was answered last."""
        for row, seat in enumerate(self.seats):
            if seat.pending is not None:
                self._send(row, seat.pending.at + _LAST_SECONDS / 86_400)

    def _ask(self, row: int, at: float) -> Asked:
        seat = self.seats[row]
        if seat.pending is not None:
            same_day = int(at) == seat.day
            self._send(row, at if same_day else seat.pending.at + _LAST_SECONDS / 86_400)
        self.service.clock.now = instant_of(at)
        if seat.day != int(at):
            seat.day, seat.following = int(at), ""
        page = seat.visitor.open(seat.following, "question") if seat.following else None
        if page is None or not page.text(_STEM):
            page = self._begin(seat)
        asked = self.service.questions[page.text(_STEM)]
        seat.pending = _Pending(at, asked, page.form(page.path))
        return asked

    def _begin(self, seat: Seat) -> Page:
        """Go on with the round that is open, or begin one."""
        page = seat.visitor.open(self.service.module_path)
        resumed = [link for link in page.links() if link.startswith("/practice/")]
        if resumed:
            return seat.visitor.open(resumed[0])
        return seat.visitor.submit(page.form("/practice"), minutes=str(self.round))

    def _send(self, row: int, at: float) -> None:
        seat = self.seats[row]
        pending = seat.pending
        assert pending is not None
        seat.pending = None
        self.service.clock.now = instant_of(at)
        page = _answer(seat.visitor, pending.form, pending.right)
        if page.text(_STEM):
            # The sign-in had ended, and after a new one the question is there again.
            page = _answer(seat.visitor, page.form(page.path), pending.right)
        verdict = page.text("//h1[@id='verdict']")
        assert verdict == ("Right" if pending.right else "Not quite"), verdict
        seat.following = page.links()[-1]
        told = dict(_facts(page))
        self.log.append(
            Told(
                row, pending.at, pending.asked, pending.right,
                _days(told.get("Should stay with you for", "")),
                _due_on(told.get("Comes back", ""), self.service.clock.now),
                self.service.clock.now,
            )
        )  # fmt: skip


def _answer(visitor: Visitor, form: html.FormElement, right: bool) -> Page:
    return visitor.submit(form, "answer", option=_option(form, right=right))


def _option(form: html.FormElement, *, right: bool) -> str:
    """The value of the right option as shown, or of the first wrong one."""
    for entry in form.xpath(".//input[@name='option']"):
        words = entry.getparent().xpath(".//*[@class='option-text']")[0].text_content()
        if (words.strip() == RIGHT_TEXT) == right:
            value: str = entry.get("value")
            return value
    raise LookupError("no such option")


def _facts(page: Page) -> Iterator[tuple[str, str]]:
    for entry in page.tree.xpath("//dl[@class='facts']/div"):
        term, told = (" ".join(part.text_content().split()) for part in entry)
        yield term, told


def _days(words: str) -> float | None:
    """A span such as "about 9 days" in days."""
    match = re.search(r"(\d+) (hour|day)", words)
    if match is None:
        return None
    return int(match[1]) / (24 if match[2] == "hour" else 1)


def _due_on(words: str, now: datetime) -> int | None:
    """The simulation's day of "in 3 days (Mon 5 Mar)", within a year of now."""
    match = re.search(r"\(\w+ (\d+) (\w+)\)", words)
    if match is None:
        return None
    for year in (now.year, now.year + 1):
        named = datetime.strptime(f"{match[1]} {match[2]} {year}", "%d %b %Y").date()  # noqa: DTZ007
        if named >= now.date() - timedelta(days=1):
            return (named - _first_day()).days
    return None


def _first_day() -> date:
    return instant_of(0.0).date()
