"""Every table. Import from here, so that all of them are known to the metadata."""

from quizapp.storage.models.accounts import Role, SignIn, User
from quizapp.storage.models.corrections import CorrectionRow
from quizapp.storage.models.courses import Course, CourseRole, Enrolment
from quizapp.storage.models.fits import Fit, FitKind
from quizapp.storage.models.items import ItemRow, ItemStatus, ItemVersion
from quizapp.storage.models.jobs import Job, JobStatus
from quizapp.storage.models.media import Figure, Media
from quizapp.storage.models.modules import (
    Document,
    Module,
    ModuleStatus,
    Objective,
    Quiz,
    Section,
)
from quizapp.storage.models.practice import (
    AbilityState,
    Attempt,
    AttemptKind,
    MemoryState,
    Projection,
    Response,
)
from quizapp.storage.models.schedules import Schedule, ScheduleFit, ScheduleStatus

__all__ = [
    "AbilityState",
    "Attempt",
    "AttemptKind",
    "CorrectionRow",
    "Course",
    "CourseRole",
    "Document",
    "Enrolment",
    "Figure",
    "Fit",
    "FitKind",
    "ItemRow",
    "ItemStatus",
    "ItemVersion",
    "Job",
    "JobStatus",
    "Media",
    "MemoryState",
    "Module",
    "ModuleStatus",
    "Objective",
    "Projection",
    "Quiz",
    "Response",
    "Role",
    "Schedule",
    "ScheduleFit",
    "ScheduleStatus",
    "Section",
    "SignIn",
    "User",
]
