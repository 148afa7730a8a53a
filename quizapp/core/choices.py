"""What selection is told, and what it answers: plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from quizapp.core.difficulty import SHIPPED, Ability, Coefficients, ModuleAbility
from quizapp.core.items import Step
from quizapp.core.memory import Memory
from quizapp.core.schedules import DEFAULT, ScheduleParameters


@dataclass(frozen=True)
class Variant:
    """One published item of an objective.

    `exposure` is the share of the course's learners who have met it, 0-1.
    """

    item_id: int
    version_id: int
    item_difficulty: float
    guess_floor: float
    step: Step
    exposure: float = 0.0


class Importance(StrEnum):
    """How much an instructor says that a section counts."""

    NORMAL = "normal"
    IMPORTANT = "important"
    CORE = "core"

    @property
    def weight(self) -> float:
        """The weight of the section's objectives, 1 and up."""
        return _WEIGHTS[self]


_WEIGHTS = {Importance.NORMAL: 1.0, Importance.IMPORTANT: 1.5, Importance.CORE: 3.0}


@dataclass(frozen=True)
class Candidate:
    """An objective that may be asked: its place in the document and its variants (at least one).

    Objectives of one section are siblings. `weight`, above 0, is how much the objective counts at
    the horizon.
    """

    objective_id: int
    place: int
    variants: tuple[Variant, ...]
    section_id: int | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Learner:
    """What selection knows of the learner.

    `memories` by objective id; `seen` holds when an item was last answered, by item id; `sitting`
    the objective ids answered in this sitting, oldest first. `exam_at` is None where no exam is
    set; `zone` decides where a study day begins. `module` is the level in the module at hand, None
    where nothing was answered there; `coefficients` weigh the prediction, and `parameters` are
    those that move the memories.
    """

    ability: Ability
    memories: Mapping[int, Memory]
    seen: Mapping[int, datetime]
    sitting: Sequence[int] = ()
    exam_at: datetime | None = None
    zone: tzinfo = UTC
    module: ModuleAbility | None = None
    coefficients: Coefficients = SHIPPED
    parameters: ScheduleParameters = DEFAULT


@dataclass(frozen=True)
class Policy:
    """How questions are chosen. Targets and shares are 0-1; stability is in days.

    `horizon` is the rolling one, used without an exam. `beyond` lies behind the exam, so that what
    is learned for it outlasts it. `patience` and `waiting`: how much of what an objective would
    still give after so long is taken off its gain now. The figures were set by
    benchmarks/learning.py, see docs/adaptivity.md.
    """

    target_new: float = 0.90
    target_practising: float = 0.87
    target_stable: float = 0.78
    stable_days: float = 60.0
    repeat_after: timedelta = timedelta(days=3)
    exposure_cap: float = 0.25
    exposure_tolerance: float = 0.10
    relearn_after: int = 2
    relearn_share: float = 0.05
    new_share: float = 0.50
    randomesque: int = 3
    tolerance: float = 0.03
    random_share: float = 0.05
    horizon: timedelta = timedelta(days=30)
    beyond: timedelta = timedelta(days=15)
    waiting: timedelta = timedelta(days=3)
    patience: float = 0.9
    objectives_drawn: int = 3
    objectives_tolerance: float = 0.05
    seconds_right: float = 30.0
    seconds_wrong: float = 50.0


class Cause(StrEnum):
    """Why an objective was chosen."""

    RELEARN = "relearn"
    DUE = "due"
    NEW = "new"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Choice:
    """The next question and why.

    `predicted` and `target` are chances of success, `propensity` the probability with which this
    variant was drawn once its objective was chosen, `objective_propensity` that of the objective.
    `at_random` marks the small share of variants drawn evenly, from which item difficulties may be
    learned. `recall_without` and `recall_with` are recall at `horizon_at` as expected if this is
    not asked now and if it is; `seconds` is how long it should take. `previous_step`, `recall`,
    `stability`, `answered_at` and `last_right` are None for an objective met for the first time.
    """

    objective_id: int
    variant: Variant
    cause: Cause
    predicted: float
    target: float
    propensity: float
    at_random: bool
    objective_propensity: float
    horizon_at: datetime
    for_exam: bool
    recall_without: float
    recall_with: float
    seconds: float
    previous_step: Step | None = None
    recall: float | None = None
    stability: float | None = None
    answered_at: datetime | None = None
    last_right: bool | None = None
