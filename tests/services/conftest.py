"""A school inside the test's own transaction."""

import pytest

from quizapp.storage.database import Session
from tests.factories import School, make_school


@pytest.fixture
def here(session: Session) -> School:
    """A published module with its people in the open session, rolled back at the end."""
    return make_school(session)
