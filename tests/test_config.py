from pathlib import Path

import pytest

from quizapp.config import Config
from quizapp.core.errors import Invalid


def settings(tmp_path: Path, **more: str) -> dict[str, str]:
    return {"QUIZAPP_DATA_DIR": str(tmp_path), "QUIZAPP_SECRET_KEY": "k"} | more


def test_documents_of_sixty_megabytes_are_taken_unless_told_otherwise(tmp_path: Path):
    assert Config.from_env(settings(tmp_path)).upload_limit == 60 * 1024 * 1024
    more = Config.from_env(settings(tmp_path, QUIZAPP_UPLOAD_MEGABYTES="120"))
    assert more.upload_limit == 120 * 1024 * 1024


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "501", "9" * 5000, "\u0663"])
def test_a_limit_that_cannot_be_used_stops_the_start_with_its_name(tmp_path: Path, value: str):
    with pytest.raises(Invalid, match="QUIZAPP_UPLOAD_MEGABYTES: write a whole number from 1 to"):
        Config.from_env(settings(tmp_path, QUIZAPP_UPLOAD_MEGABYTES=value))
