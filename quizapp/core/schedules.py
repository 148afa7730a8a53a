"""Which FSRS parameters move a learner's memories: the defaults, or some fitted to answers.

Source: as in `core.memory`; the 21 parameters w0 to w20 are those of FSRS-6.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import fsrs


@dataclass(frozen=True)
class ScheduleParameters:
    """The 21 parameters of FSRS-6, and the version by which a memory names them."""

    version: str
    weights: tuple[float, ...]


DEFAULT = ScheduleParameters("fsrs-6/default", tuple(fsrs.Scheduler().parameters))


@dataclass(frozen=True)
class Schedules:
    """The parameters that hold for one learner: their own everywhere, else a course's within it."""

    own: ScheduleParameters | None = None
    by_course: Mapping[int, ScheduleParameters] = field(default_factory=dict)

    def of_course(self, course_id: int) -> ScheduleParameters:
        """Those that move the learner's memories of this course's objectives."""
        return self.own or self.by_course.get(course_id, DEFAULT)

    def with_fitted(self, course_id: int | None, fitted: ScheduleParameters | None) -> "Schedules":
        """The same with other parameters for a course, or with None for all; None takes away."""
        if course_id is None:
            return Schedules(fitted, self.by_course)
        others = {id_: kept for id_, kept in self.by_course.items() if id_ != course_id}
        return Schedules(self.own, others if fitted is None else others | {course_id: fitted})


def is_usable(weights: tuple[float, ...]) -> bool:
    """Whether FSRS-6 can schedule by these: as many as it has, each within its bounds."""
    try:
        fsrs.Scheduler(parameters=weights)
    except ValueError:
        return False
    return True
