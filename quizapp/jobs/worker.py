"""The worker: takes jobs one at a time, and folds item difficulties between them."""

import logging
import signal
import threading
from datetime import timedelta
from types import FrameType

from quizapp.core.errors import QuizappError
from quizapp.jobs.handlers import HANDLERS, Cancelled
from quizapp.services import fitting, jobs, schedule_fitting, sweeping
from quizapp.services.rebuild import fold_item_difficulties
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Job, JobStatus

_POLL_SECONDS = 0.5
_FOLD_EVERY = timedelta(seconds=5)
_LOOK_FOR_NIGHTLY_EVERY = timedelta(minutes=10)

_log = logging.getLogger(__name__)


def run_forever(runtime: Runtime) -> None:
    """Work until the process is told to stop (SIGINT, SIGTERM); the job at hand is finished."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGTERM, ask_to_stop)
    folded_at = runtime.clock() - _FOLD_EVERY
    looked_at = runtime.clock()
    while not stop.is_set():
        try:
            busy = run_next(runtime)
            if runtime.clock() - folded_at >= _FOLD_EVERY:
                folded_at = runtime.clock()
                with runtime.writing.begin() as session:
                    fold_item_difficulties(session)
            if runtime.clock() - looked_at >= _LOOK_FOR_NIGHTLY_EVERY:
                looked_at = runtime.clock()
                ask_for_nightly(runtime)
        except Exception:
            # A database that is away for a moment must not end the worker for good.
            _log.exception("The worker could not go on; it tries again.")
            busy = False
        if not busy:
            stop.wait(_POLL_SECONDS)


def ask_for_nightly(runtime: Runtime) -> None:
    """Ask once a day for the fits, where they can be made, and for the sweep of pictures."""
    kinds = [fitting.FIT_PREDICTION, sweeping.SWEEP_MEDIA]
    if runtime.fit_parameters is not None:
        kinds.append(schedule_fitting.FIT_SCHEDULES)
    with runtime.writing.begin() as session:
        for kind in kinds:
            jobs.enqueue_daily(session, kind, now=runtime.clock())


def run_next(runtime: Runtime) -> bool:
    """Do one job; False when none was ready."""
    # Looking first spares an idle worker the write lock that claiming takes.
    with runtime.reading() as session:
        if not jobs.is_any_ready(session, runtime.clock()):
            return False
    with runtime.writing.begin() as session:
        job = jobs.claim_next(session, runtime.clock())
    if job is None:
        return False
    try:
        HANDLERS[job.kind](runtime, job)
    except Cancelled:
        _log.info("Job %s was cancelled.", job.uuid)
    except QuizappError as error:
        _fail(runtime, job, str(error), final=True)
    except Exception:
        _log.exception("Job %s failed.", job.uuid)
        _fail(runtime, job, "Something broke on our side. We will try again.", final=False)
    return True


def _fail(runtime: Runtime, job: Job, error: str, *, final: bool) -> None:
    with runtime.writing.begin() as session:
        current = session.get_one(Job, job.id)
        if current.status is JobStatus.RUNNING:
            jobs.fail(session, current, error, runtime.clock(), final=final)
