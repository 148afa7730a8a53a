"""The worker's part in bank files that come in through a page."""

from quizapp.adapters.formats import read_bank
from quizapp.services import bank_imports, bank_plans, bank_uploads, jobs
from quizapp.services.runtime import Runtime
from quizapp.storage.models import Job, User


def check_bank(runtime: Runtime, job: Job) -> None:
    """Read a bank file and keep the plan of its import. Raises Invalid for one that is unusable."""
    with runtime.reading() as session:
        target = bank_uploads.target_of(session, job)
    form, parsed = read_bank(target.content, target.filename)
    with runtime.reading() as session:
        module = bank_imports.find_target(session, target)
        plan = bank_plans.plan_import(session, module, parsed, filename=target.filename)
    with runtime.writing.begin() as session:
        current = session.get_one(Job, job.id)
        bank_uploads.keep_plan(session, current, plan, form.label)
        jobs.finish(session, current, runtime.clock())


def import_bank(runtime: Runtime, job: Job) -> None:
    """Do what a confirmed plan says, all at once. Raises Conflict where it says another thing."""
    with runtime.reading() as session:
        target = bank_uploads.target_of(session, job)
    parsed = read_bank(target.content, target.filename)[1]
    with runtime.reading() as session:
        module = bank_imports.find_target(session, target)
        plan = bank_plans.plan_import(session, module, parsed, filename=target.filename)
    flaws = bank_imports.find_flaws(plan)
    with runtime.writing.begin() as session:
        # The job ends in the transaction that imports, so that it cannot be done twice.
        current = session.get_one(Job, job.id)
        module = bank_imports.carry_out(
            session,
            target,
            parsed,
            session.get(User, job.payload["user"]),
            fingerprint=job.payload["fingerprint"],
            flaws=flaws,
            now=runtime.clock(),
        )
        current.progress = {"module": str(module.uuid)}
        jobs.finish(session, current, runtime.clock())
