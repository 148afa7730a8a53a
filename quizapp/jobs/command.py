"""The command that runs a worker: `flask --app wsgi worker`."""

import click
from flask import current_app

from quizapp.jobs.worker import run_forever


@click.command("worker")
def worker_command() -> None:
    """Do the background work until told to stop."""
    run_forever(current_app.extensions["quizapp"])
