"""What a reading process may take, and how it is held to that."""

from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one document may take. `tell_every` is how often, in seconds, progress is told.

    Each page that is told gives `seconds_a_page` more, up to `most_seconds`: text recognition
    takes seconds a page, and its processes have the memory and the processor time to themselves.
    """

    memory_bytes: int = 1024 * 1024 * 1024
    cpu_seconds: int = 300
    seconds: float = 300.0
    seconds_a_page: float = 10.0
    most_seconds: float = 3600.0
    open_files: int = 64
    tell_every: float = 2.0


def limit_process(limits: Limits, *, processes: int | None) -> None:
    """Bound this process for good: its hard limits sink with the soft ones."""
    import resource  # noqa: PLC0415 - the child alone needs it

    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        *(() if processes is None else ((resource.RLIMIT_NPROC, processes),)),
    ):
        # SIGXCPU comes at the soft limit and can be told from the SIGKILL at the hard one.
        hard = most + 5 if kind == resource.RLIMIT_CPU else most
        # Not every system knows every limit; the parent's clock holds on all.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, hard))
