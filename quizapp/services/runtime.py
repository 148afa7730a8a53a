"""What the composition root hands to the entry points."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from quizapp.config import Config
from quizapp.services.banks import Banks
from quizapp.services.documents import LookUp, Reader
from quizapp.services.proposing import Proposer
from quizapp.services.schedule_fitting import Fitter
from quizapp.storage.database import SessionFactory


@dataclass(frozen=True)
class Runtime:
    """Settings, database, adapters and clock of one running application."""

    config: Config
    reading: SessionFactory
    writing: SessionFactory
    banks: Banks
    clock: Callable[[], datetime]
    read_document: Reader
    look_up: LookUp
    proposer: Proposer | None
    fit_parameters: Fitter | None
