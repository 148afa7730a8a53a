"""The one family of errors that a use case may raise; each edge translates it once."""

from collections.abc import Sequence


class QuizappError(Exception):
    """Root of every error that a person is meant to read. `str(error)` is the message shown."""


class NotFound(QuizappError):
    """The thing asked for does not exist, or must not be known to exist by this user."""


class Forbidden(QuizappError):
    """The user is known and the thing exists, but this action on it is not theirs."""


class Conflict(QuizappError):
    """The request was sound, but what it builds on has changed meanwhile."""


class Invalid(QuizappError):
    """Input that cannot be used. `problems` names each place and its fix, one sentence each."""

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems: tuple[str, ...] = (
            (problems,) if isinstance(problems, str) else tuple(problems)
        )
        super().__init__(" ".join(self.problems))
