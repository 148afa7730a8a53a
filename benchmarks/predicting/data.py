"""Logs of reviews and of responses, read whatever their delimiter, columns and clocks."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
REVIEWS, RESPONSES = "reviews", "responses"

_CARD = ("card_id", "cid", "card")
_RATING = ("review_rating", "rating", "review_rate", "button_chosen", "ease", "grade")
_REVIEWED = ("review_time", "review_datetime", "reviewed_at", "time", "timestamp", "review_date")
_LEARNER = ("user_id", "student_id", "learner_id", "user", "student", "anon student id")
_ITEM = ("item_id", "problem_id", "question_id", "item", "problem", "question")
_TIME = ("timestamp", "time", "start_time", "at")
_CORRECT = ("correct", "score", "outcome", "is_correct")
_SKILL = ("skill_id", "skill", "skills", "kc", "kc_id", "concept_id")
_DURATION = ("review_duration", "duration", "duration_ms", "time_taken")
# Above this a number of seconds lies after the year 5000, so it counts milliseconds.
_MILLISECONDS = 1e11


@dataclass(frozen=True)
class Answer:
    """One answer: who, to what, of which skills, when (seconds), right or not, and FSRS's rating.

    Where a log knows only right and wrong the rating is Good or Again.
    """

    learner: int
    item: int
    skills: tuple[int, ...]
    seconds: float
    right: bool
    rating: int
    duration: float | None = None

    @property
    def at(self) -> datetime:
        return EPOCH + timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class DataSet:
    """Answers in the order in which they were given; `timed` says whether the log knows when."""

    name: str
    kind: str
    answers: tuple[Answer, ...]
    timed: bool


class Unreadable(Exception):
    """The file is neither a log of reviews nor one of responses."""


def read(path: Path) -> DataSet:
    """A log, plain or gzipped. Raises Unreadable where the header is neither kind's."""
    rows = _rows(path)
    header = next(rows, [])
    columns = {name.strip().strip('"').lower(): place for place, name in enumerate(header)}
    card, rating = _find(columns, _CARD), _find(columns, _RATING)
    item, correct = _find(columns, _ITEM), _find(columns, _CORRECT)
    learner = _find(columns, _LEARNER)
    name = path.name.removesuffix(".gz").removesuffix(path.name.removesuffix(".gz")[-4:])
    if card is not None and rating is not None:
        when, kind, skill = _find(columns, _REVIEWED), REVIEWS, None
        thing, result = card, rating
    elif item is not None and correct is not None and learner is not None:
        when, kind, skill = _find(columns, _TIME), RESPONSES, _find(columns, _SKILL)
        thing, result = item, correct
    else:
        raise Unreadable(f"{path}: neither card_id, review_rating nor user_id, item_id, correct")
    codes = _Codes(), _Codes(), _Codes()
    duration = _find(columns, _DURATION)
    answers = []
    for row in rows:
        answer = _answer(row, kind, codes, (learner, thing, skill, when, result, duration))
        if answer is not None:
            answers.append(answer)
    timed = len({answer.seconds for answer in answers}) > 1
    # Stable: rows of one instant, and all rows of a log without times, stay in their order.
    answers.sort(key=lambda a: a.seconds if kind == REVIEWS else (a.learner, a.seconds))
    return DataSet(name, kind, tuple(answers), timed)


def _answer(
    row: Sequence[str],
    kind: str,
    codes: tuple["_Codes", "_Codes", "_Codes"],
    places: tuple[int | None, ...],
) -> Answer | None:
    """One row; None for a row without a result (a manual rescheduling, an empty line)."""
    learner, thing, skill, when, result, duration = (
        "" if place is None or place >= len(row) else row[place].strip() for place in places
    )
    value = _number(result)
    if value is None or not thing:
        return None
    if kind == REVIEWS:
        if not 1 <= value <= 4:
            return None
        rating, right = int(value), value > 1
    else:
        right = value >= 0.5
        rating = 3 if right else 1
    people, things, skills = codes
    return Answer(
        people.of(learner),
        things.of(thing),
        tuple(sorted({skills.of(s) for s in _split(skill)})),
        _seconds(when),
        right,
        rating,
        _number(duration),
    )


class _Codes:
    """Numbers for names, in the order of appearance."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def of(self, name: str) -> int:
        return self.known.setdefault(name, len(self.known))


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as probe:
        zipped = probe.read(2) == b"\x1f\x8b"
    opened = gzip.open if zipped else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        header = file.readline()
        delimiter = max("\t,;|", key=header.count)
        yield next(csv.reader([header], delimiter=delimiter), [])
        yield from csv.reader(file, delimiter=delimiter)


def _find(columns: dict[str, int], names: Sequence[str]) -> int | None:
    return next((columns[name] for name in names if name in columns), None)


def _split(skill: str) -> list[str]:
    parts = skill.replace("~~", ";").split(";")
    return [part.strip() for part in parts if part.strip().lower() not in {"", "nan", "none"}]


def _number(text: str) -> float | None:
    named = {"true": 1.0, "false": 0.0, "again": 1.0, "hard": 2.0, "good": 3.0, "easy": 4.0}
    try:
        value = float(text)
    except ValueError:
        return named.get(text.lower())
    return value if value == value else None  # noqa: PLR0124 - only NaN differs from itself


def _seconds(text: str) -> float:
    value = _number(text)
    if value is None:
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            return 0.0
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    return value / 1000 if abs(value) > _MILLISECONDS else value
